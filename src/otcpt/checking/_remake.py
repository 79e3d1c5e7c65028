"""The checker of a report, found again by what the report says of it."""

from otcpt.checking._check import ClaimChecker
from otcpt.errors import InvalidInput, OtcptError
from otcpt.findings import Identity
from otcpt.pins import pin
from otcpt.rules import ALL_RULES


def remake_checker(identity: Identity) -> ClaimChecker:
    """Return the checker that an identity names, by the pins of law and payer.

    Args:
        identity: The identity of a report.

    Returns:
        A checker of the same identity.

    Raises:
        InvalidInput: Law or payer cannot be found by the pin, or other rules or another version made the report.
    """
    try:
        checker = ClaimChecker(
            policy=pin(identity.policy, identity.policy_digest),
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
