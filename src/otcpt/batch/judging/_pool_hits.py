"""Hits about pools: what is said of one follows from its units and right answers, and is found once for these.

Which answers are right is the array kernel's. Codes and minutes are put into the words of another such pool.
"""

from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from itertools import permutations

import numpy as np

from otcpt.batch.input._lines import Flags, Ints
from otcpt.batch.judging._alike import number_rows, one_by_one
from otcpt.batch.judging._asks import Question
from otcpt.batch.judging._hits import HitTable
from otcpt.batch.judging._pools import are_right, share
from otcpt.claims import ServiceLine
from otcpt.findings import WORDS, Finding, Form, cell, cells_of
from otcpt.fixes import Change, change_record
from otcpt.rules import ADD_ON, FIRST, MOST_TIED, Account, Law, codes_of, counted_accounts, pool_by_total_time
from otcpt.timeline import MINUTES_A_DAY
from otcpt.units.arithmetic import BLOCK, is_right

#: More minutes or units than there can be.
_MINUTES = 10**12
#: The evidence that names codes, each before its units.
_NAMING = ("billed_units", "right")
#: What is found in pools of such units and right answers, and its words, each with room for codes and minutes.
_Shape = tuple[Finding, str]


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


def _flagged_by(accounts: Sequence[Account], units: Ints, right: Ints, tied: Flags, ties: Ints) -> list[Ints]:
    """Return what flags of pools follow from: whether units are too many, and which line is further from what is right.

    Of a family the first unit is the first code's. Where more may tie than is looked at, it is all that is known.
    """
    if sum(1 + any(account.roles) for account in accounts) > MOST_TIED:
        return [*units, *right, *ties]
    excess = np.sign(units.sum(axis=0) - right.sum(axis=0))
    won = ties - tied  # of those that tie
    furthest = np.where(excess < 0, right - won, right + tied - won)
    own = np.empty_like(units)
    for account, most in zip(accounts, furthest, strict=True):
        for line, role in zip(account.lines, account.roles, strict=True):
            own[line] = np.minimum(most, 1) if role == FIRST else np.maximum(most - 1, 0) if role == ADD_ON else most
    near = np.where(excess < 0, units - own, own - units)
    ranks = np.zeros_like(near)
    for one, other in permutations(range(len(near)), 2):
        ranks[one] += near[one] > near[other]
    return [excess, *ranks]


class _Pool:
    """Stands for all pools of a question, by the lines of one of them, without units and minutes."""

    def __init__(
        self, question: Question, law: Law, lines: Sequence[ServiceLine], known: dict[object, str] | None
    ) -> None:
        self._rules = {rule.id: rule for rule in question.rules}
        self._accounts, self._families = counted_accounts(law, lines)
        self._rooms = [(f"{code} x", f"{{{place}}} x") for place, code in enumerate(codes_of(law, lines))]
        self._known = known

        @cache
        def line_of(place: int, units: int, minutes: int) -> ServiceLine:
            like = lines[place]
            own = {"date_of_service": like.date_of_service, "modifiers": like.modifiers}
            return ServiceLine(like.code, units=units, minutes=minutes, **own)  # type: ignore[arg-type]  # by name

        self._line_of = line_of

    def ask(self, units: Sequence[int], minutes: Sequence[int]) -> _Shape | None:
        """Return what is found in a pool of lines with such units and minutes."""
        lines = list(map(self._line_of, range(len(units)), units, minutes))
        accounts = [
            (key, sum([minutes[i] for i in own]), sum([units[i] for i in own]), own) for key, _, own in self._accounts
        ]
        if is_right([(spent, billed) for _, spent, billed, _ in accounts]):
            return None  # with more minutes than a day has
        pool = pool_by_total_time(lines, accounts, self._families)
        rule = self._rules.get("UNIT001" if pool.excess > 0 else "UNIT002" if pool.excess < 0 else "UNIT003")
        if rule is None:
            return None
        hit, own = pool.hit, tuple([lines[i] for i in pool.positions])
        finding = Finding(rule, hit.lines, own, hit.evidence, rule.severity, hit.changes)
        if self._known is None:
            return finding, ""
        values = dict(hit.evidence)
        parts = {name: str(values[name]) for name in _NAMING}
        parts |= {key: _printed(some) for key, some in hit.changes.items()}
        values |= {name: f"<{name}>" for name in _NAMING}
        if values["minutes"] != 1:
            values["minutes"] = _MINUTES
        key = rule.id, *values.values(), *hit.changes
        if key not in self._known:
            like = Finding(rule, hit.lines, own, tuple(values.items()), rule.severity, hit.changes)
            words = "\0".join(cells_of(like, WORDS))
            for name, part in parts.items():
                words = words.replace(part, f"<{name}>")
            words = _escaped(words).replace(f"{_MINUTES:,}", "{minutes:,}").replace(str(_MINUTES), "{minutes}")
            self._known[key] = words
        words = self._known[key]
        for name, part in parts.items():
            part = _escaped(part)
            for code, room in self._rooms:
                part = part.replace(code, room)
            words = words.replace(f"<{name}>", part)
        return finding, words


@lru_cache(maxsize=1024)
def _printed(changes: tuple[Change, ...]) -> str:
    return cell(Form.LIST, list(map(change_record, changes)))


def _escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


class PoolHits:
    """Hits about pools, numbered among others."""

    def __init__(self, hits: HitTable) -> None:
        self._names: list[tuple[Sequence[str], Sequence[str]]] = []
        self._names_of: dict[tuple[int, ...], int] = {}
        self._pools: dict[int, _Pool] = {}
        self._known: dict[object, str] = {}
        self._shapes: list[_Shape] = []
        self._shape_of: dict[tuple[int, ...], int] = {}
        self.forget_hits(hits)

    def __len__(self) -> int:
        return len(self._shape_of)

    def forget_hits(self, hits: HitTable) -> None:
        """Number hits anew, among others."""
        self._hits = hits
        self._hit_of: dict[tuple[int, ...], int] = {}

    def find(
        self,
        question: Question,
        number: int,
        units: Ints,
        minutes: Ints,
        codes: Ints,
        lines_of: Callable[[int], tuple[Law, Sequence[ServiceLine]]],
    ) -> tuple[Ints, Ints, Ints, Ints]:
        """Return which pools are at fault, numbers for what is said of each and of which codes, and the minutes.

        Pools stand side by side, their lines down. ``lines_of`` are those of a pool but for units and minutes.
        """
        in_words = self._hits.in_words
        spent = in_accounts(question.accounts, minutes)
        shared, tied = share(spent, spent, "largest_total")
        ties = tied * (1 + shared - spent // BLOCK)

        def learn_names(row: int, _: object) -> int:
            law, lines = lines_of(row)
            self._names.append(([line.code for line in lines], codes_of(law, lines)))
            return len(self._names) - 1

        def learn_shape(row: int, _: object) -> int:
            if number not in self._pools:
                self._pools[number] = _Pool(question, *lines_of(row), self._known if in_words else None)
            shape = self._pools[number].ask(units[:, row].tolist(), minutes[:, row].tolist())
            if shape is None:
                return -1
            self._shapes.append(shape)
            return len(self._shapes) - 1

        asked = np.full(units.shape[1], number)
        named = np.zeros_like(asked)
        if in_words:
            named = number_rows([asked, *codes], self._names_of, one_by_one(learn_names))
            decisive = [*units, *shared, *ties, spent.sum(axis=0) == 1]
        else:
            decisive = _flagged_by(question.accounts, units, shared, tied, ties)
        shapes = number_rows([asked, *decisive], self._shape_of, one_by_one(learn_shape))
        some = np.flatnonzero(shapes >= 0)
        return some, shapes[some], named[some], spent[:, some].sum(axis=0) * in_words

    def number(self, shapes: Ints, named: Ints, minutes: Ints) -> Ints:
        """Return the hits of what is said of some codes with minutes."""
        return number_rows([shapes, named, minutes], self._hit_of, one_by_one(self._learn))

    def _learn(self, _: int, key: tuple[int, ...]) -> int:
        """Take up what is said of some codes with minutes."""
        shape, named, minutes = key
        finding, words = self._shapes[shape]
        if not self._hits.in_words:
            return self._hits.flag(finding)
        of_lines, codes = self._names[named]
        own = tuple([of_lines[i] for i in finding.positions])
        return self._hits.add(finding, own, words.format(*codes, minutes=minutes).split("\0"))
