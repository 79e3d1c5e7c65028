"""Service lines as arrays: each distinct value of a column is numbered, whole numbers stay as they are."""

from collections.abc import Mapping, Sequence
from threading import Lock

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from otcpt.errors import InvalidInput
from otcpt.timeline import MINUTES_A_DAY

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

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
#: Columns of our own: the number of a row, the place of its line in the claim where the row does not tell, and what
#: is wrong with the row as a whole.
ROW, PLACE, FAULT = "__otcpt_row", "__otcpt_place", "__otcpt_fault"
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
    named; ``row`` is its name then.
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

    def __len__(self) -> int:
        return len(self.day)

    def line_ids(self, rows: Ints) -> pa.Array:
        """The names of the lines in some rows."""
        given = self.line_id.take(pa.array(rows))
        return pc.coalesce(given, pa.array(self.row[rows]).cast(pa.string())) if given.null_count else given

    def column(self, name: str) -> Ints:
        """The numbers of a column of either sort."""
        return self.whole[name] if name in NUMBERS else self.number[name]

    def take(self, rows: Ints) -> "LineArrays":
        """The given rows only, in that order."""
        return LineArrays(
            {name: values[rows] for name, values in self.number.items()},
            {name: values[rows] for name, values in self.whole.items()},
            self.day[rows],
            self.standing[rows],
            self.place[rows],
            self.row[rows],
            self.who.take(pa.array(rows)),
            self.claim_id.take(pa.array(rows)),
            self.line_id.take(pa.array(rows)),
        )

    def slice(self, start: int, stop: int) -> "LineArrays":
        """The rows from one to before another."""
        return LineArrays(
            {name: values[start:stop] for name, values in self.number.items()},
            {name: values[start:stop] for name, values in self.whole.items()},
            self.day[start:stop],
            self.standing[start:stop],
            self.place[start:stop],
            self.row[start:stop],
            *(text.slice(start, stop - start) for text in (self.who, self.claim_id, self.line_id)),
        )

    def arranged(self, order: Ints) -> "LineArrays":
        """The numbers in another order; the texts stay where they are."""
        return attrs.evolve(
            self,
            number={name: values[order] for name, values in self.number.items()},
            whole={name: values[order] for name, values in self.whole.items()},
        )

    @classmethod
    def together(cls, parts: Sequence["LineArrays"]) -> "LineArrays":
        """Lines after one another."""
        if len(parts) == 1:
            return parts[0]
        return cls(
            {name: np.concatenate([part.number[name] for part in parts]) for name in parts[0].number},
            {name: np.concatenate([part.whole[name] for part in parts]) for name in parts[0].whole},
            np.concatenate([part.day for part in parts]),
            np.concatenate([part.standing for part in parts]),
            np.concatenate([part.place for part in parts]),
            np.concatenate([part.row for part in parts]),
            *(pa.concat_arrays([getattr(part, name) for part in parts]) for name in ("who", "claim_id", "line_id")),
        )
