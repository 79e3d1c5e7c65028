"""Which days surely have no fault in their minutes, for a whole array of days at once.

A screen may clear a day, never flag one: what it does not clear is shown to the rule. Each restates when its rules stay
silent, for the usual cases only; `tests/batch` compares every answer with the rules' own.
"""

from array import array
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from otcpt.batch.input._lines import Ints, LineArrays
from otcpt.batch.judging._pools import are_right
from otcpt.batch.judging._ragged import Ragged, ints
from otcpt.checking.kernel import DayProfile, Task
from otcpt.claims import ServiceLine
from otcpt.codes import is_code
from otcpt.modifiers import ASSISTANT
from otcpt.timeline import MINUTES_A_DAY
from otcpt.units.arithmetic import midpoint

UNITS = frozenset({"UNIT001", "UNIT002", "UNIT003"})
TOTALS = frozenset({"TIME001"})
SHARES = frozenset({"ASST002", "ASST003", "ASST004", "ASST005"})
LIMITS = frozenset({"MUE001"})
STATED = frozenset({"TIME002"})
REPEATED = frozenset({"UNIT004", "AOC002"})
#: The families a screen can clear, each with its bit; rules of none are always run.
SCREENED = ((UNITS, 1), (TOTALS, 2), (SHARES, 4), (LIMITS, 8), (STATED, 16), (REPEATED, 32))
ALWAYS = 64
#: The families that read units and no minutes.
BY_UNITS = 8 | 32

_BITS = {rule_id: bit for ids, bit in SCREENED for rule_id in ids}
_NO_LIMIT = 1 << 40
_POOLED, _UNKNOWN = 0, -1

DayMask = npt.NDArray[np.bool_]


def bit_of(task: Task) -> int:
    """The bit of the family a task belongs to."""
    return _BITS.get(task.rule.id, ALWAYS)


class Screens:
    """What the screens know of each kind of day, and the screens."""

    def __init__(self) -> None:
        self.bits = array("q")
        self._marked = array("q")
        self._account = Ragged()  # by line: the account its minutes and units go into, or -1
        self._interval = Ragged()  # by account: minutes of a unit; 0 in the pool; -1 where no screen can tell
        self._opens = Ragged()  # by account: whether it is the first of its pool
        self._most = Ragged()  # by line: units that are within every limit, whatever the other lines have
        self._once = Ragged()  # by line: the same for codes that count once a day
        self._visit = Ragged()  # by line: the group of which the timed minutes are compared with the total, or -1

    def add(self, plan: DayProfile, tasks: Sequence[Task], lines: Sequence[ServiceLine]) -> None:
        """Learn a kind of day."""
        codes = [line.code for line in lines]
        self.bits.append(sum({bit_of(task) for task in tasks}))
        self._marked.append(any(not ASSISTANT.keys().isdisjoint(line.modifiers) for line in lines))
        accounts = [-1] * len(codes)
        intervals: list[int] = []
        opens: list[int] = []
        for members in dict.fromkeys(task.members for task in tasks if task.rule.id in UNITS):
            _open_accounts(plan, members, codes, accounts, intervals, opens)
        self._account.add(accounts)
        self._interval.add(intervals)
        self._opens.add(opens)
        self._most.add([_most_units(plan, code, codes) for code in codes])
        once = [_NO_LIMIT] * len(codes)
        for task in tasks:
            if task.rule.id in REPEATED:
                for i in task.touched:
                    once[i] = 1 // codes.count(codes[i])
        self._once.add(once)
        visits = [-1] * len(codes)
        for number, task in enumerate(task for task in tasks if task.rule.id in TOTALS):
            for i in task.touched:
                visits[i] = number
        self._visit.add(visits)

    def suspects(self, lines: LineArrays, starts: Ints, lengths: Ints, kinds: Ints) -> Ints:
        """Return for each day the bits of the families that no screen cleared."""
        bits = ints(self.bits)[kinds]
        if not bits.any():
            return bits
        day_of = np.repeat(np.arange(len(starts)), lengths)
        place = np.arange(len(lines)) - starts[day_of]
        units = self._wrong_units(lines, kinds, day_of, place)
        totals = self._above_total(lines, kinds, day_of, place)
        shares = ints(self._marked)[kinds] > 0
        shares[day_of[lines.whole["assistant_minutes"] > 0]] = True
        limits = self._above(lines, kinds, day_of, place, self._most)
        repeated = self._above(lines, kinds, day_of, place, self._once)
        stated = np.zeros(len(kinds), dtype=bool)
        stated[day_of[lines.whole["total_treatment_minutes"] >= 0]] = True
        cleared = ~units * 1 + ~totals * 2 + ~shares * 4 + ~limits * 8 + ~stated * 16 + ~repeated * 32
        suspected: Ints = bits & ~cleared
        return suspected

    def _of_line(self, flat: Ragged, kinds: Ints, day_of: Ints, place: Ints) -> Ints:
        """What is known of each line of a kind, for every line."""
        values: Ints = ints(flat.values)[ints(flat.starts)[kinds][day_of] + place]
        return values

    def _above(self, lines: LineArrays, kinds: Ints, day_of: Ints, place: Ints, most: Ragged) -> DayMask:
        """Days with a line of more units than are surely within every limit."""
        above = np.zeros(len(kinds), dtype=bool)
        above[day_of[lines.whole["units"] > self._of_line(most, kinds, day_of, place)]] = True
        return above

    def _wrong_units(self, lines: LineArrays, kinds: Ints, day_of: Ints, place: Ints) -> DayMask:
        """Days with an account whose units are not what its minutes make, in the total-time pool or outside it."""
        wrong = np.zeros(len(kinds), dtype=bool)
        counts = ints(self._interval.counts)[kinds]
        total = int(counts.sum())
        if not total:
            return wrong
        base = np.cumsum(counts) - counts
        account = self._of_line(self._account, kinds, day_of, place)
        has = account >= 0
        into = (base[day_of] + account)[has]
        minutes = np.bincount(into, lines.whole["minutes"][has], total).astype(np.int64)
        units = np.bincount(into, lines.whole["units"][has], total).astype(np.int64)
        day = np.repeat(np.arange(len(kinds)), counts)
        static = ints(self._interval.starts)[kinds][day] + np.arange(total) - base[day]
        interval = ints(self._interval.values)[static]
        apart = interval > 0
        supported = midpoint(np.minimum(minutes, MINUTES_A_DAY), np.where(apart, interval, 1))
        wrong[day[apart & (units != supported)]] = True
        wrong[day[interval == _UNKNOWN]] = True
        pooled = interval == _POOLED
        if pooled.any():
            first = np.flatnonzero(ints(self._opens.values)[static][pooled])
            wrong[day[pooled][first[~are_right(minutes[pooled], units[pooled], first)]]] = True
        return wrong

    def _above_total(self, lines: LineArrays, kinds: Ints, day_of: Ints, place: Ints) -> DayMask:
        """Days on which timed minutes together exceed the total that any of their lines states."""
        above = np.zeros(len(kinds), dtype=bool)
        visit = self._of_line(self._visit, kinds, day_of, place)
        has = visit >= 0
        if has.any():
            most = int(visit.max()) + 1
            into = (day_of * most + visit)[has]
            spent = np.bincount(into, lines.whole["minutes"][has], len(kinds) * most)
            above[day_of[has][spent[into] > lines.whole["total_treatment_minutes"][has]]] = True
        return above


def _most_units(plan: DayProfile, code: str, codes: Sequence[str]) -> int:
    """Units of a line that cannot be above its limit together with as many on every other line of the code.

    Where no limit is known there is none to exceed.
    """
    law = plan.law
    if not law.settings.mue or not is_code(code):
        return _NO_LIMIT
    limit = law.mue(code).units
    return _NO_LIMIT if not limit else limit // codes.count(code)


def _open_accounts(
    plan: DayProfile,
    members: Iterable[int],
    codes: Sequence[str],
    accounts: list[int],
    intervals: list[int],
    opens: list[int],
) -> None:
    """Give every line of a plan of care the account it counts in: pooled ones first, side by side."""
    method = plan.law.settings.unit_method
    timings = {i: plan.law.timing(codes[i]) for i in members}
    kept = {i: timing for i, timing in timings.items() if timing is not None}
    pool: dict[str, int] = {}
    apart: dict[str, int] = {}
    for pooled in (True, False):
        for i, timing in kept.items():
            key = timing.family or codes[i]
            if (method == "cms" and timing.pool is not None) is not pooled:
                continue
            known = pool if pooled else apart
            if key not in known:
                known[key] = len(intervals)
                opens.append(int(pooled and len(pool) == 1))
                unscreened = method not in ("cms", "ama") or timing.family is not None or timing.least is not None
                intervals.append(_POOLED if pooled else _UNKNOWN if unscreened else timing.interval or _UNKNOWN)
            accounts[i] = known[key]
