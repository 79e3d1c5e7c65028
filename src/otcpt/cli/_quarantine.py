"""The rows set apart, as a file that can be corrected and checked again."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path

from otcpt.errors import InvalidInput
from otcpt.files import whole_file
from otcpt.io import RowSetApart

_ENDINGS = (".csv", ".jsonl", ".parquet")


def refuse_quarantine(path: Path | None) -> None:
    """Raise `InvalidInput` for a name of another ending than those that are written."""
    if path is not None and path.suffix.lower() not in _ENDINGS:
        listed = ", ".join(_ENDINGS)
        raise InvalidInput(f"--quarantine {str(path)!r}: name it {listed}", "--quarantine", str(path))


def write_quarantine(rows: Sequence[RowSetApart], path: Path) -> None:
    """Write each row as it came, with its number in the file and the reason."""
    names = list(dict.fromkeys(name for row in rows for name in row.cells))
    records = [{**dict(row.cells), "row": row.row, "reason": row.reason} for row in rows]
    with whole_file(path) as unfinished, unfinished.open("w", encoding="utf-8", newline="") as stream:
        if path.suffix.lower() == ".jsonl":
            stream.writelines(f"{json.dumps(record)}\n" for record in records)
        else:
            table = csv.DictWriter(stream, [*names, "row", "reason"], lineterminator="\n")
            table.writeheader()
            table.writerows(records)
