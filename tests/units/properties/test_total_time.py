"""The total-time rule, clause by clause, over every day of three codes of 0 to 45 minutes: 97,336 days."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from itertools import permutations
from typing import Protocol, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.units.properties import wrong
from tests.units.properties.clause import Clause
from tests.units.properties.strategies import (
    CODES,
    TIE_BREAKS,
    Vector,
    all_days,
    by_code,
    days_of_any_size,
    in_words,
    units_in_words,
)
from tests.units.timings import POOLED, TIMINGS

from otcpt.errors import InvalidInput
from otcpt.units import Allocation, MinuteRange, TieBreak, allocate, minutes_to_units, units_to_minutes

pytestmark = pytest.mark.property

# CMS Pub. 100-04 ch. 5 §20.2.C prints rows 1 to 8; a single service under 8 minutes is not billed.
PRINTED = {1: (8, 22), 2: (23, 37), 3: (38, 52), 4: (53, 67), 5: (68, 82), 6: (83, 97), 7: (98, 112), 8: (113, 127)}

Pair: TypeAlias = tuple[Vector, Vector]


class Answer(Protocol):
    """What the clauses look at in an answer."""

    @property
    def units(self) -> Mapping[str, int]:
        """Units by code."""

    @property
    def alternatives(self) -> Iterable[Mapping[str, int]]:
        """Every answer that is equally right."""

    @property
    def unbilled(self) -> Mapping[str, str]:
        """Why a code has no unit."""

    @property
    def tied(self) -> tuple[str, ...]:
        """The codes with an equal claim."""

    @property
    def total(self) -> int:
        """Units of all codes together."""


@cache
def allocated(minutes: Vector) -> Allocation:
    """Count one day of the three codes; each day is counted once for all clauses."""
    return allocate(by_code(minutes), TIMINGS, method="cms")


@pytest.fixture(autouse=True, scope="module")
def _forget_the_days() -> Iterator[None]:
    allocated.cache_clear()
    yield
    allocated.cache_clear()


def units_of(units: Mapping[str, int]) -> Vector:
    """Return the units of the three codes as a vector."""
    return tuple([units.get(code, 0) for code in CODES])


class Total(Clause[Vector, Answer]):
    """A clause of total time."""

    @staticmethod
    def days() -> Iterable[Vector]:
        """Return all days of three codes of 0 to 45 minutes."""
        return all_days(3, 45)

    @staticmethod
    def count(day: Vector) -> Answer:
        """Allocate by total time."""
        return allocated(day)

    @staticmethod
    def describe(day: Vector) -> str:
        """Return the minutes by code."""
        return in_words(by_code(day))

    @staticmethod
    def conclude(answer: Answer) -> str:
        """Return the answers that are equally right."""
        return " or ".join(map(units_in_words, answer.alternatives))


# --- The oracle: the clauses as conditions on an answer, no algorithm. ---


@cache
def allowed_by_the_table(total: int) -> int:
    """Read the day's units off the manual's table, row by row, and its pattern after the last printed row."""
    rows = {0: (0, 7), **PRINTED, 9: (128, 142)}
    return next(units for units, (first, last) in rows.items() if first <= total <= last)


VECTORS_BY_TOTAL: dict[int, list[Vector]] = {
    total: [(a, b, total - a - b) for a in range(total + 1) for b in range(total + 1 - a)] for total in range(10)
}


@cache
def left_for(minutes: int, unit: int) -> int:
    """Return the minutes behind this unit of a code: 15 for a whole block, the rest, then nothing."""
    return min(15, max(0, minutes - 15 * (unit - 1)))


def is_by_minutes_left(minutes: Vector, units: Vector) -> bool:
    """R7: no unit would have more minutes behind it if another code had it instead."""
    weakest = min([left_for(spent, count) for spent, count in zip(minutes, units, strict=True) if count], default=15)
    return weakest >= max([left_for(spent, count + 1) for spent, count in zip(minutes, units, strict=True)])


def right_answers(minutes: Vector) -> set[Vector]:
    """Enumerate every way to give out the table's total that bills each whole block (R3), and keep the right ones."""
    whole = [spent // 15 for spent in minutes]
    ways = VECTORS_BY_TOTAL[allowed_by_the_table(sum(minutes)) - sum(whole)]
    answers = [tuple([block + more for block, more in zip(whole, way, strict=True)]) for way in ways]
    return {units for units in answers if is_by_minutes_left(minutes, units)}


# --- The clauses. ---


class OneCode(Clause[int, int]):
    """A clause about a day with a single code."""

    @staticmethod
    def days() -> Iterable[int]:
        """Return every length of a service, up to a whole day."""
        return range(1441)

    @staticmethod
    def count(day: int) -> int:
        """Allocate the only code of the day by total time."""
        return allocate({CODES[0]: day}, TIMINGS, method="cms").total

    @staticmethod
    def describe(day: int) -> str:
        """Return the minutes of the code."""
        return in_words({CODES[0]: day})

    @staticmethod
    def conclude(answer: int) -> str:
        """Return the units of the code."""
        return units_in_words({CODES[0]: answer})


class TestR1UnderEight(OneCode):
    """R1: A service alone under 8 minutes is not billed.

    If one timed service is all there was on the day, and it took 7 minutes or less, it has no unit.

    Source: CMS Pub. 100-04 ch. 5 §20.2.C [P]
    """

    broken = {"a unit whatever the minutes": lambda minutes: max(minutes_to_units(minutes), int(minutes > 0))}

    @staticmethod
    def days() -> Iterable[int]:
        """Return the lengths that are too short."""
        return range(8)

    @staticmethod
    def is_kept(count: Callable[[int], int], day: int) -> bool:
        """No unit."""
        return count(day) == 0

    def test_the_table_begins_with_no_unit(self) -> None:
        """0 to 7 minutes make nothing, whichever way it is asked."""
        assert [minutes_to_units(minutes) for minutes in range(8)] == [0] * 8
        assert units_to_minutes(0) == MinuteRange(0, 7)


class TestR2Table(OneCode):
    """R2: 8 to 22 minutes are one unit, 23 to 37 two, and so on.

    The manual prints eight rows and goes on in steps of 15 minutes without an upper end.

    Source: CMS Pub. 100-04 ch. 5 §20.2.C, table [P]; the rows after the eighth [I]
    """

    broken = {
        "more than 8 minutes are asked for": lambda minutes: (minutes + 6) // 15,
        "minutes divided by 8": lambda minutes: minutes // 8,
        "the table ends with its last printed row": lambda minutes: min(8, minutes_to_units(minutes)),
    }

    @staticmethod
    def is_kept(count: Callable[[int], int], day: int) -> bool:
        """The units are those of the row, which is 15 minutes wide and has a whole number of blocks in its middle."""
        units = count(day)
        return 15 * units - 7 <= day <= 15 * units + 7

    @pytest.mark.parametrize(("units", "row"), PRINTED.items())
    def test_each_printed_row_holds_at_both_edges_and_one_minute_outside(
        self, units: int, row: tuple[int, int]
    ) -> None:
        """Every row of the manual begins and ends where it is printed."""
        first, last = row
        edges = [minutes_to_units(minutes) for minutes in (first - 1, first, last, last + 1)]

        assert edges == [units - 1, units, units, units + 1]
        assert units_to_minutes(units) == MinuteRange(first, last)

    def test_the_table_has_no_upper_end(self) -> None:
        """A row every 15 minutes up to a whole day, without another formula above some length."""
        starts = [minutes for minutes in range(1, 1441) if minutes_to_units(minutes) > minutes_to_units(minutes - 1)]

        assert starts == list(range(8, 1441, 15))
        assert minutes_to_units(1440) == 96

    def test_the_last_range_ends_with_the_day(self) -> None:
        """96 units begin at 1433 minutes and cannot go beyond 1440; 97 do not fit in a day."""
        assert units_to_minutes(96) == MinuteRange(1433, 1440)
        with pytest.raises(InvalidInput, match="a day has 1440"):
            units_to_minutes(97)


class TestR3WholeBlocks(Total):
    """R3: Whole blocks of 15 minutes are billed.

    A code with 15 minutes has at least one unit, with 30 at least two, and so on, whatever else was done that day.

    Source: CMS Pub. 100-04 ch. 5 §20.2.C [P]
    """

    broken = {"units dealt out in turn, in code order": wrong.in_turn}

    @staticmethod
    def is_kept(count: Callable[[Vector], Answer], day: Vector) -> bool:
        """No code has fewer units than whole blocks."""
        units = count(day).units
        return all(units.get(code, 0) >= spent // 15 for code, spent in zip(CODES, day, strict=True))

    def test_the_total_is_never_below_the_whole_blocks(self) -> None:
        """Fewer units than blocks cannot happen: what is left is 0 to as many as codes have minutes left over."""
        for minutes in self.days():
            spare = allocated(minutes).total - sum([spent // 15 for spent in minutes])
            assert 0 <= spare <= sum([spent % 15 > 0 for spent in minutes]), minutes


class TestR4NoCodeTakesAll(Total):
    """R4: The day is not billed on one code.

    The minutes of other services do not become units of the longest one: a code has at most one unit beyond its whole
    blocks, and only for minutes of its own that are left over.

    Source: CMS Pub. 100-04 ch. 5 §20.2.C [P]; one unit at most [I]
    """

    broken = {"every unit on the longest service": wrong.all_on_the_longest}

    @staticmethod
    def is_kept(count: Callable[[Vector], Answer], day: Vector) -> bool:
        """In every right answer a code has its blocks, or one more with minutes left over."""
        return all(
            units.get(code, 0) - spent // 15 <= (spent % 15 > 0)
            for units in count(day).alternatives
            for code, spent in zip(CODES, day, strict=True)
        )

    @given(minutes=days_of_any_size, tie_break=st.sampled_from(TIE_BREAKS))
    def test_for_any_number_of_codes(self, minutes: dict[str, int], tie_break: TieBreak) -> None:
        """The blocks or one more, for one to seven codes."""
        day = allocate(minutes, TIMINGS, method="cms", tie_break=tie_break)

        assert all(0 <= day.units[code] - spent // 15 <= (spent % 15 > 0) for code, spent in minutes.items())


class TestR5Total(Total):
    """R5: The total of the day decides how many units there are.

    The minutes of all timed services are added up, and the table is read once, at the sum. The services together never
    have more units than that, so that one of 8 minutes may go unbilled, and never fewer.

    Source: CMS Pub. 100-04 ch. 5 §20.2.C, example 4 [P]
    """

    broken = {
        "each code by itself": wrong.each_code_alone,
        "only full 15 minutes of the total": wrong.full_blocks_of_the_total,
    }

    @staticmethod
    def is_kept(count: Callable[[Vector], Answer], day: Vector) -> bool:
        """The units add up to what the table has for the sum of the minutes."""
        found = count(day)
        return sum(found.units.values()) == found.total == allowed_by_the_table(sum(day))

    @given(minutes=days_of_any_size, tie_break=st.sampled_from(TIE_BREAKS))
    def test_for_any_number_of_codes(self, minutes: dict[str, int], tie_break: TieBreak) -> None:
        """The same for one to seven codes up to two hours each; all alternatives have the same total."""
        day = allocate(minutes, TIMINGS, method="cms", tie_break=tie_break)

        assert {sum(units.values()) for units in day.alternatives} == {(sum(minutes.values()) + 7) // 15}


class TestR6ShortServices(Total):
    """R6: Short services earn a unit together.

    Services of 7 minutes or less, two or three or more of them, have a unit where their sum is 8 or more. It is billed
    on the one with most minutes.

    Source: CMS Pub. 100-04 ch. 5 §20.2.C, example 5 [P]
    """

    broken = {"a unit needs 8 minutes of one code": wrong.eight_minutes_of_its_own}

    @staticmethod
    def days() -> Iterable[Vector]:
        """Return all days of three codes of 0 to 7 minutes."""
        return all_days(3, 7)

    @staticmethod
    def is_kept(count: Callable[[Vector], Answer], day: Vector) -> bool:
        """One unit, on a code that no other exceeds; none where the sum is under 8."""
        billed = [(spent, units) for spent, units in zip(day, units_of(count(day).units), strict=True) if units]
        return billed == ([(max(day), 1)] if sum(day) >= 8 else [])


class TestR7LeftOver(Total):
    """R7, A3: A unit beyond the whole blocks goes to the most minutes left over.

    What is compared is what each code has left after its whole blocks, not how long it took in all. No minimum of 8 is
    asked of the code that has the unit: example 3 bills a service of 7 minutes.

    Source: CMS Pub. 100-04 ch. 5 §20.2.C, example 3 [P]; that it is not the length [I]
    """

    broken = {
        "the longest service has it": wrong.longest_first,
        "the first in code order has it": wrong.in_code_order,
        "units in proportion to minutes": wrong.in_proportion,
    }

    @staticmethod
    def is_kept(count: Callable[[Vector], Answer], day: Vector) -> bool:
        """No unit has fewer minutes behind it than another code could bring for it."""
        return is_by_minutes_left(day, units_of(count(day).units))

    def test_a_winner_may_have_under_eight_minutes(self) -> None:
        """Without this the manual's example 3 fails: 33 and 7."""
        assert units_of(allocated((33, 0, 7)).units) == (2, 0, 1)

    def test_the_longest_service_does_not_get_the_extra_unit_by_length(self) -> None:
        """24, 10, 10: the remainder 9 loses against 10 and 10."""
        assert units_of(allocated((24, 10, 10)).units) == (1, 1, 1)

    def test_eight_minutes_may_go_unbilled(self) -> None:
        """8, 8, 8: 24 minutes make two units for three services."""
        assert sorted(units_of(allocated((8, 8, 8)).units)) == [0, 1, 1]

    def test_a_tie_may_be_between_a_second_unit_and_a_first(self) -> None:
        """37 and 7 leave 7 and 7: 3 + 0 and 2 + 1 are equally right."""
        assert set(map(units_of, allocated((37, 7, 0)).alternatives)) == {(3, 0, 0), (2, 1, 0)}


class TestR8EveryMinuteCounts(Total):
    """R8: No minute is thrown away.

    Minutes that make no unit of their own stay in the total. A minute counts the same on whichever code it was spent,
    and one more never costs a unit.

    Source: CMS Pub. 100-04 ch. 5 §20.2.C, note after the examples, as quoted from Transmittal 747 [P]
    """

    broken = {"under 8 minutes beyond a whole block are dropped": wrong.without_short_remainders}

    @staticmethod
    def is_kept(count: Callable[[Vector], Answer], day: Vector) -> bool:
        """The total is that of the same minutes spent on one code."""
        return count(day).total == count((sum(day), 0, 0)).total

    def test_a_minute_more_never_lowers_the_total_or_the_code_s_own_units(self) -> None:
        """A minute more of one code: the total and that code's units stay or rise."""
        units = {minutes: units_of(allocated(minutes).units) for minutes in self.days()}
        for (a, b, c), before in units.items():
            for place, more in enumerate(((a + 1, b, c), (a, b + 1, c), (a, b, c + 1))):
                if more in units:
                    assert sum(units[more]) >= sum(before), more
                    assert units[more][place] >= before[place], more

    @given(minutes=days_of_any_size, tie_break=st.sampled_from(TIE_BREAKS), code=st.sampled_from(POOLED))
    def test_for_any_number_of_codes_and_each_tie_break(
        self, minutes: dict[str, int], tie_break: TieBreak, code: str
    ) -> None:
        """The same for up to seven codes with every tie-break."""
        minutes = {code: 0} | minutes
        before = allocate(minutes, TIMINGS, method="cms", tie_break=tie_break)
        after = allocate(minutes | {code: minutes[code] + 1}, TIMINGS, method="cms", tie_break=tie_break)

        assert after.total >= before.total
        assert after.units[code] >= before.units[code]

    def test_other_codes_may_lose_or_gain(self) -> None:
        """No law protects the other codes: 33 and 7 bill the 7, 38 and 7 do not; 15 and 7 do not, 16 and 7 do."""
        assert [allocated(day).units["97112"] for day in ((33, 7, 0), (38, 7, 0))] == [1, 0]
        assert [allocated(day).units["97112"] for day in ((15, 7, 0), (16, 7, 0))] == [0, 1]


class TestR10Untimed(Clause[tuple[int, int], tuple[int, int]]):
    """R10: An untimed code is one unit, and its minutes stay out of the total.

    However long it took, it is billed once, and it never helps a timed code to a unit.

    Source: CMS Pub. 100-04 ch. 5 §20.2.B [P]
    """

    broken = {
        "its minutes are added to the total": lambda day: (minutes_to_units(sum(day)), 1),
        "a long one is billed twice": lambda day: (minutes_to_units(day[0]), max(1, minutes_to_units(day[1]))),
    }

    @staticmethod
    def days() -> Iterable[tuple[int, int]]:
        """Return 0 to 60 minutes of a timed and of an untimed code."""
        return [(timed, untimed) for timed, untimed in all_days(2, 60)]

    @staticmethod
    def count(day: tuple[int, int]) -> tuple[int, int]:
        """Allocate both by total time."""
        units = allocate({"97110": day[0], "97150": day[1]}, TIMINGS, method="cms").units
        return units["97110"], units["97150"]

    @staticmethod
    def is_kept(count: Callable[[tuple[int, int]], tuple[int, int]], day: tuple[int, int]) -> bool:
        """One unit of the untimed code, and the timed one as if alone."""
        return count(day) == (allowed_by_the_table(day[0]), 1)

    @staticmethod
    def describe(day: tuple[int, int]) -> str:
        """Return the minutes of both."""
        return in_words({"97110": day[0], "97150": day[1]})

    @staticmethod
    def conclude(answer: tuple[int, int]) -> str:
        """Return the units of both."""
        return units_in_words({"97110": answer[0], "97150": answer[1]})


class TestA1EveryRightAnswerAndNoOther(Total):
    """A1: Where several answers are right, all of them are reported, and no other.

    Codes with equal minutes left over have an equal claim, and the choice is the therapist's. R3, R5 and R7, written
    as conditions on an answer, are held against every way to give out the units of a day. What they allow is what is
    reported.

    Source: CMS Pub. 100-04 ch. 5 §20.2.C, examples 2 and 5 [P]; that no other day has a choice [I]
    """

    broken = {"one answer, its equals left out": wrong.a_silent_tie}

    @staticmethod
    def is_kept(count: Callable[[Vector], Answer], day: Vector) -> bool:
        """Nothing missing, nothing more, nothing twice; the chosen answer first; codes tied where there are several."""
        found = count(day)
        answers = list(found.alternatives)
        reported = [units_of(units) for units in answers]
        return (
            sorted(reported) == sorted(right_answers(day))
            and answers[0] == found.units
            and bool(found.tied) == (len(answers) > 1)
        )


class TestA2TieBreak(Total):
    """A2: Of equal claims, the longer service, then the lower code.

    The manual leaves the choice open. Unless the caller names another tie-break, the unit is put on the code with most
    minutes in all, then on the one that comes first in code order; never on the better paid one.

    Source: none; our choice, and each other choice is reported [I]
    """

    broken = {
        "code order alone": lambda minutes: allocate(by_code(minutes), TIMINGS, method="cms", tie_break="code_order")
    }

    @staticmethod
    def is_kept(count: Callable[[Vector], Answer], day: Vector) -> bool:
        """Of all alternatives the first has the winners with most minutes, then the first by code."""
        found = count(day)
        if not found.tied:
            return True
        spent = by_code(day)
        ranks = [
            sorted((-spent[code], code) for code in found.tied if units[code] > spent[code] // 15)
            for units in found.alternatives
        ]
        return ranks[0] == min(ranks)

    @staticmethod
    def conclude(answer: Answer) -> str:
        """Return the answer that was chosen."""
        return units_in_words(answer.units)

    def test_input_order_is_an_explicit_choice(self) -> None:
        """Of three equal services the one given first gets the unit."""
        for order in permutations(CODES):
            day = allocate(dict.fromkeys(order, 7), TIMINGS, method="cms", tie_break="input_order")
            assert [code for code, count in day.units.items() if count] == [order[0]]

    def test_code_order_does_not_look_at_totals(self) -> None:
        """5 left over of 20 and of 35: largest total takes the 35, code order the lower code."""
        minutes = {"97110": 20, "97140": 35}

        assert dict(allocate(minutes, TIMINGS, method="cms").units) == {"97110": 1, "97140": 3}
        assert dict(allocate(minutes, TIMINGS, method="cms", tie_break="code_order").units) == {"97110": 2, "97140": 2}


class TestA19Unbilled(Total):
    """A19: A code without a unit is returned, with the reason.

    Its minutes are documented and not billed. The reason is that there were none, too few, others with more left over,
    or an equal claim that was passed over.

    Source: CMS Pub. 100-04 ch. 5 §20.2.C, example 4 [P]; the reasons [I]
    """

    broken = {"every reason is that there were too few minutes": wrong.one_reason_for_all}

    @staticmethod
    def is_kept(count: Callable[[Vector], Answer], day: Vector) -> bool:
        """Exactly the codes without a unit have a reason, and it is the true one."""
        found = count(day)
        unbilled, spare = found.unbilled, sum(found.units.values()) - sum([spent // 15 for spent in day])
        for code, spent in zip(CODES, day, strict=True):
            if found.units[code]:
                reason = None
            elif not spent:
                reason = "no-minutes"
            elif not spare:
                reason = "below-threshold"
            elif any(units[code] for units in found.alternatives):
                reason = "lost-tie"
            else:
                reason = "lost-remainder"
            if unbilled.get(code) != reason:
                return False
        return True

    @staticmethod
    def conclude(answer: Answer) -> str:
        """Return the reasons by code."""
        return ", ".join(f"{code} {reason}" for code, reason in answer.unbilled.items() if reason != "no-minutes")


def in_two_vectors(cms: Mapping[str, int], ama: Mapping[str, int]) -> Pair:
    """Return the units by both methods."""
    return tuple([cms[code] for code in CODES]), tuple([ama[code] for code in CODES])


def by_the_midpoint(day: Vector) -> Mapping[str, int]:
    """Return the units of a day by the midpoint."""
    return allocate(by_code(day), TIMINGS, method="ama").units


class TestB1TheMethodsBoundEachOther(Clause[Vector, Pair]):
    """B1: Total time and midpoint differ by one unit a code at most.

    Both give a code its whole blocks or one unit more. Over three codes the totals differ by one at most, and either
    may be the higher.

    Source: arithmetic, from R3, R4 and C1 [I]
    """

    broken = {
        "total time puts every unit on the longest service": lambda day: in_two_vectors(
            wrong.all_on_the_longest(day).units, by_the_midpoint(day)
        )
    }

    @staticmethod
    def days() -> Iterable[Vector]:
        """Return all days of three codes of 0 to 45 minutes."""
        return all_days(3, 45)

    @staticmethod
    def count(day: Vector) -> Pair:
        """Allocate by both methods."""
        return in_two_vectors(allocated(day).units, by_the_midpoint(day))

    @staticmethod
    def is_kept(count: Callable[[Vector], Pair], day: Vector) -> bool:
        """Each code has its blocks or one more by both, and the totals are one apart at most."""
        cms, ama = count(day)
        for spent, one, other in zip(day, cms, ama, strict=True):
            if not (spent // 15 <= other <= spent // 15 + 1 and abs(one - other) <= 1):
                return False
        return abs(sum(cms) - sum(ama)) <= 1

    @staticmethod
    def describe(day: Vector) -> str:
        """Return the minutes by code."""
        return in_words(by_code(day))

    @staticmethod
    def conclude(answer: Pair) -> str:
        """Return the units by both methods."""
        return f"{units_in_words(by_code(answer[0]))}; by the midpoint {units_in_words(by_code(answer[1]))}"

    def test_a_single_code_is_counted_alike(self) -> None:
        """With one timed code the two methods are one."""
        for spent in range(1441):
            day = {"97110": spent}
            assert allocate(day, TIMINGS, method="cms").units == allocate(day, TIMINGS, method="ama").units

    @given(minutes=days_of_any_size)
    def test_totals_for_any_number_of_codes(self, minutes: dict[str, int]) -> None:
        """With n codes: cms - ama <= floor(7 (n + 1) / 15) and ama - cms <= n - floor((8 n + 7) / 15)."""
        n = len(minutes)
        gain = allocate(minutes, TIMINGS, method="cms").total - allocate(minutes, TIMINGS, method="ama").total

        assert -(n - (8 * n + 7) // 15) <= gain <= 7 * (n + 1) // 15

    def test_the_bounds_are_reached(self) -> None:
        """All sevens reach the upper bound, all eights the lower one, for one to seven codes."""
        for n in range(1, 8):
            sevens, eights = dict.fromkeys(POOLED[:n], 7), dict.fromkeys(POOLED[:n], 8)
            gain = [
                allocate(minutes, TIMINGS, method="cms").total - allocate(minutes, TIMINGS, method="ama").total
                for minutes in (sevens, eights)
            ]
            assert gain == [7 * (n + 1) // 15, -(n - (8 * n + 7) // 15)]
