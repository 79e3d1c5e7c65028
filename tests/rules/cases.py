"""The cases of the rules, read once for every test; and what each rule says of its own, proved once."""

from functools import cache
from pathlib import Path

from otcpt.findings import Finding, Report
from otcpt.rules import find_rule
from otcpt.testing import Case, load_cases, run_case

FOLDER = Path(__file__).parents[1] / "cases"


@cache
def cases_of(rule_id: str) -> tuple[Case, ...]:
    """The cases of a rule."""
    return load_cases(FOLDER / f"{rule_id}.toml")


RULE_IDS = sorted(path.stem for path in FOLDER.glob("*.toml"))
CASES = [case for rule_id in RULE_IDS for case in cases_of(rule_id)]


@cache
def reports_of(rule_id: str) -> tuple[Report, ...]:
    """What the rule alone says of each of its cases."""
    return tuple(run_case(case, find_rule(rule_id)) for case in cases_of(rule_id))


def findings_of(rule_id: str) -> list[Finding]:
    """What the rule alone finds in its cases, bypassed edits included."""
    return [finding for report in reports_of(rule_id) for finding in (*report.findings, *report.bypassed)]
