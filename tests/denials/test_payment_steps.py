"""Paid lines against the fee schedule: the first step that differs; and what is left of the KX threshold."""

from decimal import Decimal

import attrs
import pytest

from otcpt.claims import History, PriorPayments
from otcpt.denials import explain_denials

from .conftest import answer_to, answered_line, sent


@pytest.mark.parametrize(
    ("line", "answer", "step"),
    [
        ("97530:GO x2", "97530:GO x2 100 44.33 CO-45:34.32 CO-59:9.14 PR-2:11.31 CO-253:.90", ""),
        ("97530:GO x2", "97530:GO x2 100 51.50 CO-45:34.32 PR-2:13.14 CO-253:1.04", "MPPR"),
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
