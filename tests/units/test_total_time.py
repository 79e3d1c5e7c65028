"""The total-time rule, proved over every day of three codes of 0 to 45 minutes against an oracle of its own."""

from collections.abc import Iterator, Mapping
from itertools import permutations, product
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otcpt.codes import Timing
from otcpt.units import Allocation, TieBreak, allocate

CODES = ("97110", "97112", "97140")
POOLED = ("97035", "97110", "97112", "97116", "97140", "97530", "97535")
TIE_BREAKS: tuple[TieBreak, ...] = ("largest_total", "code_order", "input_order")

Vector: TypeAlias = tuple[int, int, int]
Days: TypeAlias = dict[Vector, Allocation]

days_of_any_size = st.dictionaries(st.sampled_from(POOLED), st.integers(0, 120), max_size=len(POOLED))


@pytest.fixture(scope="module")
def days(timings: Mapping[str, Timing]) -> Days:
    """Every day of three codes of 0 to 45 minutes, allocated."""
    return {
        (a, b, c): allocate({"97110": a, "97112": b, "97140": c}, timings, method="cms")
        for a, b, c in product(range(46), repeat=3)
    }


def units_of(units: Mapping[str, int]) -> Vector:
    """Return the units of the three codes as a vector."""
    return units[CODES[0]], units[CODES[1]], units[CODES[2]]


# --- The oracle: the clauses as conditions on an answer, no algorithm. ---


def allowed_by_the_table(total: int) -> int:
    """Read the day's units off the manual's table, row by row."""
    rows = [(0, 7), (8, 22), (23, 37), (38, 52), (53, 67), (68, 82), (83, 97), (98, 112), (113, 127), (128, 142)]
    return next(units for units, (first, last) in enumerate(rows) if first <= total <= last)


VECTORS_BY_TOTAL: dict[int, list[Vector]] = {
    total: [(a, b, total - a - b) for a in range(total + 1) for b in range(total + 1 - a)] for total in range(10)
}


def left_for(minutes: int, unit: int) -> int:
    """Return the minutes that stand behind this unit of a code: 15 for a whole block, the rest, then nothing."""
    return min(15, max(0, minutes - 15 * (unit - 1)))


def is_right(minutes: Vector, units: Vector) -> bool:
    """R3: each whole block is billed. R7: no unit would stand on more minutes if another code had it instead."""
    if any(count < spent // 15 for spent, count in zip(minutes, units, strict=True)):
        return False
    weakest = min((left_for(spent, count) for spent, count in zip(minutes, units, strict=True) if count), default=15)
    waiting = max(left_for(spent, count + 1) for spent, count in zip(minutes, units, strict=True))
    return weakest >= waiting


def right_answers(minutes: Vector) -> set[Vector]:
    """Enumerate all vectors of units with the table's total and keep the right ones."""
    return {units for units in VECTORS_BY_TOTAL[allowed_by_the_table(sum(minutes))] if is_right(minutes, units)}


# --- The proofs. ---


class TestOracle:
    """Every answer, every tie and every chosen one, for all 97,336 days."""

    def test_alternatives_are_exactly_the_right_answers(self, days: Days) -> None:
        """What the clauses allow is what is reported: nothing missing, nothing more, nothing twice."""
        for minutes, day in days.items():
            reported = [units_of(units) for units in day.alternatives]
            assert len(reported) == len(set(reported)), minutes
            assert set(reported) == right_answers(minutes), minutes

    def test_the_first_alternative_is_the_one_chosen(self, days: Days) -> None:
        """``units`` is always the first alternative, and a tie is reported exactly where there are several."""
        for minutes, day in days.items():
            assert day.alternatives[0] == day.units, minutes
            assert bool(day.tied) == (len(day.alternatives) > 1), minutes

    def test_the_tie_break_is_largest_total_then_code_order(self, days: Days) -> None:
        """Of the right answers, the one whose winners among the tied have most minutes, then come first by code."""
        for minutes, day in days.items():
            if day.tied:
                spent = dict(zip(CODES, minutes, strict=True))
                ranks = [
                    sorted((-spent[code], code) for code in day.tied if units[code] > spent[code] // 15)
                    for units in day.alternatives
                ]
                assert ranks[0] == min(ranks), minutes


class TestR5Total:
    """R5: the day's total decides the number of units."""

    def test_sum_of_units_is_the_table_s_total(self, days: Days) -> None:
        """Units add up to floor((sum + 7) / 15), never more and never less."""
        for minutes, day in days.items():
            assert sum(day.units.values()) == day.total == (sum(minutes) + 7) // 15, minutes

    @given(minutes=days_of_any_size, tie_break=st.sampled_from(TIE_BREAKS))
    def test_for_any_number_of_codes(
        self, timings: Mapping[str, Timing], minutes: dict[str, int], tie_break: TieBreak
    ) -> None:
        """The same for one to seven codes up to two hours each; all alternatives have the same total."""
        day = allocate(minutes, timings, method="cms", tie_break=tie_break)

        assert {sum(units.values()) for units in day.alternatives} == {(sum(minutes.values()) + 7) // 15}

    def test_the_total_is_never_below_the_whole_blocks(self, days: Days) -> None:
        """The feared case, fewer units than blocks, cannot happen; 0 <= k <= codes with minutes left over."""
        for minutes, day in days.items():
            spare = day.total - sum(spent // 15 for spent in minutes)
            assert 0 <= spare <= sum(1 for spent in minutes if spent % 15), minutes


class TestR3WholeBlocks:
    """R3: 15 minutes give at least one unit, 30 at least two; and nobody takes two left-over units."""

    def test_each_code_has_its_blocks_or_one_more(self, days: Days) -> None:
        """b or b + 1 units for every code of every right answer, and + 1 only with minutes left over."""
        for minutes, day in days.items():
            for units in day.alternatives:
                for spent, count in zip(minutes, units_of(units), strict=True):
                    assert 0 <= count - spent // 15 <= (spent % 15 > 0), minutes

    @given(minutes=days_of_any_size, tie_break=st.sampled_from(TIE_BREAKS))
    def test_for_any_number_of_codes(
        self, timings: Mapping[str, Timing], minutes: dict[str, int], tie_break: TieBreak
    ) -> None:
        """The same for one to seven codes."""
        day = allocate(minutes, timings, method="cms", tie_break=tie_break)

        assert all(0 <= day.units[code] - spent // 15 <= (spent % 15 > 0) for code, spent in minutes.items())


class TestR7LeftOver:
    """R7, A3: left-over minutes are compared, not totals, and there is no floor of 8 for a winner."""

    def test_a_winner_may_have_under_eight_minutes(self, days: Days) -> None:
        """Without this the manual's example 3 fails: 33 and 7."""
        assert units_of(days[33, 0, 7].units) == (2, 0, 1)

    def test_the_longest_service_does_not_get_the_extra_unit_by_length(self, days: Days) -> None:
        """24, 10, 10: the remainder 9 loses against 10 and 10."""
        assert units_of(days[24, 10, 10].units) == (1, 1, 1)

    def test_eight_minutes_may_go_unbilled(self, days: Days) -> None:
        """8, 8, 8: 24 minutes make two units for three services."""
        assert sorted(units_of(days[8, 8, 8].units)) == [0, 1, 1]

    def test_a_tie_may_be_between_a_second_unit_and_a_first(self, days: Days) -> None:
        """37 and 7 leave 7 and 7: 3 + 0 and 2 + 1 are equally right."""
        assert {units_of(units) for units in days[37, 7, 0].alternatives} == {(3, 0, 0), (2, 1, 0)}


class TestR8Monotone:
    """R8: no minute is thrown away, so more minutes never cost a unit."""

    def test_a_minute_more_never_lowers_the_total_or_the_code_s_own_units(self, days: Days) -> None:
        """A minute more of one code: the total and that code's units stay or rise."""
        for (a, b, c), day in days.items():
            for place, more in enumerate(((a + 1, b, c), (a, b + 1, c), (a, b, c + 1))):
                if more in days:
                    assert days[more].total >= day.total, more
                    assert units_of(days[more].units)[place] >= units_of(day.units)[place], more

    @given(minutes=days_of_any_size, tie_break=st.sampled_from(TIE_BREAKS), code=st.sampled_from(POOLED))
    def test_for_any_number_of_codes_and_each_tie_break(
        self, timings: Mapping[str, Timing], minutes: dict[str, int], tie_break: TieBreak, code: str
    ) -> None:
        """The same for up to seven codes with every tie-break."""
        minutes = {code: 0} | minutes
        before = allocate(minutes, timings, method="cms", tie_break=tie_break)
        after = allocate(minutes | {code: minutes[code] + 1}, timings, method="cms", tie_break=tie_break)

        assert after.total >= before.total
        assert after.units[code] >= before.units[code]

    def test_other_codes_may_lose_or_gain(self, days: Days) -> None:
        """No law protects the other codes: 33 and 7 bill the 7, 38 and 7 do not; 15 and 7 do not, 16 and 7 do."""
        assert [days[33, 7, 0].units["97112"], days[38, 7, 0].units["97112"]] == [1, 0]
        assert [days[15, 7, 0].units["97112"], days[16, 7, 0].units["97112"]] == [0, 1]


class TestOrderOfInput:
    """A1, A2: the order in which codes are given never matters, unless the caller asks for it by name."""

    @given(minutes=days_of_any_size, tie_break=st.sampled_from(TIE_BREAKS[:2]), data=st.data())
    def test_order_never_matters(
        self, timings: Mapping[str, Timing], minutes: dict[str, int], tie_break: TieBreak, data: st.DataObject
    ) -> None:
        """Equal value, equal hash, equal alternatives, equal text, whatever the order."""
        shuffled = dict(data.draw(st.permutations(list(minutes.items()))))
        one = allocate(minutes, timings, method="cms", tie_break=tie_break)
        two = allocate(shuffled, timings, method="cms", tie_break=tie_break)

        assert one == two
        assert hash(one) == hash(two)
        assert list(one.units.items()) == list(two.units.items())
        assert [list(units.items()) for units in one.alternatives] == [
            list(units.items()) for units in two.alternatives
        ]
        assert one.unbilled == two.unbilled
        assert one.explain() == two.explain()

    def test_input_order_is_an_explicit_choice(self, timings: Mapping[str, Timing]) -> None:
        """Of three equal services the one given first gets the unit."""
        for order in permutations(CODES):
            day = allocate(dict.fromkeys(order, 7), timings, method="cms", tie_break="input_order")
            assert [code for code, count in day.units.items() if count] == [order[0]]

    def test_code_order_does_not_look_at_totals(self, timings: Mapping[str, Timing]) -> None:
        """5 left over of 20 and of 35: largest total takes the 35, code order the lower code."""
        minutes = {"97110": 20, "97140": 35}

        assert dict(allocate(minutes, timings, method="cms").units) == {"97110": 1, "97140": 3}
        assert dict(allocate(minutes, timings, method="cms", tie_break="code_order").units) == {"97110": 2, "97140": 2}


class TestA19Unbilled:
    """A19: a code without a unit is returned with the reason, for every day."""

    def test_the_reason_follows_from_the_minutes(self, days: Days) -> None:
        """Exactly the codes without a unit have a reason, and it is the true one."""
        for minutes, day in days.items():
            spare = day.total - sum(spent // 15 for spent in minutes)
            for code, spent in zip(CODES, minutes, strict=True):
                if day.units[code]:
                    assert code not in day.unbilled, minutes
                elif not spent:
                    assert day.unbilled[code] == "no-minutes", minutes
                elif not spare:
                    assert day.unbilled[code] == "below-threshold", minutes
                elif any(units[code] for units in day.alternatives):
                    assert day.unbilled[code] == "lost-tie", minutes
                else:
                    assert day.unbilled[code] == "lost-remainder", minutes


class TestMethodsBoundEachOther:
    """The two methods never differ by more than one unit a code, and the totals only so far."""

    @staticmethod
    def both(days: Days, timings: Mapping[str, Timing]) -> Iterator[tuple[Vector, Allocation, Allocation]]:
        """Return each day by both methods."""
        for minutes, day in days.items():
            yield minutes, day, allocate(dict(zip(CODES, minutes, strict=True)), timings, method="ama")

    def test_each_code_differs_by_one_at_most(self, days: Days, timings: Mapping[str, Timing]) -> None:
        """Both give b or b + 1 units; with three codes the totals also differ by one at most, either way."""
        differences = set()
        for minutes, cms, ama in self.both(days, timings):
            differences.add(ama.total - cms.total)
            for code, spent in zip(CODES, minutes, strict=True):
                assert spent // 15 <= ama.units[code] <= spent // 15 + 1, minutes
                assert abs(ama.units[code] - cms.units[code]) <= 1, minutes
        assert differences == {-1, 0, 1}

    def test_a_single_code_is_counted_alike(self, timings: Mapping[str, Timing]) -> None:
        """With one timed code the two methods are one."""
        for spent in range(1441):
            minutes = {"97110": spent}
            assert allocate(minutes, timings, method="cms").units == allocate(minutes, timings, method="ama").units

    @given(minutes=days_of_any_size)
    def test_totals_for_any_number_of_codes(self, timings: Mapping[str, Timing], minutes: dict[str, int]) -> None:
        """With n codes: cms - ama <= floor(7 (n + 1) / 15) and ama - cms <= n - floor((8 n + 7) / 15)."""
        n = len(minutes)
        gain = allocate(minutes, timings, method="cms").total - allocate(minutes, timings, method="ama").total

        assert -(n - (8 * n + 7) // 15) <= gain <= 7 * (n + 1) // 15

    def test_the_bounds_are_reached(self, timings: Mapping[str, Timing]) -> None:
        """All sevens reach the upper bound, all eights the lower one, for one to seven codes."""
        for n in range(1, 8):
            sevens, eights = dict.fromkeys(POOLED[:n], 7), dict.fromkeys(POOLED[:n], 8)
            gain = [
                allocate(minutes, timings, method="cms").total - allocate(minutes, timings, method="ama").total
                for minutes in (sevens, eights)
            ]
            assert gain == [7 * (n + 1) // 15, -(n - (8 * n + 7) // 15)]
