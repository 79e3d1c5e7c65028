"""What the claims of a history were allowed, where the policy names the locality."""

from decimal import Decimal

import attrs
import pytest

import otcpt
from otcpt.checking._over_time import _is_enough
from otcpt.pricing import LedgerAccount

OHIO = otcpt.load_policy("medicare-part-b") | otcpt.Overlay(id="ohio", locality="15202-00")


def line(day: str, code: str = "97165", units: int = 1, *modifiers: str) -> otcpt.ServiceLine:
    """Return one of the patient's lines."""
    return otcpt.ServiceLine(
        code, date_of_service=day, modifiers=("GO", *modifiers), units=units, minutes=45, patient_key="P1"
    )


def findings(policy: otcpt.Policy, *lines: otcpt.ServiceLine, given: Decimal | None = None) -> set[str]:
    """Check a later line against what came before."""
    prior = [] if given is None else [otcpt.PriorPayments(year=2026, allowed=given, patient_key="P1")]
    history = otcpt.History(lines=lines, prior_payments=prior)
    report = otcpt.check(otcpt.Claim([line("2026-11-02", "97168")]), policy=policy, history=history)
    return {finding.rule_id for finding in report.findings}


MANY = [line(f"2026-{month:02}-{day:02}", "97530", 4) for month in (2, 3, 4) for day in range(1, 11)]


def test_the_threshold_is_reached_by_the_claims_of_the_history() -> None:
    """Thirty days of four units come to more than the threshold."""
    total = otcpt.price_all([otcpt.Claim(MANY)], policy=OHIO).ledger.of(2026, patient_key="P1")
    assert total is not None and total.threshold is not None
    assert total.total > total.threshold
    assert "KX001" in findings(OHIO, *MANY)
    assert "KX001" not in findings(OHIO, *MANY[:10])


def test_dollars_stand_over_the_claims() -> None:
    """Where they are given, the claims are in them."""
    assert "KX001" not in findings(OHIO, *MANY, given=Decimal("100.00"))


def test_nothing_is_priced_without_a_locality() -> None:
    """And nothing of another year counts."""
    assert "KX001" not in findings(otcpt.load_policy("medicare-part-b"), *MANY)
    assert "KX001" not in findings(OHIO, *[line(f"2025-05-{day:02}", "97530", 4) for day in range(1, 31)])


@pytest.mark.parametrize("day", ["2026-01-05", "2026-03-05", "2026-10-30"])
def test_another_payers_claim_does_not_begin_the_year(day: str) -> None:
    """What is allowed before the first line of this payer counts, whatever another payer's claims are dated."""
    other = attrs.evolve(line(day, "97168"), payer="CI")
    claims = [otcpt.Claim([other], claim_id="A"), otcpt.Claim([line("2026-11-02", "97168")], claim_id="B")]
    *_, report = otcpt.check_all(claims, policy=OHIO, history=otcpt.History(lines=MANY))
    assert "KX001" in {finding.rule_id for finding in report.findings}


@pytest.mark.parametrize(("count", "found"), [(30, True), (3, False)])
def test_a_line_without_an_amount_makes_the_total_too_low(count: int, found: bool) -> None:
    """It is enough where the threshold is reached without it, and no total else."""
    lines = [*MANY[:count], line("2026-05-04", "97799")]
    history = otcpt.History(lines=lines)
    report = otcpt.check(otcpt.Claim([line("2026-11-02", "97168")]), policy=OHIO, history=history)
    assert ("KX001" in {finding.rule_id for finding in report.findings}) is found
    if not found:
        (why,) = [one.reason for one in report.not_evaluated if one.rule is not None and one.rule.id == "KX001"]
        assert why is otcpt.findings.Reason.INPUT_MISSING


@pytest.mark.parametrize(
    ("total", "threshold", "not_priced", "enough"),
    [("2480", 2480, 1, True), ("2479.99", 2480, 1, False), ("0", None, 1, False), ("0", None, 0, True)],
)
def test_a_total_that_is_too_low_is_enough_from_the_threshold_on(
    total: str, threshold: int | None, not_priced: int, enough: bool
) -> None:
    """To the cent; a total that lacks nothing always is."""
    amount = None if threshold is None else Decimal(threshold)
    account = LedgerAccount("P1", 2026, "OT", Decimal(total), (), amount, None, not_priced)

    assert _is_enough(account) is enough
