"""The units of whole days as arrays: lines brought into order, added up by account, shared, and made a table."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import cast

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from otcpt.batch.input._lines import ALONE, CLAIM, Flags, Ints, LineArrays, Vocabulary
from otcpt.batch.input._order import day_starts
from otcpt.batch.judging._alike import arranged_rows
from otcpt.batch.judging._pools import ONCE, POOLED, UNKNOWN, Counting, by_own_interval, share_pools
from otcpt.checking import timings_on
from otcpt.codes import Timing
from otcpt.editions import Edition
from otcpt.modifiers import DISCIPLINE
from otcpt.timeline import MINUTES_A_DAY
from otcpt.units import Method, TieBreak, allocate

#: One row per code of a plan of care on a day.
ALLOCATIONS = pa.schema(
    {
        "claim_id": pa.string(),
        "patient_key": pa.string(),
        "date_of_service": pa.date32(),
        "billing_provider_key": pa.string(),
        "discipline": pa.string(),
        "code": pa.string(),
        "minutes": pa.int32(),
        "units": pa.int32(),
        "tied": pa.bool_(),
        "reason": pa.string(),
    }
)

NO_TIMING = "no unit length is known for the code on that date"
NO_MINUTES = "Needs minutes on the line"
POOL_LACKS = "needs the minutes of every code that shares its pool"
TOO_MANY = "more minutes than a day has"
NO_DAY = "needs claim id or patient key: the lines of one day cannot be found"

_EPOCH = date(1970, 1, 1).toordinal()
_REASONS = (NO_TIMING, NO_MINUTES, POOL_LACKS, TOO_MANY, NO_DAY)
_NO_TIMING, _NO_MINUTES, _POOL_LACKS, _TOO_MANY, _NO_DAY = range(1, 6)


def schema_of(method: Method) -> pa.Schema:
    """The columns of an answer; tenths of an hour have one of their own, where they are counted."""
    if method != "tenths":
        return ALLOCATIONS
    return ALLOCATIONS.insert(ALLOCATIONS.get_field_index("units") + 1, pa.field("tenths", pa.int32()))


@attrs.frozen(eq=False)
class _Rows:
    """The lines of whole days in order of plan of care, account and code; an account is a code with its family.

    ``row`` is the row of a line. ``codes`` says which of the lines are the first of a code, ``accounts`` which codes
    are the first of an account, and ``plans`` which accounts are the first of a plan.
    """

    row: Ints
    minutes: Ints
    codes: Ints
    accounts: Ints
    plans: Ints


@attrs.frozen(eq=False)
class _Members:
    """The codes of the accounts, each with its minutes (-1 where they are not known)."""

    account: Ints
    code: Ints
    minutes: Ints
    row: Ints


@attrs.frozen(eq=False)
class _Accounts:
    """What is counted together, and its answer: units, those of its add-on, whether another code was tied.

    ``row`` is the first of its lines, ``at`` where its first code is in the tables of `Counting`, ``reason`` 0 where
    units follow. ``others`` are those that are no code of the pool alone, and ``addon`` their add-ons.
    """

    row: Ints
    at: Ints
    spent: Ints
    kind: Ints
    reason: Ints
    others: Ints
    addon: Ints
    units: Ints
    more: Ints
    tied: Flags


@attrs.define(eq=False)
class Allocator:
    """Allocates whole days, in several threads at once while more words are read: of these each takes what is there."""

    law: Edition
    words: Mapping[str, Vocabulary]
    method: Method
    tie_break: TieBreak
    discipline: str
    _timings: dict[int, Mapping[str, Timing]] = attrs.field(factory=dict)
    _counting: Counting | None = None

    def allocate(self, lines: LineArrays) -> pa.Table:
        """Return a row per code of a plan of care on a day."""
        if not len(lines):
            return schema_of(self.method).empty_table()
        starts = day_starts(lines)
        lengths = np.diff(np.append(starts, len(lines)))
        window = self._windows(lines.day)
        counting = self._counting_of(lines, window)
        code = lines.number["code"]
        at = window * len(counting.codes) + code
        biller = _billers(lines.number["billing_provider_key"], starts, lengths)
        names, means = self._disciplines()
        discipline = means[lines.number["modifiers"]]
        rows = _rows(lines, starts, lengths, (biller + 1) * len(names) + discipline, counting.place[at])
        members = _members(rows, code)
        accounts = self._accounts(lines, rows, members, counting, at)
        if self.method in ("cms", "ama"):
            self._count(rows, accounts, counting)
        else:
            self._ask(rows, accounts, code, counting, window)
        lacking = np.flatnonzero(accounts.reason)
        accounts.units[lacking] = accounts.more[lacking] = 0
        members, is_addon = _with_lacking(members, rows, accounts, counting)
        row, own = members.row, members.account
        units, tied, reason = accounts.units[own], accounts.tied[own], accounts.reason[own]
        addons = np.flatnonzero(is_addon)
        units[addons], tied[addons] = accounts.more[own[addons]], False
        missing = reason > 0
        in_tenths = missing
        if self.method == "tenths":
            in_tenths = accounts.kind[own] == POOLED
            in_tenths[np.isin(own, accounts.others)] = False
        who = _taken(lines.who, row)
        claims = pc.starts_with(who, CLAIM)
        return pa.table(
            {
                "claim_id": _taken(lines.claim_id, row),
                "patient_key": pc.if_else(claims, None, who) if pc.any(claims).as_py() else who,
                "date_of_service": _whole(lines.day[row] - _EPOCH).view(pa.date32()),
                "billing_provider_key": _named(self.words["billing_provider_key"].values, biller[row]),
                "discipline": _named(names, discipline[row]),
                "code": _named(counting.codes, members.code),
                "minutes": _whole(members.minutes, members.minutes < 0),
                "units": _whole(units, missing | in_tenths),
                **({"tenths": _whole(units, missing | ~in_tenths)} if self.method == "tenths" else {}),
                "tied": pa.array(tied),
                "reason": _named(_REASONS, reason - 1),
            },
            schema_of(self.method),
        )

    def _windows(self, days: Ints) -> Ints:
        """The stretch of days in which no law changes, of each line."""
        boundaries = np.array([day.toordinal() for day in self.law.boundaries], dtype=np.int64)
        low, high = int(days.min()), int(days.max())
        if high - low > len(days):
            return np.searchsorted(boundaries, days, side="right")
        return np.searchsorted(boundaries, np.arange(low, high + 1), side="right")[days - low]

    def _counting_of(self, lines: LineArrays, window: Ints) -> Counting:
        """How the codes of some lines count, and all that were seen before."""
        windows = np.flatnonzero(np.bincount(window)).tolist()
        known, new = self._counting, [at for at in windows if at not in self._timings]
        for at in new:
            self._timings[at] = timings_on(self.law, date.fromordinal(int(lines.day[np.argmax(window == at)])))
        if known is None or known.stretches < len(self._timings) or int(lines.number["code"].max()) >= len(known.codes):
            known = Counting.of({**self._timings}, self.words["code"], len(self.law.boundaries) + 1)
            self._counting = known
        return known

    def _disciplines(self) -> tuple[list[str], Ints]:
        """The disciplines, and which of them each combination of modifiers means."""
        names = list(dict.fromkeys((self.discipline, *DISCIPLINE.values())))
        means = []
        for modifiers in tuple(self.words["modifiers"].values):
            named = [DISCIPLINE[one] for one in cast("tuple[str, ...]", modifiers) if one in DISCIPLINE]
            means.append(names.index(named[0] if named else self.discipline))
        return names, np.array(means, dtype=np.int64)

    def _accounts(self, lines: LineArrays, rows: _Rows, members: _Members, counting: Counting, at: Ints) -> _Accounts:
        """Add up what is counted together, and tell where units cannot follow."""
        row = _each_of(np.minimum, members.row, rows.accounts)
        own = counting.at[at[row]]
        kind = counting.kind[own]
        others = np.flatnonzero(counting.other[own])
        lacks, known = members.minutes < 0, members.minutes
        reason = np.zeros(len(row), dtype=np.int64)
        if known.max() > MINUTES_A_DAY:
            reason[_each_of(np.maximum, known, rows.accounts) > MINUTES_A_DAY] = _TOO_MANY
        if lacks.any():
            known = np.where(lacks, 0, known)
            needs = (kind != ONCE) | (counting.interval[own] > 0)
            reason[needs & (_each_of(np.minimum, members.minutes, rows.accounts) < 0)] = _NO_MINUTES
        reason[others[kind[others] == UNKNOWN]] = _NO_TIMING
        if lines.claim_id.null_count:
            reason[pc.starts_with(lines.who, ALONE).to_numpy(zero_copy_only=False)[row]] = _NO_DAY
        if self.method in ("cms", "best") and reason.any():
            pooled = kind == POOLED
            short = np.logical_or.reduceat(pooled & (reason > 0), rows.plans)
            of_short = np.repeat(short, np.diff(np.append(rows.plans, len(row))))
            reason[pooled & (reason == 0) & of_short] = _POOL_LACKS
        spent = _each_of(np.add, known, rows.accounts)
        addon = counting.addon[own[others]]
        answer = np.zeros_like(spent), np.zeros_like(spent), np.zeros(len(spent), dtype=bool)
        return _Accounts(row, own, spent, kind, reason, others, addon, *answer)

    def _count(self, rows: _Rows, accounts: _Accounts, counting: Counting) -> None:
        """Count units by total time or midpoint."""
        units, more = accounts.units, accounts.more
        shares = (accounts.kind == POOLED) & (accounts.reason == 0)
        apart = accounts.others
        if self.method == "cms" and shares.any():
            begins = np.append(rows.plans, len(shares))
            pooled = slice(None) if shares.all() else np.flatnonzero(shares)
            sizes = np.diff(begins if shares.all() else np.append(0, np.cumsum(shares))[begins])
            shared = share_pools(accounts.spent[pooled], sizes[sizes > 0], accounts.row[pooled], self.tie_break)
            units[pooled], accounts.tied[pooled] = shared
            more[apart] = np.maximum(units[apart] - 1, 0)
            apart = apart[~shares[apart]]
        elif self.method == "ama":
            apart = np.arange(len(units))
        at, spent = accounts.at[apart], accounts.spent[apart]
        interval, full = counting.interval[at], counting.full[at]
        units[apart] = by_own_interval(spent, interval, full)
        more[apart] = by_own_interval(np.maximum(spent - interval, 0), counting.more[at], full)
        once = counting.kind[at] == ONCE
        units[apart[once]] = spent[once] >= interval[once]
        family = accounts.others[accounts.addon >= 0]
        units[family] = np.minimum(units[family], 1)

    def _ask(self, rows: _Rows, accounts: _Accounts, code: Ints, counting: Counting, window: Ints) -> None:
        """Ask `otcpt.units.allocate` for every plan of care."""
        first = [counting.codes[number] for number in (accounts.at % len(counting.codes)).tolist()]
        addon = [counting.codes[number] if number >= 0 else "" for number in counting.addon[accounts.at].tolist()]
        stops = [*rows.plans[1:].tolist(), len(first)]
        begins = np.append(rows.codes[rows.accounts], len(rows.row))
        able = np.repeat(accounts.reason == 0, np.diff(begins))
        for start, stop in zip(rows.plans.tolist(), stops, strict=True):
            own = np.arange(begins[start], begins[stop])
            own = own[np.argsort(rows.row[own])]
            own = own[able[own]]
            minutes: dict[str, list[int]] = {}
            for row, spent in zip(rows.row[own].tolist(), rows.minutes[own].tolist(), strict=True):
                minutes.setdefault(counting.codes[code[row]], []).append(max(spent, 0))
            known = self._timings[int(window[accounts.row[start]])]
            allocation = allocate(minutes, known, method=self.method, tie_break=self.tie_break)
            for account in range(start, stop):
                accounts.units[account] = allocation.counts.get(first[account], 0)
                accounts.more[account] = allocation.counts.get(addon[account], 0)
                accounts.tied[account] = first[account] in allocation.tied


def _billers(biller: Ints, starts: Ints, lengths: Ints) -> Ints:
    """Who bills each line: `otcpt.claims.fill_only_named`, for many days at once."""
    if biller.min(initial=0) >= 0:
        return biller
    last = np.maximum.reduceat(biller, starts)
    earliest = np.minimum.reduceat(np.where(biller < 0, np.iinfo(np.int64).max, biller), starts)
    return np.where(biller < 0, np.repeat(np.where(last == earliest, last, -1), lengths), biller)


def _rows(lines: LineArrays, starts: Ints, lengths: Ints, plan: Ints, place: Ints) -> _Rows:
    """Bring lines into order; ``place`` is twice that of the account, and one more for its add-on."""
    bits = int(place.max()).bit_length()
    place = (plan << bits) + place
    row = arranged_rows(place, starts, lengths)
    place = place[row]
    codes = np.flatnonzero(_begins(place, starts))
    accounts = np.flatnonzero(_begins(place >> 1, starts)[codes])
    plans = np.flatnonzero(_begins(place >> bits, starts)[codes[accounts]])
    return _Rows(row, lines.whole["minutes"][row].astype(np.int32), codes, accounts, plans)


def _begins(values: Ints, starts: Ints) -> Flags:
    """Whether a day begins, or another value."""
    new = np.ones(len(values), dtype=bool)
    np.not_equal(values[1:], values[:-1], out=new[1:])
    new[starts] = True
    return new


def _each_of(function: np.ufunc, values: Ints, starts: Ints) -> Ints:
    """What a function makes of the values of each stretch, most of which have one."""
    if len(starts) == len(values):
        return values
    made = values[starts]
    is_more = np.ones(len(values), dtype=bool)
    is_more[starts] = False
    more = np.flatnonzero(is_more)
    function.at(made, np.searchsorted(starts, more) - 1, values[more])
    return made


def _members(rows: _Rows, code: Ints) -> _Members:
    """The codes that were billed."""
    minutes = _each_of(np.add, rows.minutes, rows.codes)
    if rows.minutes.min() < 0:
        minutes = np.where(_each_of(np.minimum, rows.minutes, rows.codes) < 0, -1, minutes)
    row = rows.row[rows.codes]
    account = np.zeros(len(row), dtype=bool)
    account[rows.accounts[1:]] = True
    return _Members(np.cumsum(account), code[row], minutes, row)


def _with_lacking(members: _Members, rows: _Rows, accounts: _Accounts, counting: Counting) -> tuple[_Members, Flags]:
    """The same with the codes that have units and were not billed, in order; and which of them are add-ons."""
    is_addon = np.zeros(len(members.row), dtype=bool)
    some = np.flatnonzero(accounts.addon >= 0)
    own, addon = accounts.others[some], accounts.addon[some]
    if not len(own):
        return members, is_addon
    first = accounts.at[own] % len(counting.codes)
    starts, stops = rows.accounts[own], np.append(rows.accounts, len(members.row))[own + 1]
    last_is_addon = members.code[stops - 1] == addon
    is_addon[stops[last_is_addon] - 1] = True
    after = ~last_is_addon & (accounts.more[own] > 0)
    before = (members.code[starts] != first) & (accounts.units[own] > 0)
    place, account = (np.concatenate(pair) for pair in ((stops[after], starts[before]), (own[after], own[before])))
    code = np.concatenate([addon[after], first[before]])
    members = _Members(
        np.insert(members.account, place, account),
        np.insert(members.code, place, code),
        np.insert(members.minutes, place, 0),
        np.insert(members.row, place, accounts.row[account]),
    )
    return members, np.insert(is_addon, place, np.arange(len(place)) < int(after.sum()))


def _named(names: Sequence[object], numbers: Ints) -> pa.Array:
    """The name of each number, none for -1."""
    low, high = int(numbers.min()), int(numbers.max())
    if low == high:
        return pa.repeat(pa.scalar(names[low] if low >= 0 else None, pa.string()), len(numbers))
    if low < 0:
        numbers = np.where(numbers < 0, len(names), numbers)
    return _taken(pa.array([*names, None], pa.string()), numbers)


def _taken(texts: pa.Array, numbers: Ints) -> pa.Array:
    """Some of many texts; in memory that Arrow's own pool would hand back to the system with every chunk."""
    return pc.take(texts, pa.array(numbers), boundscheck=False, memory_pool=pa.system_memory_pool())


def _whole(values: Ints, missing: Flags | None = None) -> pa.Array:
    """Whole numbers, some of which are missing."""
    given = missing is None or not missing.any()
    return pa.array(values.astype(np.int32, copy=False), mask=None if given else missing)
