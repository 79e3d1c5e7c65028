"""Files of claims for commands that need those of one payer."""

from otcpt.checker import Checker
from otcpt.cli._inputs import Inputs
from otcpt.errors import InvalidInput
from otcpt.io import ClaimFile


def own_claims(inputs: Inputs | str, checker: Checker) -> ClaimFile:
    """Read the claims; those without a line that the policy speaks for are refused, since silence is no pass."""
    claims = (inputs if isinstance(inputs, Inputs) else Inputs.of([inputs])).read()
    if not any(checker.speaks_for(line.payer) for line in claims.lines()):
        payers = ", ".join(sorted({line.payer for line in claims.lines() if line.payer}))
        raise InvalidInput(
            f"nothing was checked: policy {checker.policy.id} speaks for no line of {claims.name} (payer {payers}); "
            "choose that payer's policy",
            "--policy",
            checker.policy.id,
        )
    return claims
