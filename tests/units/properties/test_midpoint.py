"""The CPT midpoint, per code and never pooled; and the codes that count by a rule of their own under both methods."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.units.properties.clause import Clause
from tests.units.properties.strategies import (
    Vector,
    all_days,
    by_code,
    count_in_words,
    in_words,
    units_in_words,
)
from tests.units.timings import TIMINGS

from otcpt.units import Method, allocate, minutes_to_units, units_to_minutes

pytestmark = pytest.mark.property

Units: TypeAlias = Mapping[str, int]

BOTH: tuple[Method, ...] = ("cms", "ama")
# first code, its minutes, the add-on, its minutes; 97129 and 90912 are members of the CMS pool
FAMILIES = [
    ("97129", 15, "97130", 15),
    ("90912", 15, "90913", 15),
    ("97550", 30, "97551", 15),
    ("96112", 60, "96113", 30),
    ("97545", 120, "97546", 60),
]
intervals = st.integers(1, 240)


def units_of(minutes: Mapping[str, int], method: Method) -> Units:
    """Return the units of a day by code."""
    return allocate(minutes, TIMINGS, method=method).units


class TestC1PastTheMidpoint(Clause[tuple[int, int], int]):
    """C1: A unit is reached when more than half of its time has passed.

    Each whole interval is a unit, and what is left is one more when it is longer than half of the interval. Exactly
    half is not enough.

    Source: AMA, CPT introduction, time, as quoted by Premera 2019 [P]
    """

    broken = {
        "exactly half is enough": lambda day: (2 * day[1] + day[0]) // (2 * day[0]),
        "full intervals only": lambda day: day[1] // day[0],
        "any part of an interval is enough": lambda day: -(-day[1] // day[0]),
    }

    @staticmethod
    def days() -> Iterable[tuple[int, int]]:
        """Return 0 to 240 minutes of codes of 15, 20, 30 and 60 minutes a unit."""
        return [(interval, minutes) for minutes in range(241) for interval in (15, 20, 30, 60)]

    @staticmethod
    def count(day: tuple[int, int]) -> int:
        """Count the minutes in units of the interval."""
        return minutes_to_units(day[1], interval=day[0])

    @staticmethod
    def is_kept(count: Callable[[tuple[int, int]], int], day: tuple[int, int]) -> bool:
        """Counted minute by minute: a unit begins with the first minute past each midpoint."""
        interval, minutes = day
        return count(day) == sum(1 for unit in range(241) if 2 * (minutes - unit * interval) > interval)

    @staticmethod
    def describe(day: tuple[int, int]) -> str:
        """Return the minutes and the interval."""
        return f"{day[1]} min of a code of {day[0]}"

    @staticmethod
    def conclude(answer: int) -> str:
        """Return the number of units."""
        return count_in_words(answer)

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

    @pytest.mark.parametrize(
        ("interval", "starts"), [(15, [8, 23, 38]), (20, [11, 31, 51]), (30, [16, 46, 76]), (60, [31, 91, 151])]
    )
    def test_a_unit_begins_past_the_midpoint(self, interval: int, starts: list[int]) -> None:
        """Half of the interval is not enough, the next whole minute is (Premera prints 16-45, 46-75)."""
        assert [units_to_minutes(units, interval=interval).first for units in (1, 2, 3)] == starts
        assert [minutes_to_units(minutes - 1, interval=interval) for minutes in starts] == [0, 1, 2]
        assert [minutes_to_units(minutes, interval=interval) for minutes in starts] == [1, 2, 3]

    @pytest.mark.parametrize(("spent", "units"), [(7, 0), (8, 1), (16, 1), (22, 1), (23, 2), (37, 2), (38, 3), (52, 3)])
    def test_fifteen_minutes(self, spent: int, units: int) -> None:
        """8, 23, 38 (Premera 2019 prints 8-22, 23-37, 38-52)."""
        assert units_of({"97110": spent}, "ama") == {"97110": units}

    @pytest.mark.parametrize("method", BOTH)
    @pytest.mark.parametrize(("spent", "units"), [(30, 0), (31, 1), (90, 1), (91, 2), (150, 2), (151, 3)])
    def test_hours(self, method: Method, spent: int, units: int) -> None:
        """31, 91, 151, under both methods, since an hour code is not in the pool."""
        assert units_of({"96125": spent}, method) == {"96125": units}


class TestC2EachCodeByItself(Clause[Vector, Units]):
    """C2: By the midpoint each code counts by itself.

    Minutes are never added up over codes, so the answer is always a single one.

    Source: AMA, CPT introduction, time, as quoted by Premera 2019 [P]
    """

    broken = {"the minutes of the codes are pooled": lambda day: units_of(by_code(day), "cms")}

    @staticmethod
    def days() -> Iterable[Vector]:
        """Return all days of two codes of 0 to 45 minutes."""
        return all_days(2, 45)

    @staticmethod
    def count(day: Vector) -> Units:
        """Allocate by the midpoint."""
        return units_of(by_code(day), "ama")

    @staticmethod
    def is_kept(count: Callable[[Vector], Units], day: Vector) -> bool:
        """The units of the day are those of each code as if alone."""
        alone = [count(tuple(spent if place == each else 0 for place, spent in enumerate(day))) for each in (0, 1)]
        return count(day) == {code: sum(units[code] for units in alone) for code in by_code(day)}

    @staticmethod
    def describe(day: Vector) -> str:
        """Return the minutes by code."""
        return in_words(by_code(day))

    @staticmethod
    def conclude(answer: Units) -> str:
        """Return the units by code."""
        return units_in_words(answer)

    @given(minutes=st.dictionaries(st.sampled_from(["97110", "97112", "97140", "96125"]), st.integers(0, 1440)))
    def test_no_code_looks_at_another(self, minutes: dict[str, int]) -> None:
        """The units of a day are the units of each code alone, and no other answer is as right."""
        day = allocate(minutes, TIMINGS, method="ama")

        assert dict(day.units) == {
            code: minutes_to_units(spent, interval=TIMINGS[code].interval or 0)
            for code, spent in sorted(minutes.items())
        }
        assert day.tied == ()
        assert day.alternatives == (day.units,)


def from_the_midpoint(day: tuple[int, int]) -> Units:
    """Let the add-on begin at the midpoint of the first code."""
    (first, length, additional, each), spent = FAMILIES[day[0]], day[1]
    return {first: int(2 * spent > length), additional: minutes_to_units(max(0, spent - length // 2), interval=each)}


class TestC3Families(Clause[tuple[int, int], Units]):
    """C3: An add-on begins when the time of its first code is full.

    A first code and its add-on share their minutes. The first is billed past half of its own time, and each unit of
    the add-on past half of its time after that of the first has passed in full.

    Source: AMA, CPT introduction, time, read for a first code with an add-on [I]
    """

    broken = {"the add-on begins at the midpoint of the first code": from_the_midpoint}

    @staticmethod
    def days() -> Iterable[tuple[int, int]]:
        """Return each family with up to ten hours."""
        return [(number, minutes) for minutes in range(601) for number in range(len(FAMILIES))]

    @staticmethod
    def count(day: tuple[int, int]) -> Units:
        """Allocate the minutes, given on the first code, by the midpoint."""
        return units_of({FAMILIES[day[0]][0]: day[1]}, "ama")

    @staticmethod
    def is_kept(count: Callable[[tuple[int, int]], Units], day: tuple[int, int]) -> bool:
        """Counted unit by unit: the first past half of its length, every next one past half of its own."""
        (first, length, additional, each), spent = FAMILIES[day[0]], day[1]
        base = int(2 * spent > length)
        more = sum([2 * (spent - length - unit * each) > each for unit in range(40)])
        units = count(day)
        return (units[first], units.get(additional, 0)) == (base, more)

    @staticmethod
    def describe(day: tuple[int, int]) -> str:
        """Return the minutes of the family."""
        return f"{FAMILIES[day[0]][0]} {day[1]} min"

    @staticmethod
    def conclude(answer: Units) -> str:
        """Return the units by code."""
        return units_in_words(answer)

    @pytest.mark.parametrize(
        ("family", "starts"),
        [
            (FAMILIES[0], [8, 23, 38, 53]),
            (FAMILIES[1], [8, 23, 38, 53]),
            (FAMILIES[2], [16, 38, 53, 68]),
            (FAMILIES[3], [31, 76, 106, 136]),
            (FAMILIES[4], [61, 151, 211]),
        ],
    )
    def test_published_thresholds(self, family: tuple[str, int, str, int], starts: list[int]) -> None:
        """The minutes at which another unit begins."""
        totals = [allocate({family[0]: spent}, TIMINGS, method="ama").total for spent in range(starts[-1] + 1)]

        assert [spent for spent in range(1, len(totals)) if totals[spent] > totals[spent - 1]] == starts

    @pytest.mark.parametrize("method", BOTH)
    @pytest.mark.parametrize(("first", "length", "additional", "each"), FAMILIES)
    def test_minutes_on_either_member_are_the_family_s(
        self, method: Method, first: str, length: int, additional: str, each: int
    ) -> None:
        """Minutes given on the first, on the add-on or on both are added up and split again."""
        spent = length + 2 * each
        units = {first: 1, additional: 2}

        assert units_of({first: spent}, method) == units
        assert units_of({additional: spent}, method) == units
        assert units_of({first: 5, additional: spent - 5}, method) == units


def never_the_add_on(day: Vector) -> Units:
    """Bill every unit of the family as its first code."""
    units = units_of({"97129": day[0], "97110": day[1]}, "cms")
    return {"97129": units["97129"] + units.get("97130", 0), "97110": units["97110"]}


class TestA7FamilyInThePool(Clause[Vector, Units]):
    """A7: A family in the pool is one service, and is split last.

    97129 with 97130 competes for units like a single code. What it has won is then billed as 97129 once and 97130 for
    the rest.

    Source: CMS Pub. 100-04 ch. 5 §20.2.C, read for a first code with an add-on [I]
    """

    broken = {"every unit is billed as the first code": never_the_add_on}

    @staticmethod
    def days() -> Iterable[Vector]:
        """Return 0 to 60 minutes of the family and of another code."""
        return all_days(2, 60)

    @staticmethod
    def count(day: Vector) -> Units:
        """Allocate by total time."""
        return units_of({"97129": day[0], "97110": day[1]}, "cms")

    @staticmethod
    def is_kept(count: Callable[[Vector], Units], day: Vector) -> bool:
        """The same units as two ordinary codes have, in one of their right answers; the first code once at most."""
        units = count(day)
        family = units["97129"] + units.get("97130", 0)
        single = allocate({"97112": day[0], "97110": day[1]}, TIMINGS, method="cms")
        answers = [(each["97112"], each["97110"]) for each in single.alternatives]
        return units["97129"] == min(1, family) and (family, units["97110"]) in answers

    @staticmethod
    def describe(day: Vector) -> str:
        """Return the minutes by code."""
        return in_words({"97129": day[0], "97110": day[1]})

    @staticmethod
    def conclude(answer: Units) -> str:
        """Return the units by code."""
        return units_in_words(answer)

    @given(spent=st.integers(0, 60), other=st.integers(0, 60), third=st.integers(0, 60))
    def test_beside_two_other_codes(self, spent: int, other: int, third: int) -> None:
        """The same among three, with as many right answers as three ordinary codes have."""
        family = allocate({"97129": spent, "97110": other, "97140": third}, TIMINGS, method="cms")
        single = allocate(
            {"97112": spent, "97110": other, "97140": third}, TIMINGS, method="cms", tie_break="code_order"
        )
        units = family.units["97129"] + family.units.get("97130", 0)

        assert family.units["97129"] == min(1, units)
        assert any(answer["97112"] == units for answer in single.alternatives)
        assert len(family.alternatives) == len(single.alternatives)
        assert family.total == single.total

    def test_ties_of_a_family_are_reported_in_its_codes(self) -> None:
        """20 minutes of 97129 and of 97110: the second unit is 97130 or a second 97110."""
        day = allocate({"97129": 20, "97110": 20}, TIMINGS, method="cms")

        assert [dict(units) for units in day.alternatives] == [
            {"97110": 2, "97129": 1},
            {"97110": 1, "97129": 1, "97130": 1},
        ]

    def test_input_order_places_a_family_by_its_first_given_member(self) -> None:
        """The family is where one of its members was given first."""
        for minutes, winner in (({"97130": 5, "97110": 5}, "97129"), ({"97110": 5, "97130": 5}, "97110")):
            day = allocate(minutes, TIMINGS, method="cms", tie_break="input_order")
            assert [code for code, count in day.units.items() if count] == [winner]

    def test_reasons_within_a_family(self) -> None:
        """An add-on whose minutes went into the first code says so; a family without a unit says why for both."""
        billed = allocate({"97129": 3, "97130": 9}, TIMINGS, method="cms")
        unbilled = allocate({"97129": 3, "97130": 4}, TIMINGS, method="cms")

        assert dict(billed.unbilled) == {"97130": "counted-in-first-code"}
        assert dict(unbilled.unbilled) == {"97129": "below-threshold", "97130": "below-threshold"}

    def test_the_split_is_a_step(self) -> None:
        """The working shows the family counted as one and then split."""
        (split,) = [s for s in allocate({"97129": 38}, TIMINGS, method="cms").steps if s.name == "split"]

        assert split.figures == (("97129", 1), ("97130", 2))
        assert split.citation.confidence == "I"


def in_the_pool(day: Vector) -> Units:
    """Let the minutes of a code outside the pool count in it as well."""
    apart = units_of({"97550": day[1]}, "cms")
    return {"97110": minutes_to_units(sum(day))} | dict(apart)


class TestA8OutsideThePool(Clause[Vector, Units]):
    """A8: What is not in the pool counts by itself, under both methods.

    A unit of 15 minutes alone does not make a code a member of the pool. Caregiver training, codes by the hour, remote
    monitoring and untimed codes keep their minutes to themselves and count by their own rule.

    Source: AMA, CPT introduction, time [P]; that caregiver training is not pooled [I]
    """

    broken = {"minutes of caregiver training are pooled": in_the_pool}

    @staticmethod
    def days() -> Iterable[Vector]:
        """Return 0 to 60 minutes of a pool code and of caregiver training."""
        return all_days(2, 60)

    @staticmethod
    def count(day: Vector) -> Units:
        """Allocate by total time."""
        return units_of({"97110": day[0], "97550": day[1]}, "cms")

    @staticmethod
    def is_kept(count: Callable[[Vector], Units], day: Vector) -> bool:
        """Each side has the units it has alone."""
        return count(day) == dict(units_of({"97110": day[0]}, "cms")) | dict(units_of({"97550": day[1]}, "ama"))

    @staticmethod
    def describe(day: Vector) -> str:
        """Return the minutes by code."""
        return in_words({"97110": day[0], "97550": day[1]})

    @staticmethod
    def conclude(answer: Units) -> str:
        """Return the units by code."""
        return units_in_words(answer)

    def test_caregiver_training_keeps_its_minutes(self) -> None:
        """97550 with 22 minutes is one unit by its own 30; its 22 minutes do not help 97110."""
        day = allocate({"97110": 7, "97550": 22}, TIMINGS, method="cms")

        assert dict(day.units) == {"97110": 0, "97550": 1}
        assert day.pooled_minutes == 7
        assert day.pooled_units == 0

    @given(
        pooled=st.dictionaries(st.sampled_from(["97110", "97129", "97140"]), st.integers(0, 120)),
        apart=st.dictionaries(st.sampled_from(["96125", "97150", "97550", "98981", "G0129"]), st.integers(0, 240)),
    )
    def test_the_two_sides_never_touch(self, pooled: dict[str, int], apart: dict[str, int]) -> None:
        """A day is its pool and its other codes, each as if alone; the others count alike under both methods."""
        whole = allocate(pooled | apart, TIMINGS, method="cms")
        alone = allocate(pooled, TIMINGS, method="cms")
        others = allocate(apart, TIMINGS, method="ama")

        assert dict(whole.units) == dict(alone.units) | dict(others.units)
        assert allocate(apart, TIMINGS, method="cms").units == others.units
        assert whole.pooled_minutes == sum(pooled.values())

    @pytest.mark.parametrize("method", BOTH)
    def test_full_time_and_minimum_codes(self, method: Method) -> None:
        """98981 counts full 20 minutes only; G0129 counts once from 45 minutes."""
        assert [allocate({"98981": spent}, TIMINGS, method=method).total for spent in (19, 20, 39, 40)] == [0, 1, 1, 2]
        assert [allocate({"G0129": spent}, TIMINGS, method=method).total for spent in (44, 45, 240)] == [0, 1, 1]
        assert dict(allocate({"G0129": 44, "98981": 0}, TIMINGS, method=method).unbilled) == {
            "98981": "no-minutes",
            "G0129": "below-threshold",
        }


def capped(day: Vector) -> tuple[int, bool]:
    """Cap the units at what total time allows."""
    return min(sum(map(minutes_to_units, day)), minutes_to_units(sum(day))), False


class TestA4MoreThanTheClock(Clause[Vector, tuple[int, bool]]):
    """A4: More units than time has passed are flagged, never capped.

    By the midpoint the codes together may have more units than total time allows for the same minutes. CPT has no such
    cap and many payers do, so the units stay and the answer says so.

    Source: AMA, CPT introduction, time: no daily cap is given [I]
    """

    broken = {
        "the units are capped": capped,
        "no flag is set": lambda day: (sum(map(minutes_to_units, day)), False),
    }

    @staticmethod
    def days() -> Iterable[Vector]:
        """Return all days of three codes of 0 to 20 minutes."""
        return all_days(3, 20)

    @staticmethod
    def count(day: Vector) -> tuple[int, bool]:
        """Allocate by the midpoint; return the units and the flag."""
        found = allocate(by_code(day), TIMINGS, method="ama")
        return found.total, found.units_exceed_elapsed

    @staticmethod
    def is_kept(count: Callable[[Vector], tuple[int, bool]], day: Vector) -> bool:
        """Every code keeps its units, and the flag compares them with the table for the sum."""
        units = sum(spent // 15 + (spent % 15 >= 8) for spent in day)
        return count(day) == (units, 15 * units - 7 > sum(day) and units > 0)

    @staticmethod
    def describe(day: Vector) -> str:
        """Return the minutes by code."""
        return in_words(by_code(day))

    @staticmethod
    def conclude(answer: tuple[int, bool]) -> str:
        """Return the units and whether they are flagged."""
        return f"{count_in_words(answer[0])}, {'flagged' if answer[1] else 'not flagged'}"

    @pytest.mark.parametrize(
        ("minutes", "exceeds"), [((8,), False), ((8, 8), True), ((8, 8, 8), True), ((15, 15), False), ((7, 7), False)]
    )
    def test_flag(self, minutes: tuple[int, ...], exceeds: bool) -> None:
        """8, 8, 8 minutes are 24, which total time makes 2 units, the midpoint 3."""
        day = allocate(by_code(minutes), TIMINGS, method="ama")

        assert day.units_exceed_elapsed is exceeds
        assert ("exceeds-elapsed" in [step.name for step in day.steps]) is exceeds

    @given(minutes=st.dictionaries(st.sampled_from(["97110", "97129", "97130", "97140", "97150"]), st.integers(0, 120)))
    def test_flag_is_more_pooled_units_than_total_time_gives(self, minutes: dict[str, int]) -> None:
        """The flag compares with the other method on the same minutes, and is never set for total time itself."""
        day = allocate(minutes, TIMINGS, method="ama")

        assert day.units_exceed_elapsed == (day.pooled_units > day.other_method.pooled_units)
        assert not day.other_method.units_exceed_elapsed
