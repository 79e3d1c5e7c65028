"""The caller's kind of frame: in through the Arrow stream, out as what came in."""

from collections.abc import Set
from importlib import import_module
from operator import attrgetter
from typing import Protocol, TypeVar, cast, runtime_checkable

import pyarrow as pa
import pyarrow.compute as pc

from otcpt.batch.input._arrays import validate
from otcpt.batch.input._pieces import each
from otcpt.errors import InvalidInput

Frame = TypeVar("Frame")

#: Rows that a thread looks through at once.
_LOOKED_THROUGH = 1 << 19


@runtime_checkable
class ArrowStream(Protocol):
    """Anything that hands out its rows as an Arrow stream: Polars, pandas 2.2 and later, PyArrow, DuckDB."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Return the stream as a capsule."""


def to_arrow(frame: ArrowStream) -> pa.Table:
    """Return the rows as an Arrow table; raise `InvalidInput` for what is no frame."""
    if hasattr(frame, "collect") and not isinstance(frame, ArrowStream):
        raise InvalidInput("a lazy frame has no rows yet; call .collect() first", "frame")
    if not isinstance(frame, ArrowStream):
        raise InvalidInput(
            f"{type(frame).__name__} is no frame: expected Polars, pandas, PyArrow, DuckDB, or anything with "
            "__arrow_c_stream__",
            "frame",
        )
    try:
        if _home(frame) == "duckdb":  # 1.2 gives the stream of a relation only once
            frame = attrgetter("to_arrow_table")(frame)()
        table = frame if isinstance(frame, pa.Table) else pa.RecordBatchReader.from_stream(frame).read_all()
        for _ in each(validate, table.to_batches(_LOOKED_THROUGH)):
            pass  # one that is not valid raises
    except (pa.ArrowInvalid, TypeError) as error:
        why = error.args[-1]  # the column; what is before it shows a value
        raise InvalidInput(
            f"the {type(frame).__name__} does not become an Arrow table: {why}; give each column one type", "frame"
        ) from None
    except ValueError as error:
        if "Duplicate column names" not in str(error):
            raise
        raise InvalidInput(f"two columns of the {type(frame).__name__} have one name; rename one", "frame") from None
    lists = [one.name for one in table.schema if pa.types.is_list(one.type)] if _home(frame) == "pandas" else []
    if sets := [name for name in lists if any(isinstance(one, Set) for one in attrgetter("loc")(frame)[:, name])]:
        raise InvalidInput(f"{', '.join(sets)}: sets have no order; give lists", "frame")
    return table


def _home(frame: object) -> str:
    return type(frame).__module__.partition(".")[0].lstrip("_")


def like(frame: Frame, table: pa.Table) -> Frame:
    """Return the table as the same kind of frame; an Arrow table for anything but Polars, pandas and DuckDB.

    A table that names rows of the frame has their index in pandas.
    """
    home = _home(frame)
    if home == "polars":
        made = import_module("polars").from_arrow(table)
    elif home == "pandas":
        made = table.to_pandas(date_as_object=False)
        if "row" in table.column_names:
            made.index = attrgetter("index")(frame).take(made["row"] - 1)
        elif "rows" in table.column_names:
            made.index = attrgetter("index")(frame).take(pc.list_element(table["rows"], 0).to_numpy() - 1)
        made.attrs["otcpt"] = (table.schema.metadata or {}).get(b"otcpt", b"").decode()
    elif home == "duckdb":
        made = import_module("duckdb").from_arrow(table)
    else:
        made = table
    return cast("Frame", made)
