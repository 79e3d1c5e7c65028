"""Which reader a file needs is seen from its contents, never from its name."""

import re
from collections.abc import Mapping
from typing import Literal

from otcpt.errors import InvalidInput
from otcpt.io._claim_file import ClaimFile
from otcpt.io._log import OnProblem
from otcpt.io._source import Progress, Source, load
from otcpt.io.csv_lines import WORKBOOK, read_csv, read_workbook
from otcpt.io.x12 import read_837

#: An X12 file, or a piece of one, for which a message about its missing header is the helpful one.
_X12 = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:ISA|GS|ST|BHT|HL|NM1|CLM|LX|SV[12])[^\w\s,;\"-]")


def read_claims(
    source: Source,
    kind: Literal["837", "csv", "excel"] | None = None,
    *,
    sheet: str | int | None = None,
    columns: Mapping[str, str] | None = None,
    wide: bool = False,
    name: str | None = None,
    progress: Progress | None = None,
    on_problem: OnProblem = "raise",
    allow_empty: bool = False,
) -> ClaimFile:
    """Read a file of claims, an X12 837 or a table of service lines (CSV, Excel): a path, or the contents as bytes.

    ``sheet`` names or numbers the sheet of a workbook. ``columns`` says which column of a table is which
    (``{"date_of_service": "Visit Date"}``), ``wide`` that each of its rows has several services (CPT1, CPT2).
    ``kind`` is found from the contents where it is None. ``progress`` is called with the bytes done and the bytes in
    all. A table without a line is refused unless ``allow_empty``. Raises `InputErrors` with every problem, see
    `read_837`, `read_csv` and `read_workbook`; `OSError` for a path that cannot be opened.

    >>> read_claims(b"code,date_of_service\\n97530,2026-03-09\\n").kind
    'csv'
    """
    if kind not in (None, "837", "csv", "excel"):
        raise InvalidInput(
            f"kind {kind!r} is none of '837', 'csv' and 'excel'; leave it out to look at the contents", "kind", kind
        )
    data, name = load(source, name)
    if kind is None:
        kind = kind_of(data[:2000])
    if kind != "excel" and sheet is not None:
        raise InvalidInput(f"{name} is no workbook and has no sheet {sheet!r}; leave it out", "sheet", sheet)
    if kind == "837":
        return read_837(data, name=name, progress=progress, on_problem=on_problem)
    if kind == "excel":
        return read_workbook(
            data, sheet=sheet, name=name, columns=columns, wide=wide, progress=progress, on_problem=on_problem,
            allow_empty=allow_empty,
        )  # fmt: skip
    return read_csv(
        data, name=name, columns=columns, wide=wide, progress=progress, on_problem=on_problem, allow_empty=allow_empty
    )


def kind_of(opening: bytes) -> Literal["837", "csv", "excel"]:
    """Return the kind of a file by its first bytes; what is neither of the others is read as a table of text."""
    return "837" if _X12.match(opening) else "excel" if opening.startswith(WORKBOOK) else "csv"
