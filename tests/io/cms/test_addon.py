"""Add-on tables: text of fixed width, CSV and workbook, with dates as year and day of the year."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.io.cms.layouts import ADDON_HEADER, addon_cells, addon_text, csv_of, workbook_of, zip_of

from otcpt.errors import InputErrors
from otcpt.io.cms import AddonRow, read_addon

NAME = "AOC_V2026Q2-MCR.txt"


def row(
    add_on: str, primary: str | None, kind: int = 1, first: str = "20200101", last: str = "", notes: str = ""
) -> AddonRow:
    """Write a row short."""
    ended = date.fromisoformat(last) if last else None
    return AddonRow(add_on, primary, kind, date.fromisoformat(first), ended, None, None, notes)


ROWS = [
    row("0054T", None, 2, "20130401", notes="Contractor Defined Primary Codes"),
    row("97130", "97129"),
    row("97546", "97545", 1, "20130401", "20161231")._replace(
        add_on_deletion=date(2016, 12, 31), primary_deletion=date(2015, 1, 1)
    ),
    row("97546", "97545", 1, "20170101"),
    row("99292", "99291", 3, "20240229", notes="96360 Practitioner Only"),
]
TABLE = [["CPT only copyright 2025 American Medical Association.", *[""] * 7], ADDON_HEADER, *map(addon_cells, ROWS)]


def problems(data: bytes) -> list[tuple[int | None, str | None, str | None]]:
    """Return row, column and value of each problem."""
    with pytest.raises(InputErrors) as caught:
        read_addon(data, name=NAME)
    return [(problem.row, problem.column, problem.value) for problem in caught.value.problems]


@pytest.mark.parametrize(
    "data",
    [
        addon_text(ROWS),
        addon_text(ROWS).replace(b"\r\n", b"\n"),
        b"\xef\xbb\xbf" + addon_text(ROWS),
        b"".join(line.rstrip() + b"\n" for line in addon_text(ROWS).split(b"\r\n")),
        csv_of(TABLE),
        csv_of(TABLE[1:], "\n"),
    ],
)
def test_every_row_comes_back(data: bytes) -> None:
    """Fixed width, padded or not, and CSV."""
    table = read_addon(data, name=NAME)

    assert list(table) == ROWS
    assert (len(table), table.effective, table.part.rows) == (5, date(2026, 4, 1), 5)


def test_columns_are_found_by_name_in_any_order() -> None:
    """CMS put the edit type first and last, and called the dates Julian."""
    order = [1, 2, 3, 4, 5, 6, 0, 7]
    renamed = [name + "_Julian" if "DT" in name else name for name in ADDON_HEADER]
    cells = [[row[place] for place in order] for row in [renamed, *map(addon_cells, ROWS)]]

    assert list(read_addon(csv_of(cells))) == ROWS


def test_header_is_kept_and_a_zip_is_opened() -> None:
    """The text in the ZIP is read; the workbook beside it is left alone."""
    table = read_addon(zip_of({"AOC_V2024Q3-MCR.xlsx": b"", "AOC_V2024Q3-MCR.txt": addon_text(ROWS)}), name="aoc.zip")

    assert (table.effective, table.part.name) == (date(2024, 7, 1), "aoc.zip/AOC_V2024Q3-MCR.txt")
    assert read_addon(csv_of(TABLE)).part.header == (",".join(TABLE[0]), ",".join(ADDON_HEADER))


def test_workbook_is_read_like_the_text() -> None:
    """Types and dates come as numbers."""
    pytest.importorskip("python_calamine", reason="python-calamine is not installed: workbooks are not read")
    cells = [[int(cell) if cell.isdigit() else cell for cell in line] for line in TABLE]

    assert list(read_addon(workbook_of(cells), name="AOC_V2026Q2-MCR.xlsx")) == ROWS


@pytest.mark.parametrize(
    ("place", "text", "column"),
    [
        (0, "4", "AOC_Edit_Type"),
        (0, "2", "Primary_Code"),
        (1, "9713O", "Add-On_Code"),
        (2, "2020", "AOC_DelDT"),
        (3, "CCCCC", "Primary_Code"),
        (3, "", "Primary_Code"),
        (4, "2019366", "Primary_Code_DelDT"),
        (5, "", "AOC_Edit_EffDT"),
        (5, "2020000", "AOC_Edit_EffDT"),
        (5, "9999366", "AOC_Edit_EffDT"),
        (6, "2019365", "AOC_Edit_DelDT"),
    ],
)
def test_bad_cell_is_reported(place: int, text: str, column: str) -> None:
    """Row, column and value, in CSV."""
    cells = [list(line) for line in TABLE]
    cells[3][place] = text

    ((number, found, value),) = problems(csv_of(cells))
    assert (number, found) == (4, column)
    assert value in (text, "97129")


def test_bad_rows_of_fixed_width_are_reported_at_once() -> None:
    """A shifted line, a short one, and a pair in force twice."""
    data = addon_text(ROWS) + b" " + addon_text(ROWS[1:2]) + b"197130\r\n" + addon_text(ROWS[3:4])

    assert {number for number, _, _ in problems(data)} == {6, 7, 8}
    assert (8, None, "97546/97545") in problems(data)


def test_row_with_other_cells_is_reported() -> None:
    """A comma too many."""
    assert problems(csv_of([*TABLE, ["1", "97130"]])) == [(8, None, None)]


def test_one_edit_may_end_on_the_day_the_next_begins() -> None:
    """CMS does not tell whether the deletion date is still in force."""
    rows = [row("97546", "97545", 1, "20130401", "20170101"), row("97546", "97545", 1, "20170101")]

    assert list(read_addon(addon_text(rows), name=NAME)) == rows


def test_edit_that_was_deleted_on_its_first_day_takes_nothing_from_the_other() -> None:
    """The list of 2026Q2 has such rows of G2211, within the time of an edit that goes on."""
    rows = [row("97546", "97545", 1, "20170701", "20170701"), row("97546", "97545", 1, "20170101")]

    assert list(read_addon(addon_text(rows), name=NAME)) == rows


def test_edit_of_one_day_stands_alone() -> None:
    """It may end on the day it begins, but not beside another one of that pair and day."""
    rows = [row("97546", "97545", 1, "20170101", "20170101"), row("97546", "97545", 1, "20170101")]

    assert list(read_addon(addon_text(rows[:1]), name=NAME)) == rows[:1]
    assert problems(addon_text(rows)) == [(2, None, "97546/97545")]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file is empty"),
        (b"<html>", "web page"),
        (b" \n", "this is not an add-on code table"),
        (b"97130 97129\n", "this is not an add-on code table; expected rows of fixed width or the header"),
        (csv_of([line[:7] for line in TABLE]), "this is not an add-on code table"),
        (csv_of([[*line, "more"] for line in TABLE]), "this is not an add-on code table"),
        (csv_of(TABLE[:2]), "a header and no row"),
        (csv_of(TABLE) + b'"9', "the table breaks off here"),
    ],
)
def test_what_is_no_addon_table_is_refused_in_words(data: bytes, message: str) -> None:
    """Wrong header, a column too few or too many, no rows."""
    with pytest.raises(InputErrors) as caught:
        read_addon(data, name=NAME)

    assert message in str(caught.value)


CODES = st.from_regex(r"[0-9]{4}[0-9T]|[A-V][0-9]{4}", fullmatch=True)
DAYS = st.dates(date(2013, 4, 1), date(2030, 12, 31))
NOTES = st.just("") | st.text(st.characters(codec="latin-1", categories=["L", "N", "P", "S"]), min_size=1, max_size=58)


@st.composite
def addon_rows(draw: st.DrawFn) -> AddonRow:
    """Rows that are right on their own."""
    kind = draw(st.integers(1, 3))
    primary = draw(CODES) if kind == 1 or (kind == 3 and draw(st.booleans())) else None
    first, last = sorted((draw(DAYS), draw(DAYS)))
    ended, primary_ended = draw(st.none() | DAYS), draw(st.none() | DAYS)
    deletion = draw(st.sampled_from([None, last]))
    return AddonRow(draw(CODES), primary, kind, first, deletion, ended, primary_ended, draw(NOTES))


@given(st.lists(addon_rows(), unique_by=lambda row: row[:2], min_size=1), st.booleans())
def test_any_table_is_read_back(rows: list[AddonRow], fixed: bool) -> None:
    """Round trip in both layouts."""
    data = addon_text(rows) if fixed else csv_of([ADDON_HEADER, *map(addon_cells, rows)])

    assert list(read_addon(data, name=NAME)) == rows
