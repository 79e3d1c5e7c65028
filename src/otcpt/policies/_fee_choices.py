"""What the choices about fees must look like."""

import re

from otcpt.codes import is_code
from otcpt.errors import InvalidInput

#: Choices that are a percentage, and the words each may be instead.
PERCENTAGES: dict[str, tuple[str, ...]] = {
    "fee_percent": (),
    "fee_mppr": ("medicare", ""),
    "fee_assistant": ("medicare", ""),
}


def _check_fee(fee: str) -> None:
    """Raise `InvalidInput` unless a text is a code and the dollars of one unit."""
    code, sign, amount = fee.partition("=")
    if not (sign and is_code(code) and _is_amount(amount)):
        expected = "a code and the dollars of one unit, such as '97530=41.00'"
        raise InvalidInput(f"fee {fee!r} is not {expected}", "fee_table", fee)


def _is_amount(text: str) -> bool:
    """Whether a text is a plain number that is not negative, like 41.00 or 112.5."""
    return re.fullmatch(r"[0-9]+(\.[0-9]+)?", text) is not None


def _check_percentage(key: str, value: str) -> None:
    """Raise `InvalidInput` for what is neither a percentage nor one of the words the choice may be."""
    words = PERCENTAGES[key]
    if value not in words and not _is_amount(value):
        expected = " or ".join(["a percentage such as '85'", *map(repr, words)])
        raise InvalidInput(f"{key} {value!r} is not {expected}", key, value)


def check_fees(table: tuple[str, ...] | None, percentages: dict[str, str | None]) -> None:
    """Raise `InvalidInput` for a fee or a percentage that is none; what is None is left to other layers."""
    for fee in table or ():
        _check_fee(fee)
    for key, value in percentages.items():
        if value is not None:
            _check_percentage(key, value)
