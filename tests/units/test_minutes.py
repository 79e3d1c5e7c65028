"""Whole minutes and whole units, of any kind of integer; what is refused, and in which words."""

from collections.abc import Callable
from datetime import date
from typing import Any, get_args

import numpy as np
import pandas as pd
import pytest

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

#: What gives integers that are not Python's own.
INTEGERS: list[Callable[[int], Any]] = [
    np.int64,
    np.int8,
    np.uint8,
    lambda number: pd.Series([number, None], dtype="Int64")[0],
    lambda number: pd.Series([number]).sum(),
]


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
