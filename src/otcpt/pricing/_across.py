"""One claim under other circumstances: years, localities, participation, MIPS factors."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import product

import attrs

from otcpt.claims import Claim, ServiceLine
from otcpt.editions import EditionLike
from otcpt.errors import InvalidInput
from otcpt.members import members, not_whole, whole_number
from otcpt.policies import PolicyLike
from otcpt.pricing._pricer import Pricer
from otcpt.pricing._terms import Terms
from otcpt.pricing._values import Estimate


@attrs.frozen
class PriceVariant:
    """What the claim comes to in one year and locality, for one way of being paid; ``year`` None: its own dates."""

    locality: str
    year: int | None
    participating: bool
    mips: Decimal | None
    estimate: Estimate


def compare_prices(
    claim: Claim,
    *,
    policy: PolicyLike,
    localities: Sequence[str],
    years: Sequence[int] = (),
    participating: Sequence[bool] = (True,),
    mips: Sequence[Decimal | None] = (None,),
    edition: EditionLike | None = None,
) -> tuple[PriceVariant, ...]:
    """Price a claim for every combination of locality, year, participation and MIPS factor.

    Args:
        claim: The claim.
        policy: The payer, as in `otcpt.price`.
        localities: The localities, by code or name, or ``"national"``.
        years: Calendar years into which the dates of service are moved; none leaves them as they are.
        participating: Whether the biller participates with Medicare.
        mips: MIPS factors of the payment; None for none.
        edition: The law; the policy's or the newest unless given.

    Returns:
        An estimate for each combination, in the order of the arguments.

    Raises:
        InvalidInput: A date of service does not exist in one of the years.

    Example:
        >>> import otcpt
        >>> claim = otcpt.claim("2026-09-14", "97530:GO x2")
        >>> found = compare_prices(claim, policy="medicare-part-b", localities=["national"], years=[2025, 2026])
        >>> [(one.year, str(one.estimate.allowed)) for one in found]
        [(2025, '59.19'), (2026, '60.12')]
    """
    for one in years:
        if whole_number(one) is None:
            raise InvalidInput(not_whole("year", one, "a calendar year, such as 2026,"), "years", one)
    places, shares = members(localities, str, "localities"), members(participating, bool, "participating")
    found = []
    for place, year, participates, factor in product(places, years or (None,), shares, mips):
        terms = Terms(participating=participates, mips=factor)
        pricer = Pricer.of(policy, locality=place, edition=edition, terms=terms)
        moved = claim if year is None else Claim([_moved(line, year) for line in claim])
        found.append(PriceVariant(pricer.locality, year, participates, factor, pricer.price(moved)))
    return tuple(found)


def _moved(line: ServiceLine, year: int) -> ServiceLine:
    try:
        return attrs.evolve(line, date_of_service=line.date_of_service.replace(year=year))
    except ValueError:
        raise InvalidInput(f"{line.date_of_service:%B %d} is no day of {year}", "years", year) from None
