"""Claims of a frame: the same lines that a check of the frame sees, with the frame's own ids."""

from datetime import date, time
from decimal import Decimal

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import otcpt
from otcpt.batch import UnreadColumnsWarning, check_table, claims_from_frame
from otcpt.claims import ServiceLine
from otcpt.errors import InputErrors

ROWS = {
    "claim_id": ["C1", "C2", "C1"],
    "patient_key": ["P1", "P2", "P1"],
    "date_of_service": ["2026-03-02", "2026-03-02", "2026-03-02"],
    "code": ["97130", "97165", "97110"],
    "modifiers": ["", "GO", "GO 59"],
    "units": [1, 1, None],
    "minutes": [15.0, None, 20.0],
    "charge": [62.1, None, 40.0],
    "start_time": ["09:00", None, None],
}


def frames() -> list[object]:
    """Return the same rows in every kind of frame."""
    table = pa.table(ROWS)
    return [table, pl.DataFrame(ROWS), pd.DataFrame(ROWS), duckdb.from_arrow(table)]


@pytest.mark.parametrize("frame", frames(), ids=lambda frame: type(frame).__module__.partition(".")[0])
def test_every_kind_of_frame_gives_the_same_claims(frame: pa.Table) -> None:
    """Missing values are not known; ids of lines are the rows'."""
    first, second = claims_from_frame(frame)

    assert [line.line_id for line in first] == ["1", "3"]
    assert first.lines[0] == ServiceLine(
        "97130",
        date_of_service=date(2026, 3, 2),
        units=1,
        minutes=15,
        charge=Decimal("62.1"),
        start_time=time(9),
        claim_id="C1",
        line_id="1",
        patient_key="P1",
    )
    assert (first.lines[1].units, first.lines[1].modifiers) == (None, ("GO", "59"))
    assert (second.claim_id, second.lines[0].minutes) == ("C2", None)


def test_claims_of_a_frame_have_the_findings_of_the_frame() -> None:
    """With the same ids, so that a row leads to its claim."""
    table = pa.table(ROWS)
    reports = otcpt.check_all(claims_from_frame(table), policy="medicare-part-b")
    found = [(finding.rule_id, finding.to_record()["line_ids"]) for report in reports for finding in report.findings]
    rows = check_table(table, policy="medicare-part-b").findings.to_pylist()

    assert sorted(found) == sorted((row["rule_id"], row["line_ids"]) for row in rows)


def test_replacements_keep_what_they_say() -> None:
    """Of the claim, and not of its line."""
    table = pa.table(
        {"claim_id": ["C2"], "frequency": ["7"], "replaces": ["C1"], "code": ["97530"], "dos": [date(2026, 3, 2)]}
    )
    [claim] = claims_from_frame(table)

    assert (claim.frequency, claim.replaces) == ("7", "C1")


def test_problems_are_collected_by_row() -> None:
    """As in a check, amounts and what rows of one claim contradict among them."""
    table = pa.table(
        {
            "claim_id": ["C1", "C1", "C2"],
            "frequency": ["1", "7", "1"],
            "date_of_service": ["2026-03-02", "2026-03-02", "yesterday"],
            "code": ["97530"] * 3,
            "charge": ["sixty", "1", "2"],
        }
    )

    with pytest.raises(InputErrors) as caught:
        claims_from_frame(table)

    assert {(problem.row, problem.column) for problem in caught.value.problems} == {
        (1, "charge"),
        (3, "date_of_service"),
    }


def test_columns_are_named_and_unread_ones_are_reported() -> None:
    """A misspelled column is not dropped without a word."""
    frame = pl.DataFrame({"procedure": ["97530"], "day": ["2026-03-02"], "modifer": ["GO"]})

    with pytest.warns(UnreadColumnsWarning, match="modifer"):
        [claim] = claims_from_frame(frame, columns={"code": "procedure", "date_of_service": "day"})
    assert claim.lines[0].code == "97530"
