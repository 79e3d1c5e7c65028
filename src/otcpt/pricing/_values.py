"""What pricing answers: an estimate, line by line and unit by unit, with its working."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, overload

import attrs

from otcpt.citation import Citation
from otcpt.claims import ServiceLine
from otcpt.pricing._ledger import Ledger
from otcpt.pricing._settling import Payment
from otcpt.shown import Shown
from otcpt.wording import fill

if TYPE_CHECKING:
    from otcpt.page import Page

_ZERO = Decimal("0.00")


@attrs.frozen
class Step:
    """One step of the working: its name, the dollars after or of it, in words why, and the clause it rests on."""

    name: str
    amount: Decimal
    why: str = ""
    cites: tuple[Citation, ...] = ()


@attrs.frozen
class UnitAmount:
    """One unit: what it is paid, and where the reduction ranks it.

    ``rank`` is its place among the therapy units of the day (1 is paid in full), None for codes that MPPR does not
    concern; ``reduced`` says that it is not paid in full.
    """

    amount: Decimal
    reduced: bool = False
    rank: int | None = None


@attrs.frozen
class LineEstimate:
    """What one service line is allowed and paid.

    ``priced`` False: *not priced*, with the ``reason``, and every amount is None. A line that is known to be paid
    nothing is priced, with 0.00 and the reason. ``fee`` is the sum of its units, ``allowed`` the lesser of that and the
    charge. ``deductible`` and ``coinsurance`` are the patient's, ``balance`` what an unassigned claim may charge beyond
    the allowed amount. ``medicare_before`` is Medicare's share; ``assistant_cut``, ``mips`` and ``sequestration``
    change it, and ``paid`` is what is left: to the biller or, without assignment, to the patient, who then owes the
    biller's whole charge. ``patient`` is what the patient bears. For other payers than Medicare these are
    None: only ``allowed`` is known.
    """

    position: int
    line: ServiceLine
    units: tuple[UnitAmount, ...] = ()
    fee: Decimal | None = None
    allowed: Decimal | None = None
    deductible: Decimal | None = None
    coinsurance: Decimal | None = None
    balance: Decimal | None = None
    medicare_before: Decimal | None = None
    assistant_cut: Decimal | None = None
    mips: Decimal | None = None
    sequestration: Decimal | None = None
    paid: Decimal | None = None
    patient: Decimal | None = None
    reason: str = ""
    _working: "Callable[[LineEstimate], tuple[Step, ...]] | None" = attrs.field(
        default=None, repr=False, eq=False, alias="working"
    )

    @property
    def steps(self) -> tuple[Step, ...]:
        """The working, made when it is read: each step with its dollars and the clause it rests on."""
        return () if self._working is None else self._working(self)

    @property
    def priced(self) -> bool:
        """Whether the line has an amount, be it 0.00."""
        return self.allowed is not None

    @property
    def provider_total(self) -> Decimal | None:
        """What the provider gets in all, of the payer and the patient."""
        return None if self.paid is None or self.patient is None else self.paid + self.patient

    def to_record(self) -> dict[str, object]:
        """Return the line as plain values: dollars as text, None where not priced."""
        return {
            "position": self.position,
            "line_id": self.line.line_id,
            "date_of_service": self.line.date_of_service.isoformat(),
            "code": self.line.code,
            "modifiers": list(self.line.modifiers),
            "units": self.line.units,
            "charge": _text(self.line.charge),
            "priced": self.priced,
            "reason": self.reason,
            "amounts": [
                {"amount": str(unit.amount), "reduced": unit.reduced, "rank": unit.rank} for unit in self.units
            ],
            **{name: _text(getattr(self, name)) for name in AMOUNTS},
            "steps": [
                {"name": step.name, "amount": str(step.amount), "why": step.why, "cites": list(map(str, step.cites))}
                for step in self.steps
            ],
        }

    def __repr__(self) -> str:
        what = f"{_dollars(self.allowed)} allowed" if self.priced else f"not priced: {self.reason}"
        return f"<LineEstimate {self.line.code} x{self.line.units}: {what}>"


def with_payment(line: LineEstimate, payment: Payment, balance: Decimal, patient: Decimal | None) -> LineEstimate:
    """Return the line with what becomes of its allowed amount."""
    return attrs.evolve(
        line,
        deductible=payment.deductible,
        coinsurance=payment.coinsurance,
        balance=balance,
        medicare_before=payment.medicare_before,
        assistant_cut=payment.assistant_cut,
        mips=payment.mips,
        sequestration=payment.sequestration,
        paid=payment.paid,
        patient=patient,
    )


def runs_out(lines: Iterable[LineEstimate]) -> bool:
    """Whether what is left of the deductible is met by some of several lines, so that their order decides."""
    met = [one.deductible == one.allowed for one in lines if one.allowed and one.deductible is not None]
    return len(met) > 1 and not all(met)


def sums(lines: Iterable[LineEstimate]) -> tuple[Decimal, ...]:
    """Return what is allowed, paid and the patient's of the lines together."""
    found = ((line.allowed, line.paid, line.patient) for line in lines)
    return tuple(sum((amount or _ZERO for amount in amounts), _ZERO) for amounts in zip(*found, strict=True))


#: The amounts of a line, in the order of the working.
AMOUNTS = (
    "fee",
    "allowed",
    "deductible",
    "coinsurance",
    "balance",
    "medicare_before",
    "assistant_cut",
    "mips",
    "sequestration",
    "paid",
    "patient",
    "provider_total",
)


class _Totals:
    """The sums of the priced lines; `complete` says whether that is all of them.

    Beyond ``allowed`` a sum is None where a priced line lacks the amount, as for other payers than Medicare.
    """

    __slots__ = ()

    lines: tuple[LineEstimate, ...]

    @property
    def complete(self) -> bool:
        """Whether every line is priced."""
        return all(line.priced for line in self.lines)

    @property
    def allowed(self) -> Decimal:
        """What is allowed for the priced lines."""
        return sum((line.allowed for line in self.lines if line.allowed is not None), _ZERO)

    @property
    def deductible(self) -> Decimal | None:
        """What goes to the deductible."""
        return self._sum("deductible")

    @property
    def coinsurance(self) -> Decimal | None:
        """The coinsurance."""
        return self._sum("coinsurance")

    @property
    def sequestration(self) -> Decimal | None:
        """What sequestration takes."""
        return self._sum("sequestration")

    @property
    def medicare_before(self) -> Decimal | None:
        """Medicare's share before the assistant cut, MIPS and sequestration."""
        return self._sum("medicare_before")

    @property
    def assistant_cut(self) -> Decimal | None:
        """What CO and CQ take."""
        return self._sum("assistant_cut")

    @property
    def mips(self) -> Decimal | None:
        """What MIPS adds or takes."""
        return self._sum("mips")

    @property
    def paid(self) -> Decimal | None:
        """What Medicare pays for the priced lines."""
        return self._sum("paid")

    @property
    def patient(self) -> Decimal | None:
        """What the patient owes for the priced lines."""
        return self._sum("patient")

    @property
    def provider_total(self) -> Decimal | None:
        """What the provider gets in all for the priced lines."""
        return self._sum("provider_total")

    def _sum(self, name: str) -> Decimal | None:
        return _known_sum(getattr(line, name) for line in self.lines if line.priced)


@attrs.frozen
class Alternative(_Totals):
    """Another answer that the law allows as well.

    ``full`` is the line whose first unit is paid in full instead, None where that is a line of another claim.
    """

    full: int | None
    lines: tuple[LineEstimate, ...] = attrs.field(repr=False)


@attrs.frozen(repr=False)
class Estimate(_Totals, Shown):
    """What a claim would be allowed and paid if every line is payable as billed; `otcpt.check` says whether it is.

    ``lines`` are those of the claim, in their order. ``alternatives`` are other answers where no source decides which
    of two equal units is paid in full and the payment differs. ``assumptions`` name what was assumed because the claim
    does not say it, or because no source settles it. Totals are those of the priced lines (`complete`).
    """

    lines: tuple[LineEstimate, ...]
    alternatives: tuple[Alternative, ...]
    assumptions: tuple[str, ...]
    locality: str
    edition: str
    policy: str

    @property
    def not_priced(self) -> tuple[LineEstimate, ...]:
        """The lines without an amount."""
        return tuple(line for line in self.lines if not line.priced)

    def to_record(self) -> dict[str, object]:
        """Return the estimate as plain values that JSON can hold: dollars as text. No patient or provider key.

        Example:
            >>> import otcpt
            >>> claim = otcpt.claim("2026-09-14", "97530:GO x2")
            >>> otcpt.price(claim, policy="medicare-part-b", locality="national").to_record()["allowed"]
            '60.12'
        """
        totals = {name: _text(getattr(self, name)) for name in AMOUNTS if name not in ("fee", "balance")}
        return {
            **totals,
            "complete": self.complete,
            "locality": self.locality,
            "edition": self.edition,
            "policy": self.policy,
            "assumptions": list(self.assumptions),
            "lines": [line.to_record() for line in self.lines],
            "alternatives": [
                {"full": other.full, "allowed": str(other.allowed), "paid": _text(other.paid)}
                for other in self.alternatives
            ],
        }

    def __repr__(self) -> str:
        missing = len(self.not_priced)
        paid = self.paid if len(self.lines) > missing else None
        left = f", {missing} of {len(self.lines)} lines not priced" if missing else ""
        others = f", {len(self.alternatives)} alternative" if self.alternatives else ""
        return f"<Estimate {_totals(self.allowed, paid)}{left}{others}>"

    def to_page(self) -> "Page":
        """Return what it shows of itself."""
        from otcpt.pricing.pages import estimate_page

        return estimate_page(self)


@attrs.frozen(repr=False)
class Estimates(Shown, Sequence[Estimate]):
    """The estimates of several claims, in the order of the claims, and the running totals towards KX.

    >>> import otcpt
    >>> claims = [otcpt.claim("2026-03-02", "97530:GO x2"), otcpt.claim("2026-03-04", "97530:GO x2")]
    >>> otcpt.price_all(claims, policy="medicare-part-b", locality="national")
    <Estimates of 2 claims, $120.24 allowed, $94.28 paid>
    """

    estimates: tuple[Estimate, ...]
    ledger: Ledger

    @overload
    def __getitem__(self, at: int) -> Estimate: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Estimate, ...]: ...
    def __getitem__(self, at: int | slice) -> Estimate | tuple[Estimate, ...]:
        return self.estimates[at]

    def __len__(self) -> int:
        return len(self.estimates)

    def __iter__(self) -> Iterator[Estimate]:
        return iter(self.estimates)

    @property
    def complete(self) -> bool:
        """Whether every line of every claim is priced."""
        return all(one.complete for one in self.estimates)

    @property
    def allowed(self) -> Decimal:
        """What is allowed for the priced lines of all claims."""
        return sum((one.allowed for one in self.estimates), _ZERO)

    @property
    def paid(self) -> Decimal | None:
        """What Medicare pays for the priced lines of all claims, None where that is not known of one."""
        return _known_sum(one.paid for one in self.estimates)

    @property
    def patient(self) -> Decimal | None:
        """What the patients owe for the priced lines of all claims, None where that is not known of one."""
        return _known_sum(one.patient for one in self.estimates)

    def __repr__(self) -> str:
        return f"<Estimates of {len(self.estimates)} claims, {_totals(self.allowed, self.paid)}>"

    def to_page(self) -> "Page":
        """Return what it shows of itself."""
        from otcpt.pricing.pages import estimates_page

        return estimates_page(self)


def _known_sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    total = _ZERO
    for amount in amounts:
        if amount is None:
            return None
        total += amount
    return total


def _totals(allowed: Decimal, paid: Decimal | None) -> str:
    return f"{_dollars(allowed)} allowed" + ("" if paid is None else f", {_dollars(paid)} paid")


def _dollars(amount: Decimal | None) -> str:
    return fill("{amount:$}", {"amount": str(amount)})


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)
