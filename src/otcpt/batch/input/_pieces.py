"""Rows in pieces of whole patients: stretches of sorted ones, parts of any others."""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from itertools import accumulate, pairwise
from pathlib import Path
from typing import TypeVar

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from otcpt.batch.input._arrays import array_of, letters_of
from otcpt.batch.input._claim_reversals import STANDING, ClaimReversals, take_back
from otcpt.batch.input._columns import TableReader
from otcpt.batch.input._history_index import among, patients_in_charts, sought
from otcpt.batch.input._lines import APART, NOTHING, PLACE, ROW, Ints, LineArrays, repeated
from otcpt.batch.input._order import Places, check_sorted, day_starts, patient_starts, returned
from otcpt.batch.input._providers import number_by_day
from otcpt.batch.input._sources import Batches, Source, one_batch
from otcpt.batch.input._types import is_text, plain_rows, text
from otcpt.checking.kernel import has_lines_without_patient
from otcpt.claims import History
from otcpt.files import scratch_file
from otcpt.io import look_at_dates

#: Rows in one piece of work.
_PIECE = 1 << 19
#: Rows that one part of rows in no order should hold.
_PART = 1 << 17
_MOST_PARTS = 512
#: Rows among which the first of another patient is looked for.
_GLANCE = 1 << 10
_PRIME = np.uint64(0x100000001B3)

_Part = TypeVar("_Part")
_Answer = TypeVar("_Answer")


@attrs.frozen
class Piece:
    """A stretch of sorted rows, or a whole part of rows in no order, by patient or by provider."""

    source: Source
    start: int = 0
    stop: int | None = None
    sort: bool = False
    by_provider: bool = False


class FirstLook:
    """Looks once through all rows for what must be known before one of them is judged, if anything must.

    ``taken_back`` are the claims that others replace or void, ``claims`` those that a history names too.
    """

    def __init__(
        self,
        source: Source,
        reader: TableReader,
        history: History | None = None,
        corrections: Sequence[pa.RecordBatch] = (),
    ) -> None:
        names = sought(history)
        back = [*corrections]
        seen: dict[str, set[str]] = {"claim_id": set(), "replaces": set(), "patient_key": set()}
        columns = [*(STANDING if reader.has_frequencies else ()), *names]
        given = dict.fromkeys(reader.names[name] for name in columns if name in reader.names)
        numbers = [name for name in (ROW, PLACE) if name in source.schema.names]
        for batch in source.batches(columns=[*given, *numbers]) if given else ():
            if reader.has_frequencies:
                standing = reader.read_standing(batch)
                counts = take_back(standing["frequency"])
                if reader.has_places:
                    counts = pc.and_(counts, pc.not_equal(batch.column(PLACE), APART))
                back.append(standing.filter(counts))
            for name, known in names.items():
                seen[name] |= among(known, reader, batch, name)
        self.taken_back = ClaimReversals.of(back) if reader.has_frequencies else None
        self.claims, self._patients = seen["claim_id"] | seen["replaces"], seen["patient_key"]

    def unmatched(self, history: History | None, claims_without_patient: Collection[str]) -> int:
        """How many patients of a history's charts have no row; who has no key is of a claim without one."""
        missing = frozenset() if history is None else patients_in_charts(history) - self._patients
        return len(
            missing - {None}
            if claims_without_patient and history is not None and has_lines_without_patient(history)
            else missing
        )


def look_at_days(source: Source, reader: TableReader) -> None:
    """Refuse a table whose days may be written day first: then none of its rows is sure, and none is set apart."""
    name = reader.names["date_of_service"]
    if is_text(source.schema.field(name).type):
        for batch in source.batches(columns=[name]):
            days = text(batch.column(0), batch.num_rows).unique().drop_null()
            look_at_dates(map(str.strip, days.to_pylist()), reader.log)


def are_sorted(source: Source, reader: TableReader) -> bool:
    """Whether the rows of a source are in order of patient (or claim) and date."""
    last: list[LineArrays] = []
    try:
        for batch in source.batches(columns=reader.keys):
            lines = reader.read_keys(batch)
            if len(lines):
                seam = [LineArrays.together([*last, lines.slice(0, 1)])] if last else []
                if not all(map(check_sorted, [*seam, lines])):
                    return False
                last = [lines.slice(len(lines) - 1, len(lines))]
        return True
    finally:
        reader.start_at(0)


def several(rows: int) -> bool:
    """Whether so many rows come in more than one piece."""
    return rows > _PIECE


def stretches(source: Source, reader: TableReader, size: int | None = None, *, split_ends: bool = False) -> list[Piece]:
    """Cut rows between patients, which sorted ones have together, at ends of row groups where these are near.

    With ``split_ends`` a patient on both sides of an end is a piece, so that others are not joined.
    """
    ends = list(accumulate(source.row_groups))
    rows = ends[-1] if ends else 0
    cuts = [0]
    while (row := _next_cut(cuts[-1], ends, size or _PIECE)) < rows:
        if split_ends and cuts[-1] < row in ends:
            cuts += _last_patient(source, reader, max(cuts[-1], row - _GLANCE), row)
        cuts.append(_next_patient(source, reader, row, rows))
    reader.start_at(0)
    return [Piece(source, start, stop) for start, stop in pairwise(dict.fromkeys([*cuts, rows]))]


def _next_cut(cut: int, ends: Iterable[int], size: int) -> int:
    """Where the next piece should begin: at a row group's end where one is near, so that none is read twice."""
    near = [end for end in ends if cut + size // 2 <= end <= cut + 2 * size]
    return min(near, key=lambda end: abs(end - cut - size), default=cut + size)


def _last_patient(source: Source, reader: TableReader, start: int, stop: int) -> list[int]:
    """The first row of the last patient who begins among some rows, if one does."""
    reader.start_at(start)
    lines = [reader.read_keys(batch) for batch in source.batches(start, stop, columns=reader.keys)]
    return [start + int(row) for row in patient_starts(LineArrays.together(lines))[1:][-1:]]


def _next_patient(source: Source, reader: TableReader, row: int, rows: int) -> int:
    """The first row after a row at which another patient begins."""
    reader.start_at(row)
    last: str | None = None
    for batch in source.batches(row, columns=reader.keys, size=_GLANCE):
        at, lines = reader.rows, reader.read_keys(batch)
        begins = patient_starts(lines)
        if last is None or last == lines.who[0].as_py():
            begins = begins[1:]
        if len(begins):
            return at + int(begins[0])
        last = lines.who[-1].as_py()
    return rows


@attrs.frozen(eq=False)
class PieceReader:
    """Reads pieces of sorted rows in several threads, each by a reader of its own; the words are of all of them.

    Columns ``by_day`` are numbered as is enough to compare them within a day.
    """

    first: TableReader
    make: Callable[[], TableReader]
    by_day: Sequence[str] = ()
    _idle: list[TableReader] = attrs.field(factory=list)

    def read(self, piece: Piece) -> LineArrays:
        """Return the lines of a piece; raise `KeyReturned` where they are in no order or one cannot be read."""
        reader = self._idle.pop() if self._idle else self._made()
        reader.start_at(max(piece.start - 1, 0))
        seam = [reader.read_keys(row) for row in piece.source.batches(reader.rows, piece.start, columns=reader.keys)]
        batch = one_batch(piece.source, piece.start, piece.stop, columns=reader.wanted)
        lines, bad = reader.read(batch)
        if bad.any() or not all(map(check_sorted, [LineArrays.together([*seam, lines.slice(0, 1)]), lines])):
            raise returned(piece.source.name)
        if self.by_day:
            begins = np.zeros(len(lines), dtype=bool)
            begins[day_starts(lines)] = True
            numbers = dict(lines.number)
            for name in self.by_day:
                numbers[name] = repeated(NOTHING, len(lines))
                if given := reader.names.get(name):
                    number = partial(reader.number_of, name=name, bad=bad)
                    numbers[name] = number_by_day(batch.column(given), begins, number)
            lines = attrs.evolve(lines, number=numbers)
        self._idle.append(reader)
        return lines

    def _made(self) -> TableReader:
        reader = self.make()
        reader.words = self.first.words
        reader.taken_back = self.first.taken_back
        reader.later = self.by_day
        return reader


def each(work: Callable[[_Part], _Answer], parts: Iterable[_Part]) -> Iterator[_Answer]:
    """Yield what each part comes to, in order, in up to four threads."""
    threads = min(4, pa.cpu_count())
    with ThreadPoolExecutor(threads) as pool:
        waiting: deque[Future[_Answer]] = deque()
        for part in parts:
            waiting.append(pool.submit(work, part))
            if len(waiting) > threads:
                yield waiting.popleft().result()
        yield from (one.result() for one in waiting)


class Spill:
    """Writes rows of equal keys into one of several files, so that each can be sorted in memory."""

    def __init__(self, folder: Path, name: str, rows: int, key: Callable[[LineArrays], Ints]) -> None:
        count = min(_MOST_PARTS, rows // _PART + 1)
        self._paths = [folder / f"{name}{number}.arrow" for number in range(count)]
        self._writers: list[pa.RecordBatchFileWriter | None] = [None] * count
        self._key = key
        self.rows = 0

    def write(self, rows: pa.Table, lines: LineArrays) -> None:
        """Write rows, which are those lines."""
        count = len(self._paths)
        part = (self._key(lines) % count).astype(np.int16)  # which are sorted sooner
        order = np.argsort(part, kind="stable")
        ends = np.searchsorted(part[order], np.arange(count), side="right").tolist()
        kept = rows.take(array_of(order)).combine_chunks()
        for number, (start, stop) in enumerate(zip([0, *ends[:-1]], ends, strict=True)):
            if stop > start:
                writer = self._writers[number] or pa.ipc.new_file(scratch_file(self._paths[number]), kept.schema)
                self._writers[number] = writer
                writer.write_table(kept.slice(start, stop - start))
        self.rows += rows.num_rows

    def sources(self, name: str) -> list[Batches]:
        """The files that have rows."""
        pairs = zip(self._paths, self._writers, strict=True)
        return [Batches(name, pa.ipc.open_file(path).schema, [path]) for path, writer in pairs if writer is not None]

    def close(self) -> None:
        """Write no more."""
        for writer in self._writers:
            if writer is not None:
                writer.close()


def spilled(
    batches: Iterable[pa.RecordBatch], reader: TableReader, spill: Spill, *, places: bool = False
) -> Iterator[pa.Table]:
    """Write the rows that can be read into parts, with their numbers; yield those that cannot be read.

    With ``places`` a row goes with its line's place in the claim too: then the rows of a patient must come together.
    """
    known = Places()
    try:
        for batch in batches:
            lines, bad = reader.read(batch)
            given = plain_rows(batch.select(reader.given))
            rows = pa.Table.from_batches([given]).append_column(ROW, array_of(reader.numbers))
            if bad.any():
                yield reader.quarantined_rows(batch, bad)
                good = np.flatnonzero(~bad)
                rows, lines = rows.take(array_of(good)), lines.take(good)
            if places:
                lines = known.give(lines)
            if places or reader.has_places:
                rows = rows.append_column(PLACE, array_of(lines.place))
            spill.write(rows, lines)
    finally:
        spill.close()


def by_patient(lines: LineArrays) -> Ints:
    """A number that is the same for all lines of a patient, from the last letters of the key."""
    bounds, letters = letters_of(lines.who)
    start, stop = int(bounds[0]), int(bounds[-1])
    padded = np.zeros(stop - start + 8, dtype=np.uint8)
    padded[8:] = letters[start:stop]
    every = np.ndarray(stop - start + 1, "V8", padded, strides=(1,))
    last = every.take(bounds[1:].astype(np.int64) - start).view("<u8")
    of_others = (8 * np.maximum(8 - np.diff(bounds), 0)).astype(np.uint64)
    last = last >> of_others << of_others
    mixed = np.zeros(len(last), dtype=np.uint64)
    for back in range(8):
        mixed = mixed * _PRIME + (last >> np.uint64(56 - 8 * back) & np.uint64(0xFF))
    return (mixed >> np.uint64(8)).astype(np.int64)


def by_provider(lines: LineArrays) -> Ints:
    """A number that is the same for all lines of a rendering provider and date."""
    keys = (lines.number["rendering_provider_key"] + 1).astype(np.uint64)
    return (((keys * _PRIME + lines.day.astype(np.uint64)) * _PRIME) >> np.uint64(8)).astype(np.int64)
