"""Claims that a replacement or a void takes back, found in a whole table, whatever the order of its rows."""

from collections.abc import Iterable

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from otcpt.batch.input._lines import LineArrays
from otcpt.claims import REPLACEMENT, VOID
from otcpt.frozenmap import FrozenMap

#: The columns that say which claims are active.
STANDING = ("claim_id", "frequency", "replaces")

ACTIVE, VOIDED, REPLACED = range(3)
#: Why lines leave, in the words of a single check.
WHY = {VOIDED: "Void claim: it bills nothing", REPLACED: "Replaced or voided by a later claim"}


def take_back(frequencies: pa.Array) -> pa.Array:
    """Whether each row is of a claim that takes back another."""
    return pc.is_in(frequencies, pa.array([REPLACEMENT, VOID]))


@attrs.frozen
class ClaimReversals:
    """Names of claims that are taken back: the originals, and replacements that were replaced in turn.

    A replacement or a void takes back the original of its own name and the claim it names as replaced. Rows of a
    table are in no order of time, so their order does not matter; of several files the last correction counts.
    ``last`` is the number of that file, where it is not the first.
    """

    originals: frozenset[str] = frozenset()
    replacements: frozenset[str] = frozenset()
    last: FrozenMap[str, int] = attrs.field(factory=FrozenMap)

    @classmethod
    def of(cls, rows: Iterable[pa.RecordBatch]) -> "ClaimReversals":
        """Collect the names from rows of `STANDING` and the number of their file."""
        originals: set[str] = set()
        replacements: set[str] = set()
        last: dict[str, int] = {}
        for batch in rows:
            for row in batch.to_pylist():
                claim, other = row["claim_id"], row["replaces"]
                originals.update({claim, other} - {None})
                if other is not None and other != claim:
                    replacements.add(other)
                last[claim] = max(last.get(claim, 0), row["file"])
        return cls(
            frozenset(originals),
            frozenset(replacements),
            FrozenMap({claim: file for claim, file in last.items() if claim is not None and file}),
        )

    def judge(self, claims: pa.Array, frequencies: pa.Array, files: pa.Array) -> npt.NDArray[np.int64]:
        """Return for each row whether its claim is active."""
        back = take_back(frequencies)
        original = pc.and_(pc.invert(back), pc.is_in(claims, pa.array(sorted(self.originals), pa.string())))
        replaced = pc.or_(original, pc.is_in(claims, pa.array(sorted(self.replacements), pa.string())))
        standing = np.where(replaced.to_numpy(zero_copy_only=False), REPLACED, ACTIVE)
        if self.last:
            at = pc.fill_null(pc.index_in(claims, pa.array([*self.last])), len(self.last)).to_numpy()
            standing[np.array([*self.last.values(), 0])[at] > files.to_numpy()] = REPLACED
        void = pc.fill_null(pc.equal(frequencies, VOID), False).to_numpy(zero_copy_only=False)
        return np.where(void, VOIDED, standing)


def active(lines: LineArrays) -> LineArrays:
    """Return the lines of active claims."""
    left = lines.standing != ACTIVE
    return lines.take(np.flatnonzero(~left)) if left.any() else lines
