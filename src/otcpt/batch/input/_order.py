"""The order of lines: where days, patients and providers' days begin, and streams cut there."""

from collections.abc import Callable, Iterable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from otcpt.batch.input._lines import Ints, LineArrays
from otcpt.errors import InvalidInput


def day_starts(lines: LineArrays) -> Ints:
    """Return where each day begins: another patient, or another date."""
    new = np.ones(len(lines), dtype=bool)
    if len(lines) > 1:
        other = pc.not_equal(lines.who[1:], lines.who[:-1]).to_numpy(zero_copy_only=False)
        new[1:] = other | (lines.day[1:] != lines.day[:-1])
    return np.flatnonzero(new)


def patient_starts(lines: LineArrays) -> Ints:
    """Return where the lines of each patient begin."""
    new = np.ones(len(lines), dtype=bool)
    if len(lines) > 1:
        new[1:] = pc.not_equal(lines.who[1:], lines.who[:-1]).to_numpy(zero_copy_only=False)
    return np.flatnonzero(new)


def provider_starts(lines: LineArrays) -> Ints:
    """Return where each provider's day begins: another rendering provider, or another date."""
    new = np.ones(len(lines), dtype=bool)
    provider = lines.number["rendering_provider_key"]
    new[1:] = (provider[1:] != provider[:-1]) | (lines.day[1:] != lines.day[:-1])
    return np.flatnonzero(new)


def cut_at(lines: LineArrays, starts: Ints, least: int) -> Iterator[LineArrays]:
    """Cut lines into pieces of at least so many (the last may have fewer), at some of the starts only."""
    start = 0
    while start < len(lines):
        after = int(np.searchsorted(starts, start + least))
        stop = int(starts[after]) if after < len(starts) else len(lines)
        yield lines.slice(start, stop)
        start = stop


def check_sorted(lines: LineArrays) -> bool:
    """Whether the rows are in order of patient (or claim, where no patient is given) and date."""
    if len(lines) < 2:
        return True
    before, after = lines.who[:-1], lines.who[1:]
    falls = pc.less(after, before).to_numpy(zero_copy_only=False)
    same = pc.equal(after, before).to_numpy(zero_copy_only=False)
    return not bool(np.any(falls | (same & (lines.day[1:] < lines.day[:-1]))))


def sorted_rows(lines: LineArrays) -> Ints:
    """Return the rows in order of patient and date, rows of one day in the order they came."""
    table = pa.table({"who": lines.who, "day": lines.day, "row": np.arange(len(lines))})
    order = pc.sort_indices(table, sort_keys=[("who", "ascending"), ("day", "ascending"), ("row", "ascending")])
    rows: Ints = order.to_numpy().astype(np.int64)
    return rows


def in_order(lines: LineArrays) -> LineArrays:
    """Return lines in order of patient and date."""
    return lines if check_sorted(lines) else lines.take(sorted_rows(lines))


class ProviderOrder:
    """Whether rows of each rendering provider are together, in order of date; remembers whom it has seen."""

    def __init__(self) -> None:
        self._seen: set[int] = set()

    def __call__(self, lines: LineArrays) -> bool:
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
    """Rows of one day are not together."""


def stream_days(
    parts: Iterable[LineArrays],
    name: str,
    least: int,
    starts: Callable[[LineArrays], Ints] = day_starts,
    *,
    in_order: Callable[[LineArrays], bool] | None = check_sorted,
    key: str = "patient_key",
) -> Iterator[LineArrays]:
    """Cut a stream of lines into pieces of whole days, of at least so many lines.

    With other ``starts`` the pieces are of what begins there, like all days of a patient. ``in_order`` is asked of the
    last line and those that follow it, or is None where the order is known: `KeyReturned` is raised for a stream that
    is not sorted by the ``key`` and by date.
    """
    held: list[LineArrays] = []
    last: LineArrays | None = None
    for lines in parts:
        if not len(lines):
            continue
        if in_order is not None:
            if not in_order(lines if last is None else LineArrays.together([last, lines])):
                raise KeyReturned(
                    f"{name}: rows are not sorted by {key} and date_of_service, and lines of one day would be judged "
                    "apart; sort them, or let check_parquet do it",
                    key,
                )
            last = lines.slice(len(lines) - 1, len(lines))
        held.append(lines)
        if sum(map(len, held)) >= least:
            whole = LineArrays.together(held)
            cut = int(starts(whole)[-1])
            held = [whole.slice(cut, len(whole))]
            if cut:
                yield whole.slice(0, cut)
    if held:
        yield LineArrays.together(held)
