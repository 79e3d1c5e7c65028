"""The working behind an allocation: ties, reasons and steps, computed when someone reads them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import attrs

from otcpt.citation import Citation
from otcpt.codes import Timing
from otcpt.frozenmap import FrozenMap
from otcpt.units._counting import (
    ORDINARY,
    all_timings,
    classify,
    count_individually,
    expand_families,
    rank_by,
    sum_pooled,
)
from otcpt.units._names import Method, TieBreak, Unbilled
from otcpt.units._sources import (
    EACH_SESSION,
    FAMILY_INTERVALS,
    FREE_CHOICE,
    FULL_TIME,
    LEFT_OVER,
    MORE_THAN_THE_CLOCK,
    OWN_INTERVAL,
    PAYERS_LEAST,
    POOLED_FAMILY,
    TABLE,
    TENTHS_OF_AN_HOUR,
    TIMED,
    UNTIMED,
    WHOLE_UNITS,
)
from otcpt.units.arithmetic import (
    BLOCK,
    TENTH,
    counts_tenths,
    distribute,
    find_tie,
    first_minute,
    midpoint,
    right_answers,
)


@attrs.frozen
class Step:
    """One step of the arithmetic: what was done, the numbers, and the clause behind it.

    ``name`` is stable and meant for programs, ``figures`` are its numbers (minutes or units, usually by code), ``text``
    is the same for people.
    """

    name: str
    text: str
    figures: tuple[tuple[str, int], ...]
    citation: Citation

    def __str__(self) -> str:
        return self.text


class Way(NamedTuple):
    """What units follow from beside the minutes."""

    method: Method
    tie_break: TieBreak
    special: FrozenMap[str, Timing]
    sessions: FrozenMap[str, tuple[int, ...]]


class Working:
    """One allocation taken apart again by the rules that made it."""

    def __init__(self, minutes: Mapping[str, int], units: Mapping[str, int], way: Way) -> None:
        method, tie_break, special, self.sessions = way
        self.minutes, self.units, self.special, self.method, self.tie_break = minutes, units, special, method, tie_break
        if special:
            pool, apart, _, _ = classify(minutes, all_timings(minutes, special))
        else:
            pool, apart = {code: minutes[code] for code in units}, {}
        if method != "cms":
            pool, apart = {}, pool | apart
        self.pool, self.apart = pool, apart
        self.blocks, self.spare, self.order = distribute(pool, rank_by(tie_break, minutes, special))
        self.tied = find_tie(self.order, self.spare)

    def alternatives(self) -> tuple[FrozenMap[str, int], ...]:
        """Return every way to give the spare units to equally good claims, the chosen one first."""
        answers = right_answers(self.blocks, self.spare, self.order)
        return tuple([FrozenMap(self._of_all(pooled)) for pooled in answers])

    def _of_all(self, pooled: dict[str, int]) -> dict[str, int]:
        return expand_families(pooled, self.apart, self.minutes, self.special, self.method, self.sessions)

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
        pooled = self._pool_steps() if self.pool else ()
        if not self.special and not self.apart:
            return pooled
        return (*pooled, *self._split_steps(), *self._apart_steps(), *self._clock_steps())

    def _pool_steps(self) -> tuple[Step, ...]:
        total = sum(self.pool.values())
        units = midpoint(total)
        first, last = first_minute(units), first_minute(units + 1) - 1
        order = tuple([(code, -over) for over, _, code in self.order])
        added = " + ".join([f"{spent} ({code})" for code, spent in self.pool.items()])
        blocks = ", ".join([f"{code} {count}" for code, count in self.blocks.items()])
        over = ", ".join([f"{code} {over}" for code, over in order])
        return (
            Step("total", f"{added} = {total} timed minutes", (*self.pool.items(), ("total", total)), TIMED),
            Step(
                "table",
                f"{total} minutes are in the row {first} to {last}: {_units(units)}",
                (("first", first), ("last", last), ("units", units)),
                TABLE,
            ),
            Step(
                "blocks",
                f"Whole blocks of {BLOCK} minutes: {blocks}; {_units(self.spare)} left to give",
                (*self.blocks.items(), ("spare", self.spare)),
                TIMED,
            ),
            Step("order", f"Minutes left over: {over}", order, LEFT_OVER),
            self._winners(),
        )

    def _winners(self) -> Step:
        won = [code for _, _, code in self.order[: self.spare]]
        if not won:
            left = sum([-over for over, _, _ in self.order])
            return Step("winners", f"The {left} minutes left over are under 8: no further unit", (), TIMED)
        figures = tuple([(code, 1) for code in won])
        takes = "takes the unit" if len(won) == 1 else "take a unit each"
        text = f"{_and(won)} {takes}: most minutes left over"
        if not self.tied:
            return Step("winners", text, figures, LEFT_OVER)
        text += f"; {_and(self.tied)} are equal there, so each choice among them is right (chosen by {self.tie_break})"
        return Step("winners", text, figures, FREE_CHOICE)

    def _split_steps(self) -> Iterator[Step]:
        for code in self.pool:
            additional = self.special.get(code, ORDINARY).additional
            if additional is not None:
                first, more = self.units.get(code, 0), self.units.get(additional, 0)
                text = f"{code} and {additional} count as one: {code} once, {additional} the rest: {first} and {more}"
                yield Step("split", text, ((code, first), (additional, more)), POOLED_FAMILY)

    def _apart_steps(self) -> Iterator[Step]:
        for code, spent in self.apart.items():
            timing = self.special.get(code, ORDINARY)
            first, more = count_individually(spent, code, self.special, self.method, self.sessions)
            figures: tuple[tuple[str, int], ...] = (("minutes", spent), (code, first))
            full = self.method == "full"
            if timing.additional is not None:
                additional, each = timing.additional, self.special[timing.additional].interval
                counts = "full time only" if full else "more than half counts"
                text = (
                    f"{code} with {additional}: {spent} minutes, {counts}; {code} for the first "
                    f"{timing.interval}: {first}, {additional} for each {each} after that: {more}"
                )
                yield Step("apart", text, (*figures, (additional, more)), WHOLE_UNITS if full else FAMILY_INTERVALS)
            elif timing.interval is not None and counts_tenths(timing, self.method):
                found = f"{first} {'tenth' if first == 1 else 'tenths'}"
                text = f"{code}: {spent} minutes, {TENTH} to a tenth of an hour, more than half counts: {found}"
                yield Step("apart", text, figures, TENTHS_OF_AN_HOUR)
            elif timing.interval is not None and (full or timing.rounding == "full"):
                text = f"{code}: {spent} minutes, full {timing.interval} only: {_units(first)}"
                yield Step("apart", text, figures, FULL_TIME if timing.rounding == "full" else WHOLE_UNITS)
            elif timing.interval is not None and timing.least is not None:
                counts = f"{timing.least} or more count"
                text = f"{code}: {spent} minutes, {timing.interval} a unit, {counts}: {_units(first)}"
                yield Step("apart", text, figures, PAYERS_LEAST)
            elif timing.interval is not None and self.method == "per_session" and code in self.sessions:
                yield self._session_step(code, timing.interval, first)
            elif timing.interval is not None:
                text = f"{code}: {spent} minutes, {timing.interval} a unit, more than half counts: {_units(first)}"
                yield Step("apart", text, figures, OWN_INTERVAL)
            elif timing.minimum is not None:
                text = f"{code}: {spent} minutes, counts once from {timing.minimum}: {_units(first)}"
                yield Step("apart", text, figures, FULL_TIME)
            else:
                yield Step("apart", f"{code} is untimed: 1 unit whatever the minutes", figures, UNTIMED)

    def _session_step(self, code: str, interval: int, units: int) -> Step:
        parts = self.sessions[code]
        each = ", ".join([f"{part} minutes" for part in parts])
        text = f"{code}: {each}, each session by itself, {interval} a unit, more than half counts: {_units(units)}"
        figures = (*[("session", part) for part in parts], (code, units))
        return Step("sessions", text, figures, EACH_SESSION)

    def _clock_steps(self) -> Iterator[Step]:
        if self.method == "tenths":
            return
        minutes, units = sum_pooled(self.minutes, self.special), sum_pooled(self.units, self.special)
        allowed = midpoint(minutes)
        if units > allowed:
            text = f"{_units(units)} are more than total time gives for {minutes} minutes ({allowed}); many payers cap"
            figures = (("minutes", minutes), ("units", units), ("allowed", allowed))
            yield Step("exceeds-elapsed", text, figures, MORE_THAN_THE_CLOCK)


def _units(count: int) -> str:
    return "1 unit" if count == 1 else f"{count} units"


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
