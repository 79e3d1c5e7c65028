"""Total time for arrays of pools: what `otcpt.units.arithmetic` states of one pool, for many at once."""

import numpy as np

from otcpt.batch.input._lines import Flags, Ints
from otcpt.units import TieBreak
from otcpt.units.arithmetic import BLOCK, midpoint

#: More than the minutes of a day: what a claim to a left-over unit is weighed with before anything else.
_WEIGHT = 1 << 12


def share_pools(minutes: Ints, starts: Ints, rows: Ints, tie_break: TieBreak) -> tuple[Ints, Flags]:
    """Return the units of every account, and which of them others had as good a claim to.

    Accounts come pool by pool, in order of their codes; ``starts`` is where a pool begins, ``rows`` where each account
    first came.
    """
    blocks, left, spare = _blocks(minutes, starts)
    tied = np.zeros(len(minutes), dtype=bool)
    claim = (BLOCK - left) * _WEIGHT
    if tie_break == "largest_total":
        claim += _WEIGHT - 1 - minutes
    elif tie_break == "input_order":
        claim = (BLOCK - left) * (int(rows.max(initial=0)) + 1) + rows
    sizes = np.diff(np.append(starts, len(minutes)))
    for size in np.unique(sizes).tolist():
        own = np.flatnonzero(sizes == size)
        at = starts[own][:, None] + np.arange(size)
        order = np.take_along_axis(at, np.argsort(claim[at], axis=1, kind="stable"), axis=1)
        more = spare[own][:, None]
        blocks[order] += np.arange(size) < more
        over = left[order]
        last = np.take_along_axis(over, np.clip(more - 1, 0, size - 1), axis=1)
        following = np.take_along_axis(over, np.clip(more, 0, size - 1), axis=1)
        tied[order] = (more > 0) & (more < size) & (last == following) & (over == last)
    return blocks, tied


def are_right(minutes: Ints, units: Ints, starts: Ints) -> Flags:
    """Return for every pool whether its units are one of the right answers."""
    if not len(starts):
        return np.zeros(0, dtype=bool)
    blocks, left, spare = _blocks(minutes, starts)
    more = units - blocks
    winner = more > 0
    right: Flags = np.maximum.reduceat(np.where(winner, more - 1, -more), starts) <= 0
    right &= np.add.reduceat(more, starts) == spare
    least_winner = np.minimum.reduceat(np.where(winner, left, BLOCK), starts)
    right &= least_winner >= np.maximum.reduceat(np.where(winner, -1, left), starts)
    return right


def _blocks(minutes: Ints, starts: Ints) -> tuple[Ints, Ints, Ints]:
    """Return the whole blocks and the minutes left over of every account, and the units left over of every pool."""
    blocks, left = np.divmod(minutes, BLOCK)
    if not len(starts):
        return blocks, left, blocks
    return blocks, left, midpoint(np.add.reduceat(minutes, starts)) - np.add.reduceat(blocks, starts)
