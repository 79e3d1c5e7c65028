"""Days that are alike: brought to one order of lines, and each kind found once."""

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa

from otcpt.batch.input._lines import Ints

#: Odd constants of a multiply-and-xor hash; equality of what it brings together is checked value by value.
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)


def arranged_rows(values: Ints, starts: Ints, lengths: Ints) -> Ints:
    """Return the rows with the lines of each day in order of a value, equal ones as they came.

    Days that differ only in the order of their lines become alike, and what a rule says of lines does not depend on it.
    """
    order = np.arange(len(values))
    for length in np.unique(lengths).tolist():
        at = starts[lengths == length][:, None] + np.arange(length)
        order[at] = np.take_along_axis(at, np.argsort(values[at], axis=1, kind="stable"), axis=1)
    return order


def alike(days: Ints, lengths: Ints, starts: Ints, columns: Sequence[Ints]) -> Iterator[tuple[Ints, Ints, Ints, Ints]]:
    """Bring days together whose lines have equal values in all columns, and that have equal values of their own.

    ``days`` is a value per day, ``columns`` values per line. Yields, for each number of lines: the days, a
    representative for each distinct kind among them (its place in the days), the kind of each day, and the values.
    """
    for length in np.unique(lengths).tolist():
        own = np.flatnonzero(lengths == length)
        at = starts[own][:, None] + np.arange(length)
        values = np.concatenate([days[own][:, None], *(column[at] for column in columns)], axis=1)
        first, kind = distinct_rows(values)
        yield own, first, kind, values


def distinct_rows(values: Ints) -> tuple[Ints, Ints]:
    """Return a representative of each distinct row, and for each row which one it equals.

    >>> first, kind = distinct_rows(np.array([[1, 2], [3, 4], [1, 2]]))
    >>> values = [[1, 2], [3, 4]]
    >>> len(first), bool((kind[0] == kind[2]) and (kind[0] != kind[1]))
    (2, True)
    """
    mixed = np.zeros(len(values), dtype=np.uint64)
    with np.errstate(over="ignore"):
        for column in values.T.astype(np.uint64):
            mixed = (mixed ^ column) * _MIX
            mixed ^= mixed >> _SHIFT
    encoded = pa.array(mixed).dictionary_encode()
    kind = encoded.indices.to_numpy().astype(np.int64)
    first = np.empty(len(encoded.dictionary), dtype=np.int64)
    first[kind[::-1]] = np.arange(len(kind))[::-1]
    if not np.array_equal(values, values[first][kind]):
        _, first, kind = np.unique(values, axis=0, return_index=True, return_inverse=True)
        kind = kind.reshape(-1)
    return first, kind
