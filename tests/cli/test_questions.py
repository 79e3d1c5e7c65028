"""`otcpt bill --answer`, `otcpt compare` and `otcpt missed`: pages around functions of the library."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

import otcpt as library

Run: TypeAlias = Callable[..., Any]

PRACTICE = ("-p", "medicare-part-b")
BOTH = (*PRACTICE, "-p", "ama-midpoint")


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    """A day of short services, one without minutes, and one with less billed than was done."""
    path = tmp_path / "lines.csv"
    path.write_text(
        "claim_id,date_of_service,code,modifiers,units,minutes\n"
        "A1,2026-03-02,97530,GO,1,8\nA1,2026-03-02,97110,GO,1,8\nA1,2026-03-02,97140,GO,0,8\n"
        "B1,2026-03-02,97535,GO,1,\n"
        "C1,2026-03-02,97530,GO,2,30\nC1,2026-03-02,97542,GO,0,30\n"
    )
    return path


def test_a_question_is_printed_as_it_is_answered(otcpt: Run) -> None:
    """Each choice stands as ID=KEY, ready for --answer; answered, it is not asked again."""
    visit = ("bill", "2026-03-02", "97530@30", "97750@30", *PRACTICE)
    asked = otcpt(*visit)
    answered = otcpt(*visit, "--answer", "separate-time:97750+97530=yes")

    assert (asked.code, answered.code) == (1, 0)
    assert "separate-time:97750+97530=yes" in asked.out
    assert "For you to decide" not in answered.out
    assert ["GO", "59"] in [row.split()[2:4] for row in answered.out.splitlines() if "97750" in row]
    assert "Answered" in answered.out


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("separate-time:97750+97530", "is not ID=KEY"),
        ("separate-time:97750+97530=yess", "Did you mean yes?"),
        ("separate-time:97750+97110=yes", "Did you mean separate-time:97750+97530?"),
    ],
)
def test_a_wrong_answer_is_refused_with_near_misses(otcpt: Run, answer: str, message: str) -> None:
    """Nothing is billed."""
    ran = otcpt("bill", "2026-03-02", "97530@30", "97750@30", *PRACTICE, "--answer", answer)

    assert ran.code == 2
    assert message in ran.err


def test_a_bill_is_json(otcpt: Run) -> None:
    """The record is the library's own."""
    ran = otcpt("bill", "2026-03-02", "97530@30", "97750@30", *PRACTICE, "--format", "json")
    expected = library.bill(library.visit("2026-03-02", "97530@30", "97750@30"), policy="medicare-part-b").to_record()

    assert json.loads(ran.out) == expected


def test_compare_shows_both_answers(otcpt: Run, lines: Path) -> None:
    """The two units of a code stand side by side, under the names of the policies."""
    ran = otcpt("compare", str(lines), *BOTH)

    assert ran.code == 0
    assert "medicare-part-b and ama-midpoint: 6 against 7 units" in ran.out
    assert "minutes are missing" in ran.out
    [row] = [line.split() for line in ran.out.splitlines() if line.split()[:1] == ["A1"] and "OT" in line]
    assert row[3:] == ["97140", "8", "0", "0", "1"]


def test_compare_writes_records(otcpt: Run, lines: Path) -> None:
    """JSON holds everything, JSON lines one row each."""
    whole = json.loads(otcpt("compare", str(lines), *BOTH, "-f", "json").out)
    rows = [json.loads(line) for line in otcpt("compare", str(lines), *BOTH, "-f", "jsonl").out.splitlines()]

    assert whole["rows"] == rows
    assert {row["table"] for row in rows} == {"units", "findings", "not_comparable"}


@pytest.mark.parametrize("policies", [(), PRACTICE, (*BOTH, "-p", "ama-midpoint")])
def test_compare_takes_two_policies(otcpt: Run, lines: Path, policies: tuple[str, ...]) -> None:
    """One is nothing to compare with."""
    ran = otcpt("compare", str(lines), *policies)

    assert (ran.code, "give --policy twice" in ran.err) == (2, True)


def test_missed_shows_the_working_and_what_is_in_the_way(otcpt: Run, lines: Path) -> None:
    """The unit, its minutes, the steps; and the edit it would meet."""
    ran = otcpt("missed", str(lines), *PRACTICE)

    assert ran.code == 0
    assert "Claim C1, 2026-03-02" in ran.out
    assert "60 minutes are in the row 53 to 67: 4 units" in ran.out
    assert "it would meet PTP002" in ran.out
    assert "documented time supports 2 units on 1 day" in ran.out


def test_missed_writes_records(otcpt: Run, lines: Path) -> None:
    """JSON holds what could not be known, too."""
    whole = json.loads(otcpt("missed", str(lines), *PRACTICE, "-f", "json").out)
    rows = [json.loads(line) for line in otcpt("missed", str(lines), *PRACTICE, "-f", "jsonl").out.splitlines()]

    assert whole["days"] == rows
    assert [one["codes"] for one in whole["not_comparable"]] == [["97535"]]


def test_dollars_are_shown_where_a_locality_is_named(otcpt: Run, lines: Path) -> None:
    """By both commands, and by neither without it."""
    place = ("--locality", "15202-00")
    for command, policies in (("missed", PRACTICE), ("compare", BOTH)):
        assert "$" not in otcpt(command, str(lines), *policies).out
        assert "$" in otcpt(command, str(lines), *policies, *place).out
    rows = otcpt("compare", str(lines), *BOTH, *place, "-f", "jsonl").out.splitlines()

    assert {json.loads(line)["table"] for line in rows} == {"units", "findings", "not_comparable", "amounts"}


def test_missed_is_silent_where_nothing_is(otcpt: Run, tmp_path: Path) -> None:
    """No nudge towards a unit that was not earned."""
    path = tmp_path / "lines.csv"
    path.write_text("claim_id,date_of_service,code,modifiers,units,minutes\nA1,2026-03-02,97530,GO,1,22\n")
    ran = otcpt("missed", str(path), *PRACTICE)

    assert "supports 0 units" in ran.out
    assert "97530" not in ran.out
