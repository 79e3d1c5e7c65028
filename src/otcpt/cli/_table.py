"""An answer as the table a biller reads."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

import attrs

from otcpt.cli._answer import Answer, Judged, NotEvaluatedSummary, by_line_count, rule_range, unmatched
from otcpt.cli._page import Cell, Entry, Page, StyledText, Tone
from otcpt.findings import Caveat, Finding, Identity, Reason, Severity
from otcpt.fixes import Fix
from otcpt.io import ClaimFile, looks_like_minutes
from otcpt.tables import count

if TYPE_CHECKING:
    from pathlib import Path

    from otcpt.batch import BatchReport

#: What stands over the cells of an `entry`.
HEADERS = ("", "line", "code", "rule", "what is wrong, and what may be done")

#: Codes and claims that a summary line names before it says how many more there are.
_NAMED = 6

#: Rows of a section that is no finding before it says how many more there are.
_ROWS = 15

#: Caveats of one kind before it says how many more there are.
_REMARKS = 1

#: Characters of a digest that are shown; `--edition` takes a pin this short.
_DIGEST = 12


def write_table(answer: Answer, page: Page) -> None:
    """Write the findings by claim and day, then everything that is said once per file."""
    days = sorted({day for claim in answer.file.claims for day in claim.dates})
    span = " to ".join(dict.fromkeys((str(days[0]), str(days[-1])))) if days else "no dates"
    detail = f"{answer.file.kind.upper()}, {count(len(answer.reports), 'claim')}, {count(answer.lines, 'line')}, {span}"
    page.heading(answer.file.name, detail)
    page.ledger(_groups(answer), HEADERS)
    write_summary(answer, page)


def _groups(answer: Answer) -> Iterator[tuple[str, str, list[Entry]]]:
    for (claim_id, day), findings in groupby(answer.findings, key=lambda one: (one.claim_id, one.date_of_service)):
        yield f"Claim {claim_id or 'without a number'}", str(day), [entry(finding) for finding in findings]


def entry(finding: Finding) -> Entry:
    """Return a finding as a row, its fixes as remarks."""
    cells = (
        StyledText(finding.severity, Tone(finding.severity)),
        _stress_first(_places(finding)),
        _stress_first(finding.codes),
        StyledText(finding.rule_id, Tone.QUIET),
        finding.message,
    )
    return Entry(cells, [_remark(fix) for fix in finding.fixes])


def _remark(fix: Fix) -> tuple[StyledText, ...]:
    """Set what to do apart from what the record must show."""
    way = StyledText(str(attrs.evolve(fix, record="")), Tone.PLAIN)
    return (way, StyledText(f"The record must already show {fix.record}.", Tone.QUIET)) if fix.record else (way,)


def _places(finding: Finding) -> tuple[str, ...]:
    """Name the lines; those of another claim with the claim's number."""
    return tuple(
        place if line.claim_id == finding.claim_id else f"{line.claim_id}/{place}"
        for place, line in zip(finding.line_ids, finding.lines, strict=True)
    )


def _stress_first(names: Sequence[str]) -> tuple[StyledText, ...]:
    """Set the one at fault apart from those it meets."""
    return tuple(StyledText(name, Tone.QUIET if place else Tone.STRONG) for place, name in enumerate(names))


def write_summary(answer: Answer, page: Page) -> None:
    """Write what was released, what was not checked and why, what limits the answer, and the result."""
    if answer.bypassed:
        page.heading("Released by a modifier", "nothing to correct, but the note must show it")
        page.table(_first(list(_released(answer.bypassed))))
    write_result(
        answer,
        page,
        not_evaluated_summaries=answer.not_evaluated_summaries,
        remark="" if answer.file.has_minutes or not answer.checked else _no_minutes(answer.file),
        remarks=[*answer.file.notes, *format_caveats(answer.caveats)],
    )


def write_by_rule(report: "BatchReport[Path]", name: str, page: Page) -> None:
    """Write how many findings each rule has, the worst first, then what is said once per file."""
    page.heading(name, count(report.lines + report.untouched + report.skipped, "line"))
    severities = list(Severity)
    worst_first = sorted(report.counts.items(), key=lambda row: (severities.index(row[0][1]), -row[1]))
    page.table(
        (StyledText(severity, Tone(severity)), StyledText(rule_id, Tone.QUIET), number)
        for (rule_id, severity), number in worst_first
    )
    told = format_caveats(report.caveats, "the metadata of --out FILE.parquet has them all")
    remarks = [*report.notes, *unmatched(report.unmatched_patients), *told]
    write_result(report, page, not_evaluated_summaries=by_line_count(_gaps(report)), remarks=remarks)


def _gaps(report: "BatchReport[Path]") -> Iterator[NotEvaluatedSummary]:
    """What was not judged, rules that lack the same together."""
    rules: dict[tuple[str, str, int], list[str]] = {}
    for row in report.not_evaluated.to_pylist():
        rules.setdefault((row["reason"], row["why"], row["lines"]), []).append(row["rule_id"])
    for (reason, why, lines), ids in rules.items():
        yield NotEvaluatedSummary(tuple(one for one in ids if one != "*"), reason, why, lines, ())


def write_result(
    judged: Judged,
    page: Page,
    *,
    not_evaluated_summaries: Sequence[NotEvaluatedSummary],
    remarks: Sequence[str],
    remark: str = "",
) -> None:
    """Write what was not judged, what limits the answer, and the result; ``remark`` opens the first of these."""
    write_not_evaluated(not_evaluated_summaries, page, remark)
    write_remarks(remarks, page)
    page.heading("Result")
    page.text(StyledText(judged.verdict, _tone(judged)), indent=2)
    page.text(StyledText(f"{judged.row_counts}.", Tone.QUIET), indent=2)
    page.text(StyledText(format_identity(judged.identity), Tone.QUIET), indent=2)


def _no_minutes(file: ClaimFile) -> str:
    """Say that units were not compared with time, and which header may be the reason."""
    likely = next(filter(looks_like_minutes, file.unread), None)
    hint = "" if likely is None else f" Column {likely!r} was not read and looks like minutes; name it so if it is."
    return f"No minutes were read from this {file.kind.upper()} file: units were not compared with time.{hint}"


def write_not_evaluated(not_evaluated_summaries: Sequence[NotEvaluatedSummary], page: Page, remark: str = "") -> None:
    """Write what was not judged, and why."""
    if not_evaluated_summaries:
        page.heading("Not checked", "neither right nor wrong")
        if remark:
            page.text(remark, indent=2)
        page.table(_first([_gap(gap) for gap in not_evaluated_summaries]))


def write_remarks(remarks: Sequence[str], page: Page) -> None:
    """Write what limits the whole answer."""
    if remarks:
        page.heading("Good to know")
        page.table([remark] for remark in remarks)


def format_caveats(caveats: Sequence[Caveat], all_of_them: str = "--format json lists them all") -> Iterator[str]:
    """Yield what limits the answer; of what differs from claim to claim only the first, and where the others stand."""
    kinds: dict[str, list[str]] = {}
    for caveat in caveats:
        kinds.setdefault(caveat.id, []).append(caveat.text)
    for texts in kinds.values():
        yield from texts[:_REMARKS]
        if len(texts) > _REMARKS:
            yield f"and {count(len(texts) - _REMARKS, 'more remark')} of this kind; {all_of_them}"


def format_identity(identity: Identity) -> str:
    """Return law, payer, rules and version, digests cut short."""
    law = f"{identity.edition}@sha256:{identity.edition_digest[:_DIGEST]}"
    payer = f"{identity.policy}@sha256:{identity.policy_digest[:_DIGEST]}"
    return f"edition {law}, policy {payer}, rules {identity.rules}, otcpt {identity.version}"


def _released(bypassed: tuple[Finding, ...]) -> Iterator[tuple[StyledText, str]]:
    same: dict[tuple[str, str], dict[str, None]] = {}
    for finding in bypassed:
        where = f"{finding.claim_id or finding.date_of_service}"
        same.setdefault((finding.rule_id, finding.message), {})[where] = None
    for (rule_id, message), claims in same.items():
        yield StyledText(rule_id, Tone.QUIET), f"{_some(list(claims))}: {message}"


def _gap(gap: NotEvaluatedSummary) -> tuple[str, StyledText, str]:
    whose = rule_range(gap.rule_ids) if gap.rule_ids else "every rule"
    codes = f" ({_some(gap.codes)})" if gap.rule_ids and gap.codes and gap.reason != Reason.INPUT_MISSING else ""
    return count(gap.lines, "line"), StyledText(whose, Tone.QUIET), f"{gap.why}{codes}"


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{', '.join(names[:_NAMED])}{more}"


def _first(rows: Sequence[Sequence[Cell]]) -> Sequence[Sequence[Cell]]:
    """Keep a long section short; JSON has all of it."""
    if len(rows) <= _ROWS:
        return rows
    return [*rows[:_ROWS], ("...", "", f"and {len(rows) - _ROWS} more; --format json lists them all")[-len(rows[0]) :]]


def _tone(judged: Judged) -> Tone:
    if not (judged.checked and judged.clean):
        return Tone.ERROR
    return Tone.WARNING if judged.severities or not judged.complete else Tone.GOOD
