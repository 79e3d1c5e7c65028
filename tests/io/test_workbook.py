"""Workbooks of service lines: floats, dates and blank rows of a spreadsheet become what a careful CSV holds."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from tests.io.cms.layouts import workbook_of

from otcpt.errors import InputErrors, InvalidInput, UnknownName
from otcpt.io import read_claims, read_workbook

HEADER: tuple[str | int, ...] = ("Claim", "DOS", "CPT", "Mods", "Units", "Minutes", "POS")


def test_whole_numbers_lose_their_point_and_rows_keep_their_place() -> None:
    """97110.0 is 97110, place of service 2.0 is 02, claim 7.0 is claim 7; blank rows count and are no lines."""
    book = workbook_of([(), HEADER, (7, "2026-03-09", 97110, "GO 59", 2, 30, 2), (), ("C2", "3/9/2026", "97530")])

    file = read_claims(book)

    (one, two) = (claim.lines[0] for claim in file.claims)
    assert file.kind == "excel"
    assert (one.code, one.claim_id, one.units, one.minutes, one.place_of_service) == ("97110", "7", 2, 30, "02")
    assert (one.modifiers, one.date_of_service) == (("GO", "59"), date(2026, 3, 9))
    assert two.date_of_service == date(2026, 3, 9)
    assert file.positions == ((3,), (5,))
    assert [line.line_id for line in file.lines()] == ["3", "5"]


def test_every_problem_is_told_by_row_and_column() -> None:
    """As for a CSV, all at once."""
    book = workbook_of([HEADER, ("C1", "2026-02-30", 97110, "GO", -1, 30, 11), ("C2", "2026-03-09", "", "GO", 1)])

    with pytest.raises(InputErrors) as caught:
        read_workbook(book, name="march.xlsx")

    assert [(one.file, one.row, one.column) for one in caught.value.problems] == [
        ("march.xlsx", 2, "date_of_service"),
        ("march.xlsx", 2, "units"),
        ("march.xlsx", 3, "code"),
    ]


def test_what_is_no_workbook_of_lines_is_refused() -> None:
    """A ZIP of something else, an empty sheet, a sheet that is not there, a sheet of what has none."""
    with pytest.raises(InputErrors, match="the workbook cannot be read"):
        read_claims(b"PK\x03\x04 and nothing else")
    with pytest.raises(InputErrors, match="names no column that otcpt knows"):
        read_claims(workbook_of([()]))
    with pytest.raises(UnknownName, match=r"no sheet 'Edit'; there are Edits. Did you mean Edits"):
        read_claims(workbook_of([HEADER]), sheet="Edit")
    with pytest.raises(InvalidInput, match="is no workbook and has no sheet 'March'"):
        read_claims(b"code,date_of_service\n97530,2026-03-09\n", sheet="March")


def test_without_the_extra_the_error_names_it(tmp_path: Path) -> None:
    """python-calamine is asked for when a workbook is met, not before."""
    (tmp_path / "book.xlsx").write_bytes(workbook_of([HEADER]))
    code = (
        "import sys; sys.modules['python_calamine'] = None; import otcpt\n"
        f"try: otcpt.read_claims({str(tmp_path / 'book.xlsx')!r})\n"
        "except otcpt.MissingExtra as error: print(error)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout == "a workbook is read through python-calamine; install it with: pip install 'otcpt[excel]'\n"
