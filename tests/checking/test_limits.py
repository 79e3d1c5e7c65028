"""A patient key that was filled in for many people, and checkers that meet ever new kinds of days."""

import time

import attrs
import pyarrow as pa
import pytest

from otcpt.batch import check_table
from otcpt.checking import ClaimChecker as Checker
from otcpt.checking import _check
from otcpt.claims import Claim, ServiceLine, parse_claim
from otcpt.findings import Reason, Scope

CODES = ("97530", "97110", "97140", "97535", "97112", "97750")


def lines_of(number: int) -> list[ServiceLine]:
    """Lines of one patient on one day."""
    made = [parse_claim("2026-03-02", f"{code}:GO x1 @15").lines[0] for code in CODES]
    return [attrs.evolve(made[i % len(made)], patient_key="UNKNOWN", line_id=str(i)) for i in range(number)]


def test_thousands_of_lines_of_one_key_are_checked_one_by_one() -> None:
    """Rules over the day compare pairs of lines; these are 200 million, and no patient's."""
    claims = [Claim([line]) for line in lines_of(20_000)]
    begun = time.process_time()

    reports = Checker(policy="medicare-part-b").check_all(claims)

    assert time.process_time() - begun < 20
    first = reports[0]
    (warning,) = [one.text for one in first.caveats if one.id == "filler-key"]
    assert "20,000 lines on one day: the patient key looks like a filler" in warning
    left = [one for one in first.not_evaluated if "More than 500 lines of one patient" in one.why]
    assert {one.rule.scope for one in left if one.rule} == {Scope.DAY}
    assert {one.reason for one in left} == {Reason.INPUT_MISSING}
    assert "PTP002" in {one.rule.id for one in left if one.rule}


def test_so_they_are_in_frames() -> None:
    """The same answer from columns."""
    columns = {
        "claim_id": [f"C{i}" for i in range(20_000)],
        "patient_key": ["UNKNOWN"] * 20_000,
        "date_of_service": ["2026-03-02"] * 20_000,
        "code": [CODES[i % 6] for i in range(20_000)],
    }
    begun = time.process_time()

    report = check_table(pa.table(columns), policy="medicare-part-b")

    assert time.process_time() - begun < 20
    assert any("20,000 lines on one day" in one.text for one in report.caveats)
    assert any(one.startswith("More than 500 lines") for one in report.not_evaluated.column("why").to_pylist())


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
