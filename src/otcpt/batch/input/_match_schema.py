"""Which column of a schema is which."""

import re
from collections.abc import Mapping

import pyarrow as pa

from otcpt.batch.input._lines import FAULT, PLACE, ROW
from otcpt.batch.input._types import wrong_type
from otcpt.errors import InputErrors, Problem
from otcpt.io import Log, column_names, match_columns

_NO_COLUMN = (
    "no column has a name that otcpt knows; expected at least code and date_of_service, or columns= that says which is"
)
#: Where pandas puts an index without a name, and columns of our own: none of the caller's.
_NOT_THEIRS = re.compile(rf"__index_level_\d+__|{ROW}|{PLACE}|{FAULT}")


def match_schema(schema: pa.Schema, columns: Mapping[str, str] | None, log: Log) -> dict[str, str]:
    """Return what the table calls each column of a line that it has.

    Raises `InputErrors` where a column is missing, twice there, not known, or of a type that cannot be read.
    """
    named = ["" if _NOT_THEIRS.fullmatch(name) else name for name in schema.names]
    try:
        matched = match_columns(named, None, log, column_names(columns))
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
