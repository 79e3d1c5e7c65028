"""The rules over arrays of days: each rule is run once for what it reads, and its hits go to every day that is alike.

Three steps, as in a single check. What rules say of a kind of day (everything but units and minutes) is asked once per
kind. Where they find something, and where a screen over the whole array could not clear units and minutes, the lines
that decide it are asked about, once for what the rules read of them.
"""

from array import array
from collections import Counter
from collections.abc import Sequence
from datetime import date
from threading import Condition
from typing import Any

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from otcpt.batch.input._arrays import Ragged, flags_of, ints
from otcpt.batch.input._claim_reversals import ACTIVE, WHY, active
from otcpt.batch.input._lines import ALONE, CODED, NUMBERS, Flags, Ints, LineArrays, Vocabulary, once, repeated
from otcpt.batch.input._order import day_starts
from otcpt.batch.input._providers import SIDES
from otcpt.batch.judging._alike import LEARNING, near, number_rows, one_by_one
from otcpt.batch.judging._apart import DaysApart
from otcpt.batch.judging._asks import (
    EVERYTHING,
    NOTHING,
    Asks,
    Known,
    KnownLine,
    Question,
    above_total,
    follows_from_the_kind,
)
from otcpt.batch.judging._hits import HitTable, NotEvaluatedIndex, NotEvaluatedKey
from otcpt.batch.judging._kinds import Kinds
from otcpt.batch.judging._pool_hits import PoolHits, wrong_days
from otcpt.checking import ClaimChecker
from otcpt.checking.kernel import Task, run
from otcpt.claims import ServiceLine
from otcpt.collector import gc_paused
from otcpt.errors import InvalidInput
from otcpt.findings import Field, Part, Reason
from otcpt.rules import Law

#: The number of no provider, and how many a day may have.
NO_SIDE = (1 << 15) - 1


@attrs.frozen(eq=False)
class DayIndex:
    """Whole days of lines: where each begins, how long it is, its stretch of law, and whose it is, if anybody's."""

    lines: LineArrays
    starts: Ints
    lengths: Ints
    window: Ints
    without_owner: Flags

    @classmethod
    def of(cls, lines: LineArrays, boundaries: Ints) -> "DayIndex":
        """Part lines into days."""
        starts = day_starts(lines)
        lengths = np.diff(np.append(starts, len(lines)))
        window = np.searchsorted(boundaries, lines.day[starts], side="right")
        without_owner = np.zeros(len(starts), dtype=bool)
        if lines.claim_id.null_count:
            without_owner = flags_of(pc.starts_with(lines.who, ALONE))[starts]
        return cls(lines, starts, lengths, window, without_owner)

    def part(self, some: slice, rows: slice) -> "DayIndex":
        """Some days, which have these rows."""
        starts = self.starts[some] - rows.start
        own = self.lengths[some], self.window[some], self.without_owner[some]
        return DayIndex(self.lines.slice(rows.start, rows.stop), starts, *own)


def sides(keys: Ints, starts: Ints, lengths: Ints) -> Ints:
    """Number the providers of each day in the order in which they come: 0 for all lines of most days."""
    numbered = np.where(keys < 0, NO_SIDE, 0) if once(keys).min() < 0 else repeated(0, len(keys))
    if once(keys) is not keys:
        return numbered
    changes = keys[1:] != keys[:-1]
    if np.count_nonzero(changes) > np.count_nonzero(changes[starts[1:] - 1]):
        others = (keys >= 0) & (keys != np.repeat(keys[starts], lengths))
        numbered = numbered.copy()
        day_of = np.repeat(np.arange(len(starts)), lengths)
        for day in np.unique(day_of[others]).tolist():
            own = slice(int(starts[day]), int(starts[day] + lengths[day]))
            known: dict[int, int] = {}
            numbered[own] = [NO_SIDE if key < 0 else known.setdefault(key, len(known)) for key in keys[own].tolist()]
            if len(known) >= NO_SIDE:
                raise InvalidInput(
                    f"a patient has more than {NO_SIDE:,} providers on a day; is patient_key the same on every row?",
                    "patient_key",
                )
    return numbered


#: Columns whose absence makes another kind of day, in the order of their bits.
_MAY_LACK = (*NUMBERS, "start_time", "end_time")

#: Kinds of days, answers, and hits with their words kept in memory.
_MOST_KINDS = 30_000
_MOST_KEPT = 100_000
_MOST_HITS = 40_000

_KEYED = tuple(name for name in CODED if name not in (*SIDES, *_MAY_LACK, "payer"))

#: What days that are alike differ in; the lines a rule is shown hold one day's, or nothing.
_NOT_SHOWN = frozenset({Field.DATE_OF_SERVICE, Field.PATIENT_KEY})


class Judge:
    """Judges whole days; keeps what it learned of each kind, so that it is asked once.

    ``beyond`` says that somebody else asks the rules that look beyond the day; else they are not requested. Findings
    are put ``in_words``, or are flags.
    """

    def __init__(self, checker: ClaimChecker, words: dict[str, Vocabulary], *, beyond: bool, in_words: bool) -> None:
        self._left_out: Counter[NotEvaluatedKey] = Counter()
        self._unjudged: list[NotEvaluatedIndex] = []
        self.caveats: dict[str, str] = {}
        self.lines = 0
        self._checker = checker
        self._beyond = beyond
        self._in_words = in_words
        self._room, self._busy = Condition(LEARNING), 0
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
        self._line_of: dict[tuple[int, ...], int] = {}
        self._known = Known(self._checker.rules, self._beyond, self.caveats)
        self._kinds = Kinds(self._known)
        self._code_of = array("q")
        self._windows: dict[int, date] = {}
        self._apart = DaysApart(self._known, in_words=self._in_words)
        self._pools = PoolHits(HitTable(in_words=self._in_words))
        self._forget_hits()
        self._unjudged = [self._kinds.unjudged, self._apart.unjudged, self._unjudged[-1]]

    def _forget_hits(self) -> None:
        for raw_not_evaluated in self._unjudged:
            raw_not_evaluated.add_to(self._left_out)
        self._unjudged = [*self._unjudged[:-1], NotEvaluatedIndex()]
        self.hits = HitTable(in_words=self._in_words)
        self._pools.forget_hits(self.hits)
        self._answers = Ragged()
        self._answer_of: dict[tuple[int, ...], int] = {}

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
            lines = active(lines)
        others = self.of_others(lines)
        if not others.any():
            return lines
        why = f"Another payer's line: policy {self._checker.policy.id} does not cover it"
        self._leave_out(int(others.sum()), why)
        return lines.take(np.flatnonzero(~others))

    def _leave_out(self, lines: int, why: str) -> None:
        if not lines:
            return
        with LEARNING:
            self._left_out["*", str(Reason.NOT_APPLICABLE), why, ()] += lines

    def judge(self, lines: LineArrays) -> pa.Table:
        """Return the findings of whole days as encoded rows: by day, within a day in the order of a report.

        Several threads may judge at once; before something is forgotten, one waits until the others have done.
        """
        with self._room:
            while self._busy and self._is_full:
                self._room.wait()
            if self._is_full > 1:
                self._forget()
            if self._is_full:
                self._forget_hits()
            self._busy += 1
            self.lines += len(lines)
        try:
            with gc_paused():
                return self._judge(lines)
        finally:
            with self._room:
                self._busy -= 1
                self._room.notify_all()

    @property
    def _is_full(self) -> int:
        """Whether hits have to be forgotten (1), or all that was learned (2)."""
        if len(self._kinds) > _MOST_KINDS or max(len(self._pools), len(self._apart)) > _MOST_KEPT:
            return 2
        return len(self.hits) > _MOST_HITS or len(self._answers) > _MOST_KEPT

    def _judge(self, lines: LineArrays) -> pa.Table:
        days = DayIndex.of(lines, self._boundaries)
        numbers = {name: values for name in _MAY_LACK if once(values := lines.column(name)).max() >= 0}
        line_of = np.empty(len(lines), dtype=np.int64)
        for some, rows in near(days.starts, days.lengths):
            line_of[rows] = self._number_lines(days.part(some, rows))
        asks = Asks()
        too_long = above_total(lines, days.starts)
        done = self._apart.judge(lines, line_of, days.starts, days.lengths, too_long, asks)
        if not done.all():
            self._kinds.judge(lines, line_of, days.starts[~done], days.lengths[~done], too_long[~done], asks)
        asked_of = [(self._known.questions[number], np.concatenate(at)) for (number, _), at in asks.items()]
        for place, (question, at) in enumerate(asked_of):
            if question.accounts:
                wrong = wrong_days(question.accounts, numbers["units"][at.T], numbers["minutes"][at.T])
                asked_of[place] = question, at[wrong]
        found = [
            (self._find_pools if question.by_units else self._ask)(question, line_of, at, numbers)
            for question, at in asked_of
        ]
        return self.hits.table(lines, found)

    def _number_lines(self, days: DayIndex) -> Ints:
        """Number the lines by everything that makes a kind of day."""
        lines = days.lines
        lacks = (lines.whole["units"] == 0).astype(np.int64)
        for place, name in enumerate(_MAY_LACK, 1):
            lacking = once(lines.column(name)) < 0
            if lacking.any():
                lacks += lacking * (1 << place)
        columns = [
            *(lines.number[name] for name in _KEYED),
            *(sides(lines.number[side], days.starts, days.lengths) for side in SIDES),
            lacks,
            np.repeat(days.window * 2 + days.without_owner, days.lengths),
        ]
        return number_rows(columns, self._line_of, one_by_one(lambda row, key: self._learn_line(lines, row, key)))

    def _learn_line(self, lines: LineArrays, row: int, key: tuple[int, ...]) -> int:
        window, without_owner = divmod(key[-1], 2)
        on = self._windows.get(window)
        if on is None:
            on = self._windows[window] = date.fromordinal(int(lines.day[row]))
        fields: dict[str, Any] = {
            name: None if number < 0 else self._words[name].values[number]
            for name, number in zip(_KEYED, key, strict=False)
        }
        for name, side in zip(SIDES, key[len(_KEYED) :], strict=False):
            fields[name] = None if side == NO_SIDE else str(side)
        numbers = {name: int(lines.column(name)[row]) for name in _MAY_LACK}
        numbers["units"] = min(numbers["units"], 1)
        line = ServiceLine(date_of_service=on, **fields, **self._given(numbers))
        self._code_of.append(self._words["code"].number(line.code))
        known = KnownLine(line, self._checker.law_on(on), bool(without_owner))
        self._apart.learn_line(known)
        self._known.lines.append(known)
        return len(self._known.lines) - 1

    def _given(self, numbers: dict[str, int]) -> dict[str, Any]:
        """What a line has beyond what makes the kind of day: whole numbers, and times of day."""
        return {
            name: None if number < 0 else number if name in NUMBERS else self._words[name].values[number]
            for name, number in numbers.items()
        }

    def _ask(self, question: Question, line_of: Ints, at: Ints, numbers: dict[str, Ints]) -> tuple[Ints, Ints]:
        """Ask about the lines in some rows, once for equal ones; return the hits, after the rows they are about."""
        length = at.shape[1]
        alike = length == 2 and all(rule.part is Part.PAIR for rule in question.rules)  # in either order
        at = np.take_along_axis(at, np.argsort(line_of[at] if alike else at, axis=1), axis=1)
        names = [name for name in numbers if question.reads == EVERYTHING or (name == "units" and question.reads)]
        columns = [*line_of[at].T, *(row for name in names for row in numbers[name][at].T)]
        asked = np.broadcast_to(np.int64(self._known.number(question)), len(at))

        def learn(_: int, key: tuple[int, ...]) -> int:
            own = [self._known.lines[number] for number in key[1 : length + 1]]
            lines = [self._made_of(names, key[1 + place :: length]) for place in range(length)]
            found, raw_not_evaluated = run([Task(rule, every, every) for rule in question.rules], own[0].law, lines)
            counted = () if question.reads == NOTHING else raw_not_evaluated
            bundle = self._unjudged[-1].bundle(entry for entry in counted if not follows_from_the_kind(entry))
            self._unjudged[-1].learn(bundle)
            self._answers.add(self.hits.number(found, lines))
            return len(self._answers) - 1

        every = tuple(range(length))
        answers = number_rows([asked, *columns], self._answer_of, one_by_one(learn))
        self._unjudged[-1].count(answers)
        which, hits = self._answers.spread(np.arange(len(at)), answers)
        return at[which], hits

    def _find_pools(self, question: Question, line_of: Ints, at: Ints, numbers: dict[str, Ints]) -> tuple[Ints, Ints]:
        """Return the hits about pools, after the rows of these."""

        def lines_of(row: int) -> tuple[Law, list[ServiceLine]]:
            known = [self._known.lines[number] for number in line_of[at[row]].tolist()]
            return known[0].law, [one.line for one in known]

        units, minutes, codes = numbers["units"][at.T], numbers["minutes"][at.T], ints(self._code_of)[line_of[at.T]]
        number = self._known.number(question)
        found, *said = self._pools.find(question, number, units, minutes, codes, lines_of)
        return at[found], self._pools.number(*said)

    def _made_of(self, names: Sequence[str], key: tuple[int, ...]) -> ServiceLine:
        """A line by its number and what it has of some columns."""
        if not names:
            return self._known.lines[key[0]].line
        return attrs.evolve(self._known.lines[key[0]].line, **self._given(dict(zip(names, key[1:], strict=True))))
