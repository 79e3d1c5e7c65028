"""The working of a line: each step with its dollars, in words why, and the clause it rests on."""

from collections.abc import Iterator
from decimal import Decimal

import attrs

from otcpt.citation import Citation, Document
from otcpt.editions import Edition
from otcpt.fees import Rate, RateName, UnitFee
from otcpt.pricing._line_fees import LineFee
from otcpt.pricing._terms import Terms
from otcpt.pricing._values import LineEstimate, Step

#: The order of the steps after the coinsurance, which the statute does not spell out.
_ORDER = Document("Contractors and trade press", "Order of the assistant cut, MIPS and sequestration", confidence="S")
_MPPR_RANK = Document("Medicare contractors", "Multiple procedure payment reduction for therapy", confidence="S")
_UNASSIGNED = Document(
    "Medicare contractors", "Sequestration of unassigned claims, questions and answers", confidence="S"
)

_ZERO = Decimal("0.00")

ORDER = "the assistant cut is taken of Medicare's share, before sequestration [S]"


@attrs.frozen
class Working:
    """What the steps of a line are made of when somebody reads them."""

    fee: LineFee
    terms: Terms
    edition: Edition

    def __call__(self, one: LineEstimate) -> tuple[Step, ...]:
        """Return the steps from the relative values to what is paid."""
        return tuple(_steps(one, self.fee, self.terms, self.edition))


def _steps(one: LineEstimate, fee: LineFee, terms: Terms, edition: Edition) -> Iterator[Step]:
    line, units = one.line, one.units
    on = line.date_of_service
    total = sum((unit.amount for unit in units), _ZERO)
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
    coinsurance = edition.fees.rates.of(RateName.COINSURANCE, on=on) if one.paid is not None else None
    lesser = () if coinsurance is None else (_cited(coinsurance, edition),)
    charged = "no charge is given" if line.charge is None else f"the lesser of the charge {line.charge} and the fee"
    yield Step("allowed", one.allowed or _ZERO, charged, lesser)
    if coinsurance is None or one.deductible is None or one.coinsurance is None or one.paid is None:
        return
    yield Step("deductible", one.deductible, "before the coinsurance", lesser)
    yield Step("coinsurance", one.coinsurance, f"{coinsurance.value:.0%} of the rest", lesser)
    if one.assistant_cut:
        rate = edition.fees.rates.of(RateName.ASSISTANT, on=on)
        why = f"{rate.value:.0%} of Medicare's share (CO or CQ)"
        yield Step("assistant cut", -one.assistant_cut, why, (_cited(rate, edition), _ORDER.at("")))
    if terms.mips is not None:
        yield Step("MIPS", one.mips or _ZERO, f"factor {terms.mips}", (_ORDER.at("MIPS"),))
    rate = edition.fees.rates.of(RateName.SEQUESTRATION, on=on)
    why = f"{rate.value:.0%} of the payment"
    yield Step("sequestration", -(one.sequestration or _ZERO), why, (_cited(rate, edition), _ORDER.at("last")))
    yield Step("paid", one.paid, "what Medicare pays" if terms.assigned else "what Medicare pays the patient")
    if not terms.assigned and one.patient is not None:
        charged = f"the charge of {one.provider_total}, which sequestration does not lower, less that"
        yield Step("patient", one.patient, charged, (_UNASSIGNED.at("the patient remains responsible for it"),))


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
