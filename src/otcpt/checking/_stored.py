"""A report from its record, bound to the claim it is about, and the checker that an identity or a record names."""

import json
from collections.abc import Iterable, Mapping
from typing import cast

from otcpt.checking._check import ClaimChecker
from otcpt.claims import Claim, History, digest_of, validate_history
from otcpt.editions import EditionLike
from otcpt.errors import InvalidInput, OtcptError, UnknownName
from otcpt.findings import Identity, Report, Rule, report_schema
from otcpt.forms import check_form, check_same
from otcpt.members import only
from otcpt.pins import pin
from otcpt.policies import PolicyLike, policy_on_record
from otcpt.records import Faults, at
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
    and the report is returned where it is the same to the last word. Which part is to blame otherwise, `otcpt.replay`
    says.

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
        InputErrors: It is no record of a report, it is about another claim or history, or this version of otcpt
            answers otherwise; every fault has its path.
        InvalidInput: What is given as claim is none.
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
    validate_history(history)
    faults = Faults("report")
    checker = checker_of(record, faults, policy=policy, edition=edition, rules=rules)
    identity = cast("Mapping[str, object]", record["identity"])
    for what, given in (("claim", claim), ("history", history)):
        known, digest = None if given is None else digest_of(given), identity[what]
        if known != digest and (what == "history" or digest is not None):
            faults.add(at("identity", what), f"is the digest of another {what} than the one given")
    faults.close()
    report = checker.check(claim, history=history)
    check_answer(record, report.to_record(), faults)
    return report


def checker_of(
    record: object,
    faults: Faults,
    *,
    policy: PolicyLike | None = None,
    edition: EditionLike | None = None,
    rules: Iterable[Rule | str] | None = None,
    path: str = "",
) -> ClaimChecker:
    """Return a checker by the law, payer and rules that the record of a report names, or by those that are given."""
    check_form(record, report_schema(), faults, path)
    faults.close()
    identity = cast("Mapping[str, Mapping[str, str]]", record)["identity"]
    named = [one.partition(" of ")[0] for one in identity["packages"]]
    try:
        policy = policy or policy_on_record(identity["policy"], identity.get("policy_packages", ()))
    except UnknownName as problem:
        raise UnknownName(f"{problem} Give your own as policy= of otcpt.checking.read_report.") from None
    return ClaimChecker(
        policy=policy,
        edition=edition or identity["edition"],
        rules=[*ALL_RULES, *named] if rules is None else rules,
    )


def check_answer(record: object, today: Mapping[str, object], faults: Faults) -> None:
    """Raise `InputErrors` with every place in which an answer on record is not today's."""
    given, expected = (json.loads(json.dumps(one)) for one in (record, today))
    check_same(given, expected, faults)
    if faults:
        faults.add("", "is not what this otcpt answers; otcpt.replay(record, claim) says which part is to blame")
    faults.close()


def remake_checker(identity: Identity) -> ClaimChecker:
    """Return the checker that an identity names; raise `InvalidInput` where there is none now."""
    try:
        checker = ClaimChecker(
            policy=policy_on_record(pin(identity.policy, identity.policy_digest), identity.policy_packages),
            edition=pin(identity.edition, identity.edition_digest),
            rules=[*ALL_RULES, *(one.partition(" of ")[0] for one in identity.packages)],
        )
    except OtcptError as problem:
        raise InvalidInput(
            f"the checker of this report cannot be found by name ({problem}); give checker=", "checker"
        ) from None
    if checker.identity != identity:
        raise InvalidInput(
            "the report was made by other rules or another version of otcpt than this one's; give checker=", "checker"
        )
    return checker
