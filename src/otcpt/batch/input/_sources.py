"""Where rows come from: each source gives them as record batches, as often as it is asked, from any row on."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

import attrs
import pyarrow as pa
import pyarrow.parquet as pq

from otcpt.errors import BrokenData

#: Rows read at once.
BATCH = 1 << 15


class Source(Protocol):
    """Rows of one schema; pickles as what it reads from."""

    @property
    def name(self) -> str:
        """What messages call it."""

    @property
    def schema(self) -> pa.Schema:
        """Its columns."""

    @property
    def row_groups(self) -> list[int]:
        """How many rows are read together, group after group."""

    def batches(
        self,
        start: int = 0,
        stop: int | None = None,
        *,
        columns: Sequence[str] | None = None,
        few: Sequence[str] = (),
        size: int = BATCH,
    ) -> Iterator[pa.RecordBatch]:
        """Yield the rows from one to before another; columns of ``few`` different values may come encoded.

        ``size`` is how many rows may come at once.
        """


def _cut(batch: pa.RecordBatch, at: int, start: int, stop: int | None) -> pa.RecordBatch:
    """The wanted rows of a batch that begins at a row."""
    low = max(start - at, 0)
    high = batch.num_rows if stop is None else min(stop - at, batch.num_rows)
    return batch.slice(low, max(high - low, 0))


class _Kept:
    """Record batches that can be read again at no cost."""

    def _every(self) -> Iterator[pa.RecordBatch]:
        raise NotImplementedError

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
        few: Sequence[str] = (),  # noqa: ARG002  # they come as they are kept
        size: int = BATCH,  # noqa: ARG002
    ) -> Iterator[pa.RecordBatch]:
        """Yield the rows."""
        at = 0
        for batch in self._every():
            wanted = _cut(batch, at, start, stop)
            at += batch.num_rows
            if wanted.num_rows:
                yield wanted if columns is None else wanted.select(columns)


@attrs.frozen(eq=False)
class Batches(_Kept):
    """Record batches in memory."""

    name: str
    schema: pa.Schema
    _batches: Sequence[pa.RecordBatch]

    def _every(self) -> Iterator[pa.RecordBatch]:
        return iter(self._batches)


@attrs.frozen(eq=False)
class ArrowFile(_Kept):
    """A file of record batches that this program wrote."""

    name: str
    path: Path

    def _every(self) -> Iterator[pa.RecordBatch]:
        file = self._open()
        return map(file.get_batch, range(file.num_record_batches))

    @property
    def schema(self) -> pa.Schema:
        """Its columns."""
        return self._open().schema

    def _open(self) -> pa.RecordBatchFileReader:
        return pa.ipc.open_file(pa.memory_map(str(self.path)))


class Parquet:
    """A Parquet file; raises `BrokenData` for what is none, and for row groups that cannot be read."""

    def __init__(self, path: Path, name: str | None = None) -> None:
        self.path = path
        self.name = name or path.name
        self._file = self._open(())
        self.schema: pa.Schema = self._file.schema_arrow

    def __reduce__(self) -> tuple[type["Parquet"], tuple[Path, str]]:
        return type(self), (self.path, self.name)

    def _open(self, few: Sequence[str]) -> pq.ParquetFile:
        try:
            return pq.ParquetFile(self.path, read_dictionary=few)
        except FileNotFoundError:
            raise
        except (pa.ArrowInvalid, OSError) as error:
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
    ) -> Iterator[pa.RecordBatch]:
        """Yield the rows, reading only the row groups that hold them."""
        file = self._open(few) if few else self._file
        at = 0
        for group, rows in enumerate(self.row_groups):
            if at + rows > start and (stop is None or at < stop):
                first = at
                try:
                    for batch in file.iter_batches(size, row_groups=[group], columns=columns, use_threads=False):
                        batch.validate(full=True)
                        wanted = _cut(batch, first, start, stop)
                        first += batch.num_rows
                        if wanted.num_rows:
                            yield wanted
                        if stop is not None and first >= stop:
                            break
                except (pa.ArrowInvalid, OSError) as error:
                    raise BrokenData(
                        f"{self.name}: row group {group + 1} of {file.num_row_groups} (rows {at + 1:,} to "
                        f"{at + rows:,}) cannot be read: {error}"
                    ) from error
            at += rows


def one_batch(source: Source) -> pa.RecordBatch:
    """Return all rows as one batch."""
    table = pa.Table.from_batches(list(source.batches()), source.schema)
    (batch,) = table.combine_chunks().to_batches() or [pa.RecordBatch.from_pylist([], source.schema)]
    return batch
