"""No dollar is lost between a charge and what became of it, and each is counted once."""

from decimal import Decimal

import attrs
from hypothesis import given
from hypothesis import strategies as st

from otcpt.claims import Remittance
from otcpt.denials import (
    Dollars,
    by_reason,
    by_rule,
    dollars_of,
    explain_denials,
    lost_to_mppr,
    net,
    patient_balances,
    total,
    trend,
)
from otcpt.testing import strategies

from .conftest import answer_to, sent

POLICY = "medicare-part-b"
NOTHING = Decimal(0)


def parts(dollars: Dollars) -> Decimal:
    """Return the sum of everything but the charge."""
    return sum(attrs.astuple(dollars)[1:], NOTHING)


@given(st.lists(strategies.remittances(), max_size=3))
def test_dollars_are_conserved(remittances: list[Remittance]) -> None:
    """Charges are payments and adjustments of every kind; payments and PLB make the checks."""
    payments = [claim for remittance in remittances for claim in remittance.claims]
    whole = total(payments)

    assert whole.charge == parts(whole) == sum((one.charge for one in payments), NOTHING)
    assert whole.unexplained == 0
    off = sum((one.amount for remittance in remittances for one in remittance.provider_adjustments), NOTHING)
    assert whole.paid - off == sum((one.payment for one in remittances), NOTHING)


@given(st.lists(strategies.remittances(), max_size=3), st.integers(-500, 500))
def test_what_does_not_add_up_is_a_part_of_its_own(remittances: list[Remittance], cents: int) -> None:
    """Whatever is wrong in the remittance, the parts still make the charge."""
    off = Decimal(cents) / 100
    for remittance in remittances:
        for claim in remittance.claims:
            found = dollars_of(attrs.evolve(claim, paid=claim.paid + off))
            assert found.charge == parts(found) and found.unexplained == -off


@given(st.lists(strategies.remittances(), min_size=1, max_size=2))
def test_the_report_counts_each_dollar_once(remittances: list[Remittance]) -> None:
    """Reasons of lines and of claims together are all adjustments; every line is there."""
    report = explain_denials(remittances, [], policy=POLICY)
    every = [
        one.amount
        for remittance in remittances
        for claim in remittance.claims
        for one in (*claim.adjustments, *(each for line in claim.lines for each in line.adjustments))
    ]

    assert sum((row.dollars for row in by_reason(report.lines)), NOTHING) == sum(every, NOTHING)
    assert len(report.lines) == sum(max(1, len(claim.lines)) for one in remittances for claim in one.claims)
    assert sum((row.paid for row in net(report.lines, lambda line: line.payer)), NOTHING) == sum(
        (line.paid for line in report.lines), NOTHING
    )


def test_sums_by_rule_reason_and_month() -> None:
    """A denial goes to the rule that explains it, with the dollars that were refused."""
    claim = sent("2026-03-02", "97150:GO x1", "97530:GO x2")
    other = sent("2026-03-03", "97530:GO x2", claim_id="C2")
    first = answer_to(claim, "97150:GO x1 40 30 CO-45:10", "97530:GO x2 120 0 CO-236:120 | M80")
    second = answer_to(other, "97530:GO x2 120 40 CO-45:60 CO-59:12 PR-2:8", remitted="2026-05-02")
    third = answer_to(sent("2026-03-03", "97530:GO x2", claim_id="C3"), "97530:GO x2 120 0 CO-50:120")
    report = explain_denials([first, second, third], [claim, other], policy=POLICY)

    assert [(row.name, row.dollars) for row in by_rule(report.lines)] == [
        ("PTP002", Decimal(120)),
        ("no rule", Decimal(120)),
    ]
    assert {row.name: row.dollars for row in by_reason(report.lines)}["CO-45"] == Decimal(70)
    assert [(month, row.name) for month, row in trend(report.lines)] == [("2026-04", "CO-236"), ("2026-04", "CO-50")]
    assert lost_to_mppr(report.lines) == Decimal(12)
    (row,) = net(report.lines, lambda line: line.payer)
    assert (row.visits, row.units, row.paid, row.per_visit) == (3, 7, Decimal(70), Decimal("23.33"))


def test_an_answer_that_no_longer_counts_is_in_no_sum_of_what_was_denied() -> None:
    """Denied, sent again and denied for another reason; denied and reversed; a duplicate of what was paid."""
    claim = sent("2026-03-02", "97150:GO x1", "97530:GO x2")
    unread = answer_to(claim, "97150:GO x1 40 0 CO-16:40 | MA130", "97530:GO x2 120 0 CO-16:120 | MA130")
    denied = answer_to(claim, "97150:GO x1 40 30 CO-45:10", "97530:GO x2 120 0 CO-236:120", remitted="2026-05-02")
    back = answer_to(
        claim, "97150:GO x1 -40 -30 CO-45:-10", "97530:GO x2 -120 0 CO-236:-120", status="22", remitted="2026-06-02"
    )
    again = answer_to(claim, "97150:GO x1 40 0 OA-18:40", "97530:GO x2 120 0 OA-18:120", remitted="2026-05-20")

    def sums(*answers: Remittance) -> tuple[dict[str, Decimal], int, Decimal]:
        lines = explain_denials(answers, [claim], policy=POLICY).lines
        (row,) = net(lines, lambda line: line.payer)
        return {row.name: row.dollars for row in by_rule(lines)}, row.units, row.charge

    assert sums(unread, denied) == ({"PTP002": Decimal(120)}, 3, Decimal(160))
    assert sums(denied, back) == ({}, 0, NOTHING)
    assert sums(denied, again)[0]["PTP002"] == Decimal(120)
    paid = answer_to(claim, "97150:GO x1 40 30 CO-45:10", "97530:GO x2 120 60 CO-45:60", remitted="2026-05-02")
    assert sums(paid, again) == ({}, 3, Decimal(160))


def test_the_patient_owes_what_the_last_payer_leaves() -> None:
    """A crossover: nothing is billed before the second payer answers, then what it leaves."""
    claim = sent("2026-03-02", "97530:GO x2")
    first = answer_to(claim, "97530:GO x2 120 48 CO-45:60 PR-2:12", status="19")
    second = answer_to(claim, "97530:GO x2 120 9 OA-23:108 PR-3:3", status="2", payer="CI", remitted="2026-05-02")

    (before,) = patient_balances(explain_denials([first], [claim], policy=POLICY).lines)
    (after,) = patient_balances(explain_denials([first, second], [claim], policy=POLICY).lines)
    assert (before.amount, before.waiting, before.payers) == (Decimal(12), True, 1)
    assert (after.amount, after.waiting, after.payers) == (Decimal(3), False, 2)


def test_two_payers_of_a_claim_pay_for_the_same_units() -> None:
    """48 and 9 dollars for two units; each payer alone has them too."""
    claim = sent("2026-03-02", "97530:GO x2")
    first = answer_to(claim, "97530:GO x2 120 48 CO-45:60 PR-2:12", status="19")
    second = answer_to(claim, "97530:GO x2 120 9 OA-23:108 PR-3:3", status="2", payer="CI", remitted="2026-05-02")
    lines = explain_denials([first, second], [claim], policy=POLICY).lines

    (row,) = net(lines, lambda line: line.code)
    assert (row.visits, row.units, row.charge, row.paid) == (1, 2, Decimal(120), Decimal(57))
    assert [(row.name, row.units) for row in net(lines, lambda line: line.payer)] == [("MB", 2), ("CI", 2)]


def test_an_alert_says_that_the_claim_went_on() -> None:
    """MA18 forwards a claim as the status 19 does."""
    claim = sent("2026-03-02", "97530:GO x2")
    answer = answer_to(claim, "97530:GO x2 120 48 CO-45:60 PR-2:12", remarks=("MA18",))

    (balance,) = patient_balances(explain_denials([answer], [claim], policy=POLICY).lines)
    assert balance.waiting


def test_nothing_is_no_dollars() -> None:
    """Sums of no lines are amounts, too."""
    assert repr(lost_to_mppr([])) == "Decimal('0')" and total([]) == Dollars()
    assert not (*trend([]), *by_reason([]), *by_rule([]), *patient_balances([]), *net([], lambda line: line.code))
