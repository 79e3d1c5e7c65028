"""The order of lines: where days, patients and providers' days begin, and streams cut there."""

from collections.abc import Callable, Iterable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from otcpt.batch.input._lines import Ints, Lines
from otcpt.errors import InvalidInput


def day_starts(lines: Lines) -> Ints:
    """Return where each day begins: another patient, or another date."""
    new = np.ones(len(lines), dtype=bool)
    if len(lines) > 1:
        other = pc.not_equal(lines.who[1:], lines.who[:-1]).to_numpy(zero_copy_only=False)
        new[1:] = other | (lines.day[1:] != lines.day[:-1])
    return np.flatnonzero(new)


def patient_starts(lines: Lines) -> Ints:
    """Return where the lines of each patient begin."""
    new = np.ones(len(lines), dtype=bool)
    if len(lines) > 1:
        new[1:] = pc.not_equal(lines.who[1:], lines.who[:-1]).to_numpy(zero_copy_only=False)
    return np.flatnonzero(new)


def provider_starts(lines: Lines) -> Ints:
    """Return where each provider's day begins: another rendering provider, or another date."""
    new = np.ones(len(lines), dtype=bool)
    provider = lines.number["rendering_provider_key"]
    new[1:] = (provider[1:] != provider[:-1]) | (lines.day[1:] != lines.day[:-1])
    return np.flatnonzero(new)


def cut_at(lines: Lines, starts: Ints, least: int) -> Iterator[Lines]:
    """Cut lines into pieces of at least so many (the last may have fewer), at some of the starts only."""
    start = 0
    while start < len(lines):
        after = int(np.searchsorted(starts, start + least))
        stop = int(starts[after]) if after < len(starts) else len(lines)
        yield lines.slice(start, stop)
        start = stop


def check_sorted(lines: Lines) -> bool:
    """Whether the rows are in order of patient (or claim, where no patient is given) and date."""
    if len(lines) < 2:
        return True
    before, after = lines.who[:-1], lines.who[1:]
    falls = pc.less(after, before).to_numpy(zero_copy_only=False)
    same = pc.equal(after, before).to_numpy(zero_copy_only=False)
    return not bool(np.any(falls | (same & (lines.day[1:] < lines.day[:-1]))))


def sorted_rows(lines: Lines) -> Ints:
    """Return the rows in order of patient and date, rows of one day in the order they came."""
    table = pa.table({"who": lines.who, "day": lines.day, "row": np.arange(len(lines))})
    order = pc.sort_indices(table, sort_keys=[("who", "ascending"), ("day", "ascending"), ("row", "ascending")])
    rows: Ints = order.to_numpy().astype(np.int64)
    return rows


def in_order(lines: Lines) -> Lines:
    """Return lines in order of patient and date."""
    return lines if check_sorted(lines) else lines.take(sorted_rows(lines))


class ProviderOrder:
    """Whether rows of each rendering provider stand together, in order of date; remembers whom it has seen."""

    def __init__(self) -> None:
        self._seen: set[int] = set()

    def __call__(self, lines: Lines) -> bool:
        """Look at more lines; the first is the last one before, or the first of all."""
        provider = lines.number["rendering_provider_key"]
        same = provider[1:] == provider[:-1]
        others = provider[1:][~same].tolist()
        self._seen.add(int(provider[0]))
        if len(set(others)) < len(others) or not self._seen.isdisjoint(others):
            return False
        self._seen.update(others)
        return not bool(np.any(same & (lines.day[1:] < lines.day[:-1])))


class KeyReturned(InvalidInput):
    """Rows of one day do not stand together."""


class DayStream:
    """Cuts a stream of lines into pieces of whole days, and refuses a stream that is not sorted.

    With other ``starts`` the pieces are of what begins there, like all days of a patient; ``in_order`` is asked of the
    last line and those that follow it, or is None where the order is known; ``key`` names what rows are sorted by.
    """

    def __init__(
        self,
        name: str,
        least: int,
        starts: Callable[[Lines], Ints] = day_starts,
        *,
        in_order: Callable[[Lines], bool] | None = check_sorted,
        key: str = "patient_key",
    ) -> None:
        self._name = name
        self._least = least
        self._starts = starts
        self._in_order = in_order
        self._key = key
        self._open: list[Lines] = []
        self._count = 0
        self._last: Lines | None = None

    def push(self, lines: Lines) -> Lines | None:
        """Take more lines; return whole days once there are enough."""
        if not len(lines):
            return None
        if self._in_order is not None:
            edge = lines if self._last is None else Lines.together([self._last, lines])
            if not self._in_order(edge):
                raise KeyReturned(
                    f"{self._name}: rows are not sorted by {self._key} and date_of_service, and lines of one day would "
                    "be judged apart; sort them, or let check_parquet do it",
                    self._key,
                )
            self._last = lines.slice(len(lines) - 1, len(lines))
        self._open.append(lines)
        self._count += len(lines)
        if self._count < self._least:
            return None
        whole = Lines.together(self._open)
        cut = int(self._starts(whole)[-1])
        if cut == 0:
            self._open = [whole]
            return None
        self._open, self._count = [whole.slice(cut, len(whole))], len(whole) - cut
        return whole.slice(0, cut)

    def finish(self) -> Lines | None:
        """Return the last days."""
        left, self._open = self._open, []
        return Lines.together(left) if left else None

    def cut(self, parts: Iterable[Lines]) -> Iterator[Lines]:
        """Push lines part by part, and return whole days as there are enough, then the last ones."""
        for part in parts:
            if (whole := self.push(part)) is not None:
                yield whole
        if (whole := self.finish()) is not None:
            yield whole
