"""A file of claims, or standard input."""

import sys
from pathlib import Path

from otcpt.checker import Checker
from otcpt.errors import InvalidInput
from otcpt.io import ClaimFile, read_claims


def open_claims(file: str) -> ClaimFile:
    """Read a file; ``-`` is standard input."""
    if file == "-":
        return read_claims(sys.stdin.buffer.read(), name="<stdin>")
    return read_claims(Path(file).read_bytes(), name=Path(file).name)


def own_claims(file: str, checker: Checker) -> ClaimFile:
    """Read a file of claims; one without a line that the policy speaks for is refused, since silence is no pass."""
    claims = open_claims(file)
    if not any(checker.speaks_for(line.payer) for line in claims.lines()):
        payers = ", ".join(sorted({line.payer for line in claims.lines() if line.payer}))
        raise InvalidInput(
            f"nothing was checked: policy {checker.policy.id} speaks for no line of {claims.name} (payer {payers}); "
            "choose that payer's policy",
            "--policy",
            checker.policy.id,
        )
    return claims
