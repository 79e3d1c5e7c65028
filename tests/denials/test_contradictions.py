"""Which denials contradict the law of the day for sure, and which are a question to the payer first."""

import pytest

from otcpt.denials import explain_denials

from .conftest import answer_to, sent


@pytest.mark.parametrize(
    ("billed", "answered", "sure"),
    [
        ("97530:GO x2", "97530:GO x2 120 0 CO-4:120", True),
        ("97530:GO:KX x2", "97530:GO:KX x2 120 0 CO-4:120", False),  # the payer may mean the other one
        ("97530:GO:KX x2", "97530:GO:KX x2 120 0 CO-16:120 | N822", True),  # one is missing, whatever else is there
        ("97530:GO x2", "97530 x2 120 0 CO-16:120 | N822", False),  # GO did not reach the payer
        ("97530:GO x2", "97530:GO x2 120 0 CO-4:120 | N519", False),  # modifiers that do not go together
        ("97112:GO x4", "97112:GO x4 120 0 CO-151:120", True),
        ("97112:GO x4", "97112:GO x4 120 60 CO-151:60", False),  # an MUE denies all units
        ("97112:GO x4", "97112:GO x4 120 0 CO-151:120 | N362", True),
        ("97112:GO x4", "97112:GO x4 120 0 CO-50:120 | N362", False),  # the payer's own maximum
        ("97112:GO x4", "97112:GO x4 120 0 CO-222:120 | N362", False),
        ("97750:GO:59 x1", "97750:GO:59 x1 120 0 CO-236:120", True),
        ("97750:GO:59 x1", "97750:GO x1 120 0 CO-236:120", False),
    ],
)
def test_a_reason_that_may_mean_more_is_a_question(billed: str, answered: str, sure: bool) -> None:
    """What no rule judges, and what did not reach the payer, is no fault of the payer."""
    claim = sent("2026-03-02", billed, "97530:GO:59 x1" if billed.startswith("97112") else "97530:GO x1")
    (line, *_) = explain_denials([answer_to(claim, answered)], [claim], policy="medicare-part-b").lines

    assert [one.sure for one in line.contradictions] == [sure]
