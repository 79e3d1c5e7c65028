"""The two verbs: one claim priced, and many."""

from collections.abc import Iterable
from decimal import Decimal

from otcpt.claims import Claim, History
from otcpt.editions import EditionLike
from otcpt.policies import PolicyLike
from otcpt.pricing._pricer import Pricer
from otcpt.pricing._terms import Deductible, Terms
from otcpt.pricing._values import Estimate, Estimates


def price(
    claim: Claim,
    *,
    policy: PolicyLike,
    locality: str | None = None,
    deductible_left: Deductible = None,
    history: History | None = None,
    participating: bool = True,
    assigned: bool = True,
    qualifying: bool = False,
    mips: Decimal | None = None,
    edition: EditionLike | None = None,
) -> Estimate:
    """Return what a claim would be allowed and paid, line by line and unit by unit, with the working.

    It prices the claim as billed; whether its lines are payable is what `otcpt.check` says. A line that cannot be
    priced says why, and nothing is taken from another year, locality or code in its place.

    Args:
        claim: The claim; the charges are those of its lines.
        policy: The payer, by name, file or value. A payer for which no fees are set is not priced.
        locality: The locality, by code or name, or ``"national"``; else that of the policy.
        deductible_left: What of the year's deductible is not met, in dollars; None takes it as met.
        history: Earlier lines of the patient, which rank with those of the same day.
        participating: Whether the biller participates with Medicare.
        assigned: Whether a biller who does not participate accepts assignment.
        qualifying: Whether as a qualifying APM participant (2026 on).
        mips: The MIPS factor of the payment, like ``Decimal("1.0120")``.
        edition: The law; the policy's or the newest unless given.

    Returns:
        The estimate. ``alternatives`` has the other answers where no source decides which unit is paid in full.

    Raises:
        InvalidInput: No locality, or an argument that cannot be what it claims to be.
        UnknownName: There is no such policy, locality or edition.

    Example:
        >>> import otcpt
        >>> claim = otcpt.claim("2026-09-14", "97530:GO x2", "97535:GO x1")
        >>> estimate = otcpt.price(claim, policy="medicare-part-b", locality="national")
        >>> [(line.line.code, [str(unit.amount) for unit in line.units]) for line in estimate.lines]
        [('97530', ['35.07', '25.05']), ('97535', ['23.88'])]
        >>> estimate.allowed, estimate.paid
        (Decimal('84.00'), Decimal('65.86'))
    """
    terms = Terms(participating=participating, assigned=assigned, qualifying=qualifying, mips=mips)
    pricer = Pricer.of(policy, locality=locality, edition=edition, terms=terms)
    return pricer.price(claim, deductible_left=deductible_left, history=history)


def price_all(
    claims: Iterable[Claim],
    *,
    policy: PolicyLike,
    locality: str | None = None,
    deductible_left: Deductible = None,
    history: History | None = None,
    participating: bool = True,
    assigned: bool = True,
    qualifying: bool = False,
    mips: Decimal | None = None,
    edition: EditionLike | None = None,
) -> Estimates:
    """Price claims together, and return an estimate for each, in their order, with the running totals towards KX.

    Units of one patient, day and billing provider are ranked across claims, disciplines and therapists, those of the
    history included. Lines without a patient key meet only the lines of their own claim. Claims that a later one
    replaces or voids are paid nothing. See `price` for the arguments; ``deductible_left`` may be a mapping from patient
    key to dollars.

    Args:
        claims: The claims.
        policy: The payer's rules: a `Policy`, a name such as ``"medicare-part-b"``, or the path of a TOML file.
        locality: Contractor and locality (``"15202-00"``), its whole name, or ``"national"``; the policy's unless
            given.
        deductible_left: Dollars of the deductible that are not met, or a mapping from patient key to them; unknown
            unless given.
        history: What else was billed; its lines are ranked and counted too.
        participating: Whether the biller participates in Medicare.
        assigned: Whether the biller accepts assignment.
        qualifying: Whether the biller is a qualifying APM participant.
        mips: The MIPS payment factor, such as ``Decimal("0.98")``; none unless given.
        edition: The law: an `Edition`, its name, its pin or a folder; the policy's or the newest unless given.

    Returns:
        An estimate for each claim, in their order, and the ledger.

    Raises:
        UnknownName: There is no such policy, edition or locality.
        InvalidInput: Neither the call nor the policy has a locality.

    Example:
        >>> import otcpt
        >>> def claim(code, modifier):
        ...     day = {"date_of_service": "2026-09-14", "patient_key": "P1"}
        ...     return otcpt.Claim([otcpt.ServiceLine(code, modifiers=(modifier,), units=1, **day)])
        >>> both = [claim("97530", "GO"), claim("97110", "GP")]
        >>> estimates = otcpt.price_all(both, policy="medicare-part-b", locality="national")
        >>> [str(one.allowed) for one in estimates]
        ['35.07', '22.21']
        >>> estimates.ledger.of(2026, patient_key="P1").total
        Decimal('35.07')
    """
    terms = Terms(participating=participating, assigned=assigned, qualifying=qualifying, mips=mips)
    pricer = Pricer.of(policy, locality=locality, edition=edition, terms=terms)
    return pricer.price_all(claims, deductible_left=deductible_left, history=history)
