"""The place of each line among the lines of its claim."""

import attrs
import numpy as np
import pyarrow.compute as pc

from otcpt.batch.input._lines import Ints, Lines


class Places:
    """Counts the lines of each claim in the order of their rows; rows of a patient must come together.

    Lines are of one claim where claim, patient and whether it stands are the same; a line without a claim is alone.
    """

    def __init__(self) -> None:
        self._who: object = None
        self._counts: dict[object, int] = {}

    def give(self, lines: Lines) -> Lines:
        """Return the lines with their places."""
        if not len(lines):
            return lines
        starts, ends = _runs(lines)
        before = _counted_before(lines, starts, ends - starts)
        self._go_on(lines, starts, before)
        return attrs.evolve(lines, place=np.arange(len(lines)) + np.repeat(before - starts, ends - starts))

    def _go_on(self, lines: Lines, starts: Ints, before: Ints) -> None:
        """Add what was counted of the first patient in earlier lines, and remember the last patient's counts."""
        whose = lines.who.take([0, len(lines) - 1]).to_pylist()
        if whose[0] == self._who and self._counts:
            for run, key in _keys(lines, starts, whose[0]):
                before[run] += self._counts.get(key, 0)
        if whose[1] != self._who:
            self._who, self._counts = whose[1], {}
        ends = before + np.diff(np.append(starts, len(lines)))
        for run, key in _keys(lines, starts, whose[1]):
            self._counts[key] = int(ends[run])


def _runs(lines: Lines) -> tuple[Ints, Ints]:
    """Where rows of one claim that follow each other begin and end."""
    new = np.ones(len(lines), dtype=bool)
    if len(lines) > 1:
        who, claim = (
            pc.fill_null(pc.not_equal(column[1:], column[:-1]), True).to_numpy(zero_copy_only=False)
            for column in (lines.who, lines.claim_id)
        )
        new[1:] = who | claim | (lines.standing[1:] != lines.standing[:-1])
    starts = np.flatnonzero(new)
    return starts, np.append(starts[1:], len(lines))


def _counted_before(lines: Lines, starts: Ints, lengths: Ints) -> Ints:
    """How many lines of its claim come before each run."""
    before = np.zeros(len(starts), dtype=np.int64)
    names = lines.claim_id.take(starts).dictionary_encode()
    if len(names.dictionary) + names.null_count == len(starts):
        return before
    claim = pc.fill_null(names.indices, -1).to_numpy().astype(np.int64)
    whose = lines.who.take(starts).dictionary_encode().indices.to_numpy().astype(np.int64)
    key = np.where(claim < 0, -1 - np.arange(len(claim)), (whose * len(names.dictionary) + claim) * 4)
    key = np.where(claim < 0, key, key + lines.standing[starts])
    order = np.argsort(key, kind="stable")
    sums = np.cumsum(lengths[order]) - lengths[order]
    first = np.flatnonzero(np.diff(key[order], prepend=key[order[0]] - 1))
    before[order] = sums - np.repeat(sums[first], np.diff(np.append(first, len(order))))
    return before


def _keys(lines: Lines, starts: Ints, who: object) -> list[tuple[int, object]]:
    """The runs of the patient at the start or the end, each with its claim; of none that names no claim."""
    own = np.flatnonzero(pc.equal(lines.who.take(starts), who).to_numpy(zero_copy_only=False))
    claims = lines.claim_id.take(starts[own]).to_pylist()
    standing = lines.standing[starts[own]].tolist()
    return [
        (run, (claim, stands))
        for run, claim, stands in zip(own.tolist(), claims, standing, strict=True)
        if claim is not None
    ]
