"""Workbooks of service lines, through the optional package python-calamine, imported only when one is met."""

from datetime import date, datetime, time
from io import BytesIO

from otcpt.errors import MissingExtra, UnknownName, did_you_mean
from otcpt.io._log import Log

#: What an Excel workbook begins with: the new kind, a ZIP archive, and the old one.
WORKBOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def sheet_rows(data: bytes, sheet: str | None, log: Log) -> list[list[str]]:
    """Return a sheet, the first unless named, as rows of text, as a careful export to CSV would write them.

    Every number in a workbook is a float: a whole one is written without ``.0``, a day as 2026-03-09. Raises
    `InputErrors` for what is no workbook, `UnknownName` for a sheet that is not there, `MissingExtra` without
    python-calamine.
    """
    try:
        from python_calamine import CalamineError, CalamineWorkbook
    except ImportError as error:
        raise MissingExtra(
            "a workbook is read through python-calamine; install it with: pip install 'otcpt[excel]'", name=error.name
        ) from None
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        names = book.sheet_names
        if sheet is not None and sheet not in names:
            raise UnknownName(f"no sheet {sheet!r}; there are {', '.join(names)}.{did_you_mean(sheet, names)}")
        rows = book.get_sheet_by_name(names[0] if sheet is None else sheet).to_python(skip_empty_area=False)
    except CalamineError as error:
        raise log.refuse(f"the workbook cannot be read ({error}); save it again, or save the sheet as CSV") from None
    return [[_text(cell) for cell in row] for row in rows]


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ").removesuffix(" 00:00:00")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)
