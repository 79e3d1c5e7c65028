"""What a line was paid against what the fee schedule pays: equal to the cent, or by which step they differ."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

import attrs

from otcpt.checking import ClaimChecker
from otcpt.claims import Claim, History
from otcpt.denials._contradictions import Contradiction
from otcpt.denials._reasons import LineOutcome
from otcpt.denials._report import ExplainedLine, PaymentCheck
from otcpt.denials._ways import Situation, ways_of
from otcpt.errors import OutsideCoverage
from otcpt.fees import THERAPY, RateName, cents
from otcpt.modifiers import ASSISTANT
from otcpt.pricing import Estimate, LineEstimate, Payment, Pricer, Shares, Terms, settle
from otcpt.wording import dollars

_NOTHING = Decimal(0)
#: Sequestration may be rounded by line or by unit.
_ROUNDING = Decimal("0.02")
_FEE_SCHEDULE = frozenset({"45", "59", "94", "131"})
_MPPR, _SEQUESTRATION, _MIPS = "59", "253", frozenset({"144", "237"})
#: The remark that the line was reduced for an assistant.
_ASSISTANT = "N851"
_DEDUCTIBLE, _COINSURANCE = "1", "2"
_PAID = frozenset({LineOutcome.PAID, LineOutcome.REDUCED, LineOutcome.PATIENT})
_REFUSED = frozenset({LineOutcome.DENIED, LineOutcome.UNKNOWN})


class Payments:
    """A fee schedule in a place, for the lines that were paid."""

    def __init__(
        self, checker: ClaimChecker, locality: str | None, terms: Terms | None, history: History | None
    ) -> None:
        self._checker = checker
        self._history = history
        self._terms = terms or Terms()
        has_place = bool(locality or getattr(checker.settings, "locality", ""))
        self._pricer: Pricer | None = None
        if has_place:
            self._pricer = Pricer.of(checker.policy, locality=locality, edition=checker.edition, terms=self._terms)

    def compare(self, lines: Sequence[ExplainedLine], claims: Sequence[Claim]) -> Iterator[ExplainedLine]:
        """Yield the lines with what they should have been paid, and what contradicts the law of payment."""
        estimates = self._estimates(lines, claims)
        for line in lines:
            medicare = self._is_medicare(line)
            if line.line is None or line.settled or line.outcome not in _PAID or not medicare:
                yield line
                continue
            check = None if estimates is None else self._check(line, estimates)
            against = tuple(self._against(line, check))
            ways = ways_of(_situation(line, against)) if against else line.ways
            yield attrs.evolve(line, payment=check, ways=ways, contradictions=(*line.contradictions, *against))

    def _is_medicare(self, line: ExplainedLine) -> bool:
        if line.date_of_service is None or (line.payer_order or 1) != 1:
            return False
        ours = self._checker.speaks_for(line.payer)
        return ours and self._checker.policy.on(line.date_of_service).medicare_status

    def _estimates(self, lines: Iterable[ExplainedLine], claims: Sequence[Claim]) -> Sequence[Estimate] | None:
        """Price the claims without the lines that were refused: those do not rank among the units of their day."""
        if self._pricer is None or not claims:
            return None
        refused = {(line.claim, line.position) for line in lines if line.outcome in _REFUSED and not line.settled}
        priced = [
            attrs.evolve(
                claim,
                lines=[
                    attrs.evolve(line, units=0) if (at, position) in refused else line
                    for position, line in enumerate(claim.lines)
                ],
            )
            for at, claim in enumerate(claims)
        ]
        return self._pricer.price_all(priced, history=self._history)

    def _check(self, line: ExplainedLine, estimates: Sequence[Estimate]) -> PaymentCheck:
        assert line.claim is not None and line.position is not None and line.date_of_service is not None
        estimate = estimates[line.claim]
        own = estimate.lines[line.position]
        if own.allowed is None or own.paid is None:
            return PaymentCheck(reason=own.reason or "not priced")
        others = [other.lines[line.position] for other in estimate.alternatives]
        shares = Shares.on(line.date_of_service, self._checker.edition.fees)
        answers = [(one, self._settled(line, one, shares)) for one in (own, *others) if one.allowed is not None]
        expected, payment = next(((one, p) for one, p in answers if p.paid == line.paid), answers[0])
        mppr = _mppr(expected)
        return PaymentCheck(
            payment.allowed,
            payment.paid,
            _allowed(line),
            line.paid - payment.paid,
            "" if payment.paid == line.paid else self._step(line, payment, mppr),
            mppr,
            payment.assistant_cut,
            payment.sequestration,
        )

    def _settled(self, line: ExplainedLine, estimate: LineEstimate, shares: Shares) -> Payment:
        """Settle the allowed amount with the deductible and the MIPS change that the remittance shows."""
        assert estimate.allowed is not None
        assistant = bool(estimate.assistant_cut)
        left = _taken(line, _DEDUCTIBLE)
        payment = settle(estimate.allowed, shares=shares, deductible_left=left, assistant=assistant)
        change = -_taken(line, *_MIPS)
        if not change:
            return payment
        before = payment.medicare_before - payment.assistant_cut + change
        sequestration = cents(before * shares.sequestration)
        paid = before - sequestration
        return attrs.evolve(payment, mips=change, sequestration=sequestration, paid=paid)

    @staticmethod
    def _step(line: ExplainedLine, expected: Payment, mppr: Decimal | None) -> str:
        """Return the first step at which the payer's working differs."""
        if _allowed(line) != expected.allowed:
            given = _taken(line, _MPPR)
            not_taken = _allowed(line) - expected.allowed
            other = mppr is not None and given != mppr and (given or mppr - given == not_taken)
            return "MPPR" if other else "fee schedule"
        if _taken(line, _COINSURANCE) != expected.coinsurance:
            return "coinsurance"
        if _ASSISTANT in line.remarks and not expected.assistant_cut:
            return "assistant reduction"
        if _taken(line, _SEQUESTRATION) != expected.sequestration and not expected.assistant_cut:
            return "sequestration"
        return "assistant reduction" if expected.assistant_cut else "payment"

    def _against(self, line: ExplainedLine, check: PaymentCheck | None) -> Iterator[Contradiction]:
        assert line.line is not None and line.date_of_service is not None
        code, day = line.line.code, line.date_of_service
        mppr = _taken(line, _MPPR)
        if mppr > 0:
            if self._is_therapy(code, day) is False:
                yield Contradiction(f"CARC 59 took {_usd(mppr)}, and {code} is not subject to MPPR on {day}.")
            elif check is not None and check.mppr is not None and mppr != check.mppr and (check.difference or 0) < 0:
                yield Contradiction(f"CARC 59 took {_usd(mppr)}; MPPR takes {_usd(check.mppr)} of these units.")
        taken = _taken(line, _SEQUESTRATION)
        rate = self._sequestration(day)
        if taken > 0 and rate is not None:
            due = cents((line.paid + taken) * rate)
            expected = None if check is None else check.sequestration
            if abs(due - taken) > _ROUNDING and taken != expected:
                yield Contradiction(
                    f"CARC 253 took {_usd(taken)}; sequestration of a service of {day} is {rate * 100:f} %, "
                    f"{_usd(due)}."
                )
        if ASSISTANT.keys().isdisjoint(line.line.modifiers) and _ASSISTANT in line.remarks:
            yield Contradiction("N851 reduced the line for an assistant, and it was billed without CO or CQ.")

    def _is_therapy(self, code: str, day: date) -> bool | None:
        try:
            return self._checker.edition.fees.values.of(code, on=day).multiple == THERAPY
        except OutsideCoverage:
            return None

    def _sequestration(self, day: date) -> Decimal | None:
        try:
            return self._checker.edition.fees.rates.of(RateName.SEQUESTRATION, on=day).value
        except OutsideCoverage:
            return None


def _situation(line: ExplainedLine, against: tuple[Contradiction, ...]) -> Situation:
    return Situation((), line.remarks, (), against, True, False, line.dated, line.date_of_service)


def _mppr(estimate: LineEstimate) -> Decimal | None:
    """Return what MPPR takes off the units; None where a charge below the fee blurs it."""
    if not any(unit.rank is not None for unit in estimate.units):
        return _NOTHING
    full = estimate.steps[0].amount
    taken = sum((full - unit.amount for unit in estimate.units), _NOTHING)
    return taken if estimate.fee == estimate.allowed or not taken else None


def _taken(line: ExplainedLine, *reasons: str) -> Decimal:
    return sum(
        (one.adjustment.amount for one in line.reasons if one.adjustment.reason in reasons and not one.of_claim),
        _NOTHING,
    )


def _allowed(line: ExplainedLine) -> Decimal:
    """Return what the payer allowed: the amount it names, else the charge less what the fee schedule took off."""
    return line.charge - _taken(line, *_FEE_SCHEDULE) if line.allowed is None else line.allowed


def _usd(amount: Decimal) -> str:
    return dollars(f"{amount:.2f}")
