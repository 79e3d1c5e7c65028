"""From the bytes of a shipped table to the object that answers. The bytes have been hashed before they come here."""

from collections.abc import Sequence
from datetime import date
from functools import cache

from otcpt.codes import Registry
from otcpt.editions._manifest import Manifest
from otcpt.editions._pack import unpack
from otcpt.edits import SETTINGS, AddonRow, AddonTable, MueRow, MueTable, PtpCoverage, PtpScope, PtpTable

_OTHER_TABLE = {
    "practitioner": "the outpatient hospital table",
    "outpatient_hospital": "the practitioner table",
}


def read_codes(manifest: Manifest, data: bytes) -> Registry:
    """Open the registry."""
    header, _ = unpack(data, "codes")
    info = manifest.tables["codes"]
    return Registry(header["rows"], info.verified_from, info.verified_through)


def read_ptp(manifest: Manifest, setting: str, data: bytes) -> PtpTable:
    """Open the PTP table of a setting; nothing is parsed row by row."""
    info = manifest.tables[f"ptp_{setting}"]
    header, columns = unpack(data, info.name)
    coverage = PtpCoverage(
        scopes=[
            PtpScope(_set(entry["codes"]), entry["both"], date.fromisoformat(entry["since"]))
            for entry in header["scopes"]
        ],
        verified_from=info.verified_from,
        verified_through=info.verified_through,
        through=manifest.through,
        newer=[(code, date.fromisoformat(day)) for code, day in header["newer"]],
        changes=_OTHER_TABLE[setting],
    )
    return PtpTable(setting, coverage, header["codes"].split(), header["dates"], header["sources"], columns)


def without_ptp() -> PtpTable:
    """Return the table of a setting for which none is held: it cannot tell about any pair."""
    return PtpTable(
        "medicaid", PtpCoverage(nothing="no Medicaid PTP table is held, and Medicare's says nothing about it")
    )


def read_mue(manifest: Manifest, data: bytes) -> dict[str, MueTable]:
    """Open the MUE tables of all settings."""
    header, _ = unpack(data, "mue")
    tables: dict[str, dict[str, Sequence[MueRow]]] = {setting: {} for setting in SETTINGS}
    for codes, setting, edition, end, units, indicator, rationale, source in header["rows"]:
        row = (MueRow(date.fromisoformat(edition), date.fromisoformat(end), units, indicator, rationale, source),)
        rows = tables[setting]
        for code in codes.split():
            rows[code] = (*rows[code], *row) if code in rows else row
    return {setting: MueTable(setting, rows, manifest.through) for setting, rows in tables.items()}


def read_addons(manifest: Manifest, data: bytes) -> AddonTable:
    """Open the add-on edits."""
    header, _ = unpack(data, "addons")
    info = manifest.tables["addons"]
    day = cache(date.fromisoformat)
    rows: dict[str, Sequence[AddonRow]] = {}
    for add_on, primary, edit_type, not_before, first_day, verified, settled, *last_day in header["rows"]:
        row = AddonRow(
            primary,
            edit_type,
            day(not_before) if not_before else None,
            day(first_day),
            day(verified),
            settled,
            day(last_day[0]) if last_day else None,
        )
        rows[add_on] = (*rows.get(add_on, ()), row)
    return AddonTable(rows, _set(header["covered"]), info.verified_from, info.verified_through, manifest.through)


def _set(codes: Sequence[str] | None) -> frozenset[str] | None:
    return None if codes is None else frozenset(codes)
