"""The relative value file of the physician fee schedule (PPRRVU): of each code its status and bilateral indicator."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import attrs

from otcpt.codes import is_code
from otcpt.errors import InputErrors, Problem
from otcpt.io.cms._cells import CODE
from otcpt.io.cms._members import Faults, Member, members, read_text, records_of

_NAME = re.compile(r"pprrvu(?:20)?([0-9]{2})_?(jan|apr|jul|oct)[a-z]*[0-9]*(?:_(nonqpp?|qpp?))?", re.IGNORECASE)
#: What CMS prints for a code that has no number yet, like GXXX1.
_PLACEHOLDER = re.compile("[A-Z]XX+[0-9]*")
_MONTHS = {"jan": 1, "apr": 4, "jul": 7, "oct": 10}

#: The last two lines of the header, column by column; CMS added PRIC IND in 2026.
_HEADER = (
    (
        ",,,STATUS,MEDICARE,WORK,NON-FAC,NA,FACILITY,NA,MP,NON-FACILITY,FACILITY,PCTC,GLOB,PRE,INTRA,POST,MULT,BILAT,"
        "ASST,CO-,TEAM,PRIC,ENDO,CONV,DIAGNOSTIC,CALCULATION,FAMILY,PAYMENT,PAYMENT,PAYMENT"
    ),
    (
        "HCPCS,MOD,DESCRIPTION,CODE,PAYMENT,RVU,PE RVU,INDICATOR,PE RVU,INDICATOR,RVU,TOTAL,TOTAL,IND,DAYS,OP,OP,OP,"
        "PROC,SURG,SURG,SURG,SURG,IND,BASE,FACTOR,PROCEDURES,FLAG,INDICATOR,AMOUNT,AMOUNT,AMOUNT"
    ),
)
_COLUMNS = [" ".join(cells).strip() for cells in zip(*(line.split(",") for line in _HEADER), strict=True)]
_LAYOUTS = (_COLUMNS, [column for column in _COLUMNS if column != "PRIC IND"])


class FeeRow(NamedTuple):
    """A code without a modifier."""

    code: str
    status: str
    bilateral: str


@attrs.frozen
class FeeSchedule:
    """One quarter's file; ``effective`` is the first day of the quarter."""

    name: str
    effective: date
    rows: tuple[FeeRow, ...] = attrs.field(repr=lambda rows: f"<{len(rows)} rows>")


def is_fee_schedule(name: str) -> bool:
    """Tell a fee schedule file, or the archive it comes in (``rvu26d.zip``), by its name."""
    return bool(_NAME.search(name) or re.match(r"rvu[0-9]{2}[a-d]", name, re.IGNORECASE))


def read_fee_schedule(path: Path) -> FeeSchedule:
    """Read a file or the archive around it, of which the table for those who are no QP is taken.

    Raises `InputErrors` for a file with other columns, or with a code, a status or an indicator that is none.
    """
    faults = Faults()
    named = [(member, match) for member in members(path, None, faults) if (match := _NAME.search(member.name))]
    named.sort(key=lambda one: (one[1][3] or "").lower().startswith("q"))
    if not named:
        raise faults.refuse(path.name, "expected a table with a name like PPRRVU2026_Oct_nonQPP.csv")
    member, match = named[0]
    rows = tuple(_rows(member, faults))
    faults.close(member.name)
    if not rows:
        raise faults.refuse(member.name, "the table has a header and no row")
    return FeeSchedule(member.name, date(2000 + int(match[1]), _MONTHS[match[2].lower()], 1), rows)


def _rows(member: Member, faults: Faults) -> Iterator[FeeRow]:
    text = read_text(member, faults, None).replace("\r\n", "\n").replace("\r", "\n")
    upper: list[str] = []
    columns: list[str] = []
    for line, cells in records_of(text, member, faults):
        if columns:
            yield from _row(dict(zip(columns, cells, strict=False)), member.name, line, faults)
        elif cells[0] == "HCPCS":
            columns = [" ".join(f"{one} {two}".split()) for one, two in zip(upper, cells, strict=False)]
            if columns not in _LAYOUTS:
                raise _other_columns(member.name, line, columns)
        upper = cells
    if not columns:
        raise faults.refuse(member.name, "this is no relative value file; expected a header that begins with HCPCS")


def _row(cells: dict[str, str], name: str, line: int, faults: Faults) -> Iterator[FeeRow]:
    if _PLACEHOLDER.fullmatch(cells["HCPCS"]):
        return
    row = FeeRow(cells["HCPCS"], cells.get("STATUS CODE", ""), cells.get("BILAT SURG", ""))
    if not is_code(row.code):
        faults.note(name, line, "HCPCS", row.code, CODE)
    if not re.fullmatch("[A-Z]", row.status):
        faults.note(name, line, "STATUS CODE", row.status, "expected a letter")
    if row.bilateral not in tuple("01239"):
        faults.note(name, line, "BILAT SURG", row.bilateral, "expected 0, 1, 2, 3 or 9")
    if not cells["MOD"]:
        yield row


def _other_columns(name: str, line: int, columns: list[str]) -> InputErrors:
    strange = [column for column in columns if column not in _COLUMNS]
    missing = [column for column in _LAYOUTS[1] if column not in columns]
    message = f"the columns are others or in another order; not known: {strange}, missing: {missing}"
    return InputErrors([Problem(name, line, None, ", ".join(columns), message)])
