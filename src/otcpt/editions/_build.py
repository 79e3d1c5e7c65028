"""Building an edition: from the hand-kept tables in ``data/`` to the packed files that ship, and their manifest."""

import json
import tomllib
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import attrs

from otcpt.codes import FIELDS
from otcpt.editions._bilateral import BILATERAL_COLUMNS, pack_bilateral
from otcpt.editions._build_checks import PTP_TABLES, check_tables
from otcpt.editions._build_groups import NAME_COLUMNS, check_names, pack_names
from otcpt.editions._build_ptp import COLUMNS as PTP_COLUMNS
from otcpt.editions._build_ptp import changes_after, pack_ptp, ptp_boundaries
from otcpt.editions._build_rows import (
    ADDON_COLUMNS,
    MUE_COLUMNS,
    NUMBER_COLUMNS,
    STATUS_COLUMNS,
    THRESHOLD_COLUMNS,
    first_days,
    pack_addons,
    pack_codes,
    pack_mue,
    pack_numbers,
    pack_status,
    pack_thresholds,
)
from otcpt.editions._cutoff import cut
from otcpt.editions._manifest import Manifest, read_manifest
from otcpt.editions._source_rows import SourceTable, read_table
from otcpt.edits import SETTINGS, PtpScope
from otcpt.errors import InputErrors, InvalidInput
from otcpt.timeline import day_after

_COLUMNS = {
    "codes": FIELDS,
    "numbers": NUMBER_COLUMNS,
    "status": STATUS_COLUMNS,
    **dict.fromkeys(PTP_TABLES, PTP_COLUMNS),
    "mue": MUE_COLUMNS,
    "addons": ADDON_COLUMNS,
    "thresholds": THRESHOLD_COLUMNS,
    "bilateral": BILATERAL_COLUMNS,
    **NAME_COLUMNS,
}


def build(data_dir: Path, edition_id: str, out_dir: Path) -> Manifest:
    """Build one of the editions described in a data folder into another folder; return its manifest.

    An edition with a ``cutoff`` is cut out of the same tables as the others. The same content gives the same bytes on
    every machine. Everything that is wrong with the tables is raised at once as `InputErrors`, and then nothing is
    written.
    """
    sources = _toml(data_dir / "sources.toml")
    edition = _toml(data_dir / "editions" / f"{edition_id}.toml")
    scopes = _toml(data_dir / "scopes.toml")
    tables = {name: read_table(data_dir / f"{name}.csv", columns) for name, columns in _COLUMNS.items()}
    check_tables(tables, sources)
    check_names(tables, sources)
    if problems := [problem for table in tables.values() for problem in table.problems]:
        raise InputErrors(problems)
    every_code = {row["code"] for row in tables["codes"].rows}
    if "cutoff" in edition:
        tables = cut(tables, edition["cutoff"], edition["codes"]["without"])
    limits = tables.pop("mue")
    tables |= {f"mue_{setting}": rows for setting in SETTINGS if (rows := _of_setting(limits, setting)).rows}

    packed = {
        "codes": pack_codes(tables["codes"]),
        "numbers": pack_numbers(tables["numbers"], tables["codes"], lettered=edition["numbers"]["lettered"]),
        "status": pack_status(tables["status"]),
        **{name: _ptp(name, edition[name], scopes, tables) for name in PTP_TABLES},
        **{name: pack_mue(table) for name, table in tables.items() if name.startswith("mue_")},
        "addons": pack_addons(tables["addons"], tables["codes"], edition["addons"]["verified_through"]),
        "thresholds": pack_thresholds(tables["thresholds"]),
        **pack_names(tables, every_code - {row["code"] for row in tables["codes"].rows}),
    }
    if "bilateral" in edition:
        packed["bilateral"] = pack_bilateral(tables["bilateral"])
    entries: dict[str, Any] = {}
    for name, (data, days) in packed.items():
        told = edition[name]
        end = day_after(edition["through"])
        ends = (told["verified_from"], day_after(told["verified_through"]), end)
        key = "sources" if name in ("codes", "thresholds") else "source"
        entries[name] = {
            "file": f"{name}.bin",
            "sha256": sha256(data).hexdigest(),
            "rows": len(tables[name].rows),
            "documents": sorted({source for row in tables[name].rows for source in row[key].split(";")}),
            "version": told["version"],
            "verified_from": str(told["verified_from"]),
            "verified_through": str(told["verified_through"]),
            "confidence": told["confidence"],
            "boundaries": [str(day) for day in sorted({*days, *ends}) if day <= end],
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


def _of_setting(limits: SourceTable, setting: str) -> SourceTable:
    return attrs.evolve(limits, rows=[row for row in limits.rows if row["setting"] == setting])


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
        for code, first in first_days(tables["codes"]).items()
        if first and first > told["verified_through"]
    ]
    other = tables[told["changes_from"]].rows if "changes_from" in told else []
    changes = changes_after(other, told["verified_through"])
    rows = tables[name].rows
    seen_in = f"the {told['changes_from'].removeprefix('ptp_').replace('_', ' ')} table" if changes else ""
    return pack_ptp(rows, changes, seen_in, scopes, newer), ptp_boundaries(rows, changes, scopes, newer)


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise InvalidInput(f"{path} cannot be read as TOML: {problem}", "data", str(path)) from None
