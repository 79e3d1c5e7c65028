"""What is done to millions of rows at once: in plain Python here, in numpy next door, with the same results.

A pair of codes is one number, column one in its high bits and column two in its low ones.
"""

from array import array
from collections.abc import Iterable, Sequence
from itertools import compress, islice
from operator import eq, le
from typing import Protocol

SHIFT = 20
#: From how many rows on numpy saves more time than its import takes.
WORTHWHILE = 300_000


class Bulk(Protocol):
    """The work on whole columns, of which there are two makes."""

    def mapped(self, column: Sequence[int], values: Sequence[int]) -> "array[int]":
        """Return ``values[number]`` for every number of the column."""

    def paired(self, one: "array[int]", two: "array[int]") -> "array[int]":
        """Return the pair of every row."""

    def order(self, pair: "array[int]") -> "array[int] | None":
        """Return where the rows in the order of their pairs stand now, equal ones as they come; None if in order."""

    def at(self, column: "array[int]", rows: "array[int]") -> "array[int]":
        """Return the column with these rows in this order."""

    def alike(self, one: "array[int]", two: "array[int]") -> list[int]:
        """Return the rows in which both columns say the same."""

    def repeated(self, pair: "array[int]") -> list[int]:
        """Return the rows whose pair is that of the next."""

    def turned(self, one: "array[int]", two: "array[int]", pair: "array[int]") -> list[int]:
        """Return in order, lower code first, the pairs that stand both ways. The column ``pair`` is in order."""

    def kept(self, column: Sequence[int], marks: Sequence[int]) -> "array[int]":
        """Return the numbers of the column whose mark is not 0."""

    def narrowed(self, column: Sequence[int]) -> "array[int]":
        """Return the column in the smallest type that holds it."""


class _Plain:
    """The standard library alone."""

    def mapped(self, column: Sequence[int], values: Sequence[int]) -> "array[int]":
        return array("I", map(values.__getitem__, column))

    def paired(self, one: "array[int]", two: "array[int]") -> "array[int]":
        return array("Q", [a << SHIFT | b for a, b in zip(one, two, strict=True)])

    def order(self, pair: "array[int]") -> "array[int] | None":
        if all(map(le, pair, islice(pair, 1, None))):
            return None
        return array("I", sorted(range(len(pair)), key=pair.__getitem__))

    def at(self, column: "array[int]", rows: "array[int]") -> "array[int]":
        return array(column.typecode, map(column.__getitem__, rows))

    def alike(self, one: "array[int]", two: "array[int]") -> list[int]:
        return _true(map(eq, one, two))

    def repeated(self, pair: "array[int]") -> list[int]:
        return _true(map(eq, pair, islice(pair, 1, None)))

    def turned(self, one: "array[int]", two: "array[int]", pair: "array[int]") -> list[int]:
        backward = {b << SHIFT | a for a, b in zip(one, two, strict=True) if b < a}
        return sorted(backward.intersection(pair))

    def kept(self, column: Sequence[int], marks: Sequence[int]) -> "array[int]":
        return array("I", compress(column, marks))

    def narrowed(self, column: Sequence[int]) -> "array[int]":
        return array(smallest(max(column, default=0)), column)


def bulk_for(rows: int) -> Bulk:
    """Return numpy's make where it is installed and so many rows are worth its import, else the plain one."""
    if rows >= WORTHWHILE:
        try:
            from otcpt.io.cms._bulk_numpy import NumpyBulk
        except ImportError:
            return _Plain()
        return NumpyBulk()
    return _Plain()


def smallest(top: int) -> str:
    """Return the type of column that holds numbers up to this."""
    return "B" if top < 1 << 8 else "H" if top < 1 << 16 else "I"


def _true(marks: Iterable[bool]) -> list[int]:
    return [row for row, mark in enumerate(marks) if mark]
