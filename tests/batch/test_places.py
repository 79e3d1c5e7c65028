"""Codes, days, times and columns that are read otherwise than they seem: refused or named, through every door."""

from collections.abc import Callable, Mapping
from datetime import UTC, time
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import otcpt
from otcpt import Claim, InputErrors, InvalidInput, ServiceLine
from otcpt.batch import allocate_frame, check_file, check_frame, check_parquet, check_table, claims_from_frame
from otcpt.io import read_csv

POLICY = "medicare-part-b"
ROW = {"code": "97530", "date_of_service": "2026-03-02", "modifiers": "GO"}
#: Fields of codes, how tables may write one, and what is none.
CODES: Mapping[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "place_of_service": (
        "22",
        ("22 - Outpatient hospital", "22 Outpatient hospital", "22: On Campus-Outpatient Hospital", "'22"),
        ("222", "ZZ", "Office", "On Campus-Outpatient Hospital", "2 2"),
    ),
    "bill_type": ("131", ("131 - Hospital outpatient", "0131 Hospital outpatient"), ("13", "13111", "Hospital")),
    "revenue_code": ("0430", ("0430 - Occupational therapy", "430 Occupational therapy"), ("43", "04300", "OT")),
}


def _in_csv(field: str, text: str) -> Claim:
    return read_csv(f"code,date_of_service,modifiers,{field}\n97530,2026-03-02,GO,{text}\n".encode()).claims[0]


def _in_a_frame(field: str, text: str) -> Claim:
    return claims_from_frame(pa.Table.from_pylist([{**ROW, field: text}]))[0]


def _as_record(field: str, text: str) -> Claim:
    return Claim.from_records([{**ROW, "modifiers": ["GO"], field: text}])[0]


@pytest.mark.parametrize("door", [_in_csv, _in_a_frame])
@pytest.mark.parametrize("field", CODES)
def test_tables_may_have_a_description_behind_any_code(field: str, door: Callable[[str, str], Claim]) -> None:
    """As behind the code of a service."""
    value, described, _ = CODES[field]
    assert {getattr(door(field, text).lines[0], field) for text in described} == {value}


@pytest.mark.parametrize("door", [_in_csv, _in_a_frame, _as_record])
@pytest.mark.parametrize("field", CODES)
def test_what_is_no_such_code_is_a_problem_of_its_row(field: str, door: Callable[[str, str], Claim]) -> None:
    """With the column, the value and the form to write; a value says the same."""
    for text in CODES[field][2]:
        with pytest.raises(InputErrors, match="digits, like") as caught:
            door(field, text)
        assert [problem.column for problem in caught.value.problems] == [field]
        assert text in str(caught.value)
        with pytest.raises(InvalidInput, match=f"{field} '{text}' is not a .* write its .*digits, like"):
            ServiceLine("97530", date_of_service="2026-03-02", **{field: text})  # type: ignore[arg-type]  # of any field


def test_a_place_with_its_description_is_judged() -> None:
    """A hospital bills it, however the place is written."""
    found = check_table(pa.Table.from_pylist([{**ROW, "place_of_service": "22 - Outpatient hospital"}]), policy=POLICY)
    assert "POS001" in found.findings["rule_id"].to_pylist()


def _in_memory(_: Path, table: pa.Table) -> object:
    return check_table(pl.from_arrow(table), policy=POLICY, on_bad_row="quarantine")


def _in_parquet(folder: Path, table: pa.Table) -> object:
    pq.write_table(table, folder / "in.parquet", row_group_size=1)
    aside = folder / "bad.parquet"
    return check_parquet(
        folder / "in.parquet", folder / "out.parquet", policy=POLICY, on_bad_row="quarantine", quarantine=aside
    )


def _in_files(folder: Path, table: pa.Table) -> object:
    pq.write_table(table, folder / "in.parquet", row_group_size=1)
    pq.write_table(pa.Table.from_pylist([ROW]), folder / "more.parquet")
    files = [folder / "in.parquet", folder / "more.parquet"]
    return check_file(files, folder / "out.parquet", policy=POLICY, quarantine=folder / "bad.parquet")


@pytest.mark.parametrize("door", [_in_memory, _in_parquet, _in_files])
@pytest.mark.parametrize("odd", ["13/3/2026", " 13/3/26 ", "Fri 13/3/2026 10:00"])
def test_days_that_may_come_before_months_use_no_row(
    tmp_path: Path, odd: str, door: Callable[[Path, pa.Table], object]
) -> None:
    """Whichever row of the table has the one that says so, nothing is judged or set apart."""
    for days in (["9/3/2026", odd], [odd, "9/3/2026"]):
        table = pa.table({"code": ["97530"] * 2, "dos": days})
        with pytest.raises(InputErrors, match="date_of_service: no row was used") as caught:
            door(tmp_path, table)
        assert door is _in_memory or caught.value.problems[0].file == "in.parquet"
        with pytest.raises(InputErrors, match="no row was used"):
            read_csv(f"code,dos\n97530,{days[0]}\n97530,{days[1]}\n".encode(), on_problem="keep")


def test_a_wrong_day_of_another_kind_is_set_apart() -> None:
    """It says nothing of the other days."""
    table = pa.table({"code": ["97530"] * 3, "dos": ["9/3/2026", "soon", None]})
    assert check_table(table, policy=POLICY, on_bad_row="quarantine").quarantined_count == 2


def test_text_of_any_form_is_named_where_it_is_wrong() -> None:
    """More minutes than a day has, in Polars' own text."""
    frame = pl.DataFrame({"code": ["97530"], "dos": ["2026-03-02"], "minutes": ["1441"]})
    apart = check_table(frame, policy=POLICY, on_bad_row="quarantine")
    assert apart.quarantined is not None
    assert "minutes: expected a whole number of 0 to 1,440" in apart.quarantined["reason"][0].as_py()
    for check in (
        lambda: check_frame(frame, policy=POLICY),
        lambda: check_frame(frame, policy=POLICY, words=False),
        lambda: claims_from_frame(frame),
        lambda: allocate_frame(frame, method="cms"),
        lambda: list(otcpt.batch.ArrowCheck(policy=POLICY)(frame.to_arrow().to_batches())),
        lambda: check_frame(frame, policy=POLICY, history=otcpt.History()),
    ):
        with pytest.raises(InputErrors, match="'1441': expected a whole number of 0 to 1,440"):
            check()


@pytest.mark.parametrize("text", ["09:00Z", "09:00+00:00", "09:00-05:00"])
def test_a_time_with_a_time_zone_is_refused(text: str) -> None:
    """The clock of the clinic is meant."""
    with pytest.raises(InputErrors, match="not a time of day"):
        Claim.from_records([{**ROW, "modifiers": ["GO"], "start_time": text}])
    for door in (_in_csv, _in_a_frame):
        with pytest.raises(InputErrors, match="not a time of day"):
            door("start_time", text)
    with pytest.raises(InvalidInput, match=r"end_time .* has a time zone"):
        ServiceLine("97530", date_of_service="2026-03-02", end_time=time(9, tzinfo=UTC))


@pytest.mark.parametrize("last", ["C2,P2", "C2,P2,", "C2,,2026-03-0"])
def test_a_row_that_is_cut_off_is_a_problem(last: str) -> None:
    """Also where it ends before its code and date; one of a single cell may be a remark."""
    rows = f"claim_id,patient_key,date_of_service,code,units,minutes,charge\nC1,P1,2026-03-02,97530,2,30,1\n{last}"
    with pytest.raises(InputErrors, match=r"row 3: the row has \d cells, the header 7"):
        read_csv(rows.encode())


@pytest.mark.parametrize(
    "last", ["Total", ",,Total,3", "-----", "Page 1 of 3", "Printed 2026-03-09", ",,", "Confidential"]
)
def test_rows_of_totals_and_dashes_are_skipped_however_short(last: str) -> None:
    """As the guide says."""
    file = read_csv(f"claim_id,date_of_service,code,units,charge\nC1,2026-03-02,97530,2,30\n{last}\n".encode())
    assert file.row_counts.read == 1
    assert sum(file.row_counts.skipped.values()) == 1


def test_a_column_without_a_name_is_noted_where_it_has_a_value(tmp_path: Path) -> None:
    """Of a frame, always."""
    table = "code,dos,,units,\n97530,2026-03-02,,2,\n97530,2026-03-02,GO,2,\n97530,2026-03-02,GO,2,\n"
    note = "column 3 has no name and was not read"
    assert [one for one in read_csv(table.encode()).notes if "name" in one] == [note]
    (tmp_path / "in.csv").write_text(table)
    assert note in check_file(tmp_path / "in.csv", tmp_path / "out.parquet", policy=POLICY).notes
    frame = pa.table([["97530"], ["2026-03-02"], ["GO"]], ["code", "dos", ""])
    assert note in check_table(frame, policy=POLICY).notes
