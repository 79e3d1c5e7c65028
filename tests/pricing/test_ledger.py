"""The running total towards KX: what counts, when an amount is reached, what came before."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

import otcpt
from otcpt.pricing import Ledger

THRESHOLD = Decimal(2480)


def visits(
    count: int, modifier: str = "GO", *, first: str = "2026-01-05", patient: str | None = "P1"
) -> list[otcpt.Claim]:
    """Return visits of four units on consecutive days."""
    begin = date.fromisoformat(first)
    return [
        otcpt.Claim([
            otcpt.ServiceLine(
                "97530",
                date_of_service=begin + timedelta(days=day),
                units=4,
                modifiers=(modifier,),
                patient_key=patient,
            )
        ])
        for day in range(count)
    ]  # fmt: skip


def ledger(claims: list[otcpt.Claim], history: otcpt.History | None = None) -> Ledger:
    """Price at the national amount."""
    return otcpt.price_all(claims, policy="medicare-part-b", locality="national", history=history).ledger


def test_the_line_that_reaches_the_threshold_is_named() -> None:
    """110.22 a visit: the twenty-third one."""
    account = ledger(visits(40)).of(2026, patient_key="P1")
    assert account is not None
    assert account.threshold == THRESHOLD
    assert account.crossing is not None
    assert account.crossing.claim == 22
    assert account.crossing.total - account.crossing.amount < THRESHOLD <= account.crossing.total
    assert account.review_crossing is not None
    assert account.review_crossing.claim == 27
    assert account.total == 40 * Decimal("110.22")


def test_ot_has_an_account_of_its_own() -> None:
    """PT and SLP share one; other years and patients have their own."""
    claims = [*visits(2), *visits(2, "GP"), *visits(2, "GN"), *visits(2, first="2025-12-30"), *visits(1, patient="P2")]
    found = {(one.patient_key, one.year, one.bucket): len(one.accruals) for one in ledger(claims)}
    assert found == {
        ("P1", 2025, "OT"): 2,
        ("P1", 2026, "OT"): 2,
        ("P1", 2026, "PT+SLP"): 4,
        ("P2", 2026, "OT"): 1,
    }


def test_what_was_allowed_elsewhere_is_added() -> None:
    """And the history's own lines only where no dollars are given."""
    prior = otcpt.PriorPayments(year=2026, allowed=Decimal("2400.00"), patient_key="P1")
    before = visits(3, first="2026-01-01")
    given = ledger(visits(1), otcpt.History(lines=before, prior_payments=[prior])).of(2026, patient_key="P1")
    priced = ledger(visits(1), otcpt.History(lines=before)).of(2026, patient_key="P1")
    assert given is not None and priced is not None
    assert given.total == Decimal("2400.00") + Decimal("110.22")
    assert given.crossing is not None
    assert priced.total == 4 * Decimal("110.22")


@pytest.mark.parametrize(
    ("lines", "total"),
    [
        (["97530:GO:CO x1"], "35.07"),
        (["97129 x1"], "0"),
        (["97129:GO x1"], "22.38"),
        (["97530:GO:GZ x1"], "0"),
        (["29125:GO x1"], "79.16"),
    ],
)
def test_what_counts(lines: list[str], total: str) -> None:
    """Therapy, after MPPR, before the shares; the assistant cut does not lower it, and a denied line does not count."""
    account = ledger([otcpt.claim("2026-09-14", *lines)]).of(2026)
    assert (account.total if account else Decimal(0)) == Decimal(total)


def test_a_line_that_is_not_priced_is_counted_as_missing() -> None:
    """The total is too low."""
    account = ledger([otcpt.claim("2026-09-14", "97799:GO x1", "97530:GO x1")]).of(2026)
    assert account is not None
    assert account.not_priced == 1


def test_claims_without_a_patient_are_left_out() -> None:
    """No total is made of what may be several patients; one claim alone is one patient's."""
    assert ledger(visits(2, patient=None)).without_patient == 2
    assert len(ledger(visits(2, patient=None))) == 0
    assert len(ledger(visits(1, patient=None))) == 1


def test_the_totals_are_what_a_history_takes() -> None:
    """As amounts allowed before."""
    (one,) = ledger(visits(2)).prior_payments()
    assert (one.year, one.allowed, one.discipline) == (2026, Decimal("220.44"), "OT")
