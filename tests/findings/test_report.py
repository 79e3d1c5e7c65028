"""What a report says of itself."""

from datetime import date

import pytest

import otcpt

DAY = date(2026, 3, 2)
OWN = otcpt.ServiceLine("97003", date_of_service=DAY, units=1, payer="MB")
OTHER = otcpt.ServiceLine("97003", date_of_service=DAY, units=1, payer="CI")


@pytest.mark.parametrize(
    ("claim", "lines"),
    [
        (otcpt.Claim([]), "0 lines"),
        (otcpt.Claim([OTHER]), "1 line"),
        (otcpt.Claim([OTHER, OTHER]), "2 lines"),
        (otcpt.Claim([OWN], claim_id="C2", frequency="8", replaces="C1"), "1 line"),
    ],
    ids=["no lines", "another payer's line", "another payer's lines", "a void"],
)
def test_what_no_rule_was_asked_of_is_no_pass(claim: otcpt.Claim, lines: str) -> None:
    """No error was found, and the answer is neither complete nor ok, and says that nothing was checked."""
    report = otcpt.check(claim, policy="medicare-part-b")

    assert report.clean
    assert not report.checked
    assert not report.complete
    assert not report.ok
    assert report.verdict == f"Nothing was checked: no rule was asked of {lines}"
    assert report.to_record()["complete"] is False


def test_one_line_of_the_payer_is_enough_to_be_checked() -> None:
    """The other payer's line is listed, and the answer is about the payer's own."""
    report = otcpt.check(otcpt.Claim([OWN, OTHER]), policy="medicare-part-b")

    assert report.checked
    assert not report.clean
    assert report.verdict.startswith("1 error in ")
