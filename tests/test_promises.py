"""SECURITY.md promises nothing without a test: each one that it names is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SECURITY = (ROOT / "SECURITY.md").read_text(encoding="utf-8") if (ROOT / "SECURITY.md").exists() else ""
ROWS = [line.split("|")[1:3] for line in SECURITY.splitlines() if "`tests/" in line]
pytestmark = pytest.mark.checkout


@pytest.mark.parametrize(("promise", "proof"), ROWS, ids=[promise.strip() for promise, _ in ROWS])
def test_a_promise_names_a_test_that_is_there(promise: str, proof: str) -> None:
    """A file of the suite, and a function in it."""
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", proof)
    assert promise.strip().endswith(".")
    assert named
    for file, function in named:
        assert f"def {function}(" in (ROOT / file).read_text(encoding="utf-8"), f"{file} has no {function}"


def test_files_and_editions_are_promised_something() -> None:
    """The table is read at all."""
    assert len(ROWS) > 12
