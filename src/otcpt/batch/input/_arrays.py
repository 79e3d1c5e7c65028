"""Arrays: between Arrow and NumPy by their buffers, and lists of numbers laid end to end.

pyarrow's own way from one to the other imports pandas wherever it is installed, which takes 0.3 s.
"""

from array import array
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
#: Just below the most that glibc takes as a measure.
_MOST_KEPT = (1 << 25) - (1 << 16)


def keep_memory() -> None:
    """Have what arrays leave used for the next ones: the system clears every new page.

    glibc keeps twice as much as the largest block that was given back to it; this one is never touched.
    """
    np.empty(_MOST_KEPT, dtype=np.uint8)


def values_of(array: pa.Array) -> npt.NDArray[Any]:
    """Return numbers of which none is missing, in their own type."""
    kind = np.dtype(array.type.to_pandas_dtype())
    return np.frombuffer(array.buffers()[1] or b"", kind, array.offset + len(array))[array.offset :]


def ints_of(array: pa.Array, nothing: int = 0) -> Ints:
    """Return whole numbers, with one for what is missing."""
    numbers = values_of(array).astype(np.int64, copy=False)
    return np.where(is_given(array), numbers, nothing) if array.null_count else numbers


def is_given(array: pa.Array) -> Flags:
    """Return which values are there."""
    return _bits(array, 0) if array.null_count else np.ones(len(array), dtype=bool)


def flags_of(array: pa.Array, *, nothing: bool = False) -> Flags:
    """Return truth values, with one for what is missing."""
    flags = _bits(array, 1)
    return np.where(is_given(array), flags, nothing) if array.null_count else flags


def _bits(array: pa.Array, buffer: int) -> Flags:
    packed = np.frombuffer(array.buffers()[buffer] or b"", np.uint8)
    return np.unpackbits(packed, count=array.offset + len(array), bitorder="little")[array.offset :].view(bool)


def letters_of(texts: pa.Array) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.uint8]]:
    """Return where each text begins, and the last one ends, among the letters, which are those of all."""
    _, ends, letters = texts.buffers()
    bounds = np.frombuffer(ends or bytes(4), np.int32)[texts.offset :][: len(texts) + 1]
    return bounds, np.frombuffer(letters or b"", np.uint8)


def validate(rows: pa.RecordBatch) -> None:
    """Look through all values; as `RecordBatch.validate` does in full, but ASCII without its look at each text."""
    rows.validate()
    seen = [pa.nulls(len(column)) if _is_ascii(column) else column for column in rows.columns]
    pa.RecordBatch.from_arrays(seen, rows.schema.names).validate(full=True)


def _is_ascii(column: pa.Array) -> bool:
    """Whether it is sound text of ASCII alone."""
    if not pa.types.is_string(column.type):
        return False
    try:
        column.view(pa.binary()).validate(full=True)
    except pa.ArrowInvalid:
        return False
    bounds, letters = letters_of(column)
    return bool(letters[bounds[0] : bounds[-1]].max(initial=0) < 0x80)


def array_of(values: npt.NDArray[np.generic]) -> pa.Array:
    """Return numbers as Arrow has them."""
    own = np.ascontiguousarray(values)
    return pa.Array.from_buffers(pa.from_numpy_dtype(own.dtype), len(own), [None, pa.py_buffer(own)])


def texts_of(texts: Sequence[str]) -> pa.Array:
    """Return texts as Arrow has them."""
    joined = "".join(texts)
    encoded: Sequence[str | bytes] = texts if joined.isascii() else [text.encode() for text in texts]
    ends = np.cumsum([0, *map(len, encoded)], dtype=np.int32)
    return pa.StringArray.from_buffers(len(texts), pa.py_buffer(ends), pa.py_buffer(joined.encode()))


def picked(texts: pa.Array, rows: npt.NDArray[np.integer[Any]]) -> pa.Array:
    """Return some of many texts; those of one width without asking where each begins."""
    bounds, letters = letters_of(texts)
    width = int(bounds[-1] - bounds[0]) // max(len(texts), 1)
    if texts.null_count or not 0 < width * len(rows) < 1 << 31 or (np.diff(bounds) != width).any():
        # in memory that Arrow's own pool would hand back to the system with every chunk
        return pc.take(texts, array_of(rows), boundscheck=False, memory_pool=pa.system_memory_pool())
    own = np.ndarray(len(texts), f"V{width}", letters, int(bounds[0]))
    ends = _ends(width, len(rows).bit_length())[: len(rows) + 1]
    own = own[0].tobytes() * len(rows) if len(texts) == 1 else own.take(rows.astype(np.int64))
    return pa.StringArray.from_buffers(len(rows), pa.py_buffer(ends), pa.py_buffer(own))


@lru_cache(maxsize=16)
def _ends(width: int, bits: int) -> npt.NDArray[np.int32]:
    """Where texts of a width begin, which is the same for all columns."""
    ends = np.arange((1 << bits) + 1, dtype=np.int32) * np.int32(width)
    ends.flags.writeable = False
    return ends


def named(names: Sequence[str], numbers: npt.NDArray[np.integer[Any]]) -> pa.Array:
    """Return the name of each number, none for -1."""
    low, high = int(numbers.min()), int(numbers.max())
    if high < 0:
        return pa.nulls(len(numbers), pa.string())
    if low >= 0:
        return picked(texts_of(names[low : high + 1]), numbers - low)
    there = numbers >= 0
    some = np.flatnonzero(there)
    own = named(names, numbers[some])
    ends = np.zeros(len(numbers) + 1, dtype=np.int32)
    ends[1:][some] = np.diff(letters_of(own)[0])
    bounds, bits = map(pa.py_buffer, (np.cumsum(ends, dtype=np.int32), np.packbits(there, bitorder="little")))
    return pa.StringArray.from_buffers(len(numbers), bounds, own.buffers()[2], bits)


def lists_of(lists: Iterable[Sequence[str]]) -> pa.Array:
    """Return lists of texts as Arrow has them."""
    own = [*lists]
    ends = np.cumsum([0, *map(len, own)], dtype=np.int32)
    return pa.ListArray.from_arrays(array_of(ends), texts_of([text for texts in own for text in texts]))


def empty_of(schema: pa.Schema) -> pa.Table:
    """Return a table without rows."""
    return pa.Table.from_batches([], schema)


def ints(values: "array[int]") -> Ints:
    """Numbers that still grow, as an array of what they are now."""
    return np.asarray(values[:])


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
