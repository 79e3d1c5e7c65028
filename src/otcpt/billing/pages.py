"""What a bill shows of itself: its lines, what is left to decide, what the payer will find, and the working."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from otcpt.billing._bill import Bill
from otcpt.billing._questions import Question
from otcpt.claims import ServiceLine, format_line
from otcpt.edits.pages import pair_matrix
from otcpt.findings.pages import (
    bypassed_section,
    findings_ledger,
    format_identity,
    not_evaluated_section,
    notes_section,
    tone_of,
)
from otcpt.findings.summaries import by_line_count, not_evaluated_summaries
from otcpt.page import Block, Cell, Figure, Page, Paragraph, Section, StyledText, Table, Tone, facts
from otcpt.units import Tenths
from otcpt.units.pages import ladder

__all__ = ["bill_page", "question_page"]

#: Codes of a day whose pairs are drawn; of more the matrix cannot be read.
_MOST_CODES = 10


def bill_page(billed: Bill) -> Page:
    """Describe a bill."""
    tenths = {code for allocation in billed.allocations.values() for code in allocation.tenths}
    rows = [_row(line, line.code in tenths) for line in billed.claim.lines]
    blocks: list[Block] = [Table(rows, ("line", "code", "modifiers", "units", "minutes", ""))]
    if billed.questions:
        asked = [block for question in billed.questions for block in _question(question)]
        detail = "answer with ID=KEY; the first choice is billed as long as you do not"
        blocks.append(Section("For you to decide", asked, detail=detail))
    if billed.answers:
        blocks.append(Section("Answered", [facts(billed.answers.items())]))
    report = billed.report
    if report.findings:
        blocks.append(Section("What the payer will find", [findings_ledger([("", "", report.findings)])]))
    blocks += bypassed_section(report.bypassed)
    for discipline, allocation in billed.allocations.items():
        blocks.append(Section("Minutes to units", [ladder(allocation)], detail=discipline))
    blocks += [Section("Pairs of the day", [figure]) for figure in _pairs(billed)]
    blocks += not_evaluated_section(by_line_count(not_evaluated_summaries((report,))))
    blocks += notes_section([*billed.remarks, *(caveat.text for caveat in report.caveats)])
    return Page(
        f"Bill for {billed.visit.date_of_service}",
        blocks,
        detail=f"policy {report.identity.policy}",
        verdict=StyledText(report.verdict, tone_of(report)),
        footer=format_identity(report.identity),
    )


def _row(line: ServiceLine, in_tenths: bool) -> tuple[Cell, ...]:
    remark = "documented, not billed" if line.units == 0 else "units not known" if line.units is None else ""
    code = StyledText(line.code, Tone.STRONG)
    minutes = format_line(line).partition("@")[2]
    units: Cell = str(Tenths(line.units)) if in_tenths and line.units else line.units
    return line.line_id or "", code, " ".join(line.modifiers), units, minutes, StyledText(remark, Tone.QUIET)


def question_page(question: Question) -> Page:
    """Describe a question: its text and the choices, the assumed one first."""
    text, choices = _question(question)
    blocks: list[Block] = [text, choices]
    if question.evidence:
        blocks.append(
            Section(
                "Evidence", [facts((key.replace("_", " "), str(value)) for key, value in question.evidence.items())]
            )
        )
    return Page("For you to decide", blocks, detail="the first choice is billed as long as you do not answer")


def _question(question: Question) -> Iterator[Block]:
    yield Paragraph(question.text)
    rows: list[Sequence[Cell]] = []
    for choice in question.choices:
        text: Cell = StyledText(choice.text)
        if choice.record:
            text = StyledText(f"{choice.text}."), StyledText(f"The record must show: {choice.shown_by}", Tone.QUIET)
        rows.append((StyledText(f"{question.id}={choice.key}", Tone.STRONG), text))
    yield Table(rows)


def _pairs(billed: Bill) -> Iterator[Figure]:
    codes = sorted({line.code for line in billed.claim.billed})
    table = billed.policy.on(billed.visit.date_of_service).ptp
    if table and 2 <= len(codes) <= _MOST_CODES:
        edits = billed.edition.ptp(table)
        pairs = combinations(codes, 2)
        yield pair_matrix(codes, {(a, b): edits.between(a, b, on=billed.visit.date_of_service) for a, b in pairs})
