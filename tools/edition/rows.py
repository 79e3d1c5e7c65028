"""The tables in data/ that are stored row by row: their columns, and how each is packed.

A packer returns the bytes and the days on which some answer of the table may change.
"""

from collections.abc import Iterator
from datetime import date

from tools.edition.source_rows import SourceTable

from otcpt.editions._folded_codes import fold
from otcpt.editions._pack import pack
from otcpt.editions._packed import quarter_end
from otcpt.edits import AddonRow, MueRow
from otcpt.timeline import day_after

MUE_COLUMNS = ("code", "setting", "edition", "units", "adjudication_indicator", "rationale", "source")
ADDON_COLUMNS = (
    "add_on", "primary", "edit_type", "not_before", "first_day", "last_day", "verified_through", "settled",
    "source",
)  # fmt: skip
NUMBER_COLUMNS = ("code", "listed", "source")
BILATERAL_COLUMNS = ("code", "indicator", "first_day", "last_day", "source")
STATUS_COLUMNS = ("code", "status", "first_day", "last_day", "source")
THRESHOLD_COLUMNS = (
    "first_day", "last_day", "ot", "pt_slp", "regime", "review_amount", "confidence", "sources", "note",
)  # fmt: skip
REGIMES = ("cap", "cap with exceptions", "threshold", "moratorium", "not enforced")
_AMOUNT_OF = {"OT": "ot", "PT+SLP": "pt_slp"}


def pack_codes(table: SourceTable) -> tuple[bytes, set[date]]:
    """Pack the registry."""
    days = {date.fromisoformat(row["first_day"]) for row in table.rows if row["first_day"]}
    days |= {day_after(date.fromisoformat(row["last_day"])) for row in table.rows if row["last_day"]}
    return pack({"rows": [list(row.values()) for row in table.rows]}, {}), days


def pack_dated(table: SourceTable) -> tuple[bytes, set[date]]:
    """Pack the payment status or the bilateral indicator of the codes; a year's last value ends with the year."""
    last_days = [date.fromisoformat(row["last_day"]) for row in table.rows]
    days = {date.fromisoformat(row["first_day"]) for row in table.rows}
    days |= {day for last in last_days for day in (day_after(last), date(last.year + 1, 1, 1))}
    return pack({"rows": [list(row.values()) for row in table.rows]}, {}), days


def pack_numbers(table: SourceTable, codes: SourceTable, *, lettered: bool) -> tuple[bytes, set[date]]:
    """Pack the numbers of all codes, those of the registry included."""
    listed = sorted({row["code"] for row in (*table.rows, *codes.rows)})
    return pack({"codes": fold(listed), "lettered": lettered}, {}), set()


def pack_thresholds(table: SourceTable) -> tuple[bytes, set[date]]:
    """Pack the yearly amounts, a row for each of the two."""
    rows: list[list[str]] = []
    days = set()
    for row in table.rows:
        days |= {date.fromisoformat(row["first_day"]), day_after(date.fromisoformat(row["last_day"]))}
        for bucket, column in _AMOUNT_OF.items():
            shown = [row[name] for name in ("regime", "review_amount", "confidence", "sources", "note")]
            rows.append([bucket, row["first_day"], row["last_day"], row[column], *shown])
    return pack({"rows": rows}, {}), days


def mue_limits(table: SourceTable) -> Iterator[tuple[str, MueRow]]:
    """Yield the unit limits of one setting, by code; each holds for the quarter of its table."""
    for row in table.rows:
        begin = date.fromisoformat(row["edition"])
        indicator = int(row["adjudication_indicator"]) if row["adjudication_indicator"] else None
        limit = int(row["units"]), indicator, row["rationale"], row["source"]
        yield row["code"], MueRow(begin, quarter_end(begin), *limit)


def addon_edits(table: SourceTable) -> Iterator[tuple[str, AddonRow]]:
    """Yield the add-on edits, by add-on code."""
    for row in table.rows:
        yield (
            row["add_on"],
            AddonRow(
                row["primary"],
                int(row["edit_type"]),
                date.fromisoformat(row["not_before"]) if row["not_before"] else None,
                date.fromisoformat(row["first_day"]),
                date.fromisoformat(row["verified_through"]),
                row["settled"] == "yes",
                date.fromisoformat(row["last_day"]) if row["last_day"] else None,
            ),
        )


def begun(codes: SourceTable, last: date) -> list[str]:
    """Return the codes that had begun by a day: those without an add-on edit are none."""
    return sorted(code for code, first in first_days(codes).items() if first is None or first <= last)


def first_days(codes: SourceTable) -> dict[str, date | None]:
    """Return the first day of each code, None where it has no lower bound."""
    days: dict[str, date | None] = {}
    for row in codes.rows:
        days.setdefault(row["code"], date.fromisoformat(row["first_day"]) if row["first_day"] else None)
    return days
