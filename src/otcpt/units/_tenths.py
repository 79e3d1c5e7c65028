"""Tenths of an hour: what single payers count in the place of units."""

from decimal import Decimal
from typing import TypeAlias

import attrs


@attrs.frozen(order=True)
class Tenths:
    """Tenths of an hour. They are no number of units: they compare, add and subtract among themselves only.

    >>> Tenths(6).hours, str(Tenths(1) + Tenths(1))
    (Decimal('0.6'), '2 tenths of an hour')
    """

    tenths: int

    @property
    def hours(self) -> Decimal:
        """The same in hours."""
        return Decimal(self.tenths) / 10

    def __add__(self, other: "Tenths") -> "Tenths":
        return Tenths(self.tenths + other.tenths) if isinstance(other, Tenths) else NotImplemented

    def __sub__(self, other: "Tenths") -> "Tenths":
        return Tenths(self.tenths - other.tenths) if isinstance(other, Tenths) else NotImplemented

    def __bool__(self) -> bool:
        return self.tenths != 0

    def __str__(self) -> str:
        return f"{self.tenths:,} {'tenth' if self.tenths == 1 else 'tenths'} of an hour"


#: What a code is billed with: a number of units, or tenths of an hour.
Amount: TypeAlias = int | Tenths


def in_words(units: int, tenths: Tenths) -> str:
    """Return units and tenths of an hour as text.

    >>> in_words(1, Tenths(0)), in_words(2, Tenths(6))
    ('1 unit', '2 units and 6 tenths of an hour')
    """
    parts = [f"{units:,} {'unit' if units == 1 else 'units'}"] if units or not tenths else []
    return " and ".join([*parts, *([str(tenths)] if tenths else [])])
