"""Workbooks of service lines: floats, dates and blank rows of a spreadsheet become what a careful CSV holds."""

import subprocess
import sys
from datetime import date
from io import BytesIO
from pathlib import Path
from time import process_time
from zipfile import ZipFile

import pytest
from tests.io.cms.layouts import workbook_of, zip_of

from otcpt.errors import InputErrors, InvalidInput, UnknownName
from otcpt.io import Sheet, read_claims, read_workbook, write_workbook

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


def test_every_problem_is_reported_by_row_and_column() -> None:
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
    with pytest.raises(InputErrors, match="is a ZIP archive without a workbook; unpack it first"):
        read_claims(zip_of({"lines.csv": b"code,date_of_service"}))
    with pytest.raises(InputErrors, match="names no column that otcpt knows"):
        read_claims(workbook_of([()]))
    with pytest.raises(UnknownName, match=r"<bytes> has no sheet 'Edit'; its sheets are Edits. Did you mean Edits"):
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


def changed(book: bytes, member: str, old: bytes, new: bytes) -> bytes:
    """Return a workbook with a piece of one of its files replaced."""
    with ZipFile(BytesIO(book)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert old in files[member]
    return zip_of(files | {member: files[member].replace(old, new)})


def test_an_error_of_excel_is_said_to_be_read_as_empty() -> None:
    """With its cell: a modifier or a number of units that is lost changes what is found."""
    book = workbook_of([HEADER, ("A1", "2026-03-09", 97530, "GO", 2), ("A2", "2026-03-09", 97530, "GO", 3)])
    broken = changed(book, "xl/worksheets/sheet1.xml", b'r="E3"><v>3', b's="0" t="e" r="E3" ><v>#N/A')
    broken = changed(broken, "xl/worksheets/sheet1.xml", b'r="E2"><v>2', b'r="E2" t="e"><v>#DIV/0!')

    file = read_claims(broken)

    assert [line.units for line in file.lines()] == [None, None]
    assert any("such as #N/A" in note and note.endswith("read as empty: E2, E3 (2 in all)") for note in file.notes)
    assert not any("error" in note for note in read_claims(book).notes)


@pytest.mark.parametrize("value", [b"", b"<v></v>", b"<v/>", b"<v />"])
def test_a_formula_without_its_value_is_said_to_be_read_as_empty(value: bytes) -> None:
    """Programs that write workbooks leave values to be calculated; one that was calculated is read."""
    book = workbook_of([HEADER, ("A1", "2026-03-09", 97530, "GO", 2), ("A2", "2026-03-09", 97530, "GO", 3)])
    made = changed(book, "xl/worksheets/sheet1.xml", b'r="E3"><v>3</v>', b'r="E3"><f>1+2</f>' + value)
    made = changed(made, "xl/worksheets/sheet1.xml", b'r="E2"><v>2', b'r="E2"><f>1+1</f><v>2')

    file = read_claims(made)

    assert [line.units for line in file.lines()] == [2, None]
    assert any("never calculated" in note and note.endswith("read as empty: E3 (1 in all)") for note in file.notes)


def test_merged_cells_are_those_of_all_their_rows() -> None:
    """Whose the lines are and of which day, but not how much was done: that is one number for several lines."""
    rows: list[tuple[str | int, ...]] = [
        ("C1", "3/9/2026", 97530, "GO", 2, 30, 11),
        ("", "", 97140, "GO", 1, "", ""),
        ("", "", 97110, "GO", 1, 15, ""),
    ]
    book = workbook_of([("Week 10",), HEADER, *rows])
    merged = b"".join(b'<mergeCell ref="%s"/>' % ref for ref in (b"A1:G1", b"A3:A5", b"B3:B4", b"F3:F4", b"Z3:Z5"))
    made = changed(
        book, "xl/worksheets/sheet1.xml", b"</sheetData>", b"</sheetData><mergeCells>%s</mergeCells>" % merged
    )

    file = read_claims(made, on_problem="keep")

    assert [(line.claim_id, line.code, line.minutes) for line in file.lines()] == [
        ("C1", "97530", 30),
        ("C1", "97140", None),
    ]
    assert [one.row for one in file.problems] == [5]


def test_merged_cells_that_overlap_take_no_longer_than_others() -> None:
    """A few bytes may say so a hundred thousand times; no such workbook is Excel's."""
    rows: list[tuple[str | int, ...]] = [("C1", "2026-03-09", 97530)] * 2000
    book = workbook_of([HEADER[:3], *rows])
    merged = b'<mergeCell ref="A2:A2001"/>' * 100_000
    made = changed(
        book, "xl/worksheets/sheet1.xml", b"</sheetData>", b"</sheetData><mergeCells>%s</mergeCells>" % merged
    )

    started = process_time()
    assert len(read_claims(made).claims[0]) == 2000
    assert process_time() - started < 5


@pytest.mark.parametrize("turn", [False, True])
def test_names_given_either_way_round_find_the_table(tmp_path: Path, turn: bool) -> None:
    """A cover sheet, or a line with other delimiters, comes before the table whose columns the caller names."""
    names = {"Visit Day": "date_of_service", "Px Billed": "code"}
    columns = {ours: theirs for theirs, ours in names.items()} if turn else names
    cover = Sheet("Cover", ("Acme",), [("March",)])
    write_workbook(tmp_path / "book.xlsx", [cover, Sheet("Lines", tuple(names), [("2026-03-02", "97530")])])

    for source in (tmp_path / "book.xlsx", b"Acme, Inc., Ohio\nVisit Day;Px Billed\n2026-03-02;97530\n"):
        assert [line.code for line in read_claims(source, columns=columns).lines()] == ["97530"]


def test_a_hidden_sheet_is_not_read_before_one_that_is_shown(tmp_path: Path) -> None:
    """It is named in a note, and read where it is asked for, or alone."""
    header = ("claim_id", "dos", "cpt", "units")
    sheets = [Sheet(name, header, [(name, "2026-03-02", "97530", 1)]) for name in ("Old", "March")]
    write_workbook(tmp_path / "book.xlsx", sheets)
    shown = (tmp_path / "book.xlsx").read_bytes()
    hidden = changed(shown, "xl/workbook.xml", b'name="Old"', b'name="Old" state="hidden"')
    both = changed(hidden, "xl/workbook.xml", b'name="March"', b'name="March" state="veryHidden"')

    assert [read_claims(one).claims[0].claim_id for one in (shown, hidden, both)] == ["Old", "March", "Old"]
    assert any("'Old' has a table of lines too" in note for note in read_claims(hidden).notes)
    assert read_claims(hidden, sheet="Old").claims[0].claim_id == "Old"
    assert read_claims(hidden, sheet=1).claims[0].claim_id == "Old"
