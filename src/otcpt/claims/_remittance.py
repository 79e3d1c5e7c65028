"""What a payer answered: a remittance advice (X12 835) as values."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

import attrs

from otcpt.claims._line import payer_code
from otcpt.codes import canonical_code
from otcpt.errors import InvalidInput
from otcpt.timeline import calendar_day

#: Who bears an adjustment: contract or provider, patient, neither, payer's own reduction, correction (CAS01).
ADJUSTMENT_GROUPS = ("CO", "PR", "OA", "PI", "CR")

REVERSAL = "22"

#: Claim status codes (CLP02) by the payer's place in line.
_PAYER_ORDER = {"1": 1, "19": 1, "2": 2, "20": 2, "3": 3, "21": 3}
_FORWARDED = ("19", "20", "21", "23")


def _day(value: date | str | None) -> date | None:
    return None if value is None else calendar_day(value)


def _codes(given: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(canonical_code, given))


def _adjustments(given: "Iterable[Adjustment]") -> "tuple[Adjustment, ...]":
    return tuple(given)


def _lines(given: "Iterable[RemittanceLine]") -> "tuple[RemittanceLine, ...]":
    return tuple(given)


def _claims(given: "Iterable[RemittanceClaim]") -> "tuple[RemittanceClaim, ...]":
    return tuple(given)


def _outside(given: "Iterable[ProviderAdjustment]") -> "tuple[ProviderAdjustment, ...]":
    return tuple(given)


def _dollars(_: object, field: "attrs.Attribute[Decimal]", value: object) -> None:
    if type(value) is not Decimal:
        raise InvalidInput(f"{field.name} {value!r} is not a Decimal; write Decimal('62.00')", field.name, value)


@attrs.frozen
class Adjustment:
    """One reason why a charge was not paid: a group (CAS01), a CARC (CAS02) and the amount it takes off.

    A negative amount adds. ``quantity`` are the units it is about, where the payer names them.

    >>> Adjustment("CO", "45", Decimal("12.50")).code
    'CO-45'
    """

    group: str = attrs.field(converter=canonical_code)
    reason: str = attrs.field(converter=canonical_code)
    amount: Decimal = attrs.field(validator=_dollars)
    quantity: Decimal | None = None

    @property
    def code(self) -> str:
        """Group and CARC as remittances print them, like ``CO-45``."""
        return f"{self.group}-{self.reason}"


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))


@attrs.frozen
class RemittanceLine:
    """How the payer decided one service line (SVC).

    ``code`` and ``modifiers`` are those billed: what the payer changed them to is ``paid_code`` and ``paid_modifiers``
    where it did. ``qualifier`` is HC for CPT and HCPCS codes. ``units`` are those billed, ``paid_units`` those paid
    for; None where a quantity is not whole. ``line_id`` is the provider's own control number (REF*6R). ``remarks`` are
    RARCs (LQ). ``allowed`` is the amount the payer names as allowed (AMT*B6). ``position`` is the number of the SVC
    segment in its file.
    """

    code: str = attrs.field(converter=canonical_code)
    charge: Decimal = attrs.field(validator=_dollars)
    paid: Decimal = attrs.field(validator=_dollars)
    adjustments: tuple[Adjustment, ...] = attrs.field(default=(), converter=_adjustments)
    remarks: tuple[str, ...] = attrs.field(default=(), converter=_codes)
    qualifier: str = attrs.field(default="HC", kw_only=True)
    date_of_service: date | None = attrs.field(default=None, kw_only=True, converter=_day)
    last_day: date | None = attrs.field(default=None, kw_only=True, converter=_day)
    modifiers: tuple[str, ...] = attrs.field(default=(), kw_only=True, converter=_codes)
    units: int | None = attrs.field(default=None, kw_only=True)
    paid_units: int | None = attrs.field(default=None, kw_only=True)
    paid_code: str | None = attrs.field(default=None, kw_only=True)
    paid_modifiers: tuple[str, ...] = attrs.field(default=(), kw_only=True, converter=_codes)
    revenue_code: str | None = attrs.field(default=None, kw_only=True)
    line_id: str | None = attrs.field(default=None, kw_only=True)
    allowed: Decimal | None = attrs.field(default=None, kw_only=True)
    rendering_provider_key: str | None = attrs.field(default=None, kw_only=True, repr=False)
    position: int | None = attrs.field(default=None, kw_only=True, eq=False)

    def __repr__(self) -> str:
        reasons = "".join(f", {one.code}" for one in self.adjustments)
        return f"<RemittanceLine {self.code}: {self.charge} charged, {self.paid} paid{reasons}>"

    @property
    def imbalance(self) -> Decimal:
        """What is left of the charge after payment and adjustments: zero on a line that adds up."""
        return self.charge - self.paid - _sum(one.amount for one in self.adjustments)


@attrs.frozen
class RemittanceClaim:
    """How the payer decided one claim (CLP).

    ``claim_id`` is the provider's number (CLP01), ``control_number`` the payer's (CLP07). ``status`` is CLP02: 1, 2 and
    3 are processed as first, second and third payer, 19 to 21 the same and forwarded, 22 takes an earlier payment back.
    It never says whether the claim was denied: adjustments do. ``adjustments`` and ``remarks`` are those of the claim
    as a whole (CAS before the first line, MIA, MOA). ``payer`` is a claim filing code (CLP06). ``first_day`` and
    ``last_day`` are the statement's dates. ``crossover`` says that the payer names the one it forwarded the claim to.
    """

    claim_id: str
    status: str
    charge: Decimal = attrs.field(validator=_dollars)
    paid: Decimal = attrs.field(validator=_dollars)
    lines: tuple[RemittanceLine, ...] = attrs.field(default=(), converter=_lines)
    adjustments: tuple[Adjustment, ...] = attrs.field(default=(), converter=_adjustments, kw_only=True)
    remarks: tuple[str, ...] = attrs.field(default=(), kw_only=True, converter=_codes)
    patient_amount: Decimal | None = attrs.field(default=None, kw_only=True)
    payer: str | None = attrs.field(default=None, kw_only=True, converter=payer_code)
    control_number: str | None = attrs.field(default=None, kw_only=True)
    replaces: str | None = attrs.field(default=None, kw_only=True)
    facility_code: str | None = attrs.field(default=None, kw_only=True)
    frequency: str | None = attrs.field(default=None, kw_only=True)
    first_day: date | None = attrs.field(default=None, kw_only=True, converter=_day)
    last_day: date | None = attrs.field(default=None, kw_only=True, converter=_day)
    received_on: date | None = attrs.field(default=None, kw_only=True, converter=_day)
    crossover: bool = attrs.field(default=False, kw_only=True)
    patient_key: str | None = attrs.field(default=None, kw_only=True, repr=False)
    rendering_provider_key: str | None = attrs.field(default=None, kw_only=True, repr=False)
    position: int | None = attrs.field(default=None, kw_only=True, eq=False)

    def __repr__(self) -> str:
        codes = ", ".join(line.code for line in self.lines)
        return f"<RemittanceClaim {codes}: {self.charge} charged, {self.paid} paid>"

    @property
    def imbalance(self) -> Decimal:
        """What is left of the charge after payment and all adjustments: zero on a claim that adds up."""
        lines = _sum(one.amount for line in self.lines for one in line.adjustments)
        return self.charge - self.paid - _sum(one.amount for one in self.adjustments) - lines

    @property
    def balanced(self) -> bool:
        """Whether the claim, every line and the sum of the lines' charges add up."""
        whole = not self.lines or _sum(line.charge for line in self.lines) == self.charge
        return whole and not self.imbalance and not any(line.imbalance for line in self.lines)

    @property
    def is_reversal(self) -> bool:
        """Whether it takes an earlier payment back."""
        return self.status == REVERSAL

    @property
    def is_forwarded(self) -> bool:
        """Whether the payer sent the claim on to another payer."""
        return self.crossover or self.status in _FORWARDED

    @property
    def payer_order(self) -> int | None:
        """Whether it was processed as the first, second or third payer; None where the status does not say."""
        return _PAYER_ORDER.get(self.status)

    def __iter__(self) -> Iterator[RemittanceLine]:
        return iter(self.lines)


@attrs.frozen
class ProviderAdjustment:
    """Money outside any claim (PLB): positive lowers the payment, negative raises it.

    ``reason`` is the code of PLB03-1, ``reference`` what the payer wrote to it, ``fiscal_year_end`` PLB02.
    """

    reason: str
    amount: Decimal = attrs.field(validator=_dollars)
    reference: str | None = attrs.field(default=None, repr=False)
    fiscal_year_end: date | None = None


@attrs.frozen
class Remittance:
    """One remittance advice (an 835 transaction set): a payment and the claims it answers.

    ``payment`` is BPR02, ``paid_on`` the day of the check or transfer (BPR16), ``produced_on`` the day the payer ran it
    (DTM*405), ``trace`` the number of the check or transfer. The day of the remittance, from which deadlines run, is
    ``dated``.

    >>> line = RemittanceLine("97530", Decimal(60), Decimal(0), [Adjustment("CO", "236", Decimal(60))])
    >>> Remittance(Decimal(0), [RemittanceClaim("C1", "1", Decimal(60), Decimal(0), [line])]).balanced
    True
    """

    payment: Decimal = attrs.field(validator=_dollars)
    claims: tuple[RemittanceClaim, ...] = attrs.field(
        default=(), converter=_claims, repr=lambda claims: f"<{len(claims)} claims>"
    )
    provider_adjustments: tuple[ProviderAdjustment, ...] = attrs.field(default=(), converter=_outside)
    paid_on: date | None = attrs.field(default=None, kw_only=True, converter=_day)
    produced_on: date | None = attrs.field(default=None, kw_only=True, converter=_day)
    trace: str | None = attrs.field(default=None, kw_only=True)
    payer_name: str | None = attrs.field(default=None, kw_only=True)
    billing_provider_key: str | None = attrs.field(default=None, kw_only=True, repr=False)
    position: int | None = attrs.field(default=None, kw_only=True, eq=False)

    @property
    def dated(self) -> date | None:
        """The day of the remittance: the day of payment, else the day it was produced; None where neither is given."""
        return self.paid_on or self.produced_on

    @property
    def imbalance(self) -> Decimal:
        """The payment, less what the claims were paid, plus what was taken off outside them: zero where it adds up."""
        taken_off = _sum(one.amount for one in self.provider_adjustments)
        return self.payment - _sum(claim.paid for claim in self.claims) + taken_off

    @property
    def balanced(self) -> bool:
        """Whether the payment and every claim add up."""
        return not self.imbalance and all(claim.balanced for claim in self.claims)

    def __iter__(self) -> Iterator[RemittanceClaim]:
        return iter(self.claims)
