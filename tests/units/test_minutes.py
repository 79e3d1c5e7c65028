"""Minutes to units and back."""

from collections.abc import Callable
from datetime import date
from typing import Any, get_args

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otcpt.codes import Timing
from otcpt.errors import InvalidInput
from otcpt.units import (
    Method,
    MinuteRange,
    allocate,
    is_in_part,
    minutes_to_units,
    split_assistant,
    units_to_minutes,
)

# CMS Pub. 100-04 ch. 5 §20.2.C prints rows 1 to 8; a single service under 8 minutes is not billed.
PRINTED = {1: (8, 22), 2: (23, 37), 3: (38, 52), 4: (53, 67), 5: (68, 82), 6: (83, 97), 7: (98, 112), 8: (113, 127)}

intervals = st.integers(1, 240)

#: What gives integers that are not Python's own.
INTEGERS: list[Callable[[int], Any]] = [
    np.int64,
    np.int8,
    np.uint8,
    lambda number: pd.Series([number, None], dtype="Int64")[0],
    lambda number: pd.Series([number]).sum(),
]


class TestR1R2Table:
    """R1, R2: the printed table, and its pattern beyond two hours."""

    @pytest.mark.parametrize(("units", "row"), PRINTED.items())
    def test_each_printed_row_holds_at_both_edges_and_one_minute_outside(
        self, units: int, row: tuple[int, int]
    ) -> None:
        """Every row of the manual begins and ends where it is printed."""
        first, last = row
        edges = [minutes_to_units(minutes) for minutes in (first - 1, first, last, last + 1)]

        assert edges == [units - 1, units, units, units + 1]
        assert units_to_minutes(units) == MinuteRange(first, last)

    def test_under_eight_minutes_is_no_unit(self) -> None:
        """R1: 0 to 7 minutes make nothing."""
        assert [minutes_to_units(minutes) for minutes in range(8)] == [0] * 8
        assert units_to_minutes(0) == MinuteRange(0, 7)

    def test_the_table_has_no_upper_end(self) -> None:
        """A row every 15 minutes up to a whole day, without another formula above some length."""
        starts = [minutes for minutes in range(1, 1441) if minutes_to_units(minutes) > minutes_to_units(minutes - 1)]

        assert starts == list(range(8, 1441, 15))
        assert minutes_to_units(1440) == 96

    @pytest.mark.parametrize(
        ("interval", "starts"), [(15, [8, 23, 38]), (20, [11, 31, 51]), (30, [16, 46, 76]), (60, [31, 91, 151])]
    )
    def test_a_unit_begins_past_the_midpoint(self, interval: int, starts: list[int]) -> None:
        """CPT: half of the interval is not enough, the next whole minute is (Premera prints 16-45, 46-75)."""
        assert [units_to_minutes(units, interval=interval).first for units in (1, 2, 3)] == starts
        assert [minutes_to_units(minutes - 1, interval=interval) for minutes in starts] == [0, 1, 2]
        assert [minutes_to_units(minutes, interval=interval) for minutes in starts] == [1, 2, 3]

    @given(st.integers(0, 1440), intervals)
    def test_midpoint_by_definition(self, minutes: int, interval: int) -> None:
        """Whole intervals, and one more when twice the rest is more than the interval."""
        whole, rest = minutes // interval, minutes % interval

        assert minutes_to_units(minutes, interval=interval) == whole + (2 * rest > interval)

    @given(st.integers(0, 1440), intervals)
    def test_the_two_functions_are_inverse(self, minutes: int, interval: int) -> None:
        """Minutes lie in the range of their own units and of no neighbor's."""
        units = minutes_to_units(minutes, interval=interval)

        assert minutes in units_to_minutes(units, interval=interval)
        if units:
            assert minutes not in units_to_minutes(units - 1, interval=interval)

    def test_the_last_range_ends_with_the_day(self) -> None:
        """96 units begin at 1433 minutes and cannot go beyond 1440; 97 do not fit in a day."""
        assert units_to_minutes(96) == MinuteRange(1433, 1440)
        with pytest.raises(InvalidInput, match="a day has 1440"):
            units_to_minutes(97)


class TestA5WholeMinutes:
    """A5: whole minutes only; nothing is rounded silently."""

    @pytest.mark.parametrize(
        ("minutes", "mend"),
        [
            (7.5, "add up the exact times first"),
            (22.5, "add up the exact times first"),
            (8.0, "minutes 8.0 is a float: give whole minutes as an int"),
            ("8", "minutes '8' is a str: give whole minutes as an int"),
            (None, "give whole minutes as an int"),
            (True, "minutes True is a bool: give whole minutes as an int"),
            (np.float64(8), "is a float64: give whole minutes as an int"),
            (np.bool_(True), "give whole minutes as an int"),
            (pd.NA, "minutes <NA> is a NAType: give whole minutes as an int"),
            (-1, "negative; give the minutes furnished"),
            (1441, "not seconds or the sum of several days"),
        ],
    )
    def test_what_cannot_be_whole_minutes_raises_with_a_remedy(self, minutes: object, mend: str) -> None:
        """Fractions, text, nothing, booleans, negatives and more than a day are refused, naming value and remedy."""
        with pytest.raises(InvalidInput, match=mend) as caught:
            minutes_to_units(minutes)  # type: ignore[arg-type]

        assert caught.value.value is minutes
        assert repr(minutes) in str(caught.value)

    @pytest.mark.parametrize("units", [-1, 1.0, True, "2", None])
    def test_units_are_whole_too(self, units: object) -> None:
        """Units that are no whole number, or negative, are refused."""
        with pytest.raises(InvalidInput, match="give the units billed"):
            units_to_minutes(units)  # type: ignore[arg-type]

    @pytest.mark.parametrize("interval", [0, -15, 15.0, True, None, 1441])
    def test_an_interval_is_a_length_in_whole_minutes(self, interval: object) -> None:
        """Anything that cannot be the length of a unit is refused."""
        with pytest.raises(InvalidInput, match="such as 15, 30 or 60"):
            minutes_to_units(30, interval=interval)  # type: ignore[arg-type]

    @pytest.mark.parametrize("kind", INTEGERS)
    def test_any_kind_of_integer_is_taken(self, kind: Callable[[int], Any]) -> None:
        """NumPy's, and those of pandas' columns, are whole numbers like Python's; what comes back is an int."""
        assert minutes_to_units(kind(38), interval=kind(15)) == 3
        assert units_to_minutes(kind(3), interval=kind(15)) == MinuteRange(38, 52)
        assert kind(40) in MinuteRange(38, 52)
        assert kind(53) not in MinuteRange(38, 52)
        assert type(minutes_to_units(kind(38))) is int

    @pytest.mark.parametrize("method", get_args(Method))
    @pytest.mark.parametrize("kind", INTEGERS)
    def test_an_allocation_of_any_integers_is_that_of_ints(self, kind: Callable[[int], Any], method: Method) -> None:
        """Equal, and in the same words."""
        pooled = Timing(interval=15, pool="cms-15")
        timings = dict.fromkeys(("97110", "97140", "97530"), pooled)
        plain = allocate({"97530": 8, "97110": 33, "97140": [3, 4]}, timings, method=method)
        same = allocate({"97530": kind(8), "97110": kind(33), "97140": [kind(3), kind(4)]}, timings, method=method)

        assert (same, repr(same), same.explain()) == (plain, repr(plain), plain.explain())
        assert {type(number) for number in (*same.minutes.values(), *same.units.values())} == {int}

    @pytest.mark.parametrize("kind", INTEGERS)
    def test_units_are_split_by_any_integers(self, kind: Callable[[int], Any]) -> None:
        """Small kinds do not overflow on the way."""
        plain = split_assistant(103, 100, 14, joint=4, on=date(2021, 3, 2), de_minimis="percent")
        given = [kind(number) for number in (103, 100, 14, 4, 15)]
        same = split_assistant(*given[:3], joint=given[3], on=date(2021, 3, 2), interval=given[4], de_minimis="percent")

        assert (same, repr(same)) == (plain, repr(plain))
        assert is_in_part(kind(36), kind(5), "percent") is is_in_part(36, 5, "percent")

    def test_an_int_of_a_subclass_is_an_int(self) -> None:
        """An IntEnum or a NumPy-like int subclass is accepted and answered with a plain int."""

        class Minutes(int):
            """A subclass as other libraries have it."""

        assert minutes_to_units(Minutes(38)) == 3

    def test_a_range_holds_whole_minutes_and_prints(self) -> None:
        """38 to 52 holds 40, neither 53 nor text."""
        row = units_to_minutes(3)

        assert 40 in row
        assert 53 not in row
        assert "40" not in row
        assert str(row) == "38 to 52 minutes"
