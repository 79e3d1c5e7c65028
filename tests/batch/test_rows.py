"""Findings of a frame lead back to its rows: by number, by pandas' own index, and to the claim of a row."""

from collections.abc import Callable
from typing import cast

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import otcpt
from otcpt import History
from otcpt.batch import check_frame, check_table, claims_from_frame, findings_from_frame, price_frame

POLICY = "medicare-part-b"
ROWS: dict[str, list[object]] = {
    "claim_id": ["C1", "C2", "C1", None, None, "C1"],
    "patient_key": ["P1", "P3", "P1", None, "P1", "P2"],
    "date_of_service": ["2026-03-02"] * 6,
    "code": ["97530", "97165", "97750", "97003", "97130", "97130"],
    "modifiers": ["GO"] * 6,
    "units": [2, 1, 2, 1, 1, 1],
    "minutes": [30, 30, 30, 15, 15, 15],
}
TABLE = pa.table(ROWS)
#: With names of lines that look like other rows' numbers, and one that has none.
NAMED = TABLE.append_column("line_id", pa.array(["3", "1", "2", "6", None, "5"]))
EVALUATED = otcpt.ServiceLine("97165", date_of_service="2026-02-02", units=1, patient_key="P1", line_id="4")


@pytest.mark.parametrize("history", [None, History([EVALUATED])], ids=["alone", "history"])
@pytest.mark.parametrize("table", [TABLE, NAMED], ids=["unnamed", "named"])
def test_every_finding_names_the_row_at_fault(table: pa.Table, history: History | None) -> None:
    """Whatever the lines are called, and whether or not the finding rests on a history."""
    found = check_table(table, policy=POLICY, history=history).findings.to_pylist()

    assert {(row["row"], row["rule_id"]) for row in found} >= {(3, "PTP002"), (4, "CODE003"), (5, "AOC001")}
    for row in found:
        [at] = table.slice(row["row"] - 1, 1).to_pylist()
        assert (at["code"], at["claim_id"]) == (row["codes"][0], row["claim_id"])
        assert row["line_ids"][0] == (at.get("line_id") or str(row["row"]))


def test_rows_set_apart_are_counted() -> None:
    """The number is that of the frame, not of the rows that were read."""
    bad = TABLE.set_column(5, "units", pa.array([-1, 1, 2, 1, 1, 1]))
    report = check_table(bad, policy=POLICY, on_bad_row="quarantine")

    assert report.quarantined is not None
    assert report.quarantined["row"].to_pylist() == [1]
    assert 4 in report.findings["row"].to_pylist()


def test_pandas_keeps_its_index() -> None:
    """Of the row at fault, with its name; prices are a row for each line."""
    index = pd.Index(list("uvwxyz"), name="visit")
    frame = TABLE.to_pandas().set_index(index)  # no warning: an index is no column
    found = check_frame(frame, policy=POLICY)

    assert found.index.name == "visit"
    assert frame.loc[found.index, "code"].tolist() == [codes[0] for codes in found["codes"]]
    assert found.join(frame["code"])["code"].tolist() == [codes[0] for codes in found["codes"]]
    assert price_frame(frame, policy=POLICY, locality="national").index.tolist() == list("uvwxyz")
    assert check_frame(frame[frame["code"] == "97165"], policy=POLICY).index.name == "visit"


def test_polars_joins_by_row() -> None:
    """The row is a whole number, as a range of Polars is."""
    frame = cast("pl.DataFrame", pl.from_arrow(TABLE))
    found = check_frame(frame, policy=POLICY)
    joined = frame.with_columns(row=pl.int_range(1, pl.len() + 1)).join(found, on="row", suffix="_found")

    assert len(joined) == len(found)
    assert (joined["code"] == joined["codes"].list.first()).all()


@pytest.mark.parametrize("table", [TABLE, NAMED], ids=["unnamed", "named"])
@pytest.mark.parametrize("row", range(1, 7))
def test_the_claim_of_a_row_is_the_one_that_has_it(table: pa.Table, row: int) -> None:
    """As among all claims of the frame: a claim's lines of one patient, or the row alone."""
    names = table["line_id"].to_pylist() if "line_id" in table.column_names else [None] * 6
    [claim] = claims_from_frame(table, rows=[row])

    assert claim in claims_from_frame(table)
    assert claims_from_frame(table, rows=[row, 1, row]) == tuple(
        dict.fromkeys([*claims_from_frame(table, rows=[1]), claim])
    )
    assert (names[row - 1] or str(row)) in [line.line_id for line in claim]


def test_a_row_leads_to_its_reason_and_its_repairs() -> None:
    """The finding of every row is that of a single check, is explained and repaired."""
    found = check_frame(TABLE.to_pandas(), policy=POLICY)
    for _, row in found.iterrows():
        [claim] = claims_from_frame(TABLE, rows=[row["row"]])
        finding = otcpt.read_finding(row, claim)
        report = otcpt.check(claim, policy=POLICY)
        assert finding in report.findings
        assert otcpt.explain(finding).findings == (finding,)
        assert otcpt.repairs(claim, report).of(finding) is not None


@pytest.mark.parametrize("kind", [pa.table, pl.from_arrow, pa.Table.to_pandas, duckdb.from_arrow])
def test_findings_of_a_frame_are_values(kind: Callable[[pa.Table], pa.Table]) -> None:
    """In one call, in the order of the rows, each equal to that of a single check; from every kind of frame."""
    lines = kind(TABLE)
    values = findings_from_frame(check_frame(lines, policy=POLICY), lines)

    assert [finding.rule_id for finding in values] == check_frame(TABLE, policy=POLICY)["rule_id"].to_pylist()
    reports = otcpt.check_all(claims_from_frame(lines), policy=POLICY)
    assert {*values} == {finding for report in reports for finding in report.findings}
    assert findings_from_frame(check_frame(TABLE, policy=POLICY).slice(1, 1), lines) == values[1:2]


def test_findings_without_their_rows_are_refused() -> None:
    """As those of a file, and those of another frame."""
    found = check_frame(TABLE, policy=POLICY)
    with pytest.raises(otcpt.InvalidInput, match="no column row; give those of check_frame"):
        findings_from_frame(found.drop_columns(["row"]), TABLE)
    with pytest.raises(otcpt.InvalidInput):
        findings_from_frame(found, TABLE.slice(1))


@pytest.mark.parametrize("row", [0, 7, -1, 1.0, "1"])
def test_a_row_that_is_not_there_is_refused(row: int) -> None:
    """With what to give."""
    with pytest.raises(otcpt.InvalidInput, match="give numbers from 1 to 6"):
        claims_from_frame(TABLE, rows=[row])


def test_only_the_claim_has_to_be_readable() -> None:
    """Faults of its rows name the rows of the frame; those of others are theirs."""
    bad = TABLE.set_column(5, "units", pa.array([2, -1, 2, -3, 1, 1]))

    [claim] = claims_from_frame(bad, rows=[1])
    assert len(claim) == 2
    with pytest.raises(otcpt.InputErrors) as caught:
        claims_from_frame(bad, rows=[4])
    assert [problem.row for problem in caught.value.problems] == [4]
