"""Keys of providers where whole days come together: only on days with several does it matter which are equal."""

from collections.abc import Callable

import numpy as np
import pyarrow as pa

from otcpt.batch.input._arrays import Flags, Ints, array_of, letters_of
from otcpt.batch.input._lines import changes, repeated

#: Who furnished and who billed lines, which are compared within a day and nowhere else.
SIDES = ("rendering_provider_key", "billing_provider_key")


def number_by_day(keys: pa.Array, begins: Flags, number: Callable[[pa.Array], Ints]) -> Ints:
    """Return numbers that are equal within each day where the keys are; ``number`` says which are, and what is missing.

    It is asked about days with several keys alone, unless a key may be missing. ``begins`` says where days do.
    """
    if not pa.types.is_string(keys.type) or keys.null_count or _may_be_blank(keys):
        return number(keys)
    several = changes(keys) & ~begins
    if not several.any():
        return repeated(0, len(keys))
    day = np.cumsum(begins) - 1
    has_several = np.zeros(int(day[-1]) + 1, dtype=bool)
    has_several[day[several]] = True
    rows = np.flatnonzero(has_several[day])
    numbers = np.zeros(len(keys), dtype=np.int64)
    numbers[rows] = number(keys.take(array_of(rows)))
    return numbers


def _may_be_blank(keys: pa.Array) -> bool:
    bounds, letters = letters_of(keys)
    if (bounds[1:] == bounds[:-1]).any():
        return True
    own = letters[bounds[0] : bounds[-1]]
    if ord(" ") < own.min(initial=ord("~")) and own.max(initial=0) <= ord("~"):
        return False
    first = letters[bounds[:-1]]
    return bool(((first <= ord(" ")) | (first > ord("~"))).any())
