"""The same claim keeps its outcome until a rule's revision says otherwise: what a report's rules digest stands for.

``outcomes.csv`` holds what every rule made of its cases at the last release. It is written anew at a release, and only
then: ``python -m pytest tests/rules/test_outcomes.py --release``.
"""

import csv
import hashlib
import json
from pathlib import Path

import pytest
from tests.rules.cases import CASES

from otcpt.checker import Checker
from otcpt.findings import Finding, Rule
from otcpt.fixes import change_record
from otcpt.rules import ALL_RULES, find_rule
from otcpt.testing import Case

TABLE = Path(__file__).parent / "outcomes.csv"
#: The law of the last release: a later edition is no change of a rule.
EDITION = "2026q4"
BY_NAME = {(case.rule, case.name): case for case in CASES}
HEADER = (
    "# What each rule makes of each of its cases, as of the last release: none yet, so as of the day this began.\n"
    "# Written at a release by pytest tests/rules/test_outcomes.py --release. A changed outcome needs a new revision.\n"
)


def outcome(rule: Rule, case: Case) -> str:
    """A digest of everything but words: which lines, how bad, on which figures, with which changes; what is silent."""
    past = case.beside if rule.scope.needs_history else None
    report = Checker(policy=case.payer, edition=EDITION, rules=(rule,)).check(case.claim, history=past)
    found = [_found(finding) for finding in (*report.findings, *report.bypassed)]
    silent = [[str(one.reason), one.positions, sorted(map(str, one.missing))] for one in report.not_evaluated]
    return hashlib.sha256(json.dumps([found, silent]).encode()).hexdigest()[:12]


def _found(finding: Finding) -> list[object]:
    """Evidence without its words: a text with a blank in it is words."""
    figures = {name: value for name, value in finding.evidence.items() if not _is_words(value)}
    changes = {fix.key: [change_record(change) for change in fix.changes] for fix in finding.fixes}
    return [finding.positions, str(finding.severity), sorted(figures.items()), sorted(changes.items())]


def _is_words(value: object) -> bool:
    return isinstance(value, str) and " " in value


def released() -> list[list[str]]:
    """The rows of the table."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(line for line in file if not line.startswith("#"))
    assert header == ["rule", "revision", "case", "outcome"]
    return rows


def complaint(rule: str, revision: int, name: str, digest: str) -> str:
    """What is wrong with a row of the table, and what to do; empty where it holds."""
    case = BY_NAME.get((rule, name))
    if case is None:
        return f"{rule}: the case {name!r} of the last release is gone; keep it, or rename it in the table too"
    now = find_rule(rule)
    if now.revision > revision or (now.revision == revision and outcome(now, case) == digest):
        return ""
    if now.revision < revision:
        return f"{rule} had revision {revision} at the last release and has {now.revision}; a revision never goes back"
    return (
        f"{rule} {name!r} has another outcome than at the last release: set revision={revision + 1} in its @rule "
        "and say so in the changelog under Outcome changes, or undo what changed it; the table waits for a release"
    )


def test_an_outcome_changes_with_the_revision_of_its_rule(request: pytest.FixtureRequest) -> None:
    """Every case of the last release has its outcome still, or its rule has a higher revision."""
    if request.config.getoption("--release"):
        with TABLE.open("w", encoding="utf-8", newline="") as file:
            file.write(HEADER)
            rows = csv.writer(file, lineterminator="\n")
            rows.writerow(("rule", "revision", "case", "outcome"))
            for (rule, name), case in BY_NAME.items():
                rows.writerow((rule, find_rule(rule).revision, name, outcome(find_rule(rule), case)))
    complaints = [complaint(rule, int(revision), name, digest) for rule, revision, name, digest in released()]

    assert [one for one in complaints if one] == []


def test_what_a_changed_outcome_needs() -> None:
    """The rule, the case and what to do about it; a higher revision is no fault, a lower one and a lost case are."""
    unchanged = (row for row in released() if find_rule(row[0]).revision == int(row[1]))
    rule, revision, name, digest = next(unchanged)

    assert f"set revision={int(revision) + 1} in its @rule" in complaint(rule, int(revision), name, "another")
    assert complaint(rule, int(revision) - 1, name, "another") == ""
    assert "never goes back" in complaint(rule, int(revision) + 1, name, digest)
    assert "is gone" in complaint(rule, int(revision), "no case of this name", digest)


def test_words_are_no_outcome() -> None:
    """A reworded message, fix or reason leaves the outcome as it is."""
    assert _is_words("all units of the code are denied") and not _is_words("97530") and not _is_words(2)
    assert {rule.revision for rule in ALL_RULES} >= {1}
