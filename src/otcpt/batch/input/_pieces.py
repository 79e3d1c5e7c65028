"""Rows in pieces of whole patients: stretches of sorted ones, parts of any others."""

from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import accumulate
from pathlib import Path

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from otcpt.batch.input._claim_reversals import STANDING, ClaimReversals, take_back
from otcpt.batch.input._columns import TableReader
from otcpt.batch.input._history_index import among, patients_in_charts, sought
from otcpt.batch.input._lines import PLACE, ROW, Ints, LineArrays
from otcpt.batch.input._order import check_sorted, patient_starts
from otcpt.batch.input._places import Places
from otcpt.batch.input._sources import Batches, Source
from otcpt.batch.input._types import plain_schema
from otcpt.checking.kernel import has_lines_without_patient
from otcpt.claims import History

#: Rows in one piece of work.
_PIECE = 1 << 19
#: Rows that one part of rows in no order should hold.
_PART = 1 << 17
_MOST_PARTS = 512
_SPILLED = pa.ipc.IpcWriteOptions(compression="lz4")
_PRIME = np.uint64(0x100000001B3)


@attrs.frozen
class Piece:
    """A stretch of sorted rows, or a whole part of rows in no order, by patient or by provider."""

    source: Source
    start: int = 0
    stop: int | None = None
    sort: bool = False
    by_provider: bool = False


class FirstLook:
    """Looks once through all rows for what must be known before one of them is judged.

    ``cuts`` are rows at which sorted rows may be cut between patients, None where they are not sorted; ``taken_back``
    are the claims that others replace or void, ``claims`` those that a history names too.
    """

    def __init__(self, source: Source, reader: TableReader, history: History | None = None) -> None:
        self.cuts: list[int] | None = [0]
        self._ends = list(accumulate(source.row_groups))
        self._aim = _next_cut(0, self._ends)
        self._at = 0
        self._last: LineArrays | None = None
        self._reader = reader
        self._sought = sought(history)
        back: list[pa.RecordBatch] = []
        seen: dict[str, set[str]] = {"claim_id": set(), "replaces": set(), "patient_key": set()}
        for batch in source.batches(columns=self._columns()):
            self._see_order(batch)
            if reader.has_frequencies:
                standing = reader.read_standing(batch)
                back.append(standing.filter(take_back(standing["frequency"])))
            for name, known in self._sought.items():
                seen[name] |= among(known, reader, batch, name)
            if self.cuts is None and not reader.has_frequencies and not self._sought:
                break
        self.taken_back = ClaimReversals.of(back) if reader.has_frequencies else None
        self.claims, self._patients = seen["claim_id"] | seen["replaces"], seen["patient_key"]
        reader.start_at(0)

    def _columns(self) -> list[str]:
        more = [*(STANDING if self._reader.has_frequencies else ()), *self._sought]
        names = self._reader.names
        return list(dict.fromkeys([*self._reader.keys, *(names[name] for name in more if name in names)]))

    def _see_order(self, batch: pa.RecordBatch) -> None:
        if self.cuts is None:
            return
        before = self._last
        lines = self._reader.read_keys(batch)
        if before is not None:
            lines = LineArrays.together([before, lines])
        if not check_sorted(lines):
            self.cuts = None
            return
        shift = self._at - (before is not None)
        if shift + len(lines) > self._aim:
            begins = patient_starts(lines)[before is not None :] + shift
            after = begins[begins >= self._aim]
            if len(after):
                self.cuts.append(int(after[0]))
                self._aim = _next_cut(self.cuts[-1], self._ends)
        self._at += batch.num_rows
        self._last = lines.slice(len(lines) - 1, len(lines))

    def pieces(self, source: Source) -> list[Piece]:
        """The sorted rows, cut; none where they are not sorted."""
        starts = self.cuts or []
        pairs = zip(starts, [*starts[1:], self._at], strict=False)
        return [Piece(source, start, stop) for start, stop in pairs if stop > start]

    def unmatched(self, history: History | None, claims_without_patient: Collection[str]) -> int:
        """How many patients of a history's charts have no row; who has no key is of a claim without one."""
        missing = frozenset() if history is None else patients_in_charts(history) - self._patients
        return len(
            missing - {None}
            if claims_without_patient and history is not None and has_lines_without_patient(history)
            else missing
        )


def several(rows: int) -> bool:
    """Whether so many rows come in more than one piece."""
    return rows > _PIECE


def _next_cut(cut: int, ends: Iterable[int]) -> int:
    """Where the next piece should begin: at a row group's end where one is near, so that none is read twice."""
    near = [end for end in ends if cut + _PIECE // 2 <= end <= cut + 2 * _PIECE]
    return min(near, key=lambda end: abs(end - cut - _PIECE), default=cut + _PIECE)


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
        part = self._key(lines) % count
        order = np.argsort(part, kind="stable")
        ends = np.searchsorted(part[order], np.arange(count), side="right").tolist()
        kept = rows.take(pa.array(order)).combine_chunks()
        for number, (start, stop) in enumerate(zip([0, *ends[:-1]], ends, strict=True)):
            if stop > start:
                writer = self._writers[number] or pa.ipc.new_file(self._paths[number], kept.schema, options=_SPILLED)
                self._writers[number] = writer
                writer.write_table(kept.slice(start, stop - start))
        self.rows += rows.num_rows

    def sources(self, name: str) -> list[Batches]:
        """The files that have rows."""
        pairs = zip(self._paths, self._writers, strict=True)
        return [Batches(name, pa.ipc.open_file(path).schema, path) for path, writer in pairs if writer is not None]

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
            given = pa.Table.from_batches([batch.select(reader.given)])
            rows = given.cast(plain_schema(given.schema)).append_column(ROW, pa.array(reader.numbers))
            if bad.any():
                yield reader.quarantined_rows(batch, bad)
                good = np.flatnonzero(~bad)
                rows, lines = rows.take(pa.array(good)), lines.take(good)
            if places and not reader.has_places:
                lines = known.give(lines)
            if places or reader.has_places:
                rows = rows.append_column(PLACE, pa.array(lines.place))
            spill.write(rows, lines)
    finally:
        spill.close()


def by_patient(lines: LineArrays) -> Ints:
    """A number that is the same for all lines of a patient."""
    return _mixed(lines.who, np.zeros(len(lines), dtype=np.uint64))


def by_provider(lines: LineArrays) -> Ints:
    """A number that is the same for all lines of a rendering provider and date."""
    keys = (lines.number["rendering_provider_key"] + 1).astype(np.uint64)
    return (((keys * _PRIME + lines.day.astype(np.uint64)) * _PRIME) >> np.uint64(8)).astype(np.int64)


def _mixed(texts: pa.Array, mixed: npt.NDArray[np.uint64]) -> Ints:
    """Mix the last letters of texts into numbers."""
    bounds = np.frombuffer(texts.buffers()[1], dtype=np.int32)[texts.offset : texts.offset + len(texts) + 1]
    letters = np.frombuffer(texts.buffers()[2], dtype=np.uint8)
    for back in range(1, 9):
        place = bounds[1:] - back
        mixed = mixed * _PRIME + np.where(place >= bounds[:-1], letters[np.maximum(place, 0)], 0).astype(np.uint64)
    return (mixed >> np.uint64(8)).astype(np.int64)
