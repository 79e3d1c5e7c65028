"""The units of any days: lines brought into order, added up by account, and counted."""

from collections.abc import Mapping

import attrs
import numpy as np

from otcpt.batch.input._lines import Flags, Ints
from otcpt.batch.judging._alike import arranged_rows
from otcpt.batch.judging._plain_days import Answer, Lines
from otcpt.batch.judging._pools import ONCE, POOLED, UNKNOWN, Counting, by_own_interval, share_pools
from otcpt.codes import Timing
from otcpt.timeline import MINUTES_A_DAY
from otcpt.units import Method, TieBreak, allocate

#: Why there are no units; an answer says it in words, in this order.
_NO_TIMING, _NO_MINUTES, _POOL_LACKS, _TOO_MANY, _NO_DAY = range(1, 6)


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


@attrs.frozen(eq=False)
class ByAccount:
    """How the minutes of any days become units."""

    method: Method
    tie_break: TieBreak
    counting: Counting
    timings: Mapping[int, Mapping[str, Timing]]

    def answer(self, lines: Lines) -> Answer:
        """Return the units of any days."""
        rows = _rows(lines, self.counting.place[lines.at])
        members = _members(rows, lines.code)
        accounts = self._accounts(lines, rows, members)
        if self.method in ("cms", "ama"):
            self._count(rows, accounts)
        else:
            self._ask(rows, accounts, lines.code)
        lacking = np.flatnonzero(accounts.reason)
        accounts.units[lacking] = accounts.more[lacking] = 0
        members, is_addon = _with_lacking(members, rows, accounts, self.counting)
        own, code, minutes, row = members
        units, tied, reason = accounts.units[own], accounts.tied[own], accounts.reason[own]
        addons = np.flatnonzero(is_addon)
        units[addons], tied[addons] = accounts.more[own[addons]], False
        tenths = np.zeros(len(own), dtype=bool)
        if self.method == "tenths":
            tenths = accounts.kind[own] == POOLED
            tenths[np.isin(own, accounts.others)] = False
        return Answer(row, code, minutes, units, reason, tied, tenths)

    def _accounts(self, lines: Lines, rows: _Rows, members: Ints) -> _Accounts:
        """Add up what is counted together, and tell where units cannot follow."""
        counting = self.counting
        _, _, minutes, row = members
        row = np.minimum.reduceat(row, rows.accounts)
        own = counting.at[lines.at[row]]
        kind = counting.kind[own]
        others = np.flatnonzero(counting.other[own])
        lacks, known = minutes < 0, minutes
        reason = np.zeros(len(row), dtype=np.int64)
        if known.max() > MINUTES_A_DAY:
            reason[np.maximum.reduceat(known, rows.accounts) > MINUTES_A_DAY] = _TOO_MANY
        if lacks.any():
            known = np.where(lacks, 0, known)
            needs = (kind != ONCE) | (counting.interval[own] > 0)
            reason[needs & (np.minimum.reduceat(minutes, rows.accounts) < 0)] = _NO_MINUTES
        reason[others[kind[others] == UNKNOWN]] = _NO_TIMING
        reason[lines.no_day[row]] = _NO_DAY
        if self.method in ("cms", "best") and reason.any():
            pooled = kind == POOLED
            short = np.logical_or.reduceat(pooled & (reason > 0), rows.plans)
            of_short = np.repeat(short, np.diff(np.append(rows.plans, len(row))))
            reason[pooled & (reason == 0) & of_short] = _POOL_LACKS
        spent = np.add.reduceat(known, rows.accounts)
        addon = counting.addon[own[others]]
        answer = np.zeros_like(spent), np.zeros_like(spent), np.zeros(len(spent), dtype=bool)
        return _Accounts(row, own, spent, kind, reason, others, addon, *answer)

    def _count(self, rows: _Rows, accounts: _Accounts) -> None:
        """Count units by total time or midpoint."""
        counting = self.counting
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
        units[apart] = counting.by_itself(at, spent)
        beyond = np.maximum(spent - counting.interval[at], 0)
        more[apart] = by_own_interval(beyond, counting.more[at], counting.full[at])
        family = accounts.others[accounts.addon >= 0]
        units[family] = np.minimum(units[family], 1)

    def _ask(self, rows: _Rows, accounts: _Accounts, code: Ints) -> None:
        """Ask `otcpt.units.allocate` for every plan of care."""
        counting = self.counting
        first = [counting.codes[number] for number in (accounts.at % len(counting.codes)).tolist()]
        addon = [counting.codes[number] if number >= 0 else "" for number in counting.addon[accounts.at].tolist()]
        stops = [*rows.plans[1:].tolist(), len(first)]
        begins = np.append(rows.codes[rows.accounts], len(rows.row))
        able = np.repeat(accounts.reason == 0, np.diff(begins))
        lacks = np.minimum.reduceat(rows.minutes, rows.codes) < 0
        known = np.where(np.repeat(lacks, np.diff(np.append(rows.codes, len(rows.row)))), 0, rows.minutes)
        for start, stop in zip(rows.plans.tolist(), stops, strict=True):
            own = np.arange(begins[start], begins[stop])
            own = own[np.argsort(rows.row[own])]
            own = own[able[own]]
            minutes: dict[str, list[int]] = {}
            for row, spent in zip(rows.row[own].tolist(), known[own].tolist(), strict=True):
                minutes.setdefault(counting.codes[code[row]], []).append(spent)
            timings = self.timings[int(accounts.at[start]) // len(counting.codes)]
            allocation = allocate(minutes, timings, method=self.method, tie_break=self.tie_break)
            tied = allocation.tied
            for account in range(start, stop):
                accounts.units[account] = allocation.counts.get(first[account], 0)
                accounts.more[account] = allocation.counts.get(addon[account], 0)
                accounts.tied[account] = first[account] in tied


def _rows(lines: Lines, place: Ints) -> _Rows:
    """Bring lines into order; ``place`` is twice that of the account, and one more for its add-on."""
    bits = max(1, int(place.max()).bit_length())
    place = (lines.plan << bits) + place
    row = arranged_rows(place, lines.starts, lines.lengths)
    place = place[row]
    codes = np.flatnonzero(_begins(place, lines.starts))
    accounts = np.flatnonzero(_begins(place >> 1, lines.starts)[codes])
    plans = np.flatnonzero(_begins(place >> bits, lines.starts)[codes[accounts]])
    return _Rows(row, lines.minutes[row].astype(np.int32), codes, accounts, plans)


def _begins(values: Ints, starts: Ints) -> Flags:
    """Whether a day begins, or another value."""
    new = np.ones(len(values), dtype=bool)
    np.not_equal(values[1:], values[:-1], out=new[1:])
    new[starts] = True
    return new


def _members(rows: _Rows, code: Ints) -> Ints:
    """The codes that were billed: the account of each, the code, its minutes (-1 where not known), the first row."""
    minutes = np.add.reduceat(rows.minutes, rows.codes)
    minutes[np.minimum.reduceat(rows.minutes, rows.codes) < 0] = -1
    row = rows.row[rows.codes]
    account = np.zeros(len(row), dtype=np.int64)
    account[rows.accounts[1:]] = 1
    return np.stack([np.cumsum(account), code[row], minutes, row])


def _with_lacking(members: Ints, rows: _Rows, accounts: _Accounts, counting: Counting) -> tuple[Ints, Flags]:
    """The same with the codes that have units and were not billed, in order; and which of them are add-ons."""
    code = members[1]
    is_addon = np.zeros(len(code), dtype=bool)
    some = np.flatnonzero(accounts.addon >= 0)
    own, addon = accounts.others[some], accounts.addon[some]
    first = accounts.at[own] % len(counting.codes)
    starts, stops = rows.accounts[own], np.append(rows.accounts, len(code))[own + 1]
    last_is_addon = code[stops - 1] == addon
    is_addon[stops[last_is_addon] - 1] = True
    after = ~last_is_addon & (accounts.more[own] > 0)
    before = (code[starts] != first) & (accounts.units[own] > 0)
    place, account = (np.concatenate(pair) for pair in ((stops[after], starts[before]), (own[after], own[before])))
    lacking = [account, np.concatenate([addon[after], first[before]]), np.zeros_like(account), accounts.row[account]]
    members = np.insert(members, place, lacking, axis=1)
    return members, np.insert(is_addon, place, np.arange(len(place)) < int(after.sum()))
