"""One record of a finding behind every door: the same keys and values, and each row leads back to its finding."""

import csv
import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from jsonschema import Draft202012Validator
from tests.batch.lines import by_day, table_of
from tests.batch.lines_made import made_lines

import otcpt
from otcpt import Checker, Claim, Finding, History, PriorPayments
from otcpt.batch import ArrowCheck, BatchReport, check_file, check_frame, check_parquet, check_table
from otcpt.findings import RECORD, SCHEMA_VERSION, report_schema
from otcpt.io import read_claims

POLICY = "medicare-part-b"
EXAMPLES = Path(__file__).parents[2] / "examples"
SCHEMA = report_schema()
VALID = Draft202012Validator({"$schema": SCHEMA["$schema"], "$defs": SCHEMA["$defs"], "$ref": "#/$defs/finding"})
KEYS = [key.name for key in RECORD]

Rows = list[Mapping[str, object]]


def claims_and_lines() -> tuple[list[Claim], pa.Table]:
    """Claims of several days, their lines in the order of patients and days, so that claims are interleaved."""
    made = [line for _, day in by_day(made_lines(60, seed=3)) for line in day if line.payer is None]
    named = [
        attrs.evolve(
            line, claim_id=f"{line.patient_key}-{'AB'[line.date_of_service.toordinal() % 2]}", line_id=f"L {n}"
        )
        for n, line in enumerate(made)
        if line.patient_key
    ]
    groups: dict[str | None, list[otcpt.ServiceLine]] = {}
    for line in named:
        groups.setdefault(line.claim_id, []).append(line)
    return [Claim(own, claim_id=name) for name, own in groups.items()], table_of(named)


CLAIMS, LINES = claims_and_lines()
EXPECTED = [one for report in Checker(policy=POLICY).check_all(CLAIMS) for one in report.findings]


def by_record(finding: Finding) -> str:
    """What findings are sorted by."""
    return str(finding.to_record())


def of_pandas(_: Path) -> Rows:
    """Series of a frame of pandas: lists are arrays."""
    return [row for _, row in check_frame(LINES.to_pandas(), policy=POLICY).iterrows()]


def of_polars(_: Path) -> Rows:
    """Mappings of a frame of Polars."""
    frame = pl.from_arrow(LINES)
    assert isinstance(frame, pl.DataFrame)
    return check_frame(frame, policy=POLICY).rows(named=True)  # type: ignore[return-value]


def of_arrow(_: Path) -> Rows:
    """Mappings of an Arrow table."""
    return check_table(LINES, policy=POLICY).findings.to_pylist()  # type: ignore[no-any-return]


def of_stream(_: Path) -> Rows:
    """Batches of a stream, days split over them."""
    batches = ArrowCheck(policy=POLICY)(LINES.combine_chunks().to_batches(max_chunksize=7))
    return pa.Table.from_batches(batches).to_pylist()  # type: ignore[no-any-return]


def of_parquet(folder: Path) -> Rows:
    """A Parquet file."""
    pq.write_table(LINES, folder / "in.parquet")
    report = check_parquet(folder / "in.parquet", folder / "o.parquet", policy=POLICY)
    return pq.read_table(report.findings).to_pylist()  # type: ignore[no-any-return]


def of_shuffled_parquet(folder: Path) -> Rows:
    """The lines of each claim keep their order; patients do not."""
    order = LINES.append_column("key", pa.array([str(key)[::-1] for key in LINES["patient_key"].to_pylist()]))
    pq.write_table(order.sort_by("key").drop_columns("key"), folder / "in.parquet")
    report = check_parquet(folder / "in.parquet", folder / "o.parquet", policy=POLICY)
    return pq.read_table(report.findings).to_pylist()  # type: ignore[no-any-return]


def of_csv(folder: Path) -> Rows:
    """A CSV as text."""
    pq.write_table(LINES, folder / "in.parquet")
    check_file(folder / "in.parquet", folder / "o.csv", policy=POLICY)
    with (folder / "o.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def of_csv_in_pandas(folder: Path) -> Rows:
    """A CSV in which another program guesses types."""
    of_csv(folder)
    return [row for _, row in pd.read_csv(folder / "o.csv").iterrows()]


def of_json_lines(folder: Path) -> Rows:
    """JSON lines, each equal to a record and valid."""
    pq.write_table(LINES, folder / "in.parquet")
    check_file(folder / "in.parquet", folder / "o.jsonl", policy=POLICY)
    rows = [json.loads(line) for line in (folder / "o.jsonl").read_text(encoding="utf-8").splitlines()]
    for row in rows:
        VALID.validate(row)
    assert sorted(rows, key=str) == sorted((one.to_record() for one in EXPECTED), key=str), "to the letter"
    return rows


DOORS = (
    *(of_pandas, of_polars, of_arrow, of_stream, of_parquet, of_shuffled_parquet, of_csv, of_csv_in_pandas),
    of_json_lines,
)


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_a_row_of_any_door_leads_back_to_its_finding(door: Callable[[Path], Rows], tmp_path: Path) -> None:
    """Every row has the keys of the record, those of a frame its row too; what is read back equals the finding."""
    rows = door(tmp_path)
    by_id = {claim.claim_id: claim for claim in CLAIMS}
    keys = [*KEYS, "row"] if door in (of_pandas, of_polars, of_arrow) else KEYS
    assert all(list(row.keys()) == keys for row in rows)
    found = [otcpt.read_finding(row, by_id[str(row["claim_id"])]) for row in rows]
    assert sorted(found, key=by_record) == sorted(EXPECTED, key=by_record)
    assert len(found) > 40


def test_a_finding_of_a_row_is_explained_and_repaired() -> None:
    """From a list of a table's findings to the reason and to what can be changed."""
    row = next(row for row in of_arrow(Path()) if row["rule_id"] == "PTP002")
    claim = next(claim for claim in CLAIMS if claim.claim_id == row["claim_id"])
    finding = otcpt.read_finding(row, claim)
    assert [fix.to_record() for fix in finding.fixes] == json.loads(str(row["fixes"]))
    assert list(map(str, finding.citations)) == json.loads(str(row["citations"]))
    report = otcpt.check(claim, policy=POLICY)
    assert finding in report.findings
    assert otcpt.repairs(claim, report).of(finding)
    assert otcpt.explain(finding).findings == (finding,)


def test_findings_that_rest_on_a_history_have_its_places(tmp_path: Path) -> None:
    """Months, episodes and providers' days, of a table and of a file in any order: places in claim and history."""
    history = History([attrs.evolve(line, claim_id=f"H{line.claim_id}") for line in CLAIMS[0]], [], [])
    history = attrs.evolve(
        history, prior_payments=[PriorPayments(year=2026, allowed=Decimal(9000), patient_key="P0001")]
    )
    reports = Checker(policy=POLICY).check_all(CLAIMS, history=history)
    expected = sorted((str(one.to_record()["positions"]), one.message) for r in reports for one in r.findings)
    table = check_table(LINES, policy=POLICY, history=history)
    pq.write_table(LINES, tmp_path / "in.parquet")
    file = check_parquet(tmp_path / "in.parquet", tmp_path / "o.parquet", policy=POLICY, history=history)
    for rows in (table.findings.to_pylist(), pq.read_table(file.findings).to_pylist()):
        assert sorted((str(row["positions"]), row["message"]) for row in rows) == expected


def test_a_row_without_positions_is_found_by_its_line_ids() -> None:
    """A stream by provider does not know the places; the ids of the lines do."""
    finding = EXPECTED[0]
    claim = next(claim for claim in CLAIMS if claim.claim_id == finding.claim_id)
    assert otcpt.read_finding({**finding.to_record(), "positions": None}, claim) == finding


@pytest.mark.parametrize("door", ["table", "parquet", "file"])
def test_every_row_is_judged_left_out_or_set_apart(door: str, tmp_path: Path) -> None:
    """What went in is what came out, by number."""
    rows = LINES.to_pylist()
    rows[3]["units"], rows[9]["code"], rows[12]["payer"] = -1, None, "CI"
    table = pa.Table.from_pylist(rows, LINES.schema)
    pq.write_table(table, tmp_path / "in.parquet")
    source, out, apart = (tmp_path / f"{name}.parquet" for name in ("in", "out", "bad"))
    report: BatchReport[Any]
    if door == "table":
        report = check_table(table, policy=POLICY, on_bad_row="quarantine")
    elif door == "parquet":
        report = check_parquet(source, out, policy=POLICY, on_bad_row="quarantine", quarantine=apart)
    else:
        report = check_file(source, out, policy=POLICY, quarantine=apart)
    assert (report.quarantined_count, report.untouched, report.skipped) == (2, 1, 0)
    assert report.rows == table.num_rows
    assert report.lines + report.untouched + report.skipped + report.quarantined_count == report.rows
    assert report.findings_count == sum(report.counts.values()) == sum(report.severities.values())
    assert not report.complete
    assert report.checked
    assert "2 rows set apart" in report.verdict


def test_lines_that_an_837_leaves_out_are_counted(tmp_path: Path) -> None:
    """Skipped in reading, and part of the rows."""
    source = Path(__file__).parents[1] / "io" / "x12" / "left_out.837"
    paths = [source] if source.exists() else sorted(source.parent.glob("*.837"))
    seen = 0
    for path in paths:
        try:
            file = read_claims(path)
        except otcpt.InputErrors:
            continue
        report = check_file(path, tmp_path / "o.parquet", policy=POLICY)
        assert report.skipped == len(file.skipped)
        assert report.rows == sum(map(len, file.claims)) + len(file.skipped)
        assert report.rows == report.lines + report.untouched + report.skipped
        seen += report.skipped
    assert seen


def test_the_schema_has_a_version_in_every_record_of_a_whole(tmp_path: Path) -> None:
    """Of a report, and in the metadata of findings."""
    assert SCHEMA["properties"]["schema_version"]["const"] == SCHEMA_VERSION  # type: ignore[index]
    assert SCHEMA["$defs"]["finding"]["required"] == KEYS  # type: ignore[index]
    pq.write_table(LINES, tmp_path / "in.parquet")
    check_parquet(tmp_path / "in.parquet", tmp_path / "o.parquet", policy=POLICY)
    shown = (
        otcpt.check(CLAIMS[0], policy=POLICY).to_record(),
        json.loads(pq.read_metadata(tmp_path / "o.parquet").metadata[b"otcpt"]),
        json.loads(check_table(LINES, policy=POLICY).findings.schema.metadata[b"otcpt"]),
    )
    for one in shown:
        assert one["schema_version"] == SCHEMA_VERSION


@pytest.mark.parametrize("name", ["clinic_week.csv", "clinic_week.837"])
def test_positions_are_those_of_the_claims_that_are_read(name: str, tmp_path: Path) -> None:
    """A file in columns says of every finding what claims read from it say, in every key."""
    claims = read_claims(EXAMPLES / name).claims
    expected: list[Finding] = [one for report in Checker(policy=POLICY).check_all(claims) for one in report.findings]
    check_file(EXAMPLES / name, tmp_path / "o.jsonl", policy=POLICY)
    rows = map(json.loads, (tmp_path / "o.jsonl").read_text(encoding="utf-8").splitlines())
    assert sorted(rows, key=str) == sorted((one.to_record() for one in expected), key=str)
