"""What rules are asked about some lines of days, and which days surely have no fault in their units and minutes.

A question is asked once, and its answer handed to every day that asks it. A screen may clear a day, never flag one:
what it does not clear is shown to the rule. Each restates when its rules stay silent, for the usual cases only;
`tests/batch` compares every answer with the rules' own.
"""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import attrs
import numpy as np
import numpy.typing as npt

from otcpt.batch.input._arrays import Ragged, ints
from otcpt.batch.input._lines import Ints, LineArrays
from otcpt.checking.kernel import Task, run
from otcpt.claims import ServiceLine
from otcpt.codes import is_code
from otcpt.findings import Part, RawNotEvaluated, Reason, Rule
from otcpt.rules import Account, Law

#: What rules read of lines beyond what makes the kind of day.
NOTHING, UNITS, EVERYTHING = range(3)
#: The rules of which arrays tell on which days they may find something.
POOLS = frozenset({"UNIT001", "UNIT002", "UNIT003"})


class Question(NamedTuple):
    """Rules, and what they read beyond the kind.

    ``accounts`` are those among the lines of which units must follow from minutes, where arrays can tell whether they
    do; ``by_units`` says that what is found then follows from units. Of a ``pair`` it is known,
    by the lower number of a line and the other.
    """

    rules: tuple[Rule, ...]
    reads: int
    accounts: tuple[Account, ...] = ()
    by_units: bool = False
    pair: bool = False

    @property
    def as_kind(self) -> bool:
        """Whether lines are shown in the order of the kind.

        What is said of a pool of different codes does not depend on the order of rows.
        """
        different = bool(self.accounts) and all(len({*one.roles}) == len(one.lines) for one in self.accounts)
        return different and all(rule.part is Part.POOL for rule in self.rules)


class Questions:
    """What each kind of day is asked: questions, each of some lines, each for some bits of what is suspected."""

    def __init__(self) -> None:
        self._numbers: dict[Question, int] = {}
        self.known: list[Question] = []
        self._of_kind = Ragged()
        self._places = Ragged()
        self._question, self._bit = array("q"), array("q")
        self._given: dict[object, int] = {}

    def learn(self, asked: Sequence[int]) -> None:
        """Take up the next kind, which asks so."""
        self._of_kind.add(asked)

    def ask(self, bit: int, question: Question, places: tuple[int, ...]) -> int:
        """Return the number of a question that is asked of the lines at some places for some bits."""
        key = bit, question, places
        number = self._given.get(key)
        if number is None:
            number = self._given[key] = len(self._question)
            if question not in self._numbers:
                self._numbers[question] = len(self.known)
                self.known.append(question)
            self._question.append(self._numbers[question])
            self._bit.append(bit)
            self._places.add(places)
        return number

    def number(self, question: Question) -> int:
        """Return the number of a question."""
        return self._numbers[question]

    def spread(self, kinds: Ints, bits: Ints, starts: Ints, order: Ints) -> Iterator[tuple[Question, Ints]]:
        """Yield every question that is asked of days with these bits: the rows of its lines, ask by ask."""
        day, asked = self._of_kind.spread(np.arange(len(kinds)), kinds)
        wanted = np.flatnonzero(ints(self._bit)[asked] & bits[day])
        day, asked = day[wanted], asked[wanted]
        question, counts = ints(self._question)[asked], ints(self._places.counts)[asked]
        which = question * (int(counts.max(initial=0)) + 1) + counts
        order_of_asks = np.argsort(which, kind="stable")
        cuts = np.flatnonzero(np.diff(which[order_of_asks])) + 1
        for own in np.split(order_of_asks, cuts) if len(which) else ():
            length = int(counts[own[0]])
            first = ints(self._places.starts)[asked[own]]
            places = ints(self._places.values)[first[:, None] + np.arange(length)]
            yield self.known[int(question[own[0]])], order[starts[day[own]][:, None] + places]


TOTALS = frozenset({"TIME001"})
SHARES = frozenset({"ASST002", "ASST003", "ASST004", "ASST005", "ASST007"})
LIMITS = frozenset({"MUE001", "UNIT004", "AOC002"})
STATED = frozenset({"TIME002"})
#: The families a screen can clear, each with its bit; rules of none are always run.
ABOVE = 8
SCREENED = ((TOTALS, 2), (SHARES, 4), (LIMITS, ABOVE), (STATED, 16))
ALWAYS = 64
#: Asked of every day of a kind: what its kind was found to have.
FOUND = 128

_READ = ("units", "minutes", "assistant_minutes", "total_treatment_minutes")
_BITS = {rule_id: bit for ids, bit in SCREENED for rule_id in ids}
_NO_LIMIT = 1 << 40

DayMask = npt.NDArray[np.bool_]


def bit_of(task: Task) -> int:
    """The bit of the family a task belongs to."""
    return _BITS.get(task.rule.id, ALWAYS)


class Screens:
    """What the screens know of each kind of day, and the screens."""

    def __init__(self) -> None:
        self.bits = array("q")
        self._marked = array("q")
        self._most = Ragged()  # by line: units that are within every limit, whatever the other lines have
        self._visit = Ragged()  # by line: the group of which the timed minutes are compared with the total, or -1

    def add(self, bits: int, marked: bool, most: Sequence[int], visits: Sequence[int]) -> int:
        """Learn a kind of day, and return its number."""
        self.bits.append(bits)
        self._marked.append(marked)
        self._most.add(most)
        self._visit.add(visits)
        return len(self.bits) - 1

    def suspects(self, lines: LineArrays, order: Ints, starts: Ints, lengths: Ints, kinds: Ints) -> Ints:
        """Return for each day the bits of the families that no screen cleared; kinds see the rows in an order."""
        bits = ints(self.bits)[kinds]
        if not bits.any():
            return bits
        day_of = np.repeat(np.arange(len(starts)), lengths)
        whole = {name: lines.whole[name][order] for name in _READ}
        at = (ints(self._most.starts)[kinds] - starts)[day_of] + np.arange(len(order))
        totals = self._above_total(whole, kinds, day_of, at)
        shares = ints(self._marked)[kinds] > 0
        shares[day_of[whole["assistant_minutes"] > 0]] = True
        limits = self._above_limit(whole, kinds, day_of, at)
        stated = np.zeros(len(kinds), dtype=bool)
        stated[day_of[whole["total_treatment_minutes"] >= 0]] = True
        cleared = ~totals * 2 + ~shares * 4 + ~limits * 8 + ~stated * 16
        suspected: Ints = bits & ~cleared
        return suspected

    def _above_limit(self, whole: Mapping[str, Ints], kinds: Ints, day_of: Ints, at: Ints) -> DayMask:
        """Days with a line of more units than are surely within every limit."""
        above = np.zeros(len(kinds), dtype=bool)
        above[day_of[whole["units"] > ints(self._most.values)[at]]] = True
        return above

    def _above_total(self, whole: Mapping[str, Ints], kinds: Ints, day_of: Ints, at: Ints) -> DayMask:
        """Days on which timed minutes together exceed the total that any of their lines states."""
        above = np.zeros(len(kinds), dtype=bool)
        visit = ints(self._visit.values)[at]
        has = visit >= 0
        if has.any():
            most = int(visit.max()) + 1
            into = (day_of * most + visit)[has]
            spent = np.bincount(into, whole["minutes"][has], len(kinds) * most)
            above[day_of[has][spent[into] > whole["total_treatment_minutes"][has]]] = True
        return above


def limit_of(law: Law, code: str) -> int:
    """Return the units of a code that are within its limit; where none is known there is none to exceed."""
    return (law.mue(code).units or _NO_LIMIT) if law.settings.mue and is_code(code) else _NO_LIMIT


def is_limit(rule: Rule | None) -> bool:
    """Whether a rule looks at limits, line by line where a day falls apart."""
    return rule is not None and rule.id in LIMITS


def follows_from_the_kind(entry: RawNotEvaluated) -> bool:
    """Whether it was counted when the kind was learned: that a limit is not known, or counts other units.

    Whose units are above a limit follows from the units.
    """
    return is_limit(entry[0]) and entry[1] is not Reason.INPUT_MISSING


def without_limit(tasks: Sequence[Task], law: Law, lines: Sequence[ServiceLine]) -> Iterator[RawNotEvaluated]:
    """Return what rules that look at limits do not judge, whatever the units: they are asked about one on each line."""
    single = [attrs.evolve(line, units=line.units and 1) for line in lines] if tasks else []
    return filter(follows_from_the_kind, run(tasks, law, single)[1])
