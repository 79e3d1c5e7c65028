"""Days of codes that share the total-time pool, each billed once and under one plan: units side by side."""

from collections.abc import Sequence
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from otcpt.batch.input._lines import Flags, Ints
from otcpt.batch.judging._alike import sorted_columns
from otcpt.batch.judging._pools import share
from otcpt.units import TieBreak

#: Lines that such a day has at most, and bits for the place of one and for its minutes.
_MOST, _PLACE, _MINUTES = 16, 4, 11
_NARROW = 1 << (31 - _PLACE - _MINUTES)

#: Whole numbers, narrow where they fit.
Narrow = npt.NDArray[np.signedinteger[Any]]


@attrs.frozen(eq=False)
class Answer:
    """A row per code: a row of its lines, its minutes (-1 where not known), its units, and 0 or why there are none.

    ``tenths`` says which are counted in tenths of an hour.
    """

    row: Ints
    code: Narrow
    minutes: Narrow
    units: Narrow
    reason: Narrow
    tied: Flags
    tenths: Flags

    @classmethod
    def of(cls, rows: int) -> "Answer":
        """Nothing yet."""
        code, minutes, units, reason = np.zeros((4, rows), dtype=np.int32)
        tied, tenths = np.zeros((2, rows), dtype=bool)
        return cls(np.zeros(rows, dtype=np.int64), code, minutes, units, reason, tied, tenths)


@attrs.frozen(eq=False)
class PlainDays:
    """Days side by side by how many lines they have: their numbers, and code, minutes and place of each line as one.

    ``are`` says which of all days they are.
    """

    are: Flags
    _groups: Sequence[tuple[Ints, Narrow]]

    @classmethod
    def of(cls, place: Ints, minutes: Ints, starts: Ints, lengths: Ints) -> "PlainDays":
        """Find them; ``place`` is that of a line's code in order of codes, -1 for a line that no such day has."""
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
            code = lines >> (_PLACE + _MINUTES)
            fit = lines[0] >= 0
            fit &= (code[1:] != code[:-1]).all(axis=0)
            if not fit.all():
                some = np.flatnonzero(fit)
                days, lines = days[some], lines.take(some, axis=1)
            are[days] = True
            groups.append((days, lines))
        return cls(are, groups)

    def share(self, starts: Ints, begins: Ints, code: Ints, answer: Answer, tie_break: TieBreak) -> None:
        """Write their units; lines of days have their starts, rows of the answer begin elsewhere."""
        for days, lines in self._groups:
            to = begins[days] + np.arange(len(lines))[:, None]
            row = starts[days] + (lines & (_MOST - 1))
            minutes = (lines >> _PLACE) & ((1 << _MINUTES) - 1)
            answer.row[to], answer.code[to], answer.minutes[to] = row, code.take(row), minutes
            answer.units[to], answer.tied[to] = share(minutes, row, tie_break)
