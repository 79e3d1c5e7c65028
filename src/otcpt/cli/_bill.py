"""``otcpt bill``: a visit in, lines out."""

from collections.abc import Sequence

from otcpt.claims import ServiceLine, format_line, parse_visit
from otcpt.cli._answer import gaps, most_lines_first
from otcpt.cli._choices import Exit
from otcpt.cli._page import Ink, Page, Tone, open_page
from otcpt.cli._table import HEADERS, entry, write_gaps, write_remarks
from otcpt.engine import Bill
from otcpt.engine import bill as bill_visit
from otcpt.policies import Policy


def bill(on: str, services: Sequence[str], *, policy: Policy, edition: str | None) -> Exit:
    """Print the lines, what is left to decide, and what the payer will find."""
    billed = bill_visit(parse_visit(on, *services), policy=policy, edition=edition)
    page = open_page()
    page.heading(f"Bill for {on}", f"policy {billed.report.identity.policy}")
    page.table(map(_row, billed.claim.lines), ("line", "code", "modifiers", "units", "minutes", ""))
    _questions(billed, page)
    if billed.report.findings:
        page.heading("What the payer will find")
        page.ledger([("", "", [entry(finding) for finding in billed.report.findings])], HEADERS)
    write_gaps(most_lines_first(gaps((billed.report,))), page)
    write_remarks([caveat.text for caveat in billed.report.caveats], page)
    page.heading("Result")
    page.text(Ink(billed.report.verdict, Tone.GOOD if billed.report.clean else Tone.ERROR), indent=2)
    return Exit.CLEAN if billed.report.clean else Exit.FINDINGS


def _row(line: ServiceLine) -> tuple[str, Ink, str, int | None, str, Ink]:
    remark = "documented, not billed" if line.units == 0 else "units not known" if line.units is None else ""
    code = Ink(line.code, Tone.STRONG)
    minutes = format_line(line).partition("@")[2]
    return line.line_id or "", code, " ".join(line.modifiers), line.units, minutes, Ink(remark, Tone.QUIET)


def _questions(billed: Bill, page: Page) -> None:
    if billed.questions:
        page.heading("For you to decide")
    for question in billed.questions:
        page.text(question.text, indent=2)
        page.table([f"{number}.", choice] for number, choice in enumerate(question.choices, 1))
