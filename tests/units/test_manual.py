"""The worked examples of CMS Pub. 100-04 ch. 5 §20.2, by name, with the step that decides each."""

from collections.abc import Mapping

import pytest

from otcpt.codes import Timing
from otcpt.units import Allocation, allocate


@pytest.fixture
def cms(timings: Mapping[str, Timing]) -> "Counter":
    """Allocate by total time."""
    return Counter(timings)


class Counter:
    """Allocation by total time with the timings of the tests."""

    def __init__(self, timings: Mapping[str, Timing]) -> None:
        self.timings = timings

    def __call__(self, **minutes: int) -> Allocation:
        """Allocate minutes given as ``c97110=33``."""
        return allocate({code[1:]: spent for code, spent in minutes.items()}, self.timings, method="cms")


def winners(day: Allocation) -> str:
    """Return the text of the deciding step."""
    return next(step.text for step in day.steps if step.name == "winners")


def test_example_1(cms: Counter) -> None:
    """§20.2.C example 1: 24 and 23 are 47 minutes, 3 units; 9 left over beats 8."""
    day = cms(c97112=24, c97110=23)

    assert dict(day.units) == {"97110": 1, "97112": 2}
    assert winners(day) == "97112 takes the unit: most minutes left over"


def test_example_2(cms: Counter) -> None:
    """§20.2.C example 2: 20 and 20; either code may take the second unit, and never three of one code."""
    day = cms(c97112=20, c97110=20)

    assert [dict(units) for units in day.alternatives] == [{"97110": 2, "97112": 1}, {"97110": 1, "97112": 2}]
    assert day.tied == ("97110", "97112")
    assert "97110 and 97112 are equal there, so each choice among them is right (chosen by largest_total)" in winners(
        day
    )


def test_example_3(cms: Counter) -> None:
    """§20.2.C example 3: 33 and 7 are 40 minutes; the 7 is more than the 3 left over of the 33."""
    day = cms(c97110=33, c97140=7)

    assert dict(day.units) == {"97110": 2, "97140": 1}
    assert [step.figures for step in day.steps if step.name == "order"] == [(("97140", 7), ("97110", 3))]


def test_example_4(cms: Counter) -> None:
    """§20.2.C example 4: 49 minutes allow 3 units, so the 8-minute service of the four goes unbilled."""
    day = cms(c97110=18, c97140=13, c97116=10, c97035=8)

    assert dict(day.units) == {"97035": 0, "97110": 1, "97116": 1, "97140": 1}
    assert dict(day.unbilled) == {"97035": "lost-remainder"}
    assert winners(day) == "97140 and 97116 take a unit each: most minutes left over"


def test_example_5(cms: Counter) -> None:
    """§20.2.C example 5 (numbers not checked in print): three services of 7 minutes, one unit on any of them."""
    day = cms(c97112=7, c97110=7, c97140=7)

    assert [[code for code, count in units.items() if count] for units in day.alternatives] == [
        ["97110"],
        ["97112"],
        ["97140"],
    ]
    assert dict(day.unbilled) == {"97112": "lost-tie", "97140": "lost-tie"}


def test_untimed_codes_stay_out_of_the_total(cms: Counter) -> None:
    """R10, §20.2.B: an untimed code is one unit whatever the minutes; 35 timed beside 20 untimed stay 35."""
    day = cms(c97110=35, c97150=20)

    assert dict(day.units) == {"97110": 2, "97150": 1}
    assert day.pooled_minutes == 35
    assert [step.text for step in day.steps][-1] == "97150 is untimed: 1 unit whatever the minutes"
    assert dict(cms(c97150=0).units) == dict(cms(c97150=240).units) == {"97150": 1}


@pytest.mark.parametrize(
    ("minutes", "cms_answers", "ama_answer"),
    [
        ((7, 7), {(1, 0), (0, 1)}, (0, 0)),
        ((4, 4), {(1, 0), (0, 1)}, (0, 0)),
        ((4, 3), {(0, 0)}, (0, 0)),
        ((8, 8), {(1, 0), (0, 1)}, (1, 1)),
        ((8, 8, 8), {(1, 1, 0), (1, 0, 1), (0, 1, 1)}, (1, 1, 1)),
        ((10, 10, 10), {(1, 1, 0), (1, 0, 1), (0, 1, 1)}, (1, 1, 1)),
        ((15, 7), {(1, 0)}, (1, 0)),
        ((16, 7), {(1, 1)}, (1, 0)),
        ((20, 18), {(2, 1)}, (1, 1)),
        ((33, 7), {(2, 1)}, (2, 0)),
        ((37, 7), {(3, 0), (2, 1)}, (2, 0)),
        ((38, 7), {(3, 0)}, (3, 0)),
        ((45, 7), {(3, 0)}, (3, 0)),
        ((24, 23), {(2, 1)}, (2, 2)),
        ((18, 13, 10, 8), {(1, 1, 1, 0)}, (1, 1, 1, 1)),
        ((24, 10, 10), {(1, 1, 1)}, (2, 1, 1)),
    ],
)
def test_boundary_cases_of_both_methods(
    timings: Mapping[str, Timing],
    minutes: tuple[int, ...],
    cms_answers: set[tuple[int, ...]],
    ama_answer: tuple[int, ...],
) -> None:
    """The cases where the two methods part, side by side."""
    day = dict(zip(("97110", "97112", "97140", "97530"), minutes, strict=False))

    assert {tuple(units.values()) for units in allocate(day, timings, method="cms").alternatives} == cms_answers
    assert tuple(allocate(day, timings, method="ama").units.values()) == ama_answer
