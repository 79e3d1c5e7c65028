"""Building an edition: from the hand-kept tables in ``data/`` to the packed files that ship, and their manifest."""

import json
import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from dateutil.relativedelta import relativedelta

from otcpt.codes import FIELDS
from otcpt.editions._build_ptp import COLUMNS as PTP_COLUMNS
from otcpt.editions._build_ptp import changes_after, check_ptp, pack_ptp, ptp_boundaries
from otcpt.editions._cutoff import cut
from otcpt.editions._manifest import Manifest, read_manifest
from otcpt.editions._pack import pack
from otcpt.editions._source_rows import SourceTable, read_table
from otcpt.edits import SETTINGS, PtpScope
from otcpt.errors import InputErrors, InvalidInput
from otcpt.timeline import day_after

MUE_COLUMNS = ("code", "setting", "edition", "units", "adjudication_indicator", "rationale", "source")
ADDON_COLUMNS = ("add_on", "primary", "edit_type", "not_before", "first_day", "verified_through", "settled", "source")
PTP_TABLES = ("ptp_practitioner", "ptp_outpatient_hospital")


def build(data_dir: Path, edition_id: str, out_dir: Path) -> Manifest:
    """Build one of the editions described in a data folder into another folder; return its manifest.

    An edition with a ``cutoff`` is cut out of the same tables as the others. The same content gives the same bytes on
    every machine. Everything that is wrong with the tables is raised at once as `InputErrors`, and then nothing is
    written.
    """
    sources = _toml(data_dir / "sources.toml")
    edition = _toml(data_dir / "editions" / f"{edition_id}.toml")
    scopes = _toml(data_dir / "scopes.toml")
    names = {"codes": FIELDS, **dict.fromkeys(PTP_TABLES, PTP_COLUMNS), "mue": MUE_COLUMNS, "addons": ADDON_COLUMNS}
    tables = {name: read_table(data_dir / f"{name}.csv", columns) for name, columns in names.items()}
    _check(tables, sources)
    if problems := [problem for table in tables.values() for problem in table.problems]:
        raise InputErrors(problems)
    if "cutoff" in edition:
        tables = cut(tables, edition["cutoff"], edition["codes"]["without"])

    packed = {
        "codes": _codes(tables["codes"]),
        **{name: _ptp(name, edition[name], scopes, tables) for name in PTP_TABLES},
        "mue": _mue(tables["mue"]),
        "addons": _addons(tables["addons"], tables["codes"], edition["addons"]["verified_through"]),
    }
    entries: dict[str, Any] = {}
    for name, (data, days) in packed.items():
        told = edition[name]
        ends = (told["verified_from"], day_after(told["verified_through"]), day_after(edition["through"]))
        key = "sources" if name == "codes" else "source"
        entries[name] = {
            "file": f"{name}.bin",
            "sha256": sha256(data).hexdigest(),
            "rows": len(tables[name].rows),
            "documents": sorted({source for row in tables[name].rows for source in row[key].split(";")}),
            "version": told["version"],
            "verified_from": str(told["verified_from"]),
            "verified_through": str(told["verified_through"]),
            "confidence": told["confidence"],
            "boundaries": [str(day) for day in sorted({*days, *ends})],
        }
    used = {source for entry in entries.values() for source in entry["documents"]}
    content = {
        "id": edition["id"],
        "through": str(edition["through"]),
        "tables": entries,
        "sources": {key: document for key, document in sources.items() if key in used},
    }
    text = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=True) + "\n"
    out_dir.mkdir(parents=True, exist_ok=True)
    for name, (data, _) in packed.items():
        (out_dir / f"{name}.bin").write_bytes(data)
    (out_dir / "manifest.json").write_bytes(text.encode())
    return read_manifest(text.encode(), str(out_dir / "manifest.json"))


def _check(tables: Mapping[str, SourceTable], sources: Mapping[str, Any]) -> None:
    codes, mue, addons = tables["codes"], tables["mue"], tables["addons"]
    codes.check_codes("code")
    codes.check_days("first_day", "last_day")
    codes.check_sources("sources", sources)
    for column in ("start_known", "designation_confirmed", "mppr", "once_a_day", "context"):
        codes.check_choice(column, ("yes", "no"))
    codes.check_choice("designation", ("always", "sometimes", "not"))
    codes.check_choice("rounding", ("", "midpoint", "full", "unknown"))
    for before, after in zip(codes.rows, codes.rows[1:], strict=False):
        same = before["code"] == after["code"]
        if before["code"] > after["code"] or (same and not "" < before["last_day"] < after["first_day"]):
            number = codes.rows.index(after) + 2
            codes.fault(number, "code", after["code"], "expected rows by code and day, and no day with two meanings")
    for name in PTP_TABLES:
        check_ptp(tables[name], sources)
    mue.check_codes("code")
    mue.check_days("edition", required=["edition"])
    mue.check_choice("setting", SETTINGS)
    mue.check_choice("adjudication_indicator", ("", "1", "2", "3"))
    mue.check_sources("source", sources)
    for number, row in mue.numbered():
        if not row["units"].isdecimal():
            mue.fault(number, "units", row["units"], "expected a whole number of units")
    addons.check_codes("add_on", "primary")
    addons.check_days("not_before", "first_day", "verified_through", required=["first_day", "verified_through"])
    addons.check_choice("edit_type", "123")
    addons.check_choice("settled", ("yes", "no"))
    addons.check_sources("source", sources)


def _codes(table: SourceTable) -> tuple[bytes, set[date]]:
    days = {date.fromisoformat(row["first_day"]) for row in table.rows if row["first_day"]}
    days |= {day_after(date.fromisoformat(row["last_day"])) for row in table.rows if row["last_day"]}
    return pack({"rows": [list(row.values()) for row in table.rows]}, {}), days


def _ptp(
    name: str, told: Mapping[str, Any], held: Mapping[str, Any], tables: Mapping[str, SourceTable]
) -> tuple[bytes, set[date]]:
    codes = tables["codes"].rows
    sets = {"registry": frozenset(row["code"] for row in codes if row["context"] == "no")}
    for key, text in held["sets"].items():
        words = frozenset(text.split())
        sets[key] = words - {"registry"} | (sets["registry"] if "registry" in words else frozenset())
    scopes = [PtpScope(sets[scope["codes"]], scope["both"], scope["since"]) for scope in held[name]["scopes"]]
    newer = [
        (code, first)
        for code, first in _first_days(tables["codes"]).items()
        if first and first > told["verified_through"]
    ]
    other = tables[told["changes_from"]].rows if "changes_from" in told else []
    changes = changes_after(other, told["verified_through"])
    rows = tables[name].rows
    return pack_ptp(rows, changes, scopes, newer), ptp_boundaries(rows, changes, scopes, newer)


def _mue(table: SourceTable) -> tuple[bytes, set[date]]:
    rows: list[list[Any]] = []
    days = set()
    for row in table.rows:
        begin = date.fromisoformat(row["edition"])
        end = begin + relativedelta(months=3) - timedelta(days=1)
        days |= {begin, day_after(end)}
        indicator = int(row["adjudication_indicator"]) if row["adjudication_indicator"] else None
        told = [str(begin), str(end), int(row["units"]), indicator, row["rationale"], row["source"]]
        rows.append([row["code"], row["setting"], *told])
    return pack({"rows": rows}, {}), days


def _addons(table: SourceTable, codes: SourceTable, last: date) -> tuple[bytes, set[date]]:
    rows: list[list[Any]] = []
    days = set()
    for row in table.rows:
        told = [row[column] for column in ("not_before", "first_day", "verified_through")]
        rows.append([row["add_on"], row["primary"], int(row["edit_type"]), *told, row["settled"] == "yes"])
        days |= {date.fromisoformat(day) for day in told[:2] if day}
        days.add(day_after(date.fromisoformat(row["verified_through"])))
    covered = sorted(code for code, first in _first_days(codes).items() if first is None or first <= last)
    return pack({"rows": rows, "covered": covered}, {}), days


def _first_days(codes: SourceTable) -> dict[str, date | None]:
    days: dict[str, date | None] = {}
    for row in codes.rows:
        days.setdefault(row["code"], date.fromisoformat(row["first_day"]) if row["first_day"] else None)
    return days


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise InvalidInput(f"{path} cannot be read as TOML: {problem}", "data", str(path)) from None
