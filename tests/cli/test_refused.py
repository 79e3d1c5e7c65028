"""Broken input and broken calls: exit code 2, what is wrong on stderr, nothing on stdout."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

Run: TypeAlias = Callable[..., Any]


def test_every_problem_of_a_file_is_listed(otcpt: Run, tmp_path: Path) -> None:
    """File, row, column and value of each problem, all at once."""
    path = tmp_path / "bad.csv"
    path.write_text(
        "claim_id,date_of_service,code,units,minutes\nA,2026-13-02,97530,2,30\nB,2026-03-02,,1,-4\n", encoding="utf-8"
    )

    ran = otcpt("check", path, "-p", "medicare-part-b", "--fail-on", "never")

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("otcpt: bad.csv cannot be checked: 3 problems")
    assert [line.split()[:2] for line in ran.err.splitlines()[2:]] == [
        ["2", "date_of_service"],
        ["3", "code"],
        ["3", "minutes"],
    ]
    assert "'2026-13-02'" in ran.err


@pytest.mark.parametrize("content", [b"", b"not a claim", b"\x00\xff\xfe", b"GS*HC*A*B~"])
def test_what_is_no_claim_file_is_refused(otcpt: Run, content: bytes) -> None:
    """Neither a table nor an 837 is read as empty."""
    ran = otcpt("check", "-", "-p", "medicare-part-b", stdin=content)

    assert (ran.code, ran.out) == (2, "")
    assert "<stdin> cannot be checked" in ran.err


@pytest.mark.parametrize("content", [b"\xff\xfe{", b"[" * 100_000])
def test_what_is_no_stored_report_is_refused(otcpt: Run, csv_of: Run, content: bytes) -> None:
    """Bytes that are no text, and JSON without an end."""
    ran = otcpt("replay", "-", "--claims", csv_of("clean"), stdin=content)

    assert (ran.code, ran.out) == (2, "")
    assert "is neither JSON nor JSON lines" in ran.err


def test_a_missing_policy_is_asked_for_with_the_choices(otcpt: Run, csv_of: Run) -> None:
    """There is no default payer."""
    ran = otcpt("check", csv_of("clean"))

    assert ran.code == 2
    assert "--policy is missing" in ran.err
    assert "medicare-part-b, medicare-part-b-facility, ama-midpoint, medicaid-ncci" in ran.err


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("check", "{file}", "-p", "medicare-partb"), "Did you mean medicare-part-b"),
        (("check", "{file}", "-p", "medicare-part-b", "--edition", "2025q1"), "no edition '2025q1'"),
        (("check", "nowhere.csv", "-p", "medicare-part-b"), "cannot open nowhere.csv: no such file"),
        (("bill", "2026-03-02", "97530@38"), "--policy is missing"),
        (("bill", "2026-3-2", "97530@38", "-p", "medicare-part-b"), "YYYY-MM-DD"),
        (("units", "97110", "--method", "cms"), "does not say whose minutes"),
        (("units", "97110:GO@33", "--method", "cms"), "leave them out"),
        (("units", "97410@33", "--method", "cms"), "'97410'"),
        (("check", "{file}", "-p", "medicaid-ncci"), "add --unit-method cms or ama"),
        (("units", "97110@33"), "--method"),
        (("units", "97110@33", "--method", "medicare"), "cms"),
        (("code", "97410"), "Did you mean 97140?"),
        (("code", "97003", "--on", "2026-03-02"), "Replaced by 97165, 97166, 97167"),
        (("code",), "--search"),
        (("pair", "97750", "9753O7", "--on", "2026-03-02"), "impossible"),
        (("pair", "97750", "97530"), "--on"),
        (("explain", "PTP01"), "no rule is called 'PTP01'"),
        (("policies", "medicare"), "no policy is called 'medicare'"),
        (("chek",), "chek"),
    ],
)
def test_a_broken_call_says_what_is_wrong(otcpt: Run, csv_of: Run, words: tuple[str, ...], expected: str) -> None:
    """A message on stderr that names the value or what is missing, never a traceback."""
    file = str(csv_of("clean"))

    ran = otcpt(*(file if word == "{file}" else word for word in words))

    assert (ran.code, ran.out) == (2, "")
    assert expected in ran.err
    assert "Traceback" not in ran.err


def test_the_answer_never_overwrites_the_claims(otcpt: Run, csv_of: Run) -> None:
    """--out may not be the file that is checked."""
    path = csv_of("clean")
    before = path.read_bytes()

    ran = otcpt("check", path, "-p", "medicare-part-b", "--out", path, "--format", "csv")

    assert (ran.code, path.read_bytes()) == (2, before)
    assert "is a file to be read; name another one" in ran.err


def test_a_long_list_of_problems_ends(otcpt: Run) -> None:
    """A hundred are shown, the rest is counted."""
    table = b"code,dos\n" + b"".join(b"97530,x9 March %d\n" % number for number in range(1250))

    ran = otcpt("check", "-", "-p", "medicare-part-b", stdin=table)

    lines = ran.err.splitlines()
    assert lines[0] == "otcpt: <stdin> cannot be checked: 1,250 problems"
    assert (len(lines), lines[-1].strip()) == (103, "and 1,150 more; correct these first")


def test_equal_problems_are_one_line(otcpt: Run) -> None:
    """With the first of their rows, and how many more there are."""
    table = b"code,dos\n" + b"97530,9 March\n" * 1250

    ran = otcpt("check", "-", "-p", "medicare-part-b", stdin=table)

    lines = ran.err.splitlines()
    assert lines[0] == "otcpt: <stdin> cannot be checked: 1,250 problems"
    assert len(lines) == 3
    assert lines[2].strip().startswith("2, 3, 4, 5, 6 and 1,245 more  date_of_service    '9 March'  not a calendar day")
