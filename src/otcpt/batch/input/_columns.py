"""From the columns of a table to arrays, each distinct value read once; problems are named by column and row."""

from collections import defaultdict
from collections.abc import Callable, Container, Mapping, Sequence
from datetime import date
from typing import cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from otcpt.batch.input._arrays import array_of, flags_of, ints_of, is_given, values_of
from otcpt.batch.input._claim_reversals import ACTIVE, STANDING, VOIDED, ClaimReversals
from otcpt.batch.input._file_names import FileNames
from otcpt.batch.input._lines import (
    ALONE,
    CLAIM,
    CODED,
    FAULT,
    FILE,
    MOST_WORDS,
    NOTHING,
    NUMBERS,
    PLACE,
    ROW,
    Ints,
    LineArrays,
    Vocabulary,
    repeated,
)
from otcpt.batch.input._match_schema import match_schema
from otcpt.batch.input._seen_values import SeenValues
from otcpt.batch.input._types import (
    OPAQUE,
    READERS,
    encoded,
    is_list,
    is_text,
    joined,
    joined_texts,
    key,
    local_time,
    plain,
    plain_schema,
    shown,
)
from otcpt.claims import NONE_NAMED, REPLACEMENT, frequency_form
from otcpt.errors import Problem
from otcpt.frozenmap import FrozenMap
from otcpt.io import CELL_READERS, Log
from otcpt.timeline import MINUTES_A_DAY

_SEPARATE = ("modifier_1", "modifier_2", "modifier_3", "modifier_4")
#: Problems kept per column; the rest are counted.
_MOST_LISTED = 1000
_WHOLE_TABLE = (
    "takes back another claim, which may be elsewhere in the stream; check the whole table with check_frame or "
    "check_parquet, or leave out what was replaced or voided, and this column"
)
_EPOCH = date(1970, 1, 1).toordinal()
_LAST_DAY = date.max.toordinal()


class TableReader:
    """Reads tables of one schema, batch after batch, and remembers every distinct value it has read.

    ``columns`` maps otcpt's column names to the table's where they differ. ``taken_back`` are the claims that others
    replace or void; without it, rows that take back others are problems. ``only`` are the columns to read, ``more``
    further columns whose distinct values are read once. ``files`` are the names of several files, by which rows and
    lines are named then. Raises `InputErrors` for a schema without service lines.
    """

    def __init__(
        self,
        schema: pa.Schema,
        *,
        columns: Mapping[str, str] | None = None,
        name: str = "table",
        taken_back: ClaimReversals | None = None,
        only: Container[str] | None = None,
        more: Sequence[str] = (),
        files: Sequence[str] = (),
    ) -> None:
        self.log = Log(name)
        self._files = FileNames(files)
        self.words = {column: Vocabulary(MOST_WORDS.get(column, 1 << 31)) for column in (*CODED, *more)}
        self.rows = 0
        self.numbers = np.zeros(0, dtype=np.int64)
        own = [field for field in plain_schema(schema) if field.name not in (ROW, PLACE, FAULT)]
        #: The columns of rows set apart: theirs, their number in the table, and what is wrong.
        named = [("file", pa.string())] if files else []
        self.apart = pa.schema([*named, *own, ("row", pa.int64()), ("reason", pa.string())])
        self._has_rows = ROW in schema.names
        self.has_places = PLACE in schema.names
        self._has_faults = FAULT in schema.names
        self.later: Container[str] = ()  # columns that are not numbered with the others
        self.reasons: dict[int, list[str]] = {}
        self.unlisted: dict[str, int] = {}
        self._listed: dict[str, int] = {}
        self._seen: defaultdict[str, SeenValues] = defaultdict(SeenValues)
        #: Whether codes are those of claims that were read; in tables, what a spreadsheet makes of a code is taken off.
        self._code_is_read = False
        self.taken_back = taken_back
        found = match_schema(schema, columns, self.log)
        self._found = {name: given for name, given in found.items() if only is None or name in only}
        self._lists = {given for given in found.values() if is_list(schema.field(given).type)}

    @property
    def has(self) -> frozenset[str]:
        """The columns that are there."""
        return frozenset(self._found)

    def problem(self, rows: npt.NDArray[np.int64], column: str, values: Sequence[object], message: str) -> None:
        """Write down what is wrong in some rows of the current batch; beyond a thousand they are only counted."""
        for row, value in zip(rows.tolist(), values, strict=True):
            if self._at_fault[row]:
                continue
            self.reasons.setdefault(row, []).append(f"{column}: {message}" if column else message)
            listed = self._listed[column] = self._listed.get(column, 0) + 1
            if listed > _MOST_LISTED:
                self.unlisted[column] = listed - _MOST_LISTED
                continue
            shown = None if value is None or column in OPAQUE else str(value)
            self.log.problem(int(self.numbers[row]), column or None, shown, message)

    def read(self, batch: pa.RecordBatch) -> tuple[LineArrays, npt.NDArray[np.bool_]]:
        """Return the lines of a batch and which of its rows are bad; their values are of no meaning.

        ``reasons`` then tells of each bad row, by its place in the batch, what is wrong with it.
        """
        self.reasons.clear()
        self._count(batch)
        bad = self._faults(batch)
        place = ints_of(batch.column(PLACE)) if self.has_places else repeated(NOTHING, batch.num_rows)
        if self._code_is_read != (self.has_places and NOTHING not in place):
            self._code_is_read = not self._code_is_read
            self._seen.pop("code", None)
        number = {column: self._coded(batch, column, bad) for column in self.words if column not in self.later}
        whole = {column: self._whole(batch, column, bad) for column in NUMBERS}
        day = self._days(batch, bad)
        self._refuse(number["code"] == NOTHING, "code", "a line needs its code", bad)
        self._refuse(day == NOTHING, "date_of_service", "a line needs its date of service", bad)
        self._share_minutes(whole, bad)
        for name in ("charge", "frequency"):
            given = self._column(batch, name)
            if given is not None and name not in self.words and (name == "frequency" or is_text(given.type)):
                self._through(encoded(given), name, bad, lambda text, read=CELL_READERS[name]: bool(read(text)))
        claim_id, line_id = (key(self._column(batch, name), batch.num_rows) for name in ("claim_id", "line_id"))
        line_id = self._files.name_lines(line_id, self.numbers)
        standing = self._standing(batch, claim_id, bad)
        lines = LineArrays(number, whole, day, standing, place, self.numbers, self._who(batch), claim_id, line_id)
        return lines, bad

    def _faults(self, batch: pa.RecordBatch) -> npt.NDArray[np.bool_]:
        """Which rows are no rows as a whole; nothing else is noted of them."""
        self._at_fault = np.zeros(batch.num_rows, dtype=bool)
        if self._has_faults:
            faults = batch.column(FAULT)
            rows = np.flatnonzero(is_given(faults))
            for row, fault in zip(rows.tolist(), faults.take(array_of(rows)).to_pylist(), strict=True):
                self.problem(np.array([row]), "", [None], fault)
            self._at_fault[rows] = True
        return self._at_fault.copy()

    def read_keys(self, batch: pa.RecordBatch) -> LineArrays:
        """Return the owner and the date of the rows of a batch, and nothing else."""
        self._count(batch)
        day = self._days(batch, self._faults(batch))
        who = self._who(batch)
        nothing = np.zeros(len(day), dtype=np.int64)
        return LineArrays({}, {}, day, nothing, nothing, nothing, who, who, who)

    def _count(self, batch: pa.RecordBatch) -> None:
        """Number the rows of a batch: by its own column, else on from those before."""
        self.numbers = ints_of(batch.column(ROW)) if self._has_rows else np.arange(batch.num_rows) + self.rows + 1
        self.rows += batch.num_rows

    @property
    def keys(self) -> list[str]:
        """The table's columns that say of which patient's day a row is."""
        names = ("patient_key", "claim_id", "date_of_service")
        return [*(self._found[name] for name in names if name in self._found), *self._own]

    @property
    def names(self) -> Mapping[str, str]:
        """What the table calls each column that is read."""
        return FrozenMap(self._found)

    @property
    def given(self) -> list[str]:
        """The table's columns that are read."""
        return list(self._found.values())

    @property
    def wanted(self) -> list[str]:
        """The same, with the columns of our own that are there."""
        return [*self.given, *self._own, *([PLACE] if self.has_places else ())]

    @property
    def _own(self) -> list[str]:
        return [*([ROW] if self._has_rows else ()), *([FAULT] if self._has_faults else ())]

    @property
    def few(self) -> list[str]:
        """The table's columns that are read and have few different values; those of lists have parts of their own."""
        return [given for name in CODED if (given := self._found.get(name)) and given not in self._lists]

    @property
    def notes(self) -> tuple[str, ...]:
        """The table's columns that are not read, a sentence each, with near misses."""
        return self.log.notes

    @property
    def has_frequencies(self) -> bool:
        """Whether the table says which claims replace or void others."""
        return "frequency" in self._found

    def read_standing(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return the columns of a batch that say which claims take back others, and the number of the file."""
        claim, given, other = (key(self._column(batch, name), batch.num_rows) for name in STANDING)
        known = given.dictionary_encode()
        forms = pa.array([text and frequency_form(text) for text in known.dictionary.to_pylist()], pa.string())
        arrays = [claim, forms.take(known.indices), other, self._files.numbers(batch)]
        return pa.RecordBatch.from_arrays(arrays, [*STANDING, "file"])

    def _standing(self, batch: pa.RecordBatch, claim_id: pa.Array, bad: npt.NDArray[np.bool_]) -> Ints:
        if not self.has_frequencies:
            return repeated(ACTIVE, batch.num_rows)
        given = self.read_standing(batch)
        frequencies = given["frequency"]
        standing = (self.taken_back or ClaimReversals()).judge(claim_id, frequencies, given["file"])
        if self.taken_back is None:
            replacing = flags_of(pc.equal(frequencies, REPLACEMENT))
            self._refuse(replacing | (standing == VOIDED), "frequency", _WHOLE_TABLE, bad, frequencies)
        return standing

    def quarantined_rows(self, batch: pa.RecordBatch, bad: npt.NDArray[np.bool_]) -> pa.Table:
        """Return the bad rows of the batch just read, as they came, with their number and what is wrong."""
        rows = np.flatnonzero(bad)
        numbers = self.numbers[rows]
        own = list(self.apart)[bool(self._files) : -2]
        kept = [plain(batch.column(field.name)).take(array_of(rows)) for field in own]
        reasons = pa.array(["; ".join(self.reasons[row]) for row in rows.tolist()], pa.string())
        named = [self._files.of(numbers)] if self._files else []
        return pa.Table.from_arrays([*named, *kept, pa.array(numbers % FILE), reasons], schema=self.apart)

    def problems(self) -> tuple[Problem, ...]:
        """Everything that was wrong, in the order of the rows; those that were only counted last."""
        more = tuple(
            Problem(self.log.name, None, column, None, f"and {count:,} rows more")
            for column, count in self.unlisted.items()
        )
        return (*map(self._files.in_file, self.log.in_order()), *more)

    def start_at(self, row: int) -> None:
        """Forget what was wrong, and count rows from here."""
        self.rows = row
        self.log.problems.clear()
        self.unlisted.clear()
        self._listed.clear()

    def _column(self, batch: pa.RecordBatch, name: str) -> pa.Array | None:
        given = self._found.get(name)
        return None if given is None else batch.column(given)

    def _who(self, batch: pa.RecordBatch) -> pa.Array:
        who = key(self._column(batch, "patient_key"), batch.num_rows)
        if who.null_count:
            claim = key(self._column(batch, "claim_id"), batch.num_rows)
            own = self._files.name_claims(claim, self.numbers)
            who = pc.coalesce(who, pc.binary_join_element_wise(CLAIM, own, ""))
        if who.null_count:
            rows = pc.utf8_lpad(pa.array(self.numbers).cast(pa.string()), 12, "0")
            who = pc.coalesce(who, pc.binary_join_element_wise(ALONE, rows, ""))
        return who

    def _coded(self, batch: pa.RecordBatch, name: str, bad: npt.NDArray[np.bool_]) -> Ints:
        column = self._modifiers(batch) if name == "modifiers" else self._column(batch, name)
        if column is not None and is_list(column.type):
            column = joined(column)
            if name == "occurrence_codes":
                column = pc.if_else(pc.equal(column, ""), NONE_NAMED, column)
        if column is None:
            return repeated(self.words[name].number(()) if name == "modifiers" else NOTHING, batch.num_rows)
        return self.number_of(column, name, bad)

    def number_of(self, column: pa.Array, name: str, bad: npt.NDArray[np.bool_]) -> Ints:
        """Number the values of a column, and say which are bad."""
        if pa.types.is_time(column.type):
            return self._by_value(column.dictionary_encode(), name, bad, lambda time: time)
        if (numbers := self._seen[name].numbers(column)) is not None:
            return numbers
        read = str if name == "code" and self._code_is_read else READERS.get(name, str)
        return self._by_value(encoded(column), name, bad, read)

    def _by_value(
        self, column: pa.DictionaryArray, name: str, bad: npt.NDArray[np.bool_], read: Callable[..., object]
    ) -> Ints:
        """Number the values of a column, reading each distinct one once."""
        words = self.words[name]
        return self._through(column, name, bad, lambda value: words.number(read(value)), name == "modifiers")

    def _through(
        self,
        column: pa.DictionaryArray,
        name: str,
        bad: npt.NDArray[np.bool_],
        read: Callable[..., int],
        empty_is_value: bool = False,
    ) -> Ints:
        table, messages = self._seen[name].read(column.dictionary, read, empty_is_value)
        if len(table) == 2 and not messages and not column.null_count:
            return repeated(int(table[0]), len(column))
        indices = ints_of(column.indices, len(table) - 1)
        for place, message in messages.items():
            rows = np.flatnonzero(indices == place)
            bad[rows] = True
            self.problem(rows, name, [column.dictionary[place].as_py()] * len(rows), message)
        return np.take(table, indices)

    def _modifiers(self, batch: pa.RecordBatch) -> pa.Array | None:
        parts = [part for name in _SEPARATE if (part := self._column(batch, name)) is not None]
        return joined_texts(parts, batch.num_rows) if parts else self._column(batch, "modifiers")

    def _whole(self, batch: pa.RecordBatch, name: str, bad: npt.NDArray[np.bool_]) -> Ints:
        column = self._column(batch, name)
        if column is None or pa.types.is_null(column.type):
            return repeated(NOTHING, batch.num_rows)
        if pa.types.is_decimal(column.type) or pa.types.is_float16(column.type):
            column = column.cast(pa.float64())
        if not (pa.types.is_integer(column.type) or pa.types.is_floating(column.type)):
            read = cast("Callable[[str], int]", CELL_READERS[name])  # those of whole numbers return them
            values = self._through(encoded(column), name, bad, read)
            wrong = values > NUMBERS[name]
        elif pa.types.is_integer(column.type) and not column.null_count:
            values = values_of(column)
            wrong = (values < 0) | (values > NUMBERS[name])
            values = (np.where(wrong, 0, values) if wrong.any() else values).astype(np.int64)
        else:
            raw = values_of(column)
            given = is_given(column) & ~np.isnan(raw)
            raw = np.where(given, raw, 0)
            wrong = given & ~((raw >= 0) & (raw <= NUMBERS[name]) & (raw == np.floor(raw)))
            values = np.where(given, np.where(wrong, 0, raw).astype(np.int64), NOTHING)
        self._refuse(wrong, name, f"expected a whole number of 0 to {NUMBERS[name]:,}", bad, column)
        return values

    def _days(self, batch: pa.RecordBatch, bad: npt.NDArray[np.bool_]) -> Ints:
        column = self._column(batch, "date_of_service")
        assert column is not None
        if pa.types.is_date(column.type) or pa.types.is_timestamp(column.type):
            tz = column.type.tz if pa.types.is_timestamp(column.type) else None
            if tz is not None:
                column = local_time(column)
            days = column.cast(pa.date32(), safe=False)
            if tz is not None:
                whole = flags_of(pc.equal(days.cast(column.type), column), nothing=True)
                self._refuse(~whole, "date_of_service", "a moment in a time zone, not a calendar day", bad, column)
            ordinals: Ints = ints_of(days.cast(pa.int32()), NOTHING - _EPOCH) + _EPOCH
            far = (ordinals != NOTHING) & ((ordinals < 1) | (ordinals > _LAST_DAY))
            self._refuse(far, "date_of_service", "not a calendar day", bad)
            return ordinals
        read = cast("Callable[[str], date]", CELL_READERS["date_of_service"])
        return self._through(encoded(column), "date_of_service", bad, lambda text: read(text).toordinal())

    def _refuse(
        self,
        wrong: npt.NDArray[np.bool_],
        name: str,
        message: str,
        bad: npt.NDArray[np.bool_],
        column: pa.Array | None = None,
    ) -> None:
        rows = np.flatnonzero(wrong)
        if len(rows):
            values = [None] * len(rows) if column is None else shown(plain(column).take(array_of(rows)))
            self.problem(rows, name, values, message)
            bad[rows] = True

    def _share_minutes(self, whole: dict[str, Ints], bad: npt.NDArray[np.bool_]) -> None:
        """Complete who gave the minutes, as a `ServiceLine` does: the missing share follows, or is 0."""
        names = ("therapist_minutes", "assistant_minutes", "joint_minutes")
        shares = [whole[name] for name in names]
        if not self.has.intersection(names):
            return
        split = (shares[0] >= 0) | (shares[1] >= 0) | (shares[2] >= 0)
        given = sum(np.maximum(share, 0) for share in shares)
        minutes = whole["minutes"]
        rest = np.where(split & (minutes >= 0), minutes - given, 0)
        to_assistant = split & (shares[1] < 0) & (rest > 0)
        to_therapist = split & ~to_assistant & (shares[0] < 0) & (rest > 0)
        odd = split & (rest != 0) & ~to_assistant & ~to_therapist & ~bad
        self._refuse(odd, "minutes", "not the sum of therapist, assistant and joint minutes; correct one of them", bad)
        filled = [np.where(split, np.maximum(share, 0), share) for share in shares]
        whole["therapist_minutes"] = np.where(to_therapist, rest, filled[0])
        whole["assistant_minutes"] = np.where(to_assistant, rest, filled[1])
        whole["joint_minutes"] = filled[2]
        whole["minutes"] = np.where(split & (minutes < 0), given, minutes)
        self._refuse((whole["minutes"] > MINUTES_A_DAY) & ~bad, "minutes", "more minutes than a day has", bad)
