"""Files of service lines as sources of rows: Parquet as it is, tables of text and 837 under otcpt's column names."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

import attrs
import pyarrow as pa
import pyarrow.compute as pc

from otcpt.batch.input._gc import gc_paused
from otcpt.batch.input._lines import CODED, NUMBERS, PLACE, ROW
from otcpt.batch.input._sources import Batches, Parquet, Source
from otcpt.claims import NONE_NAMED, Claim, ServiceLine
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
#: Rows turned into columns at once: few, so that their cells stay in the processor's cache; and of so many a batch.
_ROWS = 1 << 12
_BLOCKS = 16
#: Rows kept in memory; of a longer file all go into a temporary one.
_HELD = 1 << 19
_MOST_LISTED = 1000
_LISTS = ("modifiers", "occurrence_codes")
_LINE = ("line_id", "patient_key", "date_of_service", *(name for name in CODED if name not in _LISTS), *NUMBERS)


@attrs.frozen(eq=False)
class Opened:
    """A source of rows, the liberties taken in reading it, and how many service lines were left out."""

    source: Source
    notes: tuple[str, ...] = ()
    skipped: int = 0


def open_lines(path: Path, scratch: Path, sheet: str | None = None) -> Opened:
    """Open a file of service lines; what is no Parquet is read once, into memory or a temporary file.

    A CSV streams; a workbook and an 837 are read whole. Raises `InputErrors` for what is no file of lines.
    """
    with path.open("rb") as file:
        start = file.read(8)
    if start.startswith(_PARQUET):
        return Opened(Parquet(path))
    log = Log(path.name)
    if start.startswith(WORKBOOK):
        rows = workbook_rows(path.read_bytes(), sheet, log)
        return _of_table(rows, *_header(rows, log), scratch, log)
    rows = csv_rows(path, log)
    try:
        header = _header(rows, log)
    except InputErrors:
        return _of_claims(read_claims(path), scratch)  # an 837, or what cannot be read either way and says why
    return _of_table(rows, *header, scratch, log)


def _header(rows: Iterator[TableRow], log: Log) -> tuple[int, Mapping[str, int]]:
    """Return how many cells the header has, and where each known column is."""
    row, cells, _ = next(rows, (0, [], 0.0))
    return len(cells), match_columns(cells, row or None, log)


def _of_table(rows: Iterator[TableRow], width: int, columns: Mapping[str, int], scratch: Path, log: Log) -> Opened:
    """Read the columns that are known; rows keep the numbers they have in the file."""
    log.close("raise")
    schema = pa.schema([*((name, pa.string()) for name in columns), (ROW, pa.int64())])

    def batches() -> Iterator[pa.RecordBatch]:
        even = even_rows(rows, width, log, most=_MOST_LISTED)
        while some := list(islice(even, _ROWS)):
            numbers, cells, _ = zip(*some, strict=True)
            by_place = list(zip(*cells, strict=True))
            texts = [_trimmed(by_place[place]) for place in columns.values()]
            yield pa.RecordBatch.from_arrays([*texts, pa.array(numbers, pa.int64())], schema=schema)

    source = _kept(batches(), schema, log.name, scratch)
    log.close("raise")
    return Opened(source, log.notes)


def _of_claims(file: ClaimFile, scratch: Path) -> Opened:
    """The lines of every claim, with what the claim says of itself."""
    skipped = Counter(line.reason for line in file.skipped)
    notes = [
        f"{number:,} line{' was' if number == 1 else 's were'} left out: {reason}" for reason, number in skipped.items()
    ]
    lines = ((claim, place, line) for claim in file.claims for place, line in enumerate(claim.lines))
    batches = (_claim_batch(some) for some in iter(lambda: list(islice(lines, _ROWS)), []))
    source = _kept(batches, _claim_batch([]).schema, file.name, scratch)
    return Opened(source, (*file.notes, *notes), len(file.skipped))


def _claim_batch(lines: Sequence[tuple[Claim, int, ServiceLine]]) -> pa.RecordBatch:
    """Values as they are; of a claim's number and frequency, its own."""
    kinds = {"date_of_service": pa.date32(), "start_time": pa.time64("us"), "end_time": pa.time64("us")}
    kinds |= dict.fromkeys(NUMBERS, pa.int64())
    columns = {
        "claim_id": pa.array([line.claim_id for _, _, line in lines], pa.string()),
        "frequency": pa.array([claim.frequency for claim, _, _ in lines], pa.string()),
        "replaces": pa.array([claim.replaces for claim, _, _ in lines], pa.string()),
        "modifiers": pa.array([" ".join(line.modifiers) for _, _, line in lines], pa.string()),
        "occurrence_codes": pa.array([_spelled(line.occurrence_codes) for _, _, line in lines], pa.string()),
        PLACE: pa.array([place for _, place, _ in lines], pa.int64()),
    }
    for name in _LINE:
        columns[name] = pa.array([getattr(line, name) for _, _, line in lines], kinds.get(name, pa.string()))
    return pa.RecordBatch.from_pydict(columns)


def _spelled(codes: tuple[str, ...] | None) -> str | None:
    """Occurrence codes as the cell of a table has them."""
    return None if codes is None else " ".join(codes) or NONE_NAMED


def _trimmed(column: Sequence[str]) -> pa.Array:
    """The texts without the blanks around them; what is empty then is null."""
    texts = pa.array(list(map(str.strip, column)), pa.string())
    return pc.if_else(pc.equal(pc.binary_length(texts), 0), None, texts)


def _kept(batches: Iterable[pa.RecordBatch], schema: pa.Schema, name: str, scratch: Path) -> Source:
    """Take all batches: into memory while they are few, else into a file."""
    held: list[pa.RecordBatch] = []
    writer: pa.RecordBatchFileWriter | None = None
    path, rows = scratch / "rows.arrow", 0
    with gc_paused():
        blocks = iter(batches)
        while some := list(islice(blocks, _BLOCKS)):
            (batch,) = pa.Table.from_batches(some).combine_chunks().to_batches()
            rows += batch.num_rows
            if writer is None and rows > _HELD:
                writer = pa.ipc.new_file(path, schema)
                for one in held:
                    writer.write_batch(one)
                held.clear()
            if writer is None:
                held.append(batch)
            else:
                writer.write_batch(batch)
    if writer is None:
        return Batches(name, schema, held)
    writer.close()
    return Batches(name, schema, path)
