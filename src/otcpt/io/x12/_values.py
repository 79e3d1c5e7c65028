"""Dates, quantities and amounts, of which a file has few distinct texts: each is read once. Keys for identifiers."""

from datetime import date
from decimal import Decimal
from hashlib import sha256

from otcpt.io._log import Log
from otcpt.io._text import amount, whole_number

#: Stands for a span of more than one day.
SEVERAL_DAYS = date.max


class Values:
    """Reads values and remembers them as long as the file is being read."""

    def __init__(self) -> None:
        self._days: dict[str, date | None] = {}
        self._whole: dict[str, int | None] = {}
        self._dollars: dict[str, Decimal | None] = {}

    def whole(self, text: str) -> int | None:
        """Return a whole number such as ``2`` or ``2.00``, else None."""
        try:
            return self._whole[text]
        except KeyError:
            return self._whole.setdefault(text, whole_number(text.strip()))

    def dollars(self, text: str) -> Decimal | None:
        """Return an amount, else None."""
        try:
            return self._dollars[text]
        except KeyError:
            return self._dollars.setdefault(text, amount(text.strip()))

    def day(self, text: str) -> date | None:
        """Return the day of ``20260302`` or ``20260302-20260302``, `SEVERAL_DAYS` for a longer span, else None.

        >>> Values().day("20260302-20260302")
        datetime.date(2026, 3, 2)
        """
        try:
            return self._days[text]
        except KeyError:
            return self._days.setdefault(text, _span(text))


def control_of(text: str) -> str:
    """Return what a control number or count says, for a message: what is none may be a piece of a row.

    >>> control_of("0001"), control_of("1*97530~P1"), control_of("")
    ('0001', 'something else', 'nothing')
    """
    return text if text.isalnum() and len(text) <= 12 else "something else" if text else "nothing"


def compare_counts(log: Log, element: str, stated: str, things: str, read: int) -> None:
    """Write down where a trailer states another number than was read."""
    if stated.lstrip("0") != str(read):
        log.note(f"{element} says {control_of(stated)} {things}, {read} were read")


def opaque_key(*parts: str) -> str:
    """Return 16 hexadecimal digits that stand for the parts, the start of their SHA-256 digest.

    The same person gets the same key in every file, and no name, date of birth or number leaves the reader. Keys are
    pseudonyms, not anonymity: whoever has the list of member numbers can compute them.

    >>> opaque_key("provider", "1234567893") == opaque_key("provider", "1234567893")
    True
    """
    return sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _span(text: str) -> date | None:
    if len(text) == 8:
        return _date(text)
    if len(text) == 17 and text[8] == "-":
        first, last = _date(text[:8]), _date(text[9:])
        if first is not None and last is not None and first <= last:
            return first if first == last else SEVERAL_DAYS
    return None


def _date(text: str) -> date | None:
    if not (text.isascii() and text.isdigit()):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None
