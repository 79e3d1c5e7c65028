"""Hits about pools: what rules say of one follows from its units and right answers, and is asked once for these.

Which answers are right is the array kernel's. Codes and minutes are put into the evidence, many pools at a time.
"""

from collections.abc import Callable, Mapping, Sequence

import attrs
import numpy as np

from otcpt.batch.input._lines import Ints
from otcpt.batch.judging._alike import number_rows, one_by_one
from otcpt.batch.judging._asks import Question
from otcpt.batch.judging._hits import HitTable
from otcpt.batch.judging._pools import are_right, share
from otcpt.checking.kernel import Task, run
from otcpt.claims import ServiceLine
from otcpt.findings import Finding, changes_in_json, words_of_each
from otcpt.rules import Account, Day, Law, codes_of, in_codes, mismatched_pools
from otcpt.timeline import MINUTES_A_DAY
from otcpt.units.arithmetic import BLOCK


def in_accounts(accounts: Sequence[Account], values: Ints) -> Ints:
    """Return values, lines down and days across, added up by account."""
    lines = [account.lines for account in accounts]
    added = values[[own[0] for own in lines]]
    for sums, own in zip(added, lines, strict=True):
        for more in own[1:]:
            sums += values[more]
    return added


def wrong_days(accounts: Sequence[Account], units: Ints, minutes: Ints) -> Ints:
    """Return the days on which units of an account do not follow from minutes, or may not."""
    spent, billed = in_accounts(accounts, minutes), in_accounts(accounts, units)
    wrong = (spent > MINUTES_A_DAY).any(axis=0)
    opens = [place for place, account in enumerate(accounts) if account.opens]
    for first, stop in zip(opens, [*opens[1:], len(accounts)], strict=True):
        wrong |= ~are_right(spent[first:stop], billed[first:stop], accounts[first].interval)
    return np.flatnonzero(wrong)


def _distances(accounts: Sequence[Account], units: Ints, shared: Ints) -> list[Ints]:
    """Return what flags of pools follow from: how far each code is from what is right, and the units of families."""
    distances = []
    for account, right in zip(accounts, shared, strict=True):
        own = [*units[[*account.lines]]]
        distances += [*own, right] if any(account.roles) else [own[0] - right]
    return distances


@attrs.frozen(eq=False)
class _Shape:
    """What is found in pools of such units and right answers; the latter by places among the codes of a pool."""

    finding: Finding
    changes: Mapping[str, str]
    right: tuple[Mapping[int, int], ...]


@attrs.frozen(eq=False)
class _Worded:
    """The same with codes: those of the finding, and the evidence but for minutes."""

    shape: _Shape
    codes: tuple[str, ...]
    evidence: Mapping[str, object]


class PoolHits:
    """Hits about pools, numbered among others."""

    def __init__(self, hits: HitTable) -> None:
        self._hits = hits
        self._shapes: list[_Shape] = []
        self._shape_of: dict[tuple[int, ...], int] = {}
        self._worded: list[_Worded] = []
        self._worded_of: dict[tuple[int, ...], int] = {}
        self._hit_of: dict[tuple[int, ...], int] = {}

    def find(
        self,
        question: Question,
        number: int,
        units: Ints,
        minutes: Ints,
        codes: Ints,
        lines_of: Callable[[int, bool], tuple[Law, Sequence[ServiceLine]]],
    ) -> tuple[Ints, Ints, Ints]:
        """Return which pools are at fault, a number for what is said of each, and the minutes it is said with.

        Pools stand side by side, their lines down. ``lines_of`` makes those of a pool, with minutes or without.
        """
        spent = in_accounts(question.accounts, minutes)
        shared, tied = share(spent, spent, "largest_total")
        ties = tied * (1 + shared - spent // BLOCK)

        def learn_shape(row: int, _: object) -> int:
            shape = _ask(question, *lines_of(row, True), in_words=self._hits.in_words)
            if shape is None:
                return -1
            self._shapes.append(shape)
            return len(self._shapes) - 1

        def learn_codes(row: int, key: tuple[int, ...]) -> int:
            at = int(some[row])
            law, lines = lines_of(at, False)
            self._worded.append(_with_codes(self._shapes[key[0]], law, lines, units[:, at].tolist()))
            return len(self._worded) - 1

        asked = np.full(units.shape[1], number)
        decisive = [*units, *shared] if self._hits.in_words else _distances(question.accounts, units, shared)
        shapes = number_rows([asked, *decisive, *ties], self._shape_of, one_by_one(learn_shape))
        some = np.flatnonzero(shapes >= 0)
        if not self._hits.in_words:
            return some, shapes[some], np.zeros(len(some), dtype=np.int64)
        worded = number_rows([shapes[some], *codes[:, some]], self._worded_of, one_by_one(learn_codes))
        return some, worded, spent[:, some].sum(axis=0)

    def number(self, worded: Ints, minutes: Ints) -> Ints:
        """Return the hits of what is said with minutes."""
        return number_rows([worded, minutes], self._hit_of, self._learn)

    def _learn(self, _: object, keys: Sequence[tuple[int, ...]]) -> list[int]:
        """Put pools into words, given their codes and their minutes."""
        if not self._hits.in_words:
            findings = [self._shapes[number].finding for number, _ in keys]
            return [self._hits.flag(one.rule, one.positions, one.severity) for one in findings]
        known = [(self._worded[number], spent) for number, spent in keys]
        groups: dict[object, list[int]] = {}
        for place, (one, _spent) in enumerate(known):
            finding = one.shape.finding
            groups.setdefault((finding.rule, finding.severity, *one.shape.changes), []).append(place)
        numbers = [0] * len(keys)
        for own in groups.values():
            some = [known[place] for place in own]
            like = some[0][0]
            evidence = {name: [one.evidence[name] for one, _ in some] for name in like.evidence}
            evidence["minutes"] = [spent for _, spent in some]
            changes = {key: [one.shape.changes[key] for one, _ in some] for key in like.shape.changes}
            words = words_of_each(like.shape.finding, evidence, changes)
            for place, (one, _spent), text in zip(own, some, words, strict=False):
                numbers[place] = self._hits.add(one.shape.finding.positions, one.codes, text)
        return numbers


def _ask(question: Question, law: Law, lines: Sequence[ServiceLine], *, in_words: bool) -> _Shape | None:
    everything = tuple(range(len(lines)))
    hits, _ = run([Task(rule, everything, everything) for rule in question.rules], law, lines)
    if not hits:
        return None
    ((rule, positions, evidence, severity, changes),) = hits
    finding = Finding(rule, positions, tuple(lines[i] for i in positions), evidence, severity, changes)
    if not in_words:
        return _Shape(finding, {}, ())
    (pool,) = mismatched_pools(Day(law, lines))
    place = {code: number for number, code in enumerate(codes_of(law, lines))}
    right = tuple({place[code]: units for code, units in answer.items()} for answer in pool.right)
    return _Shape(finding, changes_in_json(finding), right)


def _with_codes(shape: _Shape, law: Law, lines: Sequence[ServiceLine], units: Sequence[int]) -> _Worded:
    codes = codes_of(law, lines)
    right = [dict(sorted([(codes[place], units) for place, units in answer.items()])) for answer in shape.right]
    billed = dict(sorted([(line.code, count) for line, count in zip(lines, units, strict=True)]))
    named = dict(in_codes(billed, right))
    evidence = {name: named.get(name, value) for name, value in shape.finding.evidence.items()}
    return _Worded(shape, tuple([lines[i].code for i in shape.finding.positions]), evidence)
