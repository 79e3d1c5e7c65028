"""The table of bilateral indicators: checked, packed into an edition, and opened again."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any

from otcpt.editions._pack import pack, unpack
from otcpt.editions._source_rows import SourceTable
from otcpt.edits import BilateralRow, BilateralTable
from otcpt.timeline import day_after

BILATERAL_COLUMNS = ("code", "indicator", "first_day", "last_day", "source")


def check_bilateral(table: SourceTable, sources: Mapping[str, Any]) -> None:
    """Note what is wrong with the rows."""
    table.check_codes("code")
    table.check_choice("indicator", "01239")
    table.check_days("first_day", "last_day", required=["first_day", "last_day"])
    table.check_sources("source", sources)
    for number, (before, after) in enumerate(pairwise(table.rows), start=3):
        if (before["code"], before["last_day"]) >= (after["code"], after["first_day"]):
            table.fault(number, "code", after["code"], "expected rows by code and day, and no day with two indicators")


def pack_bilateral(table: SourceTable) -> tuple[bytes, set[date]]:
    """Pack the indicators."""
    last_days = {date.fromisoformat(row["last_day"]) for row in table.rows}
    days = {date.fromisoformat(row["first_day"]) for row in table.rows}
    days |= {day for last in last_days for day in (day_after(last), date(last.year + 1, 1, 1))}
    return pack({"rows": [list(row.values()) for row in table.rows]}, {}), days


def read_bilateral(data: bytes, through: date) -> BilateralTable:
    """Open the indicators."""
    day = cache(date.fromisoformat)
    rows: dict[str, list[BilateralRow]] = {}
    for code, indicator, first_day, last_day, source in unpack(data, "bilateral")[0]["rows"]:
        rows.setdefault(code, []).append(BilateralRow(indicator, day(first_day), day(last_day), source))
    return BilateralTable(rows, through)
