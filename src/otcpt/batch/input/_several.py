"""Several sources as one: columns under otcpt's names and one type each, rows that know their file."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

import attrs
import numpy as np
import pyarrow as pa

from otcpt.batch.input._lines import FAULT, FILE, PLACE, ROW
from otcpt.batch.input._match_schema import match_schema
from otcpt.batch.input._sources import BATCH, Source
from otcpt.batch.input._types import as_text, is_list, joined_texts, plain_type
from otcpt.io import Log

#: A source, and what it calls each of otcpt's columns.
_Named: TypeAlias = tuple[Source, Mapping[str, str]]

_OURS = {ROW: pa.int64(), PLACE: pa.int64(), FAULT: pa.string()}
_SEPARATE = ("modifier_1", "modifier_2", "modifier_3", "modifier_4")


@attrs.frozen(eq=False)
class Several:
    """Sources one after another; a row's number is that in its file, beyond `FILE` rows for each file before."""

    name: str
    schema: pa.Schema
    _sources: Sequence[_Named]

    @classmethod
    def of(cls, log: Log, given: Iterable[tuple[Source, str, Mapping[str, str] | None]]) -> "Several":
        """Join sources, each with its name and the caller's columns; raise `InputErrors` for one without lines."""
        named: list[_Named] = []
        for source, name, columns in given:
            own = Log(name)
            named.append((source, match_schema(source.schema, columns, own)))
            for note in own.notes:
                log.note(f"{name}: {note}")
        types: dict[str, set[pa.DataType]] = {}
        for source, names in named:
            for column, theirs in names.items():
                types.setdefault(column, set()).add(plain_type(source.schema.field(theirs).type))
        if "modifiers" in types:
            types = {column: found for column, found in types.items() if column not in _SEPARATE}
            if len({"modifier_1" in names for _, names in named}) > 1:
                types["modifiers"] = {pa.string()}
        fields = {column: found.pop() if len(found) == 1 else pa.string() for column, found in types.items()}
        return cls(log.name, pa.schema(list((fields | _OURS).items())), named)

    @property
    def row_groups(self) -> list[int]:
        """Rows of each part of each source."""
        return [rows for source, _ in self._sources for rows in source.row_groups]

    def batches(
        self,
        start: int = 0,
        stop: int | None = None,
        *,
        columns: Sequence[str] | None = None,
        few: Sequence[str] = (),
        size: int = BATCH,
        last: bool = False,
    ) -> Iterator[pa.RecordBatch]:
        """Yield the rows from one to before another."""
        fields = [self.schema.field(name) for name in columns or self.schema.names]
        at = 0
        for number, (source, names) in enumerate(self._sources):
            rows = sum(source.row_groups)
            if at + rows > start and (stop is None or at < stop):
                low, high = max(start - at, 0), rows if stop is None else min(stop - at, rows)
                own = source.schema.field
                given = [names[name] for name in few if name in names and not is_list(own(names[name]).type)]
                for batch in source.batches(low, high, few=given, size=size, last=last):
                    arrays = [_column(batch, field, names, number, low) for field in fields]
                    yield pa.RecordBatch.from_arrays(arrays, [field.name for field in fields])
                    low += batch.num_rows
            at += rows


def _column(batch: pa.RecordBatch, field: pa.Field, names: Mapping[str, str], number: int, before: int) -> pa.Array:
    """A column of a batch of a file, before which so many rows of the file came."""
    if field.name == ROW:
        own = batch.column(ROW).to_numpy() if ROW in batch.schema.names else np.arange(batch.num_rows) + before + 1
        return pa.array(own + number * FILE)
    if field.name in _OURS:
        if field.name in batch.schema.names:
            return batch.column(field.name)
        return pa.array(np.full(batch.num_rows, -1)) if field.name == PLACE else pa.nulls(batch.num_rows, pa.string())
    if field.name in names:
        column = batch.column(names[field.name])
        return column if plain_type(column.type) == field.type else as_text(column)
    if field.name == "modifiers" and (parts := [batch.column(names[name]) for name in _SEPARATE if name in names]):
        return joined_texts(parts, batch.num_rows)
    return pa.nulls(batch.num_rows, field.type)
