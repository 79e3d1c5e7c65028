"""The working behind an allocation: ties, reasons and steps, computed when someone reads them."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from otcpt.codes import Timing
from otcpt.frozenmap import FrozenMap
from otcpt.units import _sources as sources
from otcpt.units._counting import BLOCK, ORDINARY, all_timings, count_apart, find_tie, share, sort_out, spell_out
from otcpt.units._names import Unbilled
from otcpt.units._step import Step


class Working:
    """One allocation taken apart again by the rules that made it."""

    __slots__ = ("apart", "blocks", "minutes", "order", "pool", "spare", "special", "tie_break", "tied", "units")

    def __init__(
        self,
        minutes: Mapping[str, int],
        units: Mapping[str, int],
        special: Mapping[str, Timing],
        method: str,
        tie_break: str,
    ) -> None:
        self.minutes = minutes
        self.units = units
        self.special = special
        pool, apart = {code: minutes[code] for code in units}, {}
        if special:
            pool, apart, self.special = sort_out(minutes, all_timings(minutes, special))
        if method == "ama":
            pool, apart = {}, pool | apart
        self.pool = pool
        self.apart = apart
        self.tie_break = tie_break
        self.blocks, self.spare, self.order = share(pool, tie_break, minutes, self.special)
        self.tied = find_tie(self.order, self.spare)

    def alternatives(self) -> tuple[FrozenMap[str, int], ...]:
        """Return every way to give the spare units to equally good claims, the chosen one first."""
        chosen = FrozenMap(self.units)
        winners = [code for _, _, code in self.order[: self.spare]]
        sure = [code for code in winners if code not in self.tied]
        answers = [self._with(sure, more) for more in combinations(self.tied, self.spare - len(sure))]
        return chosen, *[answer for answer in answers if answer != chosen]

    def _with(self, sure: Iterable[str], more: Iterable[str]) -> FrozenMap[str, int]:
        pooled = dict(self.blocks)
        for code in (*sure, *more):
            pooled[code] += 1
        return FrozenMap(spell_out(pooled, self.apart, self.minutes, self.special))

    def unbilled(self) -> FrozenMap[str, Unbilled]:
        """Return why each given code without a unit has none."""
        return FrozenMap({code: self._reason(code) for code, count in self.units.items() if not count})

    def _reason(self, code: str) -> Unbilled:
        first = self.special.get(code, ORDINARY).family or code
        if self.units.get(first):
            return "counted-in-first-code"
        if not (self.pool.get(first) or self.apart.get(first)):
            return "no-minutes"
        if first not in self.pool or not self.spare:
            return "below-threshold"
        return "lost-tie" if first in self.tied else "lost-remainder"

    def steps(self) -> tuple[Step, ...]:
        """Return the working in order: the pool first, then each code counted apart."""
        return (*self._pool_steps(), *self._apart_steps())

    def _pool_steps(self) -> Iterator[Step]:
        if not self.pool:
            return
        total = sum(self.pool.values())
        units = (total + 7) // BLOCK
        named = {code: self._name(code) for code in self.pool} if self.special else dict(zip(self.pool, self.pool))
        added = " + ".join([f"{spent} ({named[code]})" for code, spent in self.pool.items()])
        yield Step("total", f"{added} = {total} timed minutes", (*self.pool.items(), ("total", total)), sources.TIMED)
        first, last = max(0, units * BLOCK - 7), units * BLOCK + 7
        row = f"{total} minutes are in the row {first} to {last}: {_units(units)}"
        yield Step("table", row, (("first", first), ("last", last), ("units", units)), sources.TABLE)
        blocks = ", ".join([f"{named[code]} {count}" for code, count in self.blocks.items()])
        text = f"Whole blocks of 15 minutes: {blocks}; {_units(self.spare)} left to give"
        yield Step("blocks", text, (*self.blocks.items(), ("spare", self.spare)), sources.TIMED)
        order = tuple([(code, -over) for over, _, code in self.order])
        text = "Minutes left over: " + ", ".join([f"{named[code]} {over}" for code, over in order])
        yield Step("order", text, order, sources.LEFT_OVER)
        yield self._winners(named)
        for code in sorted(self.pool.keys() & self.special) if self.special else ():
            additional = self.special[code].additional
            if additional is not None:
                figures = (code, self.units.get(code, 0)), (additional, self.units.get(additional, 0))
                text = f"{code} is billed once, the rest as {additional}: {figures[0][1]} and {figures[1][1]}"
                yield Step("split", text, figures, sources.POOLED_FAMILY)

    def _winners(self, named: Mapping[str, str]) -> Step:
        won = [code for _, _, code in self.order[: self.spare]]
        figures = tuple([(code, 1) for code in won])
        if not won:
            left = sum(-over for over, _, _ in self.order)
            text = f"The {left} minutes left over are under 8: no further unit"
            return Step("winners", text, figures, sources.TIMED)
        takes = "takes the unit" if len(won) == 1 else "take a unit each"
        text = f"{_and([named[code] for code in won])} {takes}: most minutes left over"
        if not self.tied:
            return Step("winners", text, figures, sources.LEFT_OVER)
        among = _and([named[code] for code in self.tied])
        text += f"; {among} are equal there, so each choice among them is right (chosen by {self.tie_break})"
        return Step("winners", text, figures, sources.FREE_CHOICE)

    def _apart_steps(self) -> Iterator[Step]:
        for code, spent in self.apart.items():
            timing = self.special.get(code, ORDINARY)
            first, more = count_apart(spent, code, self.special)
            figures = (("minutes", spent), (code, first))
            if timing.additional is not None:
                each = self.special[timing.additional].interval
                text = (
                    f"{self._name(code)}: {spent} minutes; {code} for the first {timing.interval}: {first}, "
                    f"{timing.additional} for each {each} after that: {more}"
                )
                figures = (*figures, (timing.additional, more))
                yield Step("apart", text, figures, sources.FAMILY_INTERVALS)
            elif timing.interval is not None and timing.rounding == "full":
                text = f"{code}: {spent} minutes, full {timing.interval} only: {_units(first)}"
                yield Step("apart", text, figures, sources.FULL_TIME)
            elif timing.interval is not None:
                text = f"{code}: {spent} minutes, {timing.interval} a unit, more than half counts: {_units(first)}"
                yield Step("apart", text, figures, sources.OWN_INTERVAL)
            elif timing.minimum is not None:
                text = f"{code}: {spent} minutes, counts once from {timing.minimum}: {_units(first)}"
                yield Step("apart", text, figures, sources.FULL_TIME)
            else:
                yield Step("apart", f"{code} is untimed: 1 unit whatever the minutes", figures, sources.UNTIMED)

    def _name(self, code: str) -> str:
        additional = self.special.get(code, ORDINARY).additional
        return code if additional is None else f"{code} with {additional}"


def _units(count: int) -> str:
    return "1 unit" if count == 1 else f"{count} units"


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
