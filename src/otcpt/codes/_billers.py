"""Who may bill a code."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from otcpt.citation import Basis
from otcpt.timeline import calendar_day


class BillerRow(NamedTuple):
    """The disciplines that may bill a code, and what supports it."""

    disciplines: tuple[str, ...]
    basis: Basis


class BillerTable:
    """The disciplines that may bill each code, by date of service.

    >>> from otcpt.editions import load_edition
    >>> load_edition().billers.of("97165", on="2026-03-02")
    ('OT',)
    """

    __slots__ = ("_rows",)

    def __init__(self, rows: Mapping[str, Sequence[Sequence[str]]]) -> None:
        """Take the rows of each code: disciplines separated by blanks, and the cells of a `Basis`."""
        self._rows = rows

    def rows(self, code: str) -> tuple[BillerRow, ...]:
        """Return the rows of a code.

        Args:
            code: A CPT or HCPCS code.

        Returns:
            The rows, each with its days and source; none for a code outside the registry.
        """
        return tuple(BillerRow(tuple(names.split()), Basis.of(basis)) for names, *basis in self._rows.get(code, ()))

    def of(self, code: str, *, on: date | str) -> tuple[str, ...]:
        """Return who may bill a code on a day.

        Args:
            code: A CPT or HCPCS code.
            on: The date of service, as a date or as text like ``"2026-03-02"``.

        Returns:
            ``"OT"``, ``"PT"``, ``"SLP"`` and other fields; empty where no row answers.

        Raises:
            InvalidInput: The day is not a calendar day.
        """
        day = calendar_day(on, "on")
        return next((row.disciplines for row in self.rows(code) if row.basis.in_force(day)), ())
