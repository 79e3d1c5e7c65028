"""From paths, bytes and ZIP archives to the tables inside them, in lines or in rows, and the list of their faults."""

import csv
import os
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from errno import EINVAL
from io import BytesIO, StringIO
from pathlib import Path, PurePath
from typing import IO, NamedTuple, TypeAlias
from zipfile import BadZipFile, ZipFile

import attrs

from otcpt.errors import InputErrors, InvalidInput, Problem
from otcpt.io._extent import extent_fault, no_panic
from otcpt.io._text import Progress, Source
from otcpt.members import callback, kind_of_value

LISTED = 1000
_SHOWN = 60


class Faults:
    """Collects, and raises once."""

    def __init__(self) -> None:
        self.count = 0
        self._listed: list[Problem] = []

    def note(self, file: str, row: int | None, column: str | None, value: str | None, message: str) -> None:
        """Count what is wrong, and list it while there is room; a long value is cut."""
        self.count += 1
        if self.count <= LISTED:
            if value is not None and len(value) > _SHOWN:
                value = value[: _SHOWN - 1] + "…"
            self._listed.append(Problem(file, row, column, value, message))

    def refuse(self, file: str, message: str, row: int | None = None, value: str | None = None) -> InputErrors:
        """Return the error for a file that cannot be read any further."""
        self.note(file, row, None, value, message)
        return self._error(file)

    def close(self, file: str) -> None:
        """Raise `InputErrors` if anything was noted; ``file`` bears the line that counts what is not listed."""
        if self.count:
            raise self._error(file)

    def _error(self, file: str) -> InputErrors:
        more = self.count - len(self._listed)
        tail = [Problem(file, None, None, None, f"and {more:,} more problems of this kind or another")] if more else []
        return InputErrors([*self._listed, *tail])


def sheet_rows(data: bytes, name: str, faults: Faults) -> list[list[str]]:
    """Return the first sheet as rows of text; whole numbers and days are written as CMS writes them in text."""
    try:
        from python_calamine import CalamineError, CalamineWorkbook
    except ImportError:
        raise faults.refuse(
            name, "a workbook is read through python-calamine; pip install 'otcpt[excel]', or take the text file"
        ) from None
    if fault := extent_fault(data):
        raise faults.refuse(name, fault)
    try:
        with no_panic():
            rows = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, RuntimeError) as error:
        raise faults.refuse(name, f"the workbook cannot be read ({error}); download it again") from None
    return [[_text(cell) for cell in row] for row in rows]


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date):
        return f"{cell:%Y%m%d}"
    return " ".join(str(cell).split())


#: One source, or several that make up one table.
Sources: TypeAlias = Source | Sequence[Source]

#: Bytes of a line of CMS's tables, and of a text once unpacked, that are read.
_LONGEST_LINE, _MOST_TEXT = 1 << 20, 4 << 30

#: Small blocks of lines are read some 30 % faster than large ones: they stay in the processor's cache.
_BLOCK = 1 << 18
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_TEXT_SUFFIXES = (".txt", ".csv")
_UNREADABLE = (BadZipFile, zlib.error, EOFError, IndexError, NotImplementedError, RuntimeError, ValueError)


@attrs.frozen
class TablePart:
    """One file that was read: its name, the number of its rows, and the lines above them as they stand."""

    name: str
    rows: int
    header: tuple[str, ...] = attrs.field(repr=False)


class Tally:
    """Adds up the bytes that were read, and tells the caller."""

    def __init__(self, size: int, progress: Progress | None) -> None:
        callback(progress, "progress")
        self._size, self._progress = size, progress
        self._done = 0

    def add(self, count: int) -> None:
        """Count the bytes of a block."""
        self._done += count
        if self._progress is not None:
            self._progress(self._done, self._size)


@attrs.frozen
class Member:
    """One table that is to be read: a text file or a workbook, on its own or in a ZIP archive."""

    name: str
    size: int
    workbook: bool
    _source: Path | bytes
    _inside: str | None = None

    @contextmanager
    def _open(self) -> Iterator[IO[bytes]]:
        with _stream(self._source) as stream:
            if self._inside is None:
                yield stream
            else:
                with ZipFile(stream) as archive, archive.open(self._inside) as inside:
                    yield inside

    def _blocks(self, faults: Faults) -> Iterator[bytes]:
        try:
            with self._open() as stream:
                read = 0
                while block := stream.read(_BLOCK):
                    read += len(block)
                    if read > _MOST_TEXT:
                        raise faults.refuse(self.name, f"the table unpacks to more than {_MOST_TEXT >> 30} GB")
                    yield block
        except _UNREADABLE as error:
            raise faults.refuse(self.name, _damaged(error)) from None
        except OSError as error:
            if error.errno != EINVAL:  # a place before the file's beginning, which a damaged archive names
                raise
            raise faults.refuse(self.name, _damaged(error)) from None

    def lines(self, faults: Faults, tally: Tally) -> Iterator[list[bytes]]:
        """Yield the lines in blocks, each line without its line feed; ``tally`` counts their bytes.

        A workbook yields its first sheet as tab-separated lines. Refuses what is no table at all.
        """
        if self.workbook:
            yield ["\t".join(row).encode("latin-1", "xmlcharrefreplace") for row in self._sheet(faults)]
            tally.add(self.size)
            return
        rest, empty = b"", True
        for block in self._blocks(faults):
            tally.add(len(block))
            if empty:
                block = self._checked(block, faults)
                empty = not block
            head, feed, tail = block.rpartition(b"\n")
            if feed:
                yield (rest + head).split(b"\n")
                rest = tail
            else:
                rest += block
            if len(rest) > _LONGEST_LINE:
                raise faults.refuse(self.name, "a line is over 1 MB long; take the file as CMS publishes it")
        if empty:
            raise faults.refuse(self.name, "the file is empty; download it again")
        if rest:
            yield [rest]

    def _sheet(self, faults: Faults) -> list[list[str]]:
        return sheet_rows(b"".join(self._blocks(faults)), self.name, faults)

    def _checked(self, block: bytes, faults: Faults) -> bytes:
        block = block.removeprefix(b"\xef\xbb\xbf")
        start = block[:512].lstrip().lower()
        if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<body")):
            raise faults.refuse(
                self.name, "the file is a web page, not a table; accept the license on the CMS page and download again"
            )
        if block.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in block:
            raise faults.refuse(self.name, "the file is no Latin-1 text; take the file as CMS publishes it")
        return block


def members(sources: Sources, name: str | None, faults: Faults) -> list[Member]:
    """Return the tables of the sources in their order; a path that cannot be opened raises `OSError`."""
    several = [sources] if isinstance(sources, (str, bytes, os.PathLike)) else _listed(sources)
    if name is not None and len(several) > 1:
        raise InvalidInput(f"name {name!r} names one source, {len(several)} were given; leave it out", "name", name)
    if not several:
        raise InvalidInput("no file was given; pass a path, or a list of paths", "source", sources)
    return [member for source in several for member in _members_of(source, name, faults)]


def _listed(sources: object) -> list[object]:
    if isinstance(sources, Iterable):
        return list(sources)
    raise InvalidInput(f"cannot read {kind_of_value(sources)}; pass a path, bytes or a list of them", "source", sources)


def _members_of(source: object, name: str | None, faults: Faults) -> list[Member]:
    if isinstance(source, bytes):
        where: Path | bytes = source
        name, size = name or "<bytes>", len(source)
    elif isinstance(source, (str, os.PathLike)):
        where = Path(source)
        name, size = name or where.name, where.stat().st_size
    else:
        raise InvalidInput(f"cannot read {kind_of_value(source)}; pass a path or bytes", "source", source)
    with _stream(where) as stream:
        if stream.read(4) not in _ZIP:
            return [Member(name, size, False, where)]
    try:
        with _stream(where) as stream, ZipFile(stream) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir() and "__MACOSX" not in info.filename]
    except _UNREADABLE as error:
        raise faults.refuse(name, _damaged(error)) from None
    if any(info.filename.startswith("xl/") for info in infos):
        if name.lower().endswith(_TEXT_SUFFIXES):
            raise faults.refuse(name, "the file is an Excel workbook with the name of a text file; name it .xlsx")
        return [Member(name, size, True, where)]
    texts = [info for info in infos if info.filename.lower().endswith(_TEXT_SUFFIXES)]
    found = texts or [info for info in infos if info.filename.lower().endswith(".xlsx")]
    if not found:
        held = ", ".join(info.filename for info in infos) or "nothing"
        raise faults.refuse(name, f"the ZIP has no table (.txt, .csv or .xlsx) but {held}")
    return [
        Member(f"{name}/{PurePath(info.filename).name}", info.file_size, not texts, where, info.filename)
        for info in sorted(found, key=lambda info: info.filename)
    ]


def _stream(source: Path | bytes) -> IO[bytes]:
    return BytesIO(source) if isinstance(source, bytes) else source.open("rb")


def _damaged(error: Exception) -> str:
    return f"the ZIP is damaged, cut short or locked ({error}); download it again"


class Record(NamedTuple):
    """One row: the line it ends on, counted from 1, and its cells."""

    line: int
    cells: list[str]


def only_member(source: Source, name: str | None, faults: Faults) -> Member:
    """Return the one table of a source."""
    found = members(source, name, faults)
    if len(found) > 1:
        held = ", ".join(member.name for member in found)
        raise faults.refuse(found[0].name, f"expected one table, found {held}; hand over one of them")
    return found[0]


def read_text(member: Member, faults: Faults, progress: Progress | None) -> str:
    """Return the text of a member as CMS writes it, in Latin-1."""
    blocks = member.lines(faults, Tally(member.size, progress))
    return "\n".join(line.decode("latin-1") for lines in blocks for line in lines)


def records_of(text: str, member: Member, faults: Faults) -> Iterator[Record]:
    """Yield the rows of a table, blank ones left out; a workbook comes with tabs, a text with commas and quotes."""
    lines = StringIO(text, newline="")
    if member.workbook:
        reader = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    else:
        reader = csv.reader(lines, strict=True)
    try:
        for cells in reader:
            if any(map(str.strip, cells)):
                yield Record(reader.line_num, [cell.strip() for cell in cells])
    except csv.Error as error:
        faults.note(member.name, reader.line_num, None, None, f"the table breaks off here: {error}")
