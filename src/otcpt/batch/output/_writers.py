"""Tables to files: Parquet, CSV, or JSON lines, as the file is named; findings set back until the last is known."""

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from otcpt.batch.judging._hits import FINDINGS, sorted_findings
from otcpt.errors import InvalidInput
from otcpt.files import scratch_file, whole_file
from otcpt.findings import RECORD
from otcpt.tables import inert

#: Bytes of the different values of a column that Parquet keeps once; of more it would write every row's anew.
_ONCE = 1 << 26
#: Findings put in order at once.
_FINDINGS = 1 << 18
#: Columns of findings by which readers skip row groups.
_SOUGHT = ["claim_id", "date_of_service", "rule_id"]
_JSON = frozenset(key.name for key in RECORD if key.form.is_json)


class Writer:
    """Where tables of one schema are written: nowhere, unless a subclass says where."""

    def write(self, table: pa.Table) -> None:
        """Write rows."""

    def note(self, text: str) -> None:
        """Write what is known of the whole, where the file has a place for it."""

    def close(self) -> None:
        """Complete the file."""


class _Parquet(Writer):
    """Encoded columns are plain ones to whoever reads the file."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        few = [field.name for field in schema if pa.types.is_dictionary(field.type)]
        self._file = pq.ParquetWriter(
            path,
            schema,
            store_schema=False,
            dictionary_pagesize_limit=_ONCE,
            compression="zstd",
            use_dictionary=few or True,
            write_statistics=[name for name in _SOUGHT if name in schema.names] if few else True,
        )

    def write(self, table: pa.Table) -> None:
        if table.num_rows:
            self._file.write_table(table)

    def note(self, text: str) -> None:
        self._file.add_key_value_metadata({"otcpt": text})

    def close(self) -> None:
        self._file.close()


class _Text(Writer):
    """Rows as lines of text."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._stream = path.open("w", encoding="utf-8", newline="")
        self._begin(schema)

    def _begin(self, schema: pa.Schema) -> None:
        """Write what comes before the rows."""

    def close(self) -> None:
        self._stream.close()


class _Csv(_Text):
    """Lists are joined by blanks, what is nested is JSON; no cell is a formula, unless they are kept as they are."""

    raw = False

    def _begin(self, schema: pa.Schema) -> None:
        self._rows = csv.writer(self._stream, lineterminator="\n")
        self._rows.writerow(schema.names if self.raw else map(inert, schema.names))

    def write(self, table: pa.Table) -> None:
        for batch in table.to_batches():
            columns = map(_joined, batch.columns)
            cells = (column.to_pylist() if self.raw else _inert(column) for column in columns)
            self._rows.writerows(zip(*cells, strict=True))


class _RawCsv(_Csv):
    raw = True


def _inert(column: pa.Array) -> list[object]:
    """The values of a column, texts as cells that no spreadsheet works out."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    values: list[object] = column.to_pylist()
    if not pa.types.is_string(column.type):
        return values
    return [inert(value) if isinstance(value, str) else value for value in values]


class _Jsonl(_Text):
    """An object a row, equal to the record of `Finding.to_record`; what concerns them all is the last."""

    def note(self, text: str) -> None:
        self._stream.write(f'{{"summary": {text}}}\n')

    def write(self, table: pa.Table) -> None:
        for batch in table.to_batches():
            texts = [_json(name, column) for name, column in zip(batch.schema.names, batch.columns, strict=True)]
            self._stream.writelines(f"{{{', '.join(row)}}}\n" for row in zip(*texts, strict=True))


def _joined(column: pa.Array) -> pa.Array:
    if pa.types.is_list(column.type):
        return pc.binary_join(column.cast(pa.list_(pa.string())), " ")
    return column


def _json(name: str, column: pa.Array) -> list[str]:
    """A key and its value for each row."""
    if pa.types.is_dictionary(column.type):
        known = _json(name, column.dictionary)
        return [known[number] for number in column.indices.to_pylist()]
    opening = f"{json.dumps(name)}: "
    values = column.to_pylist()
    if name in _JSON:
        return [opening + value for value in values]
    return [opening + json.dumps(value, default=str) for value in values]


_WRITERS: dict[str, Callable[[Path, pa.Schema], Writer]] = {
    ".parquet": _Parquet,
    ".csv": _Csv,
    ".jsonl": _Jsonl,
}


def refuse_names(*paths: Path | None) -> None:
    """Raise `InvalidInput` for a file name of an ending that is not written."""
    for path in paths:
        if path is not None and path.suffix.lower() not in _WRITERS:
            raise InvalidInput(
                f"{path.name} does not end in .parquet, .csv or .jsonl; name it so",
                "target",
                str(path),
            )


@contextmanager
def written(
    target: Path | None, schema: pa.Schema, *, ending: str | None = None, raw: bool = False
) -> Iterator[Writer]:
    """Open a file to be written whole, as its own name ends or as an ``ending`` asks; nothing is written to None."""
    if target is None:
        yield Writer()
        return
    with whole_file(target) as path:
        kind = ending or target.suffix.lower()
        file = _RawCsv(path, schema) if raw and kind == ".csv" else _WRITERS[kind](path, schema)
        try:
            yield file
        finally:
            file.close()


class DeferredFindings:
    """Findings kept in a file until the last of them is known, then given back in order."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer: pa.RecordBatchFileWriter | None = None
        self._days: Counter[int] = Counter()

    def add(self, findings: pa.Table) -> None:
        """Keep findings."""
        if findings.num_rows:
            self._writer = self._writer or pa.ipc.new_file(scratch_file(self._path), FINDINGS)
            self._writer.write_table(findings)
            days, counts = np.unique(findings["date_of_service"].cast(pa.int32()).to_numpy(), return_counts=True)
            self._days.update(dict(zip(days.tolist(), counts.tolist(), strict=True)))

    def close(self) -> None:
        """Write no more."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def sorted_findings(self) -> Iterator[pa.Table]:
        """Give everything back; some days of findings are in memory at once."""
        self.close()
        if not self._days:
            return
        with pa.memory_map(str(self._path)) as kept:
            file = pa.ipc.open_file(kept)
            for first, last in _stretches(self._days):
                day = pc.field("date_of_service").cast(pa.int32())
                some = (day >= first) & (day <= last)
                batches = (file.get_batch(number) for number in range(file.num_record_batches))
                yield sorted_findings(
                    pa.concat_tables(pa.Table.from_batches([batch]).filter(some) for batch in batches)
                )


def _stretches(days: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """Cut days into stretches of not many findings, unless one day has more."""
    stretch: list[int] = []
    count = 0
    for day in sorted(days):
        if stretch and count + days[day] > _FINDINGS:
            yield stretch[0], stretch[-1]
            stretch, count = [], 0
        stretch.append(day)
        count += days[day]
    if stretch:
        yield stretch[0], stretch[-1]
