"""Files as people have them: several, by a pattern, with columns of other names, with rows that cannot be read."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from tests.cli.conftest import DAYS, HEADER, Ran
from tests.cli.jsonl import findings_in

from otcpt.io import Sheet, write_workbook
from otcpt.tables import inert

Run = Callable[..., Ran]
POLICY = ("--policy", "medicare-part-b")
EMR = (
    'Appointment,Patient ID,Visit Day,CPT Billed,Mods,Units,Treatment Time\n9,P1,3/9/2026,"97003 - OT eval",GO,1,0:30\n'
)
COLUMNS = ("--column", "Visit Day=date_of_service", "--column", "CPT Billed=code", "--column", "Appointment=claim_id")


@pytest.fixture
def weeks(tmp_path: Path) -> Path:
    """A folder of two tables and a note."""
    (tmp_path / "a.csv").write_text("\n".join([HEADER, *DAYS["error"]]))
    (tmp_path / "b.csv").write_text("\n".join([HEADER, *DAYS["conflict"], ""]))
    (tmp_path / "read me.txt").write_text("not claims")
    return tmp_path


def test_several_files_and_patterns_are_one_answer(otcpt: Run, weeks: Path) -> None:
    """By name or by a pattern, each file once however often it is named; every file says how many rows it has."""
    by_name = otcpt("check", weeks / "a.csv", weeks / "b.csv", *POLICY)
    by_pattern = otcpt("check", weeks / "*.csv", weeks / "b.csv", *POLICY)

    assert by_name.code == by_pattern.code == 1
    assert by_name.out == by_pattern.out
    assert "2 errors in 2 of 2 claims (3 lines)" in by_name.out
    assert "3 rows: 3 read." in by_name.out
    assert "b.csv: 2 rows: 2 read" in by_name.out


def test_several_files_are_refused_with_all_their_problems(otcpt: Run, weeks: Path) -> None:
    """Each problem names its file; a pattern without a file is refused too."""
    for name in ("a.csv", "b.csv"):
        (weeks / name).write_text("code,dos\n97530,soon\n")

    ran = otcpt("check", weeks / "a.csv", weeks / "b.csv", *POLICY)

    assert (ran.code, ran.err.count("'soon'")) == (2, 2)
    assert "no file matches" in otcpt("check", weeks / "*.xml", *POLICY).err
    columns = otcpt("check", weeks / "*.csv", *POLICY, "--workers", "2")
    assert (columns.code, columns.err.count("'soon'")) == (2, 2)


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_lines_of_several_files_are_named_by_their_file(otcpt: Run, weeks: Path, form: str) -> None:
    """Claim by claim and in columns alike, and so are the rows counted and set apart."""
    (weeks / "c.csv").write_text("code,dos,units\n97003,2026-03-02,1\n97530,2026-02-30,1\n")
    apart = weeks / "apart" / "rows.csv"
    apart.parent.mkdir()
    words = ("check", weeks / "*.csv", *POLICY, "--format", form, "--quarantine", apart)

    by_claim, rows = otcpt(*words), apart.read_text()
    columns = otcpt(*words, "--workers", "2")

    assert by_claim.code == columns.code == 1
    for ran in (by_claim, columns):
        assert "c.csv:2" in ran.out and "a.csv:2" in ran.out
        assert "5 rows: 4 read, 1 set apart" in ran.err
    for text in (rows, apart.read_text()):
        (row,) = csv.DictReader(text.splitlines())
        assert (row["file"], row["row"]) == ("c.csv", "3")


def test_sheets_of_workbooks_are_read_together(otcpt: Run, tmp_path: Path) -> None:
    """By name, by number or by a pattern; one that is not read is named, and tables beside them need no option."""
    header, row = ("claim_id", "dos", "cpt", "units"), ("C1", "2026-03-02", "97003", 1)
    sheets = [Sheet("Jan 1", header, [row]), Sheet("Notes", ("what",), [("x",)]), Sheet("Feb", header, [row, row])]
    write_workbook(tmp_path / "book.xlsx", sheets)
    (tmp_path / "more.csv").write_text("dos,cpt\n2026-03-02,97003\n")
    book = ("check", tmp_path / "book.xlsx", *POLICY)

    alone = " ".join(otcpt(*book).out.split())
    assert "1 row: 1 read" in alone
    assert "sheet 'Jan 1' was read, and 'Feb' has a table of lines too" in alone
    for words in ((), ("--workers", "2")):
        both = otcpt(*book, tmp_path / "more.csv", "--sheet", "*", "--format", "jsonl", *words)
        lines = sorted(str(one["line_ids"]) for one in findings_in(both.out) if one["rule_id"] == "CODE003")
        names = ("book.xlsx[Feb]:2", "book.xlsx[Feb]:3", "book.xlsx[Jan_1]:2", "more.csv:2")
        assert lines == [str([name]) for name in names]
    assert "3 rows: 3 read" in otcpt(*book, "--sheet", "Feb", "--sheet", "1", "--format", "csv").err
    assert "no sheet 'Ma*' with a table of lines" in otcpt(*book, "--sheet", "Ma*").err
    assert (
        "has no sheet 'Jan'; its sheets are Jan 1, Notes, Feb" in otcpt(*book, "--sheet", "Jan", "--sheet", "Feb").err
    )
    assert "is no workbook" in otcpt("check", tmp_path / "more.csv", *POLICY, "--sheet", "1").err


@pytest.mark.parametrize("more", [(), ("--workers", "2")], ids=["by claim", "in columns"])
def test_columns_are_named_on_the_command_line(otcpt: Run, tmp_path: Path, more: tuple[str, ...]) -> None:
    """Without it the column that looks like the missing one is named with what to type."""
    path = tmp_path / "emr.csv"
    path.write_text(EMR)

    refused = " ".join(otcpt("check", path, *POLICY, *more).err.split())
    ran = otcpt("check", path, *POLICY, *COLUMNS, "--format", "jsonl", *more)

    assert '"Visit Day=date_of_service"' in refused
    assert '"CPT Billed=code"' in refused
    assert [(row["rule_id"], row["claim_id"]) for row in findings_in(ran.out)] == [("CODE003", "9")]


def test_a_column_that_is_named_for_nothing_is_left_out(otcpt: Run, tmp_path: Path) -> None:
    """The way out where an optional column has what cannot be read."""
    path = tmp_path / "lines.csv"
    path.write_text("code,dos,units,Insurance\n97003,2026-03-02,1,Acme Health\n")

    assert otcpt("check", path, *POLICY).code == 2
    assert "CODE003" in otcpt("check", path, *POLICY, "--column", "Insurance=").out
    assert "does not say which column is which" in otcpt("check", path, *POLICY, "--column", "Insurance").err


@pytest.mark.parametrize("more", [(), ("--workers", "2")], ids=["by claim", "in columns"])
def test_a_row_of_several_services_is_several_lines(otcpt: Run, tmp_path: Path, more: tuple[str, ...]) -> None:
    """Each service has its own number, so that a finding names it; without --wide the option is named."""
    path = tmp_path / "wide.csv"
    path.write_text("MRN,Visit ID,DOS,CPT1,Units1,CPT2,Units2\nP1,V1,3/9/2026,97003,1,97530,2\n")

    ran = otcpt("check", path, *POLICY, "--wide", "--format", "jsonl", *more)

    assert ("CODE003", ["2.1"]) in [(row["rule_id"], row["line_ids"]) for row in findings_in(ran.out)]
    assert json.loads(ran.out.splitlines()[-1])["summary"]["rows"]["read"] == 2
    assert "--wide" in otcpt("check", path, *POLICY, *more).err


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
@pytest.mark.parametrize("more", [(), ("--workers", "2")], ids=["by claim", "in columns"])
def test_rows_are_set_apart_whatever_the_format(otcpt: Run, tmp_path: Path, more: tuple[str, ...], ending: str) -> None:
    """Of a table and of an 837: the other lines are checked, and the numbers add up."""
    table, x12 = tmp_path / "lines.csv", tmp_path / "lines.837"
    table.write_text("claim_id,dos,cpt,units,mods\nC1,2026-03-02,97003,1,GO\nC2,2026-02-30,97530,1,GO\n")
    plain = Path(__file__).parent.parent / "io" / "x12" / "plain.837"
    x12.write_text(plain.read_text().replace("HC:97530:GO", "HC:97530:GOX"))

    for path in (table, x12):
        apart = tmp_path / f"apart.{ending}"
        ran = otcpt("check", path, *POLICY, "--quarantine", apart, *more)
        rows = (
            list(csv.DictReader(apart.read_text().splitlines()))
            if ending == "csv"
            else [json.loads(line) for line in apart.read_text().splitlines() if '"summary"' not in line]
        )
        assert len(rows) == 1
        assert ("GOX" in str(rows), "2026-02-30" in str(rows)) == (path == x12, path == table)
        assert f"1 row set apart in {apart}" in " ".join(ran.out.split())
        assert ", 1 set apart" in ran.out


@pytest.mark.parametrize("more", [(), ("--workers", "2")], ids=["by claim", "in columns"])
@pytest.mark.parametrize("rows", [[], ["C1,2026-03-02,97530,1,CI"]], ids=["no line", "no line of this payer"])
def test_an_export_without_a_line_may_be_allowed(
    otcpt: Run, tmp_path: Path, more: tuple[str, ...], rows: list[str]
) -> None:
    """Nothing checked is exit code 2, and 0 with --allow-empty; what cannot be read stays 2."""
    path = tmp_path / "night.csv"
    path.write_text("\n".join(["claim_id,dos,cpt,units,payer", *rows]) + "\n")

    assert otcpt("check", path, *POLICY, *more).code == 2
    allowed = otcpt("check", path, *POLICY, "--allow-empty", *more)
    assert allowed.code == 0
    assert "Nothing was checked" in allowed.out
    path.write_text(path.read_text() + "C2,2026-02-30,97530,1,CI\n")
    assert otcpt("check", path, *POLICY, "--allow-empty", "--quarantine", tmp_path / "q.csv", *more).code == 2


def test_an_answer_is_a_workbook(otcpt: Run, weeks: Path) -> None:
    """Findings with what may be done and a link to the source, what was not evaluated, rows set apart, the result."""
    (weeks / "c.csv").write_text("claim_id,dos,cpt\n=1+1,2026-02-30,97530\n")
    book = weeks / "answer.xlsx"

    ran = otcpt("check", weeks / "*.csv", *POLICY, "--out", book, "--quarantine", weeks / "q.xlsx")

    assert ran.code == 1
    sheets = CalamineWorkbook.from_path(str(book))
    assert sheets.sheet_names == ["Findings", "Not evaluated", "Rows set apart", "Result"]
    findings = sheets.get_sheet_by_name("Findings").to_python()
    assert [row[5] for row in findings[1:]] == ["CODE003", "PTP002"]
    assert all(row[7] for row in findings[1:])
    header = sheets.get_sheet_by_name("Rows set apart").to_python()[0]
    assert header == ["row", "reason", "file", "claim_id", "dos", "cpt"]
    assert CalamineWorkbook.from_path(str(weeks / "q.xlsx")).sheet_names == ["Rows set apart"]
    assert "are not written" in otcpt("check", weeks / "a.csv", *POLICY, "--out", weeks / "a.docx").err


@pytest.mark.parametrize("more", [(), ("--workers", "2")], ids=["by claim", "in columns"])
def test_no_cell_is_a_formula(otcpt: Run, tmp_path: Path, more: tuple[str, ...]) -> None:
    """What a spreadsheet would work out is text, in findings and in rows set apart; --raw keeps it for programs."""
    path, apart = tmp_path / "lines.csv", tmp_path / "q.csv"
    path.write_text("claim_id,dos,cpt,units\n=HYPERLINK(1),2026-03-02,97003,1\n@x\x1b[1m,2026-02-30,97530,-5\n")
    asked = ("check", path, *POLICY, "--format", "csv", "--quarantine", apart, *more)

    (row,) = csv.DictReader(otcpt(*asked).out.splitlines())
    assert row["claim_id"] == "'=HYPERLINK(1)"
    (bad,) = csv.DictReader(apart.read_text().splitlines())
    assert "'@x\ufffd[1m" in bad.values()
    assert "-5" in bad.values()
    assert inert("\uff1d1+1") == "'\uff1d1+1", "its full-width form"
    (row,) = csv.DictReader(otcpt(*asked, "--raw").out.splitlines())
    assert row["claim_id"] == "=HYPERLINK(1)"
    assert "@x\x1b[1m" in next(csv.DictReader(apart.read_text().splitlines())).values()
