"""Which reader a file needs is seen from its contents, never from its name."""

import re
from collections.abc import Callable, Mapping
from typing import Literal, TypeAlias

import attrs

from otcpt.errors import InvalidInput
from otcpt.io._claim_file import ClaimFile
from otcpt.io._json import OPENINGS
from otcpt.io._json_claims import read_json
from otcpt.io._log import OnProblem
from otcpt.io._text import Progress, Source, load
from otcpt.io.csv_lines import WORKBOOK, read_csv, read_workbook
from otcpt.io.fhir import read_fhir
from otcpt.io.x12 import read_837

Kind: TypeAlias = Literal["837", "csv", "excel", "json", "fhir"]

#: An X12 file, or a piece of one, for which a message about its missing header is the helpful one.
_X12 = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:ISA|GS|ST|BHT|HL|NM1|CLM|LX|SV[12])[^\w\s,;\"-]")


def _is_json(data: bytes) -> bool:
    return data[:2000].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(OPENINGS)


@attrs.frozen
class _Format:
    """A kind of file, how its contents are known, its reader, and what a caller may say of such a file."""

    knows: Callable[[bytes], object]
    read: Callable[..., ClaimFile]
    options: tuple[str, ...] = ()


#: The readers, in the order in which the contents are looked at. A new format is one module or folder and one entry.
_FORMATS: dict[Kind, _Format] = {
    "837": _Format(lambda data: _X12.match(data[:2000]), read_837),
    "excel": _Format(lambda data: data.startswith(WORKBOOK), read_workbook, ("sheet", "columns", "wide")),
    "fhir": _Format(lambda data: _is_json(data) and b'"resourceType"' in data, read_fhir),
    "json": _Format(_is_json, read_json),
    "csv": _Format(lambda _: True, read_csv, ("columns", "wide")),
}


def read_claims(
    source: Source,
    kind: Kind | None = None,
    *,
    sheet: str | int | None = None,
    columns: Mapping[str, str] | None = None,
    wide: bool = False,
    name: str | None = None,
    progress: Progress | None = None,
    on_problem: OnProblem = "raise",
    allow_empty: bool = False,
) -> ClaimFile:
    """Read a file of claims: an X12 837, a table of service lines (CSV, Excel), records (JSON, JSON lines), or FHIR.

    The source is a path, or the contents as bytes.

    Args:
        source: A path, or the contents as bytes.
        kind: The format; seen from the contents unless given.
        sheet: The sheet of a workbook, by name or by number from 1; the first, or the only one with a table, else.
        columns: Which column of a table is which, like ``{"date_of_service": "Visit Date"}``, either way round; a
            column that is named for ``""`` is not read.
        wide: Whether each row of a table has several services (CPT1, Units1, CPT2 and so on).
        name: What problems call the file.
        progress: Called with the bytes done and the bytes in all.
        on_problem: With ``keep``, what can be read is returned, with the problems and the rows set apart.
        allow_empty: Whether a table with a header and no line is read rather than refused.

    Returns:
        The claims, where their lines are in the file, and what became of every row.

    Raises:
        InputErrors: Every problem of the file, with its row and column.
        InvalidInput: An option that a file of this kind does not have.
        OSError: The path cannot be opened.

    Example:
        >>> read_claims(b"code,date_of_service\\n97530,2026-03-09\\n").kind
        'csv'
    """
    if kind is not None and kind not in tuple(_FORMATS):
        known = " and ".join([", ".join(map(repr, [*_FORMATS][:-1])), repr([*_FORMATS][-1])])
        raise InvalidInput(f"kind {kind!r} is not one of {known}; leave it out to look at the contents", "kind", kind)
    data, name = load(source, name, progress)
    found = kind_of(data) if kind is None else kind
    given: dict[str, object] = {"sheet": sheet, "columns": columns or None, "wide": wide or None}
    options = {option: value for option, value in given.items() if value is not None}
    for option, value in options.items():
        if option not in _FORMATS[found].options:
            wanted = "no workbook" if option == "sheet" else "no table"
            raise InvalidInput(f"{name} is {wanted} and has no {option} {value!r}; leave it out", option, value)
    if allow_empty and "columns" in _FORMATS[found].options:
        options["allow_empty"] = True
    return _FORMATS[found].read(data, name=name, progress=progress, on_problem=on_problem, **options)


def kind_of(data: bytes) -> Kind:
    """Return the kind of a file by its contents, of which the first bytes are enough.

    Args:
        data: The first bytes, or all.

    Returns:
        The kind.
    """
    return next(known for known, form in _FORMATS.items() if form.knows(data))
