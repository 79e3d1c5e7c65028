"""Each point of law that a specialist's review made, in our own words, with the cases and tests that hold it."""

import ast
import csv
import tomllib
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]

with (HERE / "points.csv").open(encoding="utf-8", newline="") as _stream:
    POINTS = list(csv.DictReader(_stream))


@pytest.mark.parametrize("point", POINTS, ids=[row["point"] for row in POINTS])
def test_each_point_of_law_names_what_proves_it(point: dict[str, str]) -> None:
    """A proof is a case of a rule, as ``RULE: NAME``, or a test, as ``FILE::FUNCTION``; each exists under its name."""
    proofs = point["proofs"].split("|")

    assert point["part"] in ("registry", "wrong", "doubtful", "missing", "bounds")
    assert [proof for proof in proofs if not _exists(proof)] == []


def test_no_point_is_named_twice() -> None:
    """One row a point."""
    names = [row["point"] for row in POINTS]
    assert len(set(names)) == len(names)


def _exists(proof: str) -> bool:
    if "::" in proof:
        file, name = proof.split("::")
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        return any(isinstance(node, ast.FunctionDef) and node.name == name for node in tree.body)
    rule, name = proof.split(": ", 1)
    cases = tomllib.loads((HERE.parent / "cases" / f"{rule}.toml").read_text(encoding="utf-8"))["case"]
    return name in [case["name"] for case in cases]
