"""Codes folded into a short text come back whole, and in order."""

from hypothesis import given
from hypothesis import strategies as st

from otcpt.editions._folded_codes import FoldedCodes, fold

CODES = st.sets(st.from_regex(r"[0-9]{4}[0-9A-Z]|[A-Z][0-9]{4}", fullmatch=True))


@given(CODES, CODES)
def test_folded_codes_come_back_in_order(codes: set[str], others: set[str]) -> None:
    """Each is written when it is asked for, and found without the others."""
    folded = FoldedCodes(fold(sorted(codes)))

    assert [*folded] == sorted(codes)
    assert len(folded) == len(codes)
    assert {code for code in codes | others if code in folded} == codes
