"""One run: rows are read, whole days of them judged, and what was found handed on, whatever the rows came from."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

import attrs
import numpy as np
import pyarrow as pa

from otcpt.batch.input._claim_reversals import ClaimReversals
from otcpt.batch.input._columns import TableReader
from otcpt.batch.input._history_index import own_history
from otcpt.batch.input._lines import Ints, LineArrays
from otcpt.batch.input._order import (
    ProviderOrder,
    check_sorted,
    cut_at,
    day_starts,
    in_order,
    patient_starts,
    provider_starts,
    stream_days,
)
from otcpt.batch.input._pieces import FirstLook
from otcpt.batch.input._places import Places
from otcpt.batch.input._sources import BATCH, Source
from otcpt.batch.judging._findings import ENCODED, FINDINGS
from otcpt.batch.judging._judge import Judge
from otcpt.batch.judging._over_time import Beyond, claims_without_patient
from otcpt.batch.output._report import Tally
from otcpt.checking import ClaimChecker
from otcpt.claims import History
from otcpt.editions import Edition
from otcpt.errors import InputErrors, InvalidInput
from otcpt.findings import Rule
from otcpt.policies import Policy

#: Lines judged together.
CHUNK = 1 << 16

OnBadRow = Literal["raise", "quarantine"]


def check_on_bad_row(given: OnBadRow) -> bool:
    """Whether bad rows are set apart; raise `InvalidInput` for another word."""
    if given not in ("raise", "quarantine"):
        raise InvalidInput(f"on_bad_row {given!r} is neither 'raise' nor 'quarantine'", "on_bad_row", given)
    return given == "quarantine"


@attrs.frozen
class Asked:
    """What is asked of rows; pickles as a pin.

    ``in_order`` says that they are known to be in order, ``history`` is what was billed besides, None where no rule is
    asked of more than a day.
    """

    policy: Policy
    edition: Edition
    rules: tuple[Rule, ...]
    columns: Mapping[str, str] | None
    name: str
    quarantined_rows: bool = False
    in_order: bool = False
    taken_back: ClaimReversals | None = None
    history: History | None = attrs.field(default=None, repr=False)

    @classmethod
    def of(cls, checker: ClaimChecker, columns: Mapping[str, str] | None, name: str, on_bad_row: OnBadRow) -> "Asked":
        """What a checker asks."""
        apart = check_on_bad_row(on_bad_row)
        return cls(checker.policy, checker.edition, checker.rules, columns, name, quarantined_rows=apart)

    def knowing(self, look: FirstLook, history: History | None) -> "Asked":
        """The same with what a first look found."""
        own = None if history is None else own_history(history, look.claims)
        return attrs.evolve(self, in_order=look.cuts is not None, taken_back=look.taken_back, history=own)


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
        checker = checker or ClaimChecker(policy=asked.policy, edition=asked.edition, rules=asked.rules)
        self.reader = TableReader(schema, columns=asked.columns, name=asked.name, taken_back=asked.taken_back)
        self.judge = Judge(checker, self.reader.words, beyond=asked.history is not None)
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
        if self._beyond is not None:
            self._beyond.not_evaluated.clear()

    def rows_of(
        self, source: Source, start: int = 0, stop: int | None = None, *, size: int = BATCH
    ) -> Iterator[pa.RecordBatch]:
        """Read rows of a source: all columns where bad rows are set apart, else those that are needed."""
        if self._asked.quarantined_rows:
            return source.batches(start, stop, size=size)
        return source.batches(start, stop, columns=self.reader.wanted, few=self.reader.few, size=size)

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

        Raises `KeyReturned` where rows are in no order and no first look has seen to that.
        """
        lines = self.lines(batches)
        if by_provider:
            order, key = ProviderOrder(), "rendering_provider_key"
            days = stream_days(lines, self._asked.name, CHUNK, provider_starts, in_order=order, key=key)
            return map(in_order, days)
        if not self.reader.has_places:
            lines = map(Places().give, lines)
        check = None if self._asked.in_order else check_sorted
        return stream_days(lines, self._asked.name, CHUNK, self._starts, in_order=check)

    def sorted(self, batches: Iterable[pa.RecordBatch], *, by_provider: bool = False) -> Iterator[LineArrays]:
        """The same of rows in any order, all of which are in memory at once; those of providers are not cut."""
        parts = list(self.lines(batches))
        if not parts:
            return iter(())
        lines = LineArrays.together(parts)
        lines = in_order(lines if self.reader.has_places else Places().give(lines))
        return iter([lines]) if by_provider else cut_at(lines, self._starts(lines), CHUNK)

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
            lines = self.own(some)
            if len(lines) and not self.failed:
                days = self.judge.judge(lines)
                yield RawFinding(days, FINDINGS.empty_table() if self._beyond is None else self._beyond.patients(lines))

    def find_by_provider(self, parts: Iterable[LineArrays]) -> Iterator[RawFinding]:
        """Judge whole days of providers, in which other payers' lines are evidence."""
        assert self._beyond is not None
        for some in parts:
            lines = self.judge.active(some)
            own = lines.take(np.flatnonzero(~self.judge.of_others(lines)))
            self.claims_without_patient |= claims_without_patient(own)
            if len(own) and not self.failed:
                yield RawFinding(ENCODED.empty_table(), self._beyond.provider_days(lines))

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
