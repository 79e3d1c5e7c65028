"""Files of service lines as sources of rows: Parquet as it is, tables of text and 837 under otcpt's column names."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice, zip_longest
from pathlib import Path
from shutil import copyfileobj

import attrs
import pyarrow as pa
import pyarrow.compute as pc

from otcpt.batch.input._columns import TableReader
from otcpt.batch.input._lines import APART, CODED, FAULT, NUMBERS, PLACE, ROW
from otcpt.batch.input._pieces import look_at_days
from otcpt.batch.input._several import Several
from otcpt.batch.input._sources import Batches, Parquet, Source
from otcpt.claims import NONE_NAMED, REPLACEMENT, VOID, Claim, ServiceLine, corrected_again
from otcpt.collector import gc_paused
from otcpt.errors import InputErrors, Problem
from otcpt.files import scratch_file
from otcpt.io import (
    WORKBOOK,
    ClaimFile,
    CsvRows,
    Log,
    RowSetApart,
    SheetRows,
    Table,
    kind_of,
    look_at_codes,
    look_at_dates,
    look_at_units,
    read_claims,
)
from otcpt.tables import count

_PARQUET = b"PAR1"
#: Bytes of a file in which its kind is seen.
_OPENING = 2000
#: Rows turned into columns at once: few, so that their cells stay in the processor's cache; and of so many a batch.
_ROWS = 1 << 12
_BLOCKS = 16
#: Rows kept in memory; of a longer file all go into temporary ones, so many into each.
_HELD = 1 << 19
_LISTS = ("modifiers", "occurrence_codes")
_LINE = ("line_id", "patient_key", "date_of_service", *(name for name in CODED if name not in _LISTS), *NUMBERS)


@attrs.frozen(eq=False)
class Opened:
    """A source of rows, and how they were come by.

    ``notes`` are the liberties taken in reading, ``columns`` the caller's names where the source still has its own,
    ``given`` the rows of the file, of which ``skipped`` are no rows of the source, by reason, and ``left_out`` of these
    are service lines. ``corrections`` are claims that take back others, also where they have no row.
    """

    source: Source
    notes: tuple[str, ...] = ()
    columns: Mapping[str, str] | None = None
    given: int = attrs.field()
    skipped: Mapping[str, int] = attrs.field(factory=dict)
    left_out: int = 0
    corrections: Sequence[pa.RecordBatch] = ()

    @given.default
    def _every_row(self) -> int:
        return sum(self.source.row_groups)


@attrs.frozen
class HowToRead:
    """What the caller says of tables: their columns, and whether rows are wide.

    Rows that cannot be read are kept, to be set apart, or else raise.
    """

    columns: Mapping[str, str] | None = None
    wide: bool = False
    keep: bool = False


def open_several(
    paths: Sequence[Path], sheets: Sequence[str | int | None], names: Sequence[str], scratch: Path, how: HowToRead
) -> Opened:
    """Open files of service lines as one, under their names; every problem of every file is raised at once."""
    opened: list[Opened] = []
    problems: list[Problem] = []
    if len(paths) == 1:
        return open_lines(paths[0], sheets[0], names[0], scratch / "0", how)
    for number, (path, sheet, name) in enumerate(zip(paths, sheets, names, strict=True)):
        try:
            opened.append(open_lines(path, sheet, name, scratch / str(number), how, number))
        except InputErrors as error:
            problems.extend(error.problems)
    if problems:
        raise InputErrors(problems)
    log = Log(f"{len(names)} files")
    for one, name in zip(opened, names, strict=True):
        log.note(f"{name}: {count(one.given, 'row')}")
        for note in one.notes:
            log.note(f"{name}: {note}")
    source = Several.of(log, [(one.source, name, one.columns) for one, name in zip(opened, names, strict=True)])
    return Opened(
        source,
        log.notes,
        given=sum(one.given for one in opened),
        skipped=sum((Counter(one.skipped) for one in opened), Counter()),
        left_out=sum(one.left_out for one in opened),
        corrections=[batch for one in opened for batch in one.corrections],
    )


def open_lines(path: Path, sheet: str | int | None, name: str, kept: Path, how: HowToRead, number: int = 0) -> Opened:
    """Open a file of service lines; what is no Parquet is read once, into memory or a file to be kept.

    A CSV streams; a workbook and a file of claims are read whole. Raises `InputErrors` for what is no file of lines.
    """
    if path.exists() and not (path.is_file() or path.is_dir()):
        path = _copied(path, kept.with_suffix(".copy"))
    with path.open("rb") as file:
        start = file.read(_OPENING)
    if start.startswith(_PARQUET):
        return open_parquet(path, name, how)
    log = Log(name)
    if start.startswith(WORKBOOK):
        rows = SheetRows(path.read_bytes(), sheet, log, how.columns)
        return _of_table(Table(rows, log, how.columns, wide=how.wide), kept)
    if kind_of(start) == "csv":
        return _of_table(Table(CsvRows(path, log, how.columns), log, how.columns, wide=how.wide), kept)
    return _of_claims(read_claims(path, name=name, on_problem="keep" if how.keep else "raise"), kept, number)


def open_parquet(path: Path, name: str, how: HowToRead) -> Opened:
    """Open a Parquet file."""
    source = Parquet(path)
    if how.keep:
        look_at_days(source, TableReader(source.schema, columns=how.columns, name=name))
    return Opened(source, columns=how.columns)


def _copied(pipe: Path, kept: Path) -> Path:
    """A pipe can be read once: keep what comes out of it."""
    with pipe.open("rb") as coming, scratch_file(kept).open("wb") as copy:
        copyfileobj(coming, copy)
    return kept


def _of_table(table: Table, kept: Path) -> Opened:
    """Read the columns that are known; rows keep the numbers they have in the file."""
    log = table.log
    columns = table.columns
    schema = pa.schema([*((name, pa.string()) for name in columns), (ROW, pa.int64()), (FAULT, pa.string())])
    seen: dict[str, set[str]] = {name: set() for name in ("code", "date_of_service", "units") if name in columns}
    places = {name: list(columns).index(name) for name in seen}

    def batches() -> Iterator[pa.RecordBatch]:
        rows = iter(table)
        while some := list(islice(rows, _ROWS)):
            numbers, cells, _, faults = zip(*some, strict=True)
            by_place, nothing = dict(enumerate(zip_longest(*cells, fillvalue=""))), ("",) * len(some)
            texts = [_trimmed(by_place.get(place, nothing)) for place in columns.values()]
            for name, place in places.items():
                seen[name].update(filter(None, texts[place].unique().to_pylist()))
            fault = pa.array([one or None for one in faults], pa.string())
            yield pa.RecordBatch.from_arrays([*texts, pa.array(numbers, pa.int64()), fault], schema=schema)

    source = _kept(batches(), schema, log.name, kept)
    log.close("raise")
    look_at_dates(seen["date_of_service"], log)
    look_at_codes(seen["code"], log)
    look_at_units(seen.get("units", ()), log)
    return Opened(source, log.notes, given=table.given, skipped=table.skipped, left_out=len(log.skipped))


def _of_claims(file: ClaimFile, kept: Path, number: int) -> Opened:
    """The lines of every claim, with what the claim says of itself, and what was set apart."""
    skipped = Counter(line.reason for line in file.skipped)
    notes = [
        f"{number:,} line{' was' if number == 1 else 's were'} left out: {reason}" for reason, number in skipped.items()
    ]
    lines = (
        (claim, place, line, row)
        for claim, rows in zip(_with_one_correction(file.claims), file.positions, strict=True)
        for place, (line, row) in enumerate(zip(claim.lines, rows, strict=True))
    )
    batches = (_claim_batch(some) for some in iter(lambda: list(islice(lines, _ROWS)), []))
    apart = [_apart_batch(file.set_apart)] if file.set_apart else []
    source = _kept(chain(batches, apart), _claim_batch([]).schema, file.name, kept)
    given = file.row_counts.given
    corrections = [
        {"claim_id": claim.claim_id, "frequency": claim.frequency, "replaces": claim.replaces, "file": number}
        for claim in file.claims
        if claim.frequency in (REPLACEMENT, VOID)
    ]
    return Opened(
        source,
        (*file.notes, *notes),
        given=given,
        skipped=skipped,
        left_out=len(file.skipped),
        corrections=[pa.RecordBatch.from_pylist(corrections)] if corrections else (),
    )


def _with_one_correction(claims: Sequence[Claim]) -> Iterator[Claim]:
    """Of several corrections of one claim the last one counts: give the others as what it takes back."""
    again = corrected_again(claims)
    for position, claim in enumerate(claims):
        is_earlier = claim.frequency == REPLACEMENT and position in again
        yield attrs.evolve(claim, frequency="1") if is_earlier else claim


def _apart_batch(rows: Sequence[RowSetApart]) -> pa.RecordBatch:
    """Rows of which no line was made, with what is known of them as far as a column is called so."""
    schema = _claim_batch([]).schema
    own = {ROW: [one.row for one in rows], FAULT: [one.reason for one in rows], PLACE: [APART] * len(rows)}
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


def _kept(batches: Iterable[pa.RecordBatch], schema: pa.Schema, name: str, path: Path) -> Source:
    """Take all batches: into memory while they are few, else into files."""
    kept: list[pa.RecordBatch | Path] = []
    held: list[pa.RecordBatch] = []

    def put_away() -> None:
        kept.append(path.with_name(f"{path.name}.{len(kept)}.arrow"))
        with pa.ipc.new_file(scratch_file(kept[-1]), schema) as writer:
            for one in held:
                writer.write_batch(one)
        held.clear()

    with gc_paused():
        blocks = iter(batches)
        while some := list(islice(blocks, _BLOCKS)):
            held += pa.Table.from_batches(some).combine_chunks().to_batches()
            if sum(one.num_rows for one in held) > _HELD:
                put_away()
        if kept and held:
            put_away()
    return Batches(name, schema, kept or held)
