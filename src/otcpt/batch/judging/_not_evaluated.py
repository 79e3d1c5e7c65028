"""What was not judged of kinds of days, added up when somebody asks."""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from otcpt.batch.input._arrays import Ragged
from otcpt.batch.input._lines import Ints
from otcpt.batch.judging._alike import LEARNING
from otcpt.findings import RawNotEvaluated

#: What the summary counts by: rule, reason, words, missing fields.
NotEvaluatedKey = tuple[str, str, str, tuple[str, ...]]
_Counted = tuple[NotEvaluatedKey, int]


class NotEvaluatedIndex:
    """What was not judged of each kind, in bundles that kinds share, and how many days were of it.

    Bundles have the numbers that they have in another one that it is ``like``.
    """

    def __init__(self, like: "NotEvaluatedIndex | None" = None) -> None:
        self._counted: dict[tuple[object, ...], _Counted] = {} if like is None else like._counted
        self._bundles: dict[tuple[_Counted, ...], int] = {} if like is None else like._bundles
        self._of_kind = Ragged()
        self._days = np.zeros(0, dtype=np.int64)

    def bundle(self, raw_not_evaluated: Iterable[RawNotEvaluated]) -> tuple[int, ...]:
        """Return the number of what was not judged, the same for the same; none for nothing."""
        entries = tuple([self._count(entry) for entry in raw_not_evaluated])
        return (self._bundles.setdefault(entries, len(self._bundles)),) if entries else ()

    def _count(self, entry: RawNotEvaluated) -> _Counted:
        """What to count an entry by, and its lines; equal ones as the same object."""
        rule, reason, positions, why, missing = entry
        key = rule, reason, why, missing, len(positions)
        counted = self._counted.get(key)
        if counted is None:
            counted = self._counted[key] = not_evaluated_key(entry), len(positions)
        return counted

    def learn(self, bundles: Sequence[int]) -> None:
        """Take up the next kind."""
        self._of_kind.add(bundles)

    def count(self, kinds: Ints) -> None:
        """Add days of these kinds."""
        with LEARNING:
            counted = np.bincount(kinds, minlength=len(self._of_kind))
            counted[: len(self._days)] += self._days
            self._days = counted

    def add_to(self, counter: Counter[NotEvaluatedKey]) -> None:
        """Add up the lines, and begin to count again."""
        kinds = np.flatnonzero(self._days)
        days, bundles = self._of_kind.spread(self._days[kinds], kinds)
        times = np.bincount(bundles, days, len(self._bundles)).tolist()
        for entries, counted in zip(self._bundles, times, strict=True):
            for why, lines in entries if counted else ():
                counter[why] += int(counted) * lines
        self._days = np.zeros(0, dtype=np.int64)


def not_evaluated_key(entry: RawNotEvaluated) -> NotEvaluatedKey:
    """Return what the summary counts an entry by."""
    rule, reason, _, why, missing = entry
    return "*" if rule is None else rule.id, str(reason), why, tuple(map(str, missing))
