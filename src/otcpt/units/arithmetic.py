"""The arithmetic of units, stated once: whole numbers in, nothing checked. Rules and batch use it; it is no public API.

`midpoint` is written so that arrays of minutes go through it as well as one number; this module knows no NumPy.
`otcpt.batch` has total time for arrays, proved equal.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Protocol, Self, TypeVar

from otcpt.codes import Timing
from otcpt.units._names import Method

__all__ = [
    "BLOCK",
    "TENTH",
    "counts_tenths",
    "distribute",
    "find_tie",
    "first_minute",
    "from_least",
    "is_right",
    "midpoint",
    "right_answers",
]

#: Minutes of one unit in the total-time pool.
BLOCK = 15

#: Minutes of a tenth of an hour.
TENTH = 6


class _Whole(Protocol):
    """A whole number, or an array of them."""

    def __add__(self, other: Self | int, /) -> Self: ...
    def __sub__(self, other: Self | int, /) -> Self: ...
    def __floordiv__(self, other: Self | int, /) -> Self: ...


_N = TypeVar("_N", bound=_Whole)
_K = TypeVar("_K", str, int)


def midpoint(minutes: _N, interval: _N | int = BLOCK) -> _N:
    """Count whole intervals, and one more when the rest is over half of one.

    With the pool's interval this is also the table of total time.
    """
    return (minutes + (interval - 1) // 2) // interval


def from_least(minutes: int, interval: int, least: int) -> int:
    """Count whole intervals, and one more when the rest is at least so many minutes."""
    return (minutes + interval - least) // interval


def first_minute(units: int, interval: int = BLOCK) -> int:
    """Return the fewest minutes that make this many units."""
    return max(0, units * interval - (interval - 1) // 2)


def distribute(
    pool: Mapping[_K, int], rank: Mapping[_K, int] | None = None, interval: int = BLOCK
) -> tuple[dict[_K, int], int, list[tuple[int, int, _K]]]:
    """Share the units of total time: return whole blocks by code, the units left over, and who has a claim to those.

    A row of the claims, the best first, is (minus the minutes left over, the code's rank, code). The lowest rank comes
    first among equals; without ranks the most minutes do.
    """
    blocks: dict[_K, int] = {}
    order: list[tuple[int, int, _K]] = []
    total = whole = 0
    for code, spent in pool.items():
        count = blocks[code] = spent // interval
        whole += count
        total += spent
        order.append((count * interval - spent, -spent if rank is None else rank[code], code))
    order.sort()
    return blocks, midpoint(total, interval) - whole, order


def counts_tenths(timing: Timing, method: Method) -> bool:
    """Whether a code is counted in tenths of an hour: by that method those of the pool that have no add-on."""
    return method == "tenths" and timing.pool is not None and timing.family is None


def find_tie(order: list[tuple[int, int, str]], spare: int) -> tuple[str, ...]:
    """Return the codes, in code order, that have as much left over as the first code that gets nothing; () if none."""
    if 0 < spare < len(order) and order[spare - 1][0] == order[spare][0]:
        return tuple(sorted([code for over, _, code in order if over == order[spare][0]]))
    return ()


def right_answers(
    blocks: Mapping[str, int], spare: int, order: list[tuple[int, int, str]], most_tied: int | None = None
) -> list[dict[str, int]]:
    """Return every way to give the units left over to equally good claims, the one in order first.

    That one alone where more codes than ``most_tied`` are equal.
    """
    chosen = dict(blocks)
    for _, _, code in order[:spare]:
        chosen[code] += 1
    tied = find_tie(order, spare)
    if not tied or (most_tied is not None and len(tied) > most_tied):
        return [chosen]
    sure = {code for _, _, code in order[:spare]}.difference(tied)
    ways = [sure.union(more) for more in combinations(tied, spare - len(sure))]
    others = [{code: count + (code in way) for code, count in blocks.items()} for way in ways]
    return [chosen, *[answer for answer in others if answer != chosen]]


def is_right(pool: Iterable[Sequence[int]]) -> bool:
    """Return whether the units of a pool, given as (minutes, units) of each code, are one of the right answers.

    They are if they add up to what the table gives, each code has its whole blocks or one unit more, and none with one
    more has fewer minutes left over than one without.
    """
    total = billed = 0
    least_winner, most_loser = BLOCK, -1
    for minutes, units in pool:
        total += minutes
        billed += units
        blocks, left_over = divmod(minutes, BLOCK)
        if units == blocks:
            if left_over > most_loser:
                most_loser = left_over
        elif units != blocks + 1:
            return False
        elif left_over < least_winner:
            least_winner = left_over
    return billed == midpoint(total) and least_winner >= most_loser
