"""Files of other kinds as Parquet, so that there is one way through: every cell as text, under otcpt's column names."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pcsv
import pyarrow.parquet as pq

from otcpt.batch._lines import Ints
from otcpt.batch._rows import CopiedRows
from otcpt.claims import Claim, ServiceLine
from otcpt.errors import BrokenData, InputErrors
from otcpt.io import WORKBOOK, ClaimFile, Log, match_columns, read_claims, read_head, sheet_rows

_PARQUET = b"PAR1"
_BLOCK = 16 << 20
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
        start = file.read(2000)
    target = folder / "lines.parquet"
    if start.startswith(_PARQUET):
        return Lines(source)
    log = Log(source.name)
    if start.startswith(WORKBOOK):
        return _of_workbook(source, sheet, target, log)
    try:
        head = read_head(source, log=log)
        found = match_columns(list(head.header), head.row, log)
    except InputErrors:
        return _of_claims(read_claims(source), target)  # an 837, or what cannot be read either way and says why
    log.close("raise")
    names = [str(place) for place in range(len(head.header))]
    for column, place in found.items():
        names[place] = column
    numbers = _Numbers(head.row)
    batches = _csv_batches(source, names, head.row, head.delimiter, head.encoding, log)
    try:
        _write(map(numbers.put_on, batches), [*dict.fromkeys([*found, "line_id"])], target)
    except pa.ArrowInvalid as error:
        raise BrokenData(f"{source.name} cannot be read as a table: {error}") from error
    log.close("raise")
    return Lines(target, numbers.rows, log.notes)


class _Numbers:
    """Names lines after their row where they have no id, and leaves blank rows out."""

    def __init__(self, before: int) -> None:
        self._before = before
        self._done = 0
        self._left_out: list[Ints] = []

    @property
    def rows(self) -> CopiedRows:
        """Which rows were copied."""
        return CopiedRows(self._before, np.concatenate([np.zeros(0, dtype=np.int64), *self._left_out]))

    def put_on(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return the next rows, all but the blank ones, every cell without the blanks around it."""
        batch = pa.RecordBatch.from_arrays(list(map(_trimmed, batch.columns)), batch.schema.names)
        blank = np.ones(batch.num_rows, dtype=bool)
        for column in batch.columns:
            blank &= column.is_null().to_numpy(zero_copy_only=False)
        row = self._before + self._done + 1 + np.arange(batch.num_rows)
        self._done += batch.num_rows
        self._left_out.append(row[blank])
        number = pa.array(row).cast(pa.string())
        if "line_id" in batch.schema.names:
            place = batch.schema.get_field_index("line_id")
            batch = batch.set_column(place, "line_id", pc.coalesce(batch.column(place), number))
        else:
            batch = batch.append_column("line_id", number)
        return batch.filter(pa.array(~blank)) if blank.any() else batch


def _csv_batches(
    source: Path, names: list[str], skip: int, delimiter: str, encoding: str, log: Log
) -> Iterator[pa.RecordBatch]:
    def broken(row: pcsv.InvalidRow) -> str:
        if len(log.problems) < _MOST_TOLD:
            cells = f"the row has {row.actual_columns} cells, the header {row.expected_columns}"
            log.problem(None, None, row.text, f"{cells}; quote a text that holds the delimiter")
        return "skip"

    reader = pcsv.open_csv(
        source,
        pcsv.ReadOptions(column_names=names, skip_rows=skip, block_size=_BLOCK, encoding=encoding),
        pcsv.ParseOptions(
            delimiter=delimiter, newlines_in_values=True, invalid_row_handler=broken, ignore_empty_lines=False
        ),
        pcsv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), null_values=[""], strings_can_be_null=True),
    )
    yield from reader


def _of_workbook(source: Path, sheet: str | None, target: Path, log: Log) -> Lines:
    rows = iter(enumerate(sheet_rows(source.read_bytes(), sheet, log), 1))
    row, header = next(((row, cells) for row, cells in rows if any(map(str.strip, cells))), (0, []))
    found = match_columns(header, row or None, log)
    log.close("raise")
    cells = [[*column] for column in zip(*(cells for _, cells in rows), strict=True)] or [[] for _ in header]
    names = [str(place) for place in range(len(header))]
    for column, place in found.items():
        names[place] = column
    table = pa.table([pa.array(column, pa.string()) for column in cells], names)
    numbers = _Numbers(row)
    _write(map(numbers.put_on, table.to_batches(_ROWS)), [*dict.fromkeys([*found, "line_id"])], target)
    return Lines(target, numbers.rows, log.notes)


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
        columns = [_trimmed(pa.array(column, pa.string())) for column in zip(*some, strict=True)]
        yield pa.RecordBatch.from_arrays(columns, names)


def _text(value: object) -> str | None:
    if isinstance(value, tuple):
        return " ".join(map(str, value))
    return None if value is None else str(value)


def _trimmed(column: pa.Array) -> pa.Array:
    """The texts without the blanks around them; what is empty then is null."""
    trimmed = pc.utf8_trim_whitespace(column)
    return pc.if_else(pc.equal(pc.binary_length(trimmed), 0), None, trimmed)


def _write(batches: Iterable[pa.RecordBatch], names: list[str], target: Path) -> None:
    """Write some columns of texts."""
    with pq.ParquetWriter(target, pa.schema([(name, pa.string()) for name in names]), compression="lz4") as file:
        for batch in batches:
            file.write_batch(batch.select(names))
