"""Days under one plan of care, with each code billed once, of a family its first: units of many, side by side."""

from collections.abc import Sequence
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from otcpt.batch.input._lines import Flags, Ints
from otcpt.batch.judging._alike import sorted_columns
from otcpt.batch.judging._pools import BY_ITSELF, FIRST, SORTS, Counting, share
from otcpt.units import TieBreak

#: Lines that such a day has at most; then the bits of a line as one number: from where its minutes are, its code as in
#: `Counting.alone`, its units, whether another code was tied, and whether it is an add-on without a line. Its place in
#: the day comes first.
_MOST, _MINUTES, _CODE, _UNITS, _TIED, _ADDON = 16, 4, 15, 48, 60, 61
_NARROW = 1 << (31 - _CODE)

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
class Answer:
    """The units of codes: a row of the lines of each, the code, its minutes (-1 where not known), its units.

    ``reason`` is 0, or why there are none; ``tied`` says whether another code was, ``tenths`` whether they are tenths
    of an hour.
    """

    row: Ints
    code: Ints
    minutes: Narrow
    units: Narrow
    reason: Narrow
    tied: Flags
    tenths: Flags


@attrs.frozen(eq=False)
class PlainDays:
    """Days side by side by how many lines they have: their numbers, and each line as one, in order of codes.

    ``are`` says which of all days they are, ``counts`` how many codes each has in the answer. Where a code
    has units for its add-on, these are a line too, after it.
    """

    are: Flags
    counts: Ints
    _groups: Sequence[tuple[Ints, Ints, Ints, Ints]]

    @classmethod
    def of(cls, place: Ints, lines: Lines, counting: Counting, tie_break: TieBreak) -> "PlainDays":
        """Find and count them; ``place`` is as in `Counting.alone`, -1 for other lines."""
        value: Narrow = (place << (_CODE - _MINUTES)) + lines.minutes
        value[(place < 0) | (lines.minutes < 0)] = -1
        if int(place.max()) < _NARROW:
            value = value.astype(np.int32)
        are, counts = np.zeros(len(lines.starts), dtype=bool), lines.lengths.copy()
        groups = []
        for length in np.flatnonzero(np.bincount(lines.lengths)[: _MOST + 1]).tolist():
            days = np.flatnonzero(lines.lengths == length)
            of_day = np.arange(length, dtype=value.dtype)[:, None]
            group = sorted_columns((value.take(lines.starts[days] + of_day) << _MINUTES) + of_day)
            code = group >> (_CODE + SORTS)
            fit = group[0] >= 0
            fit &= (code[1:] != code[:-1]).all(axis=0)
            if not fit.all():
                some = np.flatnonzero(fit)
                days, group = days[some], group.take(some, axis=1)
            rows = lines.starts[days] + (group & (_MOST - 1))
            minutes = (group >> _MINUTES) & ((1 << (_CODE - _MINUTES)) - 1)
            apart = (group & (BY_ITSELF << _CODE)) > 0
            # a code without minutes takes no unit, and ties with none that does
            units, tied = share(minutes * ~apart, rows, tie_break)
            own = units.ravel()
            some = np.flatnonzero(apart)
            own[some] = counting.by_itself(lines.at[rows.take(some)], minutes.take(some))
            some = np.flatnonzero((group & (FIRST << _CODE)) > 0)
            some = some[own[some] > 1]
            more = np.left_shift(own[some] - 1, _UNITS, dtype=np.int64) + (1 << _ADDON)
            more += group.take(some) & (_MOST - 1)
            own[some] = 1
            counts += np.bincount(days[some % len(days)], minlength=len(counts))
            packed = np.left_shift(units, _UNITS, dtype=np.int64)
            packed += np.left_shift(tied, _TIED, dtype=np.int64)
            packed += group
            are[days] = True
            groups.append((days, packed, some, more))
        return cls(are, counts, groups)

    def answer(self, lines: Lines, begins: Ints, counts: Ints, counting: Counting) -> Answer:
        """Return the answer of all days, with the codes of these filled in; each day has a beginning."""
        packed = np.zeros(int(counts.sum()), dtype=np.int64)
        row = np.repeat(lines.starts, counts)
        for days, group, some, more in self._groups:
            to = begins[days] + np.arange(len(group))[:, None]
            line, day = np.divmod(some, len(days))
            for place in range(len(group) - 1):
                to[place + 1 :, day[line == place]] += 1
            packed[to] = group
            packed[to.take(some) + 1] = more
        row += packed & (_MOST - 1)
        code = counting.order.take((packed >> (_CODE + SORTS)) & ((1 << (_UNITS - _CODE - SORTS)) - 1))
        minutes = ((packed >> _MINUTES) & ((1 << (_CODE - _MINUTES)) - 1)).astype(np.int32)
        units = ((packed >> _UNITS) & ((1 << (_TIED - _UNITS)) - 1)).astype(np.int32)
        addons = np.flatnonzero(packed >= 1 << _ADDON)
        code[addons] = counting.addon[lines.at[row[addons]]]
        none = np.zeros(len(row), dtype=bool)
        return Answer(row, code, minutes, units, none.astype(np.int8), (packed & (1 << _TIED)) > 0, none)
