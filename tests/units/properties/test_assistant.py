"""CO and CQ: which units have the assistant's modifier, over 0 to 60 minutes of each person under every law."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import product

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.units.properties.clause import Clause
from tests.units.properties.strategies import Vector, all_days, count_in_words

from otcpt.units import DeMinimis, is_in_part, minutes_to_units, split_assistant

pytestmark = pytest.mark.property

BEFORE, TEN_PERCENT, EIGHT = date(2019, 12, 31), date(2021, 6, 1), date(2026, 3, 2)
MINUTES = list(product(range(61), repeat=2))


@attrs.frozen
class Shared:
    """A 15-minute code on one day: the minutes of each person, and its units."""

    therapist: int
    assistant: int
    units: int

    @property
    def left(self) -> tuple[int, int]:
        """The minutes of each person after the whole blocks."""
        return self.therapist % 15, self.assistant % 15

    @property
    def waiting(self) -> int:
        """The units beyond the whole blocks of each person: 0, 1 or 2."""
        return self.units - self.therapist // 15 - self.assistant // 15


@attrs.frozen
class Parts:
    """The units without and with the modifier, and whether a source settles them."""

    without: int
    with_it: int
    settled: bool = True


def split(day: Shared, on: date, *, strict: bool = False) -> Parts:
    """Split the units of a day under the law of a date."""
    found = split_assistant(day.therapist, day.assistant, day.units, on=on, strict=strict)
    return Parts(found.without_modifier, found.with_modifier, not found.caveat)


def lines(therapist: int, assistant: int, units: int, on: date, *, strict: bool = False) -> tuple[int, int]:
    """Return units without and with the modifier."""
    found = split(Shared(therapist, assistant, units), on, strict=strict)
    return found.without, found.with_it


def possible_units(minutes: int) -> Iterator[int]:
    """Return the units a code with these minutes can have on any day: its whole blocks, or one more."""
    yield minutes // 15
    if minutes % 15:
        yield minutes // 15 + 1


def take_blocks(minutes: int) -> tuple[int, int]:
    """Take 15 minutes away as often as they go; return the blocks and what is left."""
    blocks = 0
    while minutes >= 15:
        minutes -= 15
        blocks += 1
    return blocks, minutes


def oracle(therapist: int, assistant: int, units: int, law: str, *, strict: bool = False) -> tuple[int, int]:
    """Walk through the published steps for one 15-minute code, unit by unit."""
    (without, left), (with_it, left_with) = take_blocks(therapist), take_blocks(assistant)
    waiting = units - without - with_it
    if waiting == 2 and law == "eight":
        each_has_enough = 9 <= left <= 14 and 9 <= left_with <= 14 and 23 <= left + left_with <= 28
        takes_one = each_has_enough or (left >= 8 and not strict)
        return (without + 1, with_it + 1) if takes_one else (without, with_it + 2)
    for _ in range(waiting):
        in_part = left < 8 and left_with > 0 if law == "eight" else left_with > 0.1 * (left + left_with) + 1e-09
        without, with_it = (without, with_it + 1) if in_part else (without + 1, with_it)
    return without, with_it


class Split(Clause[Shared, Parts]):
    """A clause of the split under the law since 2022."""

    @staticmethod
    def days() -> Iterable[Shared]:
        """Return 0 to 60 minutes each, with the units of a one-code day and those a pooled day can give."""
        return [Shared(one, other, units) for one, other in all_days(2, 60) for units in possible_units(one + other)]

    @staticmethod
    def count(day: Shared) -> Parts:
        """Split the units of the day."""
        return split(day, EIGHT)

    @staticmethod
    def describe(day: Shared) -> str:
        """Return who had which minutes, and the units."""
        return f"{day.therapist} min therapist, {day.assistant} min assistant, {count_in_words(day.units)}"

    @staticmethod
    def conclude(answer: Parts) -> str:
        """Return the units on each side."""
        unsettled = "" if answer.settled else ", unsettled"
        return f"{answer.without} without, {answer.with_it} with the modifier{unsettled}"


def with_blocks(day: Shared, with_it: int) -> Parts:
    """Add units without and with the modifier to the whole blocks of each person."""
    return Parts(day.therapist // 15 + day.waiting - with_it, day.assistant // 15 + with_it)


def all_with_it(day: Shared) -> Parts:
    """Put the modifier on all units of a code to which the assistant gave a minute."""
    return Parts(0, day.units) if day.assistant else Parts(day.units, 0)


class TestO1NoModifierBefore2020(Split):
    """O1: Before 2020 no unit has the modifier.

    The modifier is required of services from January 1, 2020 on. Earlier ones are billed without it, whoever furnished
    them.

    Source: 42 U.S.C. §1395m(v) [P]
    """

    broken = {"the law of today, whatever the day": lambda day: split(day, EIGHT)}

    @staticmethod
    def count(day: Shared) -> Parts:
        """Split a day of 2019."""
        return split(day, BEFORE)

    @staticmethod
    def is_kept(count: Callable[[Shared], Parts], day: Shared) -> bool:
        """All units are without it."""
        return count(day) == Parts(day.units, 0)

    @pytest.mark.parametrize(
        ("on", "expected"),
        [
            (date(2019, 12, 31), (2, 0)),
            (date(2020, 1, 1), (0, 2)),
            (date(2021, 12, 31), (0, 2)),
            (date(2022, 1, 1), (1, 1)),
        ],
    )
    def test_laws_change_on_their_days(self, on: date, expected: tuple[int, int]) -> None:
        """13 and 23 minutes, 2 units: no modifier in 2019, both from 2020, one from 2022."""
        assert lines(13, 23, 2, on) == expected


class TestO2WholeBlocks(Split):
    """O2: Whole blocks stay with whoever furnished them.

    Each person's 15 minutes alone are a unit on that person's side, and no unit is won or lost by the split. At most
    two units are left to be tested.

    Source: CMS, 42 CFR 410.59(a)(4), unit by unit [P*]
    """

    broken = {"the code as a whole has the modifier": all_with_it}

    @staticmethod
    def is_kept(count: Callable[[Shared], Parts], day: Shared) -> bool:
        """The sides add up, and neither is below its person's blocks."""
        found = count(day)
        return (
            found.without + found.with_it == day.units
            and found.without >= day.therapist // 15
            and found.with_it >= day.assistant // 15
            and day.waiting in (0, 1, 2)
        )

    def test_the_same_in_2020_and_2021(self) -> None:
        """Under the law before, too."""
        for day in self.days():
            assert self.is_kept(lambda day: split(day, TEN_PERCENT), day), day

    def test_one_person_alone(self) -> None:
        """A therapist alone never has the modifier, an assistant alone always has it."""
        for on, minutes in product((TEN_PERCENT, EIGHT), range(61)):
            for units in possible_units(minutes):
                assert lines(minutes, 0, units, on) == (units, 0)
                assert lines(0, minutes, units, on) == (0, units)

    def test_other_intervals_have_whole_blocks_first(self) -> None:
        """30 minutes a unit: a block each, then 10 and 6 are tested, and 20 and 26 are two units with it."""
        assert split_assistant(40, 36, 3, on=EIGHT, interval=30).with_modifier == 2
        assert split_assistant(20, 26, 2, on=EIGHT, interval=30).with_modifier == 2


class TestO3TenPercent(Split):
    """O3: In 2020 and 2021 more than a tenth of what is left decides.

    After the whole blocks, the units that are left have the modifier when the assistant's minutes are more than 10
    percent of the minutes that are left. Exactly a tenth is not more. Since 2022 the test decides units of other
    lengths only.

    Source: CMS, 42 CFR 410.59(a)(4), in part [P*]; two units left together, read from 84 FR 62702-62707 [I]
    """

    broken = {
        "10 percent or more": lambda day: with_blocks(day, day.waiting if 0 < sum(day.left) <= 10 * day.left[1] else 0),
        "any minute of the assistant": lambda day: with_blocks(day, day.waiting if day.left[1] else 0),
        "the law since 2022": lambda day: split(day, EIGHT),
    }

    @staticmethod
    def count(day: Shared) -> Parts:
        """Split a day of 2021."""
        return split(day, TEN_PERCENT)

    @staticmethod
    def is_kept(count: Callable[[Shared], Parts], day: Shared) -> bool:
        """The published steps, walked through unit by unit."""
        return count(day) == Parts(*oracle(day.therapist, day.assistant, day.units, "ten"))

    def test_strict_changes_nothing(self) -> None:
        """The choice for two units of a pooled day belongs to the law since 2022."""
        for day in self.days():
            assert split(day, TEN_PERCENT, strict=True) == split(day, TEN_PERCENT), day

    def test_ten_percent_never_decides_a_15_minute_unit_since_2022(self) -> None:
        """A therapist under 8 left-over minutes leaves every assistant's minute more than a tenth."""
        for left, left_with in product(range(8), range(1, 15)):
            assert is_in_part(left, left_with)

    def test_ten_percent_still_decides_other_intervals(self) -> None:
        """An hour code: 27 + 4 minutes are 12.9 percent, with; 28 + 3 are 9.7 percent, without."""
        for on in (TEN_PERCENT, EIGHT):
            with_it = split_assistant(27, 4, 1, on=on, interval=60)
            without = split_assistant(28, 3, 1, on=on, interval=60)
            assert (with_it.with_modifier, without.with_modifier) == (1, 0)


class TestO4EightMinutes(Split):
    """O4: Since 2022 the therapist's 8 minutes take the last unit.

    The last unit of a 15-minute code is without the modifier when the therapist alone furnished 8 minutes or more of
    it, whatever the assistant added.

    Source: CMS, 42 CFR 410.59(a)(4)(iv) [P*]
    """

    broken = {
        "more than a tenth decides, as before": lambda day: split(day, TEN_PERCENT),
        "whoever has more minutes": lambda day: with_blocks(day, int(day.left[1] > day.left[0]) * day.waiting),
        "9 minutes are asked of the therapist": lambda day: with_blocks(
            day, day.waiting if day.left[0] < 9 and day.left[1] else 0
        ),
    }

    @staticmethod
    def days() -> Iterable[Shared]:
        """Return the days on which one unit is left."""
        return [day for day in Split.days() if day.waiting == 1]

    @staticmethod
    def is_kept(count: Callable[[Shared], Parts], day: Shared) -> bool:
        """The published steps, walked through for the last unit."""
        return count(day) == Parts(*oracle(day.therapist, day.assistant, day.units, "eight"))

    def test_nine_and_nine_is_without_the_modifier(self) -> None:
        """Both pass 8 in one unit: the therapist's 8 settle it."""
        assert lines(9, 9, 1, EIGHT) == (1, 0)


class TestO5TwoUnitsLeft(Split):
    """O5: Of two units that are left, one has the modifier.

    Since 2022, where therapist and assistant have 9 to 14 minutes each after their whole blocks, 23 to 28 together,
    they have a unit each.

    Source: CMS, 42 CFR 410.59(a)(4)(v) [P*]
    """

    broken = {
        "both have the modifier, as before": lambda day: split(day, TEN_PERCENT),
        "the therapist's 8 minutes take both": lambda day: with_blocks(day, 0),
    }

    @staticmethod
    def days() -> Iterable[Shared]:
        """Return the days on which two units are left that the code's own minutes have earned."""
        return [day for day in Split.days() if day.waiting == 2 and sum(day.left) >= 23]

    @staticmethod
    def is_kept(count: Callable[[Shared], Parts], day: Shared) -> bool:
        """One each, beyond the whole blocks."""
        return count(day) == Parts(day.therapist // 15 + 1, day.assistant // 15 + 1)

    def test_two_units_left_means_9_to_14_each_and_23_to_28_together(self) -> None:
        """The regulation's numbers describe the case, they do not filter it: one unit each, no caveat."""
        seen = set()
        for therapist, assistant in MINUTES:
            units = minutes_to_units(therapist + assistant)
            if units - therapist // 15 - assistant // 15 == 2:
                left, left_with = therapist % 15, assistant % 15
                seen |= {left, left_with}
                assert 23 <= left + left_with <= 28
                found = split_assistant(therapist, assistant, units, on=EIGHT)
                assert found.without_modifier == therapist // 15 + 1
                assert found.caveat == ""
        assert seen == set(range(9, 15))


class TestA10TwoUnitsOfAPooledDay(Split):
    """A10: Two units earned through other codes' minutes are split by the therapist's 8, and marked unsettled.

    Since 2022, on a pooled day, a code may have two units left with 16 to 22 minutes of its own. No source reaches that
    case: a therapist with 8 takes one unit without the modifier, else both have it. `strict` puts it on both.

    Source: CMS, 42 CFR 410.59(a)(4)(v), read for a pooled day [I]
    """

    broken = {
        "one each, as on a day of one code": lambda day: Parts(day.therapist // 15 + 1, day.assistant // 15 + 1, False),
        "nothing is marked": lambda day: attrs.evolve(split(day, EIGHT), settled=True),
    }

    @staticmethod
    def days() -> Iterable[Shared]:
        """Return the days on which two units are left with fewer than 23 minutes."""
        return [day for day in Split.days() if day.waiting == 2 and sum(day.left) < 23]

    @staticmethod
    def is_kept(count: Callable[[Shared], Parts], day: Shared) -> bool:
        """One each if the therapist has 8, else both with it; unsettled."""
        return count(day) == Parts(*oracle(day.therapist, day.assistant, day.units, "eight"), settled=False)

    def test_strict_on_every_day(self) -> None:
        """The published steps with the strict choice, for every pair of minutes and every possible count."""
        for day in Split.days():
            expected = oracle(day.therapist, day.assistant, day.units, "eight", strict=True)
            assert lines(day.therapist, day.assistant, day.units, EIGHT, strict=True) == expected, day

    def test_default_strict_and_caveat(self) -> None:
        """10 and 10 with another code's 4: one clean by default, none when strict, and marked unsettled."""
        default = split_assistant(10, 10, 2, on=EIGHT)
        strict = split_assistant(10, 10, 2, on=EIGHT, strict=True)

        assert (default.without_modifier, default.with_modifier) == (1, 1)
        assert (strict.without_modifier, strict.with_modifier) == (0, 2)
        assert "no source says" in default.caveat
        assert default.steps[-1].citation.confidence == "I"

    def test_a_therapist_under_eight_has_no_clean_unit(self) -> None:
        """7 and 14 minutes with two units: both have it."""
        assert lines(7, 14, 2, EIGHT) == (0, 2)

    def test_strict_changes_nothing_else(self) -> None:
        """Outside this case strict gives the same answer."""
        for therapist, assistant in MINUTES:
            units = minutes_to_units(therapist + assistant)
            assert lines(therapist, assistant, units, EIGHT) == lines(therapist, assistant, units, EIGHT, strict=True)


class TestO6Joint(Clause[Vector, tuple[int, int]]):
    """O6: Minutes together are the therapist's.

    While both work with the patient, the time counts once, as the therapist's.

    Source: CMS, 42 CFR 410.59(a)(4), joint minutes [P*]
    """

    broken = {
        "minutes together are the assistant's": lambda day: lines(
            day[0], day[1] + day[2], minutes_to_units(sum(day)), EIGHT
        )
    }

    @staticmethod
    def days() -> Iterable[Vector]:
        """Return 0 to 20 minutes of the therapist, of the assistant and of both."""
        return all_days(3, 20)

    @staticmethod
    def count(day: Vector) -> tuple[int, int]:
        """Split the units of a one-code day."""
        found = split_assistant(day[0], day[1], minutes_to_units(sum(day)), joint=day[2], on=EIGHT)
        return found.without_modifier, found.with_modifier

    @staticmethod
    def is_kept(count: Callable[[Vector], tuple[int, int]], day: Vector) -> bool:
        """The published steps, with the minutes together among the therapist's."""
        return count(day) == oracle(day[0] + day[2], day[1], minutes_to_units(sum(day)), "eight")

    @staticmethod
    def describe(day: Vector) -> str:
        """Return who had which minutes."""
        return f"{day[0]} min therapist, {day[1]} min assistant, {day[2]} min together"

    @staticmethod
    def conclude(answer: tuple[int, int]) -> str:
        """Return the units on each side."""
        return Split.conclude(Parts(*answer))

    @given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
    def test_joint_minutes_are_the_therapist_s(self, therapist: int, joint: int, assistant: int) -> None:
        """Moving minutes between alone and joint changes nothing."""
        units = minutes_to_units(therapist + joint + assistant)
        found = split_assistant(therapist, assistant, units, joint=joint, on=EIGHT)

        assert (found.without_modifier, found.with_modifier) == lines(therapist + joint, assistant, units, EIGHT)


class TestA11MoreThanTenPercent(Clause[Vector, bool]):
    """A11: More than 10 percent is counted exactly, unless a rounding is named.

    An untimed code has the modifier as a whole, when the assistant's minutes are more than a tenth of all. CMS allows
    two roundings as well, which differ from the exact tenth at small totals: in percent, 11 or more after rounding; or
    a tenth of the total, rounded, and one minute more. Halves are rounded up.

    Source: CMS, 84 FR 62704-62705 [P*]; exact unless named is our choice [I]
    """

    broken = {
        "10 percent or more": lambda day: 0 < sum(day) <= 10 * day[1],
        "a tenth, rounded, and one": lambda day: is_in_part(day[0], day[1], "simple"),
    }

    @staticmethod
    def days() -> Iterable[Vector]:
        """Return 0 to 60 minutes of therapist and assistant."""
        return all_days(2, 60)

    @staticmethod
    def count(day: Vector) -> bool:
        """Split one unit of an untimed code; tell whether it has the modifier."""
        return split_assistant(day[0], day[1], 1, on=EIGHT, interval=None).with_modifier == 1

    @staticmethod
    def is_kept(count: Callable[[Vector], bool], day: Vector) -> bool:
        """With it exactly when ten times the assistant's minutes exceed all minutes."""
        return count(day) is (10 * day[1] > sum(day))

    @staticmethod
    def describe(day: Vector) -> str:
        """Return who had which minutes."""
        return f"{day[0]} min therapist, {day[1]} min assistant, untimed"

    @staticmethod
    def conclude(answer: bool) -> str:
        """Return whether the line has the modifier."""
        return "with the modifier" if answer else "without the modifier"

    @pytest.mark.parametrize(
        ("arithmetic", "least"),
        [
            ("exact", {15: 2, 19: 2, 40: 5, 60: 7}),
            ("percent", {15: 2, 19: 2, 40: 5, 60: 7}),
            ("simple", {15: 3, 19: 3, 40: 5, 60: 7}),
        ],
    )
    def test_published_first_minutes(self, arithmetic: DeMinimis, least: dict[int, int]) -> None:
        """The assistant's minutes at which the modifier begins, by total minutes."""
        for total, first in least.items():
            begins = [minutes for minutes in range(total + 1) if is_in_part(total - minutes, minutes, arithmetic)]
            assert begins == list(range(first, total + 1))

    def test_exactly_a_tenth_is_not_more(self) -> None:
        """10 percent or more would be wrong by one step."""
        for total in range(10, 200, 10):
            assert not is_in_part(total - total // 10, total // 10)
            assert is_in_part(total - total // 10 - 1, total // 10 + 1)

    @pytest.mark.parametrize("arithmetic", ["exact", "percent", "simple"])
    def test_no_minutes_and_no_part(self, arithmetic: DeMinimis) -> None:
        """No minutes, or none of the assistant's, are never in part."""
        assert [is_in_part(spent, 0, arithmetic) for spent in (0, 1, 60)] == [False] * 3

    def test_halves_round_up(self) -> None:
        """25 minutes: a tenth is 2.5, rounded 3, so simple begins at 4; 10.5 percent is 11."""
        assert [is_in_part(25 - minutes, minutes, "simple") for minutes in (3, 4)] == [False, True]
        assert is_in_part(179, 21, "percent")

    @given(therapist=st.integers(0, 120), assistant=st.integers(0, 120), units=st.integers(0, 3))
    def test_an_untimed_line_goes_as_a_whole(self, therapist: int, assistant: int, units: int) -> None:
        """All units on one side, by the test over all minutes, under both laws."""
        for on in (TEN_PERCENT, EIGHT):
            found = split_assistant(therapist, assistant, units, on=on, interval=None)
            with_it = units if 10 * assistant > therapist + assistant else 0
            assert (found.without_modifier, found.with_modifier) == (units - with_it, with_it)

    def test_the_arithmetic_is_selectable(self) -> None:
        """13 and 2 minutes of an untimed code: more than a tenth, but not by the simple way."""
        found = [
            split_assistant(13, 2, 1, on=EIGHT, interval=None, de_minimis=arithmetic).with_modifier
            for arithmetic in ("exact", "percent", "simple")
        ]
        assert found == [1, 1, 0]
