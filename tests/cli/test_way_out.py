"""``otcpt repairs`` and ``otcpt explain`` with lines: what would correct a claim, and why a rule says what it says."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from tests.cli.conftest import DAYS, HEADER

Run: TypeAlias = Callable[..., Any]

ASKED = ("97150:GO", "97530:GO:59", "--on", "2026-03-02", "-p", "medicare-part-b")


@pytest.fixture
def file(tmp_path: Path) -> str:
    """A clean claim, one that 59 may correct, and one beyond repair by a single change."""
    path = tmp_path / "lines.csv"
    path.write_text("\n".join([HEADER, *DAYS["clean"], *DAYS["conflict"], *DAYS["error"]]), encoding="utf-8")
    return str(path)


def test_repairs_are_shown_for_claims_with_findings(otcpt: Run, file: str) -> None:
    """Each with its condition; the clean claim is left out."""
    out = otcpt("repairs", file, "-p", "medicare-part-b").out

    assert "Claim C1" not in out
    assert "Add 59 to 97542 (line 4) if the two were distinct" in out
    assert out.endswith("2 claims with findings, 2 with a change shown.\n")
    assert "without another finding" not in out


def test_a_change_is_counted_where_one_is_shown(otcpt: Run, csv_of: Run) -> None:
    """Of a claim without an error too, and one claim is one claim."""
    out = otcpt("repairs", csv_of("advice"), "-p", "medicare-part-b").out

    assert ("- " in out, "No error is left" in out) == (True, False)
    assert out.endswith("1 claim with findings, 1 with a change shown.\n")


def test_a_finding_without_a_change_says_that_none_is_offered(otcpt: Run, csv_of: Run) -> None:
    """With what a person may do and why, not that no change would remove it, which is often untrue."""
    out = otcpt("repairs", csv_of("warning"), "-p", "medicare-part-b").out

    assert "  No change is offered:\n" in out
    assert re.search(r"\n  - (needs the record|changes what was done|chooses units): [A-Z]", out)
    assert out.endswith("1 claim with findings, 0 with a change shown.\n")


def test_the_week_s_count_is_that_of_the_claims_with_a_change(otcpt: Run) -> None:
    """As many as have a row that begins with a dash."""
    out = otcpt("repairs", Path(__file__).parents[2] / "examples" / "clinic_week.csv", "-p", "medicare-part-b").out
    claims, _, result = out.rpartition("Result")

    parts = [claim.split("\n\n") for claim in claims.split("Claim ")[1:]]
    shown = sum(any("\n  - " in part and "No change is offered:" not in part for part in claim) for claim in parts)
    assert f"14 claims with findings, {shown} with a change shown." in result


def test_repairs_as_records(otcpt: Run, file: str) -> None:
    """JSON names law and payer; JSONL has a claim a line."""
    reported = json.loads(otcpt("repairs", file, "-p", "medicare-part-b", "-f", "json").out)
    lines = otcpt("repairs", file, "-p", "medicare-part-b", "-f", "jsonl").out.splitlines()

    assert reported["identity"]["policy"].startswith("medicare-part-b@sha256:")
    assert [claim["claim"] for claim in reported["claims"]] == ["C6", "C5"]
    assert [json.loads(line) for line in lines] == reported["claims"]


def test_a_rule_explains_what_it_says_of_lines(otcpt: Run) -> None:
    """The outcome, the edit and the payer's choice."""
    out = otcpt("explain", "PTP003", *ASKED).out

    assert out.startswith("PTP003 edit-bypassed: bypassed")
    assert "PTP edit 97150 with 97530" in out
    assert json.loads(otcpt("explain", "ptp003", *ASKED, "-f", "json").out)["outcome"] == "bypassed"
    assert otcpt("explain", "PTP003", *ASKED, "-f", "html").out.startswith("<")


def test_lines_need_a_day_and_a_payer(otcpt: Run) -> None:
    """Both are named, with an example."""
    assert "--on 2026-03-02" in otcpt("explain", "PTP003", "97150:GO", "-p", "medicare-part-b").err
    assert "--policy" in otcpt("explain", "PTP003", "97150:GO", "--on", "2026-03-02").err
