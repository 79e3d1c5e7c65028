"""CO and CQ: how a split explains itself, and what is refused."""

from datetime import date, datetime

import pytest

from otcpt.errors import InvalidInput, UnknownName
from otcpt.units import split_assistant

BEFORE, TEN_PERCENT, EIGHT = date(2019, 12, 31), date(2021, 6, 1), date(2026, 3, 2)


class TestReason:
    """The split explains itself."""

    def test_steps_and_reason(self) -> None:
        """The last step is the reason, each step has figures and a clause."""
        split = split_assistant(20, 25, 3, joint=5, on=EIGHT)

        assert [step.name for step in split.steps] == ["minutes", "blocks", "last-unit"]
        assert split.reason == "The last unit has 10 minutes of the therapist, at least 8: without the modifier"
        assert all(step.citation.locator for step in split.steps)

    def test_each_way_to_decide_has_its_words(self) -> None:
        """Every verdict says with or without."""
        reasons = [
            split_assistant(6, 8, 1, on=EIGHT).reason,
            split_assistant(14, 0, 1, on=EIGHT).reason,
            split_assistant(12, 14, 2, on=EIGHT).reason,
            split_assistant(36, 4, 1, on=EIGHT, interval=None).reason,
            split_assistant(13, 8, 1, on=TEN_PERCENT).reason,
            split_assistant(13, 8, 1, on=BEFORE).reason,
            split_assistant(15, 15, 2, on=EIGHT).reason,
        ]
        assert reasons == [
            "The last unit has 6 minutes of the therapist, under 8, and the assistant the rest: with the modifier",
            "The last unit has no minutes of the assistant: without the modifier",
            (
                "Two units are left, of 12 minutes of the therapist and 14 of the assistant: "
                "one without the modifier, one with it"
            ),
            "The line: the assistant's 4 of 40 minutes are not more than 10 percent (exact): without the modifier",
            "What is left: the assistant's 8 of 21 minutes are more than 10 percent (exact): with the modifier",
            "2019-12-31 is before 2020-01-01, when the modifier came: all units without it",
            "Whole blocks of 15 minutes: therapist 1, assistant 1",
        ]


class TestBrokenCalls:
    """What cannot be answered raises, and says how to fix it."""

    @pytest.mark.parametrize("units", [0, 1, 4, 96])
    def test_units_the_minutes_cannot_make(self, units: int) -> None:
        """36 minutes are 2 or 3 units of a 15-minute code."""
        with pytest.raises(InvalidInput, match="36 minutes of 15 a unit make 2 or 3; allocate the day's minutes first"):
            split_assistant(13, 23, units, on=EIGHT)

    @pytest.mark.parametrize(
        ("interval", "units", "expected"), [(15, 1, "make 2;"), (60, 1, "make 0;"), (20, 0, "1 or 2")]
    )
    def test_expected_units_are_named(self, interval: int, units: int, expected: str) -> None:
        """30 minutes of 15 are 2, of an hour none, of 20 one in full time or two past the midpoint."""
        minutes = 31 if interval == 20 else 30
        with pytest.raises(InvalidInput, match=expected):
            split_assistant(minutes, 0, units, on=EIGHT, interval=interval)

    @pytest.mark.parametrize("on", [datetime(2026, 3, 2), "2026-03-02", None])
    def test_a_day_is_a_date(self, on: object) -> None:
        """Neither a time stamp nor text nor nothing chooses the law."""
        with pytest.raises(InvalidInput, match="give a date such as"):
            split_assistant(13, 23, 2, on=on)  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("people", "what"),
        [((-1, 0, 0), "therapist minutes"), ((0, 1.5, 0), "assistant minutes"), ((0, 0, True), "joint minutes")],
    )
    def test_minutes_are_whole(self, people: tuple[int, int, int], what: str) -> None:
        """The message names whose minutes are impossible."""
        with pytest.raises(InvalidInput, match=what):
            split_assistant(people[0], people[1], 0, joint=people[2], on=EIGHT)

    def test_units_and_arithmetic(self) -> None:
        """Units are whole; an unknown arithmetic is answered with near misses."""
        with pytest.raises(InvalidInput, match="units True"):
            split_assistant(15, 0, True, on=EIGHT)
        with pytest.raises(UnknownName, match="Did you mean percent"):
            split_assistant(15, 0, 1, on=EIGHT, de_minimis="percents")  # type: ignore[arg-type]
