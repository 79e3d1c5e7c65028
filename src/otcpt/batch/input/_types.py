"""Types of columns: which can be read for what, and what they are as text."""

from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from otcpt.batch.input._arrays import array_of, letters_of
from otcpt.batch.input._lines import NUMBERS
from otcpt.claims import NONE_NAMED
from otcpt.errors import InvalidInput
from otcpt.io import CELL_READERS

OPAQUE = frozenset({"patient_key", "rendering_provider_key", "billing_provider_key", "certifying_provider_key"})
#: How a distinct value is read. Of who certifies a plan of care no rule asks more than whether the claim names one.
READERS: dict[str, Callable[[str], object]] = {
    **CELL_READERS,
    "certifying_provider_key": lambda key: NONE_NAMED if key.lower() == NONE_NAMED else "named",
}
#: Columns of text in which a whole number has lost nothing.
_WHOLE_AS_TEXT = OPAQUE | {"claim_id", "line_id", "frequency", "replaces", "place_of_service", "bill_type"}


def wrong_type(column: str, kind: pa.DataType) -> str:
    """What is wrong with the type of a column; nothing where it can be read."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    if pa.types.is_null(kind) and column not in ("code", "date_of_service"):
        return ""
    textual = is_text(kind)
    number = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    if column in NUMBERS:
        return "" if textual or number else "expected whole numbers"
    if column == "date_of_service":
        return "" if textual or pa.types.is_date(kind) or pa.types.is_timestamp(kind) else "expected dates"
    if column in ("start_time", "end_time"):
        return "" if textual or pa.types.is_time(kind) else "expected times of day"
    if column in ("modifiers", "occurrence_codes") and is_list(kind):
        return wrong_type("modifier_1", kind.value_type)
    if column in _WHOLE_AS_TEXT and pa.types.is_integer(kind):
        return ""
    if column in ("charge", "frequency"):
        return "" if textual or number else f"expected {'dollars' if column == 'charge' else 'claim frequency codes'}"
    if not textual:
        lost = "; a number loses zeros (00100 becomes 100), so cast the column where it is read"
        return f"expected text{lost if number else ''}"
    return ""


def is_text(kind: pa.DataType) -> bool:
    """Whether it is text of any form."""
    kind = plain_type(kind)
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def is_list(kind: pa.DataType) -> bool:
    """Whether it is a list of any form."""
    known = pa.types.is_list, pa.types.is_large_list, pa.types.is_fixed_size_list
    return any(is_one(kind) for is_one in known)


def plain_schema(schema: pa.Schema) -> pa.Schema:
    """The columns under types of which Arrow can pick rows."""
    return pa.schema([field.with_type(plain_type(field.type)) for field in schema], schema.metadata)


def plain_rows(rows: pa.RecordBatch) -> pa.RecordBatch:
    """The same rows under types of which Arrow can pick some."""
    return pa.RecordBatch.from_arrays([*map(plain, rows.columns)], schema=plain_schema(rows.schema))


def plain_type(kind: pa.DataType) -> pa.DataType:
    """The type under which rows can be picked and files written: no views, no lists of them, nothing encoded."""
    if pa.types.is_dictionary(kind) or pa.types.is_run_end_encoded(kind):
        return plain_type(kind.value_type)
    if pa.types.is_struct(kind):
        return pa.struct(plain_schema(pa.schema(kind)))
    if pa.types.is_map(kind):
        return pa.map_(plain_type(kind.key_type), plain_type(kind.item_type))
    if is_list(kind):
        plain = plain_type(kind.value_type)
        return kind if plain == kind.value_type else pa.list_(plain)
    return {pa.string_view(): pa.string(), pa.binary_view(): pa.binary()}.get(kind, kind)


def plain(column: pa.Array) -> pa.Array:
    """The same values under the type of which rows can be picked."""
    if pa.types.is_dictionary(column.type):
        return plain(column.dictionary).take(column.indices)
    kind = plain_type(column.type)
    try:
        return column.cast(kind)
    except pa.ArrowNotImplementedError:  # Arrow casts no structures or lists of views
        return pa.array(column.to_pylist(), kind)


def joined(lists: pa.Array) -> pa.Array:
    """The texts of each list with blanks between; missing ones are none."""
    lists = plain(lists).cast(pa.list_(pa.string()))
    if pc.list_flatten(lists).null_count:
        joined = (None if texts is None else " ".join(filter(None, texts)) for texts in lists.to_pylist())
        return pa.array(joined, pa.string())
    return pc.binary_join(lists, " ")


def key(column: pa.Array | None, rows: int) -> pa.Array:
    """The text of a key without blanks around it, as a `ServiceLine` has it; an empty one is none."""
    joined = text(column, rows)
    if joined.null_count == len(joined):
        return joined
    bounds, letters = letters_of(joined)
    if letters[bounds[0] : bounds[-1]].view(np.int8).min(initial=33) < 33:  # a blank, or more than ASCII
        joined = pc.utf8_trim_whitespace(joined)
    lengths = pc.binary_length(joined)
    return joined if pc.min(lengths).as_py() else pc.if_else(pc.equal(lengths, 0), None, joined)


def text(column: pa.Array | None, rows: int) -> pa.Array:
    """The column as text."""
    if column is None:
        return pa.nulls(rows, pa.string())
    if pa.types.is_dictionary(column.type):
        column = text(column.dictionary, len(column.dictionary)).take(column.indices)
    if pa.types.is_floating(column.type):
        column = pc.if_else(pc.is_nan(column), None, column)
    return column if pa.types.is_string(column.type) else column.cast(pa.string())


def joined_texts(columns: Sequence[pa.Array], rows: int) -> pa.Array:
    """The texts of several columns with blanks between."""
    # null_handling="skip" drops a row whose values are all null (pyarrow 26)
    return pc.binary_join_element_wise(*(pc.fill_null(text(column, rows), "") for column in columns), " ")


def as_text(column: pa.Array) -> pa.Array:
    """The column as cells of a table have it, where another file has it so."""
    if is_list(column.type):
        return joined(column)
    if pa.types.is_timestamp(column.type) and column.type.tz is None:
        column = column.cast(pa.date32(), safe=False)
    elif pa.types.is_time(column.type):
        return pc.utf8_slice_codeunits(column.cast(pa.string()), 0, len("09:00:00"))
    return text(column, len(column))


def encoded(column: pa.Array) -> pa.DictionaryArray:
    """The column with each different value kept once, as text."""
    if not pa.types.is_dictionary(column.type):
        column = text(column, len(column))
        if (
            len(column)
            and not column.null_count
            and column[0] == column[-1]
            and pc.all(pc.equal(column, column[0])).as_py()
        ):
            return pa.DictionaryArray.from_arrays(array_of(np.zeros(len(column), dtype=np.int32)), column[:1])
        return column.dictionary_encode()
    values = column.dictionary
    if pa.types.is_string(values.type):
        return column
    return pa.DictionaryArray.from_arrays(column.indices, text(values, len(values)))


def shown(values: pa.Array) -> list[object]:
    """The values for a message; none where one of them is beyond what Python has."""
    try:
        return values.to_pylist()  # type: ignore[no-any-return]
    except (OverflowError, ValueError):
        return [None] * len(values)


def local_time(column: pa.Array) -> pa.Array:
    """Moments as the clock showed them; raise `InvalidInput` for a time zone that is not known here."""
    try:
        return pc.local_timestamp(column)
    except pa.ArrowInvalid:
        zone = column.type.tz
        raise InvalidInput(
            f"date_of_service has time zone {zone!r}, which is not known here; turn the column into dates", "tz", zone
        ) from None
