"""Two editions compared: what the law says, and what it means for given claims."""

from collections.abc import Iterable, Iterator, Sequence

import attrs

from otcpt.checking import ClaimChecker
from otcpt.claims import Claim
from otcpt.editions import Change, EditionDiff, EditionLike, FindingChange, compare_law, load_edition
from otcpt.errors import InvalidInput
from otcpt.findings import Finding, Reason, Report
from otcpt.members import members
from otcpt.policies import PolicyLike


def compare_editions(
    before: EditionLike,
    after: EditionLike,
    *,
    claims: Iterable[Claim] | None = None,
    policy: PolicyLike | None = None,
) -> EditionDiff:
    """Return what differs between two editions of the law.

    Only what both editions know is compared: a pair that one of them does not have, or days before a start of which
    only a bound is known, make no difference. Edits are compared as histories, so that a change comes with its days.
    Limits and codes are compared as each edition last knew them.

    Args:
        before: The older edition: a name, a pin, a folder or an `Edition`.
        after: The newer edition.
        claims: Claims to check under both; the findings that only one edition gives are then part of the answer.
        policy: The payer to check the claims under; required with ``claims``.

    Returns:
        The changes of every table, and of the findings where claims were given.

    Raises:
        InvalidInput: Claims were given without a policy, or a policy without claims.
        UnknownName: There is no such edition or policy.

    Example:
        >>> compare_editions("2024q3", "2026q4")
        <EditionDiff 2024q3 to 2026q4: 1,559 edits added, 445 edits ended, 2 edits with indicator changed, ...>
        >>> from otcpt.claims import parse_claim
        >>> claim = parse_claim("2025-03-03", "97597 x1", "97602 x1")
        >>> diff = compare_editions("2024q3", "2026q4", claims=[claim], policy="medicare-part-b-facility")
        >>> [(str(one.change), one.finding.rule_id) for one in diff.findings if one.finding.rule_id.startswith("PTP")]
        [('appeared', 'PTP002')]
    """
    if (claims is None) != (policy is None):
        raise InvalidInput("claims are compared under a policy: give both claims= and policy=, or neither", "policy")
    editions = [load_edition(edition) for edition in (before, after)]
    diff = compare_law(*editions)
    if claims is None or policy is None:
        return diff
    claims = members(claims, Claim, "claims")
    old, new = (ClaimChecker(policy=policy, edition=edition).check_all(claims) for edition in editions)
    return attrs.evolve(diff, findings=tuple(_changes(old, new)))


def _changes(before: Sequence[Report], after: Sequence[Report]) -> Iterator[FindingChange]:
    for old, new in zip(before, after, strict=True):
        given = {_key(finding) for finding in old.findings}
        kept = {_key(finding) for finding in new.findings}
        for finding in old.findings:
            if _key(finding) not in kept:
                yield FindingChange(Change.VANISHED, finding, _unjudged(finding, new))
        for finding in new.findings:
            if _key(finding) not in given:
                yield FindingChange(Change.APPEARED, finding, _unjudged(finding, old))


def _key(finding: Finding) -> tuple[object, ...]:
    return finding.rule.id, finding.positions, finding.lines, finding.severity


def _unjudged(finding: Finding, other: Report) -> str:
    """Return why the other report did not judge these lines in the rule's family, or nothing where it did."""
    for entry in other.not_evaluated:
        same = entry.rule is None or entry.rule.family == finding.rule.family
        if same and entry.reason is Reason.OUTSIDE_COVERAGE and set(entry.positions) & set(finding.positions):
            return entry.why
    return ""
