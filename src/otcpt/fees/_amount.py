"""The payment formula of the physician fee schedule."""

from decimal import ROUND_HALF_UP, Decimal

import attrs

from otcpt.fees._localities import Gpci
from otcpt.fees._rates import Rate
from otcpt.fees._rvu import RelativeValues

_CENT = Decimal("0.01")
_NOTHING = Decimal(0)


def cents(amount: Decimal) -> Decimal:
    """Return dollars rounded to cents, half up.

    Args:
        amount: Dollars.

    Returns:
        Dollars and cents.

    Example:
        >>> cents(Decimal("491.625"))
        Decimal('491.63')
    """
    return amount.quantize(_CENT, ROUND_HALF_UP)


def unit_amount(
    *, work: Decimal, pe: Decimal, mp: Decimal, gpci: Gpci, factor: Decimal, reduction: Decimal = _NOTHING
) -> Decimal:
    """Return the dollars of one unit: each relative value times its index, times the conversion factor.

    ``reduction`` is the share of the practice expense that is not paid (MPPR: 0.50). The one rounding, to cents, is at
    the end: so computed, 84 of 84 amounts that CMS published for Ohio in 2020 come out.

    Args:
        work: The work relative value.
        pe: The practice expense relative value of the setting.
        mp: The malpractice relative value.
        gpci: The indices of the locality.
        factor: The conversion factor.
        reduction: The share of the practice expense that is taken off.

    Returns:
        Dollars and cents.

    Example:
        >>> from otcpt.fees import NATIONAL
        >>> unit_amount(work=Decimal("0.44"), pe=Decimal("0.60"), mp=Decimal("0.01"), gpci=NATIONAL,
        ...     factor=Decimal("33.4009"))
        Decimal('35.07')
    """
    values = work * gpci.work + pe * (1 - reduction) * gpci.pe + mp * gpci.mp
    return cents(values * factor)


@attrs.frozen
class UnitFee:
    """What the fee schedule pays for one unit of a code on one day in one locality and setting.

    ``full`` is the whole amount; ``reduced`` what a further therapy unit of the day is paid (MPPR), None for codes that
    the reduction does not concern. The rest is what the two were made of.
    """

    code: str
    full: Decimal
    reduced: Decimal | None
    values: RelativeValues
    gpci: Gpci
    factor: Rate
    reduction: Rate
    facility: bool
