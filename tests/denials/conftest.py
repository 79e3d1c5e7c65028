"""Remittances from a short form of their lines."""

from datetime import date
from decimal import Decimal

from otcpt.claims import Adjustment, Claim, Remittance, RemittanceClaim, RemittanceLine, parse_claim


def answered_line(text: str, day: date, line_id: str | None = None) -> RemittanceLine:
    """Return a line from ``CODE:MODIFIERS xUNITS CHARGE PAID REASON:AMOUNT ... | REMARKS``."""
    money, _, remarks = text.partition("|")
    service, units, charge, paid, *reasons = money.split()
    code, *modifiers = service.split(":")
    adjustments = []
    for reason in reasons:
        what, _, amount = reason.partition(":")
        group, _, carc = what.partition("-")
        adjustments.append(Adjustment(group, carc, Decimal(amount)))
    billed = int(units.removeprefix("x"))
    return RemittanceLine(
        code,
        Decimal(charge),
        Decimal(paid),
        adjustments,
        remarks.split(),
        date_of_service=day,
        modifiers=modifiers,
        units=billed,
        paid_units=billed if Decimal(paid) else 0,
        line_id=line_id,
    )


def sent(day: str, *lines: str, claim_id: str = "C1") -> Claim:
    """Return a claim with a number, its lines of one patient."""
    import attrs

    return Claim([attrs.evolve(line, patient_key="P1") for line in parse_claim(day, *lines)], claim_id=claim_id)


def answer_to(
    claim: Claim,
    *lines: str,
    remitted: str = "2026-04-10",
    status: str = "1",
    payer: str | None = "MB",
    remarks: tuple[str, ...] = (),
    received: str | None = None,
) -> Remittance:
    """Return a remittance of one claim that adds up."""
    read = [answered_line(line, claim.dates[0]) for line in lines]
    charge, paid = sum((one.charge for one in read), Decimal(0)), sum((one.paid for one in read), Decimal(0))
    payment = RemittanceClaim(
        claim.claim_id or "",
        status,
        charge,
        paid,
        read,
        payer=payer,
        remarks=remarks,
        received_on=None if received is None else date.fromisoformat(received),
    )
    return Remittance(paid, [payment], paid_on=date.fromisoformat(remitted))
