"""Distinct values of a column, each read once."""

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from otcpt.batch.input._lines import Ints
from otcpt.errors import InvalidInput

#: Stand for a value that is missing, and for one that cannot be read.
NOTHING, BAD = -1, -2


def numbers_of(column: pa.Array, nothing: int) -> Ints:
    """Whole numbers, with one for what is missing."""
    filled = pc.fill_null(column, nothing) if column.null_count else column
    numbers: Ints = filled.to_numpy().astype(np.int64)
    return numbers


def distinct_table(distinct: pa.Array, read: Callable[..., int], empty_is_value: bool) -> tuple[Ints, dict[int, str]]:
    """The number of each distinct value, and last of none; what is wrong with those that cannot be read."""
    nothing = read("") if empty_is_value else NOTHING
    numbers: list[int] = []
    messages: dict[int, str] = {}
    for place, value in enumerate(distinct.to_pylist()):
        given_value = value.strip() if isinstance(value, str) else value
        try:
            numbers.append(nothing if given_value in ("", None) else read(given_value))
        except InvalidInput as error:
            numbers.append(BAD)
            messages[place] = str(error)
    return np.array([*numbers, nothing], dtype=np.int64), messages
