"""Known answers about code combinations, cut from CMS's tables and manual, as `check` gives them.

``combination_vectors.csv`` says what must come of each claim in plain words; here each wording is one rule's answer.
The library says more than a vector in six places, on purpose:

- CV054, CV057: the table denies these pairs with indicator 1, but the manual (XI.P.8) lets no modifier release them
  within one specialty. They are answered as a prohibition (PTP005), so that no one is reported to add 59.
- CV063: the manual's sentence is about one practitioner, so the lines name one.
- CV062: two discipline modifiers would be two therapists', so 97165 has none.
- CV096: 98981 is counted by the month, so its primary may be on another day. CV090: so may that of 96113, whose testing
  may run over days: a warning.
- CV064, CV081, CV082: a code that is billed once is over its limit in the words of UNIT004, with the limit as evidence.
"""

import csv
import re
from collections.abc import Callable
from pathlib import Path

import attrs
import pytest

from otcpt.checking import check
from otcpt.claims import Claim, parse_claim
from otcpt.findings import Finding, Reason, Report, Severity

with (Path(__file__).parent / "combination_vectors.csv").open(encoding="utf-8", newline="") as file:
    VECTORS = list(csv.DictReader(file))

#: Pairs that the table would let a modifier release and the manual does not.
PROHIBITED = {("97750", "97165", "1"), ("97168", "97760", "1")}
POLICY = {"practitioner": "medicare-part-b", "outpatient_hospital": "medicare-part-b-facility"}


def _claim(vector: dict[str, str]) -> Claim:
    claim = parse_claim(vector["on"], *vector["lines"].split(" + "))
    if vector["practitioner"]:
        return Claim(attrs.evolve(line, rendering_provider_key=vector["practitioner"]) for line in claim)
    return claim


def _said(findings: tuple[Finding, ...], *families: str) -> list[tuple[str, tuple[str, ...]]]:
    return [
        (finding.rule_id, finding.codes)
        for finding in findings
        if finding.rule.family in families and finding.severity is not Severity.ADVICE
    ]


def _no_edit(report: Report) -> None:
    assert _said(report.findings, "PTP") == []
    assert report.bypassed == ()
    assert not [entry for entry in report.not_evaluated if entry.rule_id.startswith("PTP")]


def _denied(report: Report, two: str, one: str, indicator: str) -> None:
    rule = "PTP005" if (two, one, indicator) in PROHIBITED else {"0": "PTP001", "1": "PTP002"}[indicator]
    assert _said(report.findings, "PTP") == [(rule, (two, one))]
    found = next(finding for finding in report.findings if finding.rule_id == rule)
    assert found.evidence["indicator"] == int(indicator)
    assert report.bypassed == ()


def _released(report: Report, two: str, one: str) -> None:
    assert [(finding.rule_id, finding.codes) for finding in report.bypassed] == [("PTP003", (two, one))]
    assert _said(report.findings, "PTP") == []


def _over(report: Report, code: str) -> None:
    [found] = [one for one in report.findings if one.rule_id in ("MUE001", "UNIT004") and "limit" in one.evidence]
    assert (found.lines[0].code, found.severity) == (code, Severity.ERROR)


def _within(report: Report, _: str) -> None:
    assert _said(report.findings, "MUE") == []
    assert "MUE001" not in [entry.rule_id for entry in report.not_evaluated]


def _alone(report: Report, code: str) -> None:
    if code == "98981":  # an add-on of the month: its primary may be on another day
        assert [entry.reason for entry in report.not_evaluated if entry.rule_id == "AOC001"] == [Reason.INPUT_MISSING]
        return
    assert _said(report.findings, "AOC") == [("AOC001", (code,))]
    found = next(finding for finding in report.findings if finding.rule_id == "AOC001")
    assert found.severity is (Severity.WARNING if code == "96113" else Severity.ERROR)


def _forbidden(report: Report) -> None:
    assert [rule for rule, _ in _said(report.findings, "PTP")] == ["PTP005"]


MEANING: tuple[tuple[str, Callable[..., None]], ...] = (
    ("no edit", _no_edit),
    (r"(\w+) denied beside (\w+), indicator (\d)", _denied),
    (r"(\w+) released beside (\w+)", _released),
    (r"(\w+) over its limit", _over),
    (r"(\w+) within its limit", _within),
    (r"(\w+) without its primary", _alone),
    ("forbidden by the manual", _forbidden),
)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
def test_check_answers_the_vector(vector: dict[str, str]) -> None:
    """The combination is answered as CMS's tables and manual have it."""
    report = check(_claim(vector), policy=POLICY[vector["setting"]])
    [(expect, words)] = [
        (expect, found.groups()) for pattern, expect in MEANING if (found := re.fullmatch(pattern, vector["expected"]))
    ]
    expect(report, *words)


def test_every_vector_is_there() -> None:
    """All 59 combinations are walked, each once."""
    assert len({vector["id"] for vector in VECTORS}) == len(VECTORS) == 59
