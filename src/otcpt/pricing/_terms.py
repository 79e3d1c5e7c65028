"""How the one who bills is paid: what the claim does not say and the fee schedule asks."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TypeAlias

import attrs

from otcpt.errors import InvalidInput

#: What of the deductible is left: one amount, or an amount by patient key. None: it is taken as met.
Deductible: TypeAlias = Decimal | Mapping[str | None, Decimal] | None

_LEAST, _MOST = Decimal("0.5"), Decimal("1.5")


def _yes_or_no(_: object, field: "attrs.Attribute[bool]", value: object) -> None:
    if type(value) is not bool:
        raise InvalidInput(f"{field.name} {value!r} is not True or False", field.name, value)


def _factor(_: object, __: object, value: Decimal | None) -> None:
    if value is None:
        return
    if type(value) is not Decimal or not _LEAST <= value <= _MOST:
        raise InvalidInput(
            f"mips {value!r} is not a factor of the payment; write Decimal('1.0120') for 1.2 percent more, "
            "Decimal('0.91') for 9 percent less",
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


def check_deductible(given: Deductible) -> None:
    """Raise `InvalidInput` for what is no amount in dollars."""
    amounts = given.values() if isinstance(given, Mapping) else () if given is None else (given,)
    for amount in amounts:
        if type(amount) is not Decimal or not amount.is_finite() or amount < 0:
            raise InvalidInput(
                f"deductible_left {amount!r} is not an amount in dollars; write Decimal('120.00')",
                "deductible_left",
                amount,
            )
