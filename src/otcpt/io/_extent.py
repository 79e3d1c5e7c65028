"""What a workbook asks for when it is unpacked, seen before it is: its size, and the extent of its sheets."""

import re
import zlib
from io import BytesIO
from zipfile import BadZipFile, ZipFile

#: Bytes that the sheets of a workbook may unpack to.
MOST_UNPACKED = 2 << 30
#: Cells a sheet may span: so many, and so many more for each that is filled. The whole extent is made in memory.
FREE_CELLS, CELLS_FOR_ONE = 2_000_000, 40

_BLOCK = 1 << 20
#: The longest tag that is looked at across two blocks.
_TAG = 256
_CELL = re.compile(rb"""<(?:\w+:)?(?:c|row)\s(?:[^<>]*?\s)?r=["']([A-Za-z]{0,3})(\d{1,9})["']""")
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)


def extent_fault(data: bytes) -> str:
    """Return why a workbook is too large to be opened, or nothing; what is no ZIP archive has no fault here.

    Args:
        data: The workbook.

    Returns:
        The reason, and how to go on.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            left = MOST_UNPACKED
            for info in archive.infolist():
                if not _SHEET.fullmatch(info.filename):
                    left -= info.file_size
                    continue
                with archive.open(info) as sheet:
                    filled = rows = columns = 0
                    rest = b""
                    while block := sheet.read(_BLOCK):
                        left -= len(block)
                        if left < 0:
                            break
                        text = rest + block
                        end = 0
                        for cell in _CELL.finditer(text):
                            end = cell.end()
                            letters, digits = cell.groups()
                            rows = max(rows, int(digits))
                            if letters:
                                filled += 1
                                columns = max(columns, _number(letters))
                        rest = text[max(end, len(text) - _TAG) :]
                if rows * columns > FREE_CELLS + CELLS_FOR_ONE * filled:
                    return (
                        f"a sheet spans {rows:,} rows and {columns:,} columns, with {filled:,} cells filled; "
                        "delete the rows and columns after the table, or save the sheet as CSV"
                    )
            if left < 0:
                return f"the workbook unpacks to more than {MOST_UNPACKED >> 30} GB; save the sheet as CSV"
    except (BadZipFile, zlib.error, EOFError, IndexError, NotImplementedError, RuntimeError, ValueError):
        return ""
    return ""


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
