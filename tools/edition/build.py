"""Building an edition: from the hand-kept tables in ``data/`` to the packed files that ship, and their manifest."""

import json
import tomllib
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import attrs
from tools.edition.checks import PTP_TABLES, check_descriptions, check_tables
from tools.edition.cutoff import cut
from tools.edition.fees import FEE_COLUMNS, check_fees, pack_fees
from tools.edition.names import NAME_COLUMNS, check_names, pack_names
from tools.edition.ptp import COLUMNS as PTP_COLUMNS
from tools.edition.ptp import changes_after, pack_rows, reads_of, scopes_of
from tools.edition.rows import (
    ADDON_COLUMNS,
    BILATERAL_COLUMNS,
    MUE_COLUMNS,
    NUMBER_COLUMNS,
    STATUS_COLUMNS,
    THRESHOLD_COLUMNS,
    addon_edits,
    begun,
    first_days,
    mue_limits,
    pack_codes,
    pack_dated,
    pack_numbers,
    pack_thresholds,
)
from tools.edition.source_rows import SourceTable, read_table

from otcpt.codes import FIELDS
from otcpt.editions._manifest import FORMAT, Manifest, read_manifest
from otcpt.editions._packed import pack_addons, pack_mue
from otcpt.edits import SETTINGS
from otcpt.errors import InputErrors, InvalidInput, Problem
from otcpt.timeline import day_after

#: The tables in data/ and their columns.
TABLES = {
    "codes": FIELDS,
    "numbers": NUMBER_COLUMNS,
    "status": STATUS_COLUMNS,
    **dict.fromkeys(PTP_TABLES, PTP_COLUMNS),
    "mue": MUE_COLUMNS,
    "addons": ADDON_COLUMNS,
    "thresholds": THRESHOLD_COLUMNS,
    "bilateral": BILATERAL_COLUMNS,
    **NAME_COLUMNS,
    **FEE_COLUMNS,
}

_NO_TABLE = "expected a section for each table of the edition, and no other"


def build(data_dir: Path, edition_id: str, out_dir: Path) -> Manifest:
    """Build one of the editions described in a data folder into another folder; return its manifest.

    An edition with a ``cutoff`` is cut out of the same tables as the others. The same content gives the same bytes on
    every machine. Everything that is wrong with the tables is raised at once as `InputErrors`, and then nothing is
    written.
    """
    sources = read_toml(data_dir / "sources.toml")
    edition = read_toml(data_dir / "editions" / f"{edition_id}.toml")
    scopes = read_toml(data_dir / "scopes.toml")
    tables = {name: read_table(data_dir / f"{name}.csv", columns) for name, columns in TABLES.items()}
    check_tables(tables, sources)
    check_names(tables, sources)
    check_fees(tables, sources)
    problems = [problem for table in tables.values() for problem in table.problems]
    if problems := [*problems, *check_descriptions(sources, edition, scopes)]:
        raise InputErrors(problems)
    every_code = {row["code"] for row in tables["codes"].rows}
    if "cutoff" in edition:
        tables = cut(tables, edition["cutoff"], edition["codes"]["without"])
    limits = tables.pop("mue")
    tables |= {f"mue_{setting}": rows for setting in SETTINGS if (rows := _of_setting(limits, setting)).rows}

    packed = {
        "codes": pack_codes(tables["codes"]),
        "numbers": pack_numbers(tables["numbers"], tables["codes"], lettered=edition["numbers"]["lettered"]),
        "status": pack_dated(tables["status"]),
        **{name: _ptp(name, edition[name], scopes, tables) for name in PTP_TABLES},
        **{name: pack_mue(mue_limits(table)) for name, table in tables.items() if name.startswith("mue_")},
        "addons": pack_addons(
            addon_edits(tables["addons"]), begun(tables["codes"], edition["addons"]["verified_through"])
        ),
        "thresholds": pack_thresholds(tables["thresholds"]),
        **pack_names(tables, every_code - {row["code"] for row in tables["codes"].rows}),
    }
    if "bilateral" in edition:
        packed["bilateral"] = pack_dated(tables["bilateral"])
    if "rvu" in edition:
        packed |= pack_fees(tables)
    if strange := {name for name, entry in edition.items() if isinstance(entry, dict)} ^ packed.keys():
        raise InputErrors([Problem(f"{edition_id}.toml", None, name, None, _NO_TABLE) for name in sorted(strange)])
    entries: dict[str, Any] = {}
    for name, (data, days) in packed.items():
        stated = edition[name]
        end = day_after(edition["through"])
        ends = (stated["verified_from"], day_after(stated["verified_through"]), end)
        key = "sources" if name in ("codes", "thresholds") else "source"
        entries[name] = {
            "file": f"{name}.bin",
            "sha256": sha256(data).hexdigest(),
            "rows": len(tables[name].rows),
            "documents": sorted({source for row in tables[name].rows for source in row[key].split(";")}),
            "version": stated["version"],
            "verified_from": str(stated["verified_from"]),
            "verified_through": str(stated["verified_through"]),
            "confidence": stated["confidence"],
            "boundaries": [str(day) for day in sorted({*days, *ends}) if day <= end],
        }
    used = {source for entry in entries.values() for source in entry["documents"]}
    content = {
        "id": edition["id"],
        "format": FORMAT,
        "through": str(edition["through"]),
        "tables": entries,
        "sources": {key: document for key, document in sources.items() if key in used},
    }
    text = json.dumps(content, separators=(",", ":"), sort_keys=True, ensure_ascii=True) + "\n"
    out_dir.mkdir(parents=True, exist_ok=True)
    for name, (data, _) in packed.items():
        (out_dir / f"{name}.bin").write_bytes(data)
    (out_dir / "manifest.json").write_bytes(text.encode())
    return read_manifest(text.encode(), str(out_dir / "manifest.json"))


def _of_setting(limits: SourceTable, setting: str) -> SourceTable:
    return attrs.evolve(limits, rows=[row for row in limits.rows if row["setting"] == setting])


def _ptp(
    name: str, stated: Mapping[str, Any], held: Mapping[str, Any], tables: Mapping[str, SourceTable]
) -> tuple[bytes, set[date]]:
    scopes = scopes_of(name, held, tables["codes"])
    newer = [
        (code, first)
        for code, first in first_days(tables["codes"]).items()
        if first and first > stated["verified_through"]
    ]
    other = tables[stated["changes_from"]].rows if "changes_from" in stated else []
    reads = reads_of(stated, held)
    changes = changes_after(other, stated["verified_through"], reads)
    rows = tables[name].rows
    seen_in = f"the {stated['changes_from'].removeprefix('ptp_').replace('_', ' ')} table" if changes else ""
    return pack_rows(rows, changes, seen_in, scopes, newer, reads)


def read_toml(path: Path) -> dict[str, Any]:
    """Read a description; raise `InvalidInput` for a file that is none."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise InvalidInput(f"{path} cannot be read as TOML: {problem}", "data", str(path)) from None
