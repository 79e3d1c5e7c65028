"""Workbooks of service lines, through the optional package python-calamine, imported only when one is met."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from fnmatch import fnmatchcase
from glob import has_magic
from io import BytesIO
from typing import TYPE_CHECKING

from otcpt.errors import MissingExtra, UnknownName, did_you_mean
from otcpt.io._extent import extent_fault, no_panic
from otcpt.io._log import Log
from otcpt.io.csv_lines._aliases import ALIASES
from otcpt.io.csv_lines._columns import LOOK, OF_SERVICE, column_names, column_of, is_header

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

_FLAG = "--sheet NAME, in Python sheet="
#: Columns that may be the same for several lines, and are given once for them in merged cells.
_OF_VISIT = frozenset(ALIASES) - OF_SERVICE - {"line_id"}
#: Cells that a note names before it counts them.
_SHOWN = 5
#: What an Excel workbook begins with: the new kind, a ZIP archive, and the old one.
WORKBOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def sheet_rows(
    data: bytes, sheet: str | int | None, log: Log, columns: Mapping[str, str] | None = None
) -> list[list[str]]:
    """Return a sheet as rows of text, as a careful export to CSV would write them.

    The sheet is the one named or numbered from 1, else the first; where that has no header of a table and one other
    sheet has, that one. A note names further sheets with tables. Every number in a workbook is a float: a whole one is
    written without ``.0``, a day as 2026-03-09. Raises `InputErrors` for what is no workbook, `UnknownName` for a sheet
    that is not there, `MissingExtra` without python-calamine.
    """
    named = column_names(columns)
    with _opened(data, log) as book:
        if sheet is not None:
            return _lines_of(book, _named(sheet, book.sheet_names, log), named)
        names = sorted(book.sheet_names, key=_hidden(book).__contains__)
        first = _lines_of(book, names[0], named)
        others = [name for name in names[1:] if _has_table(_rows_of(book, name, LOOK), named)]
        if others and not _has_table(first, named):
            if others[1:]:
                listed = ", ".join(map(repr, others))
                raise log.refuse(f"the first sheet has no table of lines, and {listed} have; name one with {_FLAG}")
            log.note(f"sheet {others[0]!r} was read; {names[0]!r} has no table of lines")
            return _lines_of(book, others[0], named)
        if others:
            listed, have = ", ".join(map(repr, others)), "has" if len(others) == 1 else "have"
            log.note(f"sheet {names[0]!r} was read, and {listed} {have} a table of lines too; name it with {_FLAG}")
        return first


def sheets_like(data: bytes, pattern: str, log: Log, columns: Mapping[str, str] | None = None) -> list[str]:
    """Return the sheets of a workbook that have a table of lines and a name like a pattern, such as ``*``.

    Args:
        data: The workbook.
        pattern: The pattern, or the name or number of one sheet.
        log: Takes what is wrong with the workbook.
        columns: What `column_names` takes.

    Returns:
        The names, in the order of the workbook.
    """
    with _opened(data, log) as book:
        if pattern in book.sheet_names or not has_magic(pattern):
            return [_named(pattern, book.sheet_names, log)]
        like = [name for name in book.sheet_names if fnmatchcase(name, pattern)]
        found = [name for name in like if _has_table(_rows_of(book, name, LOOK), column_names(columns))]
    if not found:
        listed = ", ".join(book.sheet_names)
        raise UnknownName(f"{log.name} has no sheet {pattern!r} with a table of lines; its sheets are {listed}")
    return found


@contextmanager
def _opened(data: bytes, log: Log) -> "Iterator[CalamineWorkbook]":
    """Open a workbook that has sheets."""
    try:
        from python_calamine import CalamineError, CalamineWorkbook
    except ImportError as error:
        raise MissingExtra(
            "a workbook is read through python-calamine; install it with: pip install 'otcpt[excel]'", name=error.name
        ) from None
    errors: list[str] = []
    if fault := extent_fault(data, errors):
        raise log.refuse(fault)
    if errors:
        listed = ", ".join(errors[:_SHOWN]) + (" …" if errors[_SHOWN:] else "")
        log.note(
            "cells with an error of Excel, such as #N/A, or a formula that was never calculated were read as empty: "
            f"{listed} ({len(errors):,} in all)"
        )
    try:
        with no_panic():
            book = CalamineWorkbook.from_filelike(BytesIO(data))
            if not book.sheet_names:
                raise log.refuse("the workbook has no sheet; save it again, or save the lines as CSV")
            yield book
    except (CalamineError, RuntimeError) as error:
        raise log.refuse(f"the workbook cannot be read ({error}); save it again, or save the sheet as CSV") from None


def _hidden(book: "CalamineWorkbook") -> set[str]:
    """The sheets that are not shown: one is read where it is named, or where no other has a table."""
    return {one.name for one in book.sheets_metadata if not str(one.visible).endswith(".Visible")}


def _rows_of(book: "CalamineWorkbook", name: str, most: int | None = None) -> list[list[str]]:
    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=most)
    return [[_text(cell) for cell in row] for row in rows]


def _lines_of(book: "CalamineWorkbook", name: str, columns: Mapping[str, str]) -> list[list[str]]:
    """The rows of a sheet; a merged cell that says whose its rows are, or of which day, is in each of them."""
    rows = _rows_of(book, name)
    header = next((at for at, cells in enumerate(rows[:LOOK]) if is_header(cells, columns)), len(rows))
    cells_left = sum(map(len, rows))  # where merged cells do not overlap they are no more
    for (top, left), (bottom, _) in book.get_sheet_by_name(name).merged_cell_ranges or ():
        if header < top < len(rows) and column_of("".join(rows[header][left : left + 1]), columns) in _OF_VISIT:
            below = rows[top + 1 : bottom + 1]
            cells_left -= len(below)
            if cells_left < 0:
                break
            for row in below:
                row[left] = rows[top][left]
    return rows


def _named(sheet: str | int, names: Sequence[str], log: Log) -> str:
    """The sheet of a name, else of a number."""
    if sheet in names:
        return str(sheet)
    number = int(sheet) if str(sheet).isdecimal() and len(str(sheet)) < 5 else 0
    if 1 <= number <= len(names):
        return names[number - 1]
    near = did_you_mean(str(sheet), names)
    raise UnknownName(f"{log.name} has no sheet {sheet!r}; its sheets are {', '.join(names)}.{near}")


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
