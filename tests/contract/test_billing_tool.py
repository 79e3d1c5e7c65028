"""The billing tool of the examples: a program that uses public names alone, and what it may rely on."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

TOOL = Path(__file__).parent.parent.parent / "examples" / "billing_tool" / "billing_tool.py"
CLAIMS = """claim_id,date_of_service,code,modifiers,units,minutes
C1,2026-03-02,97130,GO,1,15
C2,2026-03-02,97530,GO,2,30
"""

pytestmark = pytest.mark.checkout


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the tool in a folder, warnings as errors."""
    return subprocess.run(
        [sys.executable, "-W", "error", str(TOOL), *words], cwd=folder, capture_output=True, text=True, check=False
    )


def test_what_is_stored_is_answered_alike_later(tmp_path: Path) -> None:
    """Check, store, lock, replay; a stored answer that was changed is noticed, and so is a law that moved."""
    (tmp_path / "claims.csv").write_text(CLAIMS, "utf-8")

    assert run(tmp_path, "check", "claims.csv", "store.jsonl").returncode == 1
    assert run(tmp_path, "replay", "store.jsonl").stdout == "every stored report is the same\n"
    lines = [json.loads(line) for line in (tmp_path / "store.jsonl").read_text("utf-8").splitlines()]
    lines[0]["report"]["findings"].clear()
    (tmp_path / "changed.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    assert "appeared" in run(tmp_path, "replay", "changed.jsonl").stdout

    lock = json.loads((tmp_path / "otcpt.lock").read_text("utf-8"))
    lock["rules"]["revisions"]["AOC001"] = 0
    lock["rules"]["digest"] = "0" * 16
    (tmp_path / "otcpt.lock").write_text(json.dumps(lock), "utf-8")
    refused = run(tmp_path, "check", "claims.csv", "store.jsonl")
    assert refused.returncode and "rule AOC001" in refused.stderr
    assert "rule AOC001" in run(tmp_path, "upgrade", "rules").stdout
    assert run(tmp_path, "check", "claims.csv", "store.jsonl").returncode == 1
    assert "has no part 'laws'" in run(tmp_path, "upgrade", "laws").stderr
