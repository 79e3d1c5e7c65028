"""The MUE table: CSV with a copyright cell of several lines above a header that holds a line feed."""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import attrs

from otcpt.codes import is_code
from otcpt.errors import InvalidInput
from otcpt.io._text import Progress, Source
from otcpt.io.cms._cells import CODE, is_quarter, letters, read_mue_name, setting_of
from otcpt.io.cms._members import Faults, Record, TablePart, only_member, read_text, records_of
from otcpt.timeline import calendar_day

_HEADER = re.compile(r"hcpcscptcode,([a-z]+)servicesmuevalues,mueadjudicationindicator,muerationale")
_EXPECTED = "HCPCS/CPT Code, Practitioner Services MUE Values, MUE Adjudication Indicator, MUE Rationale"
_SETTINGS = ("practitioner", "outpatient_hospital", "dme_supplier")
_INDICATOR = re.compile(r"([123])(?:[^0-9].*)?", re.ASCII | re.DOTALL)
_UNITS = re.compile(r"[0-9]{1,9}", re.ASCII)


class MueRow(NamedTuple):
    """The most units of a code on one day, 0 for *not payable here*.

    ``adjudication_indicator`` 1: each line alone, 2 and 3: all lines of the day; ``adjudication`` is the cell as CMS
    writes it.
    """

    code: str
    units: int
    adjudication_indicator: int
    adjudication: str
    rationale: str


@attrs.frozen(kw_only=True)
class MueFile:
    """All rows of one MUE table, by code; ``effective`` is the first day of the quarter it is in force."""

    setting: str
    effective: date
    part: TablePart
    rows: tuple[MueRow, ...] = attrs.field(repr=lambda rows: f"<{len(rows)} rows>")

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[MueRow]:
        return iter(self.rows)


def read_mue(
    source: Source, *, effective: date | None = None, name: str | None = None, progress: Progress | None = None
) -> MueFile:
    """Read a Medicare NCCI MUE table: a path or bytes; CSV, a ZIP around it, or the workbook.

    The setting comes from the header, the quarter from the file name (``..._Eff_04-01-2026.csv``) or, where that tells
    nothing, by ``effective``. ``name`` names bytes. ``progress`` is called with the bytes done and the bytes in all.

    Every row is checked: four cells, a code that stands once, whole units, an indicator. Raises `InputErrors` with all
    that is wrong, at most 1,000 problems listed and the rest counted; `InvalidInput` where the quarter is not known;
    `OSError` for a path that cannot be opened.
    Source: CMS, Medicare NCCI medically unlikely edits, file layout.

    >>> text = '"(c)",,,\\n"HCPCS/\\nCPT Code",Practitioner Services MUE Values,'
    >>> text += "MUE Adjudication Indicator,MUE Rationale\\n"
    >>> text += "97110,6,3 Date of Service Edit: Clinical,Clinical: Data\\n"
    >>> table = read_mue(text.encode(), effective=date(2026, 4, 1))
    >>> table.setting, table.rows[0].units, table.rows[0].adjudication_indicator
    ('practitioner', 6, 3)
    """
    faults = Faults()
    member = only_member(source, name, faults)
    named_setting, named_day = read_mue_name(member.name)
    effective = _quarter(effective, named_day, member.name)
    text = read_text(member, faults, progress)
    records = records_of(text, member, faults)
    end, setting = _header(records, member.name, faults)
    if named_setting not in (None, setting):
        faults.note(member.name, end, None, setting, f"the file name says {named_setting}, the header says {setting}")
    rows: dict[str, MueRow] = {}
    for record in records:
        row = _row(record, member.name, faults)
        if row is not None and rows.setdefault(row.code, row) is not row:
            faults.note(member.name, record.line, "HCPCS/CPT Code", row.code, "the code is listed twice")
    if not rows and not faults.count:
        raise faults.refuse(member.name, "the table has a header and no row")
    faults.close(member.name)
    part = TablePart(member.name, len(rows), tuple(text.splitlines()[:end]))
    return MueFile(setting=setting, effective=effective, part=part, rows=tuple(sorted(rows.values())))


def _quarter(given: date | None, read: date | None, name: str) -> date:
    if given is not None and read is not None and calendar_day(given, "given") != read:
        raise InvalidInput(f"{name} is in force from {read}, not from {given}; leave effective out", "effective", given)
    effective = read if given is None else calendar_day(given, "given")
    if effective is None:
        raise InvalidInput(
            f"the name {name!r} does not tell the quarter; pass effective=, like date(2026, 4, 1)", "effective"
        )
    if not is_quarter(effective):
        raise InvalidInput(f"no quarter begins on {effective}; an MUE table is in force by quarter", "effective", given)
    return effective


def _header(records: Iterator[Record], name: str, faults: Faults) -> tuple[int, str]:
    """Return the line the header ends on and the setting it names."""
    top = None
    for record in records:
        top = top or record
        if letters(record.cells[0]) == "hcpcscptcode":
            found = _HEADER.fullmatch(",".join(map(letters, record.cells)))
            setting = None if found is None else setting_of(found[1])
            if setting in _SETTINGS:
                return record.line, setting
            top = record
            break
    faults.close(name)
    shown = None if top is None else ", ".join(" ".join(cell.split()) for cell in top.cells)
    raise faults.refuse(
        name, f"this is not an MUE table; expected the header {_EXPECTED}", None if top is None else top.line, shown
    )


def _row(record: Record, name: str, faults: Faults) -> MueRow | None:
    if len(record.cells) != 4:
        shown = ",".join(record.cells)
        faults.note(name, record.line, None, shown, f"the row has {len(record.cells)} cells, expected 4")
        return None
    code, units, adjudication, rationale = record.cells
    indicator = _INDICATOR.fullmatch(adjudication)
    before = faults.count
    if not is_code(code):
        faults.note(name, record.line, "HCPCS/CPT Code", code, CODE)
    if not _UNITS.fullmatch(units):
        faults.note(name, record.line, "MUE Values", units, "expected a whole number of units")
    if indicator is None:
        expected = "expected 1, 2 or 3 with its text, like 3 Date of Service Edit: Clinical"
        faults.note(name, record.line, "MUE Adjudication Indicator", adjudication, expected)
    if not rationale:
        faults.note(name, record.line, "MUE Rationale", rationale, "the rationale is missing")
    if indicator is None or faults.count > before:
        return None
    return MueRow(code, int(units), int(indicator[1]), adjudication, rationale)
