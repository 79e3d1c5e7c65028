"""Minutes to units for a frame of service lines: one row per patient, date, plan of care and code."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from typing import cast

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from otcpt.batch._run import CHUNK
from otcpt.batch.input._claim_reversals import ACTIVE
from otcpt.batch.input._columns import TableReader
from otcpt.batch.input._frames import ArrowStream, Frame, like, to_arrow
from otcpt.batch.input._lines import ALONE, CLAIM, Flags, Ints, LineArrays, Vocabulary
from otcpt.batch.input._order import cut_at, day_starts, in_order, stream_days
from otcpt.batch.input._pieces import FirstLook
from otcpt.batch.input._sources import Batches
from otcpt.batch.input._unread_columns import warn_of_unread
from otcpt.batch.judging._alike import arranged_rows
from otcpt.batch.judging._counting import ONCE, POOLED, UNKNOWN, Counting, by_own_interval
from otcpt.batch.judging._pools import share_pools
from otcpt.checking import timings_on
from otcpt.codes import Timing
from otcpt.editions import Edition, EditionLike, load_edition
from otcpt.errors import InputErrors
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

_READ = frozenset(
    {
        *("claim_id", "patient_key", "date_of_service", "billing_provider_key", "code", "frequency", "replaces"),
        *("modifiers", "modifier_1", "modifier_2", "modifier_3", "modifier_4"),
        *("minutes", "therapist_minutes", "assistant_minutes", "joint_minutes"),
    }
)
_EPOCH = date(1970, 1, 1).toordinal()
_REASONS = (None, NO_TIMING, NO_MINUTES, POOL_LACKS, TOO_MANY, NO_DAY)


def allocate_frame(
    frame: Frame,
    *,
    method: Method,
    discipline: str = "OT",
    tie_break: TieBreak = "largest_total",
    edition: EditionLike | None = None,
    columns: Mapping[str, str] | None = None,
) -> Frame:
    """Allocate the minutes of every day in a frame to codes as units; return a frame of the same kind.

    Lines are grouped by patient (by claim where a line has no patient key), date of service, billing provider and
    discipline: the one of GO, GP or GN, else ``discipline``. Each code of a group is a row of the answer: ``minutes``
    of all its lines, ``units`` as `otcpt.allocate_units` gives them, and ``tied`` where another code had an equally
    good claim to a unit. Where no units follow, ``units`` is missing and ``reason`` says why. An add-on code that got
    units has a row even without a line of its own. Under ``tenths`` a column ``tenths`` has the tenths of an hour of
    the codes counted so. Replaced and voided claims are left out. Source: CMS Pub. 100-04 ch. 5 §20.2; CPT
    introduction, time.

    Args:
        frame: Service lines, one row each, with the columns of `check_frame`; ``minutes`` are whole minutes.
        method: How minutes become units, as in `otcpt.allocate_units`; under ``per_session`` each line is a session.
        discipline: The discipline of lines without GO, GP or GN: ``"OT"``, ``"PT"`` or ``"SLP"``.
        tie_break: Which of several codes with equally many minutes left over takes a unit: ``"largest_total"`` (then
            code order), ``"code_order"`` or ``"input_order"``.
        edition: The law: an `Edition`, its name, its pin or a folder; the newest bundled one unless given.
        columns: Names of otcpt's columns to those of the frame, where they differ.

    Returns:
        One row for each code of a patient's day and discipline, in a frame of the caller's kind.

    Raises:
        InputErrors: A column or row cannot be read; every problem is named.
        UnknownName: There is no such method or tie-break.

    Example:
        >>> lines = pa.table({"claim_id": ["C1", "C1"], "date_of_service": ["2026-03-02"] * 2,
        ...                   "code": ["97110", "97140"], "minutes": [33, 7]})
        >>> allocate_frame(lines, method="cms").column("units").to_pylist()
        [2, 1]
    """
    allocate({}, {}, method=method, tie_break=tie_break)
    law = load_edition(edition)
    table = to_arrow(cast("ArrowStream", frame))
    source = Batches("the frame", table.schema, table.to_batches(max_chunksize=CHUNK))
    reader = TableReader(table.schema, columns=columns, only=_READ)
    warn_of_unread(reader.notes)
    look = FirstLook(source, reader)
    reader.taken_back = look.taken_back
    allocator = _Allocator(law, reader.words, method, tie_break, discipline)
    parts = (_read(reader, batch) for batch in source.batches())
    if look.cuts is None:
        lines = in_order(LineArrays.together(list(parts)))
        whole = cut_at(lines, day_starts(lines), CHUNK)
    else:
        whole = stream_days(parts, "the frame", CHUNK, in_order=None)
    found = _each(allocator.allocate, whole)
    if reader.log.problems:
        raise InputErrors(reader.problems())
    found.append(_schema(method).empty_table())
    return like(frame, pa.concat_tables(found))


def _schema(method: Method) -> pa.Schema:
    """The columns of an answer; tenths of an hour have one of their own, where they are counted."""
    if method != "tenths":
        return ALLOCATIONS
    return ALLOCATIONS.insert(ALLOCATIONS.get_field_index("units") + 1, pa.field("tenths", pa.int32()))


def _each(allocate: Callable[[LineArrays], pa.Table], parts: Iterable[LineArrays]) -> list[pa.Table]:
    """What each part comes to, in order: in up to four threads, within what Arrow may use, a few parts at a time."""
    found: list[pa.Table] = []
    threads = min(4, pa.cpu_count())
    with ThreadPoolExecutor(threads) as pool:
        waiting: deque[Future[pa.Table]] = deque()
        for part in parts:
            waiting.append(pool.submit(allocate, part))
            if len(waiting) > threads:
                found.append(waiting.popleft().result())
        found.extend(one.result() for one in waiting)
    return found


def _read(reader: TableReader, batch: pa.RecordBatch) -> LineArrays:
    """The lines of a batch that can be read and are of active claims."""
    lines, bad = reader.read(batch)
    left = bad | (lines.standing != ACTIVE)
    return lines.take(np.flatnonzero(~left)) if left.any() else lines


@attrs.frozen(eq=False)
class _Rows:
    """The lines of whole days in order of plan of care, account and code; an account is a code with its family.

    ``row`` is the row of a line; plans and accounts are numbered from 0.
    """

    row: Ints
    code: Ints
    minutes: Ints
    plan: Ints
    account: Ints


@attrs.frozen(eq=False)
class _Accounts:
    """What is counted together; ``row`` is the first of its lines, ``reason`` 0 where units follow."""

    plan: Ints
    first: Ints
    addon: Ints
    row: Ints
    spent: Ints
    kind: Ints
    interval: Ints
    more: Ints
    full: Ints
    reason: Ints


@attrs.define(eq=False)
class _Allocator:
    """Allocates whole days, in several threads at once while more words are read: of these each takes what is there."""

    law: Edition
    words: Mapping[str, Vocabulary]
    method: Method
    tie_break: TieBreak
    discipline: str
    _timings: dict[int, Mapping[str, Timing]] = attrs.field(factory=dict)

    def allocate(self, lines: LineArrays) -> pa.Table:
        """Return a row per code of a plan of care on a day."""
        starts = day_starts(lines)
        lengths = np.diff(np.append(starts, len(lines)))
        boundaries = np.array([day.toordinal() for day in self.law.boundaries], dtype=np.int64)
        window = np.searchsorted(boundaries, lines.day, side="right")
        timings = {
            int(at): self._timings_in(int(at), int(lines.day[row]))
            for at, row in zip(*np.unique(window, return_index=True), strict=True)
        }
        counting = Counting.of(timings, self.words["code"], len(boundaries) + 1)
        biller = _billers(lines.number["billing_provider_key"], starts, lengths)
        names, means = self._disciplines()
        discipline = means[lines.number["modifiers"]]
        first = counting.first[window, lines.number["code"]]
        rows = self._rows(lines, starts, lengths, (biller + 1) * len(names) + discipline, first)
        accounts = self._accounts(lines, rows, first, counting, window)
        if self.method in ("cms", "ama"):
            units, more, tied = self._counted(accounts)
        else:
            units, more, tied = self._asked(rows, accounts, timings, window)
        member = _members(
            rows, accounts, np.where(accounts.reason > 0, 0, units), np.where(accounts.reason > 0, 0, more)
        )
        at = pa.array(member.row)
        who = lines.who.take(at)
        claims = pc.starts_with(who, CLAIM)
        own = member.account
        reason = accounts.reason[own]
        billers = pa.array([*self.words["billing_provider_key"].values, None], pa.string())
        addon = member.code == accounts.addon[own]
        counts = np.where(addon, more[own], units[own]).astype(np.int32)
        in_tenths = (self.method == "tenths") & (accounts.kind[own] == POOLED) & (accounts.addon[own] < 0)
        return pa.table(
            {
                "claim_id": lines.claim_id.take(at),
                "patient_key": pc.if_else(claims, None, who) if pc.any(claims).as_py() else who,
                "date_of_service": pa.array((lines.day[member.row] - _EPOCH).astype(np.int32)).cast(pa.date32()),
                "billing_provider_key": billers.take(pa.array(biller[member.row] % len(billers))),
                "discipline": pa.array(names).take(pa.array(discipline[member.row])),
                "code": pa.array([*self.words["code"].values], pa.string()).take(pa.array(member.code)),
                "minutes": pa.array(member.minutes.astype(np.int32), mask=member.minutes < 0),
                "units": pa.array(counts, mask=(reason > 0) | in_tenths),
                **({"tenths": pa.array(counts, mask=(reason > 0) | ~in_tenths)} if self.method == "tenths" else {}),
                "tied": pa.array(tied[own] & ~addon),
                "reason": pa.array(_REASONS, pa.string()).take(pa.array(reason)),
            },
            _schema(self.method),
        )

    def _timings_in(self, window: int, ordinal: int) -> Mapping[str, Timing]:
        """The unit lengths of all codes in a stretch of days in which none changes."""
        known = self._timings.get(window)
        if known is None:
            known = self._timings[window] = timings_on(self.law, date.fromordinal(ordinal))
        return known

    def _disciplines(self) -> tuple[list[str], Ints]:
        """The disciplines, and which of them each combination of modifiers means."""
        names = list(dict.fromkeys((self.discipline, *DISCIPLINE.values())))
        means = []
        for modifiers in tuple(self.words["modifiers"].values):
            named = [DISCIPLINE[one] for one in cast("tuple[str, ...]", modifiers) if one in DISCIPLINE]
            means.append(names.index(named[0] if named else self.discipline))
        return names, np.array(means, dtype=np.int64)

    def _rows(self, lines: LineArrays, starts: Ints, lengths: Ints, plan: Ints, first: Ints) -> _Rows:
        codes = tuple(self.words["code"].values)
        place = np.empty(len(codes), dtype=np.int64)
        place[sorted(range(len(codes)), key=lambda number: str(codes[number]))] = np.arange(len(codes))
        code = lines.number["code"]
        order = arranged_rows((plan * len(place) + place[first]) * 2 + (code != first), starts, lengths)
        day, plan, first = np.repeat(np.arange(len(starts)), lengths), plan[order], first[order]
        new = np.ones(len(order), dtype=bool)
        new[1:] = (day[1:] != day[:-1]) | (plan[1:] != plan[:-1])
        plan = np.cumsum(new) - 1
        new[1:] |= first[1:] != first[:-1]
        return _Rows(order, code[order], lines.whole["minutes"][order], plan, np.cumsum(new) - 1)

    def _accounts(self, lines: LineArrays, rows: _Rows, first: Ints, counting: Counting, window: Ints) -> _Accounts:
        """Add up what is counted together, and tell where units cannot follow."""
        starts = np.flatnonzero(np.diff(rows.account, prepend=-1))
        row = np.minimum.reduceat(rows.row, starts)
        own = window[row], first[row]
        kind = counting.kind[own]
        known = np.maximum(rows.minutes, 0)
        at = _starts(rows)
        most = np.zeros(len(row), dtype=np.int64)
        np.maximum.at(most, rows.account[at], np.add.reduceat(known, at))
        needs = (kind != ONCE) | (counting.interval[own] > 0)
        reason = np.select(
            [
                pc.starts_with(lines.who, ALONE).to_numpy(zero_copy_only=False)[row],
                kind == UNKNOWN,
                needs & (np.minimum.reduceat(rows.minutes, starts) < 0),
                most > MINUTES_A_DAY,
            ],
            [_REASONS.index(why) for why in (NO_DAY, NO_TIMING, NO_MINUTES, TOO_MANY)],
            0,
        )
        plan = rows.plan[starts]
        if self.method in ("cms", "best"):
            pooled = kind == POOLED
            short = np.zeros(len(starts), dtype=bool)
            short[plan[pooled & (reason > 0)]] = True
            reason[pooled & (reason == 0) & short[plan]] = _REASONS.index(POOL_LACKS)
        interval, more, full = (table[own] for table in (counting.interval, counting.more, counting.full))
        spent = np.add.reduceat(known, starts)
        return _Accounts(plan, first[row], counting.addon[own], row, spent, kind, interval, more, full, reason)

    def _counted(self, accounts: _Accounts) -> tuple[Ints, Ints, Flags]:
        """Units of first codes and add-ons by total time or midpoint, and whether a unit was tied."""
        spent = accounts.spent
        family = accounts.addon >= 0
        units = by_own_interval(spent, accounts.interval, accounts.full)
        beyond = by_own_interval(np.maximum(spent - accounts.interval, 0), accounts.more, accounts.full)
        more = np.where(family, beyond, 0)
        tied = np.zeros(len(spent), dtype=bool)
        if self.method == "cms":
            pooled = np.flatnonzero((accounts.kind == POOLED) & (accounts.reason == 0))
            starts = np.flatnonzero(np.diff(accounts.plan[pooled], prepend=-1))
            shared, tied[pooled] = share_pools(spent[pooled], starts, accounts.row[pooled], self.tie_break)
            units[pooled] = shared
            more[pooled] = np.where(family[pooled], np.maximum(shared - 1, 0), 0)
        units = np.where(family, np.minimum(units, 1), units)
        once = accounts.kind == ONCE
        units[once] = spent[once] >= accounts.interval[once]
        return units, more, tied

    def _asked(
        self, rows: _Rows, accounts: _Accounts, timings: Mapping[int, Mapping[str, Timing]], window: Ints
    ) -> tuple[Ints, Ints, Flags]:
        """The same by asking `otcpt.units.allocate` for every plan of care."""
        codes = [str(code) for code in self.words["code"].values]
        first = [codes[number] for number in accounts.first.tolist()]
        addon = [codes[number] if number >= 0 else "" for number in accounts.addon.tolist()]
        units = np.zeros(len(accounts.plan), dtype=np.int64)
        more, tied = units.copy(), np.zeros(len(units), dtype=bool)
        able = accounts.reason == 0
        stops = np.flatnonzero(np.diff(accounts.plan, append=-1)) + 1
        bounds = np.searchsorted(rows.plan, np.arange(len(stops) + 1))
        for plan, (start, stop) in enumerate(zip([0, *stops[:-1].tolist()], stops.tolist(), strict=True)):
            own = np.arange(bounds[plan], bounds[plan + 1])
            minutes: dict[str, list[int]] = {}
            for at in own[np.argsort(rows.row[own])].tolist():
                if able[rows.account[at]]:
                    minutes.setdefault(codes[rows.code[at]], []).append(max(int(rows.minutes[at]), 0))
            known = timings[int(window[accounts.row[start]])]
            said = allocate(minutes, known, method=self.method, tie_break=self.tie_break)
            for account in range(start, stop):
                units[account] = said.counts.get(first[account], 0)
                more[account] = said.counts.get(addon[account], 0)
                tied[account] = first[account] in said.tied
        return units, more, tied


def _billers(biller: Ints, starts: Ints, lengths: Ints) -> Ints:
    """Who bills each line: `otcpt.claims.fill_only_named`, for many days at once."""
    last = np.maximum.reduceat(biller, starts)
    earliest = np.minimum.reduceat(np.where(biller < 0, np.iinfo(np.int64).max, biller), starts)
    return np.where(biller < 0, np.repeat(np.where(last == earliest, last, -1), lengths), biller)


@attrs.frozen(eq=False)
class _Members:
    """The codes of the accounts, each with its minutes (-1 where they are not known)."""

    account: Ints
    code: Ints
    minutes: Ints
    row: Ints


def _starts(rows: _Rows) -> Ints:
    """Where a code of an account begins."""
    return np.flatnonzero((np.diff(rows.account, prepend=-1) != 0) | (np.diff(rows.code, prepend=-1) != 0))


def _members(rows: _Rows, accounts: _Accounts, units: Ints, more: Ints) -> _Members:
    """The codes that were billed or have units, in order."""
    at = _starts(rows)
    account, code = rows.account[at], rows.code[at]
    minutes = np.add.reduceat(rows.minutes, at)
    minutes[np.minimum.reduceat(rows.minutes, at) < 0] = -1
    made = [_Members(account, code, minutes, rows.row[at])]
    for number, count in ((accounts.first, units), (accounts.addon, more)):
        lacking = (accounts.addon >= 0) & (count > 0)
        lacking[account[code == number[account]]] = False
        if lacking.any():
            new = np.flatnonzero(lacking)
            made.append(_Members(new, number[new], np.zeros(len(new), dtype=np.int64), accounts.row[new]))
    if len(made) == 1:
        return made[0]
    account, code, minutes, row = (
        np.concatenate([getattr(one, name) for one in made]) for name in ("account", "code", "minutes", "row")
    )
    order = np.lexsort((code == accounts.addon[account], account))
    return _Members(account[order], code[order], minutes[order], row[order])
