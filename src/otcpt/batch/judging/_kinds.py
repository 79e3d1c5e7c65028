"""Days asked as a whole, kind by kind: those that tables of lines and pairs do not settle."""

from collections.abc import Sequence
from functools import cache, partial
from typing import NamedTuple

import numpy as np

from otcpt.batch.input._lines import Flags, Ints, LineArrays
from otcpt.batch.judging._alike import arranged_rows, number_rows, one_by_one
from otcpt.batch.judging._asks import (
    ABOVE_LIMIT,
    ABOVE_TOTAL,
    ALWAYS,
    ASSISTED,
    EVERYTHING,
    LIMITS,
    NOTHING,
    POOLS,
    UNITS,
    Asks,
    Known,
    Question,
    most_units,
    when_asked,
    without_limit,
)
from otcpt.batch.judging._hits import NotEvaluatedIndex
from otcpt.checking.kernel import Task, caveats_of, profile_day
from otcpt.claims import ServiceLine
from otcpt.findings import Outcome, RawNotEvaluated, Reason, Rule, Scope
from otcpt.rules import Account, Law, accounts_of

#: Scopes that are asked of lines, or left unasked, whatever day they are of.
_ALONE = {Scope.LINE, *(scope for scope in Scope if scope.needs_history)}
_NO_DAY = "needs claim id or patient key: the lines of one day cannot be found"


class _Kind(NamedTuple):
    """What a kind of day is ``asked``: questions, each with when it is asked, and of the lines at which places.

    ``most`` are the units of each line that are within every limit, whatever the other lines have.
    """

    asked: Sequence[tuple[int, int, tuple[int, ...]]]
    most: Sequence[int]


class Kinds:
    """What each kind of day is asked, and what is not judged of it."""

    def __init__(self, known: Known) -> None:
        self.unjudged = NotEvaluatedIndex()
        self._known = known
        self._alone = tuple(rule for rule in known.rules if rule.scope in _ALONE)
        self._together = tuple(rule for rule in known.rules if rule.scope not in _ALONE)
        self._kind_of: dict[tuple[int, ...], int] = {}
        self._kinds: list[_Kind] = []

    def __len__(self) -> int:
        return len(self._kind_of)

    def judge(self, lines: LineArrays, line_of: Ints, first: Ints, lengths: Ints, too_long: Flags, asks: Asks) -> None:
        """Add what is asked of which rows of days: of each the first, how many they are, and if it is too long."""
        starts = np.cumsum(lengths) - lengths
        rows = np.repeat(first - starts, lengths) + np.arange(int(lengths.sum()))
        order = rows[arranged_rows(line_of[rows], starts, lengths)]
        kinds = self._number(line_of[order], starts, lengths)
        self.unjudged.count(kinds)
        assisted = np.logical_or.reduceat(lines.whole["assistant_minutes"][order] > 0, starts)
        by_kind = np.argsort(kinds, kind="stable")
        for days in np.split(by_kind, np.flatnonzero(np.diff(kinds[by_kind])) + 1):
            kind = self._kinds[kinds[days[0]]]
            at = order[starts[days][:, None] + np.arange(len(kind.most))]
            above = (lines.whole["units"][at] > kind.most).any(axis=1)
            when = ALWAYS + ABOVE_TOTAL * too_long[days] + ASSISTED * assisted[days] + ABOVE_LIMIT * above
            for question, asked_when, places in kind.asked:
                wanted = np.flatnonzero(when & asked_when)
                if len(wanted):
                    asks.add(question, at[wanted[:, None], places])

    def _number(self, line_of: Ints, starts: Ints, lengths: Ints) -> Ints:
        """Number the days by their kind."""
        kinds = np.empty(len(starts), dtype=np.int64)
        for length in np.flatnonzero(np.bincount(lengths)).tolist():
            own = np.flatnonzero(lengths == length)
            values = line_of[starts[own] + np.arange(length)[:, None]]
            kinds[own] = number_rows([*values], self._kind_of, one_by_one(self._learn))
        return kinds

    def _learn(self, _: int, numbers: tuple[int, ...]) -> int:
        """Take up the next kind, the numbers of its lines, and return its own."""
        known = [self._known.lines[number] for number in numbers]
        law, lines = known[0].law, [one.line for one in known]
        codes = [line.code for line in lines]
        without_day = known[0].without_day
        rules = self._alone if without_day else self._known.rules
        profile = profile_day(law, rules, lines, caveats_of)
        (by_units, missing), (by_minutes, more_missing) = profile.tasks.ready(lines)
        limits = [task for task in by_units if task.rule.id in LIMITS]
        entries: list[RawNotEvaluated] = [*profile.raw_not_evaluated, *profile.unasked, *missing, *more_missing]
        entries += without_limit(limits, law, lines)
        if without_day:
            entries += [(rule, Reason.INPUT_MISSING, (0,), _NO_DAY, ()) for rule in self._together]
        self.unjudged.learn(self.unjudged.bundle(self._known.own(entries)))
        self._known.limit(profile.caveats)
        asked: dict[tuple[int, int, tuple[Account, ...], tuple[int, ...]], list[Rule]] = {}
        found = dict.fromkeys((hit[0], hit[1][0]) for hit in profile.found if hit[0].outcome is Outcome.FINDING)
        alone = [Task(rule, (place,), (place,)) for rule, place in found if rule.scope is Scope.LINE]
        for task in (*profile.settled_by, *alone):
            if any((task.rule, place) in found for place in task.members):
                asked.setdefault((ALWAYS, NOTHING, (), task.members), []).append(task.rule)
        accounts_of_task = cache(partial(_accounts, law, lines))
        for tasks, reads in ((by_units, UNITS), (by_minutes, EVERYTHING)):
            for task in tasks:
                accounts = accounts_of_task(task.members, task.touched) if task.rule.id in POOLS else ()
                when = when_asked(task.rule, [lines[i] for i in task.members])
                asked.setdefault((when, reads, accounts, task.members), []).append(task.rule)
        self._kinds.append(
            _Kind(
                [
                    (self._known.number(Question(tuple(own), reads, accounts)), when, places)
                    for (when, reads, accounts, places), own in asked.items()
                ],
                [
                    most_units(law, code, [task.rule for task in limits if place in task.touched]) // codes.count(code)
                    for place, code in enumerate(codes)
                ],
            )
        )
        return len(self._kinds) - 1


def _accounts(
    law: Law, lines: Sequence[ServiceLine], members: tuple[int, ...], touched: tuple[int, ...]
) -> tuple[Account, ...]:
    """Return the accounts of touched lines by their places among the members."""
    return accounts_of(law, [lines[i] for i in members], [place for place, i in enumerate(members) if i in touched])
