"""Lines of many days brought into order side by side: the same as sorting them day by day."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from otcpt.batch.judging._alike import arranged_rows, distinct_rows

_DAYS = st.lists(st.lists(st.integers(0, 3) | st.integers(0, (1 << 59) - 1), min_size=1, max_size=20), max_size=30)


@given(_DAYS)
def test_lines_are_in_order_day_by_day(days: list[list[int]]) -> None:
    """Days of any length, with equal values and the largest; equal ones stay as they came."""
    lengths = np.array([len(day) for day in days], dtype=np.int64)
    starts = np.cumsum(lengths) - lengths
    values = np.array([value for day in days for value in day], dtype=np.int64)
    expected = [
        int(start) + place
        for start, day in zip(starts, days, strict=True)
        for place in sorted(range(len(day)), key=day.__getitem__)
    ]
    assert arranged_rows(values, starts, lengths).tolist() == expected


@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from([-1, 5, 1 << 60]), st.integers(-2, 3)), min_size=1))
def test_equal_rows_are_of_one_number(rows: list[tuple[int, ...]]) -> None:
    """Each distinct one has a representative, whether there are few different values or many."""
    first, kind = distinct_rows([np.array(column, dtype=np.int64) for column in zip(*rows, strict=True)])
    assert [rows[at] for at in first[kind].tolist()] == rows
    assert len(first) == len({*rows})
