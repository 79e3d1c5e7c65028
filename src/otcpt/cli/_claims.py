"""A file of claims, or standard input."""

import sys
from pathlib import Path

from otcpt.io import ClaimFile, read_claims


def open_claims(file: str) -> ClaimFile:
    """Read a file; ``-`` is standard input."""
    if file == "-":
        return read_claims(sys.stdin.buffer.read(), name="<stdin>")
    return read_claims(Path(file).read_bytes(), name=Path(file).name)
