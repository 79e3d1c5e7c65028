"""How the one who bills is paid: what the claim does not say and the fee schedule asks."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

import attrs

from otcpt.claims import ServiceLine
from otcpt.errors import InvalidInput, OutsideCoverage
from otcpt.fees import RateName, RateTable

#: What of the deductible is left: one amount, or an amount by patient key. None: it is taken as met.
Deductible: TypeAlias = Decimal | Mapping[str | None, Decimal] | None

_LEAST, _MOST = Decimal("0.5"), Decimal("1.5")


def _yes_or_no(_: object, field: "attrs.Attribute[bool]", value: object) -> None:
    if type(value) is not bool:
        raise InvalidInput(f"{field.name} {value!r} is not True or False", field.name, value)


def _factor(_: object, __: object, value: Decimal | None) -> None:
    if value is None:
        return
    if type(value) is not Decimal or not value.is_finite() or not _LEAST <= value <= _MOST:
        raise InvalidInput(
            f"mips {shown(value)} is not a factor of the payment, a Decimal like 1.0120 for 1.2 percent more, 0.91 for "
            "9 percent less",
            "mips",
            value,
        )


@attrs.frozen(kw_only=True)
class Terms:
    """How the one who bills is paid.

    ``participating`` with Medicare; ``assigned``, whether assignment is accepted (who participates must);
    ``qualifying``, whether as a qualifying APM participant (2026 on); ``mips``, the factor of the payment, None for
    none.

    >>> Terms(mips=Decimal("1.0120")).participating
    True
    """

    participating: bool = attrs.field(default=True, validator=_yes_or_no)
    assigned: bool = attrs.field(default=True, validator=_yes_or_no)
    qualifying: bool = attrs.field(default=False, validator=_yes_or_no)
    mips: Decimal | None = attrs.field(default=None, validator=_factor)

    def __attrs_post_init__(self) -> None:
        if self.participating and not self.assigned:
            raise InvalidInput(
                "who participates accepts assignment on every claim; write participating=False with assigned=False",
                "assigned",
                self.assigned,
            )


def shown(value: object) -> str:
    """Return a Decimal as its number and anything else as Python writes it."""
    return str(value) if type(value) is Decimal else repr(value)


def left_of(patient: str | None, given: Deductible) -> Decimal | None:
    """Return what is left of a patient's deductible; None where it is not given."""
    return given.get(patient) if isinstance(given, Mapping) else given


def check_deductible(given: Deductible) -> None:
    """Raise `InvalidInput` for what is no amount in dollars."""
    amounts = given.values() if isinstance(given, Mapping) else () if given is None else (given,)
    for amount in amounts:
        if type(amount) is not Decimal or not amount.is_finite() or amount < 0:
            raise InvalidInput(
                f"deductible_left {shown(amount)} is not an amount in dollars, a Decimal like 120.00",
                "deductible_left",
                amount,
            )


def years_deductible(lines: Sequence[ServiceLine], given: Deductible, rates: RateTable) -> Decimal:
    """Return what is left of the deductible for a patient's lines; raise `InvalidInput` for more than a year has."""
    left = left_of(lines[0].patient_key, given)
    if not left:
        return Decimal("0.00")
    years = sorted({line.date_of_service.year for line in lines})
    if len(years) > 1:
        raise InvalidInput(
            f"deductible_left is one calendar year's, and a patient's claims are of {years}; price each year by itself",
            "deductible_left",
            left,
        )
    try:
        most = rates.of(RateName.DEDUCTIBLE, on=lines[0].date_of_service).value
    except OutsideCoverage:
        return left
    if left > most:
        raise InvalidInput(
            f"deductible_left {left} is more than the Part B deductible of {years[0]}, {most}", "deductible_left", left
        )
    return left
