"""Pieces of work, done by this process or by several."""

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Any

import attrs
import pyarrow as pa

from otcpt.batch._run import Asked, Run
from otcpt.batch.input._arrays import empty_of
from otcpt.batch.input._pieces import Piece
from otcpt.batch.judging._hits import FINDINGS
from otcpt.batch.output._report import Tally
from otcpt.checking import ClaimChecker
from otcpt.errors import OtcptError, Problem


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


@attrs.frozen(eq=False)
class Answer:
    """What a piece came to: what was found in days, and beyond them, and what is counted.

    ``ends`` are the first and the last owner in a stretch of sorted rows; the next one begins after them.
    """

    found: pa.Table
    beyond: pa.Table
    apart: list[pa.Table]
    tally: Tally
    rows: int
    problems: tuple[Problem, ...]
    ends: tuple[str, str] | None

    def __reduce__(self) -> tuple[object, ...]:
        tables = [*map(_packed, (self.found, self.beyond, *self.apart))]
        return _unpacked, (tables, self.tally, self.rows, self.problems, self.ends)


def _packed(table: pa.Table) -> pa.Buffer:
    """A table as a stream, in which the values of an encoded column are once, not with every batch."""
    packed = pa.BufferOutputStream()
    with pa.ipc.new_stream(packed, table.schema) as writer:
        writer.write_table(table)
    return packed.getvalue()


def _unpacked(packed: Sequence[pa.Buffer], *counted: Any) -> Answer:
    found, beyond, *apart = [pa.ipc.open_stream(one).read_all() for one in packed]
    return Answer(found, beyond, apart, *counted)


class Work:
    """Does pieces of work; what it learned stays for the next one. Pickles as what it was asked."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._checker = ClaimChecker(policy=asked.policy, edition=asked.edition, rules=asked.rules)
        self._runs: dict[pa.Schema, Run] = {}

    def __reduce__(self) -> tuple[type["Work"], tuple[Asked]]:
        return type(self), (self._asked,)

    def _run(self, schema: pa.Schema) -> Run:
        if schema not in self._runs:
            self._runs[schema] = Run(self._asked, schema, self._checker)
        return self._runs[schema]

    def __call__(self, piece: Piece) -> Answer:
        """Check one piece."""
        source = piece.source
        run = self._run(source.schema)
        run.start_at(piece.start)
        batches = run.rows_of(source, piece.start, piece.stop)
        read = run.sorted if piece.sort else run.streamed
        parts = read(batches, by_provider=piece.by_provider)
        found, beyond = [empty_of(self._asked.found)], [empty_of(FINDINGS)]
        for one in run.find_by_provider(parts) if piece.by_provider else run.find(parts):
            found.append(one.days)
            beyond.append(one.beyond)
        tally = Tally()
        run.add_to(tally, by_provider=piece.by_provider)
        pa.default_memory_pool().release_unused()
        return Answer(
            pa.concat_tables(found).unify_dictionaries(),
            pa.concat_tables(beyond),
            run.apart,
            tally,
            run.rows,
            run.reader.problems() if run.failed else (),
            None if piece.sort else run.ends,
        )


_work: Work | None = None


def _begin(work: Work) -> None:
    global _work  # what a worker process learned stays in it
    _work = work
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this worker when its parent has ended, however that ended."""
    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _continue(piece: Piece) -> Answer:
    assert _work is not None
    return _work(piece)


@contextmanager
def working(
    work: Work, workers: int, *, at_once: bool = True
) -> Iterator[Callable[[Sequence[Piece]], Iterator[Answer]]]:
    """Give what answers pieces of work in their order: this process, or several, loaded at once or when used."""
    if workers == 1:
        yield lambda pieces: map(work, pieces)
        return
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_begin, initargs=(work,))
    try:
        ready = [pool.submit(_be_ready) for _ in range(workers if at_once else 0)]

        def answers(pieces: Sequence[Piece]) -> Iterator[Answer]:
            waiting = deque(pool.submit(_continue, piece) for piece in pieces[: 2 * workers])
            try:
                for piece in [*pieces[2 * workers :], *[None] * len(waiting)]:
                    answer = waiting.popleft().result()
                    if piece is not None:
                        waiting.append(pool.submit(_continue, piece))
                    yield answer
            finally:
                for one in waiting:
                    one.cancel()

        yield answers
        for one in ready:
            one.result()
    except BrokenProcessPool as error:
        raise WorkerDied(workers) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _be_ready() -> None:
    """Make a process start before there is work."""
