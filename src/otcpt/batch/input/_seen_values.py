"""Values of a column read before: their numbers are looked up, by the bytes of texts that are short and few."""

from collections.abc import Callable

import attrs
import numpy as np
import pyarrow as pa

from otcpt.batch.input._arrays import is_given, letters_of
from otcpt.batch.input._lines import Ints, distinct_table, repeated

_MOST_BYTES, _MOST_TEXTS = 7, 1 << 13
#: A key multiplied by one of them begins with its place in a table, or in the next where another key has it.
_FACTORS = np.uint64(0x9E3779B97F4A7C15) * np.arange(1, 17, 2, dtype=np.uint64)


@attrs.define(eq=False)
class SeenValues:
    """The values last read that were good, and short texts read so far unless there are many."""

    _values: pa.Array | None = None
    _table: Ints | None = None
    _short: dict[int, int] = attrs.field(factory=dict)
    #: Tables of keys, and of their numbers.
    _places: list[tuple[Ints, Ints]] = attrs.field(factory=list)

    def read(self, distinct: pa.Array, read: Callable[..., int], empty_is_value: bool) -> tuple[Ints, dict[int, str]]:
        """Return what `distinct_table` does, and remember it where nothing is wrong."""
        if self._table is not None and distinct.equals(self._values):
            return self._table, {}
        table, messages = distinct_table(distinct, read, empty_is_value)
        self._values, self._table = (None, None) if messages else (distinct, table)
        keys = _keys_of(distinct) if not messages and len(self._short) + len(distinct) <= _MOST_TEXTS else None
        if keys is not None:
            self._short.update(zip([*keys.tolist(), 0], table.tolist(), strict=True))  # an empty text is none
            self._place(np.array([*self._short]), np.array([*self._short.values()]))
        return table, messages

    def _place(self, keys: Ints, numbers: Ints) -> None:
        """Give keys their places; one that finds none is not known."""
        self._places = []
        for factor in _FACTORS:
            table, own = np.full((2, 4 << len(keys).bit_length()), -1)
            places = _places_of(keys, factor, table)
            table[places] = keys
            placed = table[places] == keys
            own[places[placed]] = numbers[placed]
            self._places.append((table, own))
            keys, numbers = keys[~placed], numbers[~placed]

    def numbers(self, texts: pa.Array) -> Ints | None:
        """Return the number of each text; None where one may not be known."""
        keys = _keys_of(texts) if self._places and len(texts) else None
        if keys is None:
            return None
        if keys[0] == keys[-1] and not texts.null_count and (keys == keys[0]).all():
            number = self._short.get(int(keys[0]))
            return None if number is None else repeated(number, len(texts))
        numbers = self._look_up(keys)
        if numbers is not None and texts.null_count:
            numbers[~is_given(texts)] = self._short[0]
        return numbers

    def _look_up(self, keys: Ints, turn: int = 0) -> Ints | None:
        if turn == len(self._places):
            return None
        table, own = self._places[turn]
        places = _places_of(keys, _FACTORS[turn], table)
        numbers: Ints = own.take(places)
        others = np.flatnonzero(table.take(places) != keys)
        if len(others):
            more = self._look_up(keys[others], turn + 1)
            if more is None:
                return None
            numbers[others] = more
        return numbers


def _places_of(keys: Ints, factor: np.uint64, table: Ints) -> Ints:
    places = keys.view(np.uint64) * factor
    places >>= np.uint64(65 - len(table).bit_length())
    return places.view(np.int64)


def _keys_of(texts: pa.Array) -> Ints | None:
    """A number of each text, of its bytes and their count; None where one has too many or is no text."""
    if not pa.types.is_string(texts.type):
        return None
    bounds, letters = letters_of(texts)
    widths = np.diff(bounds).astype(np.int64)  # which indexes sooner than narrow numbers
    if widths.max(initial=0) > _MOST_BYTES:
        return None
    start, stop = int(bounds[0]), int(bounds[-1])
    padded = np.zeros(stop - start + 8, dtype=np.uint8)
    padded[:-8] = letters[start:stop]
    keys: Ints
    if (widths == widths[:1]).all():
        width = int(widths.max(initial=0))
        keys = np.ndarray(len(texts), "<i8", padded, strides=(width,)) << (8 - width) * 8
        keys |= width
    else:
        first = bounds[:-1].astype(np.int64)
        first -= start
        keys = np.ndarray(len(padded) - 7, "V8", padded, strides=(1,)).take(first).view("<i8")
        keys <<= (8 - widths) * 8
        keys |= widths
    return keys
