"""The units of whole days as arrays: lines brought into order, added up by account, shared, and made a table."""

from collections.abc import Mapping
from datetime import date
from typing import cast

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from otcpt.batch.input._arrays import flags_of, named, picked
from otcpt.batch.input._lines import ALONE, CLAIM, Flags, Ints, LineArrays, Vocabulary
from otcpt.batch.input._order import day_starts
from otcpt.batch.judging._accounts import ByAccount
from otcpt.batch.judging._plain_days import Answer, Lines, PlainDays
from otcpt.batch.judging._pools import Counting
from otcpt.checking import timings_on
from otcpt.codes import Timing
from otcpt.editions import Edition
from otcpt.modifiers import DISCIPLINE
from otcpt.units import Method, TieBreak

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


def schema_of(method: Method) -> pa.Schema:
    """The columns of an answer; tenths of an hour have one of their own, where they are counted."""
    if method != "tenths":
        return ALLOCATIONS
    return ALLOCATIONS.insert(ALLOCATIONS.get_field_index("units") + 1, pa.field("tenths", pa.int32()))


@attrs.define(eq=False)
class Allocator:
    """Allocates whole days, in several threads at once while more words are read: of these each takes what is there."""

    law: Edition
    words: Mapping[str, Vocabulary]
    method: Method
    tie_break: TieBreak
    discipline: str
    _timings: dict[int, Mapping[str, Timing]] = attrs.field(factory=dict)
    _alike: dict[int, int] = attrs.field(factory=dict)
    _counting: Counting | None = None

    def allocate(self, lines: LineArrays) -> pa.Table:
        """Return a row per code of a plan of care on a day."""
        if not len(lines):
            return schema_of(self.method).empty_table()
        starts = day_starts(lines)
        lengths = np.diff(np.append(starts, len(lines)))
        counting, stretch = self._counting_of(lines, lines.day[starts])
        code = lines.number["code"]
        first = stretch * len(counting.codes)
        at = code + (int(first[0]) if (first == first[0]).all() else np.repeat(first, lengths))
        biller = _billers(lines.number["billing_provider_key"], starts, lengths)
        billers = cast("list[str]", self.words["billing_provider_key"].values)
        names, means = self._disciplines()
        discipline = means.take(lines.number["modifiers"])
        plan = (biller + 1) * len(names) + discipline
        no_day = np.zeros(len(lines), dtype=bool)
        if lines.claim_id.null_count:
            no_day = flags_of(pc.starts_with(lines.who, ALONE))
        given = Lines(starts, lengths, code, at, plan, lines.whole["minutes"], no_day)
        answer = self._units(given, counting)
        row, units, is_tenths = answer.row, answer.units, answer.tenths
        missing = answer.reason > 0
        who = picked(lines.who, row)
        if lines.who[0].as_py().startswith(CLAIM):  # in order of owners these come first
            who = pc.if_else(pc.starts_with(who, CLAIM), None, who)
        return pa.table(
            {
                "claim_id": picked(lines.claim_id, row),
                "patient_key": who,
                "date_of_service": _whole(lines.day.take(row) - _EPOCH).view(pa.date32()),
                "billing_provider_key": named(billers, biller.take(row)),
                "discipline": named(names, discipline.take(row)),
                "code": named(counting.codes, answer.code),
                "minutes": _whole(answer.minutes, answer.minutes < 0),
                "units": _whole(units, missing | is_tenths),
                **({"tenths": _whole(units, missing | ~is_tenths)} if self.method == "tenths" else {}),
                "tied": pa.array(answer.tied),
                "reason": named(_REASONS, answer.reason - 1),
            },
            schema_of(self.method),
        )

    def _units(self, lines: Lines, counting: Counting) -> Answer:
        """The units of all days; most are plain."""
        by_account = ByAccount(self.method, self.tie_break, counting, self._timings)
        if self.method != "cms":
            return by_account.answer(lines)
        place = counting.alone.take(lines.at)
        place[lines.no_day] = -1
        other = lines.plan[1:] != lines.plan[:-1]
        other[lines.starts[1:] - 1] = False
        place[1:][other] = -1
        plain = PlainDays.of(place, lines, counting, self.tie_break)
        rest, counts = np.flatnonzero(~plain.are), plain.counts
        rows, own = lines.of_days(rest)
        found = by_account.answer(own) if len(rest) else None
        if found is not None:
            day = np.repeat(np.arange(len(rest)), own.lengths)[found.row]
            counts[rest] = np.bincount(day, minlength=len(rest))
        begins = np.cumsum(counts) - counts
        answer = plain.answer(lines, begins, counts, counting)
        if found is not None:
            ends = np.cumsum(counts[rest])
            at = np.arange(len(day)) + (begins[rest] - (ends - counts[rest]))[day]
            found = attrs.evolve(found, row=rows[found.row])
            for name in attrs.fields_dict(Answer):
                getattr(answer, name)[at] = getattr(found, name)
        return answer

    def _counting_of(self, lines: LineArrays, days: Ints) -> tuple[Counting, Ints]:
        """How the codes of some lines count, and all that were seen before; and the stretch of dates of each day.

        It is the first of those in which all codes count alike.
        """
        boundaries = np.array([day.toordinal() for day in self.law.boundaries], dtype=np.int64)
        low, high = int(days.min()), int(days.max())
        if high - low > len(days):
            stretch = np.searchsorted(boundaries, days, side="right")
        else:
            stretch = np.searchsorted(boundaries, np.arange(low, high + 1), side="right")[days - low]
        for at in np.flatnonzero(np.bincount(stretch)).tolist():
            if at not in self._alike:
                timings = timings_on(self.law, date.fromordinal(int(days[np.argmax(stretch == at)])))
                first = next((known for known, others in [*self._timings.items()] if others == timings), at)
                self._timings.setdefault(first, timings)
                self._alike[at] = first
        alike = np.zeros(len(boundaries) + 1, dtype=np.int64)
        for at, first in [*self._alike.items()]:
            alike[at] = first
        known = self._counting
        if known is None or known.stretches < len(self._timings) or int(lines.number["code"].max()) >= len(known.codes):
            known = Counting.of({**self._timings}, self.words["code"], len(boundaries) + 1)
            self._counting = known
        return known, alike[stretch]

    def _disciplines(self) -> tuple[list[str], Ints]:
        """The disciplines, and which of them each combination of modifiers means."""
        names = list(dict.fromkeys((self.discipline, *DISCIPLINE.values())))
        means = []
        for modifiers in tuple(self.words["modifiers"].values):
            named = [DISCIPLINE[one] for one in cast("tuple[str, ...]", modifiers) if one in DISCIPLINE]
            means.append(names.index(named[0] if named else self.discipline))
        return names, np.array(means, dtype=np.int64)


def _billers(biller: Ints, starts: Ints, lengths: Ints) -> Ints:
    """Who bills each line: `otcpt.claims.fill_only_named`, for many days at once."""
    if biller.min(initial=0) >= 0:
        return biller
    last = np.maximum.reduceat(biller, starts)
    earliest = np.minimum.reduceat(np.where(biller < 0, np.iinfo(np.int64).max, biller), starts)
    return np.where(biller < 0, np.repeat(np.where(last == earliest, last, -1), lengths), biller)


def _whole(values: Ints, missing: Flags | None = None) -> pa.Array:
    """Whole numbers, some of which are missing."""
    given = missing is None or not missing.any()
    return pa.array(values.astype(np.int32), mask=None if given else missing)
