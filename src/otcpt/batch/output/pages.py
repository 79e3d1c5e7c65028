"""What a check of many lines shows of itself: findings by rule, what was not judged, and the identity."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from otcpt.batch.output._report import BatchReport
from otcpt.findings.pages import format_identity, not_evaluated_section, notes_section, tally_of
from otcpt.findings.summaries import NotEvaluatedSummary, by_line_count
from otcpt.page import Items, Page, Section, StyledText, Tone
from otcpt.rules import ALL_RULES
from otcpt.tables import count

__all__ = ["batch_page", "by_rule", "not_evaluated"]


def batch_page(report: BatchReport[pa.Table] | BatchReport[Path]) -> Page:
    """Describe a check of many lines."""
    tone = Tone.ERROR if not (report.checked and report.clean) else Tone.GOOD
    if tone is Tone.GOOD and (report.severities or not report.complete):
        tone = Tone.WARNING
    about = [Section("About the table", [Items(report.notes)])] if report.notes else []
    return Page(
        "Check of many lines",
        [*by_rule(report), *about, *not_evaluated(report), *notes_section(one.text for one in report.caveats)],
        detail=f"{count(report.lines + report.untouched + report.skipped, 'line')}; {report.row_counts}",
        verdict=StyledText(report.verdict, tone),
        footer=format_identity(report.identity),
    )


def by_rule(report: BatchReport[pa.Table] | BatchReport[Path]) -> Iterator[Section]:
    """Yield how many findings each rule has, where there are any."""
    counts = {(severity, rule_id): number for (rule_id, severity), number in report.counts.items()}
    if counts:
        yield tally_of(counts, {rule.id: rule.name for rule in ALL_RULES})


def not_evaluated(report: BatchReport[pa.Table] | BatchReport[Path]) -> Iterator[Section]:
    """Yield what was not judged, rules that lack the same together."""
    rules: dict[tuple[str, str, int], list[str]] = {}
    for row in report.not_evaluated.to_pylist():
        rules.setdefault((row["reason"], row["why"], row["lines"]), []).append(row["rule_id"])
    yield from not_evaluated_section(
        by_line_count(
            NotEvaluatedSummary(tuple(one for one in ids if one != "*"), reason, why, lines, ())
            for (reason, why, lines), ids in rules.items()
        )
    )
