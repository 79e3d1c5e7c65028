"""Which column of a schema is which; a misspelt name must not pass for a column that is not there."""

import json
import re
import warnings
from collections.abc import Mapping, Sequence

import pyarrow as pa

from otcpt.batch.input._lines import FAULT, PLACE, ROW
from otcpt.batch.input._types import wrong_type
from otcpt.errors import InputErrors, Problem
from otcpt.io import Log, column_names, match_columns
from otcpt.io.csv_lines import column_of

_NO_COLUMN = (
    "no column has a name that otcpt knows; expected at least code and date_of_service, or columns= that says which is"
)
#: Where pandas puts an index without a name, and columns of our own: none of the caller's.
_NOT_THEIRS = re.compile(rf"__index_level_\d+__|{ROW}|{PLACE}|{FAULT}")


def match_schema(schema: pa.Schema, columns: Mapping[str, str] | None, log: Log) -> dict[str, str]:
    """Return what the table calls each column of a line that it has.

    Raises `InputErrors` where a column is missing, twice there, not known, or of a type that cannot be read.
    """
    asked = column_names(columns)
    quiet = {name for name in schema.names if _NOT_THEIRS.fullmatch(name)}
    quiet |= {name for name in _index(schema) if not column_of(name, asked)}
    for place in (place for place, name in enumerate(schema.names, 1) if not name.strip()):
        log.note(f"column {place} has no name and was not read")
    try:
        matched = match_columns(["" if name in quiet else name for name in schema.names], None, log, asked)
    except InputErrors:
        raise InputErrors((Problem(log.name, None, None, None, _NO_COLUMN),)) from None
    found = {}
    for column, place in matched.items():
        found[column] = schema.names[place]
        kind = schema.field(place).type
        if why := wrong_type(column, kind):
            log.problem(None, found[column], str(kind), why)
    log.close("raise")
    return found


def _index(schema: pa.Schema) -> list[str]:
    """The names of an index of pandas, which may be anything: it is kept, and no misspelt column."""
    try:
        return [name for name in json.loads(schema.metadata[b"pandas"])["index_columns"] if isinstance(name, str)]
    except (LookupError, TypeError, ValueError):
        return []


class UnreadColumnsWarning(UserWarning):
    """A frame has columns that no check reads, perhaps since their names are misspelt; near misses are suggested.

    Drop or rename them, name them in ``columns=``, or call `check_table`, whose report has them as ``notes``.
    """


def warn_of_unread(notes: Sequence[str]) -> None:
    """Warn once of all columns that were not read, at the line that called the caller of this function."""
    if notes:
        warnings.warn("\n".join(notes), UnreadColumnsWarning, stacklevel=3)
