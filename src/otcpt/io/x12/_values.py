"""Dates, quantities and amounts. Few distinct texts make up a whole file: each is read once."""

from datetime import date
from decimal import Decimal

from otcpt.io._values import amount, whole_number

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
