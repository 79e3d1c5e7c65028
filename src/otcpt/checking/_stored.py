"""A report from its record, bound to the claim it is about."""

import json
from collections.abc import Iterable, Mapping

from otcpt.checking._check import ClaimChecker
from otcpt.claims import Claim, History, digest_of
from otcpt.editions import EditionLike
from otcpt.errors import InvalidInput
from otcpt.findings import SCHEMA_VERSION, Report, Rule
from otcpt.members import kind_of_value, only
from otcpt.policies import PolicyLike
from otcpt.rules import ALL_RULES


def read_report(
    record: Mapping[str, object],
    claim: Claim,
    *,
    history: History | None = None,
    policy: PolicyLike | None = None,
    edition: EditionLike | None = None,
    rules: Iterable[Rule | str] | None = None,
) -> Report:
    """Return the report of a record; it equals the one that the record was made of.

    A record has no lines of the claim. So the claim is checked again by the law, payer and rules that the record names,
    and the report is returned where it is the same to the last word. What differs otherwise, `otcpt.replay` says.

    Args:
        record: What ``Report.to_record`` gave.
        claim: The claim that was checked, with all its lines.
        history: The history that the check was given.
        policy: The payer; needed where the record's pin is of a policy of your own.
        edition: The law; needed where the record's pin is of an edition that is not installed by that name.
        rules: The rules; needed where the check ran some of them only.

    Returns:
        The report.

    Raises:
        InvalidInput: It is no record of a report, it is about another claim or history, or this version of otcpt
            answers otherwise.
        UnknownName: The edition or the policy is not held; give it.

    Example:
        >>> from otcpt.claims import parse_claim
        >>> from otcpt.checking import check
        >>> claim = parse_claim("2026-03-02", "97130:GO x1 @15")
        >>> report = check(claim, policy="medicare-part-b")
        >>> read_report(report.to_record(), claim) == report
        True
    """
    only(claim, Claim, "a report's record", "give the claim that was checked")
    identity = _identity(record)
    checker = checker_of(record, policy=policy, edition=edition, rules=rules)
    for what, given in (("claim", claim), ("history", history)):
        known, digest = None if given is None else digest_of(given), identity.get(what)
        if known != digest and (what == "history" or digest is not None):
            raise InvalidInput(f"the record is about another {what} than the one given", what)
    report = checker.check(claim, history=history)
    if json.loads(report.to_json()) != json.loads(json.dumps(dict(record))):
        made_by = report.made_by
        raise InvalidInput(
            f"the answer of otcpt {made_by.version} with policy {made_by.policy} and edition {made_by.edition} is not "
            "the one on record; otcpt.replay(record, claim) says what differs",
            "record",
        )
    return report


def checker_of(
    record: object,
    *,
    policy: PolicyLike | None = None,
    edition: EditionLike | None = None,
    rules: Iterable[Rule | str] | None = None,
) -> ClaimChecker:
    """Return a checker by the law, payer and rules that the record of a report names, or by those that are given.

    Args:
        record: What ``Report.to_record`` gave.
        policy: The payer; the one on record unless given.
        edition: The law; the one on record unless given.
        rules: The rules; all of them, and those of the packages on record, unless given.

    Returns:
        The checker.

    Raises:
        InvalidInput: It is no record of a report in the version that is read.
        UnknownName: The edition or the policy is not held.
    """
    identity = _identity(record)
    pins = {part: identity.get(part) for part in ("policy", "edition")}
    packages = identity.get("packages")
    if not all(isinstance(pin, str) for pin in pins.values()) or not isinstance(packages, list):
        raise InvalidInput("this is no record of a report of otcpt: its identity is not complete", "record")
    named = [str(one).partition(" of ")[0] for one in packages]
    return ClaimChecker(
        policy=policy or str(pins["policy"]),
        edition=edition or str(pins["edition"]),
        rules=[*ALL_RULES, *named] if rules is None else rules,
    )


def _identity(record: object) -> Mapping[str, object]:
    if not isinstance(record, Mapping):
        raise InvalidInput(f"a report's record is {kind_of_value(record)}; give what Report.to_record gave", "record")
    if (version := record.get("schema_version")) != SCHEMA_VERSION:
        raise InvalidInput(f"schema_version {version!r} is not {SCHEMA_VERSION}, which this otcpt reads", "record")
    identity = record.get("identity")
    if not isinstance(identity, Mapping):
        raise InvalidInput("this is no record of a report of otcpt: it has no identity", "record")
    return identity
