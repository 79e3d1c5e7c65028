"""``otcpt check`` with a history: the rules over time, and what stops them."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from tests.cli.jsonl import findings_in

Run: TypeAlias = Callable[..., Any]
QUARTER = Path(__file__).parents[2] / "examples" / "quarter"
BEFORE = ("--history", QUARTER / "january_february.csv", "--history", QUARTER / "chart.toml")
ASK = ("check", QUARTER / "march.csv", "-p", "medicare-part-b")
pytestmark = pytest.mark.checkout


def found(ran: Any) -> set[str]:
    """The rules of the findings."""
    return set(re.findall(r"^  (?:error|warning|advice) .*? ([A-Z]+\d{3})  ", ran.out, re.MULTILINE))


def test_the_example_quarter_shows_what_no_single_day_does(otcpt: Run) -> None:
    """March is clean day by day; beside the chart and the months before, three days are not."""
    assert found(otcpt(*ASK)) == set()
    assert found(otcpt(*ASK, *BEFORE)) == {"POC001", "POC003", "EVAL004"}


def test_the_readme_of_the_examples_says_the_same() -> None:
    """The table of the quarter names these rules and days."""
    table = (QUARTER.parent / "README.md").read_text(encoding="utf-8").partition("quarter/")[2]

    assert re.findall(r"^\| (2026-\d\d-\d\d) \|.*\| ([A-Z]+\d{3}) \|$", table, re.MULTILINE) == [
        ("2026-03-12", "POC003"),
        ("2026-03-16", "EVAL004"),
        ("2026-03-23", "POC001"),
    ]


def test_without_a_history_the_rules_over_time_are_not_requested(otcpt: Run) -> None:
    """They are named among what was not checked."""
    gap = next(one for one in json.loads(otcpt(*ASK, "-f", "json").out)["not_evaluated"] if "POC003" in one["rule_ids"])

    assert gap["reason"] == "not requested"


def test_over_time_takes_the_file_for_everything(otcpt: Run) -> None:
    """An empty history: no one knows the episode, so its rules need input."""
    not_evaluated_summaries = json.loads(otcpt(*ASK, "--over-time", "-f", "json").out)["not_evaluated"]

    assert {
        one["reason"] for one in not_evaluated_summaries if {"POC001", "EVAL004", "KX001"} & {*one["rule_ids"]}
    } == {"input missing"}


def test_over_time_beside_a_history_adds_nothing(otcpt: Run) -> None:
    """The history is what it is."""
    assert otcpt(*ASK, *BEFORE, "--over-time").out == otcpt(*ASK, *BEFORE).out


def test_a_chart_of_somebody_else_is_remarked(otcpt: Run, tmp_path: Path) -> None:
    """A mistyped key would otherwise pass for a patient without a chart."""
    chart = tmp_path / "chart.toml"
    chart.write_text('[[episode]]\npatient_key = "P10"\nfirst_day = 2026-01-05\n')

    assert "charts tell of 1 patient without a line in this file" in otcpt(*ASK, "--history", chart).out
    assert "charts tell of" not in otcpt(*ASK, *BEFORE).out


@pytest.mark.parametrize("more", [BEFORE, ("--over-time",), (*BEFORE, "--over-time")])
def test_in_columns_the_rules_over_time_say_the_same(otcpt: Run, tmp_path: Path, more: tuple[object, ...]) -> None:
    """As findings, as exit code, and as what was not judged."""
    claim_by_claim = otcpt(*ASK, *more, "--format", "jsonl", "--fail-on", "incomplete", "-v")
    in_columns = otcpt(*ASK, *more, "--out", tmp_path / "f.jsonl", "--workers", "2", "--fail-on", "incomplete", "-v")

    kept = ("claim_id", "line_ids", "date_of_service", "rule_id", "severity", "message", "evidence")
    texts: tuple[str, str] = claim_by_claim.out, (tmp_path / "f.jsonl").read_text()
    rows = map(findings_in, texts)
    one, other = (sorted(json.dumps({name: row[name] for name in kept}) for row in some) for some in rows)
    assert one == other
    assert in_columns.code == claim_by_claim.code
    not_evaluated_summaries, same = (
        re.findall(r"^ +(\d+ lines?) +(\S+)", ran.err, re.MULTILINE) for ran in (claim_by_claim, in_columns)
    )
    assert not_evaluated_summaries == same != []


def test_in_columns_a_chart_of_somebody_else_is_remarked_too(otcpt: Run, tmp_path: Path) -> None:
    """A chart of a patient who is in no line, or of no one where every line names its patient."""
    chart = tmp_path / "chart.toml"
    for key in ('patient_key = "P10"', ""):
        chart.write_text(f"[[episode]]\n{key}\nfirst_day = 2026-01-05\n")
        for more in ((), ("--workers", "2")):
            ran = otcpt(*ASK, "--history", chart, *more)
            assert "charts tell of 1 patient without a line in this file" in ran.out
    assert "charts tell of" not in otcpt(*ASK, *BEFORE, "--workers", "2").out


def test_findings_are_not_written_over_the_history(otcpt: Run, tmp_path: Path) -> None:
    """Neither claim by claim nor in columns."""
    before = tmp_path / "before.csv"
    before.write_bytes((QUARTER / "january_february.csv").read_bytes())
    for more in ((), ("--workers", "2")):
        ran = otcpt(*ASK, "--history", before, "--out", before, *more)
        assert (ran.code, "is a file to be read" in " ".join(ran.err.split())) == (2, True)


def test_a_broken_history_stops_the_check(otcpt: Run, tmp_path: Path) -> None:
    """Exit code 2, every problem on stderr, nothing on stdout."""
    chart = tmp_path / "chart.toml"
    chart.write_text('[[episode]]\nfirst_dy = 2026-01-05\ndiscipline = "OTR"\n')

    ran = otcpt(*ASK, "--history", chart)

    assert (ran.code, ran.out) == (2, "")
    assert "chart.toml cannot be checked: 3 problems" in ran.err
    assert "Did you mean first_day, last_day?" in ran.err


def test_problems_of_two_files_name_both(otcpt: Run, tmp_path: Path) -> None:
    """A column that says nothing is left out, the file is a column where there are several."""
    chart, table = tmp_path / "chart.toml", tmp_path / "february.csv"
    chart.write_text("[[episode]]\n")
    one = otcpt(*ASK, "--history", chart).err.splitlines()
    table.write_text("code,dos\n97530,x\n")
    two = otcpt(*ASK, "--history", chart, "--history", table).err.splitlines()

    assert (one[0], two[0]) == (
        "otcpt: chart.toml cannot be checked: 1 problem",
        "otcpt: chart.toml, february.csv cannot be checked: 2 problems",
    )
    assert [line.split()[0] for line in one[1:]] == ["column", "episode"]
    assert [line.split()[0] for line in two[1:]] == ["file", "chart.toml", "february.csv"]


def test_a_history_without_a_key_needs_a_single_patient(otcpt: Run, tmp_path: Path) -> None:
    """It is not guessed which of two claims the chart is about."""
    chart, claims = tmp_path / "chart.toml", tmp_path / "claims.csv"
    chart.write_text("[[episode]]\nfirst_day = 2026-01-05\n")
    claims.write_text("claim_id,date_of_service,code\nC1,2026-03-02,97530\nC2,2026-03-02,97530\n")

    ran = otcpt("check", claims, "-p", "medicare-part-b", "--history", chart)

    assert (ran.code, ran.out) == (2, "")
    assert "give patient_key on both" in ran.err


@pytest.mark.parametrize("name", ["march.csv", "chart.toml"])
def test_the_answer_never_overwrites_what_is_read(otcpt: Run, tmp_path: Path, name: str) -> None:
    """Neither the claims nor the history."""
    for file in QUARTER.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    before = (tmp_path / name).read_bytes()

    ran = otcpt(
        *("check", tmp_path / "march.csv", "-p", "medicare-part-b", "--history", tmp_path / "chart.toml"),
        *("--out", tmp_path / name),
    )

    assert (ran.code, (tmp_path / name).read_bytes()) == (2, before)


def test_earlier_claims_under_other_names_are_read(otcpt: Run, tmp_path: Path) -> None:
    """`--history-column` says which column is which, in tables alone."""
    before, chart, week = (tmp_path / name for name in ("before.csv", "chart.toml", "week.csv"))
    before.write_text("Visit Day,CPT Billed,patient,claim\n2026-03-02,97165,P1,C1\n", encoding="utf-8")
    chart.write_text('[[episode]]\npatient_key = "P1"\nfirst_day = 2026-03-02\n', encoding="utf-8")
    week.write_text("dos,code,patient,claim\n2026-03-09,97530,P1,C2\n", encoding="utf-8")
    asked = ("check", week, "-p", "medicare-part-b", "--history", before, "--history", chart)

    assert otcpt(*asked).code == 2
    named = ("--history-column", "Visit Day=date_of_service", "--history-column", "CPT Billed=code")
    ran = otcpt(*asked, *named)
    assert (ran.code, ran.err) == (1, "")
    refused = otcpt(*asked, "--history-column", "Visit Day")
    assert refused.code == 2
    assert "--history-column 'Visit Day' does not say which column is which" in " ".join(refused.err.split())


@pytest.mark.parametrize("more", [(), ("--workers", "2")], ids=["by claim", "in columns"])
def test_the_answer_says_how_much_the_rules_over_time_had(otcpt: Run, more: tuple[str, ...]) -> None:
    """Lines of the file, and lines and days of the history; nothing where they were not asked."""
    with_history = " ".join(otcpt(*ASK, *BEFORE, *more).out.split())
    alone = " ".join(otcpt(*ASK, "--over-time", *more).out.split())

    assert re.search(
        r"Rules over time had \d+ lines of this answer, and \d+ lines on \d+ days of the history", with_history
    )
    assert "(2026-01-" in with_history
    assert "lines of this answer, and no line of a history" in alone
    assert "Rules over time" not in otcpt(*ASK, *more).out
