"""``otcpt check``: read, check, print; claim by claim in memory, or in columns whatever the size; what is at stake."""

import shutil
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TextIO

import attrs

from otcpt.checker import Checker
from otcpt.checking import Answer
from otcpt.claims import History
from otcpt.cli._answer import Judged, exit_code, over_time, unmatched
from otcpt.cli._choices import WORKBOOK, Detail, Exit, FailOn, Format, GroupBy, form_of, in_columns
from otcpt.cli._inputs import STDIN, Inputs
from otcpt.cli._page import show
from otcpt.cli._progress import progress, rows_progress
from otcpt.cli._records import write_csv, write_json, write_jsonl, write_quarantine
from otcpt.cli._rules import asked_note
from otcpt.cli._table import by_rule_page, check_page, report_page, summary_page
from otcpt.cli._workbook import write_answer_workbook
from otcpt.errors import InvalidInput
from otcpt.files import whole_file
from otcpt.findings import Rule
from otcpt.io import read_history
from otcpt.page import Block, Cell, Page, Paragraph, StyledText, Table, Tone, to_document
from otcpt.policies import Policy
from otcpt.pricing import at_stake
from otcpt.wording import dollars

if TYPE_CHECKING:
    from otcpt.batch import BatchReport

#: Findings as records, with what concerns the whole file on standard error.
_RECORDS = (Format.JSONL, Format.CSV)
_NOTE = "The allowed amount of each line with an error, as billed. A payer that denies fewer units takes less."


def check(
    inputs: Inputs,
    *,
    policy: Policy,
    edition: str | None = None,
    history: Sequence[str] | None = None,
    history_columns: Mapping[str, str] | None = None,
    form: Format | None = None,
    fail_on: FailOn = FailOn.ERROR,
    out: Path | None = None,
    workers: int = 1,
    quarantine: Path | None = None,
    allow_empty: bool = False,
    raw: bool = False,
    rules: Sequence[Rule] | None = None,
    detail: Detail = Detail.NORMAL,
    group_by: GroupBy = GroupBy.CLAIM,
    price_at: str | None = None,
) -> Exit:
    """Check files, print the answer, return the exit code; rules over time are asked where there is a history.

    Without a form, the name of the file to be written tells it. ``rules`` are the only ones that are asked. With
    ``price_at``, a locality or that of the policy where it is empty, the lines at fault are priced.
    """
    known = None if history is None else read_history(*history, columns=history_columns)
    answer: Judged
    if price_at is not None and in_columns(inputs.paths, out, workers, quarantine):
        raise InvalidInput("--price goes claim by claim: leave out --workers, Parquet and --quarantine", "--price")
    if price_at is not None:  # a wrong locality is refused before anything is read
        Checker(policy=policy, edition=edition).price_all((), locality=price_at or None)
    if in_columns(inputs.paths, out, workers, quarantine):
        answer = report = _in_columns(inputs, policy, edition, known, form, out, workers, quarantine, rules, raw)
        stream = sys.stdout if out is None and form not in _RECORDS else sys.stderr
        show(
            by_rule_page(
                report,
                inputs.name,
                detail=detail,
                notes=(*over_time(report.row_counts.read, known), *asked_note(rules)),
            ),
            stream,
            folded=detail is not Detail.VERBOSE,
        )
    else:
        answer = claims = attrs.evolve(_by_claim(inputs, policy, edition, known, rules), quarantine=quarantine)
        _write_answer(claims, form or form_of(out), out, detail, group_by, raw)
        if price_at is not None:
            on_stdout = out is None and form in (None, Format.TABLE)
            _show_at_stake(
                claims, policy=policy, edition=edition, history=known, locality=price_at or None, on_stdout=on_stdout
            )
        if quarantine is not None:
            write_quarantine(claims.file.set_apart, quarantine, raw=raw)
    if detail is Detail.QUIET:
        for note in asked_note(rules):
            print(f"otcpt: {note}", file=sys.stderr)
    return exit_code(answer, fail_on, allow_empty=allow_empty)


def _by_claim(
    inputs: Inputs, policy: Policy, edition: str | None, history: History | None, rules: Sequence[Rule] | None
) -> Answer:
    """Check every claim, with the whole file in memory."""
    with progress(inputs.size) as step:
        claims = inputs.read(step)
        step.check(len(claims.claims))
        checker = Checker(policy=policy, edition=edition, rules=rules)
        reports = checker.check_all(claims.claims, history=history)
    if history is not None:
        patients_in_charts = {one.patient_key for one in history.episodes} | {
            one.patient_key for one in history.prior_payments
        }
        unknown = len(patients_in_charts - {line.patient_key for line in claims.lines()})
        claims = attrs.evolve(claims, notes=(*claims.notes, *unmatched(unknown)))
    notes = (*claims.notes, *over_time(claims.row_counts.read, history), *asked_note(rules))
    return Answer(attrs.evolve(claims, notes=notes), reports, checker.identity)


def _write_answer(answer: Answer, form: Format, out: Path | None, detail: Detail, group_by: GroupBy, raw: bool) -> None:
    if out is None:
        _write(answer, form, sys.stdout, detail, group_by, raw)
    elif out.suffix.lower() == WORKBOOK:
        with whole_file(out) as path:
            write_answer_workbook(answer, path)
    else:
        with whole_file(out) as path, path.open("w", encoding="utf-8", newline="") as stream:
            _write(answer, form, stream, detail, group_by, raw)
    if form in _RECORDS and detail is not Detail.QUIET:
        show(summary_page(answer), sys.stderr, folded=detail is not Detail.VERBOSE)
    elif out is not None or form in _RECORDS:
        print(answer.verdict, file=sys.stderr)


def _write(answer: Answer, form: Format, stream: TextIO, detail: Detail, group_by: GroupBy, raw: bool) -> None:
    match form:
        case Format.TABLE:
            page = check_page(answer, group_by=group_by, detail=detail)
            show(page, stream, folded=detail is not Detail.VERBOSE)
        case Format.HTML:
            stream.write(to_document(report_page(answer), filters=True))
        case Format.JSON:
            write_json(answer, stream)
        case Format.JSONL:
            write_jsonl(answer, stream)
        case Format.CSV:
            write_csv(answer, stream, raw=raw)


def _in_columns(
    inputs: Inputs,
    policy: Policy,
    edition: str | None,
    history: History | None,
    form: Format | None,
    out: Path | None,
    workers: int,
    quarantine: Path | None,
    rules: Sequence[Rule] | None,
    raw: bool,
) -> "BatchReport[Path]":
    """Check all lines in bounded memory; findings are written as they are found."""
    from otcpt.batch import check_file

    if form in (Format.JSON, Format.HTML) or (
        out is not None and form is not None and out.suffix.lower() != f".{form}"
    ):
        raise InvalidInput("in columns findings are written as --out is named: .parquet, .csv or .jsonl", "--format")
    with TemporaryDirectory() as scratch:
        target = out or Path(scratch) / f"findings.{form if form in _RECORDS else 'parquet'}"
        sources = [Path(scratch) / STDIN if path == "-" else Path(path) for path in inputs.paths]
        if "-" in inputs.paths:
            with (Path(scratch) / STDIN).open("wb") as copy:
                shutil.copyfileobj(sys.stdin.buffer, copy)
        with rows_progress() as on_progress:
            report = check_file(
                sources,
                target,
                policy=policy,
                edition=edition,
                rules=rules,
                sheet=inputs.sheets,
                columns=inputs.columns,
                wide=inputs.wide,
                workers=workers,
                quarantine=quarantine,
                on_progress=on_progress,
                history=history,
                summary=True,
                raw=raw,
            )
        if out is None and form in _RECORDS:
            with target.open(encoding="utf-8", newline="") as findings:
                shutil.copyfileobj(findings, sys.stdout)
    return report


def _show_at_stake(
    answer: Answer,
    *,
    policy: Policy,
    edition: str | None,
    history: History | None,
    locality: str | None,
    on_stdout: bool,
) -> None:
    """Print by rule how many errors there are, and the allowed amount of their lines."""
    checker = Checker(policy=policy, edition=edition)
    estimates = checker.price_all(answer.file.claims, locality=locality, history=history)
    counts: Counter[str] = Counter()
    amounts: dict[str, Decimal] = {}
    total, missing = Decimal(0), 0
    for report, estimate in zip(answer.reports, estimates, strict=True):
        found = at_stake(report, estimate)
        total += found.total
        for one in found:
            counts[one.finding.rule_id] += 1
            missing += one.amount is None
            amounts[one.finding.rule_id] = amounts.get(one.finding.rule_id, Decimal(0)) + (one.amount or Decimal(0))
    rows: list[tuple[Cell, ...]] = [
        (StyledText(rule, Tone.STRONG), counts[rule], dollars(str(amounts[rule])))
        for rule in sorted(counts, key=lambda rule: (-amounts[rule], rule))
    ]
    blocks: list[Block] = [Table(rows, ("rule", "errors", "allowed"))] if rows else []
    if missing:
        blocks.append(Paragraph(f"{missing} of these lines are not priced and not in the amounts."))
    blocks.append(Paragraph(StyledText(_NOTE, Tone.QUIET)))
    verdict = StyledText(f"{dollars(str(total))} at stake, each line counted once", Tone.STRONG)
    show(Page("At stake", blocks, verdict=verdict), sys.stdout if on_stdout else sys.stderr)
