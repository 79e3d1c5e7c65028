"""From the allowed amount to what is paid: deductible, coinsurance, assistant cut, MIPS, sequestration."""

from datetime import date
from decimal import Decimal

import attrs

from otcpt.fees import Fees, RateName, cents

_ZERO = Decimal("0.00")


@attrs.frozen
class Shares:
    """The shares of one day."""

    coinsurance: Decimal
    assistant: Decimal
    sequestration: Decimal

    @classmethod
    def on(cls, day: date, fees: Fees) -> "Shares":
        """Return the shares of a date of service; raise `OutsideCoverage` where one is not held."""
        names = (RateName.COINSURANCE, RateName.ASSISTANT, RateName.SEQUESTRATION)
        return cls(*(fees.rates.of(name, on=day).value for name in names))


@attrs.frozen
class Payment:
    """What becomes of an allowed amount, in the order of the law. Dollars."""

    allowed: Decimal
    deductible: Decimal
    coinsurance: Decimal
    medicare_before: Decimal
    assistant_cut: Decimal
    mips: Decimal
    sequestration: Decimal
    paid: Decimal
    provider_total: Decimal


#: What becomes of a line that is paid nothing.
NOTHING = Payment(*(_ZERO,) * 9)


def settle(
    allowed: Decimal,
    *,
    shares: Shares,
    deductible_left: Decimal = _ZERO,
    assistant: bool = False,
    mips: Decimal | None = None,
) -> Payment:
    """Return what becomes of an allowed amount.

    The deductible comes first, then the coinsurance of the rest. What is left is Medicare's: the assistant cut is taken
    of it (the coinsurance stays as it is), MIPS changes it, sequestration comes last. Each step is rounded to cents.

    That the assistant cut is taken of Medicare's share alone is the statute's wording; the order of the steps after it
    was read in secondary sources only.

    Example:
        >>> from otcpt.editions import load_edition
        >>> shares = Shares.on(date(2026, 3, 2), load_edition().fees)
        >>> settle(Decimal("25.05"), shares=shares, assistant=True).paid
        Decimal('16.69')
    """
    deductible = cents(min(allowed, deductible_left))
    coinsurance = cents((allowed - deductible) * shares.coinsurance)
    before = allowed - deductible - coinsurance
    cut = cents(before * shares.assistant) if assistant else _ZERO
    change = _ZERO if mips is None else cents((before - cut) * (mips - 1))
    sequestration = cents((before - cut + change) * shares.sequestration)
    paid = before - cut + change - sequestration
    return Payment(
        allowed, deductible, coinsurance, before, cut, change, sequestration, paid, paid + deductible + coinsurance
    )
