"""What findings put at stake: the allowed amount of the lines at fault."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

import attrs

from otcpt.findings import Finding, Report, Severity
from otcpt.members import only
from otcpt.pricing._values import Estimate

_ZERO = Decimal("0.00")


@attrs.frozen
class PricedFinding:
    """A finding with the allowed amount of the line at fault; None where that line is not priced."""

    finding: Finding
    amount: Decimal | None


@attrs.frozen
class AtStake:
    """The errors of a report with their amounts.

    ``total`` counts each line once, however many errors it has. It is what is allowed for those lines as billed: a
    payer that denies fewer units takes less.
    """

    findings: tuple[PricedFinding, ...]
    total: Decimal

    def __iter__(self) -> Iterator[PricedFinding]:
        return iter(self.findings)


def at_stake(report: Report, estimate: Estimate) -> AtStake:
    """Return what the errors of a report put at stake.

    Args:
        report: What a check of the claim found.
        estimate: What the same claim would be allowed and paid.

    Returns:
        Each error with the allowed amount of its line, and the total.

    Example:
        >>> import otcpt
        >>> claim = otcpt.claim("2026-09-14", "97530:GO x2 @30", "97750:GO x1 @15")
        >>> report = otcpt.check(claim, policy="medicare-part-b")
        >>> estimate = otcpt.price(claim, policy="medicare-part-b", locality="national")
        >>> [(one.finding.rule_id, one.amount) for one in at_stake(report, estimate)]
        [('PTP002', Decimal('24.55'))]
    """
    only(report, Report, "report", "give what otcpt.check returned")
    only(estimate, Estimate, "estimate", "give what otcpt.price returned")
    errors = [finding for finding in report.findings if finding.severity is Severity.ERROR]
    found = tuple(PricedFinding(one, _amount(estimate, one.positions[0])) for one in errors)
    return AtStake(found, sum(_once(estimate, {one.positions[0] for one in errors}), _ZERO))


def _amount(estimate: Estimate, position: int) -> Decimal | None:
    return next((line.allowed for line in estimate.lines if line.position == position), None)


def _once(estimate: Estimate, positions: Iterable[int]) -> Iterator[Decimal]:
    for position in positions:
        yield _amount(estimate, position) or _ZERO
