"""Parquet to Parquet in bounded memory: sorted rows stream through, others are parted by day first; all or nothing."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from time import monotonic

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from otcpt.batch._beside import Overlap, charted, some_history
from otcpt.batch._beyond import nameless
from otcpt.batch._check import quarantine_schema, summary_rows, summary_text
from otcpt.batch._columns import OnBadRow, TableReader
from otcpt.batch._days import day_starts, patient_starts
from otcpt.batch._hits import ENCODED
from otcpt.batch._judge import Judge
from otcpt.batch._pieces import (
    Spill,
    by_day,
    by_patient,
    by_provider,
    open_parquet,
    parted,
    parts_of,
    read_rows,
    several,
    sorted_pieces,
)
from otcpt.batch._rows import CopiedRows, NumberedWriter
from otcpt.batch._set_back import SetBack
from otcpt.batch._standing import TakenBack
from otcpt.batch._unjudged import Why
from otcpt.batch._work import Work, working
from otcpt.batch._writer import Writer, scratch_folder, written_whole
from otcpt.checking import ClaimChecker
from otcpt.checking.kernel import has_unnamed, refuse_unnamed
from otcpt.claims import History
from otcpt.editions import EditionLike
from otcpt.errors import InputErrors, InvalidInput, Problem
from otcpt.findings import Identity, Rule, Scope
from otcpt.io import refuse_overwriting
from otcpt.policies import PolicyLike


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


@attrs.frozen(eq=False)
class ParquetReport:
    """What a check of a file concluded: how many lines were judged, found at fault and set apart; see `BatchReport`.

    ``caveat_ids`` say of which kind each of the ``caveats`` is: many may differ in the codes they name only.
    ``strangers`` are patients of the history's charts without a line in the file: often a key that was mistyped.
    ``notes`` name the columns that were not read, each in a sentence, with near misses.
    """

    lines: int
    findings: int
    quarantined: int
    not_evaluated: pa.Table
    caveats: tuple[str, ...]
    identity: Identity
    caveat_ids: tuple[str, ...] = ()
    strangers: int = 0
    notes: tuple[str, ...] = ()


def check_parquet(
    source: str | Path,
    target: str | Path,
    *,
    policy: PolicyLike,
    edition: EditionLike | None = None,
    rules: Iterable[Rule] | None = None,
    columns: Mapping[str, str] | None = None,
    workers: int = 1,
    on_bad_row: OnBadRow = "raise",
    quarantine: str | Path | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    history: History | None = None,
    name: str | None = None,
    rows_before: int = 0,
    rows_left_out: Sequence[int] = (),
) -> ParquetReport:
    """Check a Parquet file of service lines and write the findings as another.

    Rows in order of ``patient_key`` (``claim_id`` where no patient is named) and ``date_of_service`` stream through;
    others are first parted by day into temporary files beside the target, and their findings stand part by part.
    Memory does not grow with the file.
    ``workers`` are processes. The target appears when it is complete, or not at all. The identity of law, payer and
    rules and the summary of what was not evaluated stand in the file's metadata under ``otcpt``.

    With a ``history``, even an empty one, rules that look beyond a patient's day are asked too: file and history
    together then are everything that was billed. Months and episodes are looked at patient by patient, the days of
    providers in temporary files beside the target; one patient's lines, and those of one provider's day, must fit into
    memory. The findings of these rules stand last, by date of service, claim, rule and lines, as `check_table` gives
    them. `InvalidInput` is raised where the history has entries without a patient key and several claims of the file
    have none.

    With ``on_bad_row="quarantine"`` rows that cannot be read go to the file ``quarantine`` with the reason. Otherwise
    `InputErrors` is raised with every problem. `BrokenData` is raised for a damaged file, `InvalidInput` before
    anything is written where source, target, quarantine or the file of a policy are one file, `WorkerDied` where a
    worker process died. ``on_progress`` is called after each piece of work. For rows copied from elsewhere, ``name`` is
    what messages call the source, ``rows_before`` the rows that stood before them, ``rows_left_out`` the numbers of
    those that were left out in between, in order.
    """
    source, target, history = Path(source), Path(target), some_history(history)
    if type(workers) is not int or workers < 1:
        raise InvalidInput(f"workers {workers!r} is not a number of processes, 1 or more", "workers", workers)
    if (on_bad_row == "quarantine") is not (quarantine is not None):
        raise InvalidInput(
            "on_bad_row='quarantine' and quarantine=FILE go together: the rows set apart need a file", "quarantine"
        )
    if on_bad_row not in ("raise", "quarantine"):
        raise InvalidInput(f"on_bad_row {on_bad_row!r} is neither 'raise' nor 'quarantine'", "on_bad_row", on_bad_row)
    refuse_overwriting({"target": target, "quarantine": quarantine}, (source, policy, edition))
    checker = ClaimChecker(policy=policy, edition=edition, rules=rules)
    copied = CopiedRows(rows_before, np.array(rows_left_out, dtype=np.int64))
    began = monotonic()
    file = open_parquet(source)
    schema, rows = file.schema_arrow, file.metadata.num_rows
    reader = TableReader(schema, columns=columns, name=name or source.name)
    if reader.has_frequencies:
        batches = read_rows(file, reader.log.name, columns=reader.given)
        reader.taken_back = TakenBack.of(map(reader.read_standing, batches))
    strangers: frozenset[str | None] = frozenset()
    if history is not None:
        overlap = Overlap.of(history, reader, read_rows(file, reader.log.name, columns=Overlap.columns(reader)))
        strangers = charted(history) - overlap.patients
        history = overlap.beside(history, checker)
        if has_unnamed(history) and _nobodys(file, reader, checker, history):
            strangers -= {None}
    asked = checker.policy, checker.edition, tuple(checker.rules), columns, reader.log.name, on_bad_row
    work = Work(*asked, rows_before, reader.taken_back, history)
    counted: Counter[Why] = Counter()
    caveats: dict[str, str] = {}
    problems: list[Problem] = []
    lines = done = 0
    with (
        scratch_folder(target) as scratch,
        written_whole(target, ENCODED, encoded=True) as findings,
        written_whole(quarantine, quarantine_schema(schema)) as file_apart,
        closing(SetBack(scratch / "beyond.arrow")) as beyond,
        working(work, workers if several(rows) else 1) as answers,
    ):
        set_aside = NumberedWriter(file_apart, copied)
        pieces = sorted_pieces(file, source, reader, day_starts if history is None else patient_starts)
        reader.start_at(rows_before)
        spills = _spills(scratch, rows, history is not None, pieces is None, checker)
        if spills:
            apart = set_aside if pieces is None else Writer(None)
            parted(file, reader, on_bad_row, apart, spills)
        if pieces is None:
            pieces = spills[0].pieces()
            problems.extend(reader.problems() if on_bad_row == "raise" else ())
            spills = spills[1:]
        pieces.extend(piece for spill in spills for piece in spill.pieces(by_provider=True))
        rows += sum(spill.rows for spill in spills)
        for answer in answers(pieces):
            done += answer.rows
            lines += answer.lines
            counted.update(answer.not_evaluated)
            caveats.update(answer.caveats)
            problems.extend(answer.problems)
            if not problems:
                findings.write(answer.findings)
                beyond.add(answer.beyond)
                if answer.apart is not None:
                    set_aside.write(answer.apart)
            if on_progress is not None:
                on_progress(Progress(done, rows, monotonic() - began))
        if problems:
            raise InputErrors(tuple(map(copied.problem, problems)))
        for some in beyond.in_order():
            findings.write(some.cast(ENCODED))
        summary = summary_rows(counted)
        limits = dict(sorted(caveats.items()))
        findings.note(summary_text(checker.identity, summary, limits, reader.notes))
    kinds = tuple(limits.values())
    return ParquetReport(
        lines,
        findings.rows,
        file_apart.rows,
        summary,
        tuple(limits),
        checker.identity,
        kinds,
        len(strangers),
        reader.notes,
    )


def _spills(scratch: Path, rows: int, beyond: bool, unsorted: bool, checker: ClaimChecker) -> list[Spill]:
    """What has to be parted: an unsorted file by day or patient, and any file by provider where a rule asks for it."""
    keys = {"patient": by_patient if beyond else by_day} if unsorted else {}
    if beyond and any(rule.scope is Scope.PROVIDER_DAY for rule in checker.rules):
        keys["provider"] = by_provider
    return [Spill(scratch, name, parts_of(rows, len(keys)), key) for name, key in keys.items()]


def _nobodys(file: pq.ParquetFile, reader: TableReader, checker: ClaimChecker, history: History) -> int:
    """Return how many claims have no patient; raise `InvalidInput` where the history could be of several of them."""
    judge = Judge(checker, reader.words)
    nobodys: set[str] = set()
    for batch in read_rows(file, reader.log.name, columns=reader.given):
        lines, bad = reader.read(batch)
        nobodys |= nameless(judge.own(lines.take(np.flatnonzero(~bad))))
        refuse_unnamed(history, len(nobodys))
    return len(nobodys)
