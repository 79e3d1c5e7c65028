"""Frames cut into pieces of whole patients, read and judged in threads: the same as all rows at once."""

import sys
from datetime import date

import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.batch.lines import by_day
from tests.batch.lines import table_of as lines_table
from tests.batch.lines_made import made_lines

from otcpt.batch import allocate_frame, check_table
from otcpt.errors import InputErrors

ROW: dict[str, object] = {"date_of_service": date(2026, 3, 2), "code": "97110", "minutes": 8, "frequency": "1"}
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "patient_key": st.sampled_from(["P1", "P2", "P3", "P4", None]),
            "claim_id": st.sampled_from(["C1", "C2", None]),
            "date_of_service": st.sampled_from([date(2026, 3, 2), date(2026, 3, 3), date(2025, 3, 3)]),
            "code": st.sampled_from(["97110", "97140", "97530", "97129", "97130"]),
            "minutes": st.integers(1, 40),
            "frequency": st.sampled_from(["1", "1", "1", "7", "8"]),
            "replaces": st.sampled_from(["C1", None]),
        }
    ),
    max_size=12,
)


def table_of(rows: list[dict[str, object]], batch: int) -> pa.Table:
    """Rows in batches of a size."""
    names = ("patient_key", "claim_id", "code", "frequency", "replaces")
    kinds = {**dict.fromkeys(names, pa.string()), "date_of_service": pa.date32(), "minutes": pa.int32()}
    schema = pa.schema(kinds)
    return pa.Table.from_batches(pa.Table.from_pylist(rows, schema).to_batches(max_chunksize=batch), schema)


def in_order(row: dict[str, object]) -> tuple[str, ...]:
    """By patient, else claim, and date."""
    return str(row["patient_key"] or f"\0{row.get('claim_id')}"), str(row.get("date_of_service"))


def flagged(table: pa.Table) -> tuple[object, ...]:
    """What is flagged, what was not judged, and what limits the answer."""
    report = check_table(table, policy="medicare-part-b", words=False)
    return report.findings.to_pylist(), report.not_evaluated.to_pylist(), report.caveats, report.rows


def test_threads_that_forget_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was learned goes while others still judge."""
    lines = [line for _, day in by_day(made_lines(150, seed=8)) for line in day]
    table = lines_table(lines)
    expected = flagged(table)
    monkeypatch.setattr("otcpt.batch._run.CHUNK", 4)
    for name in ("_MOST_KINDS", "_MOST_HITS"):
        monkeypatch.setattr(f"otcpt.batch.judging._judge.{name}", 5)
    often = sys.getswitchinterval()
    try:
        sys.setswitchinterval(1e-6)
        assert flagged(table) == expected
    finally:
        sys.setswitchinterval(often)


@given(rows=ROWS, seam=st.integers(0, 6), size=st.integers(1, 3), batch=st.integers(1, 5))
@example([{"patient_key": patient} for patient in ("P1", "P2", "P1", "P3")], 2, 1, 1)
def test_pieces_make_no_difference(rows: list[dict[str, object]], seam: int, size: int, batch: int) -> None:
    """Whatever their size and that of batches, with claims that take back others, and out of order at a seam."""
    given_rows = [{**ROW, **row} for part in (rows[:seam], rows[seam:]) for row in sorted(part, key=in_order)]
    whole = allocate_frame(table_of(given_rows, 12), method="cms")
    flags_of_all = flagged(table_of(given_rows, 12))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("otcpt.batch._allocate.CHUNK", size)
        patch.setattr("otcpt.batch.input._pieces._GLANCE", 2)
        patch.setattr("otcpt.batch._run.CHUNK", size)
        assert allocate_frame(table_of(given_rows, batch), method="cms").equals(whole)
        assert flagged(table_of(given_rows, batch)) == flags_of_all


def test_every_bad_row_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """In whatever piece, by its number."""
    rows: list[dict[str, object]] = [
        {"patient_key": f"P{number:02}", "date_of_service": date(2026, 3, 2), "code": "97530", "minutes": minutes}
        for number, minutes in enumerate([15, 15, 15, -1, 15, 15, 2000, 15, 15])
    ]
    monkeypatch.setattr("otcpt.batch._allocate.CHUNK", 2)
    with pytest.raises(InputErrors) as raised:
        allocate_frame(pa.Table.from_pylist(rows), method="cms")
    assert [(problem.row, problem.column) for problem in raised.value.problems] == [(4, "minutes"), (7, "minutes")]
