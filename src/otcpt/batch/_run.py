"""One run: rows are read, whole days of them judged, and what was found handed on, whatever the rows came from."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

import attrs
import numpy as np
import pyarrow as pa

from otcpt.batch.input._arrays import empty_of, keep_memory
from otcpt.batch.input._claim_reversals import ClaimReversals, active
from otcpt.batch.input._columns import TableReader
from otcpt.batch.input._history_index import own_history
from otcpt.batch.input._lines import Ints, LineArrays
from otcpt.batch.input._order import (
    Places,
    ProviderOrder,
    cut_at,
    day_starts,
    in_order,
    in_places,
    patient_starts,
    provider_starts,
    stream_days,
)
from otcpt.batch.input._pieces import FirstLook, Piece, PieceReader, each
from otcpt.batch.input._providers import SIDES
from otcpt.batch.input._sources import BATCH, Source
from otcpt.batch.judging._hits import ENCODED, FINDINGS, FLAGS
from otcpt.batch.judging._judge import Judge
from otcpt.batch.judging._over_time import Beyond, claims_without_patient
from otcpt.batch.output._report import Tally
from otcpt.checking import ClaimChecker
from otcpt.claims import History
from otcpt.collector import gc_paused
from otcpt.editions import Edition
from otcpt.errors import InputErrors, InvalidInput
from otcpt.findings import Rule
from otcpt.policies import Policy

#: Lines judged together.
CHUNK = 1 << 18

OnBadRow = Literal["raise", "quarantine"]


def check_on_bad_row(given: OnBadRow) -> bool:
    """Whether bad rows are set apart; raise `InvalidInput` for another word."""
    if not isinstance(given, str) or given not in ("raise", "quarantine"):
        raise InvalidInput(f"on_bad_row {given!r} is neither 'raise' nor 'quarantine'", "on_bad_row", given)
    return given == "quarantine"


@attrs.frozen
class Asked:
    """What is asked of rows; pickles as a pin.

    ``history`` is what was billed besides, None where no rule is asked of more than a day, ``files`` the names of
    several files.
    """

    policy: Policy
    edition: Edition
    rules: tuple[Rule, ...]
    columns: Mapping[str, str] | None
    name: str
    quarantined_rows: bool = False
    taken_back: ClaimReversals | None = None
    history: History | None = attrs.field(default=None, repr=False)
    files: Sequence[str] = ()
    in_words: bool = True

    @classmethod
    def of(cls, checker: ClaimChecker, columns: Mapping[str, str] | None, name: str, on_bad_row: OnBadRow) -> "Asked":
        """What a checker asks."""
        apart = check_on_bad_row(on_bad_row)
        return cls(checker.policy, checker.edition, checker.rules, columns, name, quarantined_rows=apart)

    def flagging(self, history: History | None) -> "Asked":
        """The same without words; raise `InvalidInput` where rows do not name the lines."""
        if self.files:
            raise InvalidInput("words=False numbers the rows of one file; flag each file by itself", "words")
        if history is not None:
            raise InvalidInput("words=False flags rows of this data, and a history has others; leave one out", "words")
        return attrs.evolve(self, in_words=False)

    @property
    def chunk(self) -> int:
        """Lines judged together: more where no words take room."""
        return CHUNK if self.in_words else 2 * CHUNK

    @property
    def found(self) -> pa.Schema:
        """What is known of a finding in days."""
        return ENCODED if self.in_words else FLAGS

    def reader(self, schema: pa.Schema) -> TableReader:
        """What reads rows of a schema."""
        return TableReader(schema, columns=self.columns, name=self.name, taken_back=self.taken_back, files=self.files)

    def knowing(self, look: FirstLook, history: History | None) -> "Asked":
        """The same with what a first look found."""
        own = None if history is None else own_history(history, look.claims)
        return attrs.evolve(self, taken_back=look.taken_back, history=own)


@attrs.frozen
class RawFinding:
    """What was found in some days, and beyond them; the former is encoded."""

    days: pa.Table
    beyond: pa.Table


class Run:
    """Reads batches of one schema and judges their lines; what it learned stays for those that come after.

    Rows that cannot be read are set apart, or else raise `InputErrors` once all are known, and no day is judged after
    the first of them.
    """

    def __init__(self, asked: Asked, schema: pa.Schema, checker: ClaimChecker | None = None) -> None:
        keep_memory()
        checker = checker or ClaimChecker(policy=asked.policy, edition=asked.edition, rules=asked.rules)
        self.reader = asked.reader(schema)
        self.judge = Judge(checker, self.reader.words, beyond=asked.history is not None, in_words=asked.in_words)
        self._beyond = None if asked.history is None else Beyond(checker, self.reader.words, asked.history)
        self._asked = asked
        self.start_at(0)

    def start_at(self, row: int) -> None:
        """Begin to read at a row: forget what was counted, not what was learned."""
        self.reader.start_at(row)
        self.judge.begin_again()
        self.apart: list[pa.Table] = []
        self.claims_without_patient: set[str] = set()
        self.rows = 0
        #: The first and the last owner of lines, as far as they were judged.
        self.ends: tuple[str, str] | None = None
        if self._beyond is not None:
            self._beyond.not_evaluated.clear()

    def rows_of(
        self, source: Source, start: int = 0, stop: int | None = None, *, size: int = BATCH, last: bool = False
    ) -> Iterator[pa.RecordBatch]:
        """Read rows of a source: all columns where bad rows are set apart, else those that are needed."""
        if self._asked.quarantined_rows:
            return source.batches(start, stop, size=size, last=last)
        wanted, few = self.reader.wanted, self.reader.few
        return source.batches(start, stop, columns=wanted, few=few, size=size, last=last)

    def lines(self, batches: Iterable[pa.RecordBatch]) -> Iterator[LineArrays]:
        """Yield the lines of the rows that can be read."""
        for batch in batches:
            self.rows += batch.num_rows
            lines, bad = self.reader.read(batch)
            if bad.any():
                if self._asked.quarantined_rows:
                    self.apart.append(self.reader.quarantined_rows(batch, bad))
                lines = lines.take(np.flatnonzero(~bad))
            yield lines

    def streamed(self, batches: Iterable[pa.RecordBatch], *, by_provider: bool = False) -> Iterator[LineArrays]:
        """Yield whole days of rows in order, or whole patients where rules look beyond the day.

        Raises `KeyReturned` where rows are in no order.
        """
        lines, name, chunk = self.lines(batches), self._asked.name, self._asked.chunk
        if by_provider:
            order, key = ProviderOrder(), "rendering_provider_key"
            days = stream_days(lines, name, chunk, provider_starts, in_order=order, key=key)
            return map(in_order, days)
        days = stream_days(lines, name, chunk, self._starts)
        return map(Places().give, days) if self._asked.in_words else days

    def in_threads(self, pieces: Sequence[Piece]) -> Iterator[pa.Table]:
        """Yield what is found in each piece; raise `KeyReturned` as a `PieceReader` does."""
        reader = PieceReader(self.reader, lambda: self._asked.reader(pieces[0].source.schema), SIDES)

        def judge(piece: Piece) -> pa.Table:
            lines = self.own(reader.read(piece))
            return self.judge.judge(lines) if len(lines) else empty_of(self._asked.found)

        with gc_paused():
            yield from each(judge, pieces)

    def sorted(self, batches: Iterable[pa.RecordBatch], *, by_provider: bool = False) -> Iterator[LineArrays]:
        """The same of rows in any order, all of which are in memory at once; those of providers are not cut."""
        parts = list(self.lines(batches))
        if not parts:
            return iter(())
        lines = in_places(LineArrays.together(parts))
        return iter([lines]) if by_provider else cut_at(lines, self._starts(lines), self._asked.chunk)

    def _starts(self, lines: LineArrays) -> Ints:
        return day_starts(lines) if self._beyond is None else patient_starts(lines)

    def own(self, lines: LineArrays) -> LineArrays:
        """Return the lines of active claims that the policy is about, and remember claims without a patient."""
        lines = self.judge.own(lines)
        if self._beyond is not None:
            self.claims_without_patient |= claims_without_patient(lines)
        return lines

    def find(self, parts: Iterable[LineArrays]) -> Iterator[RawFinding]:
        """Judge whole days or patients."""
        for some in parts:
            if len(some):
                first, last = some.who[0].as_py(), some.who[-1].as_py()
                self.ends = (first if self.ends is None else self.ends[0], last)
            lines = self.own(some)
            if len(lines) and not self.failed:
                days = self.judge.judge(lines)
                yield RawFinding(days, empty_of(FINDINGS) if self._beyond is None else self._beyond.patients(lines))

    def find_by_provider(self, parts: Iterable[LineArrays]) -> Iterator[RawFinding]:
        """Judge whole days of providers, in which other payers' lines are evidence."""
        assert self._beyond is not None
        for some in parts:
            lines = active(some)
            own = lines.take(np.flatnonzero(~self.judge.of_others(lines)))
            self.claims_without_patient |= claims_without_patient(own)
            if len(own) and not self.failed:
                yield RawFinding(empty_of(ENCODED), self._beyond.provider_days(lines))

    @property
    def failed(self) -> bool:
        """Whether a row could not be read and is not set apart."""
        return not self._asked.quarantined_rows and bool(self.reader.log.problems)

    def raise_problems(self) -> None:
        """Raise `InputErrors` where a row could not be read and is not set apart."""
        if self.failed:
            raise InputErrors(self.reader.problems())

    def add_to(self, tally: Tally, *, by_provider: bool = False) -> None:
        """Add what was not judged, what limits the answer, and the lines that were judged.

        Of lines that were looked at by provider alone only what was asked of providers counts.
        """
        if self._beyond is not None:
            tally.not_evaluated.update(self._beyond.not_evaluated)
        if not by_provider:
            tally.not_evaluated.update(self.judge.not_evaluated)
            tally.caveats.update(self.judge.caveats)
            tally.lines += self.judge.lines
