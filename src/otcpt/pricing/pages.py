"""What estimates and rate cards show of themselves."""

from collections.abc import Iterator
from decimal import Decimal

from otcpt.page import Block, Cell, Items, Page, Paragraph, Section, StyledText, Table, Tone
from otcpt.pricing._ledger import Ledger
from otcpt.pricing._rate_card import RateCard
from otcpt.pricing._values import Alternative, Estimate, Estimates, LineEstimate
from otcpt.wording import fill

__all__ = ["card_page", "estimate_page", "estimates_page"]

_AS_BILLED = "Priced as billed; otcpt check says whether the lines are payable."
_CARD_NOTE = (
    "One unit each, before a charge that is lower. Reduced: every further therapy unit of the day (MPPR). "
    "Medicare pays: after coinsurance and sequestration, with the deductible met."
)
_LINE_HEADERS = ("code", "units", "each", "allowed", "patient", "Medicare pays", "")
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


def estimate_page(estimate: Estimate) -> Page:
    """Describe one claim: its lines, each with its working, the other answers, and what was assumed."""
    blocks: list[Block] = [*_claim(estimate)]
    workings = [_working(one) for one in estimate.lines if one.steps]
    if workings:
        blocks.append(Section("Working", workings, folded=True))
    blocks += _assumed(estimate.assumptions)
    return Page(
        "Estimate",
        blocks,
        detail=f"{estimate.policy}, locality {estimate.locality}",
        verdict=_verdict(estimate.allowed, estimate.patient, estimate.paid, len(estimate.not_priced)),
        footer=estimate.edition,
    )


def estimates_page(estimates: Estimates, names: list[str] | None = None) -> Page:
    """Describe several claims under their names, the thresholds that are reached, and the totals."""
    names = names or [str(number) for number in range(1, len(estimates) + 1)]
    blocks: list[Block] = []
    for name, one in zip(names, estimates, strict=True):
        days = ", ".join(sorted({str(line.line.date_of_service) for line in one.lines}))
        blocks.append(Section(f"Claim {name}", list(_claim(one)), detail=days))
    blocks += [Paragraph(text) for text in _reached(estimates.ledger)]
    told = dict.fromkeys(text for one in estimates for text in one.assumptions)
    blocks += _assumed(tuple(told))
    missing = sum(len(one.not_priced) for one in estimates)
    verdict = _verdict(estimates.allowed, estimates.patient, estimates.paid, missing)
    return Page("Estimates", blocks, verdict=verdict)


def card_page(card: RateCard, where: str) -> Page:
    """Describe the rate card of a day and place."""
    rows: list[tuple[Cell, ...]] = [
        (StyledText(row.code, Tone.STRONG), row.label, *(getattr(row, name) for name in _CARD_HEADERS))
        for row in card
        if row.full is not None
    ]
    blocks: list[Block] = [Table(rows, ("code", "", *_CARD_HEADERS.values()))] if rows else []
    blocks += [Paragraph(f"{row.code}: not priced. {row.reason}") for row in card if row.full is None]
    blocks.append(Paragraph(StyledText(_CARD_NOTE, Tone.QUIET)))
    return Page(f"Medicare fees on {card.on}", blocks, detail=where, footer=card.edition)


def _claim(estimate: Estimate) -> Iterator[Block]:
    yield Table([_line(one) for one in estimate.lines], _LINE_HEADERS)
    for other in estimate.alternatives:
        yield Paragraph(_other(other, estimate))


def _line(one: LineEstimate) -> tuple[Cell, ...]:
    code = StyledText(":".join((one.line.code, *one.line.modifiers)), Tone.STRONG)
    why = one.reason if one.priced or not one.reason else f"not priced: {one.reason}"
    return code, one.line.units, _each(one), one.allowed, one.patient, one.paid, why


def _each(line: LineEstimate) -> str:
    parts: dict[Decimal, int] = {}
    for unit in line.units:
        parts[unit.amount] = parts.get(unit.amount, 0) + 1
    return " + ".join(str(amount) if count == 1 else f"{count} x {amount}" for amount, count in parts.items())


def _other(other: Alternative, estimate: Estimate) -> str:
    which = "that of another claim"
    if other.full is not None:
        which = f"{estimate.lines[other.full].line.code} of line {other.full + 1}"
    values = {"allowed": str(other.allowed), "paid": str(other.paid)}
    told = fill("{allowed:$} allowed, Medicare pays {paid:$}", values)
    return f"If the full unit is {which} instead: {told}. No source decides it."


def _working(line: LineEstimate) -> Section:
    code = ":".join((line.line.code, *line.line.modifiers))
    return Section(code, [Table([(step.name, step.amount, step.why) for step in line.steps])])


def _reached(ledger: Ledger) -> Iterator[str]:
    for one in ledger:
        if one.crossing is not None:
            values = {"amount": str(one.threshold), "total": str(one.crossing.total)}
            told = fill("the threshold of {amount:$} is reached with {total:$}", values)
            yield f"KX, {one.bucket.replace('+', ' and ')} {one.year}: {told} on {one.crossing.date_of_service}."


def _assumed(assumptions: tuple[str, ...]) -> Iterator[Section]:
    if assumptions:
        yield Section("Assumed", [Items(assumptions)])


def _verdict(allowed: Decimal, patient: Decimal, paid: Decimal, missing: int) -> StyledText:
    values = {"allowed": str(allowed), "patient": str(patient), "paid": str(paid), "missing": missing}
    told = fill("{allowed:$} allowed: the patient {patient:$}, Medicare {paid:$}. ", values)
    if missing:
        told += fill("Not priced, and not in these amounts: {missing:line}. ", values)
    return StyledText(told + _AS_BILLED, Tone.WARNING if missing else Tone.STRONG)
