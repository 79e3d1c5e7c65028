"""Rows that are alike: equal values brought together, and what is known of each found once."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from threading import RLock

import numpy as np

from otcpt.batch.input._arrays import array_of, ints_of
from otcpt.batch.input._lines import Ints, once

#: As many values as are packed into one number.
_ROOM = 1 << 62
#: Held by who learns, of several threads.
LEARNING = RLock()
#: Rows of which each is looked up by itself.
_FEW = 256
#: Lines of a day up to which those of many days are sorted side by side: a power of two.
_SHORT = 16
#: Days that are looked through at once.
_NEAR = 1 << 14
_MOST_SMALL = np.iinfo(np.int32).max


def arranged_rows(values: Ints, starts: Ints, lengths: Ints) -> Ints:
    """Return the rows with the lines of each day in order of a value, equal ones as they came.

    Days that differ only in the order of their lines become alike. Values are from 0 to below 2 to the power of 59.
    """
    rows = np.arange(len(values))
    for length in np.flatnonzero(np.bincount(lengths)).tolist():
        place = np.arange(length)[:, None]
        first = starts[lengths == length]
        at = first + place
        own = values[at]
        if length <= _SHORT:
            rows[at] = first + (sorted_columns(own * _SHORT + place) & (_SHORT - 1))
        else:
            rows[at] = first + np.argsort(own, axis=0, kind="stable")
    return rows


def near(starts: Ints, lengths: Ints) -> Iterator[tuple[slice, slice]]:
    """Yield stretches of days whose lines stay near the processor while they are looked through: days, and lines."""
    for first in range(0, len(starts), _NEAR):
        some = slice(first, min(first + _NEAR, len(starts)))
        yield some, slice(int(starts[first]), int(starts[some.stop - 1] + lengths[some.stop - 1]))


def sorted_columns(keys: Ints) -> Ints:
    """Return short columns side by side, each sorted, by exchanges of neighbors."""
    if int(keys.max(initial=0)) <= _MOST_SMALL:
        keys = keys.astype(np.int32)
    for turn in range(len(keys)):
        for one in range(turn % 2, len(keys) - 1, 2):
            lower = np.minimum(keys[one], keys[one + 1])
            np.maximum(keys[one], keys[one + 1], out=keys[one + 1])
            keys[one] = lower
    return keys


def distinct_rows(columns: Sequence[Ints]) -> tuple[Ints, Ints]:
    """Return a representative of each distinct row of some columns, and for each row which one it equals.

    >>> first, kind = distinct_rows([np.array([1, 3, 1]), np.array([2, 4, 2])])
    >>> len(first), bool((kind[0] == kind[2]) and (kind[0] != kind[1]))
    (2, True)
    """
    rows = len(columns[0])
    if not rows:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    packed, size = np.zeros(rows, dtype=np.int64), 1
    for column in map(once, columns):
        low, high = int(column.min()), int(column.max())
        if low == high:
            continue
        span = high - low + 1
        if size * span >= _ROOM:
            packed, size = _numbered(packed)
            packed = packed.astype(np.int64)
            if size * span >= _ROOM:
                column, span = _numbered(column)
                low = 0
        packed *= span
        packed += column
        packed -= low
        size *= span
    if size > rows:
        packed, size = _numbered(packed)
    of_value = np.full(size, -1)
    of_value[packed] = np.arange(rows)
    first = of_value[of_value >= 0]
    of_value[packed[first]] = np.arange(len(first))
    return first, of_value[packed]


def packed(columns: Sequence[Ints]) -> list[Ints]:
    """Return columns in the same order, as few as have room for their values."""
    found: list[Ints] = []
    size = _ROOM
    for column in columns:
        low = column.min(initial=0)
        span = int(column.max(initial=0) - low) + 1
        if size * span >= _ROOM:
            found, size = [*found, np.zeros_like(column)], 1
        found[-1] = found[-1] * span + (column - low)
        size *= span
    return found


def _numbered(values: Ints) -> tuple[Ints, int]:
    """Number values from 0 in the order in which they come; and how many there are."""
    encoded = array_of(values).dictionary_encode()
    return ints_of(encoded.indices), len(encoded.dictionary)


#: Numbers for rows that have values not seen before, given these rows and their values.
Learn = Callable[[Sequence[int], Sequence[tuple[int, ...]]], Iterable[int]]


def number_rows(columns: Sequence[Ints], known: dict[tuple[int, ...], int], learn: Learn) -> Ints:
    """Return the number of each row by its values; ``learn`` is called once with all that are not known yet."""
    few = len(columns[0]) < _FEW
    first, kind = (np.arange(len(columns[0])), slice(None)) if few else distinct_rows(columns)
    keys = list(zip(*(column[first].tolist() for column in columns), strict=True))
    new: dict[tuple[int, ...], int] = {}
    for row, key in zip(first.tolist(), keys, strict=True):
        if key not in known:
            new.setdefault(key, row)
    with LEARNING:
        new = {key: row for key, row in new.items() if key not in known}
        if new:
            known.update(zip(new, learn([*new.values()], [*new]), strict=True))
    return np.array([known[key] for key in keys], dtype=np.int64)[kind]


def one_by_one(learn: Callable[[int, tuple[int, ...]], int]) -> Learn:
    """Return what learns rows one after the other."""
    return lambda rows, keys: map(learn, rows, keys)
