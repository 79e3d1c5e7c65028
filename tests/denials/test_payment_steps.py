"""Paid lines against the fee schedule: the first step that differs; and what is left of the KX threshold."""

from decimal import Decimal

import attrs
import pytest

import otcpt
from otcpt.claims import History, PriorPayments
from otcpt.denials import explain_denials
from otcpt.pricing import Terms

from .conftest import answer_to, answered_line, sent


@pytest.mark.parametrize(
    ("line", "answer", "step"),
    [
        ("97530:GO x2", "97530:GO x2 100 44.33 CO-45:34.32 CO-59:9.14 PR-2:11.31 CO-253:.90", ""),
        ("97530:GO x2", "97530:GO x2 100 51.50 CO-45:34.32 PR-2:13.14 CO-253:1.04", "MPPR"),
        ("97530:GO x2", "97530:GO x2 100 44.33 CO-45:40.46 CO-59:3 PR-2:11.31 CO-253:.90", ""),
        ("97530:GO x2", "97530:GO x2 100 46.40 CO-45:40.81 PR-2:11.84 CO-253:.95", "fee schedule"),
        ("97530:GO x2", "97530:GO x2 100 44.78 CO-45:43.46 PR-2:11.31 CO-253:.45", "sequestration"),
        ("97530:GO:CO x2", "97530:GO:CO x2 100 37.68 CO-45:43.46 PR-2:11.31 CO-B10:6.78 CO-253:.77 | N851", ""),
        ("97530:GO:CO x2", "97530:GO:CO x2 100 44.33 CO-45:43.46 PR-2:11.31 CO-253:.90", "assistant reduction"),
        ("97530:GO x2", "97530:GO x2 100 37.68 CO-45:50.24 PR-2:11.31 CO-253:.77 | N851", "fee schedule"),
        (
            "97530:GO x2",
            "97530:GO x2 100 37.68 CO-45:43.46 PR-2:11.31 CO-B10:6.78 CO-253:.77 | N851",
            "assistant reduction",
        ),
    ],
)
def test_the_step(line: str, answer: str, step: str) -> None:
    """97530 in Ohio, 2025: 32.84 in full and 23.70 reduced, so 56.54 allowed and 44.33 paid."""
    claim = sent("2025-06-02", line)
    charge = answered_line(answer, claim.dates[0]).charge
    claim = attrs.evolve(claim, lines=[attrs.evolve(one, charge=charge) for one in claim.lines])
    remitted = answer_to(claim, answer, remitted="2025-07-10")
    (explained,) = explain_denials([remitted], [claim], policy="medicare-part-b", locality="15202-00").lines

    assert explained.payment is not None and explained.payment.step == step
    assert step or not explained.contradictions


@pytest.mark.parametrize(("locality", "appealed"), [("10112-00", False), ("15202-00", False), ("national", True)])
def test_a_reduction_is_appealed_only_where_the_line_was_paid_too_little(locality: str, appealed: bool) -> None:
    """MPPR took 9.14 in Ohio: less is due in Alabama, where the line was paid more than the fee schedule gives."""
    claim = sent("2025-06-02", "97530:GO x2")
    answer = answer_to(
        claim, "97530:GO x2 100 44.33 CO-45:34.32 CO-59:9.14 PR-2:11.31 CO-253:.90", remitted="2025-07-10"
    )
    (line,) = explain_denials([answer], [claim], policy="medicare-part-b", locality=locality).lines

    assert line.payment is not None and line.payment.mppr is not None
    assert line.needs_answer is appealed
    assert (line.at_stake > 0) is appealed


@pytest.mark.parametrize("terms", [Terms(participating=False), Terms(qualifying=True), Terms(mips=Decimal("1.02"))])
def test_a_reduction_is_measured_by_the_terms_of_the_biller(terms: Terms) -> None:
    """Neither 5 percent less for all units nor another conversion factor is MPPR."""
    claim = sent("2026-03-02", "97530:GO x1", "97110:GO x1")

    def prices(*lines: str) -> list[Decimal]:
        given = sent("2026-03-02", *lines)
        estimate = otcpt.price(
            given,
            policy="medicare-part-b",
            locality="national",
            participating=terms.participating,
            qualifying=terms.qualifying,
            mips=terms.mips,
        )
        return [line.allowed or Decimal(0) for line in estimate.lines]

    (whole,), (first, second) = prices("97110:GO x1"), prices("97530:GO x1", "97110:GO x1")
    answer = answer_to(
        claim,
        f"97530:GO x1 100 {first} CO-45:{100 - first}",
        f"97110:GO x1 100 {second - 1} CO-45:{101 - whole} CO-59:{whole - second}",
    )
    report = explain_denials([answer], [claim], policy="medicare-part-b", locality="national", terms=terms)

    assert [line.payment.mppr for line in report.lines if line.payment is not None] == [0, whole - second]
    assert not any(line.contradictions for line in report.lines)


def test_a_threshold_denial_below_the_threshold_says_what_is_left() -> None:
    """CARC 119 with 1,000.00 allowed before in 2025: the note asks for the payer's total."""
    claim = sent("2025-06-02", "97530:GO x2")
    before = History(
        prior_payments=[PriorPayments(year=2025, allowed=Decimal(1000), discipline="OT", patient_key="P1")]
    )
    answer = answer_to(claim, "97530:GO x2 80 0 CO-119:80", remitted="2025-07-10")
    (line,) = explain_denials([answer], [claim], policy="medicare-part-b", history=before).lines

    assert line.notes[0].startswith("KX is needed from the threshold on: $1,410 of OT is left in 2025")
    assert not line.contradictions


def test_a_payment_is_compared_under_the_edition_that_was_named() -> None:
    """An edition of 2024 has no amount of 2025, and says so."""
    claim = sent("2025-06-02", "97530:GO x2")
    answer = answer_to(claim, "97530:GO x2 100 44.33 CO-45:43.46 PR-2:11.31 CO-253:.90", remitted="2025-07-10")
    (line,) = explain_denials([answer], [claim], policy="medicare-part-b", locality="national", edition="2024q3").lines

    assert line.payment is not None
    assert (line.payment.expected_paid, line.payment.reason) == (None, "This edition has no relative values")


def test_an_incentive_lowers_and_raises_sequestration() -> None:
    """2 % of what is paid with it: 5.00 more, and 0.10 of that less."""
    claim = sent("2025-06-02", "97530:GO x2")
    answer = answer_to(
        claim, "97530:GO x2 100 49.23 CO-45:43.46 PR-2:11.31 CO-144:-5.00 CO-253:1.00", remitted="2025-07-10"
    )
    (line,) = explain_denials([answer], [claim], policy="medicare-part-b", locality="15202-00").lines

    assert line.payment is not None
    assert (line.payment.expected_paid, line.payment.sequestration, line.payment.step) == (
        Decimal("49.23"),
        Decimal("1.00"),
        "",
    )


def test_an_incentive_comes_after_the_cut_for_an_assistant() -> None:
    """45.23 less 6.78 and 5.00 more: 2 % of 43.45 are 0.87."""
    claim = sent("2025-06-02", "97530:GO:CO x2")
    answer = answer_to(
        claim, "97530:GO:CO x2 100 42.58 CO-45:43.46 PR-2:11.31 CO-B10:6.78 CO-144:-5.00 CO-253:.87 | N851",
        remitted="2025-07-10",
    )  # fmt: skip
    (line,) = explain_denials([answer], [claim], policy="medicare-part-b", locality="15202-00").lines

    assert line.payment is not None
    assert (line.payment.expected_paid, line.payment.sequestration, line.payment.step) == (
        Decimal("42.58"), Decimal("0.87"), "",
    )  # fmt: skip


def test_nothing_that_differs_is_stated() -> None:
    """Of one line, paid to the cent."""
    claim = sent("2025-06-02", "97530:GO x2")
    answer = answer_to(
        claim, "97530:GO x2 100 44.33 CO-45:34.32 CO-59:9.14 PR-2:11.31 CO-253:.90", remitted="2025-07-10"
    )
    shown = str(explain_denials([answer], [claim], policy="medicare-part-b", locality="15202-00"))

    assert "Payments against the fee schedule  1 of 1 line paid as expected, to the cent\n  Nothing differs.\n" in shown


def test_the_amount_that_the_payer_names_is_what_it_allowed() -> None:
    """Whatever the adjustments would leave."""
    claim = sent("2025-06-02", "97530:GO x2")
    answer = answer_to(claim, "97530:GO x2 100 44.33 CO-45:43.46 PR-2:11.31 CO-253:.90", remitted="2025-07-10")
    named = attrs.evolve(answer.claims[0], lines=[attrs.evolve(answer.claims[0].lines[0], allowed=Decimal("56.00"))])
    (line,) = explain_denials(
        [attrs.evolve(answer, claims=[named])], [claim], policy="medicare-part-b", locality="15202-00"
    ).lines

    assert line.payment is not None
    assert (line.allowed, line.payment.allowed, line.payment.expected_allowed) == (
        Decimal("56.00"), Decimal("56.00"), Decimal("56.54"),
    )  # fmt: skip
