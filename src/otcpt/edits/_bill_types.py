"""Which facility a bill type names."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from otcpt.citation import Basis


class Facility(StrEnum):
    """A kind of facility, by what differs for outpatient therapy."""

    HOSPITAL = "hospital"
    SNF = "snf"
    HOME_HEALTH = "home-health"
    REHABILITATION_AGENCY = "rehabilitation-agency"
    CORF = "corf"
    CRITICAL_ACCESS_HOSPITAL = "critical-access-hospital"
    OTHER = "other"
    """A bill that outpatient therapy under Part B is not billed by."""


class BillTypeRow(NamedTuple):
    """The facility that the first two digits of a bill type name."""

    bill_type: str
    facility: Facility
    basis: Basis


class BillTypeTable:
    """The facilities by bill type.

    >>> from otcpt.editions import load_edition
    >>> bill_types = load_edition().bill_types
    >>> [bill_types.facility(given, on=date(2026, 3, 2)).value for given in ("0851", "131", "111")]
    ['critical-access-hospital', 'hospital', 'other']
    """

    __slots__ = ("rows",)

    def __init__(self, rows: Sequence[Sequence[str]]) -> None:
        """Take the rows: two digits, facility, and the cells of a `Basis`."""
        self.rows = tuple(BillTypeRow(digits, Facility(name), Basis.of(basis)) for digits, name, *basis in rows)

    def facility(self, bill_type: str, *, on: date | str) -> Facility:
        """Return the facility that a bill type names, with or without its leading zero.

        Args:
            bill_type: The type of bill, such as ``"131"`` or ``"0131"``.
            on: The date of service, as a date or as text like ``"2026-03-02"``.

        Returns:
            The kind of facility; ``OTHER`` where the table has no row.
        """
        digits = bill_type.lstrip("0")[:2]
        found = (row.facility for row in self.rows if row.bill_type == digits and row.basis.in_force(on))
        return next(found, Facility.OTHER)
