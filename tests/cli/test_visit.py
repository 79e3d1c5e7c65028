"""Minutes in: `otcpt units` and `otcpt bill`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import otcpt as library

Run: TypeAlias = Callable[..., Any]


def test_units_show_the_working_of_the_library(otcpt: Run) -> None:
    """The text is the allocation's own."""
    expected = str(library.allocate_units({"97110": 33, "97140": 7}, method="cms"))

    ran = otcpt("units", "97110@33", "97140@7", "--method", "cms")

    assert (ran.code, ran.out.rstrip("\n")) == (0, expected)


def test_minutes_of_one_code_are_added_up(otcpt: Run) -> None:
    """A code given twice is one code; who gave the minutes does not matter to units."""
    once = otcpt("units", "97110@33", "--method", "ama").out

    assert otcpt("units", "97110@13", "97110@A20", "--method", "ama").out == once


def test_methods_stand_side_by_side(otcpt: Run) -> None:
    """Of a primary and a secondary payer with different rules, both answers: by code, and in all."""
    lines = otcpt("units", "97110@8", "97140@8", "97530@8", "-m", "cms", "-m", "ama").out.splitlines()

    assert [line.split() for line in lines] == [
        ["code", "minutes", "cms", "ama"],
        ["97110", "8", "1", "1"],
        ["97140", "8", "1", "1"],
        ["97530", "8", "0", "1"],
        ["in", "all", "24", "2", "3"],
    ]


def test_tenths_of_an_hour_are_shown_as_tenths(otcpt: Run) -> None:
    """Beside units of another method, in the lines of a bill and alone: never as a number of units."""
    beside = otcpt("units", "97530@38", "97150@10", "-m", "cms", "-m", "tenths").out.splitlines()
    alone = otcpt("units", "97530@38", "-m", "tenths").out
    bill = otcpt("bill", "2026-03-02", "97530@78", "97150@10", "-p", "medicaid-ncci+tenths-of-an-hour").out

    assert [" ".join(line.split()) for line in beside] == [
        "code minutes cms tenths",
        "97150 10 1 1",
        "97530 38 3 6 tenths of an hour",
        "in all 48 4 1 unit and 6 tenths of an hour",
    ]
    assert "Billed: 97530 6 tenths of an hour (6 tenths of an hour in all)" in alone
    assert "97530 13 tenths of an hour 78" in " ".join(bill.split())
    assert "97150 1 10" in " ".join(bill.split())


def test_tenths_of_an_hour_are_missed_and_compared_as_tenths(otcpt: Run, tmp_path: Path) -> None:
    """`missed` and `compare` write them in the cells, headings and sums."""
    file = tmp_path / "day.csv"
    file.write_text("code,date of service,units,minutes\n97530,2026-03-02,10,78\n", encoding="utf-8")
    missed = otcpt("missed", file, "-p", "medicaid-ncci+tenths-of-an-hour").out
    compared = otcpt("compare", file, "-p", "ama-midpoint", "-p", "ama-midpoint+tenths-of-an-hour").out

    assert "OT, +3 tenths of an hour in all" in missed
    assert "97530 78 10 tenths of an hour 13 tenths of an hour" in " ".join(missed.split())
    assert "97530 78 10 5 13 tenths of an hour" in " ".join(compared.split())
    assert "5 units against 13 tenths of an hour" in " ".join(compared.split())


def test_a_code_given_twice_is_two_sessions_where_sessions_count(otcpt: Run) -> None:
    """Nothing is added up over the day."""
    assert "97110 x2 (2 in all)" in otcpt("units", "97110@8", "97110@8", "-m", "per_session").out


def test_bill_shows_lines_with_units_and_modifiers(otcpt: Run) -> None:
    """The lines are those of the library's bill."""
    visit = library.visit("2026-03-02", "97530@38", "97110@36")
    expected = [line.code for line in library.bill(visit, policy="medicare-part-b").claim.lines]

    ran = otcpt("bill", "2026-03-02", "97530@38", "97110@36", "-p", "medicare-part-b")

    rows = [line.split() for line in ran.out.splitlines()[3 : 3 + len(expected)]]
    assert ran.code == 0
    assert [row[1] for row in rows] == expected
    assert all("GO" in row for row in rows)


def test_bill_asks_what_only_the_clinician_knows(otcpt: Run) -> None:
    """Ties and separate time are questions; the conflict is shown and counts as a finding."""
    ran = otcpt("bill", "2026-03-02", "97530@20", "97542@20", "-p", "medicare-part-b")

    assert ran.code == 1
    assert "For you to decide" in ran.out
    assert "97542 beside 97530: " in ran.out
    assert "What the payer will find" in ran.out
    assert "PTP002" in ran.out


def test_a_code_that_earned_no_unit_is_documented(otcpt: Run) -> None:
    """Nothing is dropped from the bill."""
    assert "documented, not billed" in otcpt("bill", "2026-03-02", "97530@38", "97140@3", "-p", "medicare-part-b").out


def test_bill_says_what_was_not_judged(otcpt: Run) -> None:
    """A code outside the registry is no silent pass, and old tables are named."""
    ran = otcpt("bill", "2026-03-02", "99999@10", "97530@20", "-p", "medicare-part-b", "-v")

    assert "Not evaluated" in ran.out
    assert "the code is outside the registry" in ran.out
    assert "are carried forward from the last table that was read" in ran.out


def test_a_unit_method_is_laid_over_the_policy(otcpt: Run) -> None:
    """Medicaid's method is the state's: it is given at the call, and the report names it."""
    ran = otcpt("bill", "2026-03-02", "97110@7", "97140@7", "97112@7", "-p", "medicaid-ncci", "--unit-method", "cms")

    assert ran.code == 0
    assert "medicaid-ncci+unit-method-cms" in ran.out
