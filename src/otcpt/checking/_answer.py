"""The reports of one file, read together: what is said once per file instead of once per line."""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

import attrs

from otcpt.claims import digest_of
from otcpt.findings import SCHEMA_VERSION, Caveat, Finding, Identity, Report, Severity, verdict_of_many
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
        """Service lines that no rule was asked of, those left out in reading included."""
        return len(self.file.skipped) + sum(report.untouched for report in self.reports)

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
        rows, where = len(self.file.set_apart), f" in {self.quarantine}" if self.quarantine else ""
        set_apart = [f"{count(rows, 'row')} set apart{where}"] if rows else []
        short = sum(report.checked and not report.complete for report in self.reports)
        in_part = [f"{count(short, 'claim')} not checked in full"] if short and self.checked else []
        return verdict_of_many(
            self.severities,
            f"{count(len(self.reports), 'claim')} ({count(self.lines, 'line')})",
            faulty=f"{sum(bool(report.findings) for report in self.reports):,} of ",
            lines=self.lines,
            untouched=self.untouched,
            more=[*set_apart, *in_part],
        )

    def summary(self) -> dict[str, object]:
        """Return what concerns all findings, as plain values."""
        return {
            "schema_version": SCHEMA_VERSION,
            "file": self.file.name,
            "kind": self.file.kind,
            "claims": len(self.reports),
            "lines": self.lines,
            "lines_not_checked": self.untouched,
            "verdict": self.verdict,
            "checked": self.checked,
            "clean": self.clean,
            "complete": self.complete,
            "rows": self.row_counts.to_record(),
        }

    def limits(self) -> dict[str, object]:
        """Return what limits the answer, and who gave it, as plain values."""
        return {
            "not_evaluated": [gap.to_record() for gap in self.not_evaluated_summaries],
            "caveats": [{"id": caveat.id, "text": caveat.text} for caveat in self.caveats],
            "notes": list(self.file.notes),
            "identity": self.identity.to_record(),
        }

    def to_record(self) -> dict[str, object]:
        """Return everything as plain values, with digests of the claims and of the history for a replay."""
        history = next((report.history for report in self.reports if report.history is not None), None)
        identity = attrs.evolve(self.identity, history=None if history is None else digest_of(history))
        return {
            **self.summary(),
            "findings": [finding.to_record() for finding in self.findings],
            "bypassed": [finding.to_record() for finding in self.bypassed],
            **self.limits(),
            "identity": identity.to_record(),
            "inputs": [{"claim_id": one.claim.claim_id, "digest": digest_of(one.claim)} for one in self.reports],
        }


def _skipped(file: ClaimFile) -> Iterator[NotEvaluatedSummary]:
    reasons = Counter(line.reason for line in file.skipped)
    for reason, lines in reasons.items():
        codes = {line.code for line in file.skipped if line.reason == reason and line.code is not None}
        yield NotEvaluatedSummary((), "left out", reason, lines, tuple(sorted(codes)))
