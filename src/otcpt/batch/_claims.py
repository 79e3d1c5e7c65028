"""Claims of a frame of service lines, as values."""

from collections.abc import Iterator, Mapping
from datetime import date

import numpy as np
import pyarrow as pa

from otcpt.batch._run import CHUNK
from otcpt.batch.input._claim_reversals import ClaimReversals
from otcpt.batch.input._columns import TableReader
from otcpt.batch.input._frames import ArrowStream, to_arrow
from otcpt.batch.input._lines import CODED, NUMBERS
from otcpt.batch.input._types import key, text
from otcpt.batch.input._unread_columns import warn_of_unread
from otcpt.claims import Claim, Rows, claim_of
from otcpt.errors import InputErrors, InvalidInput
from otcpt.io import CELL_READERS
from otcpt.records import Faults

#: Columns that are the same for all lines of a claim, and those that only name things.
_TEXTS = ("claim_id", "line_id", "patient_key", "frequency", "replaces")


def claims_from_frame(frame: ArrowStream, *, columns: Mapping[str, str] | None = None) -> tuple[Claim, ...]:
    """Return the claims of a frame of service lines, put together as `check_frame` does.

    Rows of one ``claim_id`` and patient are a claim; without ``claim_id`` each row is one. A missing ``line_id`` is the
    number of the row, counted from 1, as in the findings of `check_frame`. Columns that are not read are named in an
    `UnreadColumnsWarning`.

    Args:
        frame: Service lines, one row each, of Polars, pandas, PyArrow or DuckDB; anything with an Arrow stream.
        columns: Names of otcpt's columns to those of the frame, where they differ.

    Returns:
        The claims in the order of their first rows.

    Raises:
        InputErrors: A column or row cannot be read; every problem is named.

    Example:
        >>> import pyarrow as pa
        >>> lines = pa.table({"claim_id": ["C1", "C1"], "dos": ["2026-03-02"] * 2, "cpt": ["97530", "97110"]})
        >>> [claim] = claims_from_frame(lines)
        >>> [(line.code, line.line_id) for line in claim]
        [('97530', '1'), ('97110', '2')]
    """
    table = to_arrow(frame)
    reader = TableReader(table.schema, columns=columns, taken_back=ClaimReversals())
    rows, faults = Rows(), Faults("table", reader.log.problems)
    for batch in table.to_batches(max_chunksize=CHUNK):
        for row, record in _records(reader, batch):
            faults.row = row
            rows.read(record, row, faults)
    if problems := reader.problems():
        raise InputErrors(problems)
    warn_of_unread(reader.notes)
    return tuple(claim_of(group) for group in rows.groups)


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
    charges = text(_column(reader, batch, "charge"), batch.num_rows).to_pylist()
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
