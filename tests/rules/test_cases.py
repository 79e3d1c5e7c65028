"""Every case of every rule, from tests/cases."""

import pytest
from tests.rules.cases import CASES, cases_of

from otcpt.findings import Rule
from otcpt.rules import ALL_RULES, find_rule
from otcpt.testing import Case, run_case


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}: {case.name}")
def test_rule_says_what_the_case_expects(case: Case) -> None:
    """The rule flags what it must, leaves alone what it must, and says where it cannot tell."""
    run_case(case, find_rule(case.rule))


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.id)
def test_rule_has_flagged_clean_and_boundary_cases(rule: Rule) -> None:
    """A rule without cases of each kind is not finished; one that needs optional input shows where it cannot tell."""
    kinds = {case.kind for case in cases_of(rule.id)}
    wanted = {"clean", "boundary", "bypassed" if rule.outcome == "bypassed" else "flagged"}
    if rule.needs:
        wanted.add("cannot-tell")
    assert wanted <= kinds
