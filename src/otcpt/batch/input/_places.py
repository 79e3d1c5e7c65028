"""The place of each line among the lines of its claim."""

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from otcpt.batch.input._lines import Flags, Ints, LineArrays


class Places:
    """Counts the lines of each claim in the order of their rows; from call to call rows of a patient come together.

    Lines are of one claim where claim, patient and whether it is active are the same; a line without a claim is alone.
    """

    def __init__(self) -> None:
        self._who: str | None = None
        self._counts: dict[object, int] = {}

    def give(self, lines: LineArrays) -> LineArrays:
        """Return the lines with their places."""
        if not len(lines):
            return lines
        other = np.flatnonzero(_changes(lines.who)) + 1
        new = _changes(lines.claim_id) | (np.diff(lines.standing) != 0)
        new[other - 1] = True
        starts = np.append(0, np.flatnonzero(new) + 1)
        lengths = np.diff(np.append(starts, len(lines)))
        before = _counted_before(lines, starts, lengths)
        first, last = lines.who[0].as_py(), lines.who[-1].as_py()
        if first == self._who:
            for run, claim in _claims(lines, starts[: np.searchsorted(starts, other[0]) if len(other) else None]):
                before[run] += self._counts.get(claim, 0)
        if last != self._who:
            self._who, self._counts = last, {}
        begin = int(np.searchsorted(starts, other[-1])) if len(other) else 0
        for run, claim in _claims(lines, starts[begin:]):
            self._counts[claim] = int(before[begin + run] + lengths[begin + run])
        return attrs.evolve(lines, place=np.arange(len(lines)) + np.repeat(before - starts, lengths))


def _changes(column: pa.Array) -> Flags:
    """Whether each row but the first differs from the one before it; what is missing equals nothing."""
    differs = pc.not_equal(column[1:], column[:-1])
    return pc.fill_null(differs, True).to_numpy(zero_copy_only=False)  # type: ignore[no-any-return]


def _claims(lines: LineArrays, starts: Ints) -> list[tuple[int, object]]:
    """The claim of each run, but for those that name none."""
    names = lines.claim_id.take(starts).to_pylist()
    pairs = enumerate(zip(names, lines.standing[starts].tolist(), strict=True))
    return [(run, claim) for run, claim in pairs if claim[0] is not None]


def _counted_before(lines: LineArrays, starts: Ints, lengths: Ints) -> Ints:
    """How many lines of its claim come before each run of rows."""
    before = np.zeros(len(starts), dtype=np.int64)
    names = lines.claim_id.take(starts).dictionary_encode()
    if len(names.dictionary) + names.null_count == len(starts):
        return before
    claim = pc.fill_null(names.indices, -1).to_numpy().astype(np.int64)
    owner = lines.who.take(starts).dictionary_encode().indices.to_numpy().astype(np.int64)
    key = (owner * len(names.dictionary) + claim) * 4 + lines.standing[starts]
    key[claim < 0] = -1 - np.flatnonzero(claim < 0)
    order = np.argsort(key, kind="stable")
    sums = np.cumsum(lengths[order]) - lengths[order]
    first = np.flatnonzero(np.diff(key[order], prepend=key[order[0]] - 1))
    before[order] = sums - np.repeat(sums[first], np.diff(np.append(first, len(order))))
    return before
