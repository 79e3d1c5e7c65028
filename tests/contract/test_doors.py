"""The same lines through every door: the same findings, in the same words, about the same lines."""

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import otcpt
from otcpt.batch import check_file, check_parquet, check_table, price_frame
from otcpt.claims import Claim

FACILITY, PRACTICE = "medicare-part-b-facility", "medicare-part-b"
Row = Mapping[str, str]
#: Rule, words, and the lines with their places: all of a finding that says what is wrong, and where.
Found = list[tuple[object, ...]]

ODD: list[Row] = [
    {
        "patient_key": "P1 ",
        "rendering_provider_key": "R1 ",
        "code": "97530",
        "bill_type": "0131",
        "revenue_code": "420",
    },
    {"patient_key": "P1", "rendering_provider_key": "R1", "code": "97150", "bill_type": "131", "revenue_code": "0430"},
    {"patient_key": "P2", "claim_id": "C2 ", "code": "97110", "bill_type": "0213", "revenue_code": "43X"},
    {"patient_key": "P3", "claim_id": "C3", "code": "97110", "place_of_service": "31.0", "revenue_code": "444"},
    {"patient_key": "P4", "claim_id": "C4", "code": "97165", "units": "2", "frequency": "1"},
    {"patient_key": "P4", "claim_id": "C5", "code": "97165", "frequency": " 7", "replaces": "C4 "},
]
CORRECTED: list[Row] = [
    {"claim_id": "C1", "code": "97165", "units": "2", "frequency": "1"},
    {"claim_id": "C1", "code": "97130", "frequency": "7"},
    {"claim_id": "C1", "code": "97165", "units": "2", "frequency": "1"},
    {"claim_id": "C2", "code": "97530", "units": "3"},
]
#: A correction of which a line names no patient, and one under the number of another patient's.
UNNAMED: list[Row] = [
    {"claim_id": "C1", "code": "97130", "frequency": "7"},
    {"claim_id": "C1", "code": "97165", "units": "2", "frequency": "7", "patient_key": ""},
    {"claim_id": "C2", "code": "97165", "units": "2", "frequency": "7", "patient_key": "P2"},
    {"claim_id": "C2", "code": "97165", "units": "2", "frequency": "7", "patient_key": "P3"},
]
KINDS = {"odd spellings": ODD, "a correction under the claim's own name": CORRECTED, "a patient not named": UNNAMED}
#: Two claims of a patient's day whose rows take turns, with duplicates, an add-on and more than the MUE in both.
MIXED: list[Row] = [
    {"claim_id": "C2", "code": "97530", "units": "4"},
    {"claim_id": "C1", "code": "97130"},
    {"claim_id": "C2", "code": "97130"},
    {"claim_id": "C1", "code": "97530", "units": "4"},
    {"claim_id": "C2", "code": "97165"},
    {"claim_id": "C1", "code": "97165"},
]


def _full(rows: Sequence[Row]) -> list[Row]:
    given = {"claim_id": "C1", "patient_key": "P1", "date_of_service": "2026-03-02", "modifiers": "GO", "units": "1"}
    return [{**given, "line_id": str(number), **row} for number, row in enumerate(rows, 1)]


def _records(rows: Sequence[Row]) -> list[dict[str, object]]:
    return [{**row, "units": int(row["units"]), "modifiers": row["modifiers"].split()} for row in rows]


def _table(rows: Sequence[Row]) -> pa.Table:
    names = sorted({name for row in rows for name in row})
    return pa.Table.from_pylist([{name: row.get(name) for name in names} for row in rows])


def _cells(rows: Sequence[Row]) -> bytes:
    stream = io.StringIO()
    table = _table(rows)
    csv.writer(stream).writerows([table.column_names, *(one.values() for one in table.to_pylist())])
    return stream.getvalue().encode()


def _of_claims(claims: Sequence[Claim], policy: str) -> Found:
    reports = otcpt.check_all(claims, policy=policy)
    return _of_records([finding.to_record() for report in reports for finding in report.findings])


def _of_records(records: Sequence[Mapping[str, object]]) -> Found:
    said = ("claim_id", "rule_id", "severity", "message")
    return sorted(
        (*(str(one[name]) for name in said), tuple(zip(one["line_ids"], one["positions"], strict=True)))  # type: ignore[call-overload]  # lists
        for one in records
    )


def _of_file(name: str, content: bytes, policy: str, folder: Path) -> Found:
    (folder / name).write_bytes(content)
    check_file(folder / name, folder / "found.parquet", policy=policy)
    return _of_records(pq.read_table(folder / "found.parquet").to_pylist())


def _of_parquet(rows: Sequence[Row], policy: str, folder: Path) -> Found:
    pq.write_table(_table(rows), folder / "lines.parquet")
    check_parquet(folder / "lines.parquet", folder / "found.parquet", policy=policy)
    return _of_records(pq.read_table(folder / "found.parquet").to_pylist())


def _lines_of_json(rows: Sequence[Row]) -> bytes:
    return "\n".join(map(json.dumps, _records(rows))).encode()


#: Doors of claims, and doors of rows.
CLAIMS: Mapping[str, Callable[[Sequence[Row], str, Path], Found]] = {
    "records": lambda rows, policy, _: _of_claims(Claim.from_records(_records(rows)), policy),
    "CSV": lambda rows, policy, _: _of_claims(otcpt.read_claims(_cells(rows)).claims, policy),
    "JSON lines": lambda rows, policy, _: _of_claims(otcpt.read_claims(_lines_of_json(rows)).claims, policy),
    "a frame's claims": lambda rows, policy, _: _of_claims(otcpt.batch.claims_from_frame(_table(rows)), policy),
    "a file of JSON lines": lambda rows, policy, at: _of_file("a.jsonl", _lines_of_json(rows), policy, at),
}
ROWS: Mapping[str, Callable[[Sequence[Row], str, Path], Found]] = {
    "a frame": lambda rows, policy, _: _of_records(check_table(_table(rows), policy=policy).findings.to_pylist()),
    "Parquet": _of_parquet,
    "a file of CSV": lambda rows, policy, at: _of_file("a.csv", _cells(rows), policy, at),
}


@pytest.mark.parametrize("door", [*CLAIMS, *ROWS])
@pytest.mark.parametrize("policy", [FACILITY, PRACTICE])
@pytest.mark.parametrize("rows", KINDS.values(), ids=KINDS)
def test_every_door_finds_the_same(rows: list[Row], policy: str, door: str, tmp_path: Path) -> None:
    """A day is a day, a correction a correction, and a finding names lines, places and codes alike."""
    lines = _full(rows)
    found = {**CLAIMS, **ROWS}[door](lines, policy, tmp_path)
    assert found == CLAIMS["records"](lines, policy, tmp_path)
    assert found


@pytest.mark.parametrize("rows", [ODD, CORRECTED])
def test_what_was_replaced_is_found_nowhere(rows: list[Row], tmp_path: Path) -> None:
    """The original of two evaluations is replaced by one of its own name, or of another."""
    assert not [one for one in ROWS["a frame"](_full(rows), PRACTICE, tmp_path) if "97165, 2 units" in str(one)]


@pytest.mark.parametrize("rows", KINDS.values(), ids=KINDS)
def test_every_door_prices_the_same(rows: list[Row]) -> None:
    """Each line that is not taken back, to the cent."""
    lines = [{**row, "charge": "50.00"} for row in _full(rows)]
    claims = Claim.from_records(_records(lines)), otcpt.read_claims(_cells(lines)).claims
    of_claims = [
        {
            line.line.line_id: (line.allowed, line.paid, line.reason or None)
            for estimate in otcpt.price_all(some, policy=PRACTICE, locality="national")
            for line in estimate.lines
            if "Replaced" not in line.reason
        }
        for some in claims
    ]
    priced = price_frame(_table(lines), policy=PRACTICE, locality="national").to_pylist()
    assert (
        of_claims[0] == of_claims[1] == {one["line_id"]: (one["allowed"], one["paid"], one["reason"]) for one in priced}
    )


def test_rows_of_claims_that_take_turns_change_the_order_of_lines_and_nothing_else(tmp_path: Path) -> None:
    """Claims are taken one after the other and rows as they come: a finding over several claims lists its lines so."""
    lines = _full(MIXED)
    of_claims = [door(lines, PRACTICE, tmp_path) for door in CLAIMS.values()]
    of_rows = [door(lines, PRACTICE, tmp_path) for door in ROWS.values()]
    assert all(one == of_claims[0] for one in of_claims)
    assert all(one == of_rows[0] for one in of_rows)

    def whatever_the_order(found: Found) -> Counter[tuple[object, ...]]:
        return Counter((*one[1:-1], tuple(sorted(one[-1]))) for one in found)  # type: ignore[call-overload]  # texts

    assert whatever_the_order(of_claims[0]) == whatever_the_order(of_rows[0])
    [by_claim], [by_row] = ([one[-1] for one in found if one[1] == "AOC001"] for found in (of_claims[0], of_rows[0]))
    assert (by_claim, by_row) == ((("3", 1), ("2", 0)), (("2", 0), ("3", 1)))
