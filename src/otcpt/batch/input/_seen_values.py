"""Values of a column read before: their numbers are looked up, by the bytes of texts that are short and few."""

from collections.abc import Callable

import attrs
import numpy as np
import pyarrow as pa

from otcpt.batch.input._arrays import is_given, letters_of
from otcpt.batch.input._lines import Ints, distinct_table, repeated

_MOST_BYTES, _MOST_TEXTS = 7, 500
_BYTES = np.array([(1 << 8 * width) - 1 for width in range(_MOST_BYTES + 1)])
_WIDTH = np.arange(_MOST_BYTES + 1) << 56
#: One of them gives each of so few keys a place of its own, but for bad luck.
_FACTORS = np.uint64(0x9E3779B97F4A7C15) * np.arange(1, 65, 2, dtype=np.uint64)


@attrs.define(eq=False)
class SeenValues:
    """The values last read that were good, and short texts read so far unless there are many."""

    _values: pa.Array | None = None
    _table: Ints | None = None
    _short: dict[int, int] = attrs.field(factory=dict)
    _keys: Ints = attrs.field(factory=lambda: np.full(1, -1))
    _numbers: Ints = attrs.field(factory=lambda: np.zeros(1, dtype=np.int64))
    _factor: np.uint64 = _FACTORS[0]

    def read(self, distinct: pa.Array, read: Callable[..., int], empty_is_value: bool) -> tuple[Ints, dict[int, str]]:
        """Return what `distinct_table` does, and remember it where nothing is wrong."""
        if self._table is not None and distinct.equals(self._values):
            return self._table, {}
        table, messages = distinct_table(distinct, read, empty_is_value)
        self._values, self._table = (None, None) if messages else (distinct, table)
        keys = _keys_of(distinct) if not messages else None
        if keys is not None and len(self._short) <= _MOST_TEXTS:
            self._short.update(zip([*keys.tolist(), 0], table.tolist(), strict=True))  # an empty text is none
            self._place()
        return table, messages

    def _place(self) -> None:
        """Give each known key its place, where there are few."""
        bits = max(2 * len(self._short).bit_length() - 2, 6)
        known = np.array([*self._short])
        self._keys = np.full(1 << bits, -1)
        self._numbers = np.zeros(1 << bits, dtype=np.int64)
        for self._factor in _FACTORS if len(known) <= _MOST_TEXTS else ():
            places = self._places(known)
            if len({*places.tolist()}) == len(known):
                self._keys[places], self._numbers[places] = known, [*self._short.values()]
                return
        self._keys = np.full(1, -1)

    def numbers(self, texts: pa.Array) -> Ints | None:
        """Return the number of each text; None where one may not be known."""
        keys = _keys_of(texts) if len(self._keys) > 1 and len(texts) else None
        if keys is None:
            return None
        some = keys[:1] if keys[0] == keys[-1] and not texts.null_count and (keys == keys[0]).all() else keys
        places = self._places(some)
        if (self._keys.take(places) != some).any():
            return None
        numbers: Ints = self._numbers.take(places)
        if some is not keys:
            return repeated(int(numbers[0]), len(texts))
        if texts.null_count:
            numbers[~is_given(texts)] = self._short[0]
        return numbers

    def _places(self, keys: Ints) -> Ints:
        places = keys.view(np.uint64) * self._factor
        places >>= np.uint64(65 - len(self._keys).bit_length())
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
    if (widths == widths[:1]).all():
        width = int(widths.max(initial=0))
        keys: Ints = np.ndarray(len(texts), "<i8", padded, strides=(width,)) & _BYTES[width]
        keys |= _WIDTH[width]
        return keys
    keys = (
        np.ndarray(len(padded) - 7, "V8", padded, strides=(1,)).take(bounds[:-1].astype(np.int64) - start).view("<i8")
    )
    keys &= _BYTES.take(widths)
    keys |= _WIDTH.take(widths)
    return keys
