"""Checking and packing the fee schedule: relative values, geographic indices, rates."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any

from tools.edition.source_rows import SourceTable

from otcpt.editions._fee_tables import pack_localities, pack_rates, pack_values
from otcpt.fees import RateName
from otcpt.timeline import day_after

FEE_COLUMNS = {
    "rvu": (
        "code", "first_day", "last_day", "work", "pe", "pe_facility", "mp", "not_applicable", "multiple", "source",
    ),
    "gpci": ("locality", "first_day", "last_day", "work", "pe", "mp", "source"),
    "localities": ("locality", "state", "name"),
    "fee_rates": ("rate", "applies_to", "first_day", "last_day", "value", "source", "section", "mark"),
}  # fmt: skip

#: How many localities a year has.
_LOCALITIES = {2023: 112}
_LOCALITIES_NOW = 109


def check_fees(tables: Mapping[str, SourceTable], sources: Mapping[str, Any]) -> None:
    """Note what is wrong with the four tables in their ``problems``."""
    values, indices, rates = tables["rvu"], tables["gpci"], tables["fee_rates"]
    for table in (values, indices, rates):
        needed = ["first_day"] if table is rates else ["first_day", "last_day"]
        table.check_days("first_day", "last_day", required=needed)
        table.check_sources("source", sources)
    values.check_codes("code")
    values.check_choice("not_applicable", ("", "facility", "nonfacility"))
    values.check_choice("multiple", ("", "0", "2", "5", "9"))
    _check_numbers(values, ("work", "pe", "pe_facility", "mp"), 2)
    _check_numbers(indices, ("work", "pe", "mp"), 3)
    _check_numbers(rates, ("value",), 4)
    rates.check_choice("rate", map(str, RateName))
    rates.check_choice("mark", ("P", "P*", "S", "I", "L"))
    indices.check_choice("locality", {row["locality"] for row in tables["localities"].rows})
    for table, key in ((values, "code"), (indices, "locality")):
        for number, (before, after) in enumerate(pairwise(table.rows), start=3):
            if (before[key], before["last_day"]) >= (after[key], after["first_day"]):
                table.fault(number, key, after[key], f"expected rows by {key} and day, and no day twice")
    years: dict[int, int] = {}
    for row in indices.rows:
        years[int(row["first_day"][:4])] = years.get(int(row["first_day"][:4]), 0) + 1
    for year, found in years.items():
        expected = next((count for last, count in _LOCALITIES.items() if year <= last), _LOCALITIES_NOW)
        if found != expected:
            indices.fault(0, "locality", str(year), f"expected {expected} localities of the year, found {found}")


def _check_numbers(table: SourceTable, columns: Sequence[str], places: int) -> None:
    for number, row in table.numbered():
        for column in columns:
            try:
                value = Decimal(row[column])
                good = value >= 0 and value == round(value, places)
            except InvalidOperation:
                good = False
            if not good:
                table.fault(number, column, row[column], f"expected a number with at most {places} places")


def pack_fees(tables: Mapping[str, SourceTable]) -> dict[str, tuple[bytes, set[date]]]:
    """Pack the fee schedule into its three tables."""
    values = [tuple(row.values()) for row in tables["rvu"].rows]
    indices = [tuple(row.values()) for row in tables["gpci"].rows]
    localities = [list(row.values()) for row in tables["localities"].rows]
    rates = [tuple(row.values()) for row in tables["fee_rates"].rows]
    return {
        "rvu": (pack_values(values), _days(tables["rvu"])),
        "gpci": (pack_localities(localities, indices), _days(tables["gpci"])),
        "fee_rates": (pack_rates(rates), _days(tables["fee_rates"])),
    }


def _days(table: SourceTable) -> set[date]:
    first = {date.fromisoformat(row["first_day"]) for row in table.rows}
    return first | {day_after(date.fromisoformat(row["last_day"])) for row in table.rows if row["last_day"]}
