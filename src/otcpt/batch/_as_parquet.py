"""Files of other kinds as Parquet, so that there is one way through: every cell as text, under otcpt's column names."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import attrs
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pcsv
import pyarrow.parquet as pq

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
    """Service lines as a Parquet file: the rows that stood before the first, and the liberties taken in reading."""

    path: Path
    rows_before: int = 0
    notes: tuple[str, ...] = ()


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
    try:
        _write(_csv_batches(source, names, [*found], head.row, head.delimiter, head.encoding, log), [*found], target)
    except pa.ArrowInvalid as error:
        raise BrokenData(f"{source.name} cannot be read as a table: {error}") from error
    log.close("raise")
    return Lines(target, head.row, log.notes)


def _csv_batches(
    source: Path, names: list[str], wanted: list[str], skip: int, delimiter: str, encoding: str, log: Log
) -> Iterator[pa.RecordBatch]:
    def broken(row: pcsv.InvalidRow) -> str:
        if len(log.problems) < _MOST_TOLD:
            cells = f"the row has {row.actual_columns} cells, the header {row.expected_columns}"
            log.problem(None, None, row.text, f"{cells}; quote a text that holds the delimiter")
        return "skip"

    reader = pcsv.open_csv(
        source,
        pcsv.ReadOptions(column_names=names, skip_rows=skip, block_size=_BLOCK, encoding=encoding),
        pcsv.ParseOptions(delimiter=delimiter, newlines_in_values=True, invalid_row_handler=broken),
        pcsv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            include_columns=wanted,
            null_values=[""],
            strings_can_be_null=True,
        ),
    )
    yield from reader


def _of_workbook(source: Path, sheet: str | None, target: Path, log: Log) -> Lines:
    rows = [
        (number, cells)
        for number, cells in enumerate(sheet_rows(source.read_bytes(), sheet, log), 1)
        if any(map(str.strip, cells))
    ]
    row, header = rows[0] if rows else (None, [])
    found = match_columns(header, row, log)
    log.close("raise")
    columns = {column: [cells[place] for _, cells in rows[1:]] for column, place in found.items()}
    columns.setdefault("line_id", [str(number) for number, _ in rows[1:]])
    table = pa.table(columns, pa.schema([(column, pa.string()) for column in columns]))
    _write(table.to_batches(_ROWS), [*columns], target)
    return Lines(target, row or 0, log.notes)


def _of_claims(file: ClaimFile, target: Path) -> Lines:
    """Write the lines of every claim, with what the claim says of itself."""
    skipped = Counter(line.reason for line in file.skipped)
    notes = [f"{number:,} lines were left out: {reason}" for reason, number in skipped.items()]
    names = [*(field.name for field in attrs.fields(ServiceLine)), *_OF_CLAIM]
    _write(_claim_batches(file.claims, names), names, target)
    return Lines(target, 0, (*file.notes, *notes))


def _claim_batches(claims: Sequence[Claim], names: list[str]) -> Iterator[pa.RecordBatch]:
    rows = (
        [_text(getattr(claim if name in _OF_CLAIM else line, name)) for name in names]
        for claim in claims
        for line in claim.lines
    )
    while some := list(islice(rows, _ROWS)):
        columns = [pa.array(column, pa.string()) for column in zip(*some, strict=True)]
        yield pa.RecordBatch.from_arrays(columns, names)


def _text(value: object) -> str | None:
    if isinstance(value, tuple):
        return " ".join(map(str, value))
    return None if value is None else str(value)


def _write(batches: Iterable[pa.RecordBatch], names: list[str], target: Path) -> None:
    """Write batches of text without the blanks around it; what is empty then is null."""
    schema = pa.schema([(name, pa.string()) for name in names])
    with pq.ParquetWriter(target, schema, compression="lz4") as file:
        for batch in batches:
            trimmed = [pc.utf8_trim_whitespace(column) for column in batch.columns]
            empty = [pc.equal(pc.binary_length(column), 0) for column in trimmed]
            columns = [pc.if_else(none, None, column) for none, column in zip(empty, trimmed, strict=True)]
            file.write_batch(pa.RecordBatch.from_arrays(columns, schema=schema))
