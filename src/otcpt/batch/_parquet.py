"""Parquet to Parquet in bounded memory: sorted rows stream through, others are parted by day first; all or nothing."""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from time import monotonic

import attrs
import numpy as np
import pyarrow as pa

from otcpt.batch._check import CHUNK, chunks, quarantine_schema, set_apart, summary_rows, summary_text
from otcpt.batch._columns import OnBadRow, TableReader
from otcpt.batch._days import DayStream, sorted_rows
from otcpt.batch._hits import ENCODED
from otcpt.batch._judge import Judge
from otcpt.batch._lines import Lines
from otcpt.batch._pieces import Piece, open_parquet, parted, read_rows, sorted_pieces
from otcpt.batch._standing import TakenBack
from otcpt.batch._unjudged import Why
from otcpt.batch._writer import scratch_folder, written_whole
from otcpt.claims import History
from otcpt.editions import Edition
from otcpt.engine import Checker
from otcpt.errors import InputErrors, InvalidInput, OtcptError, Problem
from otcpt.findings import Identity, Rule
from otcpt.policies import Policy


class WorkerDied(OtcptError, RuntimeError):
    """A worker process ended before its work did; nothing was written."""

    def __init__(self, workers: int) -> None:
        super().__init__(
            f"one of {workers} worker processes died, perhaps for lack of memory, and nothing was written; use fewer "
            "workers (in a script, call check_parquet under if __name__ == '__main__':)"
        )
        self.workers = workers

    def __reduce__(self) -> tuple[type["WorkerDied"], tuple[int]]:
        return type(self), (self.workers,)


@attrs.frozen
class Progress:
    """How far a check is: rows judged of all rows, and the seconds since it began."""

    rows: int
    all_rows: int
    seconds: float

    @property
    def rate(self) -> float:
        """Rows a second so far."""
        return self.rows / self.seconds if self.seconds else 0.0

    @property
    def seconds_left(self) -> float:
        """Seconds the rest will take at this rate."""
        return (self.all_rows - self.rows) / self.rate if self.rate else 0.0


@attrs.frozen(eq=False)
class ParquetReport:
    """What a check of a file concluded: how many lines were judged, found at fault and set apart; see `BatchReport`."""

    lines: int
    findings: int
    quarantined: int
    not_evaluated: pa.Table
    caveats: tuple[str, ...]
    identity: Identity


@attrs.define(eq=False)
class _Answer:
    """What a piece came to."""

    findings: pa.Table
    apart: pa.Table | None
    not_evaluated: Counter[Why]
    caveats: tuple[str, ...]
    lines: int
    rows: int
    problems: tuple[Problem, ...]


def check_parquet(
    source: str | Path,
    target: str | Path,
    *,
    policy: str | Policy,
    edition: str | Edition | None = None,
    rules: Iterable[Rule] | None = None,
    columns: Mapping[str, str] | None = None,
    workers: int = 1,
    on_bad_row: OnBadRow = "raise",
    quarantine: str | Path | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    history: History | None = None,
    name: str | None = None,
    rows_before: int = 0,
) -> ParquetReport:
    """Check a Parquet file of service lines and write the findings as another.

    Rows in order of ``patient_key`` (``claim_id`` where no patient is named) and ``date_of_service`` stream through;
    others are first parted by day into temporary files beside the target, and their findings stand part by part.
    Memory does not grow with the file.
    ``workers`` are processes. The target appears when it is complete, or not at all. The identity of law, payer and
    rules and the summary of what was not evaluated stand in the file's metadata under ``otcpt``.

    With ``on_bad_row="quarantine"`` rows that cannot be read go to the file ``quarantine`` with the reason. Otherwise
    `InputErrors` is raised with every problem. `BrokenData` is raised for a damaged file, `WorkerDied` where a worker
    process died. ``on_progress`` is called after each piece of work. For rows copied from elsewhere, ``name`` is what
    messages call the source, ``rows_before`` the rows that stood before them. A ``history`` is refused: rules that look
    beyond a patient's day are asked of frames only.
    """
    source, target = Path(source), Path(target)
    if type(workers) is not int or workers < 1:
        raise InvalidInput(f"workers {workers!r} is not a number of processes, 1 or more", "workers", workers)
    if (on_bad_row == "quarantine") is not (quarantine is not None):
        raise InvalidInput(
            "on_bad_row='quarantine' and quarantine=FILE go together: the rows set apart need a file", "quarantine"
        )
    if on_bad_row not in ("raise", "quarantine"):
        raise InvalidInput(f"on_bad_row {on_bad_row!r} is neither 'raise' nor 'quarantine'", "on_bad_row", on_bad_row)
    if history is not None:
        raise InvalidInput(
            "rules beyond the day need all lines of a patient and a provider at once, and a file is read in pieces; "
            "give history= to check_frame, with the lines of as many patients as fit into memory",
            "history",
        )
    if quarantine is not None and Path(quarantine).absolute() == target.absolute():
        raise InvalidInput(f"quarantine and target are both {target.name}; give them two names", "quarantine")
    checker = Checker(policy=policy, edition=edition, rules=rules)
    began = monotonic()
    file = open_parquet(source)
    schema, rows = file.schema_arrow, file.metadata.num_rows
    reader = TableReader(schema, columns=columns, name=name or source.name)
    with scratch_folder(target) as scratch:
        if reader.has_frequencies:
            batches = read_rows(file, reader.log.name, columns=reader.given)
            reader.taken_back = TakenBack.of(map(reader.read_standing, batches))
        pieces = sorted_pieces(file, source, reader)
        asked = checker.policy, checker.edition, tuple(checker.rules), columns, reader.log.name, on_bad_row
        work = _Work(*asked, rows_before, reader.taken_back)
        counted: Counter[Why] = Counter()
        caveats: dict[str, None] = {}
        problems: list[Problem] = []
        lines = done = found = 0
        with (
            written_whole(target, ENCODED, encoded=True) as findings,
            written_whole(quarantine, quarantine_schema(schema)) as set_aside,
        ):
            if pieces is None:
                reader.start_at(rows_before)
                pieces = parted(file, reader, on_bad_row, scratch, set_aside)
                problems.extend(reader.problems() if on_bad_row == "raise" else ())
            for answer in _answers(work, pieces, workers):
                done += answer.rows
                lines += answer.lines
                counted.update(answer.not_evaluated)
                caveats.update(dict.fromkeys(answer.caveats))
                problems.extend(answer.problems)
                if not problems:
                    found += answer.findings.num_rows
                    findings.write(answer.findings)
                    if answer.apart is not None:
                        set_aside.write(answer.apart)
                if on_progress is not None:
                    on_progress(Progress(done, rows, monotonic() - began))
            if problems:
                raise InputErrors(tuple(problems))
            summary = summary_rows(counted)
            limits = tuple(sorted(caveats))
            findings.note(summary_text(checker.identity, summary, limits))
    return ParquetReport(lines, found, set_aside.rows, summary, limits, checker.identity)


class _Work:
    """Does pieces of work; what it learned stays for the next one. Pickles as what it was asked."""

    def __init__(
        self,
        policy: Policy,
        edition: Edition,
        rules: tuple[Rule, ...],
        columns: Mapping[str, str] | None,
        name: str,
        on_bad_row: OnBadRow,
        rows_before: int,
        taken_back: TakenBack | None,
    ) -> None:
        self._asked = policy, edition, rules, columns, name, on_bad_row, rows_before, taken_back
        self._rows_before, self._taken_back = rows_before, taken_back
        self._columns, self._name, self._on_bad_row = columns, name, on_bad_row
        self._checker = Checker(policy=policy, edition=edition, rules=rules)
        self._judge: Judge | None = None
        self._reader: TableReader | None = None

    def __reduce__(self) -> tuple[type["_Work"], tuple[object, ...]]:
        return type(self), self._asked

    def __call__(self, piece: Piece) -> _Answer:
        """Check one piece."""
        schema, batches = self._part(piece) if piece.sort else self._stretch(piece)
        if self._reader is None or self._judge is None:
            self._reader = TableReader(schema, columns=self._columns, name=self._name, taken_back=self._taken_back)
            self._judge = Judge(self._checker, self._reader.words)
        reader, judge = self._reader, self._judge
        reader.start_at(piece.start + self._rows_before)
        judge.not_evaluated.clear()
        judge.caveats.clear()
        judge.lines = rows = 0
        found, apart = [ENCODED.empty_table()], []
        stream = DayStream(self._name, CHUNK)
        whole: list[Lines] = []
        for batch in batches:
            rows += batch.num_rows
            lines, bad = reader.read(batch)
            if bad.any():
                if self._on_bad_row == "quarantine":
                    apart.append(set_apart(batch, bad, reader))
                lines = lines.take(np.flatnonzero(~bad))
            lines = judge.own(lines)
            if piece.sort:
                whole.append(lines)
            elif (days := stream.push(lines)) is not None:
                found.append(judge.judge(days))
        if piece.sort:
            lines = Lines.together(whole)
            whole.clear()
            found.extend(judge.judge(days) for days in chunks(lines.take(sorted_rows(lines))))
        elif (days := stream.finish()) is not None:
            found.append(judge.judge(days))
        pa.default_memory_pool().release_unused()
        return _Answer(
            pa.concat_tables(found).unify_dictionaries(),
            pa.concat_tables(apart) if apart else None,
            Counter(judge.not_evaluated),
            tuple(judge.caveats),
            judge.lines,
            rows,
            reader.problems() if self._on_bad_row == "raise" else (),
        )

    def _stretch(self, piece: Piece) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
        file = open_parquet(Path(piece.path))
        schema = file.schema_arrow
        read = TableReader(schema, columns=self._columns, name=self._name).given
        columns = read if self._on_bad_row == "raise" else None
        return schema, read_rows(file, self._name, piece.start, piece.stop, columns=columns)

    def _part(self, piece: Piece) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
        reader = pa.ipc.open_stream(pa.memory_map(piece.path))
        return reader.schema, iter(reader)


_work: _Work | None = None


def _begin(work: _Work) -> None:
    global _work  # what a worker process learned stays in it
    _work = work


def _continue(piece: Piece) -> _Answer:
    assert _work is not None
    return _work(piece)


def _answers(work: _Work, pieces: Sequence[Piece], workers: int) -> Iterator[_Answer]:
    """The answers in the order of the pieces, by this process or by several."""
    if workers == 1 or len(pieces) < 2:
        yield from map(work, pieces)
        return
    pool = ProcessPoolExecutor(
        min(workers, len(pieces)), mp_context=get_context("spawn"), initializer=_begin, initargs=(work,)
    )
    try:
        waiting = deque(pool.submit(_continue, piece) for piece in pieces[: 2 * workers])
        rest = iter(pieces[2 * workers :])
        while waiting:
            answer = waiting.popleft().result()
            for piece in islice(rest, 1):
                waiting.append(pool.submit(_continue, piece))
            yield answer
    except BrokenProcessPool as error:
        raise WorkerDied(workers) from error
    finally:
        pool.shutdown(cancel_futures=True)
