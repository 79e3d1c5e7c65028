"""One file through every door: the same rows, the same findings."""

import csv
import io
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from tools.fuzz.laws import POLICY, LawBroken, look_at, own_error, written

import otcpt
from otcpt.errors import OtcptError
from otcpt.io import ClaimFile

Found = Counter[tuple[object, ...]]


def every_door(data: bytes, scratch: Path) -> None:
    """Read a file claim by claim and in columns, and a table of it as Parquet; compare rows and findings."""
    from otcpt.batch import check_file

    source, out, apart = written(scratch, "in.txt", data), scratch / "out.parquet", scratch / "apart.parquet"
    try:
        file = otcpt.read_claims(source, on_problem="keep", allow_empty=True)
    except OtcptError as error:
        look_at(error)
        if own_error(lambda: check_file(source, out, policy=POLICY, quarantine=apart)) is None:
            raise LawBroken(f"check_file reads what read_claims refuses: {error}") from None
        return
    report = check_file(source, out, policy=POLICY, quarantine=apart)
    if (report.row_counts.given, dict(report.row_counts.skipped)) != (
        file.row_counts.given,
        dict(file.row_counts.skipped),
    ):
        raise LawBroken(f"{file.row_counts} claim by claim, {report.row_counts} in columns")
    expected = _of_claims(file)
    if expected is not None and report.row_counts == file.row_counts and (found := _of_parquet(out)) != expected:
        raise LawBroken(f"other findings in columns: {expected - found}, {found - expected}")
    if file.kind == "csv" and not file.problems:
        _as_parquet(data, file, scratch, expected)


def _as_parquet(data: bytes, file: ClaimFile, scratch: Path, expected: Found | None) -> None:
    """Write the lines of a plain table as Parquet, and check that."""
    from otcpt.batch import check_file, check_table

    if any(mark in data for mark in (b'"', b";", b"\t", b"|", b"\0")) or file.row_counts.skipped or not data.isascii():
        return
    header, *rows = csv.reader(io.StringIO(data.decode("ascii"), newline=""))
    if len({name.strip().lower() for name in header}) != len(header) or not all(header):
        return
    table = pa.table({name: pa.array([row[at] for row in rows], pa.string()) for at, name in enumerate(header)})
    pq.write_table(table, scratch / "table.parquet")

    def check() -> None:
        done = check_file(scratch / "table.parquet", scratch / "of_table.parquet", policy=POLICY)
        check_table(table, policy=POLICY)
        if done.row_counts.read != file.row_counts.read:
            raise LawBroken(f"{done.row_counts} of Parquet, {file.row_counts} of CSV")
        found = _of_parquet(scratch / "of_table.parquet")
        if expected is not None and "line_id" in header and found != expected:
            raise LawBroken(f"other findings of Parquet: {expected - found}, {found - expected}")

    error = own_error(check)
    if error is not None and expected is not None:
        raise LawBroken(f"Parquet is refused, and the same CSV is read: {error}")


def _of_claims(file: ClaimFile) -> Found | None:
    """The findings of every claim; None where lines without a claim's id are grouped otherwise in columns."""
    if any(line.claim_id is None for line in file.lines()):
        return None
    reports = otcpt.check_all(file.claims, policy=POLICY)
    records = (one.to_record() for report in reports for one in (*report.findings, *report.bypassed))
    return Counter(map(_essence, records))


def _of_parquet(path: Path) -> Found:
    return Counter(map(_essence, pq.read_table(path).to_pylist()))


def _essence(record: Mapping[str, object]) -> tuple[object, ...]:
    codes, day = record["codes"], record["date_of_service"]
    assert isinstance(codes, list)
    return record["rule_id"], record["severity"], record["claim_id"], str(day), tuple(codes), record["message"]
