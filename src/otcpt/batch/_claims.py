"""Claims of a frame of service lines, and the findings about them, as values."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from otcpt.batch._run import CHUNK
from otcpt.batch.input._claim_reversals import ClaimReversals
from otcpt.batch.input._columns import TableReader
from otcpt.batch.input._frames import ArrowStream, to_arrow
from otcpt.batch.input._lines import CODED, NUMBERS, ROW
from otcpt.batch.input._match_schema import warn_of_unread
from otcpt.batch.input._types import key, plain_rows, plain_schema
from otcpt.checking import read_finding
from otcpt.claims import Claim, History, Rows, claim_of
from otcpt.errors import InputErrors, InvalidInput
from otcpt.findings import Finding
from otcpt.io import CELL_READERS
from otcpt.members import kind_of_value, whole_number
from otcpt.records import Faults

#: Columns that are the same for all lines of a claim, and those that only name things.
_TEXTS = ("claim_id", "line_id", "patient_key", "certifying_provider_key", "frequency", "replaces")


def claims_from_frame(
    frame: ArrowStream, *, columns: Mapping[str, str] | None = None, rows: Iterable[int] | None = None
) -> tuple[Claim, ...]:
    """Return the claims of a frame of service lines, put together as `check_frame` does.

    Rows of one ``claim_id`` and patient are a claim; without ``claim_id`` each row is one. A missing ``line_id`` is the
    number of the row, counted from 1, as in the findings of `check_frame`. Columns that are not read are named in an
    `UnreadColumnsWarning`.

    Args:
        frame: Service lines, one row each, of Polars, pandas, PyArrow or DuckDB; anything with an Arrow stream.
        columns: Names of otcpt's columns to those of the frame, where they differ.
        rows: Return only the claims that have one of these rows, as findings name them in ``row``. All unless given.

    Returns:
        The claims in the order of their first rows.

    Raises:
        InvalidInput: The frame has no such row.
        InputErrors: A column or row cannot be read; every problem is named.

    Example:
        >>> import pyarrow as pa
        >>> lines = pa.table({"claim_id": ["C1", "C1"], "dos": ["2026-03-02"] * 2, "cpt": ["97530", "97110"]})
        >>> [claim] = claims_from_frame(lines)
        >>> [(line.code, line.line_id) for line in claim]
        [('97530', '1'), ('97110', '2')]
    """
    return tuple(map(claim_of, _read(frame, columns, rows).groups))


def findings_from_frame(
    findings: ArrowStream,
    frame: ArrowStream,
    *,
    columns: Mapping[str, str] | None = None,
    history: History | None = None,
) -> tuple[Finding, ...]:
    """Return the findings of a frame of findings as values, to be explained or compared with those of a single check.

    Args:
        findings: Findings as `check_frame` or `check_table` gave them, or some of their rows.
        frame: The service lines that were checked, all of them.
        columns: Names of otcpt's columns to those of the frame of lines, where they differ.
        history: The history that the check was given.

    Returns:
        A finding for each row, as `otcpt.read_finding` reads it.

    Raises:
        InvalidInput: The findings have no column ``row``, or are about other lines.
        InputErrors: A column or row of the lines cannot be read; every problem is named.

    Example:
        >>> import otcpt, pyarrow as pa
        >>> lines = pa.table({"dos": ["2026-03-02"], "cpt": ["97003"], "units": [1]})
        >>> found = otcpt.batch.check_frame(lines, policy="medicare-part-b")
        >>> [finding] = otcpt.batch.findings_from_frame(found.slice(0, 1), lines)
        >>> otcpt.explain(finding)
        <Explanation CODE003: finding>
    """
    table = to_arrow(findings)
    if "row" not in table.column_names:
        raise InvalidInput("the findings have no column row; give those of check_frame or check_table", "findings")
    records = table.to_pylist()
    read = _read(frame, columns, [record["row"] for record in records])
    claims = {row: claim for group in read.groups for claim in (claim_of(group),) for row in group.rows}
    return tuple(read_finding(record, claims[record["row"]], history=history) for record in records)


def _read(frame: ArrowStream, columns: Mapping[str, str] | None, rows: Iterable[int] | None) -> Rows:
    """Return the lines of each claim, with the numbers of their rows."""
    table = to_arrow(frame)
    if rows is not None:
        table = _claims_of(table, rows, TableReader(table.schema, columns=columns).names)
    reader = TableReader(table.schema, columns=columns, taken_back=ClaimReversals())
    read, faults = Rows(), Faults("table", reader.log.problems)
    for batch in table.to_batches(max_chunksize=CHUNK):
        for row, record in _records(reader, batch):
            faults.row = row
            read.read(record, row, faults)
    if problems := reader.problems():
        raise InputErrors(problems)
    warn_of_unread(reader.notes)
    return read


def _claims_of(table: pa.Table, rows: Iterable[int], names: Mapping[str, str]) -> pa.Table:
    """Return all rows of the claims of some rows, with their numbers in the table."""
    asked = []
    if isinstance(rows, str) or not isinstance(rows, Iterable):
        raise InvalidInput(f"rows is {kind_of_value(rows)}; give a list of numbers", "rows", rows)
    for row in rows:
        number = whole_number(row)
        if number is None or not 0 < number <= table.num_rows:
            raise InvalidInput(f"{row!r} is no row of the frame; give numbers from 1 to {table.num_rows}", "rows", row)
        asked.append(number - 1)
    claim, patient = (
        key(table[names[name]].combine_chunks() if name in names else None, table.num_rows)
        for name in ("claim_id", "patient_key")
    )
    of_claim = pc.binary_join_element_wise(claim, pc.fill_null(patient, ""), "\0")
    kept = pc.is_in(of_claim, of_claim.take(pa.array(asked, pa.int64())).drop_null()).to_numpy(zero_copy_only=False)
    numbers = np.union1d(np.flatnonzero(kept), np.array(asked, dtype=np.int64))
    plain = pa.Table.from_batches(map(plain_rows, table.to_batches()), plain_schema(table.schema))
    return plain.take(numbers).append_column(ROW, pa.array(numbers + 1))


def _records(reader: TableReader, batch: pa.RecordBatch) -> Iterator[tuple[int, dict[str, object]]]:
    """Yield the rows that can be read, each with its number."""
    lines, bad = reader.read(batch)
    read: dict[str, list[object]] = {
        name: [None if number < 0 else reader.words[name].values[number] for number in lines.number[name].tolist()]
        for name in CODED
    }
    read |= {name: [None if one < 0 else one for one in lines.whole[name].tolist()] for name in NUMBERS}
    for name in _TEXTS:
        read[name] = key(_column(reader, batch, name), batch.num_rows).to_pylist()
    charges = key(_column(reader, batch, "charge"), batch.num_rows).to_pylist()
    days, numbers = lines.day.tolist(), lines.row.tolist()
    for place in np.flatnonzero(~bad).tolist():
        record = {name: values[place] for name, values in read.items() if values[place] is not None}
        record["date_of_service"] = date.fromordinal(days[place])
        if charges[place]:
            try:
                record["charge"] = CELL_READERS["charge"](charges[place])
            except InvalidInput as error:
                reader.problem(np.array([place]), "charge", [charges[place]], str(error))
                continue
        yield numbers[place], record


def _column(reader: TableReader, batch: pa.RecordBatch, name: str) -> pa.Array | None:
    given = reader.names.get(name)
    return None if given is None else batch.column(given)
