"""How a table of any size is written, seen without reading its cells."""

import codecs
import os
from io import StringIO
from pathlib import Path
from typing import BinaryIO, Literal

import attrs

from otcpt.io._log import Log
from otcpt.io.csv_lines._columns import sniff_delimiter, split_header
from otcpt.io.csv_lines._content import table_text

_START = 1 << 20


@attrs.frozen
class TableHead:
    """The header's cells and its row, counted from 1, the delimiter and the encoding of a CSV."""

    header: tuple[str, ...]
    row: int
    delimiter: str
    encoding: Literal["utf-8", "cp1252"]


def read_head(path: str | os.PathLike[str], *, log: Log | None = None) -> TableHead:
    """Return how the table at a path is written; its cells are not looked at.

    Raises `InputErrors` for an empty file and for what is no text, `OSError` for a path that cannot be opened.
    """
    path = Path(path)
    with path.open("rb") as file:
        start = file.read(_START)
        whole_lines = start[: start.rfind(b"\n") + 1] or start
        text = table_text(whole_lines, Log(path.name) if log is None else log)
        row, header = next((row, line) for row, line in enumerate(StringIO(text), 1) if line.strip())
        delimiter = sniff_delimiter(header)
        file.seek(0)
        return TableHead(tuple(split_header(header, delimiter)), row, delimiter, _encoding(file))


def _encoding(file: BinaryIO) -> Literal["utf-8", "cp1252"]:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := file.read(_START):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"
