"""Who is billed: filing codes in any case, a few names that mean one code, and nothing else."""

from datetime import date

import pyarrow as pa
import pytest
from tests.io.cms.layouts import workbook_of

from otcpt.batch import check_frame
from otcpt.claims import FILING_CODES, ServiceLine, filing_code
from otcpt.errors import InputErrors, InvalidInput
from otcpt.io import read_csv, read_workbook

#: What a practice writes, and the one code it means.
NAMES = {
    "Medicare": "MB",
    "MEDICARE PART B": "MB",
    " Medicare  b ": "MB",
    "Railroad Medicare": "MB",
    "Medicare Part A": "MA",
    "Medicare Advantage": "16",
    "Medicaid": "MC",
    "Commercial": "CI",
    "Blue Cross Blue Shield": "BL",
    "Workers' Compensation": "WC",
    "Workers’ Comp": "WC",
    "TRICARE": "CH",
    "Self-pay": "09",
    "9": "09",
}
#: Companies, a company's Medicare plan, numbers of payers, and slips of the finger.
REFUSED = ("Aetna", "Humana Medicare", "Medicare Aetna", "AARP Medicare Complete", "60054", "BM", "M B", "MB1", "x")
DAY = date(2026, 3, 2)


@pytest.mark.parametrize("code", FILING_CODES)
def test_a_code_is_read_in_any_case(code: str) -> None:
    """Upper, lower and mixed; blanks around it make no difference."""
    assert {filing_code(text) for text in (code, code.lower(), code.capitalize(), f" {code} ")} == {code}
    assert ServiceLine("97530", date_of_service=DAY, payer=code.lower()).payer == code


@pytest.mark.parametrize(("name", "code"), NAMES.items())
def test_a_name_that_means_one_code_is_understood(name: str, code: str) -> None:
    """By a value, a table, a workbook and a frame."""
    cell = name.strip()
    rows = [["dos", "cpt", "payer"], ["2026-03-02", "97003", cell]]

    assert ServiceLine("97530", date_of_service=DAY, payer=name).payer == code
    assert read_csv("\n".join(map(",".join, rows)).encode()).claims[0].lines[0].payer == code
    assert read_workbook(workbook_of([list(row) for row in rows])).claims[0].lines[0].payer == code


@pytest.mark.parametrize("name", REFUSED)
def test_any_other_value_is_refused_with_the_code_to_write(name: str) -> None:
    """Medicare with a company's name is Medicare Advantage, never Part B; a slip of the finger is no other payer."""
    with pytest.raises(InvalidInput, match="SBR09, for example CI for commercial insurance, MB for Medicare Part B"):
        filing_code(name)
    with pytest.raises(InvalidInput, match=f"payer '{name}' is not a claim filing code"):
        ServiceLine("97530", date_of_service=DAY, payer=name)


def test_a_refused_payer_is_a_problem_at_its_row() -> None:
    """From a table and from a frame alike: row, column, value and what to write."""
    table = {"date_of_service": ["2026-03-02"] * 3, "code": ["97530"] * 3, "payer": ["mb", "Aetna", None]}
    text = "date_of_service,code,payer\n2026-03-02,97530,mb\n2026-03-02,97530,Aetna\n2026-03-02,97530,\n"

    with pytest.raises(InputErrors) as from_csv:
        read_csv(text.encode())
    with pytest.raises(InputErrors) as from_frame:
        check_frame(pa.table(table), policy="medicare-part-b")

    (csv,), (frame,) = from_csv.value.problems, from_frame.value.problems
    assert (csv.row, csv.column, csv.value) == (3, "payer", "Aetna")
    assert (frame.row, frame.column, frame.value) == (2, "payer", "Aetna")
    assert csv.message == frame.message
    assert csv.message.startswith("not a claim filing code; write the two-character code of SBR09")


@pytest.mark.parametrize("name", ["mb", "Medicare", "medicare part b"])
def test_a_frame_s_payer_in_any_case_is_judged(name: str) -> None:
    """The rules are asked of every line that is the policy's, however its payer is written."""
    lines = pa.table({"date_of_service": ["2026-03-02"], "code": ["97003"], "payer": [name]})

    assert check_frame(lines, policy="medicare-part-b").column("rule_id").to_pylist() == ["CODE003"]


def test_a_company_s_medicare_plan_is_given_its_code() -> None:
    """Whoever writes Medicare means a plan of Medicare's, so the code of Medicare Advantage is named too."""
    with pytest.raises(InvalidInput, match="16 for a Medicare Advantage plan"):
        filing_code("Humana Medicare")
