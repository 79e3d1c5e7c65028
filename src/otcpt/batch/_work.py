"""Pieces of work, done by this process or by several."""

from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

import attrs
import numpy as np
import pyarrow as pa

from otcpt.batch._beyond import Beyond
from otcpt.batch._check import CHUNK, set_apart
from otcpt.batch._columns import OnBadRow, TableReader
from otcpt.batch._days import DayStream, cut_at, day_starts, patient_starts, sorted_rows
from otcpt.batch._hits import ENCODED, FINDINGS
from otcpt.batch._judge import Judge
from otcpt.batch._lines import Lines
from otcpt.batch._pieces import Piece, open_parquet, read_rows
from otcpt.batch._standing import TakenBack
from otcpt.batch._unjudged import Why
from otcpt.checking import ClaimChecker
from otcpt.claims import History
from otcpt.editions import Edition
from otcpt.errors import OtcptError, Problem
from otcpt.findings import Rule
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


@attrs.define(eq=False)
class Answer:
    """What a piece came to: what was found in days, and beyond them."""

    findings: pa.Table
    beyond: pa.Table
    apart: pa.Table | None
    not_evaluated: Counter[Why]
    caveats: Mapping[str, str]
    lines: int
    rows: int
    problems: tuple[Problem, ...]


class Work:
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
        history: History | None,
    ) -> None:
        self._asked = policy, edition, rules, columns, name, on_bad_row, rows_before, taken_back, history
        self._rows_before, self._taken_back = rows_before, taken_back
        self._columns, self._name, self._on_bad_row = columns, name, on_bad_row
        self._history = history
        self._checker = ClaimChecker(policy=policy, edition=edition, rules=rules)
        self._learned: dict[bool, tuple[TableReader, Judge, Beyond | None]] = {}

    def __reduce__(self) -> tuple[type["Work"], tuple[object, ...]]:
        return type(self), self._asked

    def __call__(self, piece: Piece) -> Answer:
        """Check one piece."""
        schema, batches = self._part(piece) if piece.sort else self._stretch(piece)
        if piece.sort not in self._learned:
            self._learned[piece.sort] = self._begin(schema)
        reader, judge, beyond = self._learned[piece.sort]
        reader.start_at(piece.start + self._rows_before)
        judge.begin_again()
        rows = 0
        found, further, apart = [ENCODED.empty_table()], [FINDINGS.empty_table()], []

        def read() -> Iterator[Lines]:
            nonlocal rows
            for batch in batches:
                rows += batch.num_rows
                lines, bad = reader.read(batch)
                if bad.any():
                    if self._on_bad_row == "quarantine":
                        apart.append(set_apart(batch, bad, reader))
                    lines = lines.take(np.flatnonzero(~bad))
                yield judge.own(lines)

        starts = day_starts if beyond is None else patient_starts
        if not piece.sort:
            parts = DayStream(self._name, CHUNK, starts).cut(read())
        else:
            lines = Lines.together(list(read()))
            lines = lines.take(sorted_rows(lines))
            parts = cut_at(lines, starts(lines), CHUNK)
        if piece.by_provider and beyond is not None:
            judge.not_evaluated.clear()
            further.append(beyond.provider_days(lines))
        else:
            for some in parts:
                found.append(judge.judge(some))
                if beyond is not None:
                    further.append(beyond.patients(some))
        counted = Counter(judge.not_evaluated)
        if beyond is not None:
            counted.update(beyond.not_evaluated)
            beyond.not_evaluated.clear()
        pa.default_memory_pool().release_unused()
        return Answer(
            pa.concat_tables(found).unify_dictionaries(),
            pa.concat_tables(further),
            pa.concat_tables(apart) if apart else None,
            counted,
            dict(judge.caveats),
            judge.lines,
            rows,
            reader.problems() if self._on_bad_row == "raise" else (),
        )

    def _begin(self, schema: pa.Schema) -> tuple[TableReader, Judge, Beyond | None]:
        """What reads and judges rows of a schema: parts name their lines where the file does not."""
        reader = TableReader(schema, columns=self._columns, name=self._name, taken_back=self._taken_back)
        judge = Judge(self._checker, reader.words, beyond=self._history is not None)
        beyond = None if self._history is None else Beyond(self._checker, reader.words, self._history)
        return reader, judge, beyond

    def _stretch(self, piece: Piece) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
        file = open_parquet(Path(piece.path))
        schema = file.schema_arrow
        if self._on_bad_row == "quarantine":
            return schema, read_rows(file, self._name, piece.start, piece.stop)
        reader = TableReader(schema, columns=self._columns, name=self._name)
        file = open_parquet(Path(piece.path), few=reader.few)
        return schema, read_rows(file, self._name, piece.start, piece.stop, columns=reader.given)

    def _part(self, piece: Piece) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
        reader = pa.ipc.open_stream(pa.memory_map(piece.path))
        return reader.schema, iter(reader)


_work: Work | None = None


def _begin(work: Work) -> None:
    global _work  # what a worker process learned stays in it
    _work = work


def _continue(piece: Piece) -> Answer:
    assert _work is not None
    return _work(piece)


@contextmanager
def working(work: Work, workers: int) -> Iterator[Callable[[Sequence[Piece]], Iterator[Answer]]]:
    """Give what answers pieces of work in their order: this process, or several, which begin to load at once."""
    if workers == 1:
        yield lambda pieces: map(work, pieces)
        return
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_begin, initargs=(work,))
    try:
        ready = [pool.submit(_be_ready) for _ in range(workers)]

        def answers(pieces: Sequence[Piece]) -> Iterator[Answer]:
            waiting = deque(pool.submit(_continue, piece) for piece in pieces[: 2 * workers])
            for piece in [*pieces[2 * workers :], *[None] * len(waiting)]:
                answer = waiting.popleft().result()
                if piece is not None:
                    waiting.append(pool.submit(_continue, piece))
                yield answer

        yield answers
        for one in ready:
            one.result()
    except BrokenProcessPool as error:
        raise WorkerDied(workers) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _be_ready() -> None:
    """Make a process start before there is work."""
