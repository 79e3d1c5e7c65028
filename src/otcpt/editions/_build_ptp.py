"""Packing a PTP table: rows sorted by the lower and the higher code of the pair, columns of small numbers."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from otcpt.editions._folded import fold
from otcpt.editions._pack import narrowest, pack
from otcpt.editions._source_rows import SourceTable
from otcpt.edits import PtpScope
from otcpt.edits.flags import BASES, pack_flags
from otcpt.timeline import day_after

COLUMNS = ("column1", "column2", "modifier_indicator", "not_before", "first_day", "last_day", "basis", "source")


def check_ptp(table: SourceTable, sources: Iterable[str]) -> None:
    """Note every row that the table's invariants forbid."""
    table.check_codes("column1", "column2")
    table.check_choice("modifier_indicator", "01")
    table.check_choice("basis", BASES)
    table.check_days("not_before", "first_day", "last_day", required=["first_day"])
    table.check_sources("source", sources)
    active: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for number, row in table.numbered():
        spans = active.setdefault(_pair(row), [])
        first, last = row["first_day"], row["last_day"] or "9999-12-31"
        if any(first <= other_last and other_first <= last for other_first, other_last in spans):
            table.fault(number, None, "/".join(_pair(row)), "the pair is in force twice on one day")
        if row["column1"] == row["column2"]:
            table.fault(number, "column2", row["column2"], "a code has no edit with itself")
        spans.append((first, last))


def changes_after(rows: Sequence[Mapping[str, str]], last: date) -> dict[tuple[str, ...], str]:
    """Return the pairs of a table that changed after a day, each with the first day of change."""
    changes: dict[tuple[str, ...], str] = {}
    for row in rows:
        days = [row["first_day"]]
        if row["last_day"]:
            days.append(str(day_after(date.fromisoformat(row["last_day"]))))
        for day in days:
            if day > str(last):
                changes[_pair(row)] = min(day, changes.get(_pair(row), day))
    return changes


def pack_ptp(
    rows: Sequence[Mapping[str, str]],
    changes: Mapping[tuple[str, ...], str],
    seen_in: str,
    scopes: Sequence[PtpScope],
    newer: Sequence[tuple[str, date]],
) -> bytes:
    """Return the bytes of a PTP table: its rows, and the changes that another table saw later."""
    codes = sorted({code for row in rows for code in _pair(row)})
    dates = sorted({"", *(row[c] for row in rows for c in ("not_before", "first_day", "last_day"))})
    sources = sorted({row["source"] for row in rows})
    code_at, date_at = _places(codes), _places(dates)
    packed = [
        (
            *sorted((code_at[row["column1"]], code_at[row["column2"]])),
            date_at[row["first_day"]],
            date_at[row["not_before"]],
            date_at[row["last_day"]],
            pack_flags(int(row["modifier_indicator"]), swapped=row["column1"] > row["column2"], basis=row["basis"]),
            sources.index(row["source"]),
        )
        for row in rows
    ]
    packed.sort()
    rows_of = [0] * len(codes)
    for row in packed:
        rows_of[row[0]] += 1
    names = ("high", "first_day", "not_before", "last_day", "flags", "source")
    columns = {name: narrowest([row[i] for row in packed]) for i, name in enumerate(names, start=1)}
    header: dict[str, Any] = {
        "codes": fold(codes),
        "dates": dates,
        "sources": sources,
        "scopes": [
            {"codes": None if s.codes is None else sorted(s.codes), "both": s.both, "since": str(s.since)}
            for s in scopes
        ],
        "changes": packed_changes(changes, seen_in),
        "newer": [[code, str(day)] for code, day in newer],
    }
    return pack(header, {"rows_of": narrowest(rows_of), **columns})


def packed_changes(changes: Mapping[tuple[str, ...], str], seen_in: str) -> dict[str, Any]:
    """Return pairs and the day each changed as a header holds them, with the words for where that was seen."""
    days: dict[str, list[str]] = {}
    for pair, day in sorted(changes.items()):
        days.setdefault(day, []).extend(pair)
    return {"seen_in": seen_in, "days": {day: " ".join(days[day]) for day in sorted(days)}}


def ptp_boundaries(
    rows: Sequence[Mapping[str, str]],
    changes: Mapping[tuple[str, ...], str],
    scopes: Sequence[PtpScope],
    newer: Sequence[tuple[str, date]],
) -> set[date]:
    """Return every day on which some answer of the table may change, but for the end of the edition."""
    days = {date.fromisoformat(text) for row in rows for text in (row["not_before"], row["first_day"]) if text}
    days |= {day_after(date.fromisoformat(row["last_day"])) for row in rows if row["last_day"]}
    days |= {date.fromisoformat(day) for day in changes.values()}
    days |= {scope.since for scope in scopes}
    return days | {day for _, day in newer}


def _pair(row: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(sorted((row["column1"], row["column2"])))


def _places(values: Sequence[str]) -> dict[str, int]:
    return {value: place for place, value in enumerate(values)}
