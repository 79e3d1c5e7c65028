"""The rows of a file, one after the other: one strict reading, whether claims are made of them or columns."""

import csv
import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import BytesIO, TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from otcpt.io._log import Log
from otcpt.io.csv_lines._columns import sniff_delimiter
from otcpt.io.csv_lines._content import encoding_of, no_text
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


class CsvRows:
    """Each row of a CSV, blank ones too: a file, or its contents.

    A quotation mark too many or missing breaks its own row and no other: the reading goes on with the next line. What
    is between two quotation marks is broken up in the same way where ``is_row`` finds rows of the table in it. Raises
    `InputErrors` for what is no text, and where too many rows are broken.
    """

    def __init__(self, source: bytes | Path, log: Log, columns: Mapping[str, str] | None = None) -> None:
        self._source = source
        self._log = log
        self._columns = columns
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
            encoding, all_text = encoding_of(stream, log)
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
                    fault = "" if all_text else no_text(lines.held, encoding)
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
        line = self._again.popleft() if self._again else next(self._text)
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
