"""The rules over arrays of days: each rule is run once for what it reads, and its hits go to every day that is alike.

Three steps, as in a single check. What rules say of a kind of day (everything but units and minutes) is asked once per
kind; what they say of units, once per kind and units. Rules that read minutes are run day by day, but only on the days
that a screen over the whole array could not clear.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import chain

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from otcpt.batch._columns import CODED, NOBODY, NUMBERS, Ints, Lines, Words
from otcpt.batch._days import alike, arranged_rows, day_starts
from otcpt.batch._hits import Hits
from otcpt.batch._screens import LIMITS, Screens, bit_of
from otcpt.claims import ServiceLine
from otcpt.engine import Checker, Plan, Task, part, run
from otcpt.findings import Reason, Scope, Unjudged

#: Columns whose absence makes another kind of day, in the order of their bits.
_MAY_LACK = (*NUMBERS, "start_time", "end_time")
_LACK_BITS = len(_MAY_LACK) + 1
_SIDE_BITS = 11
_NO_SIDE = (1 << _SIDE_BITS) - 1

#: Kinds of days and hits kept in memory.
_MOST_KEPT = 200_000

_SIDES = ("rendering_provider_key", "billing_provider_key")
_TOLD = tuple(name for name in CODED if name not in (*_SIDES, "payer"))

_NO_DAY = "needs claim id or patient key: nobody can say which lines are of one day"

#: What the summary counts by: rule, reason, words, missing fields.
Why = tuple[str, str, str, tuple[str, ...]]


@attrs.frozen(eq=False)
class _Kind:
    """One kind of day: its plan, what it says of itself, and the rules on minutes that have what they need."""

    plan: Plan
    hits: tuple[int, ...]
    unjudged: tuple[Unjudged, ...]
    by_units: tuple[Task, ...]
    screened: tuple[Task, ...]


class Judge:
    """Judges whole days; keeps what it learned of each kind, so that it is asked once."""

    def __init__(self, checker: Checker, words: dict[str, Words]) -> None:
        self.not_evaluated: Counter[Why] = Counter()
        self.caveats: dict[str, str] = {}
        self.lines = 0
        self._checker = checker
        self._alone = Checker(
            policy=checker.policy,
            edition=checker.edition,
            rules=[rule for rule in checker.rules if rule.scope is Scope.LINE],
        )
        self._together = tuple(rule for rule in checker.rules if rule.scope is not Scope.LINE)
        self._words = words
        self._boundaries = np.array([day.toordinal() for day in checker.boundaries], dtype=np.int64)
        self._forget()

    def _forget(self) -> None:
        self.hits = Hits()
        self._kinds: list[_Kind] = []
        self._kind_of: dict[bytes, int] = {}
        self._said: list[tuple[int, ...]] = []
        self._unit_unjudged: list[tuple[Unjudged, ...]] = []
        self._said_of: dict[bytes, int] = {}
        self._screens = Screens()
        self._windows: dict[int, date] = {}
        self._made: dict[tuple[date, bytes], ServiceLine] = {}

    def own(self, lines: Lines) -> Lines:
        """Return the lines the policy speaks for; the others are counted."""
        payers = self._words["payer"].values
        other = np.array([not self._checker.speaks_for(str(payer)) for payer in payers] + [False], dtype=bool)
        others = other[lines.number["payer"]]
        if not others.any():
            return lines
        why = f"another payer's line; policy {self._checker.policy.id} does not speak for it"
        self.not_evaluated["*", str(Reason.NOT_APPLICABLE), why, ()] += int(others.sum())
        return lines.take(np.flatnonzero(~others))

    def judge(self, lines: Lines) -> pa.Table:
        """Return the findings of whole days as rows: day by day, within a day in the order of a report."""
        if max(len(self._kinds), len(self._said), len(self.hits.known)) > _MOST_KEPT:
            self._forget()
        self.lines += len(lines)
        starts = day_starts(lines)
        lengths = np.diff(np.append(starts, len(lines)))
        modified = (lines.number["code"] << 32) + lines.number["modifiers"]
        order = arranged_rows(modified, starts, lengths)
        shown = lines.arranged(order)
        kinds = self._by_kind(shown, starts, lengths)
        every = np.arange(len(starts))
        found = [
            _spread(every, kinds, [kind.hits for kind in self._kinds]),
            self._by_units(shown, starts, lengths, kinds),
            self._by_minutes(shown, starts, lengths, kinds),
        ]
        self._count(kinds, [kind.unjudged for kind in self._kinds])
        days, hits = (np.concatenate([pair[i] for pair in found]) for i in (0, 1))
        return self.hits.table(lines, starts[days], order, hits)

    def _by_kind(self, lines: Lines, starts: Ints, lengths: Ints) -> Ints:
        """Number the days by their kind."""
        window = np.searchsorted(self._boundaries, lines.day[starts], side="right")
        nobody = pc.starts_with(lines.who, NOBODY).to_numpy(zero_copy_only=False)[starts]
        own = window * 2 + nobody
        number = lines.number
        modified = (number["code"] << 32) + number["modifiers"]
        placed = ((number["place_of_service"] + 1) << 16) + number["bill_type"] + 1
        sides = [_sides(number[side], starts, lengths) for side in _SIDES]
        for side in sides:
            placed = (placed << _SIDE_BITS) + side
        self._window = window
        self._rows = np.column_stack([*(number[name] for name in _TOLD), *sides, *lines.whole.values()])
        lacks = lines.whole["units"] == 0
        for name in _MAY_LACK:
            values = lines.whole[name] if name in NUMBERS else number[name]
            lacks = lacks * 2 + (values < 0)
        placed = (placed << _LACK_BITS) + lacks
        kinds = np.empty(len(starts), dtype=np.int64)
        for days, first, kind, values in alike(own, lengths, starts, [modified, placed]):
            numbers = np.empty(len(first), dtype=np.int64)
            for i, place in enumerate(first.tolist()):
                key = values[place].tobytes()
                found = self._kind_of.get(key)
                if found is None:
                    day = int(days[place])
                    found = self._kind_of[key] = self._learn(
                        self._lines(lines, starts, lengths, day), bool(nobody[day])
                    )
                numbers[i] = found
            kinds[days] = numbers[kind]
        return kinds

    def _learn(self, lines: tuple[ServiceLine, ...], nobody: bool) -> int:
        """Make the plan of a kind of day."""
        plan = (self._alone if nobody else self._checker).plan(lines)
        unjudged = (*plan.unjudged, *plan.unasked)
        by_units, missing = part(plan.by_units, lines)
        by_minutes, more_missing = part(plan.by_minutes, lines)
        limits = tuple(task for task in by_units if task.rule.id in LIMITS)
        _, unlimited = run(limits, plan.law, [attrs.evolve(line, units=line.units and 1) for line in lines])
        unjudged += (*missing, *more_missing, *unlimited)
        if nobody:
            everything = tuple(range(len(lines)))
            unjudged += tuple((rule, Reason.INPUT_MISSING, everything, _NO_DAY, ()) for rule in self._together)
        for caveat in plan.caveats:
            self.caveats[caveat.text] = caveat.id
        others = tuple(task for task in by_units if task not in limits)
        kind = _Kind(plan, self.hits.number(plan.found, lines), unjudged, others, (*limits, *by_minutes))
        self._kinds.append(kind)
        self._screens.add(plan, kind.screened, lines)
        return len(self._kinds) - 1

    def _by_units(self, lines: Lines, starts: Ints, lengths: Ints, kinds: Ints) -> tuple[Ints, Ints]:
        """What rules say that read units but no minutes, once for equal kinds and units."""
        asked = np.array([bool(kind.by_units) for kind in self._kinds], dtype=bool)[kinds]
        every = np.flatnonzero(asked)
        said = np.empty(len(every), dtype=np.int64)
        for days, first, kind, values in alike(kinds[every], lengths[every], starts[every], [lines.whole["units"]]):
            numbers = np.empty(len(first), dtype=np.int64)
            for i, place in enumerate(first.tolist()):
                key = values[place].tobytes()
                found = self._said_of.get(key)
                if found is None:
                    day = int(every[days[place]])
                    shown = self._lines(lines, starts, lengths, day)
                    its = self._kinds[int(kinds[day])]
                    hits, unjudged = run(its.by_units, its.plan.law, shown)
                    found = self._said_of[key] = len(self._said)
                    self._said.append(self.hits.number(hits, shown))
                    self._unit_unjudged.append(tuple(unjudged))
                numbers[i] = found
            said[days] = numbers[kind]
        self._count(said, self._unit_unjudged)
        return _spread(every, said, self._said)

    def _by_minutes(self, lines: Lines, starts: Ints, lengths: Ints, kinds: Ints) -> tuple[Ints, Ints]:
        """What the screened rules say, of the days that were not cleared."""
        bits = self._screens.suspects(lines, starts, lengths, kinds)
        found_days: list[int] = []
        found: list[int] = []
        for day in np.flatnonzero(bits).tolist():
            kind = self._kinds[int(kinds[day])]
            shown = self._lines(lines, starts, lengths, day)
            tasks = [task for task in kind.screened if bit_of(task) & int(bits[day])]
            hits, unjudged = run(tasks, kind.plan.law, shown)
            numbers = self.hits.number(hits, shown)
            found_days.extend([day] * len(numbers))
            found.extend(numbers)
            for entry in unjudged:
                if entry[0] is not None and entry[0].id not in LIMITS:
                    self.not_evaluated[_why(entry)] += len(entry[2])
        return np.array(found_days, dtype=np.int64), np.array(found, dtype=np.int64)

    def _count(self, numbers: Ints, unjudged: Sequence[tuple[Unjudged, ...]]) -> None:
        """Add up what was not judged, in lines."""
        for number, days in enumerate(np.bincount(numbers, minlength=len(unjudged)).tolist()):
            if days:
                for entry in unjudged[number]:
                    self.not_evaluated[_why(entry)] += days * len(entry[2])

    def _lines(self, lines: Lines, starts: Ints, lengths: Ints, day: int) -> tuple[ServiceLine, ...]:
        """The lines of a day as values, without whose they are; equal ones are made once."""
        at = int(starts[day])
        on = self._windows.get(int(self._window[day]))
        if on is None:
            on = self._windows[int(self._window[day])] = date.fromordinal(int(lines.day[at]))
        made = []
        for row in range(at, at + int(lengths[day])):
            key = (on, self._rows[row].tobytes())
            line = self._made.get(key)
            if line is None:
                line = self._made[key] = self._line(self._rows[row].tolist(), on)
            made.append(line)
        return tuple(made)

    def _line(self, numbers: Sequence[int], on: date) -> ServiceLine:
        told = {
            name: None if number < 0 else self._words[name].values[number]
            for name, number in zip(_TOLD, numbers, strict=False)
        }
        sides = dict(zip(_SIDES, ["" if n == _NO_SIDE else str(n) for n in numbers[len(_TOLD) :]], strict=False))
        whole = {
            name: None if number < 0 else number
            for name, number in zip(NUMBERS, numbers[len(_TOLD) + len(_SIDES) :], strict=True)
        }
        return ServiceLine(
            date_of_service=on,
            **told,  # type: ignore[arg-type]
            **{name: side or None for name, side in sides.items()},  # type: ignore[arg-type]
            **whole,  # type: ignore[arg-type]
        )


def _sides(keys: Ints, starts: Ints, lengths: Ints) -> Ints:
    """Number the providers of each day in the order in which they come: 0 for all lines of most days."""
    sides = np.where(keys < 0, _NO_SIDE, 0)
    first = np.repeat(keys[starts], lengths)
    others = (keys >= 0) & (keys != first)
    if others.any():
        day_of = np.repeat(np.arange(len(starts)), lengths)
        for day in np.unique(day_of[others]).tolist():
            own = slice(int(starts[day]), int(starts[day] + lengths[day]))
            known: dict[int, int] = {}
            sides[own] = [_NO_SIDE if key < 0 else known.setdefault(key, len(known)) for key in keys[own].tolist()]
    return sides


def _spread(days: Ints, numbers: Ints, hits: Sequence[tuple[int, ...]]) -> tuple[Ints, Ints]:
    """Give the hits of each number to every day that bears it."""
    counts = np.array([len(own) for own in hits], dtype=np.int64)[numbers] if hits else numbers
    some = counts > 0
    told = chain.from_iterable(hits[number] for number in numbers[some].tolist())
    return np.repeat(days[some], counts[some]), np.fromiter(told, dtype=np.int64, count=int(counts[some].sum()))


def _why(entry: Unjudged) -> Why:
    rule, reason, _, why, missing = entry
    return "*" if rule is None else rule.id, str(reason), why, tuple(map(str, missing))
