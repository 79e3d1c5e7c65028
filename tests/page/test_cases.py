"""Every rule's cases, drawn: no report, finding, repair or history that a rule can lead to fails to show itself."""

import pytest
from tests.page.test_page import Bare, words_of
from tests.rules.cases import RULE_IDS, cases_of

import otcpt
from otcpt.policies import load_policy
from otcpt.shown import Shown


def check_shown(value: Shown) -> None:
    """Compare text and HTML of one value."""
    assert Bare(value._repr_html_()).words == words_of(str(value))


@pytest.mark.thorough
@pytest.mark.parametrize("rule_id", RULE_IDS)
def test_everything_that_a_rule_s_cases_lead_to_is_shown_alike(rule_id: str) -> None:
    """Reports, claims and histories of all cases; findings and explanations of the rule."""
    for case in cases_of(rule_id):
        policy = load_policy(case.policy)
        if case.overlay:
            policy |= otcpt.Overlay(id="case", **case.overlay)  # type: ignore[arg-type]
        checker = otcpt.Checker(policy=policy)
        report = checker.check(case.claim, history=case.beside)
        shown: list[Shown] = [report, case.claim, policy, checker.explain(case.claim, case.rule, history=case.beside)]
        shown += [one for one in (*report.findings, *report.bypassed) if one.rule_id == case.rule]
        shown += [case.beside] if case.beside is not None else []
        for value in shown:
            check_shown(value)
