"""The reports of one file, read together: what is printed once per file instead of once per line."""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Protocol

import attrs

from otcpt.claims import History
from otcpt.cli._choices import Exit, FailOn
from otcpt.findings import Caveat, Finding, Identity, Report, Severity, verdict_of_many
from otcpt.findings.summaries import NotEvaluatedSummary, by_line_count, not_evaluated_summaries
from otcpt.io import ClaimFile, RowCounts
from otcpt.tables import count


@attrs.frozen(slots=False)
class Answer:
    """Everything that ``otcpt check`` prints: the file, a report per claim, and under which law and payer."""

    file: ClaimFile
    reports: tuple[Report, ...]
    identity: Identity
    quarantine: Path | None = None

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding, claims in the order of the file, days in order."""
        return tuple(
            finding
            for report in self.reports
            for finding in sorted(report.findings, key=lambda finding: finding.date_of_service)
        )

    @cached_property
    def bypassed(self) -> tuple[Finding, ...]:
        """Every edit that a modifier released."""
        return tuple(finding for report in self.reports for finding in report.bypassed)

    @cached_property
    def not_evaluated_summaries(self) -> tuple[NotEvaluatedSummary, ...]:
        """What was not judged, once per file and reason, most lines first."""
        return by_line_count((*not_evaluated_summaries(self.reports), *_skipped(self.file)))

    @cached_property
    def caveats(self) -> tuple[Caveat, ...]:
        """Sentences that limit the whole answer, each once."""
        return tuple(dict.fromkeys(caveat for report in self.reports for caveat in report.caveats))

    @property
    def row_counts(self) -> RowCounts:
        """What became of every row of the file."""
        return self.file.row_counts

    @property
    def left_out(self) -> int:
        """Service lines that were set apart or left out in reading."""
        return len(self.file.set_apart) + len(self.file.skipped)

    @property
    def lines(self) -> int:
        """Service lines of the file, those left out in reading included."""
        return sum(map(len, self.file.claims)) + len(self.file.skipped)

    @cached_property
    def untouched(self) -> int:
        """Service lines that no rule judged: left out in reading, replaced, voided or another payer's."""
        return sum(gap.lines for gap in self.not_evaluated_summaries if not gap.rule_ids)

    @cached_property
    def severities(self) -> Mapping[Severity, int]:
        """Findings by severity."""
        return Counter(finding.severity for finding in self.findings)

    @property
    def checked(self) -> bool:
        """Whether any rule judged any line."""
        return self.untouched < self.lines

    @property
    def clean(self) -> bool:
        """No error in any claim."""
        return all(report.clean for report in self.reports)

    @property
    def complete(self) -> bool:
        """Nothing was missing for the core checks of any claim, no line was left out, and there was a line to check."""
        return (
            all(report.complete for report in self.reports if report.checked)
            and not self.file.skipped
            and not self.file.set_apart
            and self.checked
        )

    @property
    def verdict(self) -> str:
        """The file in a sentence."""
        short = sum(report.checked and not report.complete for report in self.reports)
        in_part = [f"{count(short, 'claim')} not checked in full"] if short and self.checked else []
        return verdict_of_many(
            self.severities,
            f"{count(len(self.reports), 'claim')} ({count(self.lines, 'line')})",
            faulty=f"{sum(bool(report.findings) for report in self.reports):,} of ",
            lines=self.lines,
            untouched=self.untouched,
            more=[*set_apart(len(self.file.set_apart), self.quarantine), *in_part],
        )


def set_apart(rows: int, where: Path | None) -> list[str]:
    """Say how many rows were set apart, and in which file."""
    return [f"{count(rows, 'row')} set apart{f' in {where}' if where else ''}"] if rows else []


class Judged(Protocol):
    """What a result and an exit code follow from, claim by claim and in columns alike."""

    @property
    def checked(self) -> bool:
        """Whether any rule judged any line."""

    @property
    def clean(self) -> bool:
        """No error was found."""

    @property
    def complete(self) -> bool:
        """Nothing was missing for the core checks, and nothing was left out."""

    @property
    def severities(self) -> Mapping[Severity, int]:
        """Findings by severity."""

    @property
    def verdict(self) -> str:
        """The file in a sentence."""

    @property
    def identity(self) -> Identity:
        """Which law, payer and rules answered."""

    @property
    def row_counts(self) -> RowCounts:
        """What became of every row of the file."""

    @property
    def left_out(self) -> int:
        """Service lines that were set apart or left out in reading."""


def exit_code(judged: Judged, fail_on: FailOn, *, allow_empty: bool = False) -> Exit:
    """Return the exit code an answer asks for.

    Where nothing was checked, no choice of ``fail_on`` makes it a pass; ``allow_empty`` does where every row of the
    file was read.
    """
    if not judged.checked:
        return Exit.CLEAN if allow_empty and not judged.left_out else Exit.BROKEN
    bad = not judged.clean
    if fail_on in (FailOn.WARNING, FailOn.INCOMPLETE):
        bad = bad or bool(judged.severities.get(Severity.WARNING))
    if fail_on is FailOn.INCOMPLETE:
        bad = bad or not judged.complete
    return Exit.FINDINGS if bad and fail_on is not FailOn.NEVER else Exit.CLEAN


def unmatched(number: int) -> Iterator[str]:
    """Say how many patients of the charts are in no line: often a key was mistyped, or made by another reader."""
    if number:
        yield f"charts tell of {count(number, 'patient')} without a line in this file"


def over_time(rows: int, history: History | None) -> Iterator[str]:
    """Say how much the rules over time had to judge by; nothing where they were not asked."""
    if history is None:
        return
    own = f"Rules over time had {count(rows, 'line')} of this answer"
    days = sorted({line.date_of_service for line in history.lines})
    if days:
        span = " to ".join(dict.fromkeys((str(days[0]), str(days[-1]))))
        yield f"{own}, and {count(len(history.lines), 'line')} on {count(len(days), 'day')} of the history ({span})"
    else:
        yield f"{own}, and no line of a history"


def _skipped(file: ClaimFile) -> Iterator[NotEvaluatedSummary]:
    reasons = Counter(line.reason for line in file.skipped)
    for reason, lines in reasons.items():
        codes = {line.code for line in file.skipped if line.reason == reason and line.code is not None}
        yield NotEvaluatedSummary((), "left out", reason, lines, tuple(sorted(codes)))
