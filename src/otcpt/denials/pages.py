"""A report of denials as a page: what was denied and why, the worklist, the dollars, the score; and a denial code."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice

from otcpt.denials._causes import Found
from otcpt.denials._codes import DenialCode, Effect
from otcpt.denials._dollars import (
    assistant_lines,
    by_reason,
    by_rule,
    lost_to_mppr,
    net,
    patient_balances,
    total,
    trend,
)
from otcpt.denials._reasons import LineOutcome
from otcpt.denials._report import NOT_SEEN, DenialReport, ExplainedLine, OpenLine
from otcpt.denials._score import Score, score
from otcpt.denials._ways import Way
from otcpt.findings.pages import format_identity, source
from otcpt.page import (
    Block,
    Cell,
    Entry,
    Group,
    Items,
    Ledger,
    Page,
    Paragraph,
    Section,
    StyledText,
    Table,
    Tone,
    facts,
)
from otcpt.tables import count
from otcpt.wording import dollars

#: Rows of a table before it says how many more there are.
_ROWS = 40
_TONES = {
    LineOutcome.DENIED: Tone.ERROR,
    LineOutcome.PARTLY_DENIED: Tone.ERROR,
    LineOutcome.UNKNOWN: Tone.WARNING,
}
_HEADERS = ("", "code", "denied", "reasons", "what it means, and what can be done")


def payer_of(line: ExplainedLine) -> str | None:
    """Return how the remittance names its payer."""
    return line.payer_name or line.payer


def denial_page(
    report: DenialReport,
    *,
    name: str = "Denials",
    on: date | None = None,
    scored: bool = False,
    remarks: Sequence[str] = (),
) -> Page:
    """Return what a report of denials shows.

    Args:
        report: The report.
        name: The title, such as the name of the file.
        on: The day from which days left are counted; without one there is no worklist.
        scored: Whether prediction and payment are compared.
        remarks: What else there is to say of the file that was read.

    Returns:
        The page.
    """
    payments = sum((one.payment for one in report.remittances), Decimal(0))
    detail = (
        f"{count(len(report.remittances), 'remittance')}, {count(len(report.lines), 'line')}, {_usd(payments)} paid"
    )
    blocks: list[Block] = [Ledger(_explained(report), _HEADERS)]
    if on is not None:
        blocks += _worklist(report.worklist(on), on)
    blocks += _sums(report)
    blocks += _payments(report)
    if scored:
        blocks.append(_score(score(report)))
    blocks.append(Section("Good to know", [Items([*_remarks_of(report), *remarks, NOT_SEEN])]))
    verdict = StyledText(report.summary, Tone.ERROR if report.denials else Tone.GOOD)
    return Page(name, blocks, detail, verdict, format_identity(report.identity))


def _explained(report: DenialReport) -> Iterator[Group]:
    """Yield the denied lines by claim, with their causes and ways as remarks."""
    groups: dict[tuple[str, str], list[Entry]] = {}
    shown = dict.fromkeys((*report.denials, *report.to_appeal))
    for line in shown:
        groups.setdefault((line.claim_id, str(line.date_of_service or "no date")), []).append(_entry(line))
    for (claim_id, day), entries in groups.items():
        yield Group(f"Claim {claim_id}", day, entries)


def _entry(line: ExplainedLine) -> Entry:
    denying = [one for one in line.reasons if one.effect in (Effect.DENIAL, Effect.UNKNOWN)] or list(line.reasons)
    remarks = {code: meaning for code, meaning in line.remark_meanings() if not meaning.startswith("alert")}
    codes = " ".join(dict.fromkeys((*(one.adjustment.code for one in denying), *remarks)))
    meaning = "; ".join(dict.fromkeys((*(one.meaning for one in denying), *remarks.values())))
    cells = (
        StyledText(line.outcome, _TONES.get(line.outcome, Tone.PLAIN)),
        StyledText(line.code or "claim", Tone.STRONG),
        _usd(line.denied),
        StyledText(codes, Tone.QUIET),
        f"{meaning[:1].upper()}{meaning[1:]}.",
    )
    return Entry(cells, list(_remarks(line)), tone=_TONES.get(line.outcome, Tone.PLAIN))


def _remarks(line: ExplainedLine) -> Iterator[Cell]:
    if line.settled:
        yield StyledText(f"Settled: {line.settled}.", Tone.QUIET)
        return
    for contradiction in line.contradictions:
        opening = "Against the law of the day" if contradiction.sure else "Ask the payer"
        yield StyledText(f"{opening}: {contradiction.text}", Tone.WARNING)
    for cause in line.causes:
        if cause.explains:
            yield f"{cause.rule_id} {cause.why}"
    if line.likeliest is None and not line.notes:
        silent = (cause for cause in line.causes if cause.found is Found.NOT_EVALUATED)
        yield from (StyledText(f"{one.rule_id} was not evaluated: {one.why}", Tone.QUIET) for one in islice(silent, 1))
    for one in line.reasons:
        yield from (StyledText(text, Tone.QUIET) for text in one.irregular)
    yield from (StyledText(text, Tone.QUIET) for text in line.notes)
    if line.line is None:
        yield StyledText(f"Claim line {line.matched}.", Tone.QUIET)
    for way in {way.text: way for way in line.ways}.values():
        until = f" By {way.last_day}{_later(way)}." if way.last_day is not None and way.possible else ""
        listed = f" Send what the command otcpt documentation lists ({len(way.documents)} elements)."
        documents = listed if way.documents else ""
        yield StyledText(f"{way.text}{until}{documents}", Tone.PLAIN if way.possible else Tone.QUIET)
    if line.patient.answer != "no":
        yield StyledText(f"Patient: {line.patient.answer}, {_usd(line.patient.amount)}. {line.patient.why}", Tone.QUIET)


def _later(way: Way) -> str:
    later = None if way.good_cause is None else way.good_cause.last_day
    return "" if later is None else f", with good cause by {later}"


def _worklist(entries: Sequence[OpenLine], on: date) -> Iterator[Block]:
    if not entries:
        return
    rows: list[Sequence[Cell]] = [
        (
            "over" if entry.days_left is not None and entry.days_left < 0 else entry.days_left,
            _usd(entry.line.at_stake),
            entry.line.claim_id,
            StyledText(entry.line.code or "claim", Tone.STRONG),
            str(entry.line.date_of_service or ""),
            "nothing can be done" if entry.step is None else str(entry.step.route),
            "" if entry.line.likeliest is None else StyledText(entry.line.likeliest.rule_id, Tone.QUIET),
        )
        for entry in entries
    ]
    headers = ("days left", "dollars", "claim", "code", "date", "next step", "rule")
    yield Section("Worklist", [Table(_first(rows), headers)], f"on {on}; the fewest days left first")


def _sums(report: DenialReport) -> Iterator[Block]:
    lines = report.lines
    whole = total(payment for remittance in report.remittances for payment in remittance.claims)
    amounts = [(name, _usd(Decimal(amount))) for name, amount in whole.to_record().items() if Decimal(amount)]
    parts = "charge = paid + denied + adjusted + patient + information + unknown + unexplained"
    yield Section("Dollars", [Table(amounts)], parts)
    reasons = [(row.name, row.lines, _usd(row.dollars), row.meaning) for row in by_reason(lines)]
    yield Section("By reason", [Table(_first(reasons), ("reason", "times", "dollars", "what it means"))])
    if denied := by_rule(lines):
        rows = [(row.name, row.lines, _usd(row.dollars)) for row in denied]
        yield Section("Denied, by rule", [Table(rows, ("rule", "lines", "dollars"))])
    if months := trend(lines):
        rows = [(f"{month} {row.name}", row.lines, _usd(row.dollars)) for month, row in months]
        yield Section("Denied, by month", [Table(_first(rows), ("month and reason", "times", "dollars"))], folded=True)
    named = (
        ("payer", net(lines, payer_of)),
        ("code", net(lines, lambda line: line.code)),
        ("therapist", net(lines, lambda line: line.rendering_provider_key)),
    )
    paid = [
        (f"{kind} {row.name}", row.visits, row.units, _usd(row.paid), _usd(row.per_visit), _usd(row.per_unit))
        for kind, group in named
        for row in group
    ]
    yield Section("Paid, net of reversals", [Table(_first(paid), ("", "visits", "units", "paid", "a visit", "a unit"))])


def _payments(report: DenialReport) -> Iterator[Block]:
    """Yield the paid lines that the fee schedule pays otherwise, where payments were compared with it."""
    compared = [line for line in report.lines if line.payment is not None and line.payment.difference is not None]
    if not compared:
        return
    found = report.paid_differently
    rows = [
        (
            line.claim_id,
            StyledText(line.code or "", Tone.STRONG),
            _usd(line.paid),
            _usd(line.payment.expected_paid),
            _usd(line.payment.difference),
            line.payment.step,
        )
        for line in found
        if line.payment is not None
    ]
    equal = f"{len(compared) - len(found):,} of {count(len(compared), 'line')} paid as expected, to the cent"
    blocks: list[Block] = [Paragraph("Nothing differs.")]
    if rows:
        blocks = [Table(_first(rows), ("claim", "code", "paid", "expected", "difference", "first step that differs"))]
    yield Section("Payments against the fee schedule", blocks, equal)


def _remarks_of(report: DenialReport) -> Iterator[str]:
    lines = report.lines
    if mppr := lost_to_mppr(lines):
        yield f"MPPR (CARC 59) took off {_usd(mppr)}."
    if reduced := assistant_lines(lines):
        cuts = [line.payment.assistant_cut for line in reduced if line.payment is not None]
        lost = sum((cut for cut in cuts if cut is not None), Decimal(0))
        law = f"; the law takes {_usd(lost)}" if lost else ""
        yield f"{count(len(reduced), 'line')} reduced for a therapy assistant (N851){law}."
    for one in patient_balances(lines):
        after = f"after {count(one.payers, 'payer')}" + (", and the next payer has not answered" * one.waiting)
        if one.payers > 1 or one.waiting:
            yield f"Claim {one.claim_id}: {_usd(one.amount)} left to the patient {after}."
    for number, outside in report.provider_adjustments:
        yield f"Remittance {number + 1}: {outside.reason} {_usd(outside.amount)} outside any claim (PLB)."
    if report.unmatched:
        yield f"{count(len(report.unmatched), 'line')} without a claim line; give the claims that were sent."
    if report.unanswered:
        yield f"{count(len(report.unanswered), 'claim')} not answered in this file."


def score_page(found: Score) -> Page:
    """Describe how a check's predictions and the payer's decisions compare, by rule."""
    section = _score(found)
    return Page(section.title, section.blocks, detail=section.detail)


def _score(found: Score) -> Section:
    rows = [
        (one.rule_id, one.found, one.missed, one.false_alarms, one.other_reason, one.not_evaluated)
        for one in found.rules
    ]
    blocks: list[Block] = [Table(rows, ("rule", "found", "missed", "false alarms", "other reason", "not evaluated"))]
    if found.beyond_the_claim:
        named = ", ".join(f"{name.replace('-', ' ')} {number}" for name, number in found.beyond_the_claim)
        blocks.append(Paragraph(f"Not on any claim: {named}."))
    blocks.append(Paragraph(found.summary))
    return Section("Predicted against real", blocks, "what a check says before sending, and what the payer did")


def _usd(amount: Decimal | None) -> str:
    if amount is None:
        return ""
    return f"-{dollars(f'{-amount:.2f}')}" if amount < 0 else dollars(f"{amount:.2f}")


def _first(rows: Sequence[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
    yield from rows[:_ROWS]
    if len(rows) > _ROWS:
        yield "...", f"and {len(rows) - _ROWS:,} more; --format json lists them all"


def code_page(code: DenialCode) -> Page:
    """Describe a code: what it means, which rules may be behind it, how it is answered, and who may be billed."""
    about = facts(
        (
            ("effect", str(code.effect)),
            ("kind of reason", code.category.replace("-", " ")),
            ("groups", ", ".join(code.groups)),
            ("rules that may be behind it", ", ".join(code.rules)),
            ("ways to answer", ", ".join(str(route).replace("-", " ") for route in code.routes)),
            ("patient may be billed", code.patient),
            ("in the list from", str(code.first_day or "")),
            ("in the list until", str(code.last_day or "")),
        )
    )
    sources = Section("Sources", [Items([source(code.source)])], folded=True)
    return Page(code.code, [about, sources], detail=str(code.kind), verdict=StyledText(code.meaning, Tone.STRONG))
