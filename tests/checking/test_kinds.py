"""What is kept of a kind of day follows from everything that is read of it."""

from collections.abc import Iterator
from datetime import date

from otcpt import Checker, Claim, Overlay, Policy, ServiceLine, load_policy
from otcpt.findings import Cause, Field, Hit, Reason, Severity, rule
from otcpt.rules import Day

ON = date(2026, 3, 2)


@rule(
    "acme:PLACE001",
    "place-named",
    reads={Field.CODE, Field.PLACE_OF_SERVICE},
    severity=Severity.ADVICE,
    cause=Cause.BILLING,
    message="A place is named.",
    cites=(),
)
def place_named(day: Day) -> Iterator[Hit]:
    """Flag the day."""
    yield Hit(tuple(range(len(day.lines))))


def test_lines_of_two_billing_providers_are_two_pools() -> None:
    """Two services of 8 minutes are a unit each where two practices bill them, and one unit where one does."""

    def found(*billers: str) -> set[str]:
        lines = [
            ServiceLine(
                code,
                date_of_service=ON,
                modifiers=("GO",),
                units=1,
                minutes=8,
                rendering_provider_key="R1",
                billing_provider_key=biller,
            )
            for code, biller in zip(("97530", "97110"), billers, strict=True)
        ]
        return {finding.rule_id for finding in checker.check(Claim(lines)).findings}

    checker = Checker(policy="medicare-part-b", rules=["UNIT001"])
    assert found("B1", "B2") == set()
    assert found("B1", "B1") == {"UNIT001"}


def test_a_rule_of_the_kind_of_day_is_asked_only_where_it_has_what_it_needs() -> None:
    """Also after a day that had it."""

    def asked(place: str | None) -> tuple[int, list[Reason]]:
        line = ServiceLine("97530", date_of_service=ON, modifiers=("GO",), units=1, place_of_service=place)
        report = checker.check(Claim([line]))
        return len(report.findings), [entry.reason for entry in report.not_evaluated]

    checker = Checker(policy="medicare-part-b", rules=[place_named])
    assert asked("11") == (1, [])
    assert asked(None) == (0, [Reason.INPUT_MISSING])
    assert asked("11") == (1, [])


def test_what_the_pair_table_cannot_answer_is_said_though_no_pair_speaks() -> None:
    """No table is held, or the day of receipt decides whether it applies to a critical access hospital."""
    medicaid = load_policy("medicaid-ncci") | Overlay(id="state", unit_method="cms", citation="a test")

    def said(policy: str | Policy, on: date, bill_type: str | None) -> list[str]:
        codes = ("97110", "97112")
        lines = [ServiceLine(code, date_of_service=on, modifiers=("GO",), bill_type=bill_type) for code in codes]
        report = Checker(policy=policy, rules=["PTP001"]).check(Claim(lines))
        return [entry.why.partition(":")[0] for entry in report.not_evaluated]

    assert said(medicaid, ON, None) == ["no Medicaid PTP table is held"]
    by_receipt = "PTP edits apply to critical access hospitals' bills received from 2018-07-01 on"
    assert said("medicare-part-b-facility", date(2018, 3, 1), "851") == [by_receipt]
    assert said("medicare-part-b-facility", date(2018, 3, 1), "131") == []
