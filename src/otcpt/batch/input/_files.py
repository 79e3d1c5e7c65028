"""Files of service lines as sources of rows: Parquet as it is, tables of text and 837 under otcpt's column names."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice, zip_longest
from pathlib import Path
from shutil import copyfileobj

import attrs
import pyarrow as pa
import pyarrow.compute as pc

from otcpt.batch.input._gc import gc_paused
from otcpt.batch.input._lines import CODED, FAULT, NUMBERS, PLACE, ROW
from otcpt.batch.input._sources import Batches, Parquet, Source
from otcpt.claims import NONE_NAMED, Claim, ServiceLine
from otcpt.io import (
    WORKBOOK,
    ClaimFile,
    CsvRows,
    Log,
    RowSetApart,
    SheetRows,
    Table,
    kind_of,
    look_at_dates,
    read_claims,
)

_PARQUET = b"PAR1"
#: Bytes of a file in which its kind is seen.
_OPENING = 2000
#: Rows turned into columns at once: few, so that their cells stay in the processor's cache; and of so many a batch.
_ROWS = 1 << 12
_BLOCKS = 16
#: Rows kept in memory; of a longer file all go into a temporary one.
_HELD = 1 << 19
_LISTS = ("modifiers", "occurrence_codes")
_LINE = ("line_id", "patient_key", "date_of_service", *(name for name in CODED if name not in _LISTS), *NUMBERS)


@attrs.frozen(eq=False)
class Opened:
    """A source of rows, and how they were come by.

    ``notes`` are the liberties taken in reading, ``columns`` the caller's names where the source still has its own,
    ``given`` the rows of the file, of which ``skipped`` are no rows of the source, by reason, and ``left_out`` of these
    are service lines.
    """

    source: Source
    notes: tuple[str, ...] = ()
    columns: Mapping[str, str] | None = None
    given: int = attrs.field()
    skipped: Mapping[str, int] = attrs.field(factory=dict)
    left_out: int = 0

    @given.default
    def _every_row(self) -> int:
        return sum(self.source.row_groups)


@attrs.frozen
class HowToRead:
    """What the caller says of a file: the sheet of a workbook, its columns, and whether its rows are wide.

    Rows that cannot be read are kept, to be set apart, or else raise.
    """

    sheet: str | int | None = None
    columns: Mapping[str, str] | None = None
    wide: bool = False
    keep: bool = False


def open_lines(path: Path, scratch: Path, how: HowToRead) -> Opened:
    """Open a file of service lines; what is no Parquet is read once, into memory or a temporary file.

    A CSV streams; a workbook and a file of claims are read whole. Raises `InputErrors` for what is no file of lines.
    """
    if path.exists() and not (path.is_file() or path.is_dir()):
        path = _copied(path, scratch)
    with path.open("rb") as file:
        start = file.read(_OPENING)
    if start.startswith(_PARQUET):
        return Opened(Parquet(path), columns=how.columns)
    log = Log(path.name)
    if start.startswith(WORKBOOK):
        rows = SheetRows(path.read_bytes(), how.sheet, log, how.columns)
        return _of_table(Table(rows, log, how.columns, wide=how.wide), scratch)
    if kind_of(start) == "csv":
        return _of_table(Table(CsvRows(path, log, how.columns), log, how.columns, wide=how.wide), scratch)
    return _of_claims(read_claims(path, on_problem="keep" if how.keep else "raise"), scratch)


def _copied(pipe: Path, scratch: Path) -> Path:
    """A pipe can be read once: keep what comes out of it."""
    kept = scratch / pipe.name
    with pipe.open("rb") as coming, kept.open("wb") as copy:
        copyfileobj(coming, copy)
    return kept


def _of_table(table: Table, scratch: Path) -> Opened:
    """Read the columns that are known; rows keep the numbers they have in the file."""
    log = table.log
    columns = table.columns
    schema = pa.schema([*((name, pa.string()) for name in columns), (ROW, pa.int64()), (FAULT, pa.string())])
    dates: set[str] = set()

    def batches() -> Iterator[pa.RecordBatch]:
        rows = iter(table)
        while some := list(islice(rows, _ROWS)):
            numbers, cells, _, faults = zip(*some, strict=True)
            by_place, nothing = dict(enumerate(zip_longest(*cells, fillvalue=""))), ("",) * len(some)
            texts = [_trimmed(by_place.get(place, nothing)) for place in columns.values()]
            dates.update(filter(None, texts[own_date].unique().to_pylist()))
            fault = pa.array([one or None for one in faults], pa.string())
            yield pa.RecordBatch.from_arrays([*texts, pa.array(numbers, pa.int64()), fault], schema=schema)

    own_date = list(columns).index("date_of_service")
    source = _kept(batches(), schema, log.name, scratch)
    log.close("raise")
    look_at_dates(dates, log)
    return Opened(source, log.notes, given=table.given, skipped=table.skipped, left_out=len(log.skipped))


def _of_claims(file: ClaimFile, scratch: Path) -> Opened:
    """The lines of every claim, with what the claim says of itself, and what was set apart."""
    skipped = Counter(line.reason for line in file.skipped)
    notes = [
        f"{number:,} line{' was' if number == 1 else 's were'} left out: {reason}" for reason, number in skipped.items()
    ]
    lines = (
        (claim, place, line, row)
        for claim, rows in zip(file.claims, file.positions, strict=True)
        for place, (line, row) in enumerate(zip(claim.lines, rows, strict=True))
    )
    batches = (_claim_batch(some) for some in iter(lambda: list(islice(lines, _ROWS)), []))
    apart = [_apart_batch(file.set_apart)] if file.set_apart else []
    source = _kept(chain(batches, apart), _claim_batch([]).schema, file.name, scratch)
    given = file.row_counts.given
    return Opened(source, (*file.notes, *notes), given=given, skipped=skipped, left_out=len(file.skipped))


def _apart_batch(rows: Sequence[RowSetApart]) -> pa.RecordBatch:
    """Rows of which no line was made, with what is known of them as far as a column is called so."""
    schema = _claim_batch([]).schema
    own = {ROW: [one.row for one in rows], FAULT: [one.reason for one in rows], PLACE: [-1] * len(rows)}
    texts = [name for name, kind in zip(schema.names, schema.types, strict=True) if kind == pa.string()]
    columns = {name: [one.cells.get(name) for one in rows] for name in texts} | own
    return pa.RecordBatch.from_pydict(
        {field.name: pa.array(columns.get(field.name, [None] * len(rows)), field.type) for field in schema}, schema
    )


def _claim_batch(lines: Sequence[tuple[Claim, int, ServiceLine, int]]) -> pa.RecordBatch:
    """Values as they are; of a claim's number and frequency, its own."""
    kinds = {"date_of_service": pa.date32(), "start_time": pa.time64("us"), "end_time": pa.time64("us")}
    kinds |= dict.fromkeys(NUMBERS, pa.int64())
    columns = {
        "claim_id": pa.array([line.claim_id for _, _, line, _ in lines], pa.string()),
        "frequency": pa.array([claim.frequency for claim, _, _, _ in lines], pa.string()),
        "replaces": pa.array([claim.replaces for claim, _, _, _ in lines], pa.string()),
        "modifiers": pa.array([" ".join(line.modifiers) for _, _, line, _ in lines], pa.string()),
        "occurrence_codes": pa.array([_spelled(line.occurrence_codes) for _, _, line, _ in lines], pa.string()),
        PLACE: pa.array([place for _, place, _, _ in lines], pa.int64()),
        ROW: pa.array([row for _, _, _, row in lines], pa.int64()),
        FAULT: pa.nulls(len(lines), pa.string()),
    }
    for name in _LINE:
        columns[name] = pa.array([getattr(line, name) for _, _, line, _ in lines], kinds.get(name, pa.string()))
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
