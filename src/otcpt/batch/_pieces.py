"""A file in pieces of whole days: stretches of a sorted one, parts of any other."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from otcpt.batch._check import set_apart
from otcpt.batch._columns import OnBadRow, TableReader
from otcpt.batch._days import check_sorted, day_starts
from otcpt.batch._lines import Ints, Lines
from otcpt.batch._types import plain_schema
from otcpt.batch._writer import Writer
from otcpt.errors import BrokenData

#: Rows read at once, and rows in one piece of work.
_BATCH = 1 << 15
_PIECE = 1 << 19
#: Rows that one part of an unsorted file should hold.
_PART = 1 << 17
_SPILL = 1 << 18
_MOST_PARTS = 512
_SPILLED = pa.ipc.IpcWriteOptions(compression="lz4")
_PRIME = np.uint64(0x100000001B3)


@attrs.frozen
class Piece:
    """A stretch of rows of a sorted file, or a whole part of an unsorted one, by patient or by provider."""

    path: str
    start: int
    stop: int
    sort: bool
    by_provider: bool = False


def open_parquet(source: Path, *, few: Sequence[str] = ()) -> pq.ParquetFile:
    """Open a Parquet file; raise `BrokenData` for what is none.

    Columns of ``few`` different values are read as they are kept, each value once.
    """
    try:
        return pq.ParquetFile(source, read_dictionary=few)
    except FileNotFoundError:
        raise
    except (pa.ArrowInvalid, OSError) as error:
        raise BrokenData(f"{source.name} is not a readable Parquet file: {error}") from error


def read_rows(
    file: pq.ParquetFile,
    name: str,
    start: int = 0,
    stop: int | None = None,
    *,
    columns: Sequence[str] | None = None,
    size: int = _BATCH,
) -> Iterator[pa.RecordBatch]:
    """The rows from one to before another, reading only the row groups that hold them."""
    stop = file.metadata.num_rows if stop is None else stop
    at = 0
    for group in range(file.num_row_groups):
        rows = file.metadata.row_group(group).num_rows
        if at < stop and at + rows > start:
            first = at
            try:
                for batch in file.iter_batches(size, row_groups=[group], columns=columns, use_threads=False):
                    batch.validate(full=True)
                    low, high = max(start - first, 0), min(stop - first, batch.num_rows)
                    if low < high:
                        yield batch.slice(low, high - low)
                    first += batch.num_rows
                    if first >= stop:
                        break
            except (pa.ArrowInvalid, OSError) as error:
                raise BrokenData(
                    f"{name}: row group {group + 1} of {file.num_row_groups} (rows {at + 1:,} to {at + rows:,}) cannot "
                    f"be read: {error}"
                ) from error
        at += rows


def sorted_pieces(
    file: pq.ParquetFile, source: Path, reader: TableReader, starts: Callable[[Lines], Ints] = day_starts
) -> list[Piece] | None:
    """Cut a sorted file between days, or at other starts; None for a file that is not sorted.

    Reads the columns of the key only.
    """
    groups = [file.metadata.row_group(group).num_rows for group in range(file.num_row_groups)]
    ends = list(accumulate(groups))
    before: Lines | None = None
    cuts, at, aim = [0], 0, _next_cut(0, ends)
    for batch in read_rows(file, reader.log.name, columns=reader.keys):
        lines = reader.read_keys(batch)
        if before is not None:
            lines = Lines.together([before, lines])
        if not check_sorted(lines):
            return None
        shift = at - (before is not None)
        if shift + len(lines) > aim:
            begins = starts(lines)[before is not None :] + shift
            after = begins[begins >= aim]
            if len(after):
                cuts.append(int(after[0]))
                aim = _next_cut(cuts[-1], ends)
        at += batch.num_rows
        before = lines.slice(len(lines) - 1, len(lines))
    stops = [*cuts[1:], at]
    return [Piece(str(source), start, stop, False) for start, stop in zip(cuts, stops, strict=True) if stop > start]


def several(rows: int) -> bool:
    """Whether so many rows come in more than one piece."""
    return rows > _PIECE


def _next_cut(cut: int, ends: Iterable[int]) -> int:
    """Where the next piece should begin: at a row group's end where one is near, so that none is read twice."""
    near = [end for end in ends if cut + _PIECE // 2 <= end <= cut + 2 * _PIECE]
    return min(near, key=lambda end: abs(end - cut - _PIECE), default=cut + _PIECE)


class Spill:
    """Writes rows of equal keys into one of several files, so that each can be sorted in memory."""

    def __init__(self, folder: Path, name: str, count: int, key: Callable[[Lines], Ints]) -> None:
        self._paths = [folder / f"{name}{number}.arrows" for number in range(count)]
        self._writers: list[pa.RecordBatchStreamWriter | None] = [None] * count
        self._key = key
        self.rows = 0

    def write(self, rows: pa.Table, lines: Lines, bad: npt.NDArray[np.bool_]) -> None:
        """Write rows, all but the bad ones."""
        count = len(self._paths)
        part = np.where(bad, count, self._key(lines) % count)
        order = np.argsort(part, kind="stable")
        ends = np.searchsorted(part[order], np.arange(count), side="right").tolist()
        kept = rows.take(pa.array(order))
        for number, (start, stop) in enumerate(zip([0, *ends[:-1]], ends, strict=True)):
            if stop > start:
                writer = self._writers[number] or pa.ipc.new_stream(self._paths[number], kept.schema, options=_SPILLED)
                self._writers[number] = writer
                writer.write_table(kept.slice(start, stop - start))
        self.rows += ends[-1]

    def close(self) -> None:
        """Write no more."""
        for writer in self._writers:
            if writer is not None:
                writer.close()

    def pieces(self, *, by_provider: bool = False) -> list[Piece]:
        """The files that hold rows."""
        pairs = zip(self._paths, self._writers, strict=True)
        return [Piece(str(path), 0, -1, True, by_provider) for path, writer in pairs if writer is not None]


def parted(
    file: pq.ParquetFile, reader: TableReader, on_bad_row: OnBadRow, set_aside: Writer, spills: Sequence[Spill]
) -> None:
    """Write every row into one part of each spill; bad rows go elsewhere."""
    try:
        for batch in read_rows(file, reader.log.name, size=_SPILL):
            lines, bad = reader.read(batch)
            if bad.any() and on_bad_row == "quarantine":
                set_aside.write(set_apart(batch, bad, reader))
            given = pa.Table.from_batches([batch.select(reader.given)])
            rows = reader.with_line_ids(given.cast(plain_schema(given.schema)), lines.line_id)
            for spill in spills:
                spill.write(rows, lines, bad)
    finally:
        for spill in spills:
            spill.close()


def parts_of(rows: int, spills: int) -> int:
    """Into how many files so many rows are parted, where so many spills are written at once."""
    return min(_MOST_PARTS // spills, rows // _PART + 1)


def by_day(lines: Lines) -> Ints:
    """A number that is the same for all lines of a patient and date."""
    return _mixed(lines.who, lines.day.astype(np.uint64))


def by_patient(lines: Lines) -> Ints:
    """A number that is the same for all lines of a patient."""
    return _mixed(lines.who, np.zeros(len(lines), dtype=np.uint64))


def by_provider(lines: Lines) -> Ints:
    """A number that is the same for all lines of a rendering provider and date."""
    keys = (lines.number["rendering_provider_key"] + 1).astype(np.uint64)
    return (((keys * _PRIME + lines.day.astype(np.uint64)) * _PRIME) >> np.uint64(8)).astype(np.int64)


def _mixed(texts: pa.Array, mixed: npt.NDArray[np.uint64]) -> Ints:
    """Mix the last letters of texts into numbers."""
    bounds = np.frombuffer(texts.buffers()[1], dtype=np.int32)[texts.offset : texts.offset + len(texts) + 1]
    letters = np.frombuffer(texts.buffers()[2], dtype=np.uint8)
    for back in range(1, 9):
        place = bounds[1:] - back
        mixed = mixed * _PRIME + np.where(place >= bounds[:-1], letters[np.maximum(place, 0)], 0).astype(np.uint64)
    return (mixed >> np.uint64(8)).astype(np.int64)
