"""Files of service lines in, files of findings out, in bounded memory; all or nothing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from time import monotonic

import attrs
import pyarrow as pa

from otcpt.batch._run import Asked, OnBadRow, Run
from otcpt.batch._workers import Answer, Work, working
from otcpt.batch.input._columns import TableReader
from otcpt.batch.input._files import HowToRead, Opened, open_lines
from otcpt.batch.input._history_index import validate_history
from otcpt.batch.input._pieces import FirstLook, Piece, Spill, by_patient, by_provider, several, spilled
from otcpt.batch.input._sources import Parquet, Source, one_batch
from otcpt.batch.judging._findings import ENCODED
from otcpt.batch.output._deferred_findings import DeferredFindings
from otcpt.batch.output._report import BatchReport, Tally, summary_text
from otcpt.batch.output._writers import Writer, refuse_names, written
from otcpt.checking import ClaimChecker
from otcpt.checking.kernel import has_lines_without_patient, reject_ambiguous_history
from otcpt.claims import History
from otcpt.editions import EditionLike
from otcpt.errors import InputErrors, InvalidInput, Problem
from otcpt.files import path_of, scratch_folder
from otcpt.findings import Rule, Scope
from otcpt.frozenmap import FrozenMap
from otcpt.io import refuse_overwriting
from otcpt.policies import PolicyLike

#: Rows taken at once where they are split.
_SPILL = 1 << 18


@attrs.frozen
class Progress:
    """How far a check is: rows judged of all rows, and the seconds since it began.

    Where the days of providers are looked at too, every row counts twice.
    """

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


def check_parquet(
    source: str | Path,
    target: str | Path,
    *,
    policy: PolicyLike,
    edition: EditionLike | None = None,
    rules: Iterable[Rule | str] | None = None,
    columns: Mapping[str, str] | None = None,
    workers: int = 1,
    on_bad_row: OnBadRow = "raise",
    quarantine: str | Path | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    history: History | None = None,
) -> BatchReport[Path]:
    """Check a Parquet file of service lines and write the findings to another.

    Rows sorted by ``patient_key`` (``claim_id`` where a line has no patient key) and ``date_of_service`` stream
    through; others are first split by day into temporary files next to the target. Memory does not grow with the file.
    The target appears when it is complete, or not at all. The identity of law, payer and rules and the summary of what
    was not evaluated are in its metadata under ``otcpt``.

    With a ``history`` months and episodes are checked patient by patient; the lines of one patient, and those of one
    provider's day, must fit into memory. Findings of these rules come last, by date of service, claim, rule and lines,
    as in `check_table`.

    Args:
        source: The Parquet file of service lines.
        target: The file of findings to write.
        policy: The payer's rules: a `Policy`, a name such as ``"medicare-part-b"``, or the path of a TOML file.
        edition: The law: an `Edition`, its name, its pin or a folder; the newest bundled one unless given.
        rules: The rules to run; all of them unless given.
        columns: Names of otcpt's columns to those of the frame, where they differ.
        workers: Worker processes; with 1 the work is done in this process.
        on_bad_row: ``"raise"`` to raise with every problem, ``"quarantine"`` to set rows aside that cannot be read.
        quarantine: The file to write unreadable rows to, with ``on_bad_row="quarantine"``.
        on_progress: Called after each piece of work with the `Progress` so far.
        history: What else was billed and charted, as in `check_frame`.

    Returns:
        Where the findings are, with summary and identity.

    Raises:
        InputErrors: Rows or columns cannot be read and are not set aside; every problem is named.
        BrokenData: The file is damaged.
        InvalidInput: Source, target, quarantine and the file of a policy are not all different files, or the history
            has entries without a patient key while several claims of the file have none.
        WorkerDied: A worker process ended early.
    """
    source, target = path_of(source), path_of(target)
    if (on_bad_row == "quarantine") is not (quarantine is not None):
        raise InvalidInput(
            "on_bad_row='quarantine' and quarantine=FILE go together: the rows set apart need a file", "quarantine"
        )
    apart = None if quarantine is None else path_of(quarantine)
    refuse_overwriting({"target": target, "quarantine": apart}, (source, policy, edition))
    checker = ClaimChecker(policy=policy, edition=edition, rules=rules)
    asked = Asked.of(checker, None, source.name, on_bad_row)
    job = _Job(asked, checker, target, apart, workers, on_progress, validate_history(history), ".parquet")
    return job.done(lambda _: Opened(Parquet(source), columns=columns))


def check_file(
    source: str | Path,
    target: str | Path,
    *,
    policy: PolicyLike,
    edition: EditionLike | None = None,
    rules: Iterable[Rule | str] | None = None,
    sheet: str | int | None = None,
    columns: Mapping[str, str] | None = None,
    wide: bool = False,
    workers: int = 1,
    quarantine: str | Path | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    history: History | None = None,
    summary: bool = False,
    raw: bool = False,
) -> BatchReport[Path]:
    """Check a file of service lines, of any size, and write the findings to another.

    The contents decide how the source is read: Parquet, CSV, an Excel workbook or an X12 837. The ending of the target
    decides how findings are written: ``.parquet``, ``.csv`` (lists joined by blanks, the evidence as JSON) or
    ``.jsonl``; likewise for ``quarantine``. A file appears whole or not at all. `check_parquet` does the work.

    Args:
        source: The file of service lines.
        target: The file of findings to write.
        policy: The payer's rules: a `Policy`, a name such as ``"medicare-part-b"``, or the path of a TOML file.
        edition: The law: an `Edition`, its name, its pin or a folder; the newest bundled one unless given.
        rules: The rules to run; all of them unless given.
        sheet: The sheet of an Excel workbook, by name or number, as in `otcpt.read_claims`.
        columns: Which column of a table is which, as in `otcpt.read_claims`.
        wide: Whether each row of a table has several services, as in `otcpt.read_claims`.
        workers: Worker processes; with 1 the work is done in this process.
        quarantine: The file to write unreadable rows to; without one they raise.
        on_progress: Called after each piece of work with the `Progress` so far.
        history: What else was billed and charted, as in `check_frame`.
        summary: Whether JSON lines end with a record of what concerns all findings, under the one key ``summary``.
        raw: Whether cells of CSV are kept as they are, for programs; else no text begins as a formula does.

    Returns:
        Where the findings are, with summary and identity.

    Raises:
        InputErrors: Rows or files cannot be read; every problem is named.
        InvalidInput: A name has another ending, or is that of a file that is read.
    """
    source, target = path_of(source), path_of(target)
    apart = None if quarantine is None else path_of(quarantine)
    refuse_names(target, apart)
    refuse_overwriting({"target": target, "quarantine": apart}, (source, policy, edition))
    checker = ClaimChecker(policy=policy, edition=edition, rules=rules)
    asked = Asked.of(checker, None, source.name, "raise" if apart is None else "quarantine")
    job = _Job(asked, checker, target, apart, workers, on_progress, validate_history(history), summary=summary, raw=raw)
    how = HowToRead(sheet, columns, wide, keep=apart is not None)
    return job.done(lambda scratch: open_lines(source, scratch, how))


@attrs.define(eq=False)
class _Job:
    """A file to be checked: opened, looked through once, cut into pieces, judged and written."""

    asked: Asked
    checker: ClaimChecker
    target: Path
    apart: Path | None
    workers: int = attrs.field()
    on_progress: Callable[[Progress], None] | None
    history: History | None
    ending: str | None = None
    summary: bool = False
    raw: bool = False
    quarantined_rows: int = 0
    tally: Tally = attrs.field(factory=Tally)

    @workers.validator
    def _is_a_number(self, _: object, workers: int) -> None:
        if type(workers) is not int or workers < 1:
            raise InvalidInput(f"workers {workers!r} is not a number of processes, 1 or more", "workers", workers)

    def done(self, opened: Callable[[Path], Opened]) -> BatchReport[Path]:
        """Check what is opened, with a folder for temporary files."""
        began = monotonic()
        with scratch_folder(self.target) as scratch, ExitStack() as until_done:
            given = opened(scratch)
            source, rows = given.source, sum(given.source.row_groups)
            self.asked = attrs.evolve(self.asked, columns=given.columns)
            reader = TableReader(source.schema, columns=given.columns, name=self.asked.name)
            notes = (*given.notes, *reader.notes)
            findings = until_done.enter_context(written(self.target, ENCODED, ending=self.ending, raw=self.raw))
            aside = until_done.enter_context(written(self.apart, reader.apart, ending=self.ending, raw=self.raw))
            beyond = until_done.enter_context(closing(DeferredFindings(scratch / "beyond.arrow")))
            processes = self.workers if several(rows) else 1
            final = self.history is None and not reader.has_frequencies
            answers = until_done.enter_context(working(Work(self.asked), processes)) if final else None
            look = FirstLook(source, reader, self.history)
            self.asked = self.asked.knowing(look, self.history)
            answers = answers or until_done.enter_context(working(Work(self.asked), processes))
            claims_without_patient = self._nameless(source)
            problems: list[Problem] = []
            pieces = look.pieces(source)
            if look.cuts is None:
                pieces = self._parts(source, rows, scratch, aside, problems)
            if self.history is not None and any(rule.scope is Scope.PROVIDER_DAY for rule in self.checker.rules):
                pieces += self._by_provider(pieces, rows, scratch)
            every, seen = rows + sum(sum(one.source.row_groups) for one in pieces if one.by_provider), 0
            for answer in answers(pieces):
                seen += answer.rows
                problems.extend(answer.problems)
                if not problems:
                    self._take(answer, findings, beyond, aside)
                if self.on_progress is not None:
                    self.on_progress(Progress(seen, every, monotonic() - began))
            if problems:
                raise InputErrors(tuple(problems))
            for some in beyond.sorted_findings():
                self.tally.count(some)
                findings.write(some.cast(ENCODED))
            report = BatchReport(
                findings=self.target,
                quarantined=self.apart,
                quarantined_count=self.quarantined_rows,
                rows=given.given,
                skipped_rows=FrozenMap(given.skipped),
                skipped=given.left_out,
                notes=notes,
                unmatched_patients=look.unmatched(self.history, claims_without_patient),
                identity=self.checker.identity,
                tally=self.tally,
                core=self.checker.settings.core,
            )
            if self.summary or self.target.suffix.lower() != ".jsonl":
                findings.note(summary_text(report))
        return report

    def _take(self, answer: Answer, findings: Writer, beyond: DeferredFindings, aside: Writer) -> None:
        """Write what a piece came to."""
        self.tally.add(answer.tally)
        self.tally.count(answer.found)
        findings.write(answer.found)
        beyond.add(answer.beyond)
        for bad in answer.apart:
            self._put_aside(bad, aside)

    def _put_aside(self, bad: pa.Table, aside: Writer) -> None:
        self.quarantined_rows += bad.num_rows
        aside.write(bad)

    def _nameless(self, source: Source) -> set[str]:
        """The claims without a patient, where the history could be of one; raise where it could be of several."""
        history = self.asked.history
        if history is None or not has_lines_without_patient(history):
            return set()
        run = Run(self.asked, source.schema, self.checker)
        for lines in run.lines(run.rows_of(source)):
            run.own(lines)
            reject_ambiguous_history(history, len(run.claims_without_patient))
        return run.claims_without_patient

    def _parts(self, source: Source, rows: int, scratch: Path, aside: Writer, problems: list[Problem]) -> list[Piece]:
        """Part rows in no order by patient; those that cannot be read go aside."""
        run = Run(self.asked, source.schema, self.checker)
        spill = Spill(scratch, "patient", rows, by_patient)
        for bad in spilled(run.rows_of(source, size=_SPILL), run.reader, spill):
            if self.asked.quarantined_rows:
                self._put_aside(bad, aside)
        problems.extend(() if self.asked.quarantined_rows else run.reader.problems())
        return [Piece(part, sort=True) for part in spill.sources(self.asked.name)]

    def _by_provider(self, pieces: Sequence[Piece], rows: int, scratch: Path) -> list[Piece]:
        """Part the same rows by provider and day, each with its place in its claim."""
        if not pieces:
            return []
        run = Run(self.asked, pieces[0].source.schema, self.checker)
        spill = Spill(scratch, "provider", rows, by_provider)
        whole = map(one_batch, (piece.source for piece in pieces))
        batches = whole if pieces[0].sort else run.rows_of(pieces[0].source, size=_SPILL)
        for _ in spilled(batches, run.reader, spill, places=True):
            pass  # rows that cannot be read are met again, day by day
        return [Piece(part, sort=True, by_provider=True) for part in spill.sources(self.asked.name)]
