"""Workbooks of service lines, through the optional package python-calamine, imported only when one is met."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from io import BytesIO

from otcpt.errors import MissingExtra, UnknownName, did_you_mean
from otcpt.io._extent import extent_fault
from otcpt.io._log import Log
from otcpt.io.csv_lines._columns import LOOK, is_header

#: What an Excel workbook begins with: the new kind, a ZIP archive, and the old one.
WORKBOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def sheet_rows(
    data: bytes, sheet: str | int | None, log: Log, columns: Mapping[str, str] | None = None
) -> list[list[str]]:
    """Return a sheet as rows of text, as a careful export to CSV would write them.

    The sheet is the one named or numbered from 1, else the first; where that has no header of a table and one other
    sheet has, that one. Every number in a workbook is a float: a whole one is written without ``.0``, a day as
    2026-03-09. Raises `InputErrors` for what is no workbook, `UnknownName` for a sheet that is not there,
    `MissingExtra` without python-calamine.
    """
    try:
        from python_calamine import CalamineError, CalamineWorkbook
    except ImportError as error:
        raise MissingExtra(
            "a workbook is read through python-calamine; install it with: pip install 'otcpt[excel]'", name=error.name
        ) from None
    if fault := extent_fault(data):
        raise log.refuse(fault)
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        names = list(book.sheet_names)
        if not names:
            raise log.refuse("the workbook has no sheet; save it again, or save the lines as CSV")

        def rows_of(name: str) -> list[list[str]]:
            return [
                [_text(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            ]

        if sheet is not None:
            return rows_of(_named(sheet, names))
        first = rows_of(names[0])
        if _has_table(first, columns):
            return first
        others = {name: rows for name in names[1:] if _has_table(rows := rows_of(name), columns)}
        if len(others) > 1:
            listed = ", ".join(map(repr, others))
            raise log.refuse(f"the first sheet has no table of lines, and {listed} have; name one with sheet=")
        for name, rows in others.items():
            log.note(f"sheet {name!r} was read; {names[0]!r} has no table of lines")
            return rows
        return first
    except CalamineError as error:
        raise log.refuse(f"the workbook cannot be read ({error}); save it again, or save the sheet as CSV") from None


def _named(sheet: str | int, names: Sequence[str]) -> str:
    """The sheet of a name, else of a number."""
    if sheet in names:
        return str(sheet)
    number = int(sheet) if str(sheet).isdecimal() and len(str(sheet)) < 5 else 0
    if 1 <= number <= len(names):
        return names[number - 1]
    near = did_you_mean(str(sheet), names)
    raise UnknownName(f"no sheet {sheet!r}; there are {', '.join(names)}.{near}")


def _has_table(rows: Sequence[Sequence[str]], columns: Mapping[str, str] | None) -> bool:
    """Whether a row names the columns that a line needs."""
    return any(is_header(cells, columns) for cells in rows[:LOOK])


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ").removesuffix(" 00:00:00")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)
