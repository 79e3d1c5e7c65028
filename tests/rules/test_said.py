"""What each rule says of its cases, word for word: every piece of evidence and every reason for silence."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from otcpt.findings import Report, Rule
from otcpt.rules import ALL_RULES
from otcpt.testing import load_cases, run_case

FOLDER = Path(__file__).parent.parent / "cases"


def told(report: Report) -> Iterator[str]:
    """A line for each finding and each thing not judged."""
    for finding in (*report.findings, *report.bypassed):
        yield f"{finding.severity} {finding.positions}: {finding.message}"
        yield from (f"    {name}: {value!r}" for name, value in finding.evidence.items())
    for entry in report.not_evaluated:
        yield f"{entry.reason} {entry.positions}: {entry.why} {' '.join(entry.missing)}".rstrip()


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.id)
def test_what_a_rule_says_is_approved(rule: Rule, approved: Callable[[str, str], None]) -> None:
    """Message, evidence, severity and place of every finding, and why a line was not judged."""
    lines = []
    for case in load_cases(FOLDER / f"{rule.id}.toml"):
        lines += [f"# {case.name}", *told(run_case(case, rule)), ""]
    approved(f"rules/{rule.id}", "\n".join(lines))
