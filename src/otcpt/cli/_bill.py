"""``otcpt bill``: a visit in, lines out."""

import json
from collections.abc import Iterable, Sequence

from otcpt.billing import Bill, Question
from otcpt.billing import bill as bill_visit
from otcpt.claims import ServiceLine, format_line, parse_visit
from otcpt.cli._answer import by_line_count, not_evaluated_summaries
from otcpt.cli._choices import BillFormat, Exit
from otcpt.cli._page import Cell, Page, StyledText, Tone, open_page
from otcpt.cli._table import HEADERS, entry, write_not_evaluated, write_remarks
from otcpt.errors import InvalidInput
from otcpt.policies import Policy
from otcpt.units import Tenths


def bill(
    on: str,
    services: Sequence[str],
    *,
    policy: Policy,
    edition: str | None,
    answers: Iterable[str],
    form: BillFormat,
) -> Exit:
    """Print the lines, what is left to decide, and what the payer will find."""
    billed = bill_visit(parse_visit(on, *services), policy=policy, edition=edition, answers=dict(map(_answer, answers)))
    match form:
        case BillFormat.TABLE:
            _write(billed, on, open_page())
        case BillFormat.JSON:
            print(json.dumps(billed.to_record(), indent=2))
    return Exit.CLEAN if billed.report.clean else Exit.FINDINGS


def _answer(text: str) -> tuple[str, str]:
    id_, sign, key = text.rpartition("=")
    if not sign:
        raise InvalidInput(f"--answer {text!r} is not ID=KEY, like --answer tie:97110+97140=97140", "--answer", text)
    return id_.strip(), key.strip()


def _write(billed: Bill, on: str, page: Page) -> None:
    page.heading(f"Bill for {on}", f"policy {billed.report.identity.policy}")
    tenths = {code for allocation in billed.allocations.values() for code in allocation.tenths}
    rows = [_row(line, line.code in tenths) for line in billed.claim.lines]
    page.table(rows, ("line", "code", "modifiers", "units", "minutes", ""))
    if billed.questions:
        page.heading(
            "For you to decide", "answer with --answer ID=KEY; the first choice is billed as long as you do not"
        )
    for question in billed.questions:
        page.text(question.text, indent=2)
        page.table(_choices(question))
    if billed.answers:
        page.heading("Answered")
        page.table((StyledText(id_, Tone.STRONG), key) for id_, key in billed.answers.items())
    if billed.report.findings:
        page.heading("What the payer will find")
        page.ledger([("", "", [entry(finding) for finding in billed.report.findings])], HEADERS)
    write_not_evaluated(by_line_count(not_evaluated_summaries((billed.report,))), page)
    write_remarks([*billed.remarks, *(caveat.text for caveat in billed.report.caveats)], page)
    page.heading("Result")
    page.text(StyledText(billed.report.verdict, Tone.GOOD if billed.report.clean else Tone.ERROR), indent=2)


def _row(line: ServiceLine, in_tenths: bool) -> tuple[Cell, ...]:
    remark = "documented, not billed" if line.units == 0 else "units not known" if line.units is None else ""
    code = StyledText(line.code, Tone.STRONG)
    minutes = format_line(line).partition("@")[2]
    units: Cell = str(Tenths(line.units)) if in_tenths and line.units else line.units
    return line.line_id or "", code, " ".join(line.modifiers), units, minutes, StyledText(remark, Tone.QUIET)


def _choices(question: Question) -> Iterable[Sequence[Cell]]:
    for choice in question.choices:
        text: Cell = StyledText(choice.text, Tone.PLAIN)
        if choice.needs:
            text = StyledText(choice.text, Tone.PLAIN), StyledText(f"(the record must show {choice.needs})", Tone.QUIET)
        yield StyledText(f"{question.id}={choice.key}", Tone.STRONG), text
