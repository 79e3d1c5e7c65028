"""Files of other kinds as Parquet, so that there is one way through: every cell as text, under otcpt's column names."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from otcpt.batch._garbage import collecting_no_garbage
from otcpt.batch._rows import CopiedRows
from otcpt.claims import Claim, ServiceLine
from otcpt.errors import InputErrors
from otcpt.io import (
    WORKBOOK,
    ClaimFile,
    Log,
    TableRow,
    csv_rows,
    even_rows,
    match_columns,
    read_claims,
    workbook_rows,
)

_PARQUET = b"PAR1"
_ROWS = 1 << 16
_MOST_TOLD = 1000
_OF_CLAIM = ("frequency", "replaces")


@attrs.frozen
class Lines:
    """Service lines as a Parquet file: which rows they were, the liberties taken, and how many lines were left out."""

    path: Path
    rows: CopiedRows = attrs.field(factory=CopiedRows)
    notes: tuple[str, ...] = ()
    skipped: int = 0


def as_parquet(source: Path, folder: Path, sheet: str | None = None) -> Lines:
    """Return a file of service lines as Parquet, written into the folder unless it is Parquet.

    A CSV streams; a workbook and an 837 are read whole. Raises `InputErrors` for what is no file of lines.
    """
    with source.open("rb") as file:
        start = file.read(8)
    target = folder / "lines.parquet"
    if start.startswith(_PARQUET):
        return Lines(source)
    log = Log(source.name)
    if start.startswith(WORKBOOK):
        rows = workbook_rows(source.read_bytes(), sheet, log)
        return _of_rows(rows, *_header(rows, log), target, log)
    rows = csv_rows(source, log)
    try:
        header = _header(rows, log)
    except InputErrors:
        return _of_claims(read_claims(source), target)  # an 837, or what cannot be read either way and says why
    return _of_rows(rows, *header, target, log)


def _header(rows: Iterator[TableRow], log: Log) -> tuple[int, int, Mapping[str, int]]:
    """Return the row of the header, how many cells it has, and where each known column is."""
    row, cells, _ = next(rows, (0, [], 0.0))
    return row, len(cells), match_columns(cells, row or None, log)


def _of_rows(
    rows: Iterator[TableRow], header: int, width: int, columns: Mapping[str, int], target: Path, log: Log
) -> Lines:
    """Write the columns that are read; a line without an id is named after its row."""
    log.close("raise")
    left_out = [np.zeros(0, dtype=np.int64)]

    def batches() -> Iterator[pa.RecordBatch]:
        before = header
        even = even_rows(rows, width, log, most=_MOST_TOLD)
        while some := list(islice(even, _ROWS)):
            numbers = np.array([row for row, _, _ in some])
            left_out.append(np.setdiff1d(np.arange(before + 1, numbers[-1] + 1), numbers, assume_unique=True))
            before = numbers[-1]
            cells = list(zip(*(cells for _, cells, _ in some), strict=True))
            read = {column: _trimmed(cells[place]) for column, place in columns.items()}
            number = pa.array(numbers).cast(pa.string())
            read["line_id"] = pc.coalesce(read["line_id"], number) if "line_id" in read else number
            yield pa.RecordBatch.from_pydict(read)

    with collecting_no_garbage():
        _write(batches(), [*dict.fromkeys([*columns, "line_id"])], target)
    log.close("raise")
    return Lines(target, CopiedRows(header, np.concatenate(left_out)), log.notes)


def _of_claims(file: ClaimFile, target: Path) -> Lines:
    """Write the lines of every claim, with what the claim says of itself."""
    skipped = Counter(line.reason for line in file.skipped)
    notes = [
        f"{number:,} line{' was' if number == 1 else 's were'} left out: {reason}" for reason, number in skipped.items()
    ]
    names = [*(field.name for field in attrs.fields(ServiceLine)), *_OF_CLAIM]
    _write(_claim_batches(file.claims, names), names, target)
    return Lines(target, CopiedRows(), (*file.notes, *notes), len(file.skipped))


def _claim_batches(claims: Sequence[Claim], names: list[str]) -> Iterator[pa.RecordBatch]:
    rows = (
        [_text(getattr(claim if name in _OF_CLAIM else line, name)) for name in names]
        for claim in claims
        for line in claim.lines
    )
    while some := list(islice(rows, _ROWS)):
        columns = [_trimmed(column) for column in zip(*some, strict=True)]
        yield pa.RecordBatch.from_arrays(columns, names)


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return " ".join(map(str, value))
    return "" if value is None else str(value)


def _trimmed(column: Sequence[str]) -> pa.Array:
    """The texts without the blanks around them; what is empty then is null."""
    texts = pa.array(list(map(str.strip, column)), pa.string())
    return pc.if_else(pc.equal(pc.binary_length(texts), 0), None, texts)


def _write(batches: Iterable[pa.RecordBatch], names: list[str], target: Path) -> None:
    """Write some columns of texts."""
    with pq.ParquetWriter(target, pa.schema([(name, pa.string()) for name in names]), compression="lz4") as file:
        for batch in batches:
            file.write_batch(batch.select(names))
