"""MUE tables: CSV with a copyright cell of several lines and a header that holds a line feed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.io.cms.layouts import COPYRIGHT, csv_of, mue_cells, workbook_of, zip_of

from otcpt.errors import InputErrors, InvalidInput
from otcpt.io.cms import MueRow, read_mue

NAME = "MCR_MUE_PractitionerServices_Eff_04-01-2026.csv"
ROWS = [
    MueRow("00100", 1, 2, "2 Date of Service Edit: Policy", "Code Descriptor / CPT Instruction"),
    MueRow("97010", 0, 3, "3 Date of Service Edit: Clinical", "CMS Policy"),
    MueRow("97110", 6, 3, "3 Date of Service Edit: Clinical", "Clinical: Data"),
    MueRow("J0585", 22000, 1, "1 Line Edit", 'Oral Medication, "Not Payable"'),
]
DATA = csv_of(mue_cells(ROWS))


def problems(data: bytes, name: str = NAME) -> list[tuple[int | None, str | None, str | None]]:
    """Return row, column and value of each problem."""
    with pytest.raises(InputErrors) as caught:
        read_mue(data, name=name)
    return [(problem.row, problem.column, problem.value) for problem in caught.value.problems]


@pytest.mark.parametrize("data", [DATA, csv_of(mue_cells(ROWS), "\n"), b"\xef\xbb\xbf" + DATA, DATA[:-2]])
def test_every_row_comes_back(data: bytes) -> None:
    """Whatever ends the lines, with and without a byte-order mark."""
    table = read_mue(data, name=NAME)

    assert list(table) == ROWS
    assert len(table) == 4
    assert (table.setting, table.effective, table.part.name) == ("practitioner", date(2026, 4, 1), NAME)
    assert "\n".join(table.part.header).startswith('"' + COPYRIGHT)
    assert table.part.header[-1].startswith("CPT Code")


@pytest.mark.parametrize(
    ("words", "file_words", "setting"),
    [
        ("Practitioner", "PractitionerServices", "practitioner"),
        ("Outpatient Hospital", "OutpatientHospitalServices", "outpatient_hospital"),
        ("DME Supplier", "DMESupplierServices", "dme_supplier"),
    ],
)
def test_setting_is_the_headers_and_the_quarter_the_names(words: str, file_words: str, setting: str) -> None:
    """In a ZIP the name of the table counts; the workbook beside it is left alone."""
    name = f"MCR_MUE_{file_words}_Eff_10-01-2026"
    table = read_mue(zip_of({f"{name}.xlsx": b"", f"{name}.csv": csv_of(mue_cells(ROWS, words))}), name="mue.zip")

    assert (table.setting, table.effective) == (setting, date(2026, 10, 1))


def test_quarter_is_given_where_the_name_tells_nothing() -> None:
    """A quarter that contradicts the name, or is none, is a broken call."""
    assert read_mue(DATA, effective=date(2026, 4, 1)).effective == date(2026, 4, 1)
    assert read_mue(DATA, effective=date(2026, 4, 1), name=NAME).effective == date(2026, 4, 1)
    with pytest.raises(InvalidInput, match="does not tell the quarter; pass effective="):
        read_mue(DATA)
    with pytest.raises(InvalidInput, match="is in force from 2026-04-01, not from 2026-07-01"):
        read_mue(DATA, effective=date(2026, 7, 1), name=NAME)
    for day in (date(2026, 4, 2), date(2026, 5, 1)):
        with pytest.raises(InvalidInput, match="no quarter begins on"):
            read_mue(DATA, effective=day)
    with pytest.raises(InvalidInput, match="does not tell the quarter"):
        read_mue(DATA, name="MCR_MUE_PractitionerServices_Eff_13-01-2026.csv")


def test_workbook_is_read_like_the_text() -> None:
    """Units and codes come as numbers."""
    pytest.importorskip("python_calamine", reason="python-calamine is not installed: workbooks are not read")
    cells = [[int(cell) if cell.isdigit() and cell[0] != "0" else cell for cell in row] for row in mue_cells(ROWS)]
    cells[3][1] = 0

    assert list(read_mue(workbook_of(cells), name=NAME.replace(".csv", ".xlsx"))) == ROWS


def test_rows_are_sorted_by_code() -> None:
    """Whatever their order in the file."""
    assert list(read_mue(csv_of(mue_cells(ROWS[::-1])), name=NAME)) == ROWS


@pytest.mark.parametrize(
    ("place", "text", "column"),
    [
        (0, "9711", "HCPCS/CPT Code"),
        (1, "six", "MUE Values"),
        (1, "", "MUE Values"),
        (1, "-1", "MUE Values"),
        (1, "1.5", "MUE Values"),
        (2, "4 Something", "MUE Adjudication Indicator"),
        (2, "32 Something", "MUE Adjudication Indicator"),
        (2, "", "MUE Adjudication Indicator"),
        (3, "", "MUE Rationale"),
    ],
)
def test_bad_cell_is_reported(place: int, text: str, column: str) -> None:
    """The line counts those of the copyright and of the header."""
    cells = mue_cells(ROWS)
    cells[3][place] = text

    assert problems(csv_of(cells)) == [(7, column, text)]


def test_every_bad_row_is_reported_at_once() -> None:
    """A row too short, a code that stands twice, and a bad value."""
    cells = [*mue_cells(ROWS), ["97112", "4", "3 x"], ["97110", "8", "3 x", "y"], ["97116", "x", "3 x", "y"]]

    assert problems(csv_of(cells)) == [
        (10, None, "97112,4,3 x"),
        (11, "HCPCS/CPT Code", "97110"),
        (12, "MUE Values", "x"),
    ]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file is empty"),
        (b"<html>", "web page"),
        (b"\n \n", "this is not an MUE table"),
        (csv_of(mue_cells(ROWS)[2:]), "this is not an MUE table; expected the header HCPCS/CPT Code, Practitioner"),
        (csv_of([row[1:] for row in mue_cells(ROWS)]), "this is not an MUE table"),
        (csv_of([[row[0], row[2], row[1], row[3]] for row in mue_cells(ROWS)]), "this is not an MUE table"),
        (csv_of(mue_cells(ROWS, "Household")), "this is not an MUE table"),
        (csv_of(mue_cells([])), "a header and no row"),
        (csv_of(mue_cells(ROWS, "Outpatient Hospital")), "the file name says practitioner, the header says outpatient"),
        (DATA + b'"97112', "the table breaks off here"),
        (b'"' + DATA[1:].replace(b'"', b""), "the table breaks off here"),
    ],
)
def test_what_is_no_mue_table_is_refused_in_words(data: bytes, message: str) -> None:
    """Wrong header, swapped columns, two settings, an open quotation mark."""
    with pytest.raises(InputErrors) as caught:
        read_mue(data, name=NAME)

    assert message in str(caught.value)


def test_two_tables_in_one_zip_are_refused() -> None:
    """Practitioner and hospital are tables of their own."""
    both = zip_of({NAME: DATA, NAME.replace("Practitioner", "OutpatientHospital"): DATA})
    with pytest.raises(InputErrors, match="expected one table, found"):
        read_mue(both, name="mue.zip")


CODES = st.from_regex(r"[0-9]{4}[0-9T]|[A-V][0-9]{4}", fullmatch=True)
WORDS = st.text(st.characters(codec="latin-1", categories=["L", "N", "P", "S"]), min_size=1, max_size=12)


@given(
    st.lists(
        st.builds(lambda code, units, mark, text: MueRow(code, units, mark, f"{mark} {text}", text), CODES,
                  st.integers(0, 10**6), st.integers(1, 3), WORDS),
        unique_by=lambda row: row.code, min_size=1,
    ),
    st.sampled_from(["\n", "\r\n"]),
)  # fmt: skip
def test_any_table_is_read_back(rows: list[MueRow], end: str) -> None:
    """Round trip, commas and quotation marks included."""
    assert list(read_mue(csv_of(mue_cells(rows), end), name=NAME)) == sorted(rows)
