"""Texts of claims in the one form in which they are compared, whichever way they come."""

import re
from collections.abc import Callable, Mapping

from otcpt.errors import InvalidInput
from otcpt.frozenmap import FrozenMap

#: The certifying provider of a line whose claim is known to name none.
NONE_NAMED = "none"

_DECIMAL = re.compile(r"([0-9]+)\.0*", re.ASCII)


def _digits(text: str) -> str:
    """A code in capitals; of 11.0, as a spreadsheet writes a number, its digits."""
    found = _DECIMAL.fullmatch(text)
    return text.upper() if found is None else found[1]


def _place(text: str) -> str:
    digits = _digits(text)
    return digits.zfill(2) if digits.isdigit() else digits


def _bill_type(text: str) -> str:
    digits = _digits(text)
    return digits[1:] if len(digits) == 4 and digits.startswith("0") else digits


def _revenue_code(text: str) -> str:
    digits = _digits(text)
    return f"0{digits}" if len(digits) == 3 and digits[0].isdigit() else digits


#: The form of a text, by field: place of service 3 is 03, type of bill 0131 is 131, revenue code 430 is 0430.
TEXT_FORMS: FrozenMap[str, Callable[[str], str]] = FrozenMap(
    {
        "place_of_service": _place,
        "bill_type": _bill_type,
        "revenue_code": _revenue_code,
        "certifying_provider_key": lambda text: NONE_NAMED if text.lower() == NONE_NAMED else text,
    }
)


def put_texts(value: object, examples: Mapping[str, str]) -> None:
    """Bring fields of text to their form and refuse what is no text; an empty one is not known, as in files."""
    for what, example in examples.items():
        given = getattr(value, what)
        if given is None:
            continue
        if not isinstance(given, str):
            shown = "" if what.endswith("_key") else f" {given!r}"
            raise InvalidInput(f"{what}{shown} is not text; write it in quotes, like {example}", what, given)
        text = given.strip()
        if what in TEXT_FORMS:
            text = TEXT_FORMS[what](text)
        if text != given or not text:
            object.__setattr__(value, what, text or None)
