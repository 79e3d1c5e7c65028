"""The reasons of one answer, with what each means, and what is irregular about them."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from enum import StrEnum

import attrs

from otcpt.claims import Adjustment, RemittanceLine
from otcpt.denials._codes import CodeKind, DenialCode, Effect, lookup
from otcpt.denials._match import Answer

_NOTHING = Decimal(0)
_FEE_SCHEDULE = "45"
_PENDING = frozenset({"133", "257"})
_PREDETERMINED = "25"
#: Payment adjustments that lower what a service is worth, other than the fee schedule and the law's own rates.
_REDUCTIONS = frozenset({"59", "147", "169", "172", "186", "237", "B10"})
#: Remarks that say the amount was reduced.
_REDUCED = frozenset({"N851", "N646"})


class LineOutcome(StrEnum):
    """What the payer did with a line."""

    PAID = "paid"
    REDUCED = "reduced"
    """Paid less than the fee schedule for a reason of its own: MPPR, an assistant, MIPS."""
    PARTLY_DENIED = "partly denied"
    DENIED = "denied"
    PATIENT = "patient share"
    """Nothing is paid, since all of it is the patient's share."""
    PENDING = "pending"
    REVERSED = "reversed"
    """The answer takes an earlier one back."""
    UNKNOWN = "unknown"
    """Nothing is paid, for a reason that is not in the table."""


@attrs.frozen
class GivenReason:
    """One adjustment with its meaning; ``code`` is None where the table does not have it.

    ``of_claim``: the payer adjusted the claim as a whole. ``irregular`` is what its own list does not allow.
    """

    adjustment: Adjustment
    code: DenialCode | None
    of_claim: bool = False
    irregular: tuple[str, ...] = ()

    @property
    def effect(self) -> Effect:
        """What it does to the charge."""
        return Effect.UNKNOWN if self.code is None else self.code.effect

    @property
    def meaning(self) -> str:
        """What the reason code means."""
        return "not in the table of codes" if self.code is None else self.code.meaning

    def to_record(self) -> dict[str, object]:
        """Return the reason as plain values, ready for JSON."""
        return {
            "code": self.adjustment.code,
            "amount": str(self.adjustment.amount),
            "effect": str(self.effect),
            "category": None if self.code is None else self.code.category,
            "meaning": self.meaning,
            "of_claim": self.of_claim,
            "irregular": list(self.irregular),
        }


def reasons_of(answer: Answer, line: RemittanceLine | None) -> tuple[GivenReason, ...]:
    """Return the reasons of a line and those of its claim; of the claim alone where it has no lines."""
    payment = answer.payment
    remarks = (*payment.remarks, *(() if line is None else line.remarks))
    charge = payment.charge if line is None else line.charge
    found = []
    for one, of_claim in (
        *((one, False) for one in (() if line is None else line.adjustments)),
        *((one, True) for one in payment.adjustments),
    ):
        if one.amount or not charge:
            code = lookup(CodeKind.CARC, one.reason)
            whole = payment.charge if of_claim else charge
            irregular = tuple(_irregular(one, code, answer, remarks, whole))
            found.append(GivenReason(one, code, of_claim, irregular))
    return tuple(found)


def _irregular(
    one: Adjustment, code: DenialCode | None, answer: Answer, remarks: Sequence[str], charge: Decimal
) -> Iterator[str]:
    payment, dated = answer.payment, answer.remittance.dated
    if code is None:
        yield f"CARC {one.reason} is not in the table."
        return
    if code.fixed_groups and one.group not in code.fixed_groups:
        yield f"CARC {one.reason} comes only with {' or '.join(code.fixed_groups)}, not with {one.group}."
    if one.group == "PI" and payment.payer in ("MA", "MB"):
        yield "Medicare does not use group PI."
    later_payer = (payment.payer_order or 1) > 1
    if dated is not None and not code.in_force(dated) and not payment.is_reversal and not later_payer:
        ended = code.last_day is not None and dated > code.last_day
        yield f"CARC {one.reason} {f'ended on {code.last_day}' if ended else f'begins on {code.first_day}'}."
    if code.needs_remark and not any(_explains(remark) for remark in remarks):
        yield f"CARC {one.reason} needs a remark code that says why, and there is none; ask the payer."
    if one.reason == _FEE_SCHEDULE and charge > 0 and one.amount == charge:
        yield "CARC 45 is never the whole charge: the payer gives no reason for not paying; ask for it."


def _explains(remark: str) -> bool:
    known = lookup(CodeKind.RARC, remark)
    return known is None or not known.alert


def amount_of(reasons: Sequence[GivenReason], *effects: Effect, of_claim: bool = False) -> Decimal:
    """Return the sum of the amounts with some effects, of the line alone unless asked for the claim's."""
    return sum((r.adjustment.amount for r in reasons if r.effect in effects and r.of_claim is of_claim), _NOTHING)


def outcome_of(answer: Answer, line: RemittanceLine | None, reasons: Sequence[GivenReason]) -> LineOutcome:
    """Return what the payer did with a line, or with a claim that has none."""
    payment = answer.payment
    if payment.is_reversal:
        return LineOutcome.REVERSED
    given = {one.adjustment.reason for one in reasons}
    if given & _PENDING or payment.status == _PREDETERMINED:
        return LineOutcome.PENDING
    paid = payment.paid if line is None else line.paid
    charge = payment.charge if line is None else line.charge
    own = [one for one in reasons if line is None or not one.of_claim]
    denied = any(one.effect is Effect.DENIAL for one in own)
    if line is not None and paid <= 0:
        denied = denied or any(one.effect is Effect.DENIAL for one in reasons)
    if denied:
        return LineOutcome.PARTLY_DENIED if paid > 0 else LineOutcome.DENIED
    if paid <= 0 and charge > 0 and any(one.irregular and one.adjustment.reason == _FEE_SCHEDULE for one in own):
        return LineOutcome.DENIED
    if any(one.effect is Effect.UNKNOWN for one in own):
        return LineOutcome.UNKNOWN
    if given & _REDUCTIONS or (line is not None and _REDUCED.intersection(line.remarks)):
        return LineOutcome.REDUCED
    return (
        LineOutcome.PATIENT if paid <= 0 < charge and any(o.effect is Effect.PATIENT for o in own) else LineOutcome.PAID
    )
