"""Files checked in columns: the same findings from every kind of file, whole or not at all, and the same exit codes."""

import csv
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.csv as pcsv
import pyarrow.parquet as pq
import pytest
from tests.cli.jsonl import findings_in
from tests.io.cms.layouts import workbook_of

from otcpt.findings import RECORD

Run: TypeAlias = Callable[..., Any]
EXAMPLES = Path(__file__).parents[2] / "examples"
POLICY = ("-p", "medicare-part-b")
KEPT = tuple(key.name for key in RECORD)


def records(text: str) -> list[dict[str, object]]:
    """Findings as JSON lines, in an order of their own."""
    return sorted(findings_in(text), key=json.dumps)


def as_parquet(path: Path) -> pa.Table:
    """A CSV of lines as a table, codes as text and dates as dates."""
    kinds = {"code": pa.string(), "modifiers": pa.string(), "place_of_service": pa.string()}
    return pcsv.read_csv(path, convert_options=pcsv.ConvertOptions(column_types=kinds, strings_can_be_null=True))


@pytest.mark.parametrize("name", ["clinic_week.csv", "clinic_week.837"])
@pytest.mark.parametrize("more", [(), ("--workers", "2")], ids=["one process", "two"])
def test_findings_are_those_of_a_check_claim_by_claim(otcpt: Run, tmp_path: Path, name: str, more: tuple[str]) -> None:
    """Same ids of lines, same words, same exit code, from CSV and 837."""
    by_claim = otcpt("check", EXAMPLES / name, *POLICY, "--format", "jsonl")
    out = tmp_path / "findings.parquet"
    in_columns = otcpt("check", EXAMPLES / name, *POLICY, "--out", out, *more)

    found = [{**row, "date_of_service": str(row["date_of_service"])} for row in pq.read_table(out).to_pylist()]
    assert (in_columns.code, in_columns.out) == (by_claim.code, "")
    nested = [key.name for key in RECORD if key.form.is_json]
    result = sorted(({**row, **{name: json.loads(row[name]) for name in nested}} for row in found), key=json.dumps)
    assert result == records(by_claim.out)
    assert b"otcpt" in pq.read_metadata(out).metadata


def test_parquet_is_read_as_csv_is(otcpt: Run, tmp_path: Path) -> None:
    """A Parquet file with numbers and dates as such gives the findings of the CSV."""
    table = as_parquet(EXAMPLES / "clinic_week.csv")
    table = table.append_column("line_id", pa.array([str(row + 2) for row in range(table.num_rows)]))
    pq.write_table(table, tmp_path / "lines.parquet")
    expected = records(otcpt("check", EXAMPLES / "clinic_week.csv", *POLICY, "--format", "jsonl").out)

    from_parquet = otcpt("check", tmp_path / "lines.parquet", *POLICY, "--format", "jsonl")

    assert from_parquet.code == 1
    assert records(from_parquet.out) == expected


def test_the_ending_of_out_says_how_findings_are_written(otcpt: Run, tmp_path: Path) -> None:
    """CSV, JSON lines and Parquet hold the same findings, claim by claim and in columns."""
    source = EXAMPLES / "clinic_week.csv"
    for more in ((), ("--workers", "2")):
        assert otcpt("check", source, *POLICY, "--out", tmp_path / "f.csv", *more).code == 1
        assert otcpt("check", source, *POLICY, "--out", tmp_path / "f.jsonl", *more).code == 1
        lines = records((tmp_path / "f.jsonl").read_text(encoding="utf-8"))
        with (tmp_path / "f.csv").open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        assert sorted(row["message"] for row in rows) == sorted(str(line["message"]) for line in lines)
        assert tuple(rows[0]) == KEPT
        assert all(isinstance(json.loads(row["evidence"]), dict) for row in rows)


def test_a_summary_by_rule_is_printed(otcpt: Run, tmp_path: Path) -> None:
    """Without --out it is the answer; with it, it goes to stderr."""
    pq.write_table(as_parquet(EXAMPLES / "clinic_week.csv"), tmp_path / "lines.parquet")

    alone = otcpt("check", tmp_path / "lines.parquet", *POLICY)
    beside = otcpt("check", tmp_path / "lines.parquet", *POLICY, "--out", tmp_path / "f.csv")

    assert (alone.code, alone.err) == (1, "")
    assert alone.out == beside.err
    assert "  error    PTP002" in alone.out
    assert re.search(r"errors, \d+ warnings? in 60 lines", alone.out)


BAD = "claim_id,date_of_service,code,units\nC1,2026-03-02,97530,2\nC2,2026-03-02,,1\n\nC3,2026-13-02,97530,-1\n"


def test_bad_rows_are_refused_by_row_and_column(otcpt: Run, tmp_path: Path) -> None:
    """All at once, and nothing is written."""
    (tmp_path / "bad.csv").write_text(BAD, encoding="utf-8")

    ran = otcpt("check", tmp_path / "bad.csv", *POLICY, "--out", tmp_path / "f.parquet")

    assert (ran.code, ran.out) == (2, "")
    assert "bad.csv cannot be checked" in ran.err
    assert ran.err.splitlines()[2].split()[:2] == ["3", "code"]
    assert "'2026-13-02'" in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["bad.csv"]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_blank_rows_count_as_rows(otcpt: Run, tmp_path: Path, end: str) -> None:
    """Lines keep the numbers they have in the file, as claim by claim; so do rows that cannot be read."""
    header = ["", "claim_id,dos,cpt,units,note", ""]
    lines = [f"C{number},2026-03-02,97003,1," for number in range(3)]
    rows = [*header, lines[0], ",,,,", " , ,, ,", f'{lines[1]}"a', 'b"', "", "", lines[2]]
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_bytes(end.join(rows).encode())
    bad.write_bytes(end.join([*rows, "", ",2026-03-02,,,x", "C4,2026-13-02,97003,1,", ""]).encode())

    for more in (("--format", "jsonl"), ("--format", "jsonl", "--workers", "2")):
        found = records(otcpt("check", good, *POLICY, *more).out)
        assert [row["line_ids"] for row in found] == [["4"], ["7"], ["10"]]
    for workers in ("1", "2"):
        result = [line.split()[:2] for line in otcpt("check", bad, *POLICY, "--workers", workers).err.splitlines()]
        assert [*dict.fromkeys(words[0] for words in result if words and words[0].isdigit())] == ["12", "13"]
        assert ["13", "date_of_service"] in result
    out = tmp_path / "q.csv"
    otcpt("check", bad, *POLICY, "--quarantine", out)
    with out.open(encoding="utf-8", newline="") as stream:
        assert [row["row"] for row in csv.DictReader(stream)] == ["12", "13"]


def test_bad_rows_are_set_apart_with_the_reason(otcpt: Run, tmp_path: Path) -> None:
    """The good line is judged, the others are kept as they came; an incomplete answer fails where it is asked for."""
    (tmp_path / "bad.csv").write_text(BAD, encoding="utf-8")
    words = ("check", tmp_path / "bad.csv", *POLICY, "--out", tmp_path / "f.csv", "--quarantine", tmp_path / "q.csv")

    ran = otcpt(*words)

    with (tmp_path / "q.csv").open(encoding="utf-8", newline="") as stream:
        apart = list(csv.DictReader(stream))
    assert (apart[0]["claim_id"], apart[0]["row"]) == ("C2", "3")
    assert [row["claim_id"] for row in apart] == ["C2", "C3"]
    assert apart[1]["row"] == "5", "the blank row counts"
    assert "not a calendar day" in apart[1]["reason"]
    assert "2 rows set apart" in ran.err
    assert ran.code == 1
    assert otcpt(*words, "--fail-on", "never").code == 0


def test_exit_codes_are_those_of_a_check_claim_by_claim(otcpt: Run, csv_of: Run, tmp_path: Path) -> None:
    """Whatever --fail-on asks for, on each kind of day."""
    for day in ("clean", "advice", "incomplete", "warning", "error"):
        for fail_on in ("error", "warning", "incomplete", "never"):
            words = ("check", csv_of(day), *POLICY, "--fail-on", fail_on)
            assert otcpt(*words, "--out", tmp_path / "f.parquet").code == otcpt(*words).code, (day, fail_on)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (("--format", "json", "--workers", "2"), "in columns findings are written as --out is named"),
        (("--history", "none.csv", "--workers", "2"), "none.csv"),
        (("--quarantine", "q.doc"), "name it .csv, .xlsx, .jsonl, .parquet"),
        (("--out", "{file}", "--workers", "2"), "is a file to be read; name another one"),
        (("--sheet", "March"), "is no workbook and has no sheet 'March'"),
    ],
)
def test_a_broken_call_says_what_is_wrong(otcpt: Run, csv_of: Run, words: tuple[str, ...], wanted: str) -> None:
    """Exit code 2 and one message."""
    file = csv_of("clean")

    ran = otcpt("check", file, *POLICY, *(str(file) if word == "{file}" else word for word in words))

    assert (ran.code, ran.out) == (2, "")
    assert wanted in " ".join(ran.err.replace("│", " ").split())


def test_remarks_of_one_kind_are_made_once(otcpt: Run, tmp_path: Path) -> None:
    """Claim by claim they differ in the codes they name; in columns, too, only the first is shown."""
    pairs = [("97150", "97110"), ("97760", "97140"), ("97530", "97542"), ("97165", "97750")]
    rows = [f"C{number},2026-03-02,{code},GO,1" for number, pair in enumerate(pairs) for code in pair]
    file = tmp_path / "lines.csv"
    file.write_text("\n".join(["claim_id,dos,cpt,mods,units", *rows]), encoding="utf-8")

    by_claim, in_columns = (otcpt("check", file, *POLICY, "-v", *more).out for more in ((), ("--workers", "2")))

    for text, where in ((by_claim, "--format json lists them all"), (in_columns, "the metadata of --out FILE.parquet")):
        assert f"of this kind; {where}" in text
        assert text.count("The practitioner PTP table was verified") == 1


def test_standard_input_may_be_a_large_file_too(otcpt: Run, csv_of: Run, tmp_path: Path) -> None:
    """It is kept in a temporary file while it is checked."""
    ran = otcpt("check", "-", *POLICY, "--out", tmp_path / "f.parquet", stdin=csv_of("error").read_bytes())

    assert ran.code == 1
    assert pq.read_table(tmp_path / "f.parquet")["rule_id"].to_pylist() == ["CODE003"]


@pytest.mark.parametrize("more", [(), ("--workers", "2")], ids=["by claim", "in columns"])
def test_a_sheet_is_read_with_the_numbers_and_dates_of_a_workbook(
    otcpt: Run, tmp_path: Path, more: tuple[str, ...]
) -> None:
    """97003 is a number there; blank rows and rows above the header are passed over, and rows keep their number."""
    header: list[str | int] = ["claim_id", "dos", "cpt", "mods", "units", "minutes"]
    rows: list[list[str | int]] = [
        [],
        header,
        ["C1", "2026-03-02", 97003, "GO", 1, 30],
        [],
        ["C2", 20260302, 97530, "GO", 2, 30],
    ]
    book = tmp_path / "lines.xlsx"
    book.write_bytes(workbook_of(rows))

    ran = otcpt("check", book, *POLICY, "--sheet", "Edits", "--format", "jsonl", *more)

    (found,) = [row for row in records(ran.out) if row["rule_id"] == "CODE003"]
    assert (ran.code, found["line_ids"], found["codes"]) == (1, ["3"], ["97003"])
    missing = otcpt("check", book, *POLICY, "--sheet", "Edit", *more)
    assert (missing.code, "Did you mean Edits?" in missing.err) == (2, True)
    assert otcpt("check", book, *POLICY, *more).code == 1


def test_without_the_extra_one_line_says_how_to_install_it(csv_of: Run, tmp_path: Path) -> None:
    """Claim by claim needs no pyarrow; in columns its absence is exit code 2 and no traceback."""
    code = "import sys; sys.modules['pyarrow'] = None; from otcpt.cli import main; main()"
    command = [sys.executable, "-c", code, "check", str(csv_of("clean")), *POLICY]

    by_claim = subprocess.run(command, capture_output=True, text=True, check=False)
    in_columns = subprocess.run(
        [*command, "--out", str(tmp_path / "f.parquet")], capture_output=True, text=True, check=False
    )

    assert by_claim.returncode == 0
    assert (in_columns.returncode, in_columns.stdout) == (2, "")
    assert in_columns.stderr == "otcpt: otcpt.batch needs pyarrow; install it with: pip install 'otcpt[arrow]'\n"


@pytest.mark.parametrize("more", [(), ("--workers", "2")], ids=["by claim", "in columns"])
def test_what_goes_wrong_leaves_an_earlier_answer_as_it_was(
    otcpt: Run, csv_of: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: tuple[str, ...]
) -> None:
    """A full disk in mid-writing: neither half an answer nor the leftovers of one."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    out = tmp_path / "f.jsonl"
    out.write_text("an earlier answer", encoding="utf-8")
    monkeypatch.setattr("otcpt.cli._check.write_jsonl", full)
    monkeypatch.setattr("otcpt.batch.output._writers._Jsonl.write", full)

    ran = otcpt("check", csv_of("error"), *POLICY, "--out", out, *more)

    assert ran.code == 2
    assert out.read_text(encoding="utf-8") == "an earlier answer"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["claims.csv", "f.jsonl"]
