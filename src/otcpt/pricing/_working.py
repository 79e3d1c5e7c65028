"""The working of a line: each step with its dollars, in words why, and the clause it rests on."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from otcpt.citation import Citation, Document
from otcpt.claims import ServiceLine
from otcpt.editions import Edition
from otcpt.fees import Rate, RateName, UnitFee
from otcpt.pricing._line_fees import LineFee
from otcpt.pricing._settling import Payment
from otcpt.pricing._terms import Terms
from otcpt.pricing._values import Step, UnitAmount

#: The order of the steps after the coinsurance, which the statute does not spell out.
_ORDER = Document("Contractors and trade press", "Order of the assistant cut, MIPS and sequestration", confidence="S")
_MPPR_RANK = Document("Medicare contractors", "Multiple procedure payment reduction for therapy", confidence="S")

ORDER = "the assistant cut is taken of Medicare's share, before sequestration [S]"


def working(
    line: ServiceLine,
    fee: LineFee,
    units: Sequence[UnitAmount],
    allowed: Decimal,
    payment: Payment | None,
    terms: Terms,
    edition: Edition,
) -> tuple[Step, ...]:
    """Return the steps from the relative values to what is paid."""
    return tuple(_steps(line, fee, units, allowed, payment, terms, edition))


def _steps(
    line: ServiceLine,
    fee: LineFee,
    units: Sequence[UnitAmount],
    allowed: Decimal,
    payment: Payment | None,
    terms: Terms,
    edition: Edition,
) -> Iterator[Step]:
    on = line.date_of_service
    total = sum((unit.amount for unit in units), Decimal("0.00"))
    if fee.full is not None:
        cites = _fee_sources(fee.unit, edition) if fee.unit is not None else ()
        yield Step("fee", fee.full, _formula(fee.unit) if fee.unit is not None else "the payer's fee table", cites)
    if not terms.participating and fee.unit is not None:
        rate = edition.fees.rates.of(RateName.NONPARTICIPATING, on=on)
        yield Step("nonparticipating", total, f"{rate.value:%} of the fee", (_cited(rate, edition),))
    if fee.therapy and any(unit.rank for unit in units):
        reduced = sum(unit.reduced for unit in units)
        ranks = ", ".join(str(unit.rank) for unit in units)
        why = f"rank {ranks} of the day's therapy units: {len(units) - reduced} in full, {reduced} reduced"
        cites = (_MPPR_RANK.at("highest practice expense, then highest fee"),)
        if fee.unit is not None:
            cites = (_cited(fee.unit.reduction, edition), *cites)
        yield Step("mppr", total, why, cites)
    if fee.indicator:
        what = f"paid {fee.sides:.0%} of one side" if fee.sides != 1 else "modifier 50 changes nothing"
        yield Step("bilateral", total, f"bilateral indicator {fee.indicator}: {what}")
    if any(unit.reduced and unit.rank is None for unit in units):
        rate = edition.fees.rates.of(RateName.SECOND_PROCEDURE, on=on)
        yield Step("second procedure", total, f"{rate.value:.0%} of the fee", (_cited(rate, edition),))
    coinsurance = edition.fees.rates.of(RateName.COINSURANCE, on=on) if payment is not None else None
    lesser = () if coinsurance is None else (_cited(coinsurance, edition),)
    charged = "no charge is given" if line.charge is None else f"the lesser of the charge {line.charge} and the fee"
    yield Step("allowed", allowed, charged, lesser)
    if payment is None or coinsurance is None:
        return
    yield Step("deductible", payment.deductible, "before the coinsurance", lesser)
    yield Step("coinsurance", payment.coinsurance, f"{coinsurance.value:.0%} of the rest", lesser)
    if payment.assistant_cut:
        rate = edition.fees.rates.of(RateName.ASSISTANT, on=on)
        why = f"{rate.value:.0%} of Medicare's share (CO or CQ)"
        yield Step("assistant cut", -payment.assistant_cut, why, (_cited(rate, edition), _ORDER.at("")))
    if terms.mips is not None:
        yield Step("MIPS", payment.mips, f"factor {terms.mips}", (_ORDER.at("MIPS"),))
    rate = edition.fees.rates.of(RateName.SEQUESTRATION, on=on)
    why = f"{rate.value:.0%} of the payment"
    yield Step("sequestration", -payment.sequestration, why, (_cited(rate, edition), _ORDER.at("last")))
    yield Step("paid", payment.paid, "what Medicare pays")


def _formula(unit: UnitFee) -> str:
    values, gpci = unit.values, unit.gpci
    pe = values.practice_expense(facility=unit.facility)
    terms = f"{values.work} x {gpci.work} + {pe} x {gpci.pe} + {values.mp} x {gpci.mp}"
    return f"({terms}) x {unit.factor.value}"


def _fee_sources(unit: UnitFee, edition: Edition) -> tuple[Citation, ...]:
    sources = edition.sources
    indices = (sources[unit.gpci.source].at(unit.gpci.locality),) if unit.gpci.source else ()
    return sources[unit.values.source].at(unit.code), *indices, _cited(unit.factor, edition)


def _cited(rate: Rate, edition: Edition) -> Citation:
    return edition.sources[rate.basis.source].at(rate.basis.section, rate.basis.mark)
