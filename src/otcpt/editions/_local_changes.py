"""What the other tables of a local edition saw change after one of its PTP tables was last read."""

from collections.abc import Iterable, Mapping
from datetime import date

import attrs

from otcpt.editions._edition import Edition
from otcpt.editions._local_tables import Packed
from otcpt.editions._pack import with_header
from otcpt.editions._packed import packed_changes
from otcpt.editions._tables import read_ptp
from otcpt.edits import MueRow, MueTable, PtpEdit, PtpTable
from otcpt.timeline import day_after

_SETTINGS = ("practitioner", "outpatient_hospital")
_LATER = "a later table"


def known_later_changes(base: Edition, packed: Mapping[str, Packed], last: date) -> dict[str, Packed]:
    """Return the PTP tables to store, each with the pairs that are not to be carried forward up to a last day.

    Looked at are the table of the other setting, the given one and the bundled one, and for a table that was given the
    bundled one of its own setting too. A kept table keeps the changes it already tells.
    """
    held = {setting: _held(base, packed, setting, last) for setting in _SETTINGS}
    found: dict[str, Packed] = {}
    for setting, (table, opened) in held.items():
        read = table.info.verified_through
        given = table.info.name in packed
        others = [held[other][1] for other in _SETTINGS if other != setting]
        if read >= last or not (given or others[0].setting in _given(packed)):
            continue
        bundled = [base.ptp(other) for other in _SETTINGS if given or other != setting]
        changes: dict[tuple[str, str], date] = {}
        for other in (*others, *bundled):
            for edit in other.edits_after(read):
                day = _changed(edit, read, opened, same=other.setting == setting)
                if day is not None and day <= last and _answered(opened, edit):
                    pair = (min(edit.column_one, edit.column_two), max(edit.column_one, edit.column_two))
                    changes[pair] = min(day, changes.get(pair, day))
        if changes:
            found[table.info.name] = _with_changes(table, changes)
    return found


def _given(packed: Mapping[str, Packed]) -> set[str]:
    return {name.removeprefix("ptp_") for name in packed if name.startswith("ptp_")}


def limits_after(bundled: MueTable, quarter: date, last: date) -> dict[str, list[MueRow]]:
    """Return what the bundled tables of later quarters say, up to a last day: older limits are carried no further."""
    rows = {code: [row for row in bundled.rows(code) if quarter < row.edition <= last] for code in bundled.codes}
    return {code: held for code, held in rows.items() if held}


def _held(base: Edition, packed: Mapping[str, Packed], setting: str, last: date) -> tuple[Packed, PtpTable]:
    name = f"ptp_{setting}"
    table = packed.get(name) or Packed(base.manifest.tables[name], base.table_bytes(name), {})
    return table, read_ptp(table.info, last, table.data)


def _changed(edit: PtpEdit, read: date, table: PtpTable, *, same: bool) -> date | None:
    """Return the day on which an edit of another table shows a change after a table was read, or None."""
    if edit.first_day > read:
        if edit.not_before is not None and edit.not_before > read:
            return edit.not_before
        # Its start is known as a bound only: a change is sure where a table of the same setting had no such edit.
        if same and not _has(table.edits(edit.column_one, edit.column_two), edit, read):
            return day_after(read)
    if edit.last_day is not None and edit.last_day >= read:
        return day_after(edit.last_day)
    return None


def _has(edits: Iterable[PtpEdit], edit: PtpEdit, on: date) -> bool:
    expected = edit.column_one, edit.modifier_indicator
    return any(one.surely_in_force(on) and (one.column_one, one.modifier_indicator) == expected for one in edits)


def _answered(table: PtpTable, edit: PtpEdit) -> bool:
    return table.complete_since(edit.column_one, edit.column_two) is not None


def _with_changes(table: Packed, changes: Mapping[tuple[str, str], date]) -> Packed:
    packed = packed_changes({pair: str(day) for pair, day in changes.items()}, _LATER)
    days = {*table.info.boundaries, *changes.values()}
    info = attrs.evolve(table.info, boundaries=tuple(sorted(days)))
    return attrs.evolve(table, info=info, data=with_header(table.data, {"changes": packed}))
