"""Days that are settled by their lines and by each two of them: judged by tables, without learning their kind.

A day is one where one practitioner furnished lines of different codes, every rule that concerns one of them judges
line by line, pair by pair or pool by pool, units are within their limits and follow from the minutes. What is not known
to be so is left to the kinds.
"""

from array import array
from itertools import combinations

import attrs
import numpy as np

from otcpt.batch.input._arrays import Flags, Ints, array_of, ints
from otcpt.batch.judging._alike import LEARNING, sorted_columns
from otcpt.batch.judging._asks import FOUND, LIMITS, NOTHING, POOLS, Question
from otcpt.batch.judging._hits import NotEvaluatedIndex
from otcpt.batch.judging._kinds import Kinds, KnownLine
from otcpt.batch.judging._pools import are_right
from otcpt.checking.kernel import caveats_of
from otcpt.findings import Field, Part, Rule
from otcpt.modifiers import DISCIPLINE
from otcpt.rules import discipline_of

#: Lines of a day, and lines that differ, up to which tables are asked.
_MOST_LINES, _MOST_KNOWN = 6, (1 << 10) - 1
#: More units than a day's minutes make; more are as wrong.
_MOST_UNITS = 1 << 12
_GIVEN = frozenset({Field.UNITS, Field.MINUTES})
#: What is known of two lines: nothing yet; that nothing is said of them; that a day with both is left to the kinds;
#: or, from here on, what is asked about them.
_UNKNOWN, _SILENT, _LEFT, _ASKED = range(4)


@attrs.frozen(eq=False)
class _PairQuestion:
    """What is asked of two lines, and whether one of them is denied whatever it has."""

    question: Question
    denied: bool


class DaysApart:
    """What is known of lines and of pairs of them, by their numbers among the lines of kinds."""

    def __init__(self, kinds: Kinds) -> None:
        self.unjudged = NotEvaluatedIndex(kinds.unjudged)
        self._kinds = kinds
        self._whose = array("q")  # whose lines they are, -1 where the day is left to the kinds
        self._limit = array("q")
        self._pooled = array("q")
        self._mark = array("q")  # the same for lines of which caveats say the same
        self._marked: dict[object, tuple[int, KnownLine | None]] = {None: (0, None)}
        self._seen: set[int] = set()
        self._whose_of: dict[object, int] = {}
        self._pairs = np.full((_MOST_KNOWN, _MOST_KNOWN), _UNKNOWN, dtype=np.int16)
        self._pair_questions: list[_PairQuestion] = []
        self._number_of: dict[tuple[tuple[Rule, ...], bool], int] = {}

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
        self._limit.append(np.iinfo(np.int64).max if known.limited is None else known.limit)
        self._pooled.append(any(rule.id in POOLS for rule in known.concerned))
        billed = settled and line.units != 0
        self.unjudged.learn((*known.unjudged, *known.unlimited) if billed else ())
        mark = (self._whose[-1], line.code, line.bill_type) if billed else None
        self._mark.append(self._marked.setdefault(mark, (len(self._marked), known))[0])

    def _is_settled(self, rule: Rule, pooled: bool) -> bool:
        if rule.runs_only_with or not rule.needs <= _GIVEN:
            return False
        if rule.id in POOLS:
            return pooled
        return rule in self._kinds.pairs.rules or (rule.part is Part.CODE and rule.id in LIMITS)

    def judge(
        self, like: Ints, units: Ints, minutes: Ints, starts: Ints, lengths: Ints
    ) -> tuple[Flags, list[tuple[Question, Ints]]]:
        """Return which days are judged here, and what is asked of which two rows of these."""
        done = np.zeros(len(starts), dtype=bool)
        asked: list[tuple[Question, Ints]] = []
        whose, limit = ints(self._whose), ints(self._limit)
        pooled, whole = ints(self._pooled), np.stack([minutes, units]).astype(np.int32)
        if whose.max() < 0:
            return done, asked
        for length in np.flatnonzero(np.bincount(lengths))[:_MOST_LINES].tolist():
            if not 1 < length <= _MOST_LINES:
                continue
            days = np.flatnonzero(lengths == length)
            at = starts[days] + np.arange(length)[:, None]
            own = like[at]
            (spent, billed), side = whole[:, at], whose[own]
            able = (side[0] >= 0) & (side[1:] == side[0]).all(axis=0) & (billed <= limit[own]).all(axis=0)
            counts = pooled[own].astype(np.int32)
            able &= are_right(spent * counts, billed.clip(max=_MOST_UNITS) * counts)
            some = np.flatnonzero(able)
            own, days = own[:, some], days[some]
            said = self._look_up(own)
            speaks = said >= _ASKED
            left = (said == _LEFT).any(axis=0)
            if speaks.any():
                denied = np.array([False] * _ASKED + [one.denied for one in self._pair_questions])
                left |= denied[said].any(axis=0) & (speaks.sum(axis=0) > 1)
            done[days] = ~left
            own = own[:, ~left]
            self.unjudged.count(own.ravel())
            self._learn_caveats(own)
            which, day = np.nonzero(speaks & ~left)
            rows = starts[days[day]][:, None] + np.array([*combinations(range(length), 2)])[which]
            numbers = said[which, day] - _ASKED
            for number in np.flatnonzero(np.bincount(numbers)).tolist():
                question = self._pair_questions[number].question
                if question.rules:
                    asked.append((question, rows[numbers == number]))
        return done, asked

    def _learn_caveats(self, own: Ints) -> None:
        """Take up what limits the answers about days, lines down and days across."""
        keys = np.ones(own.shape[1], dtype=np.int64)
        for marks in sorted_columns(ints(self._mark)[own]):
            keys = keys * (_MOST_KNOWN + 1) + marks
        with LEARNING:
            new = {*array_of(keys).unique().to_pylist()} - self._seen
            lines = [line for _, line in self._marked.values()]
            for key in new:
                day = [lines[key >> 10 * place & _MOST_KNOWN] for place in range(len(own))]
                billed = [known for known in day if known is not None]
                if billed:
                    self._kinds.add_caveats(caveats_of(billed[0].law, [known.line for known in billed]))
            self._seen |= new

    def _look_up(self, own: Ints) -> Ints:
        """Return what is known of each two lines of days, lines down and days across, pairs down."""
        pairs = np.array([*combinations(range(len(own)), 2)]).T
        ones, others = own[pairs[0]], own[pairs[1]]
        known: Ints = self._pairs[ones, others]
        unknown = np.flatnonzero(known == _UNKNOWN)
        if len(unknown):
            both = np.unique(ones.ravel()[unknown] * _MOST_KNOWN + others.ravel()[unknown])
            with LEARNING:
                for one, other in zip(*(part.tolist() for part in np.divmod(both, _MOST_KNOWN)), strict=True):
                    self._pairs[one, other] = self._pairs[other, one] = self._ask(*sorted((one, other)))
            known = self._pairs[ones, others]
        return known

    def _ask(self, one: int, other: int) -> int:
        known = self._kinds.lines[one], self._kinds.lines[other]
        law, lines = known[0].law, [line.line for line in known]
        families = [timing.family for line in lines if (timing := law.timing(line.code)) and timing.family]
        pair = self._kinds.pairs.pair((one, other), (known[0].like_of_kind, known[1].like_of_kind), known)
        if pair.raw_not_evaluated or lines[0].code == lines[1].code or len(families) > len({*families}):
            return _LEFT
        key = pair.rules, pair.denied
        if not any(key):
            return _SILENT
        if key not in self._number_of:
            question = Question(pair.rules, NOTHING, pair=True)
            self._kinds.questions.ask(FOUND, question, (0, 1))
            self._number_of[key] = len(self._pair_questions)
            self._pair_questions.append(_PairQuestion(question, pair.denied))
        return self._number_of[key] + _ASKED
