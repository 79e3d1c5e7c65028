"""Days that are settled by their lines, by each two of them and by their pool: judged by tables.

A day is one where one practitioner furnished lines of different codes. Rules judge it line by line, pair by pair or
pool by pool, as each says with its `part`; those that look at the day as a whole are asked of all its lines. What is
not known to be so is left to the kinds.
"""

from array import array
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from otcpt.batch.input._arrays import Flags, Ints, array_of, ints, ints_of
from otcpt.batch.input._lines import LineArrays
from otcpt.batch.judging._alike import LEARNING, near, sorted_columns
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
    KnownLine,
    Question,
    assisted,
    most_units,
    when_asked,
    without_limit,
)
from otcpt.batch.judging._hits import NotEvaluatedIndex
from otcpt.batch.judging._pairs import SPEAKS, Pairs
from otcpt.batch.judging._pools import are_right
from otcpt.checking.kernel import KIND_FIELDS, UNIT_FIELDS, LineProfiles, Task, caveats_of, run
from otcpt.claims import ServiceLine
from otcpt.findings import Field, Outcome, Part, Rule
from otcpt.modifiers import DISCIPLINE
from otcpt.rules import Account, Law, accounts_of, codes_of, discipline_of, follows_from_units

#: Lines of a day, and lines that differ, up to which tables are asked; a number of a line takes twelve bits.
_MOST_LINES, _BITS = 5, 12
_MOST_KNOWN = (1 << _BITS) - 2
_LAST = (1 << _BITS) - 1
#: More units than a day's minutes make; after the letters of every code.
_MOST_UNITS, _LAST_CODE = 1000, 1 << 60
#: What a line is in the pool of its day: no part of it; one because of which each such day is asked by itself; or, from
#: here on, a code of its own, the first of a family, or its add-on.
_NO_PART, _ODD, _ORDINARY = range(3)
_SORTS = 5
#: When something is asked, beside the bits of `when_asked`: whatever units and minutes are, and where those of a line
#: that is counted by itself do not agree.
_FOUND, _COUNTED = 0, -1
_BY_LINE = frozenset({Part.LINE, Part.CODE})

#: Which rules on the kind of day are asked of which lines, those but for pairs, and what is not judged.
_Tasks = tuple[Sequence[Task], Sequence[Task], tuple[int, ...]]


class _InDay(NamedTuple):
    """What a line adds to any day: rules on units and minutes that look at all lines, and what is not judged of it.

    ``same_rules`` is one number for lines that concern the same rules on kinds of days, ``same_caveats`` for billed
    lines of which caveats say the same; 0 for others.
    """

    of_all: tuple[Rule, ...]
    unjudged: tuple[int, ...]
    same_rules: int
    same_caveats: int


class DaysApart:
    """What is known of lines, and of days by the numbers of their lines, and the questions they ask; -1 is none."""

    def __init__(self, known: Known, *, in_words: bool) -> None:
        self.unjudged = NotEvaluatedIndex()
        self.pairs = Pairs(known, in_words=in_words)
        self._known = known
        self._pool_rules = tuple([rule for rule in known.rules if rule.id in POOLS])
        of_days = [rule for rule in known.rules if rule.part not in _BY_LINE or rule.runs_only_with]
        self._all_have = frozenset[Field]().union(*[rule.needs | rule.runs_only_with for rule in of_days])
        self._some_have = frozenset[Field]().union(*[rule.needs for rule in known.rules if rule.part is Part.CODE])
        self._number_of: dict[object, int] = {frozenset(): 0}
        # of each line
        self._whose = array("q")  # whose it is, and what all lines of its day have; -1 where the kinds judge its days
        self._lacks = array("q")  # what it lacks that other lines may have, 0 for nothing
        self._limit = array("q")  # units that are within every limit
        self._pool = array("q")
        self._first = array("q")  # the first code of its family, and the last: its own, if it has none
        self._last = array("q")
        self._of_line = {when: array("q") for when in (_FOUND, _COUNTED, ALWAYS, ASSISTED, ABOVE_LIMIT)}
        self._in_day: list[_InDay] = []
        # of each day
        self._days = array("q")  # the numbers of its lines
        self._able = array("b")  # whether it is judged here
        self._speaks = array("b")  # whether something is asked about two of its lines
        self._joined = array("b")  # whether two lines of its pool are of one family
        self._of_day = {when: array("q") for when in (_FOUND, ALWAYS, ABOVE_TOTAL)}
        # of what many days share
        self._tasks_of: dict[tuple[int, ...], _Tasks] = {}
        self._caveats: set[frozenset[int]] = set()
        self._pool_questions: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._days)

    def learn_line(self, known: KnownLine) -> None:
        """Take up the next line."""
        line, law = known.line, known.law
        (profile,), billed, tasks = law.cached(self._known.rules, LineProfiles).of_day((line,))
        (by_units, missing), (by_minutes, more_missing) = tasks.ready((line,))
        limits = [task for task in by_units if task.rule.id in LIMITS]
        entries = [*missing, *more_missing, *tasks.unasked, *without_limit(limits, law, [line])]
        asked: dict[int, list[Rule]] = {when: [] for when in self._of_line}
        if billed:
            alone = profile.at(0)
            entries += [*alone.raw_not_evaluated, *alone.unasked]
            asked[_FOUND] += dict.fromkeys(hit[0] for hit in alone.found if hit[0].outcome is Outcome.FINDING)
        of_all, of_pool = [], []
        for rule, *_ in (*by_units, *by_minutes):
            if rule.id in POOLS:
                of_pool.append(rule)
            elif rule.part in _BY_LINE:
                asked[when_asked(rule, [line])].append(rule)
            else:
                of_all.append(rule)
        accounts = accounts_of(law, [line], (0,)) if of_pool else ()
        timing = law.timing(line.code)
        shares = law.settings.unit_method == "cms" and timing is not None and timing.pool is not None
        follows = shares and follows_from_units(law, [line], accounts)
        asked[_COUNTED] += () if shares else of_pool
        for when, questions in self._of_line.items():
            reads = NOTHING if when == _FOUND else UNITS if when == ABOVE_LIMIT else EVERYTHING
            questions.append(self._question(asked[when], reads, accounts if when == _COUNTED else ()))
        settled = (
            not known.without_day
            and len(self._whose) < _MOST_KNOWN
            and len(DISCIPLINE.keys() & {*line.modifiers}) < 2
            and not any(rule.reads <= UNIT_FIELDS for rule in of_all)
            and (line.minutes is not None or not any(_needs_minutes(rule) for rule in profile.concerned))
            and (not of_pool or (len(of_pool) == len(self._pool_rules) and law.settings.unit_method != "best"))
        )
        lacks = frozenset([field for field in Field if getattr(line, field) is None])
        keys = law, line.rendering_provider_key, line.billing_provider_key
        whose = *keys, discipline_of(line, law.settings.discipline), lacks & self._all_have - {Field.MINUTES}
        self._whose.append(self._number(whose) if settled else -1)
        self._lacks.append(self._number(lacks & self._some_have))
        self._limit.append(most_units(law, line.code, [task.rule for task in limits]))
        self._pool.append(_ORDINARY + accounts[0].roles[0] if follows else _ODD if shares and of_pool else _NO_PART)
        codes = sorted(codes_of(law, [line]))
        self._first.append(_in_order(codes[0]))
        self._last.append(_in_order(codes[-1]))
        disciplines = tuple([modifier for modifier in line.modifiers if modifier in DISCIPLINE])
        concerned = frozenset([rule for rule in profile.concerned if rule.reads <= KIND_FIELDS])
        self._in_day.append(
            _InDay(
                tuple(of_all),
                self.unjudged.bundle(self._known.own(entries)),
                self._number((*keys, lacks, bool(billed), disciplines, concerned)),
                self._number((*keys, line.code, line.bill_type, disciplines)) if billed else 0,
            )
        )

    def _number(self, value: object) -> int:
        return self._number_of.setdefault(value, len(self._number_of))

    def _question(self, rules: Sequence[Rule], reads: int, accounts: tuple[Account, ...] = ()) -> int:
        return self._known.number(Question(tuple(rules), reads, accounts)) if rules else -1

    def judge(
        self, lines: LineArrays, line_of: Ints, starts: Ints, lengths: Ints, too_long: Flags, asks: Asks
    ) -> Flags:
        """Return which days are judged here, and add what is asked of which rows of these."""
        if max(self._whose) < 0:
            return np.zeros(len(starts), dtype=bool)
        units, minutes = lines.whole["units"], lines.whole["minutes"]
        keys, right, above = np.zeros(len(starts), dtype=np.int64), np.zeros(len(starts), dtype=bool), []
        for some, rows in near(starts, lengths):
            own = line_of[rows], units[rows], minutes[rows], starts[some] - rows.start, lengths[some]
            keys[some], right[some], more = self._look_through(*own)
            above.append(more + rows.start)
        kinds = self._number_days(keys)
        done, speaks, joined = (ints(known)[kinds] > 0 for known in (self._able, self._speaks, self._joined))
        self.unjudged.count(kinds[done])
        for days, at in _by_length(done & (joined | ~right), starts, lengths):
            self._ask_pools(at, line_of[at], kinds[days], asks)
        for _, at in _by_length(done & speaks, starts, lengths):
            self._ask_pairs(at, line_of[at], asks)
        counts = np.add.reduceat(units != 0, starts, dtype=np.int64)
        billed = np.flatnonzero(units), np.cumsum(counts) - counts, counts
        for when, of_day in self._of_day.items():
            asked = ints(of_day)[kinds]
            rows_of, *where = billed if when == _FOUND else (np.arange(len(units)), starts, lengths)
            for days, at in _by_length(done & (asked >= 0) & (too_long | (when != ABOVE_TOTAL)), *where):
                for question, which in _by_number(asked[days]):
                    asks.add(question, rows_of[at[:, which].T])
        screened = {ABOVE_LIMIT: np.concatenate(above), ASSISTED: assisted(lines)}
        for when, of_line in self._of_line.items():
            asked = ints(of_line)
            if asked.max() >= 0:
                some_rows = screened.get(when, np.flatnonzero((asked >= 0)[line_of]))
                some_rows = some_rows[done[np.searchsorted(starts, some_rows, side="right") - 1]]
                for question, which in _by_number(asked[line_of[some_rows]]):
                    asks.add(question, some_rows[which, None])
        return done

    def _look_through(self, line_of: Ints, units: Ints, minutes: Ints, starts: Ints, lengths: Ints) -> tuple[Ints, ...]:
        """Return the key of each day, 0 for none, whether units of its pool are right, and lines above their limit."""
        keys, right = np.zeros(len(starts), dtype=np.int64), np.zeros(len(starts), dtype=bool)
        counted = (ints(self._pool) != _NO_PART)[line_of]
        spent = minutes.astype(np.int16) * counted
        billed = np.minimum(units, _MOST_UNITS).astype(np.int16) * counted
        for length in np.flatnonzero(np.bincount(lengths)[: _MOST_LINES + 1]).tolist():
            days = np.flatnonzero(lengths == length)
            at = starts[days] + np.arange(length)[:, None]
            right[days] = are_right(spent[at], billed[at])
            own = np.zeros(len(days), dtype=np.int64)
            for numbers in sorted_columns(line_of[at]):
                own <<= _BITS
                own += np.minimum(numbers + 1, _LAST)
            keys[days] = own
        return keys, right, np.flatnonzero(units > ints(self._limit)[line_of])

    def _number_days(self, keys: Ints) -> Ints:
        """Number days by their keys."""
        known = self._find(keys)
        if known.null_count:
            with LEARNING:
                left = array_of(keys).filter(known.is_null()).unique()
                self._learn(ints_of(left.filter(self._find(ints_of(left)).is_null())))
            known = self._find(keys)
        return ints_of(known)

    def _find(self, keys: Ints) -> pa.Array:
        return pc.index_in(array_of(keys), value_set=array_of(ints(self._days)))

    def _learn(self, keys: Ints) -> None:
        """Take up days by the numbers of their lines, the highest first."""
        own = (keys >> _BITS * np.arange(_MOST_LINES)[:, None] & _LAST) - 1
        whose, there = ints(self._whose)[own], own >= 0
        able: Flags = (keys > 0) & (whose[0] >= 0) & ((whose == whose[0]) | ~there).all(axis=0)
        lacks = ints(self._lacks)[own] * there
        able &= ((lacks == 0) | (lacks == lacks.max(axis=0))).all(axis=0)
        some = np.where(there & able, own, -1)
        pairs = self.pairs.look_up(some)
        none = [False] * SPEAKS
        ruled, as_day, one_family, one_code = (
            np.logical_or.reduce(np.array([*none, *(bool(getattr(one, name)) for one in self.pairs.answers)])[pairs])
            for name in ("rules", "as_day", "one_family", "one_code")
        )
        shares = ((ints(self._pool) != _NO_PART)[some] & (some >= 0)).any(axis=0)
        counted = ((ints(self._of_line[_COUNTED]) >= 0)[some] & (some >= 0)).any(axis=0)
        able &= ~(one_code | (one_family & counted))
        self._able.extend(able.tolist())
        self._speaks.extend((ruled & ~as_day).tolist())
        self._joined.extend((one_family & shares).tolist())
        for day, pairs_too in zip(some.T.tolist(), as_day.tolist(), strict=True):
            self._learn_day([line for line in day if line >= 0], pairs_too=pairs_too)
        self._days.extend(keys.tolist())

    def _learn_day(self, numbers: Sequence[int], *, pairs_too: bool) -> None:
        """Take up a day of some lines."""
        of_lines = [self._in_day[number] for number in numbers]
        bundles = [bundle for one in of_lines for bundle in one.unjudged]
        asked: dict[int, int] = {}
        if numbers:
            law, lines = self._known.lines[numbers[0]].law, [self._known.lines[number].line for number in numbers]
            caveats = frozenset([one.same_caveats for one in of_lines if one.same_caveats])
            if caveats not in self._caveats:
                self._caveats.add(caveats)
                self._known.limit(caveats_of(law, [line for line in lines if line.units != 0]))
            by_kind, but_for_pairs, lacking = self._tasks(law, lines, tuple([one.same_rules for one in of_lines]))
            bundles += lacking
            tasks = by_kind if pairs_too else but_for_pairs
            if tasks:
                hits, entries = run(tasks, law, lines)
                if entries:
                    bundles += self.unjudged.bundle(self._known.own(entries))
                flags = [hit[0] for hit in hits if hit[0].outcome is Outcome.FINDING]
                asked[_FOUND] = self._question([*dict.fromkeys(flags)], NOTHING)
            of_all = [rule for one in of_lines for rule in one.of_all]
            for when in {when_asked(rule, ()) for rule in of_all}:
                own = dict.fromkeys([rule for rule in of_all if when_asked(rule, ()) == when])
                asked[when] = self._question([*own], EVERYTHING)
        for when, questions in self._of_day.items():
            questions.append(asked.get(when, -1))
        self.unjudged.learn(bundles)

    def _tasks(self, law: Law, lines: Sequence[ServiceLine], same_rules: tuple[int, ...]) -> _Tasks:
        """Return which rules on the kind of day are asked of lines, those but for pairs, and what is not judged."""
        known = self._tasks_of.get(same_rules)
        if known is None:
            by_kind, lacking = law.cached(self._known.rules, LineProfiles).of_day(lines)[2].ready_by_kind(lines)
            but_for_pairs = tuple([task for task in by_kind if task.rule not in self.pairs.rules])
            known = self._tasks_of[same_rules] = by_kind, but_for_pairs, self.unjudged.bundle(self._known.own(lacking))
        return known

    def _ask_pairs(self, at: Ints, own: Ints, asks: Asks) -> None:
        """Ask about each two lines of days, lines down: their rows, and their numbers."""
        pairs, lines = self.pairs.look_up(own), np.array(np.triu_indices(len(own), 1))
        which, day = np.nonzero(pairs >= SPEAKS)
        numbers, rows = pairs[which, day] - SPEAKS, at[lines[:, which], day].T
        for number, some in _by_number(numbers):
            answer = self.pairs.answers[number]
            if answer.rules:
                asks.add(answer.question, rows[some])

    def _ask_pools(self, at: Ints, own: Ints, kinds: Ints, asks: Asks) -> None:
        """Ask about the pools of days, lines in order of their codes, once for each sort of pool, or each odd one."""
        pools, first, last = (ints(known)[own] for known in (self._pool, self._first, self._last))
        order = np.argsort(np.where(pools == _NO_PART, _LAST_CODE, first + pools), axis=0)  # an add-on after its first
        at, own, pools, first, last = (
            np.take_along_axis(each, order, axis=0) for each in (at, own, pools, first, last)
        )
        plain: Flags = (pools != _ODD).all(axis=0)
        plain &= ((last[:-1] < first[1:]) | (pools[1:] == _NO_PART)).all(axis=0)
        sorts = np.where(plain, (pools * _SORTS ** np.arange(len(own))[:, None]).sum(axis=0), -1 - kinds)
        for sort in np.unique(sorts).tolist():
            days = np.flatnonzero(sorts == sort)
            size = np.count_nonzero(pools[:, days[0]])
            with LEARNING:
                if sort not in self._pool_questions:
                    self._pool_questions[sort] = self._pool_question(own[:size, days[0]].tolist())
            asks.add(self._pool_questions[sort], at[:size, days].T)

    def _pool_question(self, numbers: Sequence[int]) -> int:
        law, lines = self._known.lines[numbers[0]].law, [self._known.lines[number].line for number in numbers]
        accounts = accounts_of(law, lines, range(len(lines)))
        by_units = follows_from_units(law, lines, accounts)
        return self._known.number(Question(self._pool_rules, EVERYTHING, accounts, by_units))


def _by_number(numbers: Ints) -> Iterator[tuple[int, Ints]]:
    """Yield each number, and where it is."""
    for number in np.flatnonzero(np.bincount(numbers[numbers >= 0])).tolist():
        yield number, np.flatnonzero(numbers == number)


def _by_length(wanted: Flags, starts: Ints, lengths: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Yield the wanted days of each length, and their rows, lines down."""
    days = np.flatnonzero(wanted)
    for length, which in _by_number(lengths[days]):
        yield days[which], starts[days[which]] + np.arange(length)[:, None]


def _needs_minutes(rule: Rule) -> bool:
    return Field.MINUTES in rule.needs | rule.runs_only_with


def _in_order(code: str) -> int:
    """A number that is in order as codes are."""
    return int.from_bytes(code.encode()[:7].ljust(7, b"\0"))
