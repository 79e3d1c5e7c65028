"""Packing the tables that are small enough to be stored as rows; each packer also tells the days answers may change."""

from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

from otcpt.editions._folded import fold
from otcpt.editions._pack import pack
from otcpt.editions._source_rows import SourceTable
from otcpt.timeline import day_after

MUE_COLUMNS = ("code", "setting", "edition", "units", "adjudication_indicator", "rationale", "source")
ADDON_COLUMNS = ("add_on", "primary", "edit_type", "not_before", "first_day", "verified_through", "settled", "source")
NUMBER_COLUMNS = ("code", "listed", "source")
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


def pack_status(table: SourceTable) -> tuple[bytes, set[date]]:
    """Pack the payment status of the codes."""
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
            told = [row[name] for name in ("regime", "review_amount", "confidence", "sources", "note")]
            rows.append([bucket, row["first_day"], row["last_day"], row[column], *told])
    return pack({"rows": rows}, {}), days


def pack_mue(table: SourceTable) -> tuple[bytes, set[date]]:
    """Pack the unit limits of one setting."""
    rows: list[list[Any]] = []
    days = set()
    for row in table.rows:
        begin = date.fromisoformat(row["edition"])
        end = begin + relativedelta(months=3) - timedelta(days=1)
        days |= {begin, day_after(end)}
        indicator = int(row["adjudication_indicator"]) if row["adjudication_indicator"] else None
        rows.append([row["code"], str(begin), str(end), int(row["units"]), indicator, row["rationale"], row["source"]])
    return pack({"rows": rows}, {}), days


def pack_addons(table: SourceTable, codes: SourceTable, last: date) -> tuple[bytes, set[date]]:
    """Pack the add-on edits and, of the codes that had begun by a day, those that are none."""
    rows: list[list[Any]] = []
    days = set()
    for row in table.rows:
        told = [row[column] for column in ("not_before", "first_day", "verified_through")]
        rows.append([row["add_on"], row["primary"], int(row["edit_type"]), *told, row["settled"] == "yes"])
        days |= {date.fromisoformat(day) for day in told[:2] if day}
        days.add(day_after(date.fromisoformat(row["verified_through"])))
    covered = sorted(code for code, first in first_days(codes).items() if first is None or first <= last)
    return pack({"rows": rows, "covered": covered}, {}), days


def first_days(codes: SourceTable) -> dict[str, date | None]:
    """Return the first day of each code, None where it has no lower bound."""
    days: dict[str, date | None] = {}
    for row in codes.rows:
        days.setdefault(row["code"], date.fromisoformat(row["first_day"]) if row["first_day"] else None)
    return days
