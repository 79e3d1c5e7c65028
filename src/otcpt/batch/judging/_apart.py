"""Days that are settled by their lines, by each two of them and by their pool: judged by tables.

A day is one where one practitioner furnished lines of different codes and every rule that concerns one of them judges
line by line, pair by pair or pool by pool. What is not known to be so is left to the kinds.
"""

from array import array
from collections.abc import Iterator, Sequence
from itertools import combinations

import attrs
import numpy as np

from otcpt.batch.input._arrays import Flags, Ints, ints
from otcpt.batch.judging._alike import LEARNING, number_rows, sorted_columns
from otcpt.batch.judging._asks import ABOVE, EVERYTHING, FOUND, LIMITS, NOTHING, POOLS, Question
from otcpt.batch.judging._hits import NotEvaluatedIndex
from otcpt.batch.judging._kinds import Kinds, KnownLine
from otcpt.batch.judging._pools import are_right
from otcpt.checking.kernel import caveats_of
from otcpt.findings import Field, Part, Rule
from otcpt.modifiers import DISCIPLINE
from otcpt.rules import Account, accounts_of, codes_of, discipline_of, follows_from_units

#: Lines of a day, and lines that differ, up to which tables are asked; a number of a line takes ten bits.
_MOST_LINES, _BITS = 6, 10
_MOST_KNOWN = (1 << _BITS) - 2
_LAST = (1 << _BITS) - 1
#: More units than a day's minutes make, and than any line has.
_MOST_UNITS, _NO_LIMIT = 1000, 1 << 30
#: After the letters of every code; how many sorts of lines in pools there are at most.
_LAST_CODE, _MOST_POOLS = 1 << 60, 1 << _BITS
_GIVEN = frozenset({Field.UNITS, Field.MINUTES})
#: What is known of two lines: nothing yet; that nothing is said of them; that a day with both is left to the kinds;
#: or, from here on, what is asked about them.
_UNKNOWN, _SILENT, _LEFT, _ASKED = range(4)
#: A pool of which each day is asked as its kind is.
_NO_POOL, _ODD_POOL = 0, 1

#: Questions, and the rows they are asked of, ask by ask.
_Asks = list[tuple[Question, Ints]]


@attrs.frozen(eq=False)
class _PairQuestion:
    """What is asked of two lines, and whether one of them is denied whatever it has."""

    question: Question
    denied: bool


class DaysApart:
    """What is known of lines and of pairs of them, by their numbers among the lines of kinds.

    Only what a finding offers depends on lines that are denied whatever they have, so flags do not.
    """

    def __init__(self, kinds: Kinds, *, in_words: bool) -> None:
        self.unjudged = NotEvaluatedIndex(kinds.unjudged)
        self._kinds = kinds
        self._in_words = in_words
        self._pool_rules = tuple([rule for rule in kinds.rules if rule.id in POOLS])
        self._whose = array("q")  # whose lines they are, -1 where the day is left to the kinds
        self._limit = array("q")
        self._limited = array("q")  # what is asked above its limit
        self._pool = array("q")  # what is asked of its pool; that of a code apart from pools
        self._first = array("q")  # the first code of its family, and the last: its own, if it has none
        self._last = array("q")
        self._whose_of: dict[object, int] = {}
        self._pool_of: dict[object, int] = {(): _NO_POOL, None: _ODD_POOL}
        self._days: dict[tuple[int, ...], int] = {}
        self._able = array("b")  # whether such days are judged here
        self._speaks = array("b")  # whether something is asked about two of their lines
        self._seen: set[frozenset[object]] = set()
        self._pairs = np.full((_MOST_KNOWN, _MOST_KNOWN), _UNKNOWN, dtype=np.int16)
        self._pair_questions: list[_PairQuestion] = []
        self._number_of: dict[tuple[tuple[Rule, ...], bool], int] = {}
        self._pool_questions: dict[int, Question] = {}
        self._limits: list[Question] = []

    def learn_line(self) -> None:
        """Take up the last line of the kinds."""
        known = self._kinds.lines[-1]
        line, law = known.line, known.law
        timing = law.timing(line.code)
        pooled = timing is not None and timing.pool is not None
        settled = (
            not known.without_owner
            and len(self._kinds.lines) <= _MOST_KNOWN
            and not known.found
            and line.units is not None
            and line.minutes is not None
            and len(DISCIPLINE.keys() & {*line.modifiers}) < 2
            and all(self._is_settled(rule, pooled and law.settings.unit_method == "cms") for rule in known.concerned)
        )
        whose = law, line.rendering_provider_key, line.billing_provider_key
        side = discipline_of(line, law.settings.discipline)
        self._whose.append(self._whose_of.setdefault((*whose, side), len(self._whose_of)) if settled else -1)
        self._limit.append(_NO_LIMIT if known.limited is None else min(known.limit, _NO_LIMIT))
        if known.limited is not None and known.limited not in self._limits:
            self._limits.append(self._asking(ABOVE, known.limited, 1))
        self._limited.append(-1 if known.limited is None else self._limits.index(known.limited))
        self._pool.append(self._pool_of.setdefault(self._pooled(known) if settled else (), len(self._pool_of)))
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

    def _is_settled(self, rule: Rule, pooled: bool) -> bool:
        if rule.runs_only_with or not rule.needs <= _GIVEN:
            return False
        if rule.id in POOLS:
            return pooled
        return rule in self._kinds.pairs.rules or (rule.part is Part.CODE and rule.id in LIMITS)

    def judge(self, like: Ints, units: Ints, minutes: Ints, starts: Ints, lengths: Ints) -> tuple[Flags, _Asks]:
        """Return which days are judged here, and what is asked of which rows of these."""
        done = np.zeros(len(starts), dtype=bool)
        if max(self._whose) < 0:
            return done, []
        asked: _Asks = []
        above = units > ints(self._limit)[like]
        counted = ints(self._pool)[like] != _NO_POOL
        spent = minutes.astype(np.int16) * counted
        billed = np.minimum(units, _MOST_UNITS).astype(np.int16) * counted
        for length in np.flatnonzero(np.bincount(lengths)[: _MOST_LINES + 1]).tolist():
            days = np.flatnonzero(lengths == length)
            at = starts[days] + np.arange(length)[:, None]
            own = like[at]
            kinds = self._number(own)
            able = ints(self._able)[kinds] > 0
            wrong = np.flatnonzero(able & ~are_right(spent[at], billed[at]))
            able[wrong] = self._ask_pools(at[:, wrong], own[:, wrong], asked)
            done[days] = able
            self.unjudged.count(kinds[able])
            some = np.flatnonzero(able & (ints(self._speaks)[kinds] > 0))
            self._ask_pairs(at[:, some], own[:, some], asked)
        rows = np.flatnonzero(above)
        rows = rows[done[np.searchsorted(starts, rows, side="right") - 1]]
        limited = ints(self._limited)[like[rows]]
        for number in np.flatnonzero(np.bincount(limited)).tolist():
            asked.append((self._limits[number], rows[limited == number][:, None]))
        return done, asked

    def _number(self, own: Ints) -> Ints:
        """Number days, lines down, by which lines they have."""
        keys = np.zeros(own.shape[1], dtype=np.int64)
        for numbers in sorted_columns(own):
            keys <<= _BITS
            keys += np.minimum(numbers + 1, _LAST)
        return number_rows([keys], self._days, self._learn)

    def _learn(self, _: object, keys: Sequence[tuple[int, ...]]) -> Iterator[int]:
        """Take up days by the numbers of their lines."""
        for (key,) in keys:
            numbers = [(key >> _BITS * place & _LAST) - 1 for place in range(_MOST_LINES)]
            lines = [self._kinds.lines[number] for number in numbers if number >= 0]
            whose = {self._whose[number] for number in numbers if number >= 0}
            able, speaks = len(whose) == 1 and -1 not in whose, False
            if able:
                pairs = [self._pair(one, other) for one, other in combinations(sorted(numbers)[-len(lines) :], 2)]
                said = [self._pair_questions[pair - _ASKED] for pair in pairs if pair >= _ASKED]
                speaks = any(one.question.rules for one in said)
                able = _LEFT not in pairs and not (len(said) > 1 and any(one.denied for one in said))
            billed = [known for known in lines if known.line.units != 0] if able else []
            self.unjudged.learn([bundle for known in billed for bundle in (*known.unjudged, *known.unlimited)])
            limiting = frozenset([*whose, *[(known.line.code, known.line.bill_type) for known in billed]])
            if billed and limiting not in self._seen:
                self._seen.add(limiting)
                self._kinds.add_caveats(caveats_of(billed[0].law, [known.line for known in billed]))
            self._able.append(able)
            self._speaks.append(able and speaks)
            yield len(self._able) - 1

    def _pair(self, one: int, other: int) -> int:
        """Return what is known of two lines, the one of the lower number first."""
        if self._pairs[one, other] == _UNKNOWN:
            self._pairs[one, other] = self._pairs[other, one] = self._ask(one, other)
        return int(self._pairs[one, other])

    def _ask(self, one: int, other: int) -> int:
        known = self._kinds.lines[one], self._kinds.lines[other]
        law, lines = known[0].law, [line.line for line in known]
        families = [timing.family for line in lines if (timing := law.timing(line.code)) and timing.family]
        pair = self._kinds.pairs.pair((one, other), (known[0].like, known[1].like), known)
        if pair.raw_not_evaluated or lines[0].code == lines[1].code or len(families) > len({*families}):
            return _LEFT
        key = pair.rules, pair.denied and self._in_words
        if not any(key):
            return _SILENT
        if key not in self._number_of:
            self._number_of[key] = len(self._pair_questions)
            question = self._asking(FOUND, Question(pair.rules, NOTHING, pair=True), 2)
            self._pair_questions.append(_PairQuestion(question, key[1]))
        return self._number_of[key] + _ASKED

    def _asking(self, bit: int, question: Question, lines: int) -> Question:
        self._kinds.questions.ask(bit, question, tuple(range(lines)))
        return question

    def _ask_pairs(self, at: Ints, own: Ints, asked: _Asks) -> None:
        """Ask about each two lines of days, lines down: their rows, and their numbers."""
        ones, others = pairs = np.array(np.triu_indices(len(own), 1))
        said = self._pairs[own[ones], own[others]]
        which, day = np.nonzero(said >= _ASKED)
        numbers, rows = said[which, day] - _ASKED, at[pairs[:, which], day].T
        for number in np.flatnonzero(np.bincount(numbers)).tolist():
            question = self._pair_questions[number].question
            if question.rules:
                asked.append((question, rows[numbers == number]))

    def _ask_pools(self, at: Ints, own: Ints, asked: _Asks) -> Flags:
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
            asked.append((self._pool_questions[sort], at[:size, days].T))
        return able

    def _pool_question(self, numbers: Sequence[int]) -> Question:
        known = [self._kinds.lines[number] for number in numbers]
        accounts = accounts_of(known[0].law, [one.line for one in known], range(len(known)))
        question = Question(self._pool_rules, EVERYTHING, accounts, by_units=True)
        return self._asking(FOUND, question, len(known))


def _in_order(code: str) -> int:
    """A number that is in order as codes are."""
    return int.from_bytes(code.encode()[:7].ljust(7, b"\0"))
