"""What estimates show of themselves, line by line, with the working and what was assumed; ledgers and rate cards."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from otcpt.claims.pages import days_of
from otcpt.findings.pages import source
from otcpt.page import Block, Cell, Items, Page, Paragraph, Section, StyledText, Table, Tone
from otcpt.pricing._ledger import Ledger, LedgerAccount
from otcpt.pricing._rate_card import RateCard
from otcpt.pricing._values import Alternative, Estimate, Estimates, LineEstimate, Step
from otcpt.tables import count
from otcpt.wording import dollars

__all__ = ["card_page", "estimate_page", "estimates_page", "ledger_page"]

#: The amounts of a line that are shown, in the order of the working, with what stands over them.
_COLUMNS = (
    ("fee", "fee"),
    ("allowed", "allowed"),
    ("deductible", "deductible"),
    ("coinsurance", "coinsurance"),
    ("balance", "balance billed"),
    ("assistant_cut", "CO/CQ"),
    ("mips", "MIPS"),
    ("sequestration", "sequestration"),
    ("paid", "paid"),
    ("patient", "patient"),
)


def estimate_page(estimate: Estimate) -> Page:
    """Describe an estimate; a column that is empty or 0.00 throughout is left out."""
    blocks: list[Block] = [_lines(estimate.lines)]
    if estimate.not_priced:
        rows = [(StyledText(_name(one), Tone.STRONG), one.reason) for one in estimate.not_priced]
        blocks.append(Section("Not priced", [Table(rows)], detail="an amount is never guessed"))
    blocks += [Section("Also right", [Items(map(_other, estimate.alternatives))])] if estimate.alternatives else []
    working = [block for line in estimate.lines if line.steps for block in _working(line)]
    blocks += [Section("Working", working, folded=True)] if working else []
    if estimate.assumptions:
        blocks.append(Section("Assumed", [Items(estimate.assumptions)]))
    return Page(
        "Estimate",
        blocks,
        detail=f"{days_of([one.line for one in estimate.lines])}, locality {estimate.locality}",
        verdict=_verdict(estimate, len(estimate.not_priced)),
        footer=f"edition {estimate.edition}, policy {estimate.policy}; every line taken as payable as billed",
    )


def estimates_page(estimates: Estimates) -> Page:
    """Describe the estimates of several claims, a row each, and the running totals."""
    rows = [
        (str(number), days_of([line.line for line in one.lines]), _dollars(one.allowed), _dollars(one.paid), _left(one))
        for number, one in enumerate(estimates, 1)
    ]
    blocks: list[Block] = [Table(rows, ("claim", "date", "allowed", "paid", ""))]
    shown = len(estimates.ledger) or estimates.ledger.without_patient
    blocks += [Section("Towards KX", ledger_page(estimates.ledger).blocks)] if shown else []
    missing = sum(len(one.not_priced) for one in estimates)
    return Page("Estimates", blocks, detail=count(len(estimates), "claim"), verdict=_verdict(estimates, missing))


def ledger_page(ledger: Ledger) -> Page:
    """Describe the running totals of each patient and year. Patients are numbered; their keys are not shown."""
    patients = {key: f"patient {n}" for n, key in enumerate(dict.fromkeys(one.patient_key for one in ledger), 1)}
    rows = [
        (
            patients[one.patient_key],
            str(one.year),
            one.bucket,
            _dollars(one.prior),
            _dollars(one.total),
            _dollars(one.threshold),
            _crossing(one),
        )
        for one in ledger
    ]
    headers = ("patient", "year", "discipline", "before", "total", "threshold", "crossed")
    blocks: list[Block] = [Table(rows, headers)]
    if ledger.without_patient:
        without = f"{count(ledger.without_patient, 'claim')} without a patient key left out"
        blocks.append(Items([f"{without}: no total could be made of them"]))
    return Page("Running totals", blocks, detail=count(len(ledger), "account"))


def _lines(lines: Sequence[LineEstimate]) -> Table:
    kept = [(name, header) for name, header in _COLUMNS if any(getattr(one, name) for one in lines)]
    rows: list[tuple[Cell, ...]] = [
        (
            one.line.line_id or str(one.position + 1),
            StyledText(one.line.code, Tone.STRONG),
            " ".join(one.line.modifiers),
            one.line.units,
            *(_dollars(getattr(one, name)) if one.priced else "" for name, _ in kept),
            _units(one),
        )
        for one in lines
    ]
    return Table(rows, ("line", "code", "modifiers", "units", *(header for _, header in kept), "units paid"))


def _units(one: LineEstimate) -> Cell:
    if not one.priced:
        return StyledText("not priced", Tone.WARNING)
    amounts = [f"{_dollars(unit.amount)}{' reduced' if unit.reduced else ''}" for unit in one.units]
    same = dict.fromkeys(amounts)
    shown = ", ".join(f"{amounts.count(text)} at {text}" for text in same)
    return one.reason or StyledText(shown, Tone.QUIET)


def _working(line: LineEstimate) -> Iterator[Block]:
    rows = [(_step(step), _dollars(step.amount), step.why) for step in line.steps]
    cited = dict.fromkeys(citation for step in line.steps for citation in step.cites)
    yield Section(_name(line), [Table(rows), Items(map(source, cited))])


def _step(step: Step) -> StyledText:
    return StyledText(step.name.replace("_", " ").replace("-", " "), Tone.QUIET)


def _name(one: LineEstimate) -> str:
    return f"line {one.line.line_id or one.position + 1}: {one.line.code}"


def _other(other: Alternative) -> str:
    which = "a line of another claim" if other.full is None else f"line {other.full + 1}"
    paid = "" if other.paid is None else f", {_dollars(other.paid)} paid"
    return f"{_dollars(other.allowed)} allowed{paid}, if {which} has the unit that is paid in full"


def _left(one: Estimate) -> Cell:
    return StyledText(f"{count(len(one.not_priced), 'line')} not priced", Tone.WARNING) if one.not_priced else ""


def _crossing(one: LedgerAccount) -> str:
    by = f"on {one.crossing.date_of_service} by {one.crossing.code}" if one.crossing else ""
    missing = f"{count(one.not_priced, 'line')} not priced, so the total is too low" if one.not_priced else ""
    return "; ".join(filter(None, (by, missing)))


def _verdict(found: Estimate | Estimates, missing: int) -> StyledText:
    text = f"{_dollars(found.allowed)} allowed"
    if found.paid is None:
        text += "; what of it the payer pays is not known"
    else:
        text += f", {_dollars(found.paid)} paid by the payer"
        text += "" if found.patient is None else f", {_dollars(found.patient)} by the patient"
    left = f"; {count(missing, 'line')} not priced, so the totals are too low" if missing else ""
    return StyledText(f"{text}{left}", Tone.WARNING if missing else Tone.STRONG)


def _dollars(amount: Decimal | None) -> str:
    if amount is None:
        return ""
    return f"-{dollars(str(-amount))}" if amount < 0 else dollars(str(amount))


_CARD_NOTE = (
    "One unit each, before a charge that is lower. Reduced: every further therapy unit of the day (MPPR). "
    "Medicare pays: after coinsurance and sequestration, with the deductible met."
)
_CARD_HEADERS = {
    "full": "full",
    "reduced": "reduced",
    "facility": "facility",
    "nonparticipating": "non-par",
    "limiting_charge": "limiting charge",
    "patient_share": "patient",
    "medicare_pays": "Medicare pays",
    "medicare_pays_assistant": "with CO",
}


def card_page(card: RateCard) -> Page:
    """Describe the rate card of a day and place."""
    rows: list[tuple[Cell, ...]] = [
        (StyledText(row.code, Tone.STRONG), row.label, *(getattr(row, name) for name in _CARD_HEADERS))
        for row in card
        if row.full is not None
    ]
    blocks: list[Block] = [Table(rows, ("code", "", *_CARD_HEADERS.values()))] if rows else []
    without = {row.reason: [one.code for one in card if one.reason == row.reason] for row in card if row.full is None}
    blocks += [Paragraph(f"{_named(codes)}: not priced. {reason}") for reason, codes in without.items()]
    blocks.append(Paragraph(StyledText(_CARD_NOTE, Tone.QUIET)))
    return Page(f"Medicare fees on {card.on}", blocks, detail=card.place, footer=card.edition)


def _named(codes: list[str]) -> str:
    return ", ".join(codes) if len(codes) <= 5 else f"{len(codes)} codes"
