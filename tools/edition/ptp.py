"""The PTP tables in data/: what must hold of their rows, and how these are packed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from tools.edition.source_rows import SourceTable

from otcpt.editions._pack import narrowest
from otcpt.editions._packed import PtpTerms, pack_ptp
from otcpt.edits import PtpRead, PtpScope
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
    active: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for number, row in table.numbered():
        spans = active.setdefault(_pair(row), [])
        first, last = row["first_day"], row["last_day"] or "9999-12-31"
        if any(first <= other_last and other_first <= last for other_first, other_last in spans):
            table.fault(number, None, "/".join(_pair(row)), "the pair is in force twice on one day")
        if row["column1"] == row["column2"]:
            table.fault(number, "column2", row["column2"], "a code has no edit with itself")
        spans.append((first, last))


def scopes_of(name: str, held: Mapping[str, Any], codes: SourceTable) -> list[PtpScope]:
    """Return the pairs for which a table is held, as ``scopes.toml`` has them."""
    outside = frozenset(held["sets"]["outside-scopes"].split())
    sets = {"registry": frozenset(row["code"] for row in codes.rows if row["context"] == "no") - outside}
    for key, text in held["sets"].items():
        words = frozenset(text.split())
        sets[key] = words - {"registry"} | (sets["registry"] if "registry" in words else frozenset())
    return [PtpScope(sets[scope["codes"]], scope["both"], scope["since"]) for scope in held[name]["scopes"]]


def reads_of(stated: Mapping[str, Any], held: Mapping[str, Any]) -> list[PtpRead]:
    """Return the pairs that an edition's description says were read for longer."""
    sets = {key: frozenset(text.split()) for key, text in held["sets"].items()}
    return [
        PtpRead(
            sets[one["codes"]],
            sets[one["with"]] if "with" in one else None,
            one["through"],
            one.get("seen_not_before"),
            one.get("seen_by"),
        )
        for one in stated.get("reads", ())
    ]


def changes_after(
    rows: Sequence[Mapping[str, str]], last: date, reads: Sequence[PtpRead] = ()
) -> dict[tuple[str, str], str]:
    """Return the pairs of a table that changed after a day, each with the first day of change.

    Of pairs that were read for longer nothing is left to suspect, of those that were seen again only an end.
    """
    changes: dict[tuple[str, str], str] = {}
    alive = {_pair(row) for row in rows if not row["last_day"]}
    for row in rows:
        read = next((read for read in reads if read.holds(*_pair(row))), None)
        if read is not None and (read.seen_by is None or _pair(row) in alive):
            continue
        days = [row["first_day"]]
        if row["last_day"]:
            days.append(str(day_after(date.fromisoformat(row["last_day"]))))
        for day in days:
            if day > str(last):
                changes[_pair(row)] = min(day, changes.get(_pair(row), day))
    return changes


def pack_rows(
    rows: Sequence[Mapping[str, str]],
    changes: Mapping[tuple[str, str], str],
    seen_in: str,
    scopes: Sequence[PtpScope],
    newer: Sequence[tuple[str, date]],
    reads: Sequence[PtpRead],
) -> tuple[bytes, set[date]]:
    """Pack the rows of a PTP table by the lower and the higher code, and the changes that another table saw later."""
    codes = sorted({code for row in rows for code in _pair(row)})
    place = {code: number for number, code in enumerate(codes)}
    listed = [(place[one], place[two], _terms(row)) for row in rows for one, two in [_pair(row)]]
    listed.sort(key=lambda row: (row[0], row[1], *row[2][:3], _flags(row[2]), row[2].source))
    low, high = [row[0] for row in listed], narrowest([row[1] for row in listed])
    terms = sorted({row[2] for row in listed})
    number = {one: at for at, one in enumerate(terms)}
    term = narrowest([number[row[2]] for row in listed])
    return pack_ptp(codes, low, high, term, terms, scopes, changes=changes, seen_in=seen_in, newer=newer, reads=reads)


def _terms(row: Mapping[str, str]) -> PtpTerms:
    days = row["first_day"], row["not_before"], row["last_day"]
    swapped = row["column1"] > row["column2"]
    return PtpTerms(*days, int(row["modifier_indicator"]), swapped, row["basis"], row["source"])


def _flags(terms: PtpTerms) -> int:
    return pack_flags(terms.modifier_indicator, swapped=terms.swapped, basis=terms.basis)


def _pair(row: Mapping[str, str]) -> tuple[str, str]:
    one, two = row["column1"], row["column2"]
    return (one, two) if one < two else (two, one)
