"""A clinic's month: invented claims, the remittance that answers them by the law, and what may go wrong with it."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

import attrs

from otcpt.checking import ClaimChecker
from otcpt.claims import (
    Adjustment,
    Claim,
    ProviderAdjustment,
    Remittance,
    RemittanceClaim,
    RemittanceLine,
    ServiceLine,
    parse_claim,
)
from otcpt.findings import Severity
from otcpt.pricing import LineEstimate, Pricer, Terms

_NOTHING = Decimal(0)
#: Days as a clinic has them: most are clean, each fault of its own kind.
_DAYS = (
    ("97165:GO x1 @45",),
    ("97530:GO x2 @30", "97535:GO x1 @15"),
    ("97110:GO x1 @15", "97140:GO x1 @15", "97530:GO x1 @15"),
    ("97530:GO:CO x2 @A30", "97535:GO x1 @15"),
    ("97129:GO x1 @15", "97130:GO x1 @15", "97530:GO x1 @15"),
    ("97530:GO x2 @30",),
    ("97150:GO x1 @20", "97530:GO:59 x2 @30"),
    ("97112:GO x2 @30", "97110:GO x1 @15"),
    ("97150:GO x1 @20", "97530:GO x2 @30"),
    ("97530 x2 @30",),
    ("97130:GO x1 @15",),
    ("97003:GO x1 @45",),
    ("97530:GO x2 @30", "97010:GO x1 @15"),
)
#: How a payer answers what a rule finds: group, reason and remarks.
_ANSWERS = {
    "PTP001": ("CO", "236", ("M80",)),
    "PTP002": ("CO", "236", ("M80",)),
    "MUE001": ("CO", "151", ("N362",)),
    "MOD001": ("CO", "16", ("N822",)),
    "CODE003": ("CO", "181", ("N56",)),
    "CODE004": ("CO", "97", ("M15",)),
    "AOC001": ("CO", "107", ("N122",)),
    "DUP001": ("OA", "18", ()),
}
_PRICE = Decimal("75.00")


def clinic_month(claims: int = 60, *, seed: int = 0, first_day: date = date(2026, 3, 2)) -> tuple[Claim, ...]:
    """Return a month of claims of one invented clinic, a patient and day each.

    Args:
        claims: How many.
        seed: Another number makes another month.
        first_day: The first date of service.

    Returns:
        The claims with charges, control numbers and keys; a part of them has a fault.

    Example:
        >>> [len(claim) for claim in clinic_month(3)]
        [1, 2, 3]
    """
    made = []
    for number in range(claims):
        lines = _DAYS[(number * (1 + seed % 5) + seed) % len(_DAYS)]
        day = first_day + timedelta(days=(number * 3 + seed) % 28)
        claim_id = f"M{seed:02}{number:04}"
        made.append(
            Claim(
                [
                    attrs.evolve(
                        line,
                        claim_id=claim_id,
                        line_id=f"{claim_id}-{at}",
                        charge=_PRICE * (line.units or 1),
                        payer="MB",
                        patient_key=f"P{number:04}",
                        rendering_provider_key=f"T{number % 3}",
                        billing_provider_key="CLINIC",
                    )
                    for at, line in enumerate(parse_claim(day, *lines).lines, 1)
                ],
                claim_id=claim_id,
            )
        )
    return tuple(made)


def adjudicate(
    claims: Sequence[Claim],
    *,
    policy: str = "medicare-part-b",
    locality: str = "national",
    paid_on: date = date(2026, 4, 10),
) -> Remittance:
    """Return the remittance that answers claims by the law: what a check finds is denied, the rest is paid.

    Args:
        claims: The claims, with charges.
        policy: The payer's rules and fees.
        locality: Where the clinic is.
        paid_on: The day of the payment.

    Returns:
        A remittance that adds up, one answer a claim; the amounts are those of `otcpt.price`.
    """
    checker = ClaimChecker(policy=policy)
    reports = checker.check_all(claims)
    denied: dict[tuple[int, int], str] = {}
    for at, report in enumerate(reports):
        for finding in report.findings:
            if finding.severity is not Severity.ADVICE and finding.rule_id in _ANSWERS:
                denied.setdefault((at, finding.positions[0]), finding.rule_id)
    paying = [
        attrs.evolve(
            claim,
            lines=[
                attrs.evolve(line, units=0) if (at, place) in denied else line for place, line in enumerate(claim.lines)
            ],
        )
        for at, claim in enumerate(claims)
    ]
    pricer = Pricer.of(policy, locality=locality, edition=None, terms=Terms())
    estimates = pricer.price_all(paying)
    answers = []
    for at, (claim, estimate) in enumerate(zip(claims, estimates, strict=True)):
        lines = [
            _denied(line, denied[at, place]) if (at, place) in denied else _paid(line, priced, pricer)
            for place, (line, priced) in enumerate(zip(claim.lines, estimate.lines, strict=True))
        ]
        answers.append(answered(claim, lines, number=at))
    return Remittance(
        sum((one.paid for one in answers), _NOTHING), answers, paid_on=paid_on, trace="EFT1", payer_name="EXAMPLE PAYER"
    )


def answered(claim: Claim, lines: Sequence[RemittanceLine], *, number: int = 0, status: str = "1") -> RemittanceClaim:
    """Return the answer to a claim from the answers to its lines, so that it adds up.

    Args:
        claim: The claim, with all its lines.
        lines: The answers to the lines.
        number: The claim's control number.
        status: The claim status code (CLP02).

    Returns:
        The answer.
    """
    every = [one for line in lines for one in line.adjustments]
    unprocessed = any("N822" in line.remarks for line in lines)
    return RemittanceClaim(
        claim.claim_id or f"C{number}",
        status,
        sum((line.charge for line in lines), _NOTHING),
        sum((line.paid for line in lines), _NOTHING),
        lines,
        remarks=("MA130",) if unprocessed else ("MA01",),
        patient_amount=sum((one.amount for one in every if one.group == "PR"), _NOTHING),
        payer="MB",
        control_number=f"ICN{number:06}",
        frequency="1",
        facility_code="11",
    )


def _line(
    line: ServiceLine, paid: Decimal, adjustments: Sequence[Adjustment], remarks: Sequence[str]
) -> RemittanceLine:
    return RemittanceLine(
        line.code,
        line.charge or _NOTHING,
        paid,
        [one for one in adjustments if one.amount],
        remarks,
        date_of_service=line.date_of_service,
        last_day=line.date_of_service,
        modifiers=line.modifiers,
        units=line.units,
        paid_units=line.units if paid else 0,
        line_id=line.line_id,
    )


def _denied(line: ServiceLine, rule_id: str) -> RemittanceLine:
    group, reason, remarks = _ANSWERS[rule_id]
    return _line(line, _NOTHING, [Adjustment(group, reason, line.charge or _NOTHING)], remarks)


def _paid(line: ServiceLine, priced: LineEstimate, pricer: Pricer) -> RemittanceLine:
    """Pay a line as it is priced; the assistant's cut has no reason code that is known and goes with the fee's."""
    if priced.allowed is None or priced.paid is None:
        return _line(line, _NOTHING, [Adjustment("CO", "ZZ9", line.charge or _NOTHING)], ())
    mppr = _NOTHING
    if any(unit.rank is not None for unit in priced.units):
        fee = pricer.edition.fees.unit(line.code, on=line.date_of_service, locality=pricer.locality)
        mppr = sum((fee.full - unit.amount for unit in priced.units), _NOTHING)
    cut = priced.assistant_cut or _NOTHING
    rest = (line.charge or _NOTHING) - priced.allowed - mppr + cut
    adjustments = [
        Adjustment("CO", "45", rest),
        Adjustment("CO", "59", mppr),
        Adjustment("PR", "1", priced.deductible or _NOTHING),
        Adjustment("PR", "2", priced.coinsurance or _NOTHING),
        Adjustment("CO", "253", priced.sequestration or _NOTHING),
    ]
    paid = _line(line, priced.paid, adjustments, ("N851",) if cut else ())
    return attrs.evolve(paid, allowed=priced.allowed)


class Disturbance(StrEnum):
    """What may go wrong with a paid line of a remittance."""

    NO_EDIT = "denied for an edit that is not in force"
    UNITS_FIT = "denied for units that fit the limit"
    CODE_IS_VALID = "denied for a code that is valid"
    NECESSITY = "denied for medical necessity"
    AUTHORIZATION = "denied for want of an authorization"
    DUPLICATE = "denied as a duplicate"
    MPPR = "reduced by more than MPPR"
    SEQUESTRATION = "sequestration of more than the law takes"
    UNDERPAID = "paid less without a reason of its own"
    NO_REASON = "nothing paid, the fee schedule takes all"
    UNKNOWN_REASON = "denied with a code that is in no list"


_DENIALS = {
    Disturbance.NO_EDIT: ("CO", "236", ("M80",)),
    Disturbance.UNITS_FIT: ("CO", "151", ("N362",)),
    Disturbance.CODE_IS_VALID: ("CO", "181", ()),
    Disturbance.NECESSITY: ("CO", "50", ("N115",)),
    Disturbance.AUTHORIZATION: ("CO", "197", ()),
    Disturbance.DUPLICATE: ("OA", "18", ()),
    Disturbance.NO_REASON: ("CO", "45", ()),
    Disturbance.UNKNOWN_REASON: ("CO", "ZZ9", ()),
}
_MOVED = {Disturbance.MPPR: "59", Disturbance.SEQUESTRATION: "253", Disturbance.UNDERPAID: "45"}


def disturb(remittance: Remittance, disturbance: Disturbance, claim: int, line: int) -> Remittance:
    """Return the remittance with one line disturbed; it still adds up.

    Args:
        remittance: The remittance, as `adjudicate` makes it.
        disturbance: What goes wrong.
        claim: The place of the claim.
        line: The place of the line in it; a paid one.

    Returns:
        The changed remittance.
    """
    given = remittance.claims[claim].lines[line]
    if (denial := _DENIALS.get(disturbance)) is not None:
        group, reason, remarks = denial
        adjusted = [Adjustment(group, reason, given.charge)]
        changed = attrs.evolve(given, paid=_NOTHING, paid_units=0, allowed=None, adjustments=adjusted, remarks=remarks)
    else:
        moved = Decimal("3.00")
        reason = _MOVED[disturbance]
        others = [one for one in given.adjustments if one.reason != reason]
        before = sum((one.amount for one in given.adjustments if one.reason == reason), _NOTHING)
        changed = attrs.evolve(
            given,
            paid=given.paid - moved,
            allowed=None,
            adjustments=[*others, Adjustment("CO", reason, before + moved)],
        )
    claims = list(remittance.claims)
    lines = list(claims[claim].lines)
    lines[line] = changed
    off = given.paid - changed.paid
    shared = sum((one.amount for each in lines for one in each.adjustments if one.group == "PR"), _NOTHING)
    claims[claim] = attrs.evolve(claims[claim], lines=lines, paid=claims[claim].paid - off, patient_amount=shared)
    return attrs.evolve(remittance, claims=claims, payment=remittance.payment - off)


def recoup(remittance: Remittance, amount: Decimal, reference: str) -> Remittance:
    """Return the remittance with an amount taken off outside any claim (PLB WO).

    Args:
        remittance: The remittance.
        amount: Dollars.
        reference: The reference of the adjustment.

    Returns:
        A new remittance.
    """
    outside = (*remittance.provider_adjustments, ProviderAdjustment("WO", amount, reference, date(2026, 12, 31)))
    return attrs.evolve(remittance, provider_adjustments=outside, payment=remittance.payment - amount)
