"""The fee schedule's files: relative values (PPRRVU) with their conversion factor, and geographic indices (GPCI)."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import NamedTuple

import attrs

from otcpt.codes import is_code
from otcpt.files import path_of
from otcpt.io.cms._cells import CODE
from otcpt.io.cms._members import Faults, Member, members, read_text, records_of

_RVU_NAME = re.compile(r"pprrvu(?:20)?([0-9]{2})_?(jan|apr|jul|oct)[a-z]*[0-9]*(?:_(nonqpp?|qpp?))?", re.IGNORECASE)
_GPCI_NAME = re.compile(r"gpci[_ -]?((?:20)?[0-9]{2})", re.IGNORECASE)
_MONTHS = {"jan": 1, "apr": 4, "jul": 7, "oct": 10}
_PLACEHOLDER = re.compile("[A-Z]XX+[0-9]*")
#: Where the values are: CMS prints the two NA columns under one name.
_VALUES = {"status": 3, "work": 5, "pe": 6, "pe_na": 7, "pe_facility": 8, "facility_na": 9, "mp": 10}
_PAYABLE = ("A", "R", "T")
#: What the columns of a GPCI file are called, year by year.
_GPCI_COLUMNS = {
    "contractor": r"administrative contractor|contractor|carrier|^mac$",
    "state": r"^state",
    "locality": r"locality (number|no|code)|^locality$",
    "name": r"locality name",
    "work": r"(pw|work) gpci.*with\b.*floor|(pw|work) gpci(?!.*without)",
    "pe": r"^(\d{4} )?pe gpci|practice expense",
    "mp": r"^(\d{4} )?mp gpci|malpractice",
}


class RvuRow(NamedTuple):
    """The relative values of a payable code without a modifier; see `otcpt.fees.RelativeValues`."""

    code: str
    work: Decimal
    pe: Decimal
    pe_facility: Decimal
    mp: Decimal
    not_applicable: str
    multiple: str


@attrs.frozen
class RvuFile:
    """One quarter's file; ``factor`` is its conversion factor, ``qualifying`` that of APM participants."""

    name: str
    effective: date
    factor: Decimal
    qualifying: bool
    rows: tuple[RvuRow, ...] = attrs.field(repr=lambda rows: f"<{len(rows)} rows>")


class GpciFileRow(NamedTuple):
    """The indices of one locality, with the floor of the work index."""

    locality: str
    state: str
    name: str
    work: Decimal
    pe: Decimal
    mp: Decimal


@attrs.frozen
class GpciFile:
    """One year's file."""

    name: str
    year: int
    rows: tuple[GpciFileRow, ...] = attrs.field(repr=lambda rows: f"<{len(rows)} localities>")


def read_rvu(path: str | Path) -> RvuFile:
    """Read a relative value file, or the archive around it, of which the table for those who are no QP is taken.

    Args:
        path: The file, under the name CMS gives it: ``PPRRVU2026_Oct_nonQPP.csv`` or ``rvu26d.zip``.

    Returns:
        The quarter, the conversion factor, and the values of the payable codes.

    Raises:
        InputErrors: It is no such file, or a value is none; every problem is named.
    """
    faults = Faults()
    named = [(one, match) for one in members(path_of(path), None, faults) if (match := _RVU_NAME.search(one.name))]
    named.sort(key=lambda one: (one[1][3] or "").lower().startswith("q"))
    if not named:
        raise faults.refuse(Path(path).name, "expected a table with a name like PPRRVU2026_Oct_nonQPP.csv")
    member, match = named[0]
    factors: set[Decimal] = set()
    rows = tuple(_rvu_rows(member, faults, factors))
    faults.close(member.name)
    if len(factors) != 1 or not rows:
        raise faults.refuse(member.name, f"expected rows with one conversion factor, found {len(factors)}")
    qualifying = (match[3] or "").lower().startswith("q")
    effective = date(2000 + int(match[1]), _MONTHS[match[2].lower()], 1)
    return RvuFile(member.name, effective, factors.pop(), qualifying, rows)


def _rvu_rows(member: Member, faults: Faults, factors: set[Decimal]) -> Iterator[RvuRow]:
    factor_at: int | None = None
    multiple_at = 0
    upper: list[str] = []
    for line, cells in _records(member, faults):
        if factor_at is None:
            if cells and cells[0] == "HCPCS":
                names = [" ".join(f"{one} {two}".split()) for one, two in zip(upper, cells, strict=False)]
                if (
                    "CONV FACTOR" not in names
                    or "MULT PROC" not in names
                    or names[5:7] != ["WORK RVU", "NON-FAC PE RVU"]
                ):
                    raise faults.refuse(member.name, f"the columns are others: {names}", line)
                factor_at, multiple_at = names.index("CONV FACTOR"), names.index("MULT PROC")
            upper = cells
            continue
        if len(cells) <= factor_at or cells[1] or _PLACEHOLDER.fullmatch(cells[0]):
            continue
        if not is_code(cells[0]):
            faults.note(member.name, line, "HCPCS", cells[0], CODE)
            continue
        if cells[_VALUES["status"]] not in _PAYABLE:
            continue
        values = {
            name: _number(cells[_VALUES[name]], member, line, name, faults)
            for name in ("work", "pe", "pe_facility", "mp")
        }
        factors.add(_number(cells[factor_at], member, line, "CONV FACTOR", faults))
        missing = (
            "facility"
            if cells[_VALUES["facility_na"]] == "NA"
            else "nonfacility"
            if cells[_VALUES["pe_na"]] == "NA"
            else ""
        )
        if any(values.values()):
            yield RvuRow(
                cells[0], values["work"], values["pe"], values["pe_facility"], values["mp"], missing, cells[multiple_at]
            )
    if factor_at is None:
        raise faults.refuse(member.name, "this is no relative value file; expected a header that begins with HCPCS")


def read_gpci(path: str | Path) -> GpciFile:
    """Read a file of geographic indices (Addendum E), as text or in its archive.

    Args:
        path: The file, with the year in its name, like ``GPCI2026.csv``.

    Returns:
        The year and the indices of its localities.

    Raises:
        InputErrors: It is no such file, or a value is none; every problem is named.
    """
    faults = Faults()
    named = [(one, match) for one in members(path_of(path), None, faults) if (match := _GPCI_NAME.search(one.name))]
    if len(named) != 1:
        raise faults.refuse(Path(path).name, "expected one table with a name like GPCI2026.csv")
    member, match = named[0]
    year = 2000 + int(match[1][-2:])
    columns: dict[str, int] = {}
    rows: list[GpciFileRow] = []
    for line, cells in _records(member, faults):
        if not columns:
            columns = _gpci_columns(cells)
        elif re.fullmatch("[0-9]{4,5}", cells[columns["contractor"]] if len(cells) > max(columns.values()) else ""):
            code = f"{cells[columns['contractor']].zfill(5)}-{cells[columns['locality']].zfill(2)}"
            values = [_number(cells[columns[name]], member, line, name, faults) for name in ("work", "pe", "mp")]
            rows.append(GpciFileRow(code, cells[columns["state"]], cells[columns["name"]], *values))
    faults.close(member.name)
    if not rows:
        raise faults.refuse(
            member.name,
            "this is no file of geographic indices; expected columns of contractor, state, "
            "locality number, locality name and the work, PE and MP GPCI",
        )
    return GpciFile(member.name, year, tuple(rows))


def _gpci_columns(cells: list[str]) -> dict[str, int]:
    """Return where each column is in a header; nothing of a row that is none."""
    names = [" ".join(cell.casefold().split()) for cell in cells]
    found = {
        column: next((at for at, name in enumerate(names) if re.search(pattern, name)), -1)
        for column, pattern in _GPCI_COLUMNS.items()
    }
    floored = [at for at, name in enumerate(names) if re.search(r"(pw|work).*gpci", name) and "with 1.0" in name]
    if floored:
        found["work"] = floored[0]
    return found if min(found.values()) >= 0 else {}


def _records(member: Member, faults: Faults) -> Iterator[tuple[int, list[str]]]:
    text = read_text(member, faults, None).replace("\r\n", "\n").replace("\r", "\n")
    yield from records_of(text, member, faults)


def _number(text: str, member: Member, line: int, column: str, faults: Faults) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal(-1)
    if not value.is_finite() or value < 0:
        faults.note(member.name, line, column, text, "expected a number that is not below zero")
        return Decimal(0)
    return value
