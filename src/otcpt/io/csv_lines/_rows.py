"""The rows of a table: one strict reading, whether claims are made of them or columns, and a row at a time."""

import csv
import os
from collections.abc import Iterator
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import TypeAlias

from otcpt.io._log import Log
from otcpt.io.csv_lines._columns import sniff_delimiter
from otcpt.io.csv_lines._content import encoding_of, no_text
from otcpt.io.csv_lines._workbook import sheet_rows

#: The number of a row, counted from 1, its cells, and the share of the table read so far.
TableRow: TypeAlias = tuple[int, list[str], float]

#: Rows between two looks at how far the reading is.
_STRIDE = 500


def csv_rows(source: bytes | Path, log: Log) -> Iterator[TableRow]:
    """Yield each row of a CSV that is not blank, the header first: a file, or its contents.

    Raises `InputErrors` for what is no text. Where a quotation mark is too many or missing the rows end, and the log
    has the problem.
    """
    with BytesIO(source) if isinstance(source, bytes) else source.open("rb") as stream:
        size = stream.seek(0, os.SEEK_END)
        stream.seek(0)
        encoding, all_text = encoding_of(stream, log)
        text = TextIOWrapper(stream, encoding, errors="replace", newline="")
        header = next((line for line in text if line.strip()), None)
        if header is None:
            raise log.refuse("the file is empty")
        text.seek(0)
        row, share = 0, 0.0

        def looked_through() -> Iterator[str]:
            for line in text:
                if error := no_text(line, encoding, row + 1, log):
                    raise error
                yield line

        ended = spans = longest = most = 0
        try:
            reader = csv.reader(text if all_text else looked_through(), delimiter=sniff_delimiter(header), strict=True)
            for row, cells in enumerate(reader, 1):
                before, ended = ended, reader.line_num
                if ended > before + 1:
                    spans += 1
                    if ended - before > most:
                        longest, most = row, ended - before
                if row % _STRIDE == 0:
                    share = stream.tell() / size
                if any(map(str.strip, cells)):
                    yield row, cells, share
        except csv.Error as error:
            if row == 0:
                raise log.refuse(f"the header cannot be read: {error}", 1) from None
            log.problem(row + 1, None, None, f"the table breaks off here: {error}; look for a quotation mark too many")
        _note_spans(spans, longest, most, log)


def workbook_rows(data: bytes, sheet: str | None, log: Log) -> Iterator[TableRow]:
    """Yield each row of a sheet that is not blank, the header first; see `sheet_rows`."""
    rows = sheet_rows(data, sheet, log)
    return ((row, cells, row / len(rows)) for row, cells in enumerate(rows, 1) if any(map(str.strip, cells)))


def even_rows(rows: Iterator[TableRow], width: int, log: Log, *, most: int | None = None) -> Iterator[TableRow]:
    """Yield the rows that have as many cells as the header; the others are problems, and after ``most`` it stops."""
    for row, cells, share in rows:
        if len(cells) == width:
            yield row, cells, share
            continue
        message = f"the row has {len(cells)} cells, the header {width}; quote a text that holds the delimiter"
        log.problem(row, None, None, message)
        if most is not None and len(log.problems) >= most:
            log.problem(
                row, None, None, f"the rows after it were not read, since {most:,} are wrong; correct these first"
            )
            return


def _note_spans(rows: int, longest: int, most: int, log: Log) -> None:
    """Note rows of several lines: they are legal, and what a quotation mark too many makes of the rows after it."""
    if rows:
        some = "1 row has" if rows == 1 else f"{rows:,} rows have"
        log.note(
            f"{some} line breaks inside quotation marks; the longest, row {longest}, is {most:,} lines of the file; if "
            "these are several rows, remove the quotation mark in it"
        )
