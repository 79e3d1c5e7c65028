"""Records for programs."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from tests.cli.jsonl import findings_in

from otcpt.findings import RECORD

Run: TypeAlias = Callable[..., Any]

FIELDS = {"claim_id", "line_ids", "date_of_service", "codes", "rule_id", "severity", "message"}


def test_jsonl_is_one_finding_per_line(otcpt: Run, csv_of: Run) -> None:
    """Records on stdout, last of them the summary, which for people is on stderr."""
    ran = otcpt("check", csv_of("error", "conflict", "released"), "-p", "medicare-part-b", "--format", "jsonl")
    records = findings_in(ran.out)

    assert [(one["claim_id"], one["rule_id"], one["severity"]) for one in records] == [
        ("C5", "CODE003", "error"),
        ("C6", "PTP002", "error"),
    ]
    assert all(record.keys() >= FIELDS for record in records)
    assert records[1]["line_ids"] == ["4", "3"]
    assert records[1]["codes"] == ["97542", "97530"]
    assert "Bypassed by a modifier" in ran.err
    assert "2 errors in 2 of 3 claims" in ran.err


def test_a_clean_file_has_no_records(otcpt: Run, csv_of: Run) -> None:
    """No finding; the last line says that it was looked at, and how many rows there were."""
    out = otcpt("check", csv_of("clean"), "-p", "medicare-part-b", "--format", "jsonl").out
    assert findings_in(out) == []
    summary = json.loads(out)["summary"]
    assert (summary["checked"], summary["verdict"]) == (True, "No faults found in 1 claim (1 line).")
    assert summary["rows"] == {"given": 1, "read": 1, "set_apart": 0, "skipped": {}}


def test_json_is_one_object_with_everything(otcpt: Run, csv_of: Run) -> None:
    """Findings, released edits, gaps, caveats, identity and verdict."""
    ran = otcpt("check", csv_of("error", "released", "incomplete"), "-p", "medicare-part-b", "--format", "json")
    answer = json.loads(ran.out)

    assert [one["rule_id"] for one in answer["findings"]] == ["CODE003"]
    assert [one["rule_id"] for one in answer["bypassed"]] == ["PTP003"]
    assert any("UNIT001" in gap["rule_ids"] and gap["lines"] == 1 for gap in answer["not_evaluated"])
    assert answer["caveats"]
    assert answer["identity"]["edition"].startswith("2026q4@sha256:")
    assert answer["verdict"].startswith("1 error in 1 of 3 claims (4 lines)")
    assert (answer["clean"], answer["complete"]) == (False, False)
    assert ran.err == ""


def test_csv_has_the_columns_of_a_findings_table(otcpt: Run, csv_of: Run) -> None:
    """The same names as from every other door; evidence is JSON."""
    ran = otcpt("check", csv_of("conflict"), "-p", "medicare-part-b", "--format", "csv")
    reader = csv.DictReader(io.StringIO(ran.out))
    rows = list(reader)

    assert tuple(reader.fieldnames or ()) == tuple(key.name for key in RECORD)
    assert [(row["claim_id"], row["line_ids"], row["codes"]) for row in rows] == [("C6", "3 2", "97542 97530")]
    assert isinstance(json.loads(rows[0]["evidence"]), dict)


def test_out_writes_a_file_and_says_the_result(otcpt: Run, csv_of: Run, tmp_path: Path) -> None:
    """The file holds what stdout would have held."""
    source, target = csv_of("error"), tmp_path / "findings.jsonl"
    expected = otcpt("check", source, "-p", "medicare-part-b", "-f", "jsonl").out

    ran = otcpt("check", source, "-p", "medicare-part-b", "-f", "jsonl", "--out", target)

    assert (ran.code, ran.out) == (1, "")
    assert target.read_text(encoding="utf-8") == expected
    assert "1 error" in ran.err


def test_a_dash_reads_standard_input(otcpt: Run, csv_of: Run) -> None:
    """A file and the same bytes through a pipe are answered alike."""
    path = csv_of("error", "clean")

    ran = otcpt("check", "-", "-p", "medicare-part-b", "-f", "jsonl", stdin=path.read_bytes())

    assert findings_in(ran.out) == findings_in(otcpt("check", path, "-p", "medicare-part-b", "-f", "jsonl").out)


@pytest.mark.parametrize("more", [(), ("--workers", "2"), ("--format", "csv")], ids=" ".join)
@pytest.mark.parametrize("name", ["r.doc", "r.XLS", "r.docx", "r.pdf", "r.2026-03"])
def test_an_ending_that_is_not_written_is_refused(
    otcpt: Run, csv_of: Run, tmp_path: Path, name: str, more: tuple[str, ...]
) -> None:
    """A text under the name of a workbook or a page is no workbook and no page; the list says what is written."""
    ran = otcpt("check", csv_of("clean"), "-p", "medicare-part-b", "--out", tmp_path / name, *more)

    assert (ran.code, ran.out) == (2, "")
    assert (
        "files are not written; name it .txt (the table as text), .csv, .xlsx, .jsonl, .json, .html or .parquet"
        in ran.err
    )
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize("name", ["report.txt", "report"])
def test_text_is_written_under_the_names_of_text(otcpt: Run, csv_of: Run, tmp_path: Path, name: str) -> None:
    """The table as it is printed."""
    assert otcpt("check", csv_of("clean"), "-p", "medicare-part-b", "--out", tmp_path / name).code == 0

    assert "No faults found" in (tmp_path / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("more", [(), ("--workers", "2")], ids=["by claim", "in columns"])
@pytest.mark.parametrize(
    ("form", "name"), [("table", "y.csv"), ("csv", "y.json"), ("json", "y.jsonl"), ("jsonl", "y.csv"), ("csv", "y.txt")]
)
def test_a_form_that_the_name_contradicts_is_refused(
    otcpt: Run, csv_of: Run, tmp_path: Path, form: str, name: str, more: tuple[str, ...]
) -> None:
    """Neither is written under the other's name."""
    asked = ("check", csv_of("clean"), "-p", "medicare-part-b", "--format", form)
    ran = otcpt(*asked, "--out", tmp_path / name, *more)

    assert ran.code == 2
    assert f"--format {form} does not fit --out" in " ".join(ran.err.split())
    assert not (tmp_path / name).exists()
