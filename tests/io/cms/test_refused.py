"""What is no CMS table, and what is wrong in one, ends in a list that names file, row, column and value."""

from pathlib import Path

import pytest
from tests.io.cms.layouts import PTP_HEADER, edit, lines, ptp_cells, ptp_text, workbook_of, zip_of

from otcpt.errors import InputErrors, InvalidInput, UnknownName
from otcpt.io.cms import read_addon, read_mue, read_ptp

NAME = "ccipra-v302r0-f1.txt"
GOOD = [edit("97140", "97124"), edit("97150", "97110"), edit("97530", "97750")]
Seen = tuple[int | None, str | None, str | None]


def problems(data: bytes, name: str = NAME) -> list[Seen]:
    """Return row, column and value of each problem."""
    with pytest.raises(InputErrors) as caught:
        read_ptp(data, name=name)
    assert all(problem.file == name for problem in caught.value.problems)
    return [(problem.row, problem.column, problem.value) for problem in caught.value.problems]


def message(data: bytes, name: str = NAME) -> str:
    """Return what is stated of a file."""
    with pytest.raises(InputErrors) as caught:
        read_ptp(data, name=name)
    return str(caught.value)


def with_cell(place: int, text: str) -> bytes:
    """Return a table in whose second row one cell is another."""
    cells = [ptp_cells(row) for row in GOOD]
    cells[1][place] = text
    return lines((*PTP_HEADER, *map("\t".join, cells)))


@pytest.mark.parametrize(
    ("place", "text", "column"),
    [
        (0, "9753O", "Column 1"),
        (0, "", "Column 1"),
        (0, "100", "Column 1"),
        (1, "97-30", "Column 2"),
        (1, "97\xb210", "Column 2"),
        (2, "x", "in existence prior to 1996"),
        (3, "2020-10-01", "Effective Date"),
        (3, "20201301", "Effective Date"),
        (3, "", "Effective Date"),
        (4, "", "Deletion Date"),
        (4, "20200230", "Deletion Date"),
        (4, "20200930", "Deletion Date"),
        (5, "2", "Modifier"),
        (5, "", "Modifier"),
        (5, "\xb2", "Modifier"),
        (5, "9", "Deletion Date"),
        (6, "", "PTP Edit Rationale"),
    ],
)
def test_bad_cell_is_reported(place: int, text: str, column: str) -> None:
    """File, line, column and value of the one cell that is wrong."""
    (found,) = problems(with_cell(place, text))

    assert found[:2] == (8, column)
    assert found[2] in (text, "*")


def test_every_bad_row_is_reported_at_once() -> None:
    """Bad rows in two parts, and two bad cells in one row."""
    first = lines((*PTP_HEADER, "9714\t97124\t\t20201001\t*\t3\tx", "97150\t97110\t\t20201001\t*\t1\tx"))
    second = lines((*PTP_HEADER, "97530\t97750\t\t20201001\t*\t1", "", "97760\t97110\t\t2020\t*\t1\tx"))
    with pytest.raises(InputErrors) as caught:
        read_ptp(zip_of({"ccipra-v302r0-f1.txt": first, "ccipra-v302r0-f2.txt": second}), name="all.zip")

    assert [(problem.file, problem.row, problem.column) for problem in caught.value.problems] == [
        ("all.zip/ccipra-v302r0-f1.txt", 7, "Column 1"),
        ("all.zip/ccipra-v302r0-f1.txt", 7, "Modifier"),
        ("all.zip/ccipra-v302r0-f2.txt", 7, None),
        ("all.zip/ccipra-v302r0-f2.txt", 9, "Effective Date"),
    ]


def test_a_thousand_problems_are_listed_and_the_rest_counted() -> None:
    """A wrong column in a large file does not fill the memory with messages."""
    bad = lines((*PTP_HEADER, *(f"99213\t{code:05}\t\t20201001\t*\t7\tx" for code in range(10_000, 12_345))))
    found = problems(bad)

    assert len(found) == 1001
    assert found[999] == (1006, "Modifier", "7")
    assert message(bad).endswith("and 1,345 more problems of this kind or another")


@pytest.mark.parametrize("fields", [6, 8])
def test_row_with_a_field_too_few_or_too_many_is_reported(fields: int) -> None:
    """A lost tab cannot hide behind an additional one in the next row."""
    rows = [ptp_cells(row) for row in GOOD]
    rows[0] = (rows[0] + ["more"])[:fields]
    rows[1] = (rows[1] + ["more"])[: 14 - fields]

    assert [found[:2] for found in problems(lines((*PTP_HEADER, *map("\t".join, rows))))] == [(7, None), (8, None)]


def test_file_cut_short_in_a_row_is_reported() -> None:
    """The last row breaks off."""
    whole = ptp_text(GOOD)
    for cut in range(len("CMS Policy\r\n"), len("7\t97750\t\t20201001\t*\t1\tCMS Policy\r\n")):
        ((row, _, _),) = problems(whole[:-cut])
        assert row == 9


@pytest.mark.parametrize(
    ("rows", "place", "wanted"),
    [
        ([edit("97140", "97124"), edit("97140", "97124", "20220101")], (8, "97140/97124"), "listed twice"),
        ([edit("97140", "97124", "20200101", "20201231"), edit("97140", "97124")], (8, "97140/97124"), "twice on one"),
        ([edit("97124", "97140"), edit("97140", "97124")], (8, "97140/97124"), "active in both directions"),
        ([edit("97140", "97124"), edit("97124", "97140")], (7, "97140/97124"), "active in both directions"),
        ([edit("97140", "97140")], (7, "97140/97140"), "no edit with itself"),
        ([edit("97140", "97124", "20200101", "20200101", 9)] * 2, (8, "97140/97124"), "listed twice"),
        (
            [
                edit("97110", "97124"),
                *(edit("97140", "97124", day, day) for day in ("20200101", "20200201", "20200101")),
            ],
            (10, "97140/97124"),
            "listed twice",
        ),
    ],
)
def test_rows_that_cannot_stand_together_are_reported(rows: list, place: tuple[int, str], wanted: str) -> None:  # type: ignore[type-arg]
    """The line of the row and its pair."""
    ((row, column, value),) = problems(ptp_text(rows))

    assert (row, column, value) == (place[0], None, place[1])
    assert wanted in message(ptp_text(rows))


def test_the_one_old_exception_is_tolerated_and_nothing_like_it() -> None:
    """88108 with 88162 was voided twice in 1996 under two rationales."""
    twice = [edit("88108", "88162", "19960101", "19960101", 9, text) for text in ("Mutually exclusive", "Standards")]

    assert list(read_ptp(ptp_text(twice), name=NAME)) == twice
    for other in (
        [twice[0], twice[0]],
        [row._replace(column_two="88161") for row in twice],
        [twice[0], twice[1]._replace(modifier_indicator=1)],
    ):
        assert "listed twice" in message(ptp_text(other))


def test_place_of_a_broken_rule_is_right_behind_gaps_and_in_any_order() -> None:
    """Blank lines, bad rows and rows out of order do not shift the line that is named."""
    texts = ["\t".join(ptp_cells(row)) for row in GOOD]
    data = lines((*PTP_HEADER, "", texts[2], "  ", "bad", texts[0], "", texts[1], texts[0]))

    assert problems(data) == [(10, None, "bad"), (14, None, "97140/97124")]


def test_place_is_right_across_blocks() -> None:
    """A blank line where the first block ends shifts the rows of the next: the last row is the first one again."""
    texts = ["\t".join(ptp_cells(edit("99213", f"{code:05}"))) for code in range(10_000, 20_000)]
    whole = lines((*PTP_HEADER, *texts, texts[0]))
    cut = whole.rfind(b"\n", 0, (1 << 18) - 2) + 1

    assert problems(whole) == [(7 + len(texts), None, "99213/10000")]
    assert problems(whole[:cut] + b"\r\n" + whole[cut:]) == [(8 + len(texts), None, "99213/10000")]


@pytest.mark.parametrize(
    "header",
    [
        (),
        PTP_HEADER[:2],
        (*PTP_HEADER[:2], PTP_HEADER[2].replace("Effective\tDeletion", "Deletion\tEffective")),
        (*PTP_HEADER[:2], PTP_HEADER[2].replace("Column 1\tColumn 2", "Column 2\tColumn 1")),
        (*PTP_HEADER[:2], PTP_HEADER[2].replace("\tModifier", "")),
        (*PTP_HEADER[:2], PTP_HEADER[2] + "\tMore"),
        ("code,units",),
    ],
)
def test_wrong_header_is_refused(header: tuple[str, ...]) -> None:
    """Missing, of another table, or with columns swapped, lost or added: the expected columns are named."""
    shown = message(lines((*header, *("\t".join(ptp_cells(row)) for row in GOOD))))

    assert "expected a header with Column 1, Column 2, *=in existence prior to 1996, Effective Date" in shown
    assert shown.count("\n") == 0


def test_swapped_columns_below_a_right_header_are_reported() -> None:
    """Effective and deletion exchanged: * is no first day."""
    cells = [ptp_cells(row) for row in GOOD]
    rows = ["\t".join([*row[:3], row[4], row[3], *row[5:]]) for row in cells]

    assert problems(lines((*PTP_HEADER, *rows))) == [(line, "Effective Date", "*") for line in (7, 8, 9)]


def test_bad_first_row_is_not_taken_for_the_header() -> None:
    """A row whose codes are missing is reported, not swallowed."""
    rows = ["\t\t\t20201001\t*\t1\tx", *("\t".join(ptp_cells(row)) for row in GOOD)]

    assert problems(lines((*PTP_HEADER, *rows))) == [(7, "Column 1", ""), (7, "Column 2", "")]


WEB_PAGE = b"<!DOCTYPE html>\n<html><title>License for use of CPT</title></html>"


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf", "the file is empty"),
        (WEB_PAGE, "web page, not a table; accept the license"),
        (b"\n\n  " + WEB_PAGE.lower(), "web page"),
        (ptp_text(GOOD).decode().encode("utf-16"), "no Latin-1 text"),
        (ptp_text(GOOD).decode().encode("utf-16-le"), "no Latin-1 text"),
        (b"%PDF-1.7 ...", "not a PTP table"),
        (zip_of({"readme.pdf": b"x"}), "the ZIP has no table (.txt, .csv or .xlsx) but readme.pdf"),
        (zip_of({}), "but nothing"),
        (zip_of({NAME: b""}), "the file is empty"),
        (zip_of({NAME: WEB_PAGE}), "web page"),
        (lines(PTP_HEADER), "a header and no row"),
        (workbook_of([["Column 1"]]), "Excel workbook with the name of a text file"),
    ],
)
def test_what_is_no_table_is_refused_in_words(data: bytes, wanted: str) -> None:
    """One sentence says what the file is and what to do."""
    with pytest.raises(InputErrors) as caught:
        read_ptp(data, name=NAME)

    assert wanted in str(caught.value)
    assert len(caught.value.problems) == 1


@pytest.mark.parametrize("read", [read_ptp, read_mue, read_addon])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_zip_cut_short_or_damaged_is_refused(read, share: float) -> None:  # type: ignore[no-untyped-def]
    """Wherever the download stopped, and where a byte of the table was changed."""
    name = "x_Eff_04-01-2026.zip" if read is read_mue else "ccipra-v302r0-f1.zip"
    whole = zip_of({"ccipra-v302r0-f1.txt": ptp_text(GOOD)})
    cut = whole[: int(len(whole) * share)]
    changed = bytearray(whole)
    changed[60] ^= 0xFF
    for data in (cut, bytes(changed)):
        with pytest.raises(InputErrors, match="the ZIP is damaged, cut short or locked"):
            read(data, name=name)


@pytest.mark.parametrize("as_path", [True, False])
def test_a_zip_that_names_a_place_before_its_beginning_is_damaged(tmp_path: Path, as_path: bool) -> None:
    """Of a path the system refuses it with EINVAL, of bytes Python with ValueError; other faults of a disk stay."""
    data = bytearray(zip_of({"ccipra-v302r0-f1.txt": ptp_text(GOOD)}))
    end = data.rindex(b"PK\x05\x06")
    start = int.from_bytes(data[end + 16 : end + 20], "little")
    data[end + 16 : end + 20] = (start + 20).to_bytes(4, "little")  # the directory is 20 bytes further, it says
    path = tmp_path / "ccipra-v302r0-f1.zip"
    path.write_bytes(data)

    with pytest.raises(InputErrors, match="the ZIP is damaged, cut short or locked"):
        read_ptp(path if as_path else bytes(data), name=path.name)


def test_workbook_without_its_reader_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says what to install."""
    monkeypatch.setitem(__import__("sys").modules, "python_calamine", None)

    assert "pip install 'otcpt[excel]'" in message(workbook_of([["Column 1"]]), "ccipra-v302r0-f1.xlsx")


def test_damaged_workbook_is_refused() -> None:
    """A workbook without its sheet."""
    pytest.importorskip("python_calamine", reason="python-calamine is not installed: workbooks are not read")

    assert "the workbook cannot be read" in message(zip_of({"xl/workbook.xml": b"<x"}), "ccipra-v302r0-f1.xlsx")


def parts(*names: str) -> bytes:
    """Return a ZIP of tables with one row each."""
    return zip_of({name: ptp_text([edit("97140", f"{97000 + number}")]) for number, name in enumerate(names)})


@pytest.mark.parametrize(
    ("names", "wanted"),
    [
        (["ccipra-v302r0-f1.txt", "ccioph-v302r0-f2.txt"], "of the practitioner table 30.2 revision 0"),
        (["ccipra-v302r0-f1.txt", "ccipra-v303r0-f2.txt"], "practitioner table 30.3 revision 0"),
        (["ccipra-v302r0-f1.txt", "ccipra-v302r1-f2.txt"], "revision 1"),
        (["ccipra-v302r0-f1.txt", "ccipra-v302r0-f3.txt"], "expected every part once, from f1 to the last"),
        (["ccipra-v302r0-f2.txt"], "expected every part once"),
        (["a/ccipra-v302r0-f1.txt", "b/ccipra-v302r0-f1.txt"], "expected every part once"),
    ],
)
def test_parts_of_different_tables_and_missing_parts_are_refused(names: list[str], wanted: str) -> None:
    """Two settings, two versions or revisions, a part that is missing or comes twice."""
    with pytest.raises(InputErrors) as caught:
        read_ptp(parts(*names), name="all.zip")

    assert wanted in str(caught.value)


def test_broken_calls() -> None:
    """Settings, names and sources that cannot be."""
    data = ptp_text(GOOD)
    with pytest.raises(UnknownName, match="Did you mean practitioner"):
        read_ptp(data, setting="practitionner")
    with pytest.raises(InvalidInput, match="tells no setting; pass setting="):
        read_ptp(data)
    with pytest.raises(InvalidInput, match="is the practitioner table, not outpatient_hospital"):
        read_ptp(data, setting="outpatient_hospital", name=NAME)
    with pytest.raises(InvalidInput, match="names one source, 2 were given"):
        read_ptp([data, data], name=NAME)
    with pytest.raises(InvalidInput, match="no file was given"):
        read_ptp([])
    with pytest.raises(InvalidInput, match="cannot read an int"):
        read_ptp(5)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="cannot read None"):
        read_ptp([None])  # type: ignore[list-item]


def test_path_that_does_not_exist_is_an_os_error(tmp_path: Path) -> None:
    """As with every reader."""
    with pytest.raises(FileNotFoundError):
        read_ptp(tmp_path / NAME)
