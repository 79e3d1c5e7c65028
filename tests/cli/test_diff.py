"""``otcpt editions diff``: what changed, as a table and as records."""

import json
from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

Run: TypeAlias = Callable[..., Any]


def test_changes_are_shown_in_sections(otcpt: Run) -> None:
    """Codes, limits, edits with their days, under a sentence."""
    ran = otcpt("editions", "diff", "2024q3", "2026q4")

    assert ran.code == 0
    out = ran.out
    assert "97597/97602 (0 to 1)" in out
    assert "96127  changed  2026-10-01  outpatient hospital  3" in out
    assert "98979  added    2026-01-01" in out
    assert "Findings" not in out
    assert out.splitlines()[1].startswith("  2024q3 to 2026q4: 1,559 edits added, 445 edits ended")


def test_claims_show_the_findings_that_change(otcpt: Run, csv_of: Run) -> None:
    """Under the policy that is given, with what the other edition could not tell."""
    ran = otcpt(
        "editions", "diff", "2024q3", "2026q4", "--claims", csv_of("conflict", "clean"), "-p", "medicare-part-b"
    )

    section = ran.out.partition("Findings")[2]
    assert "C6" in section and "appeared" in section and "PTP002" in section
    assert "This edition ends on 2024-09-30" in section
    assert "C1" not in section


def test_json_holds_every_change(otcpt: Run) -> None:
    """One object, or one line for each change."""
    record = json.loads(otcpt("editions", "diff", "2024q3", "2026q4", "-f", "json").out)
    lines = otcpt("editions", "diff", "2024q3", "2026q4", "-f", "jsonl").out.splitlines()

    assert record["before"].startswith("2024q3@sha256:")
    assert len(record["changes"]) == 1473 + 533 + 13 + 16 + 4
    assert [json.loads(line) for line in lines] == record["changes"]


def test_the_same_edition_twice_has_no_difference(otcpt: Run, csv_of: Run) -> None:
    """And no section of changes."""
    out = otcpt("editions", "diff", "2026q4", "2026q4").out
    with_claims = otcpt("editions", "diff", "2026q4", "2026q4", "--claims", csv_of("error"), "-p", "ama-midpoint").out

    assert "no difference" in out
    assert "Codes\n" not in out
    assert "The same under both editions." in with_claims


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("2024q3", "2026q5"), "no edition '2026q5'"),
        (("2024q3", "2026q4", "--claims", "nowhere.csv", "-p", "ama-midpoint"), "cannot open nowhere.csv"),
        (("2024q3", "2026q4", "--claims", "nowhere.csv"), "--policy is missing"),
        (("2024q3", "2026q4", "-p", "ama-midpoint"), "give the file too"),
    ],
)
def test_a_call_that_cannot_be_answered_is_refused(otcpt: Run, words: tuple[str, ...], expected: str) -> None:
    """Exit code 2 and a sentence on stderr."""
    ran = otcpt("editions", "diff", *words)

    assert ran.code == 2
    assert expected in ran.err
