"""A CSV is read for columns as it is read for claims: every row, or a refusal that names the row and shows nothing."""

import csv
import random
from pathlib import Path

import pytest

from otcpt import InputErrors, read_claims
from otcpt.batch import BatchReport, check_file

HEADER = "claim_id,patient_key,date_of_service,code,units,modifiers,note\n"
ROWS = [f"C{row},PHIPAT{row},2026-03-02,97130,1,GO,fine\n" for row in range(2, 1002)]


def checked(folder: Path, data: str | bytes) -> BatchReport[Path]:
    """Check a file of these contents."""
    source = folder / "in.csv"
    source.write_bytes(data if isinstance(data, bytes) else data.encode())
    return check_file(source, folder / "out.parquet", policy="medicare-part-b", rules=())


def refused(folder: Path, data: str | bytes) -> list[str]:
    """Check that a file is refused, with the problems that the reader of claims has; return them."""
    with pytest.raises(InputErrors) as raised:
        checked(folder, data)
    with pytest.raises(InputErrors) as expected:
        read_claims(folder / "in.csv")
    assert raised.value.problems == expected.value.problems
    assert "PHIPAT" not in str(raised.value)
    assert {path.name for path in folder.iterdir()} == {"in.csv"}
    return [str(problem) for problem in raised.value.problems]


@pytest.mark.parametrize(
    ("row", "old", "new", "wanted"),
    [
        (4, "fine", '"fine', "row 4: the row cannot be read: unexpected end of data; look for a quotation mark"),
        (4, "fine", '"fi"ne', "row 4: the row cannot be read: ',' expected after '\"'"),
        (1001, "C1001", '"C1001', "row 1001: the row cannot be read"),
        (4, ",fine", "", "row 4: the row has 6 cells, the header 7; quote a text that has the delimiter"),
        (900, "fine", "fine, and well", "row 900: the row has 8 cells, the header 7"),
        (900, "fine", "fi\0ne", "row 900: the row has zero bytes"),
    ],
)
def test_what_is_no_row_is_refused_with_its_number(tmp_path: Path, row: int, old: str, new: str, wanted: str) -> None:
    """One broken row among a thousand: in whatever way, and wherever it is."""
    rows = [*ROWS]
    rows[row - 2] = rows[row - 2].replace(old, new)
    assert wanted in refused(tmp_path, HEADER + "".join(rows))[0]


def test_two_stray_quotation_marks_lose_no_row(tmp_path: Path) -> None:
    """What is between them is not read as one cell."""
    rows = [*ROWS]
    for row in (3, 900):
        rows[row] = f'"{rows[row]}'
    assert "row 5: the row cannot be read" in refused(tmp_path, HEADER + "".join(rows))[0]


def test_rows_between_two_quotation_marks_of_one_cell_are_not_lost(tmp_path: Path) -> None:
    """A cell of many lines is legal, but not one that rows of the table are in: its own row alone is broken."""
    rows = [*ROWS]
    rows[2] = rows[2].replace("fine", '"fine')
    rows[899] = rows[899].replace("fine", 'fine"')
    (problem,) = refused(tmp_path, HEADER + "".join(rows))
    assert "row 4: the row cannot be read: a quotation mark joins it with the rows after it" in problem
    kept = read_claims(tmp_path / "in.csv", on_problem="keep")
    assert (len(kept.claims), str(kept.row_counts)) == (999, "1,000 rows: 999 read, 1 set apart")


def test_a_cell_of_several_lines_is_noted(tmp_path: Path) -> None:
    """It is reported where the longest is."""
    rows = [*ROWS]
    rows[2] = rows[2].replace("fine", '"seen in gym\nthen kitchen, ""good"""')
    report = checked(tmp_path, HEADER + "".join(rows))
    noted = "1 row has line breaks inside quotation marks; the longest, row 4, is 2 lines of the file"
    assert report.lines == len(read_claims(tmp_path / "in.csv").claims) == 1000
    for notes in (report.notes, read_claims(tmp_path / "in.csv").notes):
        assert any(note.startswith(noted) for note in notes)


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (b'code,dos,"a\n97530,2026-03-02,x\n', "row 1: the row cannot be read"),
        (b"code,dos," + b"x" * 140_000 + b"\n97530,2026-03-02,x\n", "row 1: the row cannot be read"),
        (
            b"code,dos,n\n" + b"97530,2026-03-02,x\n" * 60_000 + b"97530,2026-03-02,\x81\n",
            "row 60002: the row is text nei",
        ),
        (
            b"code,dos,n\n" + b"97530,2026-03-02,x\n" * 60_000 + b"97530,2026-03-02,\0\n",
            "row 60002: the row has zero",
        ),
        (b"\xff\xfec\0o\0d\0e\0\n\0", "UTF-16"),
        (b" \n\n", "the file is empty"),
    ],
    ids=["quoted header", "giant header", "no character", "zero byte", "UTF-16", "blank"],
)
def test_what_cannot_be_text_is_refused_in_our_own_words(tmp_path: Path, data: bytes, wanted: str) -> None:
    """No error of the reader below comes through, wherever in the file it arises."""
    assert wanted in refused(tmp_path, data)[0]


def test_a_header_of_another_programs_line_ends_is_read(tmp_path: Path) -> None:
    """Carriage returns alone end rows too, and in the header as elsewhere."""
    assert checked(tmp_path, b"code,dos,note\r97530,2026-03-02,x\r\n97530,2026-03-02,y\n").lines == 2


def test_a_thousand_problems_are_enough(tmp_path: Path) -> None:
    """Of a file of ragged rows a thousand are named, and the others counted."""
    with pytest.raises(InputErrors) as raised:
        checked(tmp_path, "code,dos,note\n" + "97530,2026-03-02\n" * 20_000)
    assert [problem.row for problem in raised.value.problems] == [*range(2, 1002), None]
    assert raised.value.problems[-1].message == "and 19,000 rows more"


def test_broken_rows_are_set_apart_with_their_reason(tmp_path: Path) -> None:
    """Ragged, broken by a quotation mark, with a zero byte: every other row is judged, and the numbers add up."""
    rows = [*ROWS]
    rows[3] = f'"{rows[3]}'
    rows[10] = rows[10].replace(",fine", "")
    rows[20] = rows[20].replace("fine", "fi\0ne")
    (tmp_path / "in.csv").write_text(HEADER + "".join(rows))
    apart = tmp_path / "bad.csv"
    report = check_file(
        tmp_path / "in.csv", tmp_path / "out.parquet", policy="medicare-part-b", rules=(), quarantine=apart
    )
    shown = list(csv.DictReader(apart.read_text().splitlines()))
    assert [one["row"] for one in shown] == ["5", "12", "22"]
    assert ["quotation mark" in shown[0]["reason"], "6 cells" in shown[1]["reason"], "zero" in shown[2]["reason"]]
    assert str(report.row_counts) == "1,000 rows: 997 read, 3 set apart"
    assert read_claims(tmp_path / "in.csv", on_problem="keep").row_counts == report.row_counts


@pytest.mark.thorough
def test_mutated_files_are_read_alike_or_refused_alike(tmp_path: Path) -> None:
    """Any cut, doubled or inserted piece: the same number of lines by both doors, or no line by either."""
    chance = random.Random(7)
    start = (HEADER + "".join(ROWS[:12])).encode()
    pieces = [
        *map(str.encode, ('"', '""', ",", "\n", "\r", "\r\n", "\0", "\xa0", " ", "\x85", '",\n"', "\t", "\x1c", "7"))
    ]
    pieces += [b"\x81", b"\xe4"]
    read = refusals = 0
    for _ in range(400):
        data = bytearray(start)
        for _ in range(chance.randint(1, 2)):
            place = chance.randrange(len(data))
            data[place : place + chance.choice((0, 0, 0, 1, 40))] = chance.choice(pieces)
        source = tmp_path / "in.csv"
        source.write_bytes(data)
        try:
            expected = sum(map(len, read_claims(source).claims))
        except InputErrors:
            with pytest.raises(InputErrors):
                checked(tmp_path, bytes(data))
            refusals += 1
        else:
            assert checked(tmp_path, bytes(data)).lines == expected, data
            read += 1
    assert read > 50
    assert refusals > 50


@pytest.mark.parametrize("charge", ["sixty", "62,50", "1e5", "-", "NaN", "62.00 USD"])
def test_a_charge_that_is_no_amount_is_refused_by_both(tmp_path: Path, charge: str) -> None:
    """No rule reads charges, and a row is not broken in one way of reading and whole in the other."""
    data = f'date_of_service,code,charge\n2026-03-02,97530,$62.00\n2026-03-02,97140,"{charge}"\n'
    assert f"row 3, charge: {charge!r}: not an amount in dollars" in refused(tmp_path, data)[0]


def test_cells_of_databases_and_spreadsheets_are_read_alike(tmp_path: Path) -> None:
    """NULL, guarded cells, a rule of dashes, and modifiers of which the first has no number."""
    report = checked(
        tmp_path,
        "claim_id,mrn,dos,code,Mod,Mod2,units\n---,---,---,---,---,---,---\n"
        '="C1",="P1",="2026-03-02",="97530-KX",="GO",NULL,="2"\nC1,P1,2026-03-02,97140,GO,59,NULL\n',
    )
    file = read_claims(tmp_path / "in.csv")
    assert report.row_counts == file.row_counts
    assert set(report.notes) == set(file.notes)
    assert [line.modifiers for line in file.lines()] == [("GO",), ("GO", "59")]
