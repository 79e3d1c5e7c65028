"""Days that are settled by their lines, by each two of them and by their pool: judged by tables.

A day is one where one practitioner furnished lines of different codes. Rules judge it line by line, pair by pair or
pool by pool; those that look at the kind of day as a whole are asked once for the same lines. What is not known to be
so is left to the kinds.
"""

from array import array
from collections.abc import Iterator, Sequence

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from otcpt.batch.input._arrays import Flags, Ints, array_of, ints, ints_of
from otcpt.batch.judging._alike import LEARNING, near, sorted_columns
from otcpt.batch.judging._asks import ABOVE, EVERYTHING, FOUND, LIMITS, NOTHING, POOLS, SHARES, STATED, Question
from otcpt.batch.judging._hits import NotEvaluatedIndex
from otcpt.batch.judging._kinds import Kinds, KnownLine
from otcpt.batch.judging._pools import are_right
from otcpt.checking.kernel import KIND_FIELDS, caveats_of
from otcpt.findings import Field, Part, Rule, Scope
from otcpt.modifiers import DISCIPLINE
from otcpt.rules import Account, accounts_of, codes_of, discipline_of, follows_from_units

#: Lines of a day, and lines that differ, up to which tables are asked; a number of a line takes twelve bits.
_MOST_LINES, _BITS = 5, 12
_MOST_KNOWN = (1 << _BITS) - 2
_LAST = (1 << _BITS) - 1
#: More units than a day's minutes make, and than any line has.
_MOST_UNITS, _NO_LIMIT = 1000, 1 << 30
#: After the letters of every code; how many sorts of lines in pools there are at most.
_LAST_CODE, _MOST_POOLS = 1 << 60, 1 << _BITS
#: What all lines of a day have, or lack.
_ALIKE = tuple(field for field in Field if field is not Field.MINUTES)
#: What is known of two lines: nothing yet; that nothing is said of them; that a day with both is left to the kinds;
#: or, from here on, what is asked about them.
_UNKNOWN, _SILENT, _LEFT, _ASKED = range(4)
#: A pool of which each day is asked as its kind is.
_NO_POOL, _ODD_POOL = 0, 1


class Asks(dict[tuple[int, int], list[Ints]]):
    """The rows that questions are asked of, by the number of the question and of lines: ask by ask, lines across."""

    def add(self, question: int, at: Ints) -> None:
        """Ask a question."""
        self.setdefault((question, at.shape[1]), []).append(at)


@attrs.frozen(eq=False)
class _PairQuestion:
    """What is asked of two lines; whether one is denied whatever it has, and whether something is not judged."""

    question: int
    rules: tuple[Rule, ...]
    denied: bool
    unjudged: bool


class DaysApart:
    """What is known of lines and of pairs of them, by their numbers among the lines of kinds.

    Only what a finding offers depends on lines that are denied whatever they have, so flags do not.
    """

    def __init__(self, kinds: Kinds, *, in_words: bool) -> None:
        self.unjudged = NotEvaluatedIndex(kinds.unjudged)
        self._kinds = kinds
        self._in_words = in_words
        of_kind = (rule for rule in kinds.rules if rule.reads <= KIND_FIELDS and rule.scope is Scope.DAY)
        self._of_days = any(rule not in kinds.pairs.rules for rule in of_kind)
        self._pool_rules = tuple([rule for rule in kinds.rules if rule.id in POOLS])
        self._whose = array("q")  # whose lines they are, -1 where the day is left to the kinds
        self._found = array("q")  # what is asked of the line alone, -1 for nothing
        self._limit = array("q")
        self._limited = array("q")  # what is asked above its limit
        self._pool = array("q")  # what is asked of its pool; that of a code apart from pools
        self._first = array("q")  # the first code of its family, and the last: its own, if it has none
        self._last = array("q")
        self._whose_of: dict[object, int] = {}
        self._pool_of: dict[object, int] = {(): _NO_POOL, None: _ODD_POOL}
        self._days = array("q")  # by the numbers of their lines
        self._able = array("b")  # whether such days are judged here
        self._speaks = array("b")  # whether something is asked about two of their lines
        self._whole = array("q")  # what is asked of all their lines, -1 for nothing
        self._bundles: list[tuple[int, ...]] = []  # what is not judged of lines
        self._mark = array("q")  # the same for lines of which caveats say the same, 0 for none
        self._marked: list[KnownLine | None] = [None]
        self._mark_of: dict[object, int] = {None: 0}
        self._seen: set[int] = set()
        self._pairs = np.full((0, 0), _UNKNOWN, dtype=np.int16)
        self._pair_questions: list[_PairQuestion] = []
        self._number_of: dict[tuple[tuple[Rule, ...], bool, bool], int] = {}
        self._pool_questions: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._days)

    def learn_line(self) -> None:
        """Take up the last line of the kinds."""
        known = self._kinds.lines[-1]
        line, law = known.line, known.law
        settled = (
            not known.without_owner
            and len(self._kinds.lines) <= _MOST_KNOWN
            and line.units is not None
            and len(DISCIPLINE.keys() & {*line.modifiers}) < 2
            and all(self._is_settled(rule, known) for rule in known.concerned)
        )
        lacks = tuple([getattr(line, field) is None for field in _ALIKE])
        whose = law, line.rendering_provider_key, line.billing_provider_key, lacks
        side = discipline_of(line, law.settings.discipline)
        self._whose.append(self._whose_of.setdefault((*whose, side), len(self._whose_of)) if settled else -1)
        self._found.append(-1 if known.found is None else self._number_of_question(FOUND, known.found, 1))
        self._limit.append(_NO_LIMIT if known.limited is None else min(known.limit, _NO_LIMIT))
        self._limited.append(-1 if known.limited is None else self._number_of_question(ABOVE, known.limited, 1))
        self._pool.append(self._pool_of.setdefault(self._pooled(known) if settled else (), len(self._pool_of)))
        self._bundles.append((*known.unjudged, *known.unlimited, *known.unready))
        billed = (line.code, line.bill_type) if line.units != 0 else ()
        mark = self._mark_of.setdefault((self._whose[-1], *billed) if settled else None, len(self._marked))
        self._mark.append(mark)
        if mark == len(self._marked):
            self._marked.append(known)
        codes = sorted(codes_of(law, [line]))
        self._first.append(_in_order(codes[0]))
        self._last.append(_in_order(codes[-1]))

    def _pooled(self, known: KnownLine) -> tuple[Account, ...] | None:
        """Return what a line is in its pool; None where what is said of that does not follow from units alone."""
        concerned = known.concerned.intersection(self._pool_rules)
        if not concerned:
            return ()
        accounts = accounts_of(known.law, [known.line], (0,))
        whole = len(concerned) == len(self._pool_rules)
        return accounts if whole and follows_from_units(known.law, [known.line], accounts) else None

    def _is_settled(self, rule: Rule, known: KnownLine) -> bool:
        line, law = known.line, known.law
        if line.minutes is None and Field.MINUTES in rule.needs:
            return False
        if rule in known.lacking or rule.scope.needs_history or rule.reads <= KIND_FIELDS:
            return True
        if rule.id in POOLS:
            timing = law.timing(line.code)
            return law.settings.unit_method == "cms" and timing is not None and timing.pool is not None
        if rule.id in SHARES:
            return not known.marked and line.assistant_minutes is None
        if rule.id in STATED:
            return line.total_treatment_minutes is None
        return rule.part is Part.CODE and rule.id in LIMITS

    def judge(self, like: Ints, units: Ints, minutes: Ints, starts: Ints, lengths: Ints, asks: Asks) -> Flags:
        """Return which days are judged here, and add what is asked of which rows of these."""
        if max(self._whose) < 0:
            return np.zeros(len(starts), dtype=bool)
        keys, right, above = np.zeros(len(starts), dtype=np.int64), np.zeros(len(starts), dtype=bool), []
        for some, rows in near(starts, lengths):
            own = like[rows], units[rows], minutes[rows], starts[some] - rows.start, lengths[some]
            keys[some], right[some], more = self._look_through(*own)
            above.append(more + rows.start)
        kinds = self._number(keys)
        done = (ints(self._able) > 0)[kinds]
        for days in _by_length(np.flatnonzero(done & ~right), lengths):
            at = starts[days] + np.arange(lengths[days[0]])[:, None]
            done[days] = self._ask_pools(at, like[at], asks)
        for days in _by_length(np.flatnonzero(done & (ints(self._speaks) > 0)[kinds]), lengths):
            at = starts[days] + np.arange(lengths[days[0]])[:, None]
            self._ask_pairs(at, like[at], asks)
        whole = ints(self._whole)[kinds]
        for days in _by_length(np.flatnonzero(done & (whole >= 0)), lengths):
            at = starts[days] + np.arange(lengths[days[0]])[:, None]
            for question, which in _by_number(whole[days]):
                asks.add(question, at[:, which].T)
        self.unjudged.count(kinds[done])
        found = np.flatnonzero((ints(self._found) >= 0)[like])
        for asked, of_rows in ((self._limited, np.concatenate(above)), (self._found, found)):
            of_rows = of_rows[done[np.searchsorted(starts, of_rows, side="right") - 1]]
            for question, which in _by_number(ints(asked)[like[of_rows]]):
                asks.add(question, of_rows[which, None])
        return done

    def _look_through(self, like: Ints, units: Ints, minutes: Ints, starts: Ints, lengths: Ints) -> tuple[Ints, ...]:
        """Return the key of each day, 0 for none, whether units of its pool are right, and lines above their limit."""
        keys, right = np.zeros(len(starts), dtype=np.int64), np.zeros(len(starts), dtype=bool)
        counted = (ints(self._pool) != _NO_POOL)[like]
        spent = minutes.astype(np.int16) * counted
        billed = np.minimum(units, _MOST_UNITS).astype(np.int16) * counted
        for length in np.flatnonzero(np.bincount(lengths)[: _MOST_LINES + 1]).tolist():
            days = np.flatnonzero(lengths == length)
            at = starts[days] + np.arange(length)[:, None]
            right[days] = are_right(spent[at], billed[at])
            own = np.zeros(len(days), dtype=np.int64)
            for numbers in sorted_columns(like[at]):
                own <<= _BITS
                own += np.minimum(numbers + 1, _LAST)
            keys[days] = own
        return keys, right, np.flatnonzero(units > ints(self._limit)[like])

    def _number(self, keys: Ints) -> Ints:
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
        able = (keys > 0) & (whose[0] >= 0) & ((whose == whose[0]) | ~there).all(axis=0)
        said = self._said(np.where(there & able, own, -1))
        speaks, none = said >= _ASKED, [False] * _ASKED
        ruled, denied, unjudged = (
            np.array([*none, *(bool(getattr(one, name)) for one in self._pair_questions)])[said].any(axis=0)
            for name in ("rules", "denied", "unjudged")
        )
        able &= ~(said == _LEFT).any(axis=0)
        together = unjudged | (denied & (speaks.sum(axis=0) > 1))
        some = np.where(there & able, own, -1)
        for number, (day, pairs_too) in enumerate(zip(some.T.tolist(), together.tolist(), strict=True)):
            numbers = [line for line in day if line >= 0]
            self._whole.append(-1)
            bundles = [bundle for line in numbers for bundle in self._bundles[line]]
            if numbers and (self._of_days or pairs_too):
                whole, more = self._kinds.ask_day([self._kinds.lines[line] for line in numbers], pairs_too=pairs_too)
                bundles += more
                for members, rules in whole.items():
                    able[number] &= len(members) == len(numbers)
                    question = Question(tuple(rules), NOTHING)
                    self._whole[-1] = self._number_of_question(FOUND, question, len(members))
            self.unjudged.learn(bundles)
        self._able.extend(able.tolist())
        self._speaks.extend((able & ruled & ~together).tolist())
        self._learn_caveats(some)
        self._days.extend(keys.tolist())

    def _learn_caveats(self, own: Ints) -> None:
        """Take up what limits the answers about days, lines down."""
        limiting = np.zeros(own.shape[1], dtype=np.int64)
        for marks in sorted_columns(np.array([*self._mark, 0])[own]):
            limiting = (limiting << _BITS) + marks
        new = {*limiting.tolist()} - self._seen - {0}
        self._seen |= new
        for marks in new:
            marked = [self._marked[marks >> _BITS * place & _LAST] for place in range(_MOST_LINES)]
            day = [known for known in marked if known is not None]
            self._kinds.add_caveats(caveats_of(day[0].law, [known.line for known in day if known.line.units != 0]))

    def _said(self, own: Ints) -> Ints:
        """Return what is known of each two lines of days, lines down, pairs down; nothing is said beside none."""
        ones, others = (own[places] for places in np.triu_indices(len(own), 1))
        both = (ones >= 0) & (others >= 0)
        if len(self._pairs) < len(self._whose):
            with LEARNING:
                self._pairs = _grown(self._pairs, len(self._whose))
        said = np.where(both, self._pairs[ones, others], _SILENT)
        if (said == _UNKNOWN).any():
            with LEARNING:
                unknown = np.stack([others, ones])[:, said == _UNKNOWN]  # the lower number first
                for one, other in {*zip(*unknown.tolist(), strict=True)}:
                    self._pairs[one, other] = self._pairs[other, one] = self._ask(one, other)
            said = np.where(both, self._pairs[ones, others], _SILENT)
        return said

    def _ask(self, one: int, other: int) -> int:
        known = self._kinds.lines[one], self._kinds.lines[other]
        law, lines = known[0].law, [line.line for line in known]
        families = [timing.family for line in lines if (timing := law.timing(line.code)) and timing.family]
        pair = self._kinds.pairs.pair((one, other), (known[0].like_of_kind, known[1].like_of_kind), known)
        if lines[0].code == lines[1].code or len(families) > len({*families}):
            return _LEFT
        key = pair.rules, pair.denied and self._in_words, bool(pair.raw_not_evaluated)
        if not any(key):
            return _SILENT
        if key not in self._number_of:
            self._number_of[key] = len(self._pair_questions)
            question = self._number_of_question(FOUND, Question(pair.rules, NOTHING, pair=True), 2)
            self._pair_questions.append(_PairQuestion(question, *key))
        return self._number_of[key] + _ASKED

    def _number_of_question(self, bit: int, question: Question, lines: int) -> int:
        self._kinds.questions.ask(bit, question, tuple(range(lines)))
        return self._kinds.questions.number(question)

    def _ask_pairs(self, at: Ints, own: Ints, asks: Asks) -> None:
        """Ask about each two lines of days, lines down: their rows, and their numbers."""
        said, pairs = self._said(own), np.array(np.triu_indices(len(own), 1))
        which, day = np.nonzero(said >= _ASKED)
        numbers, rows = said[which, day] - _ASKED, at[pairs[:, which], day].T
        for number, some in _by_number(numbers):
            pair = self._pair_questions[number]
            if pair.rules:
                asks.add(pair.question, rows[some])

    def _ask_pools(self, at: Ints, own: Ints, asks: Asks) -> Flags:
        """Ask about the pools of days, lines in order of their codes; return for which days that can be asked here."""
        order = np.argsort(np.where(ints(self._pool)[own] == _NO_POOL, _LAST_CODE, ints(self._first)[own]), axis=0)
        at, own = (np.take_along_axis(values, order, axis=0) for values in (at, own))
        pools, first, last = (ints(known)[own] for known in (self._pool, self._first, self._last))
        able: Flags = (pools != _ODD_POOL).all(axis=0) & (pools.max(axis=0) < _MOST_POOLS)
        able &= ((last[:-1] < first[1:]) | (pools[1:] == _NO_POOL)).all(axis=0)
        sorts = (pools * _MOST_POOLS ** np.arange(len(own))[:, None]).sum(axis=0)
        for sort in np.unique(sorts[able]).tolist():
            days = np.flatnonzero(able & (sorts == sort))
            size = np.count_nonzero(pools[:, days[0]])
            with LEARNING:
                if sort not in self._pool_questions:
                    self._pool_questions[sort] = self._pool_question(own[:size, days[0]].tolist())
            asks.add(self._pool_questions[sort], at[:size, days].T)
        return able

    def _pool_question(self, numbers: Sequence[int]) -> int:
        known = [self._kinds.lines[number] for number in numbers]
        accounts = accounts_of(known[0].law, [one.line for one in known], range(len(known)))
        question = Question(self._pool_rules, EVERYTHING, accounts, by_units=True)
        return self._number_of_question(FOUND, question, len(known))


def _by_number(numbers: Ints) -> Iterator[tuple[int, Ints]]:
    """Yield each number, and where it is."""
    for number in np.flatnonzero(np.bincount(numbers)).tolist():
        yield number, np.flatnonzero(numbers == number)


def _by_length(days: Ints, lengths: Ints) -> Iterator[Ints]:
    for _, own in _by_number(lengths[days]):
        yield days[own]


def _grown(pairs: npt.NDArray[np.int16], lines: int) -> npt.NDArray[np.int16]:
    """Return the same with room for more lines."""
    more = np.full((lines * 2, lines * 2), _UNKNOWN, dtype=np.int16)
    more[: len(pairs), : len(pairs)] = pairs
    return more


def _in_order(code: str) -> int:
    """A number that is in order as codes are."""
    return int.from_bytes(code.encode()[:7].ljust(7, b"\0"))
