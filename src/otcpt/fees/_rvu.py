"""Relative values by code and date of service."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

import attrs

from otcpt.errors import OutsideCoverage
from otcpt.timeline import calendar_day

#: Multiple procedure indicators of the fee schedule: therapy's practice expense reduction, and the surgical 100/50.
THERAPY = "5"
SURGERY = "2"


@attrs.frozen
class RelativeValues:
    """The relative values of a code on the days from ``first_day`` to ``last_day``, both included.

    ``not_applicable`` names the setting that the file marks NA: ``"facility"`` (the nonfacility value is paid
    everywhere, as for every code that is always therapy), ``"nonfacility"`` or empty. ``multiple`` is the multiple
    procedure indicator: ``"5"`` therapy, ``"2"`` surgery, ``"0"`` none, empty where the file read did not have it.
    """

    code: str
    first_day: date
    last_day: date
    work: Decimal
    pe: Decimal
    pe_facility: Decimal
    mp: Decimal
    not_applicable: str
    multiple: str
    source: str

    def practice_expense(self, *, facility: bool) -> Decimal | None:
        """Return the practice expense value of a setting; None where the code is not paid there.

        Args:
            facility: Whether the place of service is a facility.

        Returns:
            The value, or None.
        """
        if facility and self.not_applicable != "facility":
            return self.pe_facility
        return None if self.not_applicable == "nonfacility" else self.pe


class RelativeValueTable:
    """Relative values by code. A year that was not read has none; another year's are never used for it.

    >>> from otcpt.editions import load_edition
    >>> values = load_edition().fees.values
    >>> values.of("97530", on="2026-03-02").pe, values.of("97530", on="2025-03-03").pe
    (Decimal('0.60'), Decimal('0.62'))
    """

    __slots__ = ("_rows", "first_day", "last_day")

    def __init__(self, rows: Mapping[str, Sequence[RelativeValues]]) -> None:
        """Take the rows of each code, oldest first."""
        self._rows = rows
        self.first_day = min((row.first_day for held in rows.values() for row in held), default=date.max)
        self.last_day = max((row.last_day for held in rows.values() for row in held), default=date.min)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes with a value on some day."""
        return tuple(self._rows)

    def rows(self, code: str) -> Sequence[RelativeValues]:
        """Return the rows of a code, oldest first; none of a code that is not held.

        Args:
            code: A CPT or HCPCS code.

        Returns:
            The rows, each with its days.
        """
        return self._rows.get(code, ())

    def of(self, code: str, *, on: date | str) -> RelativeValues:
        """Return the relative values of a code on a day.

        Args:
            code: A CPT or HCPCS code.
            on: The date of service, as a date or as text like ``"2026-03-02"``.

        Returns:
            The values, with the indicators of the fee schedule.

        Raises:
            OutsideCoverage: None are held for that day.
        """
        day = calendar_day(on, "on")
        rows = self._rows.get(code, ())
        for row in rows:
            if row.first_day <= day <= row.last_day:
                return row
        if not self._rows:
            raise OutsideCoverage("This edition has no relative values")
        if not self.first_day <= day <= self.last_day:
            raise OutsideCoverage(f"This edition has relative values from {self.first_day} to {self.last_day}")
        if rows:
            years = ", ".join(sorted({str(row.first_day.year) for row in rows}))
            raise OutsideCoverage(
                f"{code} has no relative value in {day.year}; it has in {years}, and another year's is not used"
            )
        raise OutsideCoverage(f"{code} has no relative value here")
