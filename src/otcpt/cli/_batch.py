"""``otcpt check`` in columns: files of any size, and what was found in them by rule instead of by claim."""

import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from otcpt.batch import FileReport, check_file
from otcpt.cli._answer import Gap, count, exit_code, found, most_lines_first, not_at_all, nothing_checked, strangers
from otcpt.cli._choices import Exit, FailOn, Format
from otcpt.cli._page import Ink, Page, Tone, open_page
from otcpt.cli._progress import rows_progress
from otcpt.cli._table import limits, who_says_so, write_gaps, write_remarks
from otcpt.errors import InvalidInput
from otcpt.findings import Caveat, Severity
from otcpt.io import read_history
from otcpt.policies import Policy

_WRITTEN = (Format.CSV, Format.JSONL)


def check_in_columns(
    file: str,
    *,
    policy: Policy,
    edition: str | None,
    history: Sequence[str] | None,
    form: Format | None,
    fail_on: FailOn,
    out: Path | None,
    sheet: str | None,
    workers: int,
    quarantine: Path | None,
) -> Exit:
    """Check a file, write its findings, print a summary, return the exit code."""
    if form is Format.JSON or (out is not None and form is not None and out.suffix.lower() != f".{form}"):
        raise InvalidInput("in columns findings are written as --out is named: .parquet, .csv or .jsonl", "--format")
    told = None if history is None else read_history(*history)
    with TemporaryDirectory() as scratch:
        target = out or Path(scratch) / f"findings.{form if form in _WRITTEN else 'parquet'}"
        source = Path(file)
        if file == "-":
            source = Path(scratch) / "<stdin>"
            with source.open("wb") as copy:
                shutil.copyfileobj(sys.stdin.buffer, copy)
        with rows_progress() as on_progress:
            report = check_file(
                source,
                target,
                policy=policy,
                edition=edition,
                sheet=sheet,
                workers=workers,
                quarantine=quarantine,
                on_progress=on_progress,
                history=told,
            )
        if out is None and form in _WRITTEN:
            sys.stdout.write(target.read_text(encoding="utf-8"))
    silent = out is not None or form in _WRITTEN
    _write_summary(report, source.name, quarantine, open_page(sys.stderr if silent else sys.stdout))
    return exit_code(report, fail_on)


def _write_summary(report: FileReport, name: str, quarantine: Path | None, page: Page) -> None:
    page.heading(name, count(report.lines, "line"))
    page.table(
        [
            (Ink(severity, Tone(severity)), Ink(rule_id, Tone.QUIET), number)
            for (rule_id, severity), number in sorted(report.counts.items(), key=_worst_first)
        ]
    )
    write_gaps(most_lines_first(_gaps(report)), page)
    pairs = zip(report.report.caveat_ids, report.report.caveats, strict=True)
    told = limits([Caveat(*pair) for pair in pairs], "the metadata of --out FILE.parquet has them all")
    write_remarks([*report.notes, *strangers(report.report.strangers), *told], page)
    page.heading("Result")
    tone = Tone.ERROR if not (report.checked and report.clean) else Tone.GOOD if report.complete else Tone.WARNING
    page.text(Ink(_verdict(report, quarantine), tone), indent=2)
    page.text(Ink(who_says_so(report.report.identity), Tone.QUIET), indent=2)


def _worst_first(row: tuple[tuple[str, Severity], int]) -> tuple[int, int]:
    (_, severity), number = row
    return list(Severity).index(severity), -number


def _gaps(report: FileReport) -> Iterator[Gap]:
    """What was not judged, rules that lack the same together."""
    rules: dict[tuple[str, str, int], list[str]] = {}
    for row in report.report.not_evaluated.to_pylist():
        rules.setdefault((row["reason"], row["why"], row["lines"]), []).append(row["rule_id"])
    for (reason, why, lines), ids in rules.items():
        yield Gap(tuple(one for one in ids if one != "*"), reason, why, lines, ())


def _verdict(report: FileReport, quarantine: Path | None) -> str:
    faults = found(report.severities) or "No faults found"
    if report.checked:
        parts = [f"{faults} in {count(report.lines, 'line')}", *not_at_all(report.untouched)]
    else:
        parts = [nothing_checked(report.lines)]
    if report.report.quarantined:
        parts.append(f"{count(report.report.quarantined, 'row')} set apart in {quarantine}")
    if report.checked and not report.complete:
        parts.append("not everything could be checked")
    return f"{'; '.join(parts)}."
