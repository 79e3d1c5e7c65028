"""Where the dollars of remittances went: nothing is lost between a charge and what became of it."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from decimal import Decimal
from typing import TypeVar

import attrs

from otcpt.claims import RemittanceClaim
from otcpt.denials._codes import CodeKind, Effect, lookup
from otcpt.denials._reasons import LineOutcome
from otcpt.denials._report import ExplainedLine
from otcpt.members import members

K = TypeVar("K", bound=Hashable)

_NOTHING = Decimal(0)
_MPPR = "59"
_ASSISTANT = "N851"


@attrs.frozen
class Dollars:
    """What became of charges: paid, refused, adjusted, left to the patient, or not explained.

    ``charge`` is always the sum of the others. ``unexplained`` is what does not add up in the remittance itself,
    ``unknown`` what reasons take off that are not in the table.
    """

    charge: Decimal = _NOTHING
    paid: Decimal = _NOTHING
    denied: Decimal = _NOTHING
    adjusted: Decimal = _NOTHING
    patient: Decimal = _NOTHING
    information: Decimal = _NOTHING
    unknown: Decimal = _NOTHING
    unexplained: Decimal = _NOTHING

    def __add__(self, other: "Dollars") -> "Dollars":
        return Dollars(*(a + b for a, b in zip(attrs.astuple(self), attrs.astuple(other), strict=True)))

    def to_record(self) -> dict[str, str]:
        """Return the amounts as text, ready for JSON."""
        return {name: str(amount) for name, amount in attrs.asdict(self).items()}


def dollars_of(payment: RemittanceClaim) -> Dollars:
    """Return what became of the charge of one answered claim.

    Example:
        >>> from otcpt.claims import Adjustment
        >>> taken_off = [Adjustment("CO", "45", Decimal(40)), Adjustment("PR", "2", Decimal(12))]
        >>> dollars_of(RemittanceClaim("C1", "1", Decimal(100), Decimal(48), adjustments=taken_off)).adjusted
        Decimal('40')
    """
    amounts: dict[Effect, Decimal] = defaultdict(Decimal)
    for one in (*payment.adjustments, *(one for line in payment.lines for one in line.adjustments)):
        code = lookup(CodeKind.CARC, one.reason)
        amounts[Effect.UNKNOWN if code is None else code.effect] += one.amount
    return Dollars(
        payment.charge,
        payment.paid,
        amounts[Effect.DENIAL],
        amounts[Effect.PAYMENT],
        amounts[Effect.PATIENT],
        amounts[Effect.INFORMATION],
        amounts[Effect.UNKNOWN],
        payment.imbalance,
    )


def total(payments: Iterable[RemittanceClaim]) -> Dollars:
    """Return the dollars of all answered claims; a reversal takes back what it reverses.

    A claim that two payers answered is in it twice, as each answered it: to know what it brought in, take one payer's.

    Args:
        payments: Answers to claims.

    Returns:
        The dollars charged, allowed, paid and adjusted.
    """
    found = Dollars()
    for payment in members(payments, RemittanceClaim, "payments"):
        found = found + dollars_of(payment)
    return found


@attrs.frozen
class Share:
    """One row of a summary: its name, how many lines, and the dollars that carry its name."""

    name: str
    lines: int
    dollars: Decimal
    meaning: str = ""

    def to_record(self) -> dict[str, object]:
        """Return the row as plain values, ready for JSON."""
        return attrs.asdict(self) | {"dollars": str(self.dollars)}


@attrs.frozen
class Net:
    """What a payer, a code or a therapist brought in: visits, units, charges, and payments net of reversals."""

    name: str
    visits: int
    units: int
    charge: Decimal
    paid: Decimal

    @property
    def per_visit(self) -> Decimal | None:
        """Paid for each visit, in cents; None without one."""
        return _rate(self.paid, self.visits)

    @property
    def per_unit(self) -> Decimal | None:
        """Paid for each unit billed, in cents; None where no units are known."""
        return _rate(self.paid, self.units)

    def to_record(self) -> dict[str, object]:
        """Return the row as plain values, ready for JSON."""
        rates = {"per_visit": self.per_visit, "per_unit": self.per_unit}
        return {
            **attrs.asdict(self),
            "charge": str(self.charge),
            "paid": str(self.paid),
            **{name: None if rate is None else str(rate) for name, rate in rates.items()},
        }


def _rate(paid: Decimal, count: int) -> Decimal | None:
    return (paid / count).quantize(Decimal("0.01")) if count > 0 else None


def by_reason(lines: Iterable[ExplainedLine]) -> tuple[Share, ...]:
    """Return what each group and reason took off, the most dollars first; an adjustment of a claim counts once."""
    rows: dict[str, tuple[int, Decimal, str]] = {}
    for line in lines:
        for reason in line.reasons:
            if reason.of_claim and not line.first_of_claim:
                continue
            count, dollars, _ = rows.get(reason.adjustment.code, (0, _NOTHING, ""))
            rows[reason.adjustment.code] = count + 1, dollars + reason.adjustment.amount, reason.meaning
    return _most_first(Share(name, *row) for name, row in rows.items())


def by_rule(lines: Iterable[ExplainedLine]) -> tuple[Share, ...]:
    """Return what was denied by the rule that explains it, the most dollars first; the rest is *no rule*.

    Answers that are settled (taken back, given again later, a duplicate) do not count.

    Args:
        lines: Answered lines, each with its explanation.

    Returns:
        A share for each rule.
    """
    rows: dict[str, tuple[int, Decimal]] = {}
    for line in members(lines, ExplainedLine, "lines"):
        if line.denied and not line.settled:
            name = line.likeliest.rule_id if line.likeliest else "no rule"
            count, dollars = rows.get(name, (0, _NOTHING))
            rows[name] = count + 1, dollars + line.denied
    return _most_first(Share(name, *row) for name, row in rows.items())


def trend(lines: Iterable[ExplainedLine]) -> tuple[tuple[str, Share], ...]:
    """Return denials by month of the remittance and reason, the oldest month first."""
    months: dict[str, list[ExplainedLine]] = defaultdict(list)
    for line in lines:
        if line.denied and line.outcome is not LineOutcome.REVERSED:
            months["no date" if line.dated is None else f"{line.dated:%Y-%m}"].append(line)
    return tuple(
        (month, share)
        for month in sorted(months)
        for share in by_reason(months[month])
        if any(
            reason.adjustment.code == share.name and reason.effect in (Effect.DENIAL, Effect.UNKNOWN)
            for line in months[month]
            for reason in line.reasons
        )
    )


def net(lines: Iterable[ExplainedLine], key: Callable[[ExplainedLine], str | None]) -> tuple[Net, ...]:
    """Return visits, units and payments by a key of the lines, the most paid first; None is *not named*.

    Where a claim was answered several times, its units and charges count once and its payments all.
    """
    groups: dict[str, list[ExplainedLine]] = defaultdict(list)
    for line in lines:
        groups[key(line) or "not named"].append(line)
    rows = []
    for name, group in groups.items():
        standing = [line for line in group if not line.settled]
        visits = {(line.claim_id, line.date_of_service) for line in standing}
        first: dict[str, int] = {}
        for line in standing:
            order = line.payer_order or 1
            first[line.claim_id] = min(order, first.get(line.claim_id, order))
        once = [line for line in standing if (line.payer_order or 1) == first[line.claim_id]]
        rows.append(
            Net(
                name,
                len(visits),
                sum(line.units or 0 for line in once),
                sum((line.charge for line in once), _NOTHING),
                sum((line.paid for line in group), _NOTHING),
            )
        )
    return tuple(sorted(rows, key=lambda row: (-row.paid, row.name)))


def lost_to_mppr(lines: Iterable[ExplainedLine]) -> Decimal:
    """Return the dollars that CARC 59 took off."""
    return sum(
        (one.adjustment.amount for line in lines for one in line.reasons if one.adjustment.reason == _MPPR), _NOTHING
    )


def assistant_lines(lines: Iterable[ExplainedLine]) -> tuple[ExplainedLine, ...]:
    """Return the lines that a remark says were reduced for a therapy assistant; the amount has no code of its own."""
    return tuple(line for line in lines if _ASSISTANT in line.remarks)


@attrs.frozen
class PatientBalance:
    """What is left to a patient of one claim after the payers that answered.

    ``waiting`` says that the claim was forwarded and the next payer has not answered yet: bill nothing before.
    """

    claim_id: str
    payers: int
    amount: Decimal
    waiting: bool

    def to_record(self) -> dict[str, object]:
        """Return the balance as plain values, ready for JSON."""
        return attrs.asdict(self) | {"amount": str(self.amount)}


def patient_balances(lines: Iterable[ExplainedLine]) -> tuple[PatientBalance, ...]:
    """Return what is left to the patient of each claim, by the last payer that answered it."""
    claims: dict[str, dict[int, list[ExplainedLine]]] = defaultdict(lambda: defaultdict(list))
    for line in lines:
        if not line.settled:
            claims[line.claim_id][line.payer_order or 1].append(line)
    return tuple(_balances(claims))


def _balances(claims: dict[str, dict[int, list[ExplainedLine]]]) -> Iterator[PatientBalance]:
    for claim_id, payers in claims.items():
        last = payers[max(payers)]
        amount = sum(
            (
                reason.adjustment.amount
                for line in last
                for reason in line.reasons
                if reason.adjustment.group == "PR" and (not reason.of_claim or line.first_of_claim)
            ),
            _NOTHING,
        )
        waiting = any(line.forwarded for line in last)
        if amount or waiting:
            yield PatientBalance(claim_id, len(payers), amount, waiting)


def _most_first(rows: Iterable[Share]) -> tuple[Share, ...]:
    return tuple(sorted(rows, key=lambda row: (-row.dollars, row.name)))
