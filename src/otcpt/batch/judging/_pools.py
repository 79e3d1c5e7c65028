"""Units for arrays: what `otcpt.units.arithmetic` states of one pool and one code, for many at once.

Pools of equal size stand side by side: their accounts down, in order of their codes, the pools across.
"""

from collections.abc import Mapping
from itertools import combinations

import attrs
import numpy as np

from otcpt.batch.input._lines import Flags, Ints, Vocabulary
from otcpt.codes import Timing
from otcpt.units import TieBreak
from otcpt.units.arithmetic import BLOCK, midpoint

#: More than the minutes of a day: what a claim to a left-over unit is weighed with before anything else.
_WEIGHT = 1 << 12


def share(minutes: Ints, rows: Ints, tie_break: TieBreak) -> tuple[Ints, Flags]:
    """Return the units of every account, and which of them others had as good a claim to.

    ``rows`` is where each account first came.
    """
    blocks, left, spare = _blocks(minutes, BLOCK)
    claim = left * _WEIGHT
    if tie_break == "largest_total":
        claim += minutes
    elif tie_break == "input_order":
        claim = left * (int(rows.max(initial=0)) + 1) - rows
    pairs = [*combinations(range(len(minutes)), 2)]
    better = np.zeros(minutes.shape, dtype=np.int16)
    for one, other in pairs:
        yields = claim[one] < claim[other]
        better[one] += yields
        better[other] += ~yields
    won = better < spare
    tied = np.zeros(minutes.shape, dtype=bool)
    for one, other in pairs:
        even = (left[one] == left[other]) & (won[one] != won[other])
        tied[one] |= even
        tied[other] |= even
    return blocks + won, tied


def share_pools(minutes: Ints, sizes: Ints, rows: Ints, tie_break: TieBreak) -> tuple[Ints, Flags]:
    """Return the same of pools of any size, one after the other."""
    units, tied = np.empty_like(minutes), np.zeros(len(minutes), dtype=bool)
    starts = np.cumsum(sizes) - sizes
    for size in np.flatnonzero(np.bincount(sizes)).tolist():
        at = starts[sizes == size] + np.arange(size)[:, None]
        units[at], tied[at] = share(minutes[at], rows[at] if tie_break == "input_order" else at, tie_break)
    return units, tied


def are_right(minutes: Ints, units: Ints, interval: int = BLOCK) -> Flags:
    """Return for every pool whether its units are one of the right answers; an account alone has its own interval."""
    blocks, left, spare = _blocks(minutes, interval)
    more = units - blocks
    right: Flags = ((more | 1) == 1).all(axis=0) & (more.sum(axis=0, dtype=more.dtype) == spare)
    # the fewest minutes left over that won a unit, and the most that did not
    right &= (left + interval - more * interval).min(axis=0) >= (left - more * (interval + 1)).max(axis=0)
    return right


def _blocks(minutes: Ints, interval: int) -> tuple[Ints, Ints, Ints]:
    """Return the whole blocks and the minutes left over of every account, and the units left over of every pool."""
    blocks = minutes // interval
    spent, whole = (each.sum(axis=0, dtype=minutes.dtype) for each in (minutes, blocks))
    return blocks, minutes - blocks * interval, midpoint(spent, interval) - whole


#: How a code is counted: in the total-time pool, by its own interval, once (perhaps from a minimum); or unknown.
POOLED, APART, ONCE, UNKNOWN = range(4)
#: Whether a code that is alone on its day does not share the pool, or is the first of a family; and the bits of both.
BY_ITSELF, FIRST, SORTS = 1, 2, 2


@attrs.frozen(eq=False)
class Counting:
    """How each code is counted in each stretch of dates: tables of the stretches, one after the other.

    ``interval`` is that of the first unit (of a code that counts once: its minimum), ``addon`` the add-on code of its
    family, or -1, and ``more`` the interval of that. ``at`` is where the first code of its family is in the tables, a
    code without one itself; ``place`` is twice the place of that in code order, one more for the add-on. ``other`` are
    all but the codes of the pool that have no add-on. ``alone`` is of known codes of no family, and of first codes of a
    family in the pool: the place in code order above the bits of its sort, else -1. ``order`` are the codes in order.
    """

    codes: tuple[str, ...]
    stretches: int
    kind: Ints
    interval: Ints
    more: Ints
    full: Ints
    addon: Ints
    at: Ints
    place: Ints
    other: Flags
    alone: Ints
    order: Ints

    @classmethod
    def of(cls, timings: Mapping[int, Mapping[str, Timing]], codes: Vocabulary, stretches: int) -> "Counting":
        """Look up all codes seen so far; the other members of their families are seen too from now on."""
        families = {
            member for known in timings.values() for code in codes.values for member in _family(known.get(str(code)))
        }
        for member in sorted(families):
            codes.number(member)
        seen = tuple(map(str, codes.values))
        kind, interval, more, full, first, addon = (
            np.full((stretches, len(seen)), value, dtype=np.int64) for value in (UNKNOWN, 1, 1, 0, -1, -1)
        )
        first[:] = own = np.arange(len(seen))
        for at, known in timings.items():
            for number, code in enumerate(seen):
                timing = known.get(code)
                if timing is None or not known.keys() >= _family(timing):
                    continue
                kind[at, number] = ONCE if timing.interval is None else APART if timing.pool is None else POOLED
                interval[at, number] = (timing.minimum or 0) if timing.interval is None else timing.interval
                full[at, number] = timing.rounding == "full"
                if timing.family is not None:
                    first[at, number] = codes.number(timing.family)
                if timing.additional is not None:
                    addon[at, number] = codes.number(timing.additional)
                    more[at, number] = known[timing.additional].interval or timing.interval or 1
        order = np.argsort(np.array(seen, dtype=object))
        place = np.argsort(order)[first] * 2 + (first != own)
        first += np.arange(stretches)[:, None] * len(seen)
        other = (kind != POOLED) | (addon >= 0)
        pooled = kind == POOLED
        able = (kind != UNKNOWN) & (pooled | (addon < 0)) & (place & 1 == 0)
        alone = np.where(able, (place >> 1 << SORTS) + BY_ITSELF * ~pooled + FIRST * (addon >= 0), -1)
        tables = (kind, interval, more, full, addon, first, place, other, alone, order)
        return cls(seen, len(timings), *map(np.ravel, tables))

    def by_itself(self, at: Ints, spent: Ints) -> Ints:
        """The units of codes by their own intervals, or counted once."""
        interval = self.interval[at]
        units = by_own_interval(spent, interval, self.full[at])
        return np.where(self.kind[at] == ONCE, spent >= interval, units)


def _family(timing: Timing | None) -> set[str]:
    return set() if timing is None else {code for code in (timing.family, timing.additional) if code is not None}


def by_own_interval(spent: Ints, interval: Ints, full: Ints) -> Ints:
    """The units of minutes past the midpoint of an interval, or of full intervals only."""
    length = np.maximum(interval, 1)
    units = midpoint(spent, length)
    return np.where(full, spent // length, units) if full.any() else units
