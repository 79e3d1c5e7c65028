"""Values of another kind where several, or a mapping, are expected: otcpt's own error names the argument."""

from collections.abc import Callable
from typing import Any, cast

import pandas as pd
import pytest

import otcpt
from otcpt.batch import check_frame, claims_from_frame
from otcpt.errors import InvalidInput

POLICY = "medicare-part-b"
FIVE = cast("Any", 5)
LINE = b"code,dos\n97530,2026-03-02\n"
TWICE = pd.DataFrame([["97530", "2026-03-02", "97530"]], columns=["code", "dos", "code"])


@pytest.mark.parametrize(
    ("argument", "call"),
    [
        ("rows", lambda: otcpt.Claim.from_records(cast("Any", None))),
        ("columns", lambda: otcpt.read_claims(LINE, columns=cast("Any", "dos"))),
        ("columns", lambda: otcpt.read_claims(LINE, columns=cast("Any", {1: "code"}))),
        ("columns", lambda: otcpt.read_claims(LINE, columns=cast("Any", {"code": None}))),
        ("claims", lambda: otcpt.missed_units(FIVE, policy=POLICY)),
        ("remittances", lambda: otcpt.explain_denials(FIVE, [], policy=POLICY)),
        ("claims", lambda: otcpt.explain_denials([], FIVE, policy=POLICY)),
        ("two columns", lambda: claims_from_frame(TWICE)),
        ("two columns", lambda: check_frame(TWICE, policy=POLICY)),
    ],
)
def test_a_wrong_call_names_its_argument(argument: str, call: Callable[[], object]) -> None:
    """Never a TypeError or AttributeError from within."""
    with pytest.raises(InvalidInput, match=argument):
        call()
