"""``otcpt denials``: a remittance explained on the command line, in every form."""

import csv
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest

from .conftest import Ran

EXAMPLES = Path(__file__).parents[2] / "examples" / "denials"
ANSWER, CLAIMS = EXAMPLES / "answer.835", EXAMPLES / "claims.csv"
CALL = ("denials", ANSWER, "--claims", CLAIMS, "--policy", "medicare-part-b", "--on", "2026-05-01")


def test_the_table_says_why_what_to_do_and_until_when(otcpt: Callable[..., Ran]) -> None:
    """Causes, contradictions, ways with their days, the worklist, dollars, and what is not seen."""
    ran = otcpt(*CALL)

    assert ran.code == 1 and not ran.err
    for words in (
        "PTP002 NCCI edit, modifier missing: 97530 is bundled into 97150",
        "Against the law of the day: No NCCI edit bundles 97140 into 97530 on 2026-03-02",
        "Against the law of the day: 4 units of 97530 fit the MUE of 6",
        "MA130: the claim was never processed",
        "Appeal to the contractor: a redetermination. By 2026-08-13.",
        "104  $240.00  A106",
        "never reach a remittance and are not seen here",
        "10 lines answered, 6 denied and open ($855.00), 2 against the law of the day",
    ):
        assert words in ran.out, words
    assert "Predicted against real" not in ran.out


def test_the_score_is_shown_on_request(otcpt: Callable[..., Ran]) -> None:
    """Found, missed, false alarms by rule; medical review and payer's errors are set apart."""
    ran = otcpt(*CALL, "--score")

    assert "3 found, 0 missed, 0 false alarms" in ran.out
    assert json.loads(otcpt(*CALL, "--score", "--format", "json").out)["score"]["against_the_law"] == 2
    rows = otcpt(*CALL, "--score", "--format", "csv")
    assert rows.out == otcpt(*CALL, "--format", "csv").out and "3 found, 0 missed" in rows.err


def test_records_have_all_of_it(otcpt: Callable[..., Ran], tmp_path: Path) -> None:
    """JSON has everything, JSON lines a line each, CSV a row each; a file is written as it is named."""
    whole = json.loads(otcpt(*CALL, "--format", "json").out)
    lines = [json.loads(line) for line in otcpt(*CALL, "--format", "jsonl").out.splitlines()]
    rows = list(csv.DictReader(StringIO(otcpt(*CALL, "--format", "csv").out)))

    assert whole["lines"] == lines and len(rows) == len(lines) == 10
    assert [row["claim_id"] for row in whole["worklist"]] == ["A106", "A107", "A102", "A103", "A105", "A101"]
    assert (rows[0]["next_step"], rows[0]["last_day"], rows[0]["days_left"]) == ("reopening", "2027-04-10", "344")
    assert whole["dollars"]["charge"] == "1200.00" and whole["not_seen"]
    ran = otcpt(*CALL, "--out", tmp_path / "denials.csv")
    assert list(csv.DictReader(StringIO((tmp_path / "denials.csv").read_text(encoding="utf-8")))) == rows
    assert "6 denied and open" in ran.err


def test_a_file_that_does_not_add_up_is_refused_or_kept(otcpt: Callable[..., Ran], tmp_path: Path) -> None:
    """Refused with the place; with --keep explained, and the fault is listed."""
    off = tmp_path / "off.835"
    off.write_text(ANSWER.read_text(encoding="utf-8").replace("CAS*CO*151*240.00", "CAS*CO*151*239.00"))
    call = ("denials", off, "--claims", CLAIMS, "--policy", "medicare-part-b", "--on", "2026-05-01")

    refused = otcpt(*call)
    assert refused.code == 2 and "does not add up" in refused.err
    kept = otcpt(*call, "--keep")
    assert kept.code == 1 and "does not add up" in kept.out


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--on", "May"), "calendar day"),
        (("--out", "x.parquet"), ".parquet files are not written"),
        (("--out", "x.xls"), "not written"),
        (("--out", str(ANSWER)), "answer.835"),
    ],
)
def test_a_broken_call_is_refused(otcpt: Callable[..., Ran], more: tuple[str, ...], words: str) -> None:
    """Exit code 2 and what was expected."""
    ran = otcpt(*CALL, *more)

    assert ran.code == 2 and words in ran.err


def test_payments_are_compared_with_the_fee_schedule(otcpt: Callable[..., Ran]) -> None:
    """With a locality the lines that were paid otherwise are listed with the step that differs."""
    ran = otcpt(*CALL, "--locality", "national")

    assert "Payments against the fee schedule" in ran.out and "expected" in ran.out
    assert "Payments against the fee schedule" not in otcpt(*CALL).out


def test_nothing_open_is_exit_code_0(otcpt: Callable[..., Ran], tmp_path: Path) -> None:
    """A remittance without a denial."""
    from decimal import Decimal

    from otcpt.claims import Remittance, RemittanceClaim
    from otcpt.testing import write_remittances

    paid = tmp_path / "paid.835"
    paid.write_text(
        write_remittances([Remittance(Decimal(160), [RemittanceClaim("A101", "1", Decimal(160), Decimal(160))])])
    )
    assert otcpt("denials", paid, "--claims", CLAIMS, "--policy", "medicare-part-b").code == 0


def test_a_page_is_a_whole_document(otcpt: Callable[..., Ran], tmp_path: Path) -> None:
    """As HTML, by the file's name, with everything the table says; nothing is requested."""
    ran = otcpt(*CALL, "--out", tmp_path / "denials.html", "--score")
    page = (tmp_path / "denials.html").read_text(encoding="utf-8")

    assert ran.code == 1 and page.startswith("<!DOCTYPE html>")
    assert "No NCCI edit bundles 97140 into 97530" in page and "Predicted against real" in page
    assert "<script" not in page and "http" not in page


def test_a_workbook_has_lines_worklist_dollars_and_score(otcpt: Callable[..., Ran], tmp_path: Path) -> None:
    """Amounts and days are numbers, the columns those of the CSV, the score only on request."""
    from python_calamine import CalamineWorkbook

    ran = otcpt(*CALL, "--out", tmp_path / "denials.xlsx", "--score")
    book = CalamineWorkbook.from_path(str(tmp_path / "denials.xlsx"))
    lines, worklist = (book.get_sheet_by_name(name).to_python() for name in ("Lines", "Worklist"))
    columns = next(csv.reader(StringIO(otcpt(*CALL, "--format", "csv").out)))

    assert ran.code == 1 and "6 denied and open" in ran.err
    assert [str(name).replace(" ", "_") for name in lines[0]] == columns and len(lines) == 11
    assert [row[3] for row in worklist[1:]] == ["A106", "A107", "A102", "A103", "A105", "A101"]
    assert ["charge", 1200.0] in book.get_sheet_by_name("Dollars").to_python()
    assert "Predicted against real" in book.sheet_names
    assert otcpt(*CALL, "--out", tmp_path / "plain.xlsx").code == 1
    assert "Predicted against real" not in CalamineWorkbook.from_path(str(tmp_path / "plain.xlsx")).sheet_names


def test_claims_of_other_columns_and_of_several_files(otcpt: Callable[..., Ran], tmp_path: Path) -> None:
    """``--claims`` once for each, or a pattern; ``--column`` says which column is which."""
    header, *rows = CLAIMS.read_text().replace("date_of_service", "Day Seen").splitlines()
    first = [row for row in rows if row.startswith(rows[0].partition(",")[0])]
    for number, some in enumerate((first, rows[len(first) :])):
        (tmp_path / f"sent {number}.csv").write_text("\n".join([header, *some, ""]))
    words = (*CALL[:3], tmp_path / "sent *.csv", *CALL[4:])
    columns = ("--column", "Day Seen=date_of_service")

    assert '"Day Seen=date_of_service"' in " ".join(otcpt(*words).err.split())
    assert otcpt(*words, *columns).out == otcpt(*CALL).out
    assert "--over-time" in otcpt(*words, *columns, "-f", "html").out
    assert "--over-time" not in otcpt(*words, *columns, "--over-time", "-f", "html").out
