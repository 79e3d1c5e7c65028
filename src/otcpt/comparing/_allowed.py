"""What the fee schedule allows for units that were not billed so: on request only, where a locality is named."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal

import attrs

from otcpt.claims import Claim, ServiceLine
from otcpt.comparing._documented import PlanDay
from otcpt.editions import Edition
from otcpt.errors import InvalidInput
from otcpt.policies import Policy
from otcpt.pricing import Pricer, Terms
from otcpt.units import Amount

_NOTHING = Decimal("0.00")


@attrs.frozen
class Allowed:
    """An allowed amount; None where a line has none, and why."""

    amount: Decimal | None
    why: str = ""


@attrs.frozen
class ComparedAmounts:
    """What two policies would allow for the timed lines of one day and discipline, each by its own units and fees.

    Charges are left out: it is the fee, be the charge more or less. An amount is None where a line is not priced under
    that policy; ``why`` says so.
    """

    claims: tuple[int, ...]
    claim_ids: tuple[str, ...]
    date_of_service: date
    discipline: str
    before: Decimal | None
    after: Decimal | None
    why: str = ""

    def to_record(self) -> dict[str, object]:
        """Return the row as plain values, ready for JSON; dollars are text."""
        amounts = {
            name: None if amount is None else str(amount)
            for name, amount in (("before", self.before), ("after", self.after))
        }
        day = self.date_of_service.isoformat()
        return {"table": "amounts", **attrs.asdict(self), "date_of_service": day, **amounts}


def pricer_for(policy: Policy, edition: Edition, locality: str) -> Pricer:
    """Return the pricer of a policy in a locality."""
    if not isinstance(locality, str):
        raise InvalidInput(f"locality {locality!r} is not text; write '15202-00' or 'national'", "locality", locality)
    return Pricer.of(policy, locality=locality, edition=edition, terms=Terms())


def allowed_for(
    pricer: Pricer, lines: Sequence[ServiceLine], positions: Collection[int], asked: Collection[int]
) -> Allowed:
    """Return what is allowed for the lines at these positions among all of a patient's day.

    Those in ``asked`` must be priced; others count where they are.
    """
    estimate = pricer.price(Claim([attrs.evolve(line, charge=None) for line in lines]))
    for position in asked:
        if estimate.lines[position].allowed is None:
            return Allowed(None, estimate.lines[position].reason)
    known = (estimate.lines[position].allowed or _NOTHING for position in positions)
    return Allowed(sum(known, _NOTHING))


def allowed_of(pricer: Pricer, plan: PlanDay, units: Mapping[str, Amount], *, whole_day: bool = False) -> Allowed:
    """Return what is allowed for the plan's lines, or for the whole day, with so many units of each of these codes."""
    counts = {code: count for code, count in units.items() if isinstance(count, int)}
    if len(counts) < len(units):
        return Allowed(None, "The policy counts tenths of an hour, and the fee schedule has units")
    own = [i for i, line in enumerate(plan.day) if plan.has(line)]
    asked = [i for i in own if plan.day[i].code in units]
    return allowed_for(pricer, plan.with_units(counts), range(len(plan.day)) if whole_day else own, asked)
