"""What rules that judge pair by pair say of each two lines of a day: asked once, and looked up by their numbers."""

import attrs
import numpy as np
import numpy.typing as npt

from otcpt.batch.input._lines import Ints
from otcpt.batch.judging._alike import LEARNING
from otcpt.batch.judging._asks import NOTHING, Known, Question
from otcpt.checking.kernel import KIND_FIELDS, KnownOfKind, LineProfiles, run
from otcpt.findings import Outcome, Part, Rule
from otcpt.rules import OF_PAIRS, Day, are_left_alone, denied_anyway, has_table

#: What is known of two lines: nothing yet; that nothing is said of them; or, from here on, the number of an answer.
_UNKNOWN, SILENT, SPEAKS = range(3)


@attrs.frozen(eq=False)
class PairAnswer:
    """What is said of two lines: rules that find something, and the question to these.

    With ``as_day`` their day is asked as a whole, since something is not judged, or a line is denied whatever it has,
    which decides what other findings offer. ``one_family`` and ``one_code`` say what their codes share.
    """

    rules: tuple[Rule, ...]
    as_day: bool
    one_family: bool
    one_code: bool
    question: int


class Pairs:
    """The answers about each two lines of one practitioner, by their numbers; flags do not say what is offered."""

    def __init__(self, known: Known, *, in_words: bool) -> None:
        own = (rule for rule in known.rules if rule.part is Part.PAIR and not (rule.needs or rule.runs_only_with))
        self.rules = tuple(rule for rule in own if rule.reads <= KIND_FIELDS)
        self.answers: list[PairAnswer] = []
        self._known = known
        self._in_words = in_words
        self._are_of_pairs = OF_PAIRS.issuperset([rule.silent_without for rule in self.rules])
        self._table = np.full((0, 0), _UNKNOWN, dtype=np.int16)
        self._number_of: dict[tuple[object, ...], int] = {}

    def look_up(self, own: Ints) -> Ints:
        """Return what is known of each two lines of days, lines down, pairs down; nothing is said beside none."""
        ones, others = (own[places] for places in np.triu_indices(len(own), 1))
        both = (ones >= 0) & (others >= 0)
        if len(self._table) < len(self._known.lines):
            with LEARNING:
                self._table = _grown(self._table, len(self._known.lines))
        known = np.where(both, self._table[ones, others], SILENT)
        if (known == _UNKNOWN).any():
            with LEARNING:
                unknown = np.stack([others, ones])[:, known == _UNKNOWN]  # the lower number first
                for one, other in {*zip(*unknown.tolist(), strict=True)}:
                    self._table[one, other] = self._table[other, one] = self._ask(one, other)
            known = np.where(both, self._table[ones, others], SILENT)
        return known

    def _ask(self, one: int, other: int) -> int:
        law, lines = self._known.lines[one].law, [self._known.lines[number].line for number in (one, other)]
        families = [timing.family for line in lines if (timing := law.timing(line.code)) and timing.family]
        same = len(families) > len({*families}), lines[0].code == lines[1].code
        rules: tuple[Rule, ...] = ()
        as_day = False
        if not (self._are_of_pairs and are_left_alone(law, *lines)):
            of_kind: KnownOfKind = {(0, 1): {}}
            tasks = law.cached(self.rules, LineProfiles).of_day(lines)[2].by_kind
            found, raw_not_evaluated = run(tasks, law, lines, of_kind)
            rules = tuple(dict.fromkeys(hit[0] for hit in found if hit[0].outcome is Outcome.FINDING))
            denied = self._in_words and has_table(law.settings) and denied_anyway(Day(law, lines, of_kind[0, 1]))
            as_day = bool(denied or raw_not_evaluated)
        key = rules, as_day, *same
        if not any(key):
            return SILENT
        number = self._number_of.setdefault(key, len(self.answers))
        if number == len(self.answers):
            self.answers.append(PairAnswer(*key, self._known.number(Question(rules, NOTHING))))
        return number + SPEAKS


def _grown(table: npt.NDArray[np.int16], lines: int) -> npt.NDArray[np.int16]:
    """Return the same with room for more lines."""
    more = np.full((lines * 2, lines * 2), _UNKNOWN, dtype=np.int16)
    more[: len(table), : len(table)] = table
    return more
