"""Total time counted wrongly on purpose, one clause at a time. Most of it was seen in other programs."""

from collections.abc import Callable, Mapping, Sequence

import attrs
from tests.units.properties.strategies import Vector, by_code
from tests.units.timings import TIMINGS

from otcpt.units import allocate, minutes_to_units


@attrs.frozen
class Wrong:
    """An answer of an arithmetic that is not the library's, with what the clauses look at."""

    units: Mapping[str, int]
    alternatives: Sequence[Mapping[str, int]]
    unbilled: Mapping[str, str]
    tied: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """Units of all codes together."""
        return sum(self.units.values())


def answer(units: Vector) -> Wrong:
    """Return units by code as the only answer, without reasons."""
    return Wrong(by_code(units), [by_code(units)], {})


def blocks_first(minutes: Vector, total: int, claim: Callable[[int, int], tuple[int, ...]]) -> Wrong:
    """Give whole blocks, then what the total leaves by a claim of code number and minutes, the smallest first."""
    units = [spent // 15 for spent in minutes]
    claims = sorted((number for number, spent in enumerate(minutes) if spent % 15), key=lambda n: claim(n, minutes[n]))
    for number in claims[: max(0, total - sum(units))]:
        units[number] += 1
    return answer(tuple(units))


def by_minutes_left(_: int, spent: int) -> tuple[int, ...]:
    """Claim a unit by the minutes left over, then by length: the right way."""
    return -(spent % 15), -spent


def in_turn(minutes: Vector) -> Wrong:
    """Deal the units out one by one to the codes with minutes, in code order, again and again."""
    units, total = [0] * len(minutes), minutes_to_units(sum(minutes))
    given = [number for number, spent in enumerate(minutes) if spent]
    for turn in range(total):
        units[given[turn % len(given)]] += 1
    return answer(tuple(units))


def all_on_the_longest(minutes: Vector) -> Wrong:
    """Put every unit on the code with most minutes."""
    total, longest = minutes_to_units(sum(minutes)), max(range(len(minutes)), key=lambda number: minutes[number])
    return answer(tuple(total if number == longest else 0 for number in range(len(minutes))))


def each_code_alone(minutes: Vector) -> Wrong:
    """Read the table for each code by itself."""
    return answer(tuple(minutes_to_units(spent) for spent in minutes))


def full_blocks_of_the_total(minutes: Vector) -> Wrong:
    """Allow the total its full 15 minutes only."""
    return blocks_first(minutes, sum(minutes) // 15, by_minutes_left)


def without_short_remainders(minutes: Vector) -> Wrong:
    """Drop what a code has beyond its whole blocks where it is under 8 minutes, before adding up."""
    kept = [spent if spent < 15 or spent % 15 >= 8 else spent - spent % 15 for spent in minutes]
    return blocks_first(minutes, minutes_to_units(sum(kept)), by_minutes_left)


def eight_minutes_of_its_own(minutes: Vector) -> Wrong:
    """Give a left-over unit only to a code with 8 minutes left over."""
    total = minutes_to_units(sum(minutes))
    spare = total - sum(spent // 15 for spent in minutes)
    able = sum(spent % 15 >= 8 for spent in minutes)
    return blocks_first(minutes, total - max(0, spare - able), by_minutes_left)


def in_code_order(minutes: Vector) -> Wrong:
    """Give left-over units to the codes that come first."""
    return blocks_first(minutes, minutes_to_units(sum(minutes)), lambda number, _: (number,))


def longest_first(minutes: Vector) -> Wrong:
    """Give left-over units to the codes with most minutes in all."""
    return blocks_first(minutes, minutes_to_units(sum(minutes)), lambda _, spent: (-spent,))


def in_proportion(minutes: Vector) -> Wrong:
    """Share the units out in proportion to the minutes, the largest fractions rounded up."""
    total, spent = minutes_to_units(sum(minutes)), sum(minutes) or 1
    units = [total * one // spent for one in minutes]
    fractions = sorted(range(len(minutes)), key=lambda number: -(total * minutes[number] % spent))
    for number in fractions[: total - sum(units)]:
        units[number] += 1
    return answer(tuple(units))


def a_silent_tie(minutes: Vector) -> Wrong:
    """Count rightly, and keep the first answer only."""
    day = allocate(by_code(minutes), TIMINGS, method="cms")
    return Wrong(day.units, [day.units], day.unbilled)


def one_reason_for_all(minutes: Vector) -> Wrong:
    """Count rightly, and say of every code with minutes and no unit that it had too few."""
    day = allocate(by_code(minutes), TIMINGS, method="cms")
    reasons = {code: "below-threshold" if day.minutes[code] else "no-minutes" for code in day.unbilled}
    return Wrong(day.units, day.alternatives, reasons, day.tied)
