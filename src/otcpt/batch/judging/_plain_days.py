"""Days of codes of no family, each billed once and under one plan of care: units of many, side by side."""

from collections.abc import Sequence
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from otcpt.batch.input._lines import Flags, Ints
from otcpt.batch.judging._alike import sorted_columns
from otcpt.batch.judging._pools import Counting, share
from otcpt.units import TieBreak

#: Lines that such a day has at most, and bits for the place of one and for its minutes.
_MOST, _PLACE, _MINUTES = 16, 4, 11
_CODE = _PLACE + _MINUTES
_NARROW = 1 << (31 - _CODE)

#: An answer, one array over the other: a row of the lines of a code, the code, its minutes (-1 where not known) and
#: units, 0 or why there are none, whether another code was tied, whether they are counted in tenths of an hour.
ANSWER = ("row", "code", "minutes", "units", "reason", "tied", "tenths")
#: Whole numbers, narrow where they fit.
Narrow = npt.NDArray[np.signedinteger[Any]]


@attrs.frozen(eq=False)
class Lines:
    """Lines of whole days as what is counted; ``at`` is where a code is in the tables of `Counting`.

    ``plan`` is the plan of care, ``no_day`` which lines are of no day that can be found.
    """

    starts: Ints
    lengths: Ints
    code: Ints
    at: Ints
    plan: Ints
    minutes: Ints
    no_day: Flags

    def of_days(self, days: Ints) -> tuple[Ints, "Lines"]:
        """The lines of some days only, and their rows."""
        lengths = self.lengths[days]
        starts = np.cumsum(lengths) - lengths
        rows = np.arange(int(lengths.sum())) + np.repeat(self.starts[days] - starts, lengths)
        columns = (self.code, self.at, self.plan, self.minutes, self.no_day)
        return rows, Lines(starts, lengths, *(column[rows] for column in columns))


@attrs.frozen(eq=False)
class PlainDays:
    """Days side by side by how many lines they have: their numbers, and each line as one, in order of codes.

    ``are`` says which of all days they are. A line is the place of its code, whether that is counted by itself, its
    minutes and its place in the day.
    """

    are: Flags
    _groups: Sequence[tuple[Ints, Narrow]]

    @classmethod
    def of(cls, place: Ints, minutes: Ints, starts: Ints, lengths: Ints) -> "PlainDays":
        """Find them; ``place`` is that of a line's code as in `Counting.alone`, -1 for a line that no such day has."""
        value: Narrow = (place << _MINUTES) + minutes
        value[(place < 0) | (minutes < 0)] = -1
        if int(place.max()) < _NARROW:
            value = value.astype(np.int32)
        are = np.zeros(len(starts), dtype=bool)
        groups = []
        for length in np.flatnonzero(np.bincount(lengths)[: _MOST + 1]).tolist():
            days = np.flatnonzero(lengths == length)
            of_day = np.arange(length, dtype=value.dtype)[:, None]
            lines = sorted_columns((value.take(starts[days] + of_day) << _PLACE) + of_day)
            code = lines >> _CODE
            fit = lines[0] >= 0
            fit &= (code[1:] != code[:-1]).all(axis=0)
            if not fit.all():
                some = np.flatnonzero(fit)
                days, lines = days[some], lines.take(some, axis=1)
            are[days] = True
            groups.append((days, lines))
        return cls(are, groups)

    def share(self, lines: Lines, begins: Ints, counting: Counting, answer: Narrow, tie_break: TieBreak) -> None:
        """Write their units into an `ANSWER`, of which the rows of each day have a beginning."""
        row, code, spent, units, _, tied, _ = answer
        packed: Narrow = np.zeros(len(row), dtype=np.int64)
        for days, group in self._groups:
            to = begins[days] + np.arange(len(group))[:, None]
            own = lines.starts[days] + (group & (_MOST - 1))
            minutes = (group >> _PLACE) & ((1 << _MINUTES) - 1)
            apart = (group & (1 << _CODE)) > 0
            # a code without minutes takes no unit, and ties with none that does
            row[to], packed[to] = own, group
            units[to], tied[to] = share(minutes * ~apart, own, tie_break)
            some = np.flatnonzero(apart)
            units[to.take(some)] = counting.by_itself(lines.at[own.take(some)], minutes.take(some))
        spent[:] = (packed >> _PLACE) & ((1 << _MINUTES) - 1)
        code[:] = counting.order.take(packed >> (_CODE + 1))
