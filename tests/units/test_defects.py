"""Defects seen in other programs, each with the day that catches it."""

from collections.abc import Callable, Mapping

import pytest

from otcpt import allocate_units
from otcpt.codes import Timing
from otcpt.errors import InvalidInput
from otcpt.units import Allocation, allocate, minutes_to_units


@pytest.fixture
def cms(timings: Mapping[str, Timing]) -> Callable[[dict[str, int]], Allocation]:
    """Allocate by total time."""
    return lambda minutes: allocate(minutes, timings, method="cms")


def test_total_is_not_the_floor_of_total_by_15(cms: Callable[[dict[str, int]], Allocation]) -> None:
    """floor(total / 15) with left-over units from 8 on fails 20/20, 33/7 and 7/7/7."""
    assert cms({"97110": 20, "97112": 20}).total == 3
    assert cms({"97110": 33, "97140": 7}).units["97140"] == 1
    assert cms({"97110": 7, "97112": 7, "97140": 7}).total == 1


def test_the_midpoint_is_not_minutes_by_8(timings: Mapping[str, Timing]) -> None:
    """16 minutes are one unit, not two."""
    assert allocate({"97110": 16}, timings, method="ama").total == 1


def test_an_add_on_alone_opens_its_family() -> None:
    """92618 alone: the first hour is 92605."""
    assert dict(allocate_units({"92618": 100}, method="cms").units) == {"92605": 1, "92618": 1}


def test_units_are_not_shared_out_proportionally(cms: Callable[[dict[str, int]], Allocation]) -> None:
    """24/10/10 is one each, though 24 has more than half of the minutes."""
    assert set(cms({"97110": 24, "97112": 10, "97140": 10}).units.values()) == {1}


def test_minutes_are_pooled_over_the_codes(cms: Callable[[dict[str, int]], Allocation]) -> None:
    """Counted per code or per claim line, 7/7 would be nothing and 8/8/8 three."""
    assert cms({"97110": 7, "97112": 7}).total == 1
    assert cms({"97110": 8, "97112": 8, "97140": 8}).total == 2


def test_few_or_missing_minutes_are_never_a_unit(cms: Callable[[dict[str, int]], Allocation]) -> None:
    """7 minutes are none, 0 are none, and missing minutes are no number."""
    assert cms({"97110": 7}).total == 0
    assert cms({"97110": 0}).total == 0
    with pytest.raises(InvalidInput, match="minutes of 97110 None"):
        cms({"97110": None})  # type: ignore[dict-item]


def test_spare_units_are_not_handed_out_in_list_order(cms: Callable[[dict[str, int]], Allocation]) -> None:
    """33/7 and 24/23 answer the same with the lines swapped."""
    for one, two in ((33, 7), (24, 23)):
        assert cms({"97110": one, "97140": two}) == cms({"97140": two, "97110": one})
        assert cms({"97110": one, "97140": two}).units["97110"] == cms({"97140": one, "97110": two}).units["97140"]


def test_units_do_not_all_go_to_the_longest_code(cms: Callable[[dict[str, int]], Allocation]) -> None:
    """33/7 is not three units of the 33."""
    assert dict(cms({"97110": 33, "97140": 7}).units) == {"97110": 2, "97140": 1}


def test_a_tie_is_never_silent(cms: Callable[[dict[str, int]], Allocation]) -> None:
    """20/20 reports both answers."""
    assert len(cms({"97110": 20, "97112": 20}).alternatives) == 2


@pytest.mark.parametrize(("minutes", "units"), [(83, 6), (121, 8), (127, 8), (128, 9), (143, 10), (240, 16)])
def test_the_table_does_not_end_or_change_its_formula(minutes: int, units: int) -> None:
    """No stop at 5 units from 83 minutes on, no ceiling of minutes / 15 above 112."""
    assert minutes_to_units(minutes) == units


@pytest.mark.parametrize("minutes", [22.5, 22.9, -5, float("nan")])
def test_fractions_and_negatives_are_refused_early(cms: Callable[[dict[str, int]], Allocation], minutes: float) -> None:
    """22.5 is not rounded to 23 and a second unit; negatives are not accepted."""
    with pytest.raises(InvalidInput, match="minutes of 97110"):
        cms({"97110": minutes})  # type: ignore[dict-item]


def test_97129_is_billed_once(cms: Callable[[dict[str, int]], Allocation]) -> None:
    """45 minutes are 97129 once and 97130 twice, not 97129 three times; and never 97130 alone."""
    assert dict(cms({"97129": 45}).units) == {"97129": 1, "97130": 2}
    assert dict(cms({"97130": 15}).units) == {"97129": 1, "97130": 0}


def test_untimed_codes_are_not_timed(cms: Callable[[dict[str, int]], Allocation]) -> None:
    """97150 and 97010 with 60 minutes each are one unit each, 97530 is timed."""
    assert dict(cms({"97150": 60, "97010": 60, "97530": 60}).units) == {"97010": 1, "97150": 1, "97530": 4}


def test_exact_times_are_added_before_they_are_cut(cms: Callable[[dict[str, int]], Allocation]) -> None:
    """22:30 over two codes and 0:30 more are 23 minutes: the message for a fraction says to add up first."""
    with pytest.raises(InvalidInput, match="add up the exact times first"):
        cms({"97110": 11.5, "97140": 11.5})  # type: ignore[dict-item]
