"""Cutting an older edition out of the tables: what began later is left out, what ended later is open again."""

from collections.abc import Collection, Mapping
from datetime import date

import attrs
from tools.edition.source_rows import SourceTable

Row = dict[str, str]

#: The column with the day from which a row was known, where it is not ``first_day``.
_KNOWN_SINCE = {"mue": "edition", "numbers": "listed"}


def cut(tables: Mapping[str, SourceTable], last: date, without: Collection[str]) -> dict[str, SourceTable]:
    """Return the tables as they were known on a day; ``without`` are the documents of later codes."""
    day = str(last)
    known = {
        name: [dict(row) for row in table.rows if row.get(_KNOWN_SINCE.get(name, "first_day"), "") <= day]
        for name, table in tables.items()
    }
    for row in known["codes"]:
        _open_code(row, day)
        row["sources"] = ";".join(source for source in row["sources"].split(";") if source not in without)
    for name, rows in known.items():
        if name.startswith("ptp_") or name == "documentation":
            for row in rows:
                if row["last_day"] > day:
                    row["last_day"] = ""
    for name in ("status", "thresholds"):
        for row in known[name]:
            row["last_day"] = min(row["last_day"], day)
    for row in known["addons"]:
        row["verified_through"] = min(row["verified_through"], day)
        row["last_day"] = "" if row["last_day"] > day else row["last_day"]
    return {name: attrs.evolve(table, rows=known[name]) for name, table in tables.items()}


def _open_code(row: Row, day: str) -> None:
    """Take back an end that was not known yet, with what stands behind it and what replaced the code."""
    if row["last_day"] > day:
        row["last_day"] = row["successors"] = ""
        row["date_basis"] = row["date_basis"].partition(" / ")[0]
