"""A patient key that was filled in for many people, and checkers that meet ever new kinds of days."""

from collections import Counter

import attrs
import pyarrow as pa
import pytest
from tests.batch.lines import assert_parity

import otcpt
from otcpt.batch import check_table
from otcpt.checking import ClaimChecker as Checker
from otcpt.checking import _check
from otcpt.claims import Claim, ServiceLine, parse_claim
from otcpt.edits import PtpAnswer
from otcpt.rules import MOST_LINES, Law

thousands = pytest.mark.parametrize("number", [2_000, pytest.param(20_000, marks=pytest.mark.thorough)])
CODES = ("97530", "97110", "97140", "97535", "97112", "97750")


def lines_of(number: int) -> list[ServiceLine]:
    """Lines of one patient on one day."""
    made = [parse_claim("2026-03-02", f"{code}:GO x1 @15").lines[0] for code in CODES]
    return [attrs.evolve(made[i % len(made)], patient_key="UNKNOWN", line_id=str(i)) for i in range(number)]


def count_pairs(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Return the list to which every pair of codes that is looked up in a table of edits is added from now on."""
    asked: list[tuple[str, str]] = []
    look_up = Law.ptp

    def counted(law: Law, one: str, other: str) -> PtpAnswer:
        asked.append((one, other))
        return look_up(law, one, other)

    monkeypatch.setattr(Law, "ptp", counted)
    return asked


@thousands
def test_thousands_of_lines_of_one_key_are_judged_by_their_distinct_lines(
    number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All pairs are millions, and no patient's; of equal lines one is compared, and units and minutes add up."""
    claims = [Claim([line]) for line in lines_of(number)]
    asked = count_pairs(monkeypatch)

    reports = Checker(policy="medicare-part-b").check_all(claims)

    assert 0 < len(asked) < number
    (warning,) = [one.text for one in reports[0].caveats if one.id == "filler-key"]
    assert f"{number:,} lines on one day: the patient key looks like a filler" in warning
    found = Counter(finding.rule_id for report in reports for finding in report.findings)
    assert found["PTP002"] == len(ptp002(60)), "a finding for every pair of distinct lines, not of lines"
    limits = [one for report in reports for one in report.findings if one.rule_id == "MUE001"]
    assert sum(len(one.positions) for one in limits) == number


def test_more_minutes_than_a_day_has_are_no_reason_to_refuse_the_file() -> None:
    """Work hardening of many people under one key: WORK001 adds their minutes up and answers."""
    claim = parse_claim("2026-03-02", "97545:GO x1 @120", *["97546:GO x6 @358"] * 5)
    report = Checker(policy="ama-midpoint").check(claim)
    assert any(finding.rule_id == "WORK001" for finding in report.findings)


def ptp002(number: int) -> set[tuple[str, ...]]:
    """The codes of each PTP002 finding on a day of so many lines."""
    report = Checker(policy="medicare-part-b").check(Claim(lines_of(number)))
    return {finding.codes for finding in report.findings if finding.rule_id == "PTP002"}


def test_a_longer_day_finds_what_the_shorter_one_finds() -> None:
    """The lines beyond the limit are equal to others, so that no pair of codes is missing."""
    assert ptp002(MOST_LINES + 1) == ptp002(MOST_LINES - 1) != set()


def test_who_furnished_them_makes_no_difference_where_the_distinct_lines_are_too_many() -> None:
    """Hundreds of providers under one key; still every pair of codes is compared once."""
    lines = [attrs.evolve(line, bill_type="131") for line in lines_of(MOST_LINES + 100)]
    lines = [attrs.evolve(line, rendering_provider_key=f"R{i}") for i, line in enumerate(lines)]
    report = Checker(policy="medicare-part-b-facility").check(Claim(lines))
    assert 0 < sum(finding.rule_id == "PTP002" for finding in report.findings) <= len(CODES)


def test_frames_judge_them_alike() -> None:
    """The same answer from columns."""
    lines = [attrs.evolve(one, claim_id="C") for one in lines_of(MOST_LINES + 20)]
    assert_parity(otcpt.Checker(policy="medicare-part-b"), lines)


@thousands
def test_frames_compare_no_more_pairs(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of equal lines one is compared in columns, too."""
    columns = {
        "claim_id": [f"C{i}" for i in range(number)],
        "patient_key": ["UNKNOWN"] * number,
        "date_of_service": ["2026-03-02"] * number,
        "code": [CODES[i % 6] for i in range(number)],
    }
    asked = count_pairs(monkeypatch)

    report = check_table(pa.table(columns), policy="medicare-part-b")

    assert 0 < len(asked) < number
    assert any(f"{number:,} lines on one day" in one.text for one in report.caveats)
    assert "DUP001" in report.findings.column("rule_id").to_pylist()


def test_a_long_day_is_checked_as_a_day() -> None:
    """Where a person may have had so many lines, they are compared."""
    report = Checker(policy="medicare-part-b").check(Claim(lines_of(60)))
    assert "filler-key" not in {one.id for one in report.caveats}
    assert "PTP002" in {one.rule.id for one in report.findings}


def test_plans_are_kept_up_to_a_number_of_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """The size of a plan follows its lines, so that a number of plans is no bound."""
    monkeypatch.setattr(_check, "MOST_KEPT", 100)
    checker = Checker(policy="medicare-part-b")
    for number in range(1, 40):
        checker.plan(lines_of(number))
    assert len(checker._plans) < 5


def test_two_providers_share_the_plan_of_two_others() -> None:
    """Which they are makes no kind of day; that they are two does."""
    checker = Checker(policy="medicare-part-b")
    one, two = lines_of(2)

    def plan(first: str | None, second: str | None) -> object:
        both = [attrs.evolve(one, rendering_provider_key=first), attrs.evolve(two, rendering_provider_key=second)]
        return checker.plan(both)

    assert plan("A", "B") is plan("C", "D")
    assert plan("A", "B") is not plan("A", "A")
    assert plan("A", "B") is not plan("A", None)
    assert plan("A", None) is plan("B", None)
    assert plan("A", None) is not plan(None, "A")
