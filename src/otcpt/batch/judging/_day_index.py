"""Whole days side by side: where each begins, and in which order its lines are shown to the kinds."""

from collections.abc import Callable, Sequence

import attrs
import numpy as np
import pyarrow.compute as pc

from otcpt.batch.input._lines import ALONE, Flags, Ints, LineArrays
from otcpt.batch.input._order import day_starts
from otcpt.batch.judging._alike import alike, arranged_rows
from otcpt.errors import InvalidInput

#: Room for the providers of a day, and the number of none.
SIDE_BITS = 15
NO_SIDE = (1 << SIDE_BITS) - 1

#: Learns of a day, given by its place, and returns the number of what was learned.
Learn = Callable[[int], int]


@attrs.frozen(eq=False)
class DayIndex:
    """Whole days of lines: where each begins and how long it is; ``order`` are the rows as the kinds see them."""

    lines: LineArrays
    starts: Ints
    lengths: Ints
    order: Ints
    window: Ints
    without_owner: Flags

    @classmethod
    def of(cls, lines: LineArrays, boundaries: Ints) -> "DayIndex":
        """Part lines into days. Days that differ only in the order of their lines become alike."""
        starts = day_starts(lines)
        lengths = np.diff(np.append(starts, len(lines)))
        order = arranged_rows(billed_as(lines), starts, lengths)
        window = np.searchsorted(boundaries, lines.day[starts], side="right")
        without_owner = pc.starts_with(lines.who, ALONE).to_numpy(zero_copy_only=False)[starts]
        return cls(lines, starts, lengths, order, window, without_owner)

    @property
    def moved(self) -> Ints:
        """By row as the kinds see it: its place in the day as it came."""
        return self.order - np.repeat(self.starts, self.lengths)

    def came(self, day: int) -> list[int]:
        """By line as the kinds see it: its place in the day as it came."""
        at = int(self.starts[day])
        places: list[int] = (self.order[at : at + int(self.lengths[day])] - at).tolist()
        return places

    def number(self, which: Ints, own: Ints, columns: Sequence[Ints], known: dict[bytes, int], learn: Learn) -> Ints:
        """Number days by a value of their own and by what columns say of their lines; learn what was not seen yet."""
        numbers = np.empty(len(which), dtype=np.int64)
        for days, first, kind, values in alike(own, self.lengths[which], self.starts[which], columns):
            raw, width = values[first].tobytes(), values.shape[1] * values.itemsize
            keys = [raw[at : at + width] for at in range(0, len(raw), width)]
            known_numbers = [known.get(key) for key in keys]
            for i, number in enumerate(known_numbers):
                if number is None:
                    known_numbers[i] = known[keys[i]] = learn(int(which[days[first[i]]]))
            numbers[days] = np.array(known_numbers, dtype=np.int64)[kind]
        return numbers


def billed_as(lines: LineArrays) -> Ints:
    """A number for code, modifiers and revenue code of each line; `Words` keeps each within its bits."""
    number = lines.number
    return (number["code"] << 40) + (number["modifiers"] << 16) + number["revenue_code"] + 1


def sides(keys: Ints, starts: Ints, lengths: Ints) -> Ints:
    """Number the providers of each day in the order in which they come: 0 for all lines of most days."""
    numbered = np.where(keys < 0, NO_SIDE, 0)
    first = np.repeat(keys[starts], lengths)
    others = (keys >= 0) & (keys != first)
    if others.any():
        day_of = np.repeat(np.arange(len(starts)), lengths)
        for day in np.unique(day_of[others]).tolist():
            own = slice(int(starts[day]), int(starts[day] + lengths[day]))
            known: dict[int, int] = {}
            numbered[own] = [NO_SIDE if key < 0 else known.setdefault(key, len(known)) for key in keys[own].tolist()]
            if len(known) >= NO_SIDE:
                raise InvalidInput(
                    f"a patient has more than {NO_SIDE:,} providers on a day; is patient_key the same on every row?",
                    "patient_key",
                )
    return numbered
