"""How codes count, for many days at once: by the pool, by their own interval, once, or not known."""

from collections.abc import Mapping

import attrs
import numpy as np

from otcpt.batch.input._lines import Ints, Vocabulary
from otcpt.codes import Timing
from otcpt.units.arithmetic import midpoint

#: How a code is counted: in the total-time pool, by its own interval, once (perhaps from a minimum); or unknown.
POOLED, APART, ONCE, UNKNOWN = range(4)


@attrs.frozen(eq=False)
class Counting:
    """How each code is counted in each stretch of dates: stretches down, codes across.

    ``interval`` is that of the first unit (of a code that counts once: its minimum). ``first`` and ``addon`` are the
    codes of its family, for a code without one itself and -1, and ``more`` is the interval of the add-on.
    """

    kind: Ints
    interval: Ints
    more: Ints
    full: Ints
    first: Ints
    addon: Ints

    @classmethod
    def of(cls, timings: Mapping[int, Mapping[str, Timing]], codes: Vocabulary, stretches: int) -> "Counting":
        """Look up all codes seen so far; the other members of their families are seen too from now on."""
        families = {
            member for known in timings.values() for code in codes.values for member in _family(known.get(str(code)))
        }
        for member in sorted(families):
            codes.number(member)
        seen = tuple(codes.values)
        shape = stretches, len(seen)
        made = cls(*(np.full(shape, value, dtype=np.int64) for value in (UNKNOWN, 1, 1, 0, -1, -1)))
        made.first[:] = np.arange(len(seen))
        for at, known in timings.items():
            for number, code in enumerate(seen):
                timing = known.get(str(code))
                if timing is not None and known.keys() >= _family(timing):
                    made._learn(at, number, timing, known, codes)
        return made

    def _learn(self, at: int, number: int, timing: Timing, known: Mapping[str, Timing], codes: Vocabulary) -> None:
        interval = timing.interval
        self.kind[at, number] = ONCE if interval is None else APART if timing.pool is None else POOLED
        self.interval[at, number] = (timing.minimum or 0) if interval is None else interval
        self.full[at, number] = timing.rounding == "full"
        if timing.family is not None:
            self.first[at, number] = codes.number(timing.family)
        if timing.additional is not None:
            self.addon[at, number] = codes.number(timing.additional)
            self.more[at, number] = known[timing.additional].interval or interval or 1


def _family(timing: Timing | None) -> set[str]:
    return set() if timing is None else {code for code in (timing.family, timing.additional) if code is not None}


def by_own_interval(spent: Ints, interval: Ints, full: Ints) -> Ints:
    """The units of minutes past the midpoint of an interval, or of full intervals only."""
    length = np.maximum(interval, 1)
    units = midpoint(spent, length)
    return np.where(full, spent // length, units) if full.any() else units
