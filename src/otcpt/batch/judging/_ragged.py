"""Lists of numbers, one for each thing that was learned, laid end to end."""

from array import array
from collections.abc import Sequence

import attrs
import numpy as np

from otcpt.batch.input._lines import Ints


def ints(values: "array[int]") -> Ints:
    """Numbers that still grow, seen as an array: not to be kept, for while it lives they cannot grow."""
    return np.asarray(values)


def _empty() -> "array[int]":
    return array("q")


@attrs.define(eq=False)
class Ragged:
    """A list of numbers for each thing, by its place."""

    starts: "array[int]" = attrs.field(factory=_empty)
    counts: "array[int]" = attrs.field(factory=_empty)
    values: "array[int]" = attrs.field(factory=_empty)

    def __len__(self) -> int:
        return len(self.starts)

    def add(self, values: Sequence[int]) -> None:
        """Take up the list of the next thing."""
        self.starts.append(len(self.values))
        self.counts.append(len(values))
        self.values.extend(values)

    def spread(self, days: Ints, numbers: Ints) -> tuple[Ints, Ints]:
        """Spread the list of each number over its day: the day of every entry, and the entry."""
        counts = ints(self.counts)[numbers]
        some = np.flatnonzero(counts)
        counts = counts[some]
        ends = np.cumsum(counts)
        first = ints(self.starts)[numbers[some]] - (ends - counts)
        at = np.repeat(first, counts) + np.arange(int(ends[-1]) if len(ends) else 0)
        return np.repeat(days[some], counts), ints(self.values)[at]
