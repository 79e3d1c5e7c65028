"""The rules over arrays of days: each rule is run once for what it reads, and its hits go to every day that is alike.

Three steps, as in a single check. What rules say of a kind of day (everything but units and minutes) is asked once per
kind; what they say of units, once per kind and units. Rules that read minutes are run day by day, but only on the days
that a screen over the whole array could not clear.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Sized
from datetime import date
from typing import Any

import attrs
import numpy as np
import pyarrow as pa

from otcpt.batch.input._claim_reversals import ACTIVE, WHY
from otcpt.batch.input._gc import gc_paused
from otcpt.batch.input._lines import CODED, NUMBERS, Flags, Ints, LineArrays, Vocabulary
from otcpt.batch.judging._day_index import NO_SIDE, SIDE_BITS, DayIndex, billed_as, sides
from otcpt.batch.judging._hits import HitTable
from otcpt.batch.judging._not_evaluated import NotEvaluatedIndex, NotEvaluatedKey
from otcpt.batch.judging._ragged import Ragged, ints
from otcpt.batch.judging._screens import ALWAYS, BY_UNITS, LIMITS, REPEATED, Screens, bit_of
from otcpt.checking import ClaimChecker
from otcpt.checking.kernel import DayProfile, RawFinding, Task, caveats_of, profile_day, run
from otcpt.claims import ServiceLine
from otcpt.errors import InvalidInput
from otcpt.findings import Field, Outcome, RawNotEvaluated, Reason, Rule, Scope
from otcpt.rules import Law

#: Columns whose absence makes another kind of day, in the order of their bits.
_MAY_LACK = (*NUMBERS, "start_time", "end_time")
_LACK_BITS = len(_MAY_LACK) + 1

#: Kinds of days, what was said of them, lines, and hits with their words kept in memory.
_MOST_KINDS = 30_000
_MOST_KEPT = 100_000
_MOST_MADE = 20_000
_MOST_HITS = 40_000

_SIDES = ("rendering_provider_key", "billing_provider_key")
_TOLD = tuple(name for name in CODED if name not in (*_SIDES, "payer"))

#: Scopes that are asked of lines, or left unasked, whatever day they are of.
_ALONE = {Scope.LINE, *(scope for scope in Scope if scope.needs_history)}

#: What days that are alike differ in; the lines a rule is shown hold one day's, or nothing.
_NOT_SHOWN = frozenset({Field.DATE_OF_SERVICE, Field.PATIENT_KEY})

_NO_DAY = "needs claim id or patient key: the lines of one day cannot be found"


@attrs.frozen(eq=False)
class _Kind:
    """One kind of day: its law, the tasks that flag it, and those on units and minutes that have what they need."""

    law: Law
    flagged: tuple[Task, ...]
    by_units: tuple[Task, ...]
    screened: tuple[Task, ...]


class Judge:
    """Judges whole days; keeps what it learned of each kind, so that it is asked once.

    ``beyond`` says that somebody else asks the rules that look beyond the day; else they are not requested.
    """

    def __init__(self, checker: ClaimChecker, words: dict[str, Vocabulary], *, beyond: bool = False) -> None:
        self._left_out: Counter[NotEvaluatedKey] = Counter()
        self._unjudged: list[NotEvaluatedIndex] = []
        self.caveats: dict[str, str] = {}
        self.lines = 0
        self._checker = checker
        self._beyond = beyond
        self._alone = ClaimChecker(
            policy=checker.policy,
            edition=checker.edition,
            rules=[rule for rule in checker.rules if rule.scope in _ALONE],
        )
        self._together = tuple(rule for rule in checker.rules if rule.scope not in _ALONE)
        for rule in checker.rules:
            hidden = sorted(rule.reads & _NOT_SHOWN)
            if hidden and not rule.scope.needs_history:
                raise InvalidInput(
                    f"{rule.id} reads {' and '.join(hidden)} of a day's lines, which days that are alike do not share; "
                    "ask it claim by claim with a ClaimChecker",
                    "rules",
                )
        self._words = words
        self._boundaries = np.array([day.toordinal() for day in checker.boundaries], dtype=np.int64)
        self._forget()

    def _forget(self) -> None:
        self._kinds: list[_Kind] = []
        self._flags, self._counts = array("q"), array("q")
        self._kind_of: dict[bytes, int] = {}
        self._said: list[tuple[Task, ...]] = []
        self._speaks = array("q")
        self._said_of: dict[bytes, int] = {}
        self._tasks_of: dict[tuple[int, ...], tuple[Task, ...]] = {}
        self._shared: dict[tuple[object, ...], Task] = {}
        self._screens = Screens()
        self._windows: dict[int, date] = {}
        self._made: dict[tuple[date, bytes], ServiceLine] = {}
        self._single: dict[ServiceLine, ServiceLine] = {}
        self._forget_hits()
        self._unjudged = [NotEvaluatedIndex(), NotEvaluatedIndex(), self._unjudged[-1]]

    def _forget_hits(self) -> None:
        for raw_not_evaluated in self._unjudged:
            raw_not_evaluated.add_to(self._left_out)
        self._unjudged = [*self._unjudged[:-1], NotEvaluatedIndex()]
        self.hits = HitTable()
        self._hits, self._timed = Ragged(), Ragged()
        self._numbers_of: tuple[dict[bytes, int], ...] = ({}, {}, {})

    @property
    def _memories(self) -> tuple[Sized, ...]:
        return self._said, self._tasks_of

    @property
    def not_evaluated(self) -> Counter[NotEvaluatedKey]:
        """What was not judged since this was last cleared, in lines."""
        for raw_not_evaluated in self._unjudged:
            raw_not_evaluated.add_to(self._left_out)
        return self._left_out

    def begin_again(self) -> None:
        """Forget what was counted, not what was learned."""
        self.not_evaluated.clear()
        self.caveats.clear()
        self.lines = 0

    def active(self, lines: LineArrays) -> LineArrays:
        """Return the lines of active claims, whoever pays for them."""
        left = lines.standing != ACTIVE
        return lines.take(np.flatnonzero(~left)) if left.any() else lines

    def of_others(self, lines: LineArrays) -> Flags:
        """Return which lines are of payers that the policy is not about."""
        payers = self._words["payer"].values
        other = np.array([not self._checker.speaks_for(str(payer)) for payer in payers] + [False], dtype=bool)
        return other[lines.number["payer"]]

    def own(self, lines: LineArrays) -> LineArrays:
        """Return the lines of active claims that the policy is about; the others are counted."""
        left = lines.standing != ACTIVE
        if left.any():
            for standing, why in WHY.items():
                self._leave_out(int((lines.standing == standing).sum()), why)
            lines = self.active(lines)
        others = self.of_others(lines)
        if not others.any():
            return lines
        why = f"Another payer's line: policy {self._checker.policy.id} does not cover it"
        self._leave_out(int(others.sum()), why)
        return lines.take(np.flatnonzero(~others))

    def _leave_out(self, lines: int, why: str) -> None:
        if lines:
            self._left_out["*", str(Reason.NOT_APPLICABLE), why, ()] += lines

    def judge(self, lines: LineArrays) -> pa.Table:
        """Return the findings of whole days as encoded rows: by day, within a day in the order of a report."""
        if len(self._kinds) > _MOST_KINDS or max(map(len, self._memories)) > _MOST_KEPT:
            self._forget()
        if len(self.hits.known) > _MOST_HITS or max(len(self._hits), len(self._timed)) > _MOST_KEPT:
            self._forget_hits()
        for made in (self._made, self._single):
            if len(made) > _MOST_MADE:
                made.clear()
        with gc_paused():
            return self._judge(lines)

    def _judge(self, lines: LineArrays) -> pa.Table:
        self.lines += len(lines)
        days = DayIndex.of(lines, self._boundaries)
        self._rows = np.column_stack(
            [
                *(lines.number[name] for name in _TOLD),
                *(sides(lines.number[side], days.starts, days.lengths) for side in _SIDES),
                *lines.whole.values(),
            ]
        )
        kinds = self._by_kind(days)
        found = [
            self._flagged(days, kinds),
            self._by_units(days, kinds),
            *self._by_minutes(days, kinds),
        ]
        self._unjudged[0].count(kinds)
        which, hits = (np.concatenate([pair[i] for pair in found]) for i in (0, 1))
        return self.hits.table(lines, days.starts[which], hits)

    def _by_kind(self, days: DayIndex) -> Ints:
        """Number the days by their kind."""
        lines, order = days.lines, days.order
        number = lines.number
        placed = ((number["place_of_service"] + 1) << 12) + number["bill_type"] + 1
        for side in range(len(_SIDES)):
            placed = (placed << SIDE_BITS) + self._rows[:, len(_TOLD) + side]
        lacks = lines.whole["units"] == 0
        for name in _MAY_LACK:
            lacks = lacks * 2 + (lines.column(name) < 0)
        placed = (placed << _LACK_BITS) + lacks
        own = days.window * 2 + days.without_owner
        every = np.arange(len(days.starts))
        columns = [billed_as(lines)[order], placed[order]]
        stated = (number["occurrence_codes"] + 1) * 4 + number["certifying_provider_key"] + 1
        if stated.any():
            columns.append(stated[order])
            own = own + (1 << 40)
        return days.number(every, own, columns, self._kind_of, lambda day: self._learn(days, day))

    def _learn(self, days: DayIndex, day: int) -> int:
        """Make the plan of a kind of day."""
        lines = self._lines(days, day, days.order)
        without_owner = bool(days.without_owner[day])
        checker = self._alone if without_owner else self._checker
        law = checker.law_on(lines[0].date_of_service)
        plan = profile_day(law, checker.rules, lines, caveats_of)
        (by_units, missing), (by_minutes, more_missing) = plan.tasks.ready(lines)
        screened = tuple(task for task in by_units if bit_of(task) != ALWAYS)
        _, of_single_units = run(screened, plan.law, [self._as_single(line) for line in lines])
        unlimited = filter(_follows_from_the_kind, of_single_units)
        unasked = () if self._beyond else plan.unasked
        raw_not_evaluated = (*plan.raw_not_evaluated, *unasked, *missing, *more_missing, *unlimited)
        if without_owner:
            everything = tuple(range(len(lines)))
            raw_not_evaluated += tuple((rule, Reason.INPUT_MISSING, everything, _NO_DAY, ()) for rule in self._together)
        for caveat in plan.caveats:
            self.caveats[caveat.text] = caveat.id
        others = tuple(task for task in by_units if task not in screened)
        kind = _Kind(plan.law, _flagged(plan), self._same(others), self._same((*screened, *by_minutes)))
        self._kinds.append(kind)
        self._flags.append(bool(kind.flagged))
        self._counts.append(bool(kind.by_units))
        self._unjudged[0].learn(raw_not_evaluated)
        self._screens.add(plan, kind.screened, lines)
        return len(self._kinds) - 1

    def _as_single(self, line: ServiceLine) -> ServiceLine:
        """The line with one unit, if it has any."""
        single = self._single.get(line)
        if single is None:
            single = self._single[line] = attrs.evolve(line, units=line.units and 1)
        return single

    def _same(self, tasks: Iterable[Task]) -> tuple[Task, ...]:
        """Equal tasks as the same objects: kinds have thousands of them."""
        return tuple([self._shared.setdefault((task.rule.id, task.members, task.touched), task) for task in tasks])

    def _flagged(self, days: DayIndex, kinds: Ints) -> tuple[Ints, Ints]:
        """What rules say of the kinds they flag, asked again for every order in which the lines came."""
        which = np.flatnonzero(ints(self._flags)[kinds])

        def ask(day: int) -> int:
            kind = self._kinds[int(kinds[day])]
            lines = self._lines(days, day)
            return self._tell(run(_moved(kind.flagged, days.came(day)), kind.law, lines)[0], lines)

        number = days.number(which, kinds[which], [days.moved], self._numbers_of[0], ask)
        return self._hits.spread(which, number)

    def _by_units(self, days: DayIndex, kinds: Ints) -> tuple[Ints, Ints]:
        """What rules say that read units but no minutes, once for equal kinds and units, and for every order."""
        which = np.flatnonzero(ints(self._counts)[kinds])

        def learn(day: int) -> int:
            kind = self._kinds[int(kinds[day])]
            found, raw_not_evaluated = run(kind.by_units, kind.law, self._lines(days, day, days.order))
            flagging = _flagging(found)
            self._said.append(tuple(task for task in kind.by_units if task.rule in flagging))
            self._speaks.append(bool(flagging))
            self._unjudged[1].learn(raw_not_evaluated)
            return len(self._said) - 1

        units = days.lines.whole["units"][days.order]
        said = days.number(which, kinds[which], [units], self._said_of, learn)
        self._unjudged[1].count(said)
        flagged = np.flatnonzero(ints(self._speaks)[said])
        which, said = which[flagged], said[flagged]
        said_of = dict(zip(which.tolist(), said.tolist(), strict=True))

        def ask(day: int) -> int:
            lines = self._lines(days, day)
            tasks = _moved(self._said[said_of[day]], days.came(day))
            return self._tell(run(tasks, self._kinds[int(kinds[day])].law, lines)[0], lines)

        number = days.number(which, said, [days.moved], self._numbers_of[1], ask)
        return self._hits.spread(which, number)

    def _by_minutes(self, days: DayIndex, kinds: Ints) -> Iterator[tuple[Ints, Ints]]:
        """What the screened rules say of days that were not cleared, once for equal numbers."""
        bits = self._screens.suspects(days.lines.arranged(days.order), days.starts, days.lengths, kinds)
        timed = bits & ~BY_UNITS > 0
        beyond = {name: values for name in _MAY_LACK if (values := days.lines.column(name)).max(initial=-1) >= 0}
        by_units = {name: values for name, values in beyond.items() if name == "units"}
        for which, read in ((np.flatnonzero((bits > 0) & ~timed), by_units), (np.flatnonzero(timed), beyond)):
            columns = [values[days.order] for values in read.values()]
            own = kinds[which] << len(_MAY_LACK) | sum(1 << _MAY_LACK.index(name) for name in read)

            def ask(day: int) -> int:
                lines = self._lines(days, day)
                found, raw_not_evaluated = self._suspected(days, day, lines, kinds, bits)
                self._unjudged[2].learn(entry for entry in raw_not_evaluated if not _follows_from_the_kind(entry))
                self._timed.add(self.hits.number(found, lines))
                return len(self._timed) - 1

            number = days.number(which, own, [days.moved, *columns], self._numbers_of[2], ask)
            self._unjudged[2].count(number)
            yield self._timed.spread(which, number)

    def _suspected(
        self, days: DayIndex, day: int, lines: Sequence[ServiceLine], kinds: Ints, bits: Ints
    ) -> tuple[Sequence[RawFinding], Sequence[RawNotEvaluated]]:
        """What the tasks say of a day that were not cleared."""
        kind, suspected, came = int(kinds[day]), int(bits[day]), days.came(day)
        key = kind, suspected, *came
        tasks = self._tasks_of.get(key)
        if tasks is None:
            chosen = [task for task in self._kinds[kind].screened if bit_of(task) & suspected]
            tasks = self._tasks_of[key] = _moved(chosen, came)
        return run(tasks, self._kinds[kind].law, lines)

    def _tell(self, found: Iterable[RawFinding], lines: Sequence[ServiceLine]) -> int:
        """Keep what was said of a day's lines; return its number."""
        self._hits.add(self.hits.number(found, lines))
        return len(self._hits) - 1

    def _lines(self, days: DayIndex, day: int, order: Ints | None = None) -> tuple[ServiceLine, ...]:
        """The lines of a day as values, as they came or in an order, without their owner."""
        at = int(days.starts[day])
        window = int(days.window[day])
        on = self._windows.get(window)
        if on is None:
            on = self._windows[window] = date.fromordinal(int(days.lines.day[at]))
        rows = range(at, at + int(days.lengths[day]))
        made = []
        for row in rows if order is None else order[rows.start : rows.stop].tolist():
            key = (on, self._rows[row].tobytes())
            line = self._made.get(key)
            if line is None:
                line = self._made[key] = self._line(self._rows[row].tolist(), on)
            made.append(line)
        return tuple(made)

    def _line(self, numbers: Sequence[int], on: date) -> ServiceLine:
        fields: dict[str, Any] = {
            name: None if number < 0 else self._words[name].values[number]
            for name, number in zip(_TOLD, numbers, strict=False)
        }
        for name, side in zip(_SIDES, numbers[len(_TOLD) :], strict=False):
            fields[name] = None if side == NO_SIDE else str(side)
        for name, number in zip(NUMBERS, numbers[len(_TOLD) + len(_SIDES) :], strict=True):
            fields[name] = None if number < 0 else number
        return ServiceLine(date_of_service=on, **fields)


def _flagged(plan: DayProfile) -> tuple[Task, ...]:
    """The tasks that found something on a kind of day."""
    flagging = _flagging(plan.found)
    alone = [
        Task(rule, positions, positions)
        for rule, positions, *_ in plan.found
        if rule.scope is Scope.LINE and rule in flagging
    ]
    return (*[task for task in plan.settled_by if task.rule in flagging], *dict.fromkeys(alone))


def _flagging(found: Iterable[RawFinding]) -> tuple[Rule, ...]:
    """The rules with a finding among these; released edits are none."""
    return tuple(dict.fromkeys(rule for rule, *_ in found if rule.outcome is Outcome.FINDING))


def _follows_from_the_kind(entry: RawNotEvaluated) -> bool:
    """Whether it was counted when the kind was learned: that a limit is not known, or counts other units.

    Whose units are above a limit follows from the units.
    """
    return entry[0] is not None and entry[0].id in LIMITS | REPEATED and entry[1] is not Reason.INPUT_MISSING


def _moved(tasks: Iterable[Task], came: Sequence[int]) -> tuple[Task, ...]:
    """The tasks over the lines as they came."""
    return tuple(
        Task(task.rule, tuple(sorted([came[i] for i in task.members])), tuple(sorted([came[i] for i in task.touched])))
        for task in tasks
    )
