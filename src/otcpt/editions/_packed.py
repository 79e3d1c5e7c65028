"""The tables that CMS publishes, packed: written here for every edition, from whatever its rows were read.

Each returns the bytes and the days on which some answer of the table may change.
"""

from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import chain, pairwise
from typing import Any, NamedTuple

from dateutil.relativedelta import relativedelta

from otcpt.editions._folded_codes import fold
from otcpt.editions._pack import narrowest, pack
from otcpt.edits import AddonRow, MueRow, PtpRead, PtpScope
from otcpt.edits.flags import pack_flags
from otcpt.timeline import day_after


class PtpTerms(NamedTuple):
    """The terms of a pair, with the days as text: ``not_before`` and ``last_day`` may be empty, see `PtpEdit`."""

    first_day: str
    not_before: str
    last_day: str
    modifier_indicator: int
    swapped: bool
    basis: str
    source: str


def pack_ptp(
    codes: Sequence[str],
    low: Sequence[int],
    high: "array[int]",
    term: "array[int]",
    terms: Sequence[PtpTerms],
    scopes: Sequence[PtpScope],
    *,
    compressed: bool = False,
    changes: Mapping[tuple[str, str], str] | None = None,
    seen_in: str = "",
    newer: Sequence[tuple[str, date]] = (),
    reads: Sequence[PtpRead] = (),
) -> tuple[bytes, set[date]]:
    """Pack PTP edits: each row is two places in ``codes``, sorted by ``low``, and a place in ``terms``.

    Many codes have the same rows, such as those of one kind of surgery: each list of rows is kept once.
    ``changes`` are the pairs that another table, named in ``seen_in``, saw change later; ``newer`` codes came into use
    later. ``reads`` are the pairs that were read for longer than the table as a whole, the longest first.
    """
    dates = sorted({"", *(day for one in terms for day in one[:3])})
    sources = sorted({one.source for one in terms})
    date_at, source_at = _places(dates), _places(sources)
    starts = [bisect_left(low, place) for place in range(len(codes) + 1)]
    lists = [(high[begin:end].tobytes(), term[begin:end].tobytes()) for begin, end in pairwise(starts)]
    first = {rows: code for code, rows in reversed([*enumerate(lists)])}
    held = sorted(first.values())
    columns = {
        "list": narrowest([bisect_left(held, first[rows]) for rows in lists]),
        "rows": narrowest([starts[code + 1] - starts[code] for code in held]),
        "high": array(high.typecode, chain.from_iterable(high[starts[code] : starts[code + 1]] for code in held)),
        "term": array(term.typecode, chain.from_iterable(term[starts[code] : starts[code + 1]] for code in held)),
        "first_day": narrowest([date_at[one.first_day] for one in terms]),
        "not_before": narrowest([date_at[one.not_before] for one in terms]),
        "last_day": narrowest([date_at[one.last_day] for one in terms]),
        "flags": narrowest([pack_flags(one.modifier_indicator, swapped=one.swapped, basis=one.basis) for one in terms]),
        "source": narrowest([source_at[one.source] for one in terms]),
    }
    changed = changes or {}
    header = {
        "codes": fold(codes),
        "dates": dates,
        "sources": sources,
        "scopes": [
            {"codes": None if s.codes is None else sorted(s.codes), "both": s.both, "since": str(s.since)}
            for s in scopes
        ],
        "changes": packed_changes(changed, seen_in),
        "newer": [[code, str(day)] for code, day in newer],
        "reads": [_packed_read(read) for read in reads],
    }
    days = {date.fromisoformat(text) for one in terms for text in one[:2] if text}
    days |= {day_after(date.fromisoformat(one.last_day)) for one in terms if one.last_day}
    days |= {date.fromisoformat(day) for day in changed.values()}
    days |= {scope.since for scope in scopes} | {day for _, day in newer} | {day_after(read.through) for read in reads}
    return pack(header, columns, compressed=compressed), days


def _packed_read(read: PtpRead) -> dict[str, Any]:
    days = {"through": read.through, "seen_not_before": read.seen_not_before, "seen_by": read.seen_by}
    return {
        "codes": sorted(read.codes),
        "others": None if read.others is None else sorted(read.others),
        **{name: None if day is None else str(day) for name, day in days.items()},
    }


def packed_changes(changes: Mapping[tuple[str, str], str], seen_in: str) -> dict[str, Any]:
    """Return pairs and the day each changed as a header holds them, with the words for where that was seen."""
    days: dict[str, list[str]] = {}
    for pair, day in sorted(changes.items()):
        days.setdefault(day, []).extend(pair)
    return {"seen_in": seen_in, "days": {day: " ".join(days[day]) for day in sorted(days)}}


def pack_mue(limits: Iterable[tuple[str, MueRow]]) -> tuple[bytes, set[date]]:
    """Pack unit limits of one setting, each with the codes, separated by blanks, that have it."""
    rows_given = list(limits)
    rows = [[codes, str(row.edition), str(row.edition_end), *row[2:]] for codes, row in rows_given]
    days = {day for _, row in rows_given for day in (row.edition, day_after(row.edition_end))}
    return pack({"rows": rows}, {}), days


def pack_addons(edits: Iterable[tuple[str, AddonRow]], covered: Collection[str] | None) -> tuple[bytes, set[date]]:
    """Pack add-on edits, each with its primaries separated by blanks; ``covered`` see `AddonTable`."""
    rows_given = list(edits)
    rows = []
    days = set()
    for add_on, row in rows_given:
        spans = [str(row.not_before or ""), str(row.first_day), str(row.verified_through)]
        rows.append([add_on, row.primary, row.edit_type, *spans, row.settled, str(row.last_day or "")])
        days |= {row.first_day, day_after(row.verified_through)}
        days |= {day for day in (row.not_before, row.last_day and day_after(row.last_day)) if day}
    return pack({"rows": rows, "covered": covered}, {}), days


def quarter_end(first_day: date) -> date:
    """Return the last day of the quarter that begins on a day.

    >>> quarter_end(date(2026, 7, 1))
    datetime.date(2026, 9, 30)
    """
    return first_day + relativedelta(months=3) - timedelta(days=1)


def _places(values: Sequence[str]) -> dict[str, int]:
    return {value: place for place, value in enumerate(values)}
