"""What a workbook asks for when it is unpacked, seen before it is: its size, and the extent of its sheets."""

import re
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from struct import error as struct_error, unpack_from
from zipfile import BadZipFile, ZipFile

#: Bytes that the sheets of a workbook may unpack to.
MOST_UNPACKED = 2 << 30
#: Cells a sheet may span: so many, and so many more for each that is filled. The whole extent is made in memory.
FREE_CELLS, CELLS_FOR_ONE = 2_000_000, 40

_BLOCK = 1 << 20
#: The longest tag that is looked at across two blocks.
_TAG = 1 << 16
_CELL = re.compile(rb"""<(?:\w+:)?(?:c|row)\s(?:[^<>]*?\s)?r=["']([A-Za-z]*)(\d+)["'][^<>]*>""")
#: The attribute of a cell that shows an error of Excel, such as #N/A; a formula whose value was not kept.
_ERROR = re.compile(rb"""\st=["']e["']""")
_NO_VALUE = re.compile(rb"<(?:\w+:)?f[ >][^<]*</(?:\w+:)?f>(?:<v ?/>|<v></v>)?</(?:\w+:)?c>")
_OPEN_TAG = re.compile(rb"<(?:\w+:)?(table|table-row|table-cell|covered-table-cell)(?=[\s/>])([^<>]*)>")
_REPEATED = re.compile(rb"""number-(?:rows|columns)-repeated=["'](\d{1,9})""")
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
#: What every workbook has, of Excel or an OpenDocument.
_PARTS = frozenset({"[Content_Types].xml", "xl/workbook.xml", "content.xml"})

#: What an old workbook begins with.
OLD = b"\xd0\xcf\x11\xe0"
#: Records of filled cells; each begins with its row and column. One that has several ends with its last column.
_CELLS = frozenset((0x0006, 0x0203, 0x0204, 0x0205, 0x027E, 0x00D6, 0x00FD))
_SEVERAL, _BEGINNING, _EXTENT, _TEXTS = 0x00BD, 0x0809, 0x0200, 0x00FC
_NAMES = ("Workbook", "Book")
#: Numbers of sectors from here on say that none follows.
_LAST = 0xFFFFFFFA


def extent_fault(data: bytes, errors: list[str] | None = None) -> str:
    """Return why a workbook is too large to be opened, or nothing; what is no workbook has no fault here.

    The cells of an .xlsx that show an error of Excel, or a formula without its value, are added to ``errors``.
    """
    if data.startswith(OLD):
        return _of_old(data)
    try:
        with ZipFile(BytesIO(data)) as archive:
            if _PARTS.isdisjoint(archive.namelist()):
                return "the file is a ZIP archive without a workbook; unpack it first"
            left = MOST_UNPACKED
            for info in archive.infolist():
                if (see := _looked_at(info.filename)) is None:
                    left -= info.file_size
                    continue
                with archive.open(info) as sheet:
                    seen = see()
                    rest = b""
                    while block := sheet.read(_BLOCK):
                        left -= len(block)
                        if left < 0:
                            break
                        rest = seen.see(rest + block)
                if errors is not None:
                    errors += seen.errors
                if fault := _too_far(seen.rows, seen.columns, seen.filled):
                    return fault
            if left < 0:
                return f"the workbook unpacks to more than {MOST_UNPACKED >> 30} GB; save the sheet as CSV"
    except (BadZipFile, zlib.error, EOFError, IndexError, NotImplementedError, RuntimeError, ValueError):
        return ""
    return ""


@contextmanager
def no_panic() -> Iterator[None]:
    """Raise `RuntimeError` where python-calamine panics: that is no `Exception`, and would end the program."""
    try:
        yield
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise RuntimeError("it is damaged") from None


def _too_far(rows: int, columns: int, filled: int) -> str:
    if rows * columns <= FREE_CELLS + CELLS_FOR_ONE * filled:
        return ""
    return (
        f"a sheet spans {rows:,} rows and {columns:,} columns, with {filled:,} cells filled; delete the rows and "
        "columns after the table, or save the sheet as CSV"
    )


def _of_old(data: bytes) -> str:
    """An old workbook: all of its sheets are made in memory at once."""
    try:
        for cells in _old_cells(data):
            rows, columns = (1 + max((cell[way] for cell in cells), default=-1) for way in (0, 1))
            if fault := _too_far(rows, columns, len(cells)):
                return fault
    except ValueError as error:
        return f"the workbook cannot be read ({error}); save it again, or save the sheet as CSV"
    return ""


class _Sheet:
    """The cells of a sheet of Excel, which name their places."""

    rows = columns = filled = 0

    def __init__(self) -> None:
        self.errors: list[str] = []

    def see(self, text: bytes) -> bytes:
        """Look at a piece; return what is to be seen again with the next one."""
        end = 0
        for cell in _CELL.finditer(text):
            end = cell.end()
            letters, digits = cell.groups()
            self.rows = max(self.rows, int(digits[:20]))
            if letters:
                self.filled += 1
                self.columns = max(self.columns, _number(letters[:20]))
                if _ERROR.search(cell[0]) or _NO_VALUE.match(text, end):
                    self.errors.append(f"{letters[:20].decode()}{int(digits[:20])}")
        return text[max(end, len(text) - _TAG) :]


class _OpenSheets:
    """The cells of an OpenDocument, where rows and cells are counted and may be repeated; as if of one sheet."""

    rows = columns = filled = 0
    errors: Sequence[str] = ()
    _row = _column = 0

    def see(self, text: bytes) -> bytes:
        """Look at a piece; return what is to be seen again with the next one."""
        end = 0
        for tag in _OPEN_TAG.finditer(text):
            end = tag.end()
            kind, more = tag.groups()
            times = int(found[1]) if (found := _REPEATED.search(more)) else 1
            if kind == b"table":
                self._row = 0
            elif kind == b"table-row":
                self._row, self._column = self._row + times, 0
            else:
                self._column += times
                if b"value-type=" in more:
                    self.filled += 1
                    self.rows, self.columns = max(self.rows, self._row), max(self.columns, self._column)
        return text[max(end, text.rfind(b"<"), len(text) - _TAG) :]


def _looked_at(name: str) -> "type[_Sheet] | type[_OpenSheets] | None":
    if _SHEET.fullmatch(name):
        return _Sheet
    return _OpenSheets if name == "content.xml" else None


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _old_cells(data: bytes) -> Iterator[list[tuple[int, int]]]:
    """Yield the rows and columns, from 0, of the filled cells of each sheet of an old workbook (.xls).

    Its records are in the sectors of a compound file. Raises `ValueError` for what is none, or is damaged.
    """
    stream = _stream(data)
    cells: list[tuple[int, int]] = []
    at = 0
    while at + 4 <= len(stream):
        record, length = unpack_from("<HH", stream, at)
        at += 4
        if at + length > len(stream):
            raise ValueError("its records are cut short")
        _check_counts(record, stream[at : at + min(length, 16)], len(stream))
        if record == _BEGINNING:
            yield cells
            cells = []
        elif record in _CELLS and length >= 4:
            cells.append(unpack_from("<HH", stream, at))
        elif record == _SEVERAL and length >= 6:
            cells.append((unpack_from("<H", stream, at)[0], unpack_from("<H", stream, at + length - 2)[0]))
        at += length
    yield cells


def _check_counts(record: int, data: bytes, size: int) -> None:
    """Raise for numbers of cells or texts that there cannot be: memory would be asked for, for so many."""
    if record == _EXTENT and len(data) >= 10:
        first_row, last_row, first, last = unpack_from("<IIHH" if len(data) >= 12 else "<HHHH", data)
        if not 0 <= last_row - first_row <= 1 << 16 or not 0 <= last - first <= 1 << 8:
            raise ValueError("its extent is that of no sheet")
    elif record == _TEXTS and len(data) >= 8 and unpack_from("<I", data, 4)[0] > size:
        raise ValueError("it has fewer texts than it counts")


def _stream(data: bytes) -> bytes:
    """The records of the workbook."""
    try:
        size, small = (1 << unpack_from("<H", data, at)[0] for at in (30, 32))
        directory, cutoff, small_table, more, count, *table_at = unpack_from("<I4xII4xII109I", data, 48)
    except struct_error:
        raise ValueError("no compound file") from None
    if size not in (512, 4096) or small != 64:
        raise ValueError("no compound file")

    def sector(number: int) -> bytes:
        found = data[(number + 1) * size : (number + 2) * size]
        if len(found) < 4:
            raise ValueError("a sector is missing")
        return found

    for _ in range(min(count, len(data) // size)):
        *numbers, more = _numbers(sector(more))
        table_at += numbers
    table = [place for number in table_at if number < _LAST for place in _numbers(sector(number))]

    def chain(start: int, following: Sequence[int]) -> Iterator[int]:
        for _ in range(len(following) + 1):
            if start >= _LAST:
                return
            if start >= len(following):
                raise ValueError("a sector is missing")
            yield start
            start = following[start]
        raise ValueError("sectors follow each other in a circle")

    entries = b"".join(map(sector, chain(directory, table)))
    if len(entries) % 128:
        raise ValueError("its directory is cut short")
    root, book = -1, (-1, -1)
    for at in range(0, len(entries), 128):
        name = entries[at : at + 64].decode("utf-16-le", "replace").partition("\0")[0]
        start, length = unpack_from("<II", entries, at + 116)
        if entries[at + 66] == 5:
            root = start
        elif name in _NAMES and book[0] < 0:
            book = start, length
    start, length = book
    if start < 0:
        raise ValueError("no workbook in it")
    if length >= cutoff:
        return b"".join(map(sector, chain(start, table)))[:length]
    inner = b"".join(map(sector, chain(root, table)))
    following = _numbers(b"".join(map(sector, chain(small_table, table))))
    return b"".join(inner[one * small : (one + 1) * small] for one in chain(start, following))[:length]


def _numbers(data: bytes) -> Sequence[int]:
    return unpack_from(f"<{len(data) // 4}I", data)
