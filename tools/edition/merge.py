"""A quarter's published tables put into the rows of data/: nothing that CMS's files do not contradict is lost.

Each function returns the rows of a table as they are to be, and notes what it did.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

import attrs

from otcpt.editions._packed import quarter_end
from otcpt.edits import PtpScope
from otcpt.errors import InvalidInput
from otcpt.io.cms import AddonFile, MueFile, PtpFile, PtpRow

Row = dict[str, str]

_FOREVER = "9999-12-31"
_NEVER_LIVED = 9


@attrs.define
class Notes:
    """What a merge did to the rows of one table: how many it added, dated, corrected or kept, and which."""

    table: str
    counts: Counter[str] = attrs.Factory(Counter)
    corrected: list[str] = attrs.Factory(list)
    unnamed: list[str] = attrs.Factory(list)

    def lines(self) -> Iterator[str]:
        """Yield the notes as text."""
        counted = ", ".join(f"{number:,} {what}" for what, number in sorted((+self.counts).items()))
        yield f"{self.table}: {counted or 'nothing new'}"
        for what, listed in (("corrected", self.corrected), ("not in the file, kept", self.unnamed)):
            yield from (f"  {what}: {row}" for row in listed[:20])
            if len(listed) > 20:
                yield f"  {what}: and {len(listed) - 20:,} more"


def merge_ptp(rows: Sequence[Row], file: PtpFile, scopes: Sequence[PtpScope], source: str, notes: Notes) -> list[Row]:
    """Put a PTP table into the rows: every edit of the pairs the table is held for, with its exact days.

    An edit of the file takes the place of the rows it overlaps. Those it agrees with become exact; the others are noted
    as corrected. A row that the file does not name stays, and is noted where it is still open.
    """
    found: dict[tuple[str, str], list[Row]] = {}
    for row in file:
        if row.modifier_indicator != _NEVER_LIVED and _held(row, scopes):
            found.setdefault(_pair(row.column_one, row.column_two), []).append(_edit(row, source))
    merged: list[Row] = []
    for old in rows:
        meeting = [new for new in found.get(_pair(old["column1"], old["column2"]), ()) if _meet(old, new)]
        if not meeting:
            merged.append(old)
            if not old["last_day"]:
                notes.unnamed.append(_shown(old))
        elif any(_same(old, new) for new in meeting):
            notes.counts["unchanged"] += 1
        elif any(_agree(old, new) for new in meeting):
            notes.counts["now dated exactly, or ended"] += 1
        else:
            notes.counts["corrected"] += 1
            notes.corrected.append(f"{_shown(old)}; now {'; '.join(map(_shown, meeting))}")
    known = {_values(old): old for old in rows}
    for new in (edit for edits in found.values() for edit in edits):
        merged.append(known.get(_values(new), new))
    notes.counts["rows more"] = len(merged) - len(rows)
    return sorted(merged, key=lambda row: tuple(row.values()))


def _held(row: PtpRow, scopes: Iterable[PtpScope]) -> bool:
    last = row.deletion or date.max
    return any(last >= scope.since and scope.holds(row.column_one, row.column_two) for scope in scopes)


def _edit(row: PtpRow, source: str) -> Row:
    first = str(row.effective)
    return {
        "column1": row.column_one,
        "column2": row.column_two,
        "modifier_indicator": str(row.modifier_indicator),
        "not_before": first,
        "first_day": first,
        "last_day": str(row.deletion or ""),
        "basis": "exact",
        "source": source,
    }


def _meet(old: Row, new: Row) -> bool:
    """Tell whether some day may lie in both edits."""
    begin = old["not_before"] or old["first_day"]
    return begin <= (new["last_day"] or _FOREVER) and new["first_day"] <= (old["last_day"] or _FOREVER)


def _agree(old: Row, new: Row) -> bool:
    """Tell whether the new edit is more exact than the old one: it began in its bounds, and may have ended."""
    terms = ("column1", "column2", "modifier_indicator")
    begins = old["not_before"] <= new["first_day"] <= old["first_day"]
    return begins and [old[c] for c in terms] == [new[c] for c in terms] and old["last_day"] in ("", new["last_day"])


def _same(old: Row, new: Row) -> bool:
    return _values(old) == _values(new)


def _values(row: Row) -> tuple[str, ...]:
    return tuple(value for column, value in row.items() if column != "source")


def _pair(one: str, two: str) -> tuple[str, str]:
    return (one, two) if one < two else (two, one)


def _shown(row: Row) -> str:
    begin = row["first_day"] if row["basis"] == "exact" else f"by {row['first_day']} ({row['basis']})"
    end = f" to {row['last_day']}" if row["last_day"] else ""
    return f"{row['column1']}/{row['column2']} indicator {row['modifier_indicator']} from {begin}{end}"


def merge_mue(rows: Sequence[Row], file: MueFile, registry: set[str], source: str, notes: Notes) -> list[Row]:
    """Put the limits of the registry's codes into the rows."""
    limits = [
        {
            "code": row.code,
            "setting": file.setting,
            "edition": str(file.effective),
            "units": str(row.units),
            "adjudication_indicator": str(row.adjudication_indicator),
            "rationale": row.rationale,
            "source": source,
        }
        for row in file
        if row.code in registry
    ]
    return _replaced(rows, limits, lambda row: (row["code"], row["setting"], row["edition"]), notes)


def merge_addons(
    rows: Sequence[Row], file: AddonFile, quarter: date, registry: set[str], source: str, notes: Notes
) -> list[Row]:
    """Put the add-on edits of the registry's codes into the rows, each read through the end of the quarter."""
    edits = [
        {
            "add_on": row.add_on,
            "primary": row.primary or "",
            "edit_type": str(row.edit_type),
            "not_before": str(row.effective),
            "first_day": str(row.effective),
            "last_day": str(row.deletion or ""),
            "verified_through": str(quarter_end(quarter)),
            "settled": "yes",
            "source": source,
        }
        for row in file
        if row.add_on in registry
    ]
    return _replaced(rows, edits, lambda row: (row["add_on"], row["primary"]), notes)


def merge_dated(
    rows: Sequence[Row], values: Iterable[tuple[str, str]], column: str, quarter: date, source: str, notes: Notes
) -> list[Row]:
    """Put what a quarter's fee schedule says of codes into the rows.

    Raises `InvalidInput` where rows say otherwise of days of the quarter: two files of one quarter have to be weighed.
    """
    first, last = str(quarter), str(quarter_end(quarter))
    merged = [dict(row) for row in rows]
    for code, value in values:
        meeting = [row for row in rows if row["code"] == code and row["first_day"] <= last and first <= row["last_day"]]
        if any(row[column] != value for row in meeting):
            shown = ", ".join(f"{row[column]} from {row['first_day']} to {row['last_day']}" for row in meeting)
            raise InvalidInput(
                f"{code} has {column} {value} in {source} and {shown} in data/{notes.table}.csv; find out which holds, "
                "and change or take out the row",
                column,
                value,
            )
        if meeting:
            notes.counts["unchanged"] += 1
        else:
            merged.append({"code": code, column: value, "first_day": first, "last_day": last, "source": source})
            notes.counts["added"] += 1
    return sorted(merged, key=lambda row: (row["code"], row["first_day"]))


def merge_numbers(rows: Sequence[Row], codes: Iterable[str], listed: date, source: str, notes: Notes) -> list[Row]:
    """Add the numbers that are not listed yet."""
    known = {row["code"] for row in rows}
    new = [{"code": code, "listed": str(listed), "source": source} for code in sorted({*codes} - known)]
    notes.counts["added"] += len(new)
    return sorted([*rows, *new], key=lambda row: row["code"])


def _replaced(
    rows: Sequence[Row], found: Iterable[Row], key: Callable[[Row], tuple[str, ...]], notes: Notes
) -> list[Row]:
    """Return the rows with those of the same key replaced; what is the same but for its source stays as it is."""
    held: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        held.setdefault(key(row), []).append(row)
    new: dict[tuple[str, ...], list[Row]] = {}
    for row in found:
        new.setdefault(key(row), []).append(row)
    for where, listed in new.items():
        old = held.get(where, [])
        if [_values(row) for row in old] == [_values(row) for row in listed]:
            notes.counts["unchanged"] += len(old)
            continue
        notes.counts["corrected" if old else "added"] += len(listed)
        now = " / ".join(" ".join(row.values()) for row in listed)
        notes.corrected += [f"{' '.join(row.values())}; now {now}" for row in old]
        held[where] = listed
    return sorted((row for listed in held.values() for row in listed), key=lambda row: tuple(row.values()))
