"""Workbooks, through the optional package python-calamine, which is imported only when a workbook is met."""

from datetime import date
from io import BytesIO

from otcpt.io.cms._faults import Faults


def sheet_rows(data: bytes, name: str, faults: Faults) -> list[list[str]]:
    """Return the first sheet as rows of text; whole numbers and days are written as CMS writes them in text."""
    try:
        from python_calamine import CalamineError, CalamineWorkbook
    except ImportError:
        raise faults.refuse(
            name, "a workbook is read through python-calamine; pip install 'otcpt[excel]', or take the text file"
        ) from None
    try:
        rows = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except CalamineError as error:
        raise faults.refuse(name, f"the workbook cannot be read ({error}); download it again") from None
    return [[_text(cell) for cell in row] for row in rows]


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date):
        return f"{cell:%Y%m%d}"
    return " ".join(str(cell).split())
