"""The table of add-on codes: text of fixed width without a header, or CSV and workbook with one."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

import attrs

from otcpt.codes import is_code
from otcpt.io._text import Progress, Source
from otcpt.io.cms._cells import CODE, letters, read_addon_name, read_day_of_year
from otcpt.io.cms._members import Faults, Member, TablePart, only_member, read_text, records_of


class AddonRow(NamedTuple):
    """An add-on code and one code it may be added to.

    ``primary`` is None where the contractor decides (CMS prints CCCCC). ``edit_type`` 1: the listed primaries only,
    2: primaries of the contractor's choice, 3: some are listed. The deletion dates are None where CMS prints none.
    """

    add_on: str
    primary: str | None
    edit_type: int
    effective: date
    deletion: date | None
    add_on_deletion: date | None
    primary_deletion: date | None
    notes: str


@attrs.frozen(kw_only=True)
class AddonFile:
    """All rows of one add-on table, in its order, those of deleted edits too.

    ``effective`` is the first day of the quarter the file is named for, None where the name tells nothing.
    """

    effective: date | None
    part: TablePart
    rows: tuple[AddonRow, ...] = attrs.field(repr=lambda rows: f"<{len(rows)} rows>")

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[AddonRow]:
        return iter(self.rows)


TYPE, ADD_ON, ADD_ON_DELETION = "AOC_Edit_Type", "Add-On_Code", "AOC_DelDT"
PRIMARY, PRIMARY_DELETION = "Primary_Code", "Primary_Code_DelDT"
EFFECTIVE, DELETION, NOTES = "AOC_Edit_EffDT", "AOC_Edit_DelDT", "Special_Instruction_Notes"

#: Where the columns stand in the text of fixed width; the first line without a header begins with type and code.
_PLACES = {
    TYPE: slice(0, 1),
    ADD_ON: slice(1, 6),
    ADD_ON_DELETION: slice(6, 13),
    PRIMARY: slice(13, 18),
    PRIMARY_DELETION: slice(18, 25),
    EFFECTIVE: slice(25, 32),
    DELETION: slice(32, 39),
    NOTES: slice(39, None),
}
_FIXED = re.compile(r"\s*[0-9][0-9A-Z]{5}[ 0-9]", re.ASCII)
_BY_CONTRACTOR = "CCCCC"


def read_addon(source: Source, *, name: str | None = None, progress: Progress | None = None) -> AddonFile:
    """Read a Medicare NCCI add-on code table: a path or bytes; text of fixed width, CSV, workbook, or a ZIP of them.

    The quarter comes from the file name (``AOC_V2026Q2-MCR.txt``). ``name`` names bytes. ``progress`` is called with
    the bytes done and the bytes in all.

    Every row is checked: codes, edit type, dates (year and day of the year), and that no pair is in force twice on one
    day. Raises `InputErrors` with all that is wrong, at most 1,000 problems listed and the rest counted; `OSError` for
    a path that cannot be opened.
    Source: CMS, Medicare NCCI add-on code edits, file structure of January 1, 2022.

    >>> table = read_addon(b"197130       97129       2020001\\n", name="AOC_V2024Q2-MCR.txt")
    >>> table.rows[0].add_on, table.rows[0].primary, str(table.rows[0].effective)
    ('97130', '97129', '2020-01-01')
    """
    faults = Faults()
    member = only_member(source, name, faults)
    text = read_text(member, faults, progress)
    header: tuple[str, ...] = ()
    if _FIXED.match(text):
        found = _fixed(text)
    else:
        end, found = _table(text, member, faults)
        header = tuple(text.splitlines()[:end])
    rows = []
    numbers = []
    for line, cells in found:
        row = _row(cells, member.name, line, faults)
        if row is not None:
            rows.append(row)
            numbers.append(line)
    if not rows and not faults.count:
        raise faults.refuse(member.name, "the table has a header and no row")
    _check_twice(rows, numbers, member.name, faults)
    faults.close(member.name)
    part = TablePart(member.name, len(rows), header)
    return AddonFile(effective=read_addon_name(member.name), part=part, rows=tuple(rows))


def _fixed(text: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, {column: line[place].strip() for column, place in _PLACES.items()}


def _table(text: str, member: Member, faults: Faults) -> tuple[int, Iterator[tuple[int, Mapping[str, str]]]]:
    """Return the line the header ends on, and the rows below it."""
    records = records_of(text, member, faults)
    top = None
    for record in records:
        top = top or record
        columns = [_column(cell) for cell in record.cells]
        if {ADD_ON, PRIMARY} <= set(columns):
            top = record
            if sorted(columns) == sorted(_PLACES):
                below = (
                    (line, dict(zip(columns, cells, strict=True)) if len(cells) == len(columns) else {})
                    for line, cells in records
                )
                return record.line, below
            break
    faults.close(member.name)
    shown = None if top is None else ", ".join(top.cells)
    expected = f"this is not an add-on code table; expected rows of fixed width or the header {', '.join(_PLACES)}"
    raise faults.refuse(member.name, expected, None if top is None else top.line, shown)


def _column(cell: str) -> str:
    """Return the column a header means; CMS wrote ``AOC_DelDT`` and ``AOC_DelDT_Julian``."""
    found = [column for column in _PLACES if letters(cell).startswith(letters(column))]
    return max(found, key=len, default=cell)


def _row(cells: Mapping[str, str], name: str, line: int, faults: Faults) -> AddonRow | None:
    if not cells:
        faults.note(name, line, None, None, f"expected {len(_PLACES)} cells")
        return None
    before = faults.count
    days = {
        column: read_day_of_year(cells[column]) for column in (EFFECTIVE, DELETION, ADD_ON_DELETION, PRIMARY_DELETION)
    }
    for column, day in days.items():
        if day is None and (cells[column] or column == EFFECTIVE):
            faults.note(name, line, column, cells[column], "expected year and day of the year, like 2013091")
    contractor = cells[PRIMARY] == _BY_CONTRACTOR
    if not is_code(cells[ADD_ON]):
        faults.note(name, line, ADD_ON, cells[ADD_ON], CODE)
    if not contractor and not is_code(cells[PRIMARY]):
        faults.note(name, line, PRIMARY, cells[PRIMARY], f"{CODE}, or {_BY_CONTRACTOR}")
    if cells[TYPE] not in ("1", "2", "3"):
        faults.note(name, line, TYPE, cells[TYPE], "expected 1, 2 or 3")
    elif cells[TYPE] == ("1" if contractor else "2"):
        wanted = "a code" if contractor else _BY_CONTRACTOR
        faults.note(name, line, PRIMARY, cells[PRIMARY], f"expected {wanted} in an edit of type {cells[TYPE]}")
    first, last = days[EFFECTIVE], days[DELETION]
    if first is not None and last is not None and last < first:
        faults.note(
            name, line, DELETION, cells[DELETION], f"the edit ends before its effective date, {cells[EFFECTIVE]}"
        )
    if first is None or faults.count > before:
        return None
    primary = None if contractor else cells[PRIMARY]
    span = (first, last, days[ADD_ON_DELETION], days[PRIMARY_DELETION])
    return AddonRow(cells[ADD_ON], primary, int(cells[TYPE]), *span, cells[NOTES])


def _check_twice(rows: list[AddonRow], numbers: list[int], name: str, faults: Faults) -> None:
    """Note every row whose pair an earlier row has in force too; one may end on the day the other begins."""
    earlier: dict[tuple[str, str | None], list[AddonRow]] = defaultdict(list)
    for row, line in zip(rows, numbers, strict=True):
        same = earlier[row.add_on, row.primary]
        if any(_meet(row, other) for other in same):
            pair = f"{row.add_on}/{row.primary or _BY_CONTRACTOR}"
            faults.note(name, line, None, pair, "the pair is in force twice at one time")
        same.append(row)


def _meet(row: AddonRow, other: AddonRow) -> bool:
    if row.effective == other.effective:
        return True
    if row.effective == row.deletion or other.effective == other.deletion:
        return False  # deleted on the day it began, while another was in force, as the list of 2026Q2 has it of G2211
    return row.effective < (other.deletion or date.max) and other.effective < (row.deletion or date.max)
