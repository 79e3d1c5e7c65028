"""What single payers do instead of total time and midpoint, and what all methods have in common."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.units.properties.clause import Clause
from tests.units.properties.strategies import (
    ALL,
    CODES,
    METHODS,
    TIE_BREAKS,
    Vector,
    all_days,
    by_code,
    count_in_words,
    days_in_sessions,
    days_of_all_kinds,
    days_of_any_size,
    in_words,
    units_in_words,
)
from tests.units.timings import TIMINGS

from otcpt.units import Allocation, Method, TieBreak, allocate, minutes_to_units

pytestmark = pytest.mark.property

Pair: TypeAlias = tuple[Vector, Vector]

any_method = pytest.mark.parametrize("method", METHODS)


def units(minutes: Mapping[str, int | Sequence[int]], method: Method) -> dict[str, int]:
    """Return what the units fields of a day's lines take by one method."""
    return dict(allocate(minutes, TIMINGS, method=method).counts)


def of_sessions(day: Vector, method: Method) -> int:
    """Return the units of one code given in sessions."""
    return units({CODES[0]: day}, method)[CODES[0]]


class OneCode(Clause[Vector, int]):
    """A clause about a code given in two sessions."""

    @staticmethod
    def days() -> Iterable[Vector]:
        """Return two sessions of 0 to 40 minutes."""
        return all_days(2, 40)

    @staticmethod
    def describe(day: Vector) -> str:
        """Return the sessions that took place."""
        return f"{CODES[0]} {' and '.join(str(spent) for spent in day if spent) or 0} min"

    @staticmethod
    def conclude(answer: int) -> str:
        """Return the number of units."""
        return count_in_words(answer)


class TestV1FullUnits(OneCode):
    """V1: `full` counts full units only.

    The minutes of a code are added up over the day, and a part of a unit is never paid, however long.

    Source: Texas Medicaid, Provider procedures manual, mental-health rehabilitation 2016, §5.2.3 [P]
    """

    broken = {"past half of it a unit is counted": lambda day: minutes_to_units(sum(day))}

    @staticmethod
    def count(day: Vector) -> int:
        """Count full units."""
        return of_sessions(day, "full")

    @staticmethod
    def is_kept(count: Callable[[Vector], int], day: Vector) -> bool:
        """A unit each time a fifteenth minute of the code is full."""
        return count(day) == sum([minute % 15 == 0 for minute in range(1, sum(day) + 1)])

    @given(day=days_in_sessions)
    def test_minute_by_minute_for_several_codes(self, day: dict[str, list[int]]) -> None:
        """A unit each time a fifteenth minute of a code is full."""
        wanted = {code: sum(1 for minute in range(1, sum(day[code]) + 1) if minute % 15 == 0) for code in day}

        assert units(day, "full") == wanted

    @given(day=days_of_all_kinds)
    def test_full_units_are_never_more(self, day: dict[str, list[int]]) -> None:
        """A full unit is one by midpoint and by total time as well; no minute is counted twice."""
        full, ama, cms = [allocate(day, TIMINGS, method=method) for method in ("full", "ama", "cms")]

        assert all(count <= ama.units[code] for code, count in full.units.items())
        assert full.pooled_units <= cms.pooled_units
        assert 15 * full.pooled_units <= full.pooled_minutes
        assert not full.units_exceed_elapsed


class TestV2EachSession(OneCode):
    """V2: `per_session` counts each session by itself.

    Minutes are not added up over the day: each session has its units by the midpoint. No other method looks at
    sessions.

    Source: Okla. Admin. Code 317:30-5-1027, school-based services [P]; the midpoint within a session [I]
    """

    broken = {"the sessions are added up": lambda day: minutes_to_units(sum(day))}

    @staticmethod
    def count(day: Vector) -> int:
        """Count each session."""
        return of_sessions(day, "per_session")

    @staticmethod
    def is_kept(count: Callable[[Vector], int], day: Vector) -> bool:
        """In each session a unit in its eighth minute, and in every fifteenth after that."""
        return count(day) == sum([minute % 15 == 8 for spent in day for minute in range(1, spent + 1)])

    @given(day=days_in_sessions)
    def test_minute_by_minute_for_several_codes(self, day: dict[str, list[int]]) -> None:
        """In each session a unit in its eighth minute, and in every fifteenth after that."""
        wanted = {
            code: sum(1 for spent in day[code] for minute in range(1, spent + 1) if minute % 15 == 8) for code in day
        }

        assert units(day, "per_session") == wanted

    @given(day=st.dictionaries(st.sampled_from(ALL), st.integers(0, 200)))
    def test_one_session_of_each_code_is_the_midpoint(self, day: dict[str, int]) -> None:
        """Sessions differ from the midpoint only where a code has several."""
        assert units(day, "per_session") == units(day, "ama")

    @pytest.mark.parametrize("method", [method for method in METHODS if method != "per_session"])
    @given(day=days_of_all_kinds)
    def test_the_others_add_the_sessions_of_a_code_up(self, method: Method, day: dict[str, list[int]]) -> None:
        """Minutes as a list are their sum."""
        assert units(day, method) == units({code: sum(day[code]) for code in day}, method)


class TestV3TenthsOfAnHour(OneCode):
    """V3: `tenths` counts tenths of an hour, from the fourth minute of each.

    The minutes of a code are added up over the day. 0 to 3 minutes are none, 4 to 9 a tenth of an hour, 10 to 15 two,
    and so on.

    Source: Texas Medicaid, Provider procedures manual, school health 2008, §42.7.5 [P]
    """

    broken = {
        "exactly half of a tenth is enough": lambda day: (sum(day) + 3) // 6,
        "full tenths only": lambda day: sum(day) // 6,
    }

    @staticmethod
    def count(day: Vector) -> int:
        """Count tenths of an hour."""
        return of_sessions(day, "tenths")

    @staticmethod
    def is_kept(count: Callable[[Vector], int], day: Vector) -> bool:
        """A tenth in the fourth minute of the code, and in every sixth after that."""
        return count(day) == sum([minute % 6 == 4 for minute in range(1, sum(day) + 1)])

    @staticmethod
    def conclude(answer: int) -> str:
        """Return the number of tenths."""
        return f"{answer or 'no'} {'tenths' if answer > 1 else 'tenth'} of an hour"

    @given(day=days_in_sessions)
    def test_minute_by_minute_for_several_codes(self, day: dict[str, list[int]]) -> None:
        """A tenth in the fourth minute of each code, and in every sixth after that."""
        wanted = {code: sum(1 for minute in range(1, sum(day[code]) + 1) if minute % 6 == 4) for code in day}

        assert units(day, "tenths") == wanted

    @pytest.mark.parametrize(
        ("spent", "tenths"),
        [(0, 0), (3, 0), (4, 1), (9, 1), (10, 2), (15, 2), (16, 3), (57, 9), (58, 10), (63, 10)],
    )
    def test_published_rows_of_the_tenths(self, spent: int, tenths: int) -> None:
        """Texas Medicaid 2008 §42.7.5: 4 to 9 minutes are a tenth of an hour, and so on."""
        assert units({"97530": spent}, "tenths") == {"97530": tenths}

    @given(day=days_in_sessions)
    def test_a_tenth_is_never_three_minutes_off(self, day: dict[str, list[int]]) -> None:
        """Tenths are the nearest to the minutes of a code."""
        found = units(day, "tenths")

        assert all(-3 <= 6 * found[code] - sum(spent) <= 2 for code, spent in day.items())


class TestV4WhicheverIsMore(Clause[Vector, int]):
    """V4: `best` counts the whole day by the method that gives more units.

    Total time and midpoint are compared for the day, not code by code, and total time counts where they agree.

    Source: product manual of a therapy EMR, its setting for payers other than Medicare [P]
    """

    broken = {
        "always total time": lambda day: minutes_to_units(sum(day)),
        "always the midpoint": lambda day: sum(map(minutes_to_units, day)),
    }

    @staticmethod
    def days() -> Iterable[Vector]:
        """Return all days of three codes of 0 to 15 minutes."""
        return all_days(3, 15)

    @staticmethod
    def count(day: Vector) -> int:
        """Count by the better of the two."""
        return allocate(by_code(day), TIMINGS, method="best").total

    @staticmethod
    def is_kept(count: Callable[[Vector], int], day: Vector) -> bool:
        """Not fewer than either has, and not more than both."""
        return count(day) == max(allocate(by_code(day), TIMINGS, method=method).total for method in ("cms", "ama"))

    @staticmethod
    def describe(day: Vector) -> str:
        """Return the minutes by code."""
        return in_words(by_code(day))

    @staticmethod
    def conclude(answer: int) -> str:
        """Return the number of units."""
        return count_in_words(answer)

    @given(day=days_of_all_kinds)
    def test_the_answer_is_that_of_the_method_in_all_its_parts(self, day: dict[str, list[int]]) -> None:
        """The whole day by total time, unless the midpoint gives more."""
        cms, ama, best = [allocate(day, TIMINGS, method=method) for method in ("cms", "ama", "best")]
        wanted = ama if ama.total > cms.total else cms

        assert best.units == wanted.units
        assert best.total == max(cms.total, ama.total)
        assert best.counted_by == wanted.method
        assert best.alternatives == wanted.alternatives
        assert best.tied == wanted.tied
        assert best.unbilled == wanted.unbilled
        assert best.steps[1:] == wanted.steps


def before_and_after(day: Vector) -> Pair:
    """Return the units by each method, of the day and of a minute more of its first code."""
    before, after = (
        tuple([allocate(by_code(minutes), TIMINGS, method=method).total for method in METHODS])
        for minutes in (day, (day[0] + 1, *day[1:]))
    )
    return before, after


def one_for_each_eight(day: Vector) -> int:
    """Count the full 15 minutes of the total, and a unit for each code with 8 minutes left over."""
    return sum(day) // 15 + sum(spent % 15 >= 8 for spent in day)


class TestB2AMinuteMore(Clause[Vector, Pair]):
    """B2: A minute more never costs a unit, by any method.

    The units of the day together stay or rise with the minutes of each service.

    Source: arithmetic, from R8 and the rule of each method [I]
    """

    broken = {
        "total time: full 15 minutes of the sum, and one for each code with 8 left over": lambda day: (
            (one_for_each_eight(day),),
            (one_for_each_eight((day[0] + 1, *day[1:])),),
        )
    }

    @staticmethod
    def days() -> Iterable[Vector]:
        """Return all days of two codes of 0 to 30 minutes."""
        return all_days(2, 30)

    @staticmethod
    def count(day: Vector) -> Pair:
        """Allocate by every method, and once more with a further minute of the first code."""
        return before_and_after(day)

    @staticmethod
    def is_kept(count: Callable[[Vector], Pair], day: Vector) -> bool:
        """By no method are there fewer units after the further minute."""
        return all(now >= then for then, now in zip(*count(day), strict=True))

    @staticmethod
    def describe(day: Vector) -> str:
        """Return the day, and which minute is added."""
        return f"{in_words(by_code(day))}, then a minute more of {CODES[0]}"

    @staticmethod
    def conclude(answer: Pair) -> str:
        """Return the units by total time before and after."""
        return f"{count_in_words(answer[0][0])}, then {count_in_words(answer[1][0])}"

    @any_method
    @given(day=days_of_all_kinds, code=st.sampled_from(ALL))
    def test_for_codes_of_all_kinds(self, method: Method, day: dict[str, list[int]], code: str) -> None:
        """The total is monotone in the minutes of each session."""
        first, *rest = day.get(code) or [0]
        longer = day | {code: [first + 1, *rest]}
        day = day | {code: [first, *rest]}

        assert allocate(day, TIMINGS, method=method).total <= allocate(longer, TIMINGS, method=method).total


class TestB3OrderOfInput(Clause[Vector, tuple[Allocation, Allocation]]):
    """B3: The order in which services are given does not matter.

    Whichever line comes first, the units, the alternatives and the working are the same, unless the caller asks for
    the order of input by name.

    Source: our choice, from A1 and A2 [I]
    """

    broken = {
        "of equal claims the one given first has the unit": lambda day: both_ways(day, "input_order"),
    }

    @staticmethod
    def days() -> Iterable[Vector]:
        """Return all days of two codes of 0 to 30 minutes."""
        return all_days(2, 30)

    @staticmethod
    def count(day: Vector) -> tuple[Allocation, Allocation]:
        """Allocate the services in both orders by total time."""
        return both_ways(day, "largest_total")

    @staticmethod
    def is_kept(count: Callable[[Vector], tuple[Allocation, Allocation]], day: Vector) -> bool:
        """Both orders have the same answer."""
        one, other = count(day)
        return one.units == other.units and one.alternatives == other.alternatives

    @staticmethod
    def describe(day: Vector) -> str:
        """Return the minutes by code."""
        return in_words(by_code(day))

    @staticmethod
    def conclude(answer: tuple[Allocation, Allocation]) -> str:
        """Return the units in both orders."""
        one, other = (units_in_words(day.units) for day in answer)
        return f"{one}, in both orders" if one == other else f"{one}, and {other} in the other order"

    @given(minutes=days_of_any_size, tie_break=st.sampled_from(TIE_BREAKS[:2]), data=st.data())
    def test_order_never_matters(self, minutes: dict[str, int], tie_break: TieBreak, data: st.DataObject) -> None:
        """Equal value, equal hash, equal alternatives, equal text, whatever the order."""
        shuffled = dict(data.draw(st.permutations(list(minutes.items()))))
        one = allocate(minutes, TIMINGS, method="cms", tie_break=tie_break)
        two = allocate(shuffled, TIMINGS, method="cms", tie_break=tie_break)

        assert one == two
        assert hash(one) == hash(two)
        assert list(one.units.items()) == list(two.units.items())
        assert [list(each.items()) for each in one.alternatives] == [list(each.items()) for each in two.alternatives]
        assert one.unbilled == two.unbilled
        assert one.explain() == two.explain()

    @any_method
    @given(day=days_of_all_kinds, data=st.data())
    def test_of_codes_and_sessions_by_any_method(
        self, method: Method, day: dict[str, list[int]], data: st.DataObject
    ) -> None:
        """Neither that of the codes nor that of their sessions."""
        other = {code: data.draw(st.permutations(day[code])) for code in data.draw(st.permutations(sorted(day)))}
        one, two = allocate(day, TIMINGS, method=method), allocate(other, TIMINGS, method=method)

        assert one == two
        assert hash(one) == hash(two)
        assert one.explain() == two.explain()


def both_ways(day: Vector, tie_break: TieBreak) -> tuple[Allocation, Allocation]:
    """Allocate the services in the order of their codes and the other way round."""
    orders = list(by_code(day).items()), list(by_code(day).items())[::-1]
    one, other = (allocate(dict(order), TIMINGS, method="cms", tie_break=tie_break) for order in orders)
    return one, other
