"""Where rows come from: each source gives them as record batches, as often as it is asked, from any row on."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import attrs
import pyarrow as pa
import pyarrow.parquet as pq

from otcpt.batch.input._arrays import validate
from otcpt.errors import BrokenData

#: Rows read at once.
BATCH = 1 << 16


def _cut(batches: Iterable[pa.RecordBatch], at: int, start: int, stop: int | None) -> Iterator[pa.RecordBatch]:
    """The rows from one to before another of batches that begin at a row."""
    for batch in batches:
        low, high = max(start - at, 0), batch.num_rows if stop is None else min(stop - at, batch.num_rows)
        if low < high:
            yield batch.slice(low, high - low)
        at += batch.num_rows
        if stop is not None and at >= stop:
            break


def join_small(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Join batches that are small, since what is distinct in each is read anew."""
    held: list[pa.RecordBatch] = []
    for batch in batches:
        if held and sum(one.num_rows for one in (*held, batch)) > BATCH:
            yield _together(held)
            held = []
        held.append(batch)
    if held:
        yield _together(held)


def _together(batches: Sequence[pa.RecordBatch]) -> pa.RecordBatch:
    return batches[0] if len(batches) == 1 else pa.concat_batches(batches)


@attrs.frozen(eq=False)
class Batches:
    """Record batches in memory, or in files that this program wrote; the latter pickle as their paths."""

    name: str
    schema: pa.Schema
    _kept: Sequence[pa.RecordBatch | Path]

    def _every(self, last: bool = False) -> Iterator[pa.RecordBatch]:
        for kept in self._kept:
            if isinstance(kept, Path):
                yield from join_small(pa.ipc.open_file(pa.memory_map(str(kept))).read_all().to_batches())
                if last:
                    with suppress(OSError):  # Windows removes no file that is open: it goes with its folder
                        kept.unlink()
            else:
                yield kept

    @property
    def row_groups(self) -> list[int]:
        """Rows of each batch."""
        return [batch.num_rows for batch in self._every()]

    def batches(
        self,
        start: int = 0,
        stop: int | None = None,
        *,
        columns: Sequence[str] | None = None,
        size: int | None = None,
        last: bool = False,
        **_: object,
    ) -> Iterator[pa.RecordBatch]:
        """Yield the rows from one to before another, as they are kept or at most so many at once."""
        for batch in _cut(self._every(last), 0, start, stop):
            own = batch if columns is None else batch.select(columns)
            for row in range(0, own.num_rows, size or own.num_rows):
                yield own.slice(row, size or own.num_rows)


class Parquet:
    """A Parquet file; raises `BrokenData` for what is none, and for row groups that cannot be read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.name = path.name
        self._file = self._open(())
        self.schema: pa.Schema = self._file.schema_arrow

    def __reduce__(self) -> tuple[type["Parquet"], tuple[Path]]:
        return type(self), (self._path,)

    def _open(self, few: Sequence[str]) -> pq.ParquetFile:
        try:
            return pq.ParquetFile(self._path, read_dictionary=few)
        except FileNotFoundError:
            raise
        except (pa.ArrowInvalid, OSError, UnicodeError) as error:
            raise BrokenData(f"{self.name} is not a readable Parquet file: {error}") from error

    @property
    def row_groups(self) -> list[int]:
        """Rows of each row group."""
        return [self._file.metadata.row_group(group).num_rows for group in range(self._file.num_row_groups)]

    def batches(
        self,
        start: int = 0,
        stop: int | None = None,
        *,
        columns: Sequence[str] | None = None,
        few: Sequence[str] = (),
        size: int = BATCH,
        **_: object,
    ) -> Iterator[pa.RecordBatch]:
        """Yield the rows from one to before another, so many at once, reading only the row groups that have them.

        Columns of ``few`` different values come encoded.
        """
        file = self._open(few)  # of its own, since several threads may read
        at = 0
        for group, rows in enumerate(self.row_groups):
            if at + rows > start and (stop is None or at < stop):
                try:
                    most = size if stop is None else min(size, stop - at)
                    read = file.iter_batches(most, row_groups=[group], columns=columns, use_threads=False)
                    yield from _cut(map(_valid, read), at, start, stop)
                except (pa.ArrowInvalid, OSError) as error:
                    raise BrokenData(
                        f"{self.name}: row group {group + 1} of {file.num_row_groups} (rows {at + 1:,} to "
                        f"{at + rows:,}) cannot be read: {error}"
                    ) from error
            at += rows


def _valid(batch: pa.RecordBatch) -> pa.RecordBatch:
    validate(batch)
    return batch


class Source(Protocol):
    """Rows, as often as they are asked for."""

    @property
    def name(self) -> str:
        """What messages call them."""

    @property
    def schema(self) -> pa.Schema:
        """Their columns."""

    @property
    def row_groups(self) -> list[int]:
        """Rows of each part."""

    def batches(
        self,
        start: int = 0,
        stop: int | None = None,
        *,
        columns: Sequence[str] | None = None,
        few: Sequence[str] = (),
        size: int = BATCH,
        last: bool = False,
    ) -> Iterator[pa.RecordBatch]:
        """Yield the rows from one to before another; the ``last`` time a file that this program wrote goes as read."""


def one_batch(
    source: Source, start: int = 0, stop: int | None = None, *, columns: Sequence[str] | None = None, last: bool = False
) -> pa.RecordBatch:
    """Return the rows from one to before another as one batch."""
    batches = [*source.batches(start, stop, columns=columns, last=last)]
    return _together(batches or [pa.RecordBatch.from_pylist([], source.schema)])
