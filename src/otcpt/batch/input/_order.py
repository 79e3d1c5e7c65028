"""The order of lines: where days, patients and providers' days begin, streams cut there, and places in claims."""

from collections.abc import Callable, Iterable, Iterator

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from otcpt.batch.input._arrays import array_of, flags_of, ints_of
from otcpt.batch.input._lines import FILE, Flags, Ints, LineArrays, changes
from otcpt.errors import InvalidInput

#: Bits of a whole number that is not below 0.
_BITS = 63


def day_starts(lines: LineArrays) -> Ints:
    """Return where each day begins: another patient, or another date."""
    new = lines.new.copy()
    new[1:] |= lines.day[1:] != lines.day[:-1]
    return np.flatnonzero(new)


def patient_starts(lines: LineArrays) -> Ints:
    """Return where the lines of each patient begin."""
    return np.flatnonzero(lines.new)


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
    if np.any((lines.day[1:] < lines.day[:-1]) & ~lines.new[1:]):
        return False
    begins = patient_starts(lines)[1:]
    before, after = (lines.who.take(array_of(rows)) for rows in (begins - 1, begins))
    return not pc.any(pc.less(after, before)).as_py()


def sorted_rows(lines: LineArrays) -> Ints:
    """Return the rows in order of patient and date, rows of one day in the order they came."""
    owners = lines.who.dictionary_encode()
    rank = np.argsort(ints_of(pc.sort_indices(owners.dictionary)))
    low, high = int(lines.day.min(initial=0)), int(lines.day.max(initial=0))
    keys = rank[ints_of(owners.indices)] * (high - low + 1) + (lines.day - low)
    bits = len(keys).bit_length()
    if int(keys.max(initial=0)).bit_length() + bits > _BITS:
        return np.argsort(keys, kind="stable")
    return np.sort((keys << bits) + np.arange(len(keys))) & ((1 << bits) - 1)


def in_order(lines: LineArrays) -> LineArrays:
    """Return lines in order of patient and date."""
    return lines if check_sorted(lines) else lines.take(sorted_rows(lines))


def in_places(lines: LineArrays) -> LineArrays:
    """Return lines in order of patient and date, with the places that the order they came in gives them.

    Where the lines of each claim are of one day, that order tells them too.
    """
    ordered = in_order(lines)
    new = changes(ordered.claim_id)
    new[day_starts(ordered)] = True
    claims = ordered.claim_id.take(array_of(np.flatnonzero(new)))
    together = len(claims.unique()) + max(claims.null_count - 1, 0) == len(claims)
    return Places().give(ordered) if together else in_order(Places().give(lines))


class ProviderOrder:
    """Whether rows of each rendering provider are together, in order of date; remembers whom it has seen."""

    def __init__(self) -> None:
        self._seen: set[int] = set()

    def __call__(self, lines: LineArrays) -> bool:
        """Look at lines that follow those looked at before."""
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


def returned(name: str, key: str = "patient_key") -> KeyReturned:
    """Say that rows are not in the order of a key and of dates."""
    return KeyReturned(
        f"{name}: rows are not sorted by {key} and date_of_service, and lines of one day would be judged apart; sort "
        "them, let check_parquet do it, or in Spark leave out sorted=True",
        key,
    )


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

    With other ``starts`` the pieces are of what begins there, like all days of a patient. ``in_order`` is asked of
    lines that come together, and of two where these meet; it is None where the order is known. `KeyReturned` is raised
    for a stream that is not sorted by the ``key`` and by date.
    """
    held: list[LineArrays] = []
    last: LineArrays | None = None
    for lines in parts:
        if not len(lines):
            continue
        if in_order is not None:
            seam = [] if last is None else [LineArrays.together([last, lines.slice(0, 1)])]
            if not all(map(in_order, [*seam, lines])):
                raise returned(name, key)
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


class Places:
    """Counts the lines of each claim in the order of their rows; from call to call rows of a patient come together.

    Lines are of one claim where claim, patient, file and whether it is active are the same; a line without a claim is
    alone. A place that is known stays.
    """

    def __init__(self) -> None:
        self._who: str | None = None
        self._counts: dict[object, int] = {}

    def give(self, lines: LineArrays) -> LineArrays:
        """Return the lines with their places."""
        if (lines.place >= 0).all():
            return lines
        other = np.flatnonzero(lines.new)[1:]
        kind = _kind(lines)
        new = changes(lines.claim_id) | lines.new
        new[1:] |= kind[1:] != kind[:-1]
        starts = np.flatnonzero(new)
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
        counted = np.arange(len(lines)) + np.repeat(before - starts, lengths)
        return attrs.evolve(lines, place=np.where(lines.place < 0, counted, lines.place))


def _kind(lines: LineArrays) -> Ints:
    """Whether each line's claim is active, and its file, as one number."""
    return lines.standing if lines.row.max() < FILE else lines.standing + 4 * (lines.row // FILE)


def _claims(lines: LineArrays, starts: Ints) -> list[tuple[int, object]]:
    """The claim of each run, but for those that name none."""
    names = lines.claim_id.take(array_of(starts)).to_pylist()
    pairs = enumerate(zip(names, _kind(lines)[starts].tolist(), strict=True))
    return [(run, claim) for run, claim in pairs if claim[0] is not None]


def _rises(texts: pa.Array) -> Flags:
    """Whether each text but the first comes after the one before it."""
    return flags_of(pc.less(texts[:-1], texts[1:]))


def _counted_before(lines: LineArrays, starts: Ints, lengths: Ints) -> Ints:
    """How many lines of its claim come before each run of rows."""
    before = np.zeros(len(starts), dtype=np.int64)
    names = lines.claim_id.take(array_of(starts))
    if (
        np.all(_rises(names) | lines.new[starts[1:]])
        and _rises(lines.who.take(array_of(np.flatnonzero(lines.new)))).all()
    ):
        return before  # no owner comes back, and no claim of an owner
    names = names.dictionary_encode()
    if len(names.dictionary) + names.null_count == len(starts):
        return before
    claim = ints_of(names.indices, -1)
    owner = ints_of(lines.who.take(array_of(starts)).dictionary_encode().indices)
    kind = _kind(lines)[starts]
    key = (owner * len(names.dictionary) + claim) * (int(kind.max()) + 1) + kind
    key[claim < 0] = -1 - np.flatnonzero(claim < 0)
    order = np.argsort(key, kind="stable")
    sums = np.cumsum(lengths[order]) - lengths[order]
    first = np.flatnonzero(np.diff(key[order], prepend=key[order[0]] - 1))
    before[order] = sums - np.repeat(sums[first], np.diff(np.append(first, len(order))))
    return before
