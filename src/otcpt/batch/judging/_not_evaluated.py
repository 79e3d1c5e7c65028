"""What was not judged of kinds of days, added up when somebody asks."""

from collections import Counter
from collections.abc import Iterable

import numpy as np

from otcpt.batch.input._lines import Ints
from otcpt.findings import RawNotEvaluated

#: What the summary counts by: rule, reason, words, missing fields.
NotEvaluatedKey = tuple[str, str, str, tuple[str, ...]]


class NotEvaluatedIndex:
    """What was not judged of each kind, and how many days were of it."""

    def __init__(self) -> None:
        self._entries: list[tuple[tuple[NotEvaluatedKey, int], ...]] = []
        self._known: dict[tuple[object, ...], tuple[NotEvaluatedKey, int]] = {}
        self._days = np.zeros(0, dtype=np.int64)

    def learn(self, raw_not_evaluated: Iterable[RawNotEvaluated]) -> None:
        """Take up the next kind."""
        self._entries.append(tuple([self._pair(entry) for entry in raw_not_evaluated]))

    def _pair(self, entry: RawNotEvaluated) -> tuple[NotEvaluatedKey, int]:
        """What to count an entry by, and its lines; equal ones as the same object."""
        rule, reason, positions, why, missing = entry
        key = rule, reason, why, missing, len(positions)
        pair = self._known.get(key)
        if pair is None:
            pair = self._known[key] = not_evaluated_key(entry), len(positions)
        return pair

    def count(self, kinds: Ints) -> None:
        """Add days of these kinds."""
        counted = np.bincount(kinds, minlength=len(self._entries))
        counted[: len(self._days)] += self._days
        self._days = counted

    def add_to(self, counter: Counter[NotEvaluatedKey]) -> None:
        """Add up the lines, and begin to count again."""
        for number in np.flatnonzero(self._days).tolist():
            days = int(self._days[number])
            for why, lines in self._entries[number]:
                counter[why] += days * lines
        self._days = np.zeros(0, dtype=np.int64)


def not_evaluated_key(entry: RawNotEvaluated) -> NotEvaluatedKey:
    """Return what the summary counts an entry by."""
    rule, reason, _, why, missing = entry
    return "*" if rule is None else rule.id, str(reason), why, tuple(map(str, missing))
