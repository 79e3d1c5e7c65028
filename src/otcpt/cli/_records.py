"""An answer as records for programs: JSON, JSON lines, CSV; rows set apart, to be corrected and checked again."""

import csv
import json
from pathlib import Path
from typing import TextIO

from otcpt.checking import Answer
from otcpt.cli._workbook import sheet_of_rows
from otcpt.errors import InvalidInput
from otcpt.files import whole_file
from otcpt.findings import RECORD, cell
from otcpt.io import RowSetApart, write_workbook
from otcpt.tables import inert

_ENDINGS = (".csv", ".xlsx", ".jsonl", ".parquet")


def write_json(answer: Answer, stream: TextIO) -> None:
    """Write one object that holds everything."""
    json.dump(answer.to_record(), stream, indent=2)
    stream.write("\n")


def write_jsonl(answer: Answer, stream: TextIO) -> None:
    """Write one finding per line, and last what concerns them all."""
    for finding in answer.findings:
        stream.write(f"{json.dumps(finding.to_record())}\n")
    stream.write(f"{json.dumps({'summary': answer.summary() | answer.limits()})}\n")


def write_csv(answer: Answer, stream: TextIO, *, raw: bool = False) -> None:
    """Write one finding per row; lists are joined by blanks, what is nested is JSON.

    No cell begins as a formula does, unless they are kept ``raw``.
    """
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(key.name for key in RECORD)
    for finding in answer.findings:
        cells = (cell(key.form, key.read(finding)) for key in RECORD)
        writer.writerow(cells if raw else map(inert, cells))


def refuse_quarantine(path: Path | None) -> None:
    """Raise `InvalidInput` for a name of another ending than those that are written."""
    if path is not None and path.suffix.lower() not in _ENDINGS:
        listed = ", ".join(_ENDINGS)
        raise InvalidInput(f"--quarantine {str(path)!r}: name it {listed}", "--quarantine", str(path))


def write_quarantine(rows: tuple[RowSetApart, ...], path: Path, *, raw: bool = False) -> None:
    """Write each row as it came, with its number in the file and the reason."""
    names = list(dict.fromkeys(name for row in rows for name in row.cells))
    if path.suffix.lower() == ".xlsx":
        with whole_file(path) as unfinished:
            write_workbook(unfinished, [sheet_of_rows(rows)])
        return
    with whole_file(path) as unfinished, unfinished.open("w", encoding="utf-8", newline="") as stream:
        if path.suffix.lower() == ".jsonl":
            records = ({**dict(row.cells), "row": row.row, "reason": row.reason} for row in rows)
            stream.writelines(f"{json.dumps(record)}\n" for record in records)
        else:
            table = csv.writer(stream, lineterminator="\n")
            rows_of_cells: list[list[object]] = [[*names, "row", "reason"]]
            rows_of_cells += [[*map(row.cells.get, names), row.row, row.reason] for row in rows]
            for cells in rows_of_cells:
                texts = ["" if value is None else str(value) for value in cells]
                table.writerow(texts if raw else map(inert, texts))
