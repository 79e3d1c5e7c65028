"""Which reader a file needs is seen from its contents, never from its name."""

import re
from typing import Literal

from otcpt.errors import InvalidInput
from otcpt.io._claim_file import ClaimFile
from otcpt.io._log import OnProblem
from otcpt.io._source import Progress, Source, load
from otcpt.io.csv_lines import read_csv
from otcpt.io.x12 import read_837

#: An X12 file, or a piece of one, for which a message about its missing header is the helpful one.
_X12 = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:ISA|GS|ST|BHT|HL|NM1|CLM|LX|SV[12])[^\w\s,;\"-]")


def read_claims(
    source: Source,
    kind: Literal["837", "csv"] | None = None,
    *,
    name: str | None = None,
    progress: Progress | None = None,
    on_problem: OnProblem = "raise",
) -> ClaimFile:
    """Read a file of claims, an X12 837 or a table of service lines: a path, or the contents as bytes.

    ``kind`` is found from the contents where it is None. ``progress`` is called with the bytes done and the bytes in
    all. Raises `InputErrors` with every problem, see `read_837` and `read_csv`; `OSError` for a path that cannot be
    opened.

    >>> read_claims(b"code,date_of_service\\n97530,2026-03-09\\n").kind
    'csv'
    """
    if kind not in (None, "837", "csv"):
        raise InvalidInput(
            f"kind {kind!r} is neither '837' nor 'csv'; leave it out to look at the contents", "kind", kind
        )
    data, name = load(source, name)
    if kind is None:
        kind = "837" if _X12.match(data[:2000]) else "csv"
    read = read_837 if kind == "837" else read_csv
    return read(data, name=name, progress=progress, on_problem=on_problem)
