"""What is outside the registry leaves the answer incomplete, through every door."""

from datetime import date
from pathlib import Path

import pytest

import otcpt
from otcpt import batch

FOREIGN = ["A4570", "99291", "99213", "36415", "99813"]
#: Numbers of the section that the registry has whole, and codes that Medicare never uses.
FAULTY = {
    **dict.fromkeys(("97751", "97531", "97115", "97764", "97111", "97780", "97557"), "CODE002"),
    **dict.fromkeys(("S8940", "T1015", "H2000"), "CODE004"),
}


@pytest.mark.parametrize("code", FOREIGN)
def test_a_code_outside_the_registry_leaves_the_report_incomplete(code: str) -> None:
    """Without a finding too: neither complete nor ok, and the code is named with its reason."""
    report = otcpt.check(otcpt.claim("2026-03-02", "97550:GO x1 @30", f"{code} x1"), policy="medicare-part-b")

    assert report.clean and not report.complete and not report.ok
    [entry] = [one for one in report.not_evaluated if one.rule_id == "CODE003"]
    assert (str(entry.reason), entry.positions) == ("outside coverage", (1,))


@pytest.mark.parametrize("code", FAULTY)
def test_a_number_that_is_none_and_a_code_of_other_payers_are_errors(code: str) -> None:
    """And still outside coverage: nothing else about them is judged."""
    report = otcpt.check(otcpt.claim("2026-03-02", "97550:GO x1 @30", f"{code}:GO x1"), policy="medicare-part-b")

    assert [(one.rule_id, str(one.severity), one.positions) for one in report.findings] == [
        (FAULTY[code], "error", (1,))
    ]
    assert not report.complete


def test_what_is_not_billed_or_not_this_payers_is_no_gap() -> None:
    """A line of no units, and a line of another payer."""
    claim = otcpt.claim("2026-03-02", "97530:GO x1 @15", "99213 x0")
    assert otcpt.check(claim, policy="medicare-part-b").complete

    day = date(2026, 3, 2)
    own = otcpt.ServiceLine("97530", date_of_service=day, modifiers=("GO",), units=1, minutes=15, payer="MB")
    other = otcpt.ServiceLine("97751", date_of_service=day, units=1, payer="CI")
    assert otcpt.check(otcpt.Claim([own, other]), policy="medicare-part-b").complete


def test_columns_say_the_same(tmp_path: Path) -> None:
    """The route over columns lists the code outside coverage, and asks no less."""
    path = tmp_path / "lines.csv"
    path.write_text("date_of_service,code,modifiers,units\n2026-03-02,97751,GO,1\n", encoding="utf-8")
    result = batch.check_file(path, tmp_path / "out.jsonl", policy="medicare-part-b")

    assert not result.complete
