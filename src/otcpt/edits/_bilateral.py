"""Medicare's bilateral indicator of a code, by date of service: what both sides on one day are billed as."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from otcpt.timeline import calendar_day

#: Both sides are one line with modifier 50 and one unit, paid at 150 percent.
ONE_LINE = "1"


class BilateralRow(NamedTuple):
    """The indicator in a file that was read, and the days of that file, both included."""

    indicator: str
    first_day: date
    last_day: date
    source: str


class BilateralTable:
    """The indicators by code and date of service.

    >>> from otcpt.editions import load_edition
    >>> table = load_edition().bilateral
    >>> table.indicator("29125", on=date(2026, 3, 2)), table.indicator("97530", on=date(2026, 3, 2))
    ('1', '0')
    >>> table.indicator("29125", on=date(2024, 3, 4)) is None
    True
    """

    __slots__ = ("_rows", "_through")

    def __init__(self, rows: Mapping[str, Sequence[BilateralRow]], through: date) -> None:
        """Take the rows of each code, oldest first; ``through`` is the last day of the edition."""
        self._rows = rows
        self._through = through

    def indicator(self, code: str, *, on: date | str) -> str | None:
        """Return the bilateral surgery indicator of a code on a day.

        ``"0"`` no bilateral adjustment, ``"1"`` 150 percent, ``"2"`` already priced for both sides, ``"3"`` each side
        in full, ``"9"`` the concept does not apply. Between two files that agree it is carried forward, after the last
        one within its calendar year. Source: CMS fee schedule files, bilateral surgery column.

        Args:
            code: A CPT or HCPCS code.
            on: The date of service, as a date or as text like ``"2026-03-02"``.

        Returns:
            The indicator; None where no file that was read has one.

        Raises:
            InvalidInput: The day is not a calendar day.
        """
        day = calendar_day(on, "on")
        rows = self._rows.get(code, ())
        before = [row for row in rows if row.first_day <= day]
        if not before or day > self._through:
            return None
        row, later = before[-1], rows[len(before) :]
        agreed = later[0].indicator == row.indicator if later else day.year == row.last_day.year
        return row.indicator if day <= row.last_day or agreed else None
