"""An answer as the pages a biller reads: on a terminal the result last, in a report to hand on the result first."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from otcpt.checking import Answer
from otcpt.cli._answer import Judged, unmatched
from otcpt.cli._choices import Detail, GroupBy
from otcpt.findings import Caveat, Finding, Severity
from otcpt.findings.pages import (
    bypassed_section,
    findings_ledger,
    format_identity,
    not_evaluated_section,
    notes_section,
    tally,
)
from otcpt.io import ClaimFile, looks_like_minutes
from otcpt.page import Block, Cell, Items, Page, Paragraph, Section, StyledText, Table, Tone
from otcpt.tables import count

if TYPE_CHECKING:
    from pathlib import Path

    from otcpt.batch import BatchReport

#: Rows of a section that is no finding before it says how many more there are.
_ROWS = 15

#: Caveats of one kind before it says how many more there are.
_REMARKS = 1


def check_page(answer: Answer, *, group_by: GroupBy = GroupBy.CLAIM, detail: Detail = Detail.NORMAL) -> Page:
    """Describe an answer for a terminal: the findings, then what applies to the whole file, and the result last."""
    if detail is Detail.QUIET:
        return _verdict(answer)
    blocks: list[Block] = []
    if answer.findings and detail is not Detail.SUMMARY:
        blocks.append(findings_ledger(_grouped(answer.findings, group_by)))
    return Page(answer.file.name, [*blocks, *_rest(answer), _result(answer)], detail=_about(answer))


def summary_page(answer: Answer) -> Page:
    """Describe what concerns the whole file, for standard error where findings are written as records."""
    return Page("", [*_rest(answer), _result(answer)])


def report_page(answer: Answer) -> Page:
    """Describe an answer to hand on: the result and its summaries first, then every finding."""
    found = answer.findings
    blocks: list[Block] = []
    if found:
        blocks.append(tally(found))
        blocks.append(_by_name("By therapist", "therapist", found, _provider))
        blocks.append(_by_name("By claim", "claim", found, lambda finding: finding.claim_id or "without a number"))
        blocks.append(Section("Findings", [findings_ledger(_grouped(found, GroupBy.CLAIM))]))
    blocks += _about_file(answer)
    blocks += bypassed_section(answer.bypassed)
    blocks += not_evaluated_section(answer.not_evaluated_summaries)
    blocks += notes_section(caveat.text for caveat in answer.caveats)
    return Page(
        answer.file.name,
        blocks,
        detail=_about(answer),
        verdict=StyledText(f"{answer.verdict} {answer.row_counts}.", _tone(answer)),
        footer=format_identity(answer.identity),
    )


def _about(answer: Answer) -> str:
    days = sorted({day for claim in answer.file.claims for day in claim.dates})
    span = " to ".join(dict.fromkeys((str(days[0]), str(days[-1])))) if days else "no dates"
    kind = answer.file.kind.upper()
    return f"{kind}, {count(len(answer.reports), 'claim')}, {count(answer.lines, 'line')}, {span}"


def _grouped(found: Sequence[Finding], by: GroupBy) -> Iterator[tuple[str, str, list[Finding]]]:
    """Yield findings under their headings: claims in the order of the file, rules and therapists by name."""
    if by is GroupBy.CLAIM:
        for (claim_id, day), same in groupby(found, key=lambda one: (one.claim_id, one.date_of_service)):
            yield f"Claim {claim_id or 'without a number'}", str(day), list(same)
        return
    name = _provider if by is GroupBy.PROVIDER else _rule
    for title, together in groupby(sorted(found, key=name), key=name):
        listed = list(together)
        yield title, count(len(listed), "finding"), listed


def _rule(finding: Finding) -> str:
    return f"{finding.rule_id} {finding.rule.name}"


def _provider(finding: Finding) -> str:
    key = finding.lines[0].rendering_provider_key
    return f"Therapist {key}" if key else "No therapist named"


def _by_name(title: str, header: str, found: Iterable[Finding], name: Callable[[Finding], str]) -> Section:
    counts: dict[str, Counter[Severity]] = {}
    for finding in found:
        counts.setdefault(name(finding), Counter())[finding.severity] += 1
    ordered = sorted(counts.items(), key=lambda one: [-one[1][severity] for severity in Severity])
    rows: list[tuple[Cell, ...]] = [
        (StyledText(key, Tone.STRONG), *(number[severity] for severity in Severity)) for key, number in ordered
    ]
    return Section(title, [Table(rows, (header, "errors", "warnings", "advice"))])


def _rest(answer: Answer) -> Iterator[Section]:
    """Yield what a modifier bypasses, what concerns the file, what was not judged, and what limits the answer."""
    yield from bypassed_section(answer.bypassed, most=_ROWS)
    yield from _about_file(answer)
    yield from not_evaluated_section(answer.not_evaluated_summaries)
    yield from notes_section(format_caveats(answer.caveats))
    if answer.findings:
        yield tally(answer.findings)


def _about_file(answer: Answer) -> Iterator[Section]:
    notes: list[Cell] = [] if answer.file.has_minutes or not answer.checked else [_no_minutes(answer.file)]
    notes += answer.file.notes
    if notes:
        yield Section("About the file", [Items(notes)])


def _verdict(judged: Judged) -> Page:
    return Page("", [Paragraph(StyledText(judged.verdict, _tone(judged)), as_is=True)])


def _result(judged: Judged) -> Section:
    verdict = Paragraph(StyledText(judged.verdict, _tone(judged)))
    rest = [
        Paragraph(StyledText(text, Tone.QUIET)) for text in (f"{judged.row_counts}.", format_identity(judged.identity))
    ]
    return Section("Result", [verdict, *rest])


def by_rule_page(
    report: "BatchReport[Path]", name: str, *, detail: Detail = Detail.NORMAL, notes: Sequence[str] = ()
) -> Page:
    """Describe how many findings each rule has, the worst first, then what applies to the whole file."""
    if detail is Detail.QUIET:
        return _verdict(report)
    from otcpt.batch.output.pages import by_rule, not_evaluated

    caveats = format_caveats(report.caveats, "the metadata of --out FILE.parquet has them all")
    about = [*report.notes, *notes, *unmatched(report.unmatched_patients)]
    blocks: list[Block] = [Section("About the file", [Items(about)])] if about else []
    blocks += not_evaluated(report)
    blocks += notes_section(caveats)
    blocks += by_rule(report)
    return Page(
        name, [*blocks, _result(report)], detail=count(report.lines + report.untouched + report.skipped, "line")
    )


def _no_minutes(file: ClaimFile) -> str:
    """Say that units were not compared with time, and which header may be the reason."""
    likely = next(filter(looks_like_minutes, file.unread), None)
    hint = "" if likely is None else f" Column {likely!r} was not read and looks like minutes; name it so if it is."
    return f"No minutes were read from this {file.kind.upper()} file: units were not compared with time.{hint}"


def format_caveats(caveats: Sequence[Caveat], all_of_them: str = "--format json lists them all") -> Iterator[str]:
    """Yield what limits the answer; of what differs from claim to claim only the first, and where the others stand."""
    kinds: dict[str, list[str]] = {}
    for caveat in caveats:
        kinds.setdefault(caveat.id, []).append(caveat.text)
    for texts in kinds.values():
        yield from texts[:_REMARKS]
        if len(texts) > _REMARKS:
            yield f"and {count(len(texts) - _REMARKS, 'more remark')} of this kind; {all_of_them}"


def _tone(judged: Judged) -> Tone:
    if not (judged.checked and judged.clean):
        return Tone.ERROR
    return Tone.WARNING if judged.severities or not judged.complete else Tone.GOOD
