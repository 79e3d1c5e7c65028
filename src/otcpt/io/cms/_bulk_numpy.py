"""The work on whole columns in numpy, which is imported only where it is worth it. What each does, `Bulk` tells."""

from array import array
from collections.abc import Sequence
from typing import Any

import numpy as np

from otcpt.io.cms._bulk import SHIFT, smallest


class NumpyBulk:
    """The columns stay arrays of the standard library; numpy sees their bytes and copies none."""

    def mapped(self, column: Sequence[int], values: Sequence[int]) -> "array[int]":
        """See `Bulk.mapped`."""
        return _column("I", np.asarray(values, np.uint32)[np.asarray(column)])

    def paired(self, one: "array[int]", two: "array[int]") -> "array[int]":
        """See `Bulk.paired`."""
        return _column("Q", _pairs(np.asarray(one), np.asarray(two)))

    def order(self, pair: "array[int]") -> "array[int] | None":
        """See `Bulk.order`."""
        pairs = np.asarray(pair)
        if (pairs[:-1] <= pairs[1:]).all():
            return None
        return _column("I", np.argsort(pairs, kind="stable"))

    def at(self, column: "array[int]", rows: "array[int]") -> "array[int]":
        """See `Bulk.at`."""
        return _column(column.typecode, np.asarray(column)[np.asarray(rows)])

    def alike(self, one: "array[int]", two: "array[int]") -> list[int]:
        """See `Bulk.alike`."""
        return _true(np.asarray(one) == np.asarray(two))

    def repeated(self, pair: "array[int]") -> list[int]:
        """See `Bulk.repeated`."""
        pairs = np.asarray(pair)
        return _true(pairs[:-1] == pairs[1:])

    def turned(self, one: "array[int]", two: "array[int]", pair: "array[int]") -> list[int]:
        """See `Bulk.turned`."""
        ones, twos = np.asarray(one), np.asarray(two)
        backward = twos < ones
        wanted, pairs = np.sort(_pairs(twos[backward], ones[backward])), np.asarray(pair)
        # A pair turned is higher than the one wanted: no place lies past the end.
        met = pairs[np.searchsorted(pairs, wanted)] == wanted
        found: list[int] = np.unique(wanted[met]).tolist()
        return found

    def kept(self, column: Sequence[int], marks: Sequence[int]) -> "array[int]":
        """See `Bulk.kept`."""
        return _column("I", np.asarray(column)[np.asarray(marks) != 0])

    def narrowed(self, column: Sequence[int]) -> "array[int]":
        """See `Bulk.narrowed`."""
        numbers = np.asarray(column)
        return _column(smallest(int(numbers.max(initial=0))), numbers)


def _pairs(ones: Any, twos: Any) -> Any:
    return ones.astype(np.uint64) << np.uint64(SHIFT) | twos


def _column(typecode: str, values: Any) -> "array[int]":
    column = array(typecode)
    column.frombytes(values.astype(typecode, copy=False).tobytes())
    return column


def _true(marks: Any) -> list[int]:
    rows: list[int] = np.flatnonzero(marks).tolist()
    return rows
