"""The rows of a file, one after the other: one strict reading, whether claims are made of them or columns.

What is no table is recognized, and how a table is encoded, before any cell is read.
"""

import codecs
import csv
import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import BytesIO, TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Literal, TypeAlias

from otcpt.io._log import Log
from otcpt.io.csv_lines._cells import GUARDED
from otcpt.io.csv_lines._columns import column_names, sniff_delimiter
from otcpt.io.csv_lines._workbook import sheet_rows

#: The number of a row, counted from 1, its cells, the share of the file read so far, and what makes it no row.
RawRow: TypeAlias = tuple[int, list[str], float, str]

#: Whether cells are those of a row of the table; decided by the columns, once they are known.
IsRow: TypeAlias = Callable[[Sequence[str]], bool]

#: Rows between two looks at how far the reading is.
_STRIDE = 500
#: Lines, and letters of them, in which the header is looked for.
_LOOK, _LETTERS = 100, 1 << 16
_LOOK_FOR = "look for a quotation mark too many"
#: Rows that cannot be read before the file is refused.
_MOST_BROKEN = 1000

_BLOCK = 1 << 20

_OTHER_CONTENT = (
    (b"PK\x03\x04", "an Excel workbook or another ZIP archive, read as text; read the workbook as such"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook, read as text; read the workbook as such"),
    (b"PAR1", "a Parquet file; otcpt.batch reads it"),
    (b"%PDF", "a PDF; export the lines as CSV"),
    (b"\x1f\x8b", "compressed (gzip); unpack it first"),
    (b"<", "an HTML or XML page, perhaps a login page saved by mistake; export the lines as CSV"),
    (b"{", "JSON, read as a table; read_claims finds the reader by the contents"),
    (b"[", "JSON, read as a table; read_claims finds the reader by the contents"),
)


class CsvRows:
    """Each row of a CSV, blank ones too: a file, or its contents.

    A quotation mark too many or missing breaks its own row and no other: the reading goes on with the next line. What
    is between two quotation marks is broken up in the same way where ``is_row`` finds rows of the table in it. Raises
    `InputErrors` for what is no text, and where too many rows are broken.
    """

    def __init__(self, source: bytes | Path, log: Log, columns: Mapping[str, str] | None = None) -> None:
        self._source = source
        self._log = log
        self._columns = column_names(columns)
        self.is_row: IsRow = lambda _: False

    def opening(self, number: int) -> list[RawRow]:
        """Return the first rows, before ``is_row`` is known; what is noted of them is noted again."""
        return list(islice(self._read(Log(self._log.name)), number))

    def __iter__(self) -> Iterator[RawRow]:
        return self._read(self._log)

    def _read(self, log: Log) -> Iterator[RawRow]:
        source = self._source
        with BytesIO(source) if isinstance(source, bytes) else source.open("rb") as stream:
            size = stream.seek(0, os.SEEK_END)
            stream.seek(0)
            encoding, all_text = _encoding_of(stream, log)
            text = TextIOWrapper(stream, encoding, errors="replace", newline="")
            opening = [line[:_LETTERS] for line in islice((line for line in text if line.strip()), _LOOK)]
            if not opening:
                raise log.refuse("the file is empty")
            text.seek(0)
            mark = sniff_delimiter(opening, self._columns)
            lines, spans = _Lines(text), _Spans()
            reader = csv.reader(lines, delimiter=mark, strict=True)
            number, share, broken = 0, 0.0, 0
            while True:
                number += 1
                if number % _STRIDE == 0:
                    share = stream.tell() / size
                try:
                    cells = next(reader)
                    if len(lines.held) > 1:
                        self._see_joined(lines.held, mark, len(cells))
                        spans.see(number, len(lines.held))
                    if any('="' in line for line in lines.held):
                        cells = [found[1] if (found := GUARDED.fullmatch(cell.strip())) else cell for cell in cells]
                    fault = "" if all_text else _no_text(lines.held, encoding)
                    lines.held.clear()
                except StopIteration:
                    break
                except csv.Error as error:
                    cells, fault = lines.go_back(mark), f"the row cannot be read: {error}; {_LOOK_FOR}"
                if fault:
                    broken += 1
                    if broken > _MOST_BROKEN:
                        message = f"more than {_MOST_BROKEN:,} rows cannot be read ({fault}); correct these first"
                        raise log.refuse(message, number)
                yield number, cells, share, fault
            spans.note(log)

    def _see_joined(self, held: Sequence[str], mark: str, width: int) -> None:
        """Raise where there are rows of the table among the lines of one row."""
        rows = (_cells(line, mark) for line in held[1:])
        if any(len(cells) == width and self.is_row(cells) for cells in rows):
            raise csv.Error("a quotation mark joins it with the rows after it")


class _Lines:
    """The lines of a text, with those of the row that is being read; from them the reading can begin again."""

    def __init__(self, text: TextIOWrapper) -> None:
        self._text = text
        self._again: deque[str] = deque()
        self.held: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._text).lstrip("\ufeff")
        self.held.append(line)
        return line

    def go_back(self, mark: str) -> list[str]:
        """Go back to the second line of the row that cannot be read; return the cells of the first."""
        first, *rest = self.held
        self._again.extendleft(reversed(rest))
        self.held.clear()
        return _cells(first, mark)


class _Spans:
    """Rows of several lines: they are legal, and what a quotation mark too many makes of the rows after it."""

    def __init__(self) -> None:
        self._rows = self._longest = self._most = 0

    def see(self, number: int, lines: int) -> None:
        """Count a row."""
        self._rows += 1
        if lines > self._most:
            self._longest, self._most = number, lines

    def note(self, log: Log) -> None:
        """Write down how many there are, and the longest."""
        if self._rows:
            some = "1 row has" if self._rows == 1 else f"{self._rows:,} rows have"
            log.note(
                f"{some} line breaks inside quotation marks; the longest, row {self._longest}, is {self._most:,} lines "
                "of the file; if these are several rows, remove the quotation mark in it"
            )


def _cells(line: str, mark: str) -> list[str]:
    """The cells of a line as far as they can be read."""
    try:
        return next(csv.reader([line], delimiter=mark), [])
    except csv.Error:
        return line.rstrip("\r\n").split(mark)


def _encoding_of(stream: BinaryIO, log: Log) -> tuple[Literal["utf-8-sig", "cp1252"], bool]:
    """Return how a table is encoded and whether all of it is text; leave the stream at its start.

    Raises `InputErrors` for what is something else than a table of text.
    """
    start = stream.read(_BLOCK)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise log.refuse("the file is UTF-16 text; save it as UTF-8")
    text = start.removeprefix(codecs.BOM_UTF8).lstrip()
    for opening, what in _OTHER_CONTENT:
        if text.startswith(opening):
            raise log.refuse(f"the file is {what}")
    stream.seek(0)
    zeros = _zeros_in_utf8(stream)
    stream.seek(0)
    if zeros is not None:
        return "utf-8-sig", not zeros
    log.note("the file is not UTF-8; it was read as Windows-1252")
    return "cp1252", False


def _zeros_in_utf8(stream: BinaryIO) -> bool | None:
    """Whether there are zero bytes; None for what is not UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    zeros = False
    try:
        while block := stream.read(_BLOCK):
            decoder.decode(block)
            zeros = zeros or b"\0" in block
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return None
    return zeros


def _no_text(lines: Sequence[str], encoding: str) -> str:
    """Return what is in the lines of a row that no text holds; a byte without a character is U+FFFD."""
    if any("\0" in line for line in lines):
        return "the row has zero bytes and is no text; export the lines as CSV (UTF-8)"
    if encoding == "cp1252" and any("\ufffd" in line for line in lines):
        return "the row is text neither in UTF-8 nor in Windows-1252; save the file as UTF-8"
    return ""


class SheetRows:
    """Each row of a sheet, blank ones too; see `sheet_rows`."""

    def __init__(self, data: bytes, sheet: str | int | None, log: Log, columns: Mapping[str, str] | None) -> None:
        self._rows = sheet_rows(data, sheet, log, columns)
        self.is_row: IsRow = lambda _: False

    def opening(self, number: int) -> list[RawRow]:
        """Return the first rows."""
        return list(islice(self, number))

    def __iter__(self) -> Iterator[RawRow]:
        rows = self._rows
        return ((row, cells, row / len(rows), "") for row, cells in enumerate(rows, 1))
