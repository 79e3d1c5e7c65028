"""Files of service lines in, files of findings out, in bounded memory; all or nothing."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from time import monotonic
from typing import cast

import attrs
import pyarrow as pa

from otcpt.batch._run import Asked, OnBadRow, Run
from otcpt.batch._workers import Answer, Work, working
from otcpt.batch.input._columns import TableReader
from otcpt.batch.input._files import HowToRead, Opened, open_parquet, open_several
from otcpt.batch.input._order import KeyReturned, returned
from otcpt.batch.input._pieces import (
    FirstLook,
    Piece,
    Spill,
    are_sorted,
    by_patient,
    by_provider,
    several,
    spilled,
    stretches,
)
from otcpt.batch.input._sources import Source, one_batch
from otcpt.batch.judging._hits import ENCODED
from otcpt.batch.output._report import BatchReport, Tally, summary_text
from otcpt.batch.output._writers import DeferredFindings, Writer, refuse_names, written
from otcpt.checking import ClaimChecker
from otcpt.checking.kernel import has_lines_without_patient, reject_ambiguous_history
from otcpt.claims import History, validate_history
from otcpt.editions import EditionLike
from otcpt.errors import InputErrors, InvalidInput, Problem
from otcpt.files import path_of, scratch_folder
from otcpt.findings import Rule, Scope
from otcpt.frozenmap import FrozenMap
from otcpt.io import labels_of, refuse_overwriting
from otcpt.members import callback
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
    words: bool = True,
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
        edition: The law: an `Edition`, its name, its pin or a folder; the policy's or the newest unless given.
        rules: The rules to run; all of them unless given.
        columns: Names of otcpt's columns to those of the frame, where they differ.
        workers: Worker processes; with 1 the work is done in this process.
        on_bad_row: ``"raise"`` to raise with every problem, ``"quarantine"`` to set rows aside that cannot be read.
        quarantine: The file to write unreadable rows to, with ``on_bad_row="quarantine"``.
        on_progress: Called after each piece of work with the `Progress` so far.
        history: What else was billed and charted, as in `check_frame`.
        words: Whether findings are put into words, as in `check_frame`. With False threads of this process flag rows
            that are in order; ``workers`` are for others.

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
    asked = asked if words else asked.flagging(history)
    job = _Job(asked, checker, target, apart, workers, on_progress, validate_history(history), ".parquet")
    return job.done(lambda _: open_parquet(source, source.name, HowToRead(columns, keep=apart is not None)))


def check_file(
    source: str | Path | Sequence[str | Path],
    target: str | Path,
    *,
    policy: PolicyLike,
    edition: EditionLike | None = None,
    rules: Iterable[Rule | str] | None = None,
    sheet: str | int | Sequence[str | int | None] | None = None,
    columns: Mapping[str, str] | None = None,
    wide: bool = False,
    workers: int = 1,
    quarantine: str | Path | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    history: History | None = None,
    words: bool = True,
    summary: bool = False,
    raw: bool = False,
) -> BatchReport[Path]:
    """Check a file of service lines, of any size, or several as one, and write the findings to another.

    The contents decide how the source is read: Parquet, CSV, an Excel workbook or an X12 837. The ending of the target
    decides how findings are written: ``.parquet``, ``.csv`` (lists joined by blanks, the evidence as JSON) or
    ``.jsonl``; likewise for ``quarantine``. A file appears whole or not at all. Of several files, of any formats, lines
    of one patient and day meet, and a line is named by its file and row, ``jan.csv:14``. `check_parquet` does the work.

    Args:
        source: The file of service lines, or a list of files.
        target: The file of findings to write.
        policy: The payer's rules: a `Policy`, a name such as ``"medicare-part-b"``, or the path of a TOML file.
        edition: The law: an `Edition`, its name, its pin or a folder; the policy's or the newest unless given.
        rules: The rules to run; all of them unless given.
        sheet: The sheet of an Excel workbook, by name or number, as in `otcpt.read_claims`; of several files a list
            with one for each, None where it is no workbook. A workbook may be there once for each sheet.
        columns: Which column of a table is which, as in `otcpt.read_claims`.
        wide: Whether each row of a table has several services, as in `otcpt.read_claims`.
        workers: Worker processes; with 1 the work is done in this process.
        quarantine: The file to write unreadable rows to; without one they raise.
        on_progress: Called after each piece of work with the `Progress` so far.
        history: What else was billed and charted, as in `check_frame`.
        words: Whether findings are put into words, as in `check_parquet`; with False there is one file, and ``rows``
            are numbered as it numbers them.
        summary: Whether JSON lines end with a record of what concerns all findings, under the one key ``summary``.
        raw: Whether cells of CSV are kept as they are, for programs; else no text begins as a formula does.

    Returns:
        Where the findings are, with summary and identity.

    Raises:
        InputErrors: Rows or files cannot be read; every problem is named.
        InvalidInput: A name has another ending, or is that of a file that is read.
    """
    one = isinstance(source, str | Path | bytes | bytearray | memoryview) or not isinstance(source, Sequence)
    paths, target = [*map(path_of, cast("Sequence[str | Path]", [source] if one else source))], path_of(target)
    sheets = sheet if isinstance(sheet, Sequence) and not isinstance(sheet, str) else [sheet] * len(paths)
    if not paths or len(sheets) != len(paths):
        raise InvalidInput(f"{len(paths)} files and {len(sheets)} sheets; give a file, and a sheet for each", "source")
    apart = None if quarantine is None else path_of(quarantine)
    refuse_names(target, apart)
    refuse_overwriting({"target": target, "quarantine": apart}, (*paths, policy, edition))
    checker = ClaimChecker(policy=policy, edition=edition, rules=rules)
    names = labels_of(paths, sheets)
    name = names[0] if len(names) == 1 else f"{len(names)} files"
    asked = Asked.of(checker, None, name, "raise" if apart is None else "quarantine")
    asked = attrs.evolve(asked, files=names) if len(names) > 1 else asked
    asked = asked if words else asked.flagging(history)
    job = _Job(asked, checker, target, apart, workers, on_progress, validate_history(history), summary=summary, raw=raw)
    how = HowToRead(columns, wide, keep=apart is not None)
    return job.done(lambda scratch: open_several(paths, sheets, names, scratch, how))


@attrs.define(eq=False)
class _Job:
    """A file to be checked: opened, cut into pieces, judged and written."""

    asked: Asked
    checker: ClaimChecker
    target: Path
    apart: Path | None
    workers: int = attrs.field()
    on_progress: Callable[[Progress], None] | None = attrs.field()
    history: History | None
    ending: str | None = None
    summary: bool = False
    raw: bool = False

    @on_progress.validator
    def _is_a_function(self, _: object, given: object) -> None:
        callback(given, "on_progress")

    @workers.validator
    def _is_a_number(self, _: object, workers: int) -> None:
        if type(workers) is not int or workers < 1:
            raise InvalidInput(f"workers {workers!r} is not a number of processes, 1 or more", "workers", workers)

    def done(self, opened: Callable[[Path], Opened]) -> BatchReport[Path]:
        """Check what is opened, with a folder for temporary files.

        Rows are taken to be in order until some are not: then what was written is dropped, and they are sorted first.
        """
        began = monotonic()
        with scratch_folder(self.target) as scratch, ExitStack() as until_done:
            given = opened(scratch)
            source = given.source
            self.asked = attrs.evolve(self.asked, columns=given.columns)
            reader = self.asked.reader(source.schema)
            processes = self.workers if several(sum(source.row_groups)) else 1
            in_words = self.asked.in_words
            final = in_words and self.history is None and not reader.has_frequencies
            answers = until_done.enter_context(working(Work(self.asked), processes)) if final else None
            look = FirstLook(source, reader, self.history, given.corrections)
            self.asked = self.asked.knowing(look, self.history)
            answers = answers or until_done.enter_context(working(Work(self.asked), processes, at_once=in_words))
            once = _Pass(self, given, reader, look, answers, self._nameless(source), scratch, began)
            if not self._can_be_dropped():
                return once.done(in_order=are_sorted(source, reader))
            if not in_words:
                with suppress(KeyReturned):
                    return once.done(in_order=True, in_threads=True)
            try:
                return once.done(in_order=True)
            except KeyReturned:
                return once.done(in_order=False)

    def _can_be_dropped(self) -> bool:
        """Whether what is written can be taken back, as from a pipe it cannot."""
        return all(path is None or path.is_file() or not path.exists() for path in (self.target, self.apart))

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


@attrs.define(eq=False)
class _Pass:
    """One way through all rows: in the order they have, or sorted first."""

    job: _Job
    given: Opened
    reader: TableReader
    look: FirstLook
    answers: Callable[[Sequence[Piece]], Iterator[Answer]]
    claims_without_patient: set[str]
    scratch: Path
    began: float
    tally: Tally = attrs.field(init=False)
    problems: list[Problem] = attrs.field(init=False)
    quarantined_rows: int = attrs.field(init=False)
    seen: int = attrs.field(init=False)
    rows: int = attrs.field(init=False)

    @rows.default
    def _all_rows(self) -> int:
        return sum(self.given.source.row_groups)

    def done(self, *, in_order: bool, in_threads: bool = False) -> BatchReport[Path]:
        """Write everything; raise `KeyReturned` where rows are in no order, or threads cannot read one."""
        job = self.job
        self.tally, self.problems, self.quarantined_rows, self.seen = Tally(), [], 0, 0
        with ExitStack() as until_written:
            findings = until_written.enter_context(written(job.target, job.asked.found, ending=job.ending, raw=job.raw))
            aside = until_written.enter_context(written(job.apart, self.reader.apart, ending=job.ending, raw=job.raw))
            beyond = until_written.enter_context(closing(DeferredFindings(self.scratch / "beyond.arrow")))
            pieces = stretches(self.given.source, self.reader) if in_order else self._parts(aside)
            twice = job.history is not None and any(rule.scope is Scope.PROVIDER_DAY for rule in job.checker.rules)
            if in_threads:
                self._flag(pieces, findings)
            else:
                self._judge(pieces, self.rows * (1 + twice), findings, beyond, aside)
            if twice and not self.problems:
                pieces = self._by_provider(pieces)
                more = (rows for one in pieces for rows in one.source.row_groups)
                self._judge(pieces, sum(more, self.seen), findings, beyond, aside)
            if self.problems:
                raise InputErrors(tuple(self.problems))
            for some in beyond.sorted_findings():
                self._write(some.cast(ENCODED), findings)
            report = BatchReport(
                findings=job.target,
                quarantined=job.apart,
                quarantined_count=self.quarantined_rows,
                rows=self.given.given,
                skipped_rows=FrozenMap(self.given.skipped),
                skipped=self.given.left_out,
                notes=(*self.given.notes, *self.reader.notes),
                unmatched_patients=self.look.unmatched(job.history, self.claims_without_patient),
                identity=job.checker.identity,
                tally=self.tally,
                core=job.checker.settings.core,
                rules=len(job.checker.rules),
            )
            if job.summary or job.target.suffix.lower() != ".jsonl":
                findings.note(summary_text(report))
        return report

    def _judge(
        self, pieces: Sequence[Piece], rows: int, findings: Writer, beyond: DeferredFindings, aside: Writer
    ) -> None:
        """Write what pieces come to, in their order; ``rows`` are to be judged in all."""
        last: str | None = None
        for answer in self.answers(pieces):
            if answer.ends is not None:
                first, following = answer.ends
                if last is not None and first <= last:
                    raise returned(self.job.asked.name)
                last = following
            self.problems.extend(answer.problems)
            if not self.problems:
                self.tally.add(answer.tally)
                self._write(answer.found, findings)
                beyond.add(answer.beyond)
                for bad in answer.apart:
                    self._put_aside(bad, aside)
            self._proceed(answer.rows, rows)

    def _flag(self, pieces: Sequence[Piece], findings: Writer) -> None:
        """Write the flags that threads of this process find in pieces."""
        run = Run(self.job.asked, self.given.source.schema, self.job.checker)
        for piece, found in zip(pieces, run.in_threads(pieces), strict=True):
            assert piece.stop is not None
            self._write(found, findings)
            self._proceed(piece.stop - piece.start, self.rows)
        run.add_to(self.tally)

    def _write(self, found: pa.Table, findings: Writer) -> None:
        self.tally.count(found)
        findings.write(found)

    def _proceed(self, more: int, rows: int) -> None:
        self.seen += more
        if self.job.on_progress is not None:
            self.job.on_progress(Progress(self.seen, rows, monotonic() - self.began))

    def _put_aside(self, bad: pa.Table, aside: Writer) -> None:
        self.quarantined_rows += bad.num_rows
        aside.write(bad)

    def _parts(self, aside: Writer) -> list[Piece]:
        """Part rows in no order by patient; those that cannot be read go aside."""
        asked, source = self.job.asked, self.given.source
        run = Run(asked, source.schema, self.job.checker)
        spill = Spill(self.scratch, "patient", self.rows, by_patient)
        for bad in spilled(run.rows_of(source, size=_SPILL, last=True), run.reader, spill):
            if asked.quarantined_rows:
                self._put_aside(bad, aside)
        self.problems.extend(() if asked.quarantined_rows else run.reader.problems())
        return [Piece(part, sort=True) for part in spill.sources(asked.name)]

    def _by_provider(self, pieces: Sequence[Piece]) -> list[Piece]:
        """Part the same rows by provider and day, each with its place in its claim."""
        if not pieces:
            return []
        run = Run(self.job.asked, pieces[0].source.schema, self.job.checker)
        spill = Spill(self.scratch, "provider", self.rows, by_provider)
        whole = (one_batch(piece.source, last=True) for piece in pieces)
        batches = whole if pieces[0].sort else run.rows_of(pieces[0].source, size=_SPILL, last=True)
        for _ in spilled(batches, run.reader, spill, places=True):
            pass  # rows that cannot be read are met again, day by day
        return [Piece(part, sort=True, by_provider=True) for part in spill.sources(self.job.asked.name)]
