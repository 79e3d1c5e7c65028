"""Which reader a file needs is seen from its contents, never from its name."""

import re
from collections.abc import Callable
from typing import Literal, TypeAlias

import attrs

from otcpt.errors import InvalidInput
from otcpt.io._claim_file import ClaimFile
from otcpt.io._json import OPENINGS
from otcpt.io._log import OnProblem
from otcpt.io._source import Progress, Source, load
from otcpt.io.csv_lines import WORKBOOK, read_csv, read_workbook
from otcpt.io.fhir import read_fhir
from otcpt.io.json_claims import read_json
from otcpt.io.x12 import read_837

Kind: TypeAlias = Literal["837", "csv", "excel", "json", "fhir"]

#: An X12 file, or a piece of one, for which a message about its missing header is the helpful one.
_X12 = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:ISA|GS|ST|BHT|HL|NM1|CLM|LX|SV[12])[^\w\s,;\"-]")


def _is_json(data: bytes) -> bool:
    return data[:2000].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(OPENINGS)


@attrs.frozen
class _Format:
    """A kind of file, how its contents are known, and its reader."""

    knows: Callable[[bytes], object]
    read: Callable[..., ClaimFile]


#: The readers, in the order in which the contents are looked at. A new format is one folder and one entry.
_FORMATS: dict[Kind, _Format] = {
    "837": _Format(lambda data: _X12.match(data[:2000]), read_837),
    "excel": _Format(lambda data: data.startswith(WORKBOOK), read_workbook),
    "fhir": _Format(lambda data: _is_json(data) and b'"resourceType"' in data, read_fhir),
    "json": _Format(_is_json, read_json),
    "csv": _Format(lambda _: True, read_csv),
}


def read_claims(
    source: Source,
    kind: Kind | None = None,
    *,
    sheet: str | None = None,
    name: str | None = None,
    progress: Progress | None = None,
    on_problem: OnProblem = "raise",
) -> ClaimFile:
    """Read a file of claims: an X12 837, a table of service lines (CSV, Excel), records (JSON, JSON lines), or FHIR.

    See `read_837`, `read_csv`, `read_workbook`, `read_json` and `read_fhir`, which do the work.

    Args:
        source: A path, or the contents as bytes.
        kind: Which reader; found from the contents where it is None.
        sheet: The sheet of a workbook; else the first is read.
        name: What problems call the file.
        progress: Called with the bytes done and the bytes in all.
        on_problem: With ``keep``, the lines that can be read are returned, and the problems with them.

    Returns:
        The claims, with what was left out and why.

    Raises:
        InputErrors: Every problem of the file with its place.
        OSError: The path cannot be opened.

    Example:
        >>> read_claims(b"code,date_of_service\\n97530,2026-03-09\\n").kind
        'csv'
    """
    if kind is not None and kind not in _FORMATS:
        known = " and ".join([", ".join(map(repr, [*_FORMATS][:-1])), repr([*_FORMATS][-1])])
        raise InvalidInput(f"kind {kind!r} is none of {known}; leave it out to look at the contents", "kind", kind)
    data, name = load(source, name)
    found = kind if kind is not None else next(known for known, form in _FORMATS.items() if form.knows(data))
    if found == "excel":
        return read_workbook(data, sheet=sheet, name=name, progress=progress, on_problem=on_problem)
    if sheet is not None:
        raise InvalidInput(f"{name} is no workbook and has no sheet {sheet!r}; leave it out", "sheet", sheet)
    return _FORMATS[found].read(data, name=name, progress=progress, on_problem=on_problem)
