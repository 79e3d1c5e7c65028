"""Service lines as arrays: each distinct value of a column is numbered, whole numbers stay as they are."""

from collections.abc import Callable, Mapping, Sequence
from threading import Lock

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from otcpt.batch.input._arrays import Flags, Ints, array_of, flags_of
from otcpt.errors import InvalidInput
from otcpt.timeline import MINUTES_A_DAY

#: Columns of whole numbers, with the most each may hold.
NUMBERS = {
    "units": 999_999_999,
    "minutes": MINUTES_A_DAY,
    "therapist_minutes": MINUTES_A_DAY,
    "assistant_minutes": MINUTES_A_DAY,
    "joint_minutes": MINUTES_A_DAY,
    "total_treatment_minutes": MINUTES_A_DAY,
}
#: Columns with few distinct values, which are read once and numbered.
CODED = (
    "code",
    "modifiers",
    "place_of_service",
    "bill_type",
    "revenue_code",
    "occurrence_codes",
    "start_time",
    "end_time",
    "rendering_provider_key",
    "billing_provider_key",
    "certifying_provider_key",
    "payer",
)
CLAIM, ALONE = "\0", "\0\0"
#: Stand for a value that is missing, and for one that cannot be read.
NOTHING, BAD = -1, -2
#: Columns of our own: the number of a row, the place of its line in the claim where the row does not tell, and what
#: is wrong with the row as a whole.
ROW, PLACE, FAULT = "__otcpt_row", "__otcpt_place", "__otcpt_fault"
#: The place of a row of which a reader of claims made no line: what it says of its claim counts nowhere.
APART = -2
#: More rows than a file has: the numbers of the rows of several files are this far apart from file to file.
FILE = 10**10
#: Different values a column may have, so that several fit into one number.
MOST_WORDS = {
    "code": (1 << 22) - 1,
    "modifiers": (1 << 24) - 1,
    "place_of_service": (1 << 12) - 2,
    "bill_type": (1 << 12) - 2,
    "revenue_code": (1 << 16) - 2,
}


class Vocabulary:
    """Values numbered in the order in which they were first seen, by one thread or several."""

    def __init__(self, most: int) -> None:
        self.values: list[object] = []
        self._most = most
        self._numbers: dict[object, int] = {}
        self._lock = Lock()

    def number(self, value: object) -> int:
        """Return the number of a value; raise `InvalidInput` where there are more than such a column can hold."""
        found = self._numbers.get(value)
        if found is None:
            with self._lock:
                found = self._numbers.get(value)
                if found is None:
                    found = len(self.values)
                    if found >= self._most:
                        raise InvalidInput(f"more than {self._most:,} different values: this is not such a column")
                    self.values.append(value)
                    self._numbers[value] = found
        return found


@attrs.frozen(eq=False)
class LineArrays:
    """Service lines as arrays, in the order of the rows they were read from.

    ``number`` are the coded columns by name (ids of `Words`, -1 where nothing is given), ``whole`` the whole numbers
    (-1 where not given), ``day`` the date's ordinal. ``who`` is the owner: the patient, else the claim (after
    `CLAIM`), else a key of its own (after `ALONE`). ``standing`` says which lines are of active claims,
    ``place`` the place of each in its claim, -1 where that is not known. ``line_id`` is missing where a line was not
    named; ``row`` is its name then. ``new`` says where another owner begins than that of the row before, as the first
    row does. A column with one value for all rows may be that value, repeated without memory.
    """

    number: Mapping[str, Ints]
    whole: Mapping[str, Ints]
    day: Ints
    standing: Ints
    place: Ints
    row: Ints
    who: pa.Array
    claim_id: pa.Array
    line_id: pa.Array
    new: Flags = attrs.field()

    @new.default
    def _where_owners_begin(self) -> Flags:
        return changes(self.who)

    def __len__(self) -> int:
        return len(self.day)

    def line_ids(self, rows: Ints) -> pa.Array:
        """The names of the lines in some rows."""
        given = self.line_id.take(array_of(rows))
        return pc.coalesce(given, array_of(self.row[rows]).cast(pa.string())) if given.null_count else given

    def column(self, name: str) -> Ints:
        """The numbers of a column of either sort."""
        return self.whole[name] if name in NUMBERS else self.number[name]

    def take(self, rows: Ints) -> "LineArrays":
        """The given rows only, in that order."""
        return LineArrays(
            {name: _taken(values, rows) for name, values in self.number.items()},
            {name: _taken(values, rows) for name, values in self.whole.items()},
            self.day[rows],
            _taken(self.standing, rows),
            _taken(self.place, rows),
            self.row[rows],
            self.who.take(array_of(rows)),
            self.claim_id.take(array_of(rows)),
            self.line_id.take(array_of(rows)),
        )

    def slice(self, start: int, stop: int) -> "LineArrays":
        """The rows from one to before another."""
        new = self.new[start:stop]
        if len(new) and not new[0]:
            new = new.copy()
            new[0] = True
        return LineArrays(
            {name: values[start:stop] for name, values in self.number.items()},
            {name: values[start:stop] for name, values in self.whole.items()},
            self.day[start:stop],
            self.standing[start:stop],
            self.place[start:stop],
            self.row[start:stop],
            self.who.slice(start, stop - start),
            self.claim_id.slice(start, stop - start),
            self.line_id.slice(start, stop - start),
            new,
        )

    @classmethod
    def together(cls, parts: Sequence["LineArrays"]) -> "LineArrays":
        """Lines after one another."""
        if len(parts) == 1:
            return parts[0]
        new = np.concatenate([part.new for part in parts])
        ends = np.cumsum([len(part) for part in parts])
        for end, before, after in zip(ends.tolist(), parts, parts[1:], strict=False):
            if len(before) and len(after):
                new[end] = before.who[-1].as_py() != after.who[0].as_py()
        return cls(
            {name: _joined([part.number[name] for part in parts]) for name in parts[0].number},
            {name: _joined([part.whole[name] for part in parts]) for name in parts[0].whole},
            np.concatenate([part.day for part in parts]),
            _joined([part.standing for part in parts]),
            _joined([part.place for part in parts]),
            np.concatenate([part.row for part in parts]),
            pa.concat_arrays([part.who for part in parts]),
            pa.concat_arrays([part.claim_id for part in parts]),
            pa.concat_arrays([part.line_id for part in parts]),
            new,
        )


def changes(texts: pa.Array) -> Flags:
    """Whether each text differs from the one before it; the first does, and what is missing equals nothing."""
    new = np.ones(len(texts), dtype=bool)
    if len(texts) > 1:
        new[1:] = flags_of(pc.not_equal(texts[1:], texts[:-1]), nothing=True)
    return new


def repeated(value: int, rows: int) -> Ints:
    """A column of one value."""
    return np.broadcast_to(np.int64(value), rows)


def once(values: Ints) -> Ints:
    """A column, or the value it repeats."""
    return values[:1] if _is_one_value(values) else values


def _is_one_value(values: Ints) -> bool:
    return values.strides == (0,) and len(values) > 0


def _taken(values: Ints, rows: Ints) -> Ints:
    return repeated(int(values[0]), len(rows)) if _is_one_value(values) else values[rows]


def _joined(parts: Sequence[Ints]) -> Ints:
    """Columns after one another; one value stays one value."""
    if all(map(_is_one_value, parts)) and len({int(part[0]) for part in parts}) == 1:
        return repeated(int(parts[0][0]), sum(map(len, parts)))
    return np.concatenate(parts)


def distinct_table(distinct: pa.Array, read: Callable[..., int], empty_is_value: bool) -> tuple[Ints, dict[int, str]]:
    """The number of each distinct value, and last of none; what is wrong with those that cannot be read."""
    nothing = read("") if empty_is_value else NOTHING
    numbers: list[int] = []
    messages: dict[int, str] = {}
    for place, value in enumerate(distinct.to_pylist()):
        given_value = value.strip() if isinstance(value, str) else value
        try:
            numbers.append(nothing if given_value in ("", None) else read(given_value))
        except InvalidInput as error:
            numbers.append(BAD)
            messages[place] = str(error)
    return np.array([*numbers, nothing], dtype=np.int64), messages
