"""The arithmetic of total time is stated once: what says that units are right agrees with what makes them."""

from collections.abc import Mapping
from itertools import combinations_with_replacement, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otcpt.codes import Timing
from otcpt.units import allocate
from otcpt.units.arithmetic import first_minute, is_right, midpoint

CODES = ("97110", "97112", "97140")
MORE = ("97035", "97116", "97530", "97535", *CODES)


@pytest.mark.parametrize("longest", [22, pytest.param(45, marks=pytest.mark.thorough)])
def test_units_are_right_exactly_where_allocate_gives_them(timings: Mapping[str, Timing], longest: int) -> None:
    """Three codes of up to so many minutes, each with a unit too few to two more than its whole blocks."""
    for spent in combinations_with_replacement(range(longest + 1), 3):
        day = allocate(dict(zip(CODES, spent, strict=True)), timings, method="cms")
        right = {tuple(answer[code] for code in CODES) for answer in day.alternatives}
        for more in product((-1, 0, 1, 2), repeat=3):
            units = tuple(minutes // 15 + extra for minutes, extra in zip(spent, more, strict=True))
            assert is_right(zip(spent, units, strict=True)) is (units in right), (spent, units)


@given(pool=st.dictionaries(st.sampled_from(MORE), st.tuples(st.integers(0, 120), st.integers(0, 9)), min_size=1))
def test_the_same_of_up_to_seven_codes(timings: Mapping[str, Timing], pool: dict[str, tuple[int, int]]) -> None:
    """Of any units, and of those that are right."""
    day = allocate({code: minutes for code, (minutes, _) in pool.items()}, timings, method="cms")
    billed = {code: units for code, (_, units) in pool.items()}

    assert is_right(pool.values()) is (billed in day.alternatives)
    for answer in day.alternatives:
        assert is_right((minutes, answer[code]) for code, (minutes, _) in pool.items())


@given(units=st.integers(0, 100), interval=st.integers(1, 100))
def test_first_minute_is_the_first(units: int, interval: int) -> None:
    """It makes the units, and a minute less does not."""
    first = first_minute(units, interval)

    assert midpoint(first, interval) == units
    assert first == 0 or midpoint(first - 1, interval) == units - 1
