"""What rules are asked about some lines of days, and which days surely have no fault in their units and minutes.

A question is asked once, and its answer handed to every day that asks it. A screen may clear a day, never flag one:
what it does not clear is shown to the rule. Each restates when its rules stay silent, for the usual cases only;
`tests/batch` compares every answer with the rules' own.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import attrs
import numpy as np

from otcpt.batch.input._lines import Flags, Ints, LineArrays, once
from otcpt.checking.kernel import Task, run
from otcpt.claims import ServiceLine
from otcpt.codes import is_code
from otcpt.findings import NEEDS_OTHER_VISITS, Caveat, RawNotEvaluated, Reason, Rule
from otcpt.modifiers import ASSISTANT
from otcpt.rules import Account, Law

#: What rules read of lines beyond what makes the kind of day.
NOTHING, UNITS, EVERYTHING = range(3)
#: The rules of which arrays tell on which days they may find something.
POOLS = frozenset({"UNIT001", "UNIT002", "UNIT003"})


class Question(NamedTuple):
    """Rules, and what they read beyond the kind.

    ``accounts`` are those among the lines of which units must follow from minutes, where arrays can tell whether they
    do; ``by_units`` says that what is found then follows from units.
    """

    rules: tuple[Rule, ...]
    reads: int
    accounts: tuple[Account, ...] = ()
    by_units: bool = False


class Asks(dict[tuple[int, int], list[Ints]]):
    """The rows that questions are asked of, by the number of the question and of lines: ask by ask, lines across."""

    def add(self, question: int, at: Ints) -> None:
        """Ask a question."""
        self.setdefault((question, at.shape[1]), []).append(at)


@attrs.frozen(eq=False)
class KnownLine:
    """A line as everything but units and minutes makes it, with one unit if any; of some no day can be found."""

    line: ServiceLine
    law: Law
    without_day: bool


@attrs.frozen(eq=False)
class Known:
    """Rules, and what was learned for days of all kinds: lines and questions, each by its number, and caveats.

    ``beyond`` says that somebody else asks the rules that look beyond the day.
    """

    rules: tuple[Rule, ...]
    beyond: bool
    caveats: dict[str, str]
    lines: list[KnownLine] = attrs.field(factory=list)
    questions: list[Question] = attrs.field(factory=list)
    _numbers: dict[Question, int] = attrs.field(factory=dict)

    def number(self, question: Question) -> int:
        """Return the number of a question."""
        number = self._numbers.setdefault(question, len(self.questions))
        if number == len(self.questions):
            self.questions.append(question)
        return number

    def limit(self, caveats: Iterable[Caveat]) -> None:
        """Take up what limits the answer."""
        for caveat in caveats:
            self.caveats[caveat.text] = caveat.id

    def own(self, entries: Iterable[RawNotEvaluated]) -> Iterator[RawNotEvaluated]:
        """Return what was not judged here."""
        return (entry for entry in entries if not (self.beyond and entry[3] == NEEDS_OTHER_VISITS))


TOTALS = frozenset({"TIME001", "TIME002"})
SHARES = frozenset({"ASST002", "ASST003", "ASST004", "ASST005", "ASST007"})
LIMITS = frozenset({"MUE001", "UNIT004", "AOC002"})
#: When a rule is asked: of every day, or of those with minutes above a total, an assistant's, or units above a limit.
ALWAYS, ABOVE_TOTAL, ASSISTED, ABOVE_LIMIT = 1, 2, 4, 8
SCREENED = ((TOTALS, ABOVE_TOTAL), (SHARES, ASSISTED), (LIMITS, ABOVE_LIMIT))
_WHEN = {rule_id: when for ids, when in SCREENED for rule_id in ids}
_MOST = 1 << 40


def when_asked(rule: Rule, lines: Iterable[ServiceLine]) -> int:
    """Return the bit of the days on which a rule is asked of lines; of those marked as an assistant's it always is."""
    marked = rule.id in SHARES and any(not ASSISTANT.keys().isdisjoint(line.modifiers) for line in lines)
    return ALWAYS if marked else _WHEN.get(rule.id, ALWAYS)


def above_total(lines: LineArrays, starts: Ints) -> Flags:
    """Return the days whose minutes together are more than the least total that one of their lines states."""
    totals = lines.whole["total_treatment_minutes"]
    if once(totals).max() < 0:
        return np.zeros(len(starts), dtype=bool)
    above: Flags = np.add.reduceat(np.maximum(lines.whole["minutes"], 0), starts) > np.minimum.reduceat(
        np.where(totals < 0, _MOST, totals), starts
    )
    return above


def assisted(lines: LineArrays) -> Ints:
    """Return the rows with minutes of an assistant."""
    minutes = lines.whole["assistant_minutes"]
    return np.flatnonzero(minutes > 0) if once(minutes).max() > 0 else np.zeros(0, dtype=np.int64)


def most_units(law: Law, code: str, limits: Iterable[Rule]) -> int:
    """Return the units of a line that are within every limit such rules look at, whatever the other lines have."""
    ids = {rule.id for rule in limits}
    if ids - {"MUE001"}:
        return 1
    return (ids and law.settings.mue and is_code(code) and law.mue(code).units) or _MOST


def follows_from_the_kind(entry: RawNotEvaluated) -> bool:
    """Whether it was counted when the kind was learned: that a limit is not known, or counts other units.

    Whose units are above a limit follows from the units.
    """
    return entry[0] is not None and entry[0].id in LIMITS and entry[1] is not Reason.INPUT_MISSING


def without_limit(tasks: Sequence[Task], law: Law, lines: Sequence[ServiceLine]) -> Iterator[RawNotEvaluated]:
    """Return what rules that look at limits do not judge, whatever the units: they are asked about one on each line."""
    return filter(follows_from_the_kind, run(tasks, law, lines)[1] if tasks else ())
