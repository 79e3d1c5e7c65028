"""Findings without words: the same claims, rules, severities and rows as with them."""

from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.batch.lines import by_day, flags, table_of
from tests.batch.lines_made import made_lines

from otcpt import History, InputErrors, InvalidInput, Overlay, Policy, load_policy
from otcpt.batch import Progress, check_file, check_frame, check_parquet, check_table
from otcpt.batch.input import _pieces as pieces_module
from otcpt.findings import Severity

MEDICARE = load_policy("medicare-part-b")
POLICIES: tuple[Policy, ...] = (
    MEDICARE,
    load_policy("ama-midpoint") | Overlay(id="best", unit_method="best", citation="a test"),
)


def unnamed(size: int) -> pa.Table:
    """Lines in order of patient and date, whose names are their rows."""
    lines = [line for _, day in by_day(made_lines(size, seed=4)) for line in day]
    return table_of(lines).drop_columns("line_id")


@pytest.mark.parametrize("policy", POLICIES, ids=[policy.id for policy in POLICIES])
def test_flags_are_the_findings(policy: Policy) -> None:
    """In a table: every column, what was not judged, and the counts."""
    table = unnamed(400)
    full, flagged = (check_table(table, policy=policy, words=words) for words in (True, False))
    assert flagged.findings.to_pylist() == flags(full.findings)
    assert [rows[0] for rows in flagged.findings["rows"].to_pylist()] == full.findings["row"].to_pylist()
    assert len(set(flagged.findings["rule_id"].to_pylist())) > 5
    assert flagged.not_evaluated.equals(full.not_evaluated)
    assert flagged.counts == full.counts
    assert flagged.severities[Severity.ERROR] == full.severities[Severity.ERROR] > 0


@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=pytest.mark.thorough)])
def test_flags_of_a_file(workers: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In row groups that cut through days, pieces that cut through row groups, and in no order."""
    monkeypatch.setattr(pieces_module, "_PIECE", 300)
    table = unnamed(400)
    pq.write_table(table, tmp_path / "lines.parquet", row_group_size=97)
    pq.write_table(table.take([*range(len(table))][::-1]), tmp_path / "turned.parquet", row_group_size=97)
    for name in ("lines", "turned"):
        found, judged = [], []
        seen: list[Progress] = []
        for words in (True, False):
            target = tmp_path / "out.parquet"
            report = check_parquet(
                tmp_path / f"{name}.parquet",
                target,
                policy=MEDICARE,
                workers=workers,
                words=words,
                on_progress=seen.append,
            )
            assert seen[-1].rows == seen[-1].all_rows == report.rows == len(table)
            found.append(pq.read_table(target))
            judged.append((report.not_evaluated.to_pylist(), report.counts, report.caveats, report.lines))
        assert judged[1] == judged[0]
        assert found[1].to_pylist() == flags(found[0])
        assert found[1].num_rows > 100
        assert b"otcpt" in pq.read_metadata(target).metadata


def test_one_bad_row_is_set_apart_and_the_others_are_flagged(tmp_path: Path) -> None:
    """A row that threads cannot read is read again by what can set it apart; a file that has one is refused else."""
    rows = [f"C{row},P{row},2026-03-02,97130,1,GO\n" for row in range(10, 40)]
    rows[7] = rows[7].replace(",1,", ",x,")
    (tmp_path / "in.csv").write_text("claim_id,patient_key,date_of_service,code,units,modifiers\n" + "".join(rows))
    found = []
    for words in (True, False):
        target = tmp_path / "out.parquet"
        report = check_file(tmp_path / "in.csv", target, policy=MEDICARE, quarantine=tmp_path / "bad.csv", words=words)
        assert report.quarantined_count == 1
        assert report.lines == 29
        found.append(pq.read_table(target))
    assert found[1].to_pylist() == flags(found[0])
    assert found[1]["rows"].to_pylist()[0] == [2]
    with pytest.raises(InputErrors, match="row 9"):
        check_file(tmp_path / "in.csv", tmp_path / "out.csv", policy=MEDICARE, words=False)


def test_rows_of_several_files_are_not_flagged(tmp_path: Path) -> None:
    """Each file numbers its own."""
    (tmp_path / "in.csv").write_text("claim_id,date_of_service,code\nC1,2026-03-02,97130\n")
    (tmp_path / "more.csv").write_text("claim_id,date_of_service,code\nC2,2026-03-02,97130\n")
    with pytest.raises(InvalidInput, match="flag each file by itself"):
        check_file([tmp_path / "in.csv", tmp_path / "more.csv"], tmp_path / "out.csv", policy=MEDICARE, words=False)


def test_flags_come_in_the_callers_kind_of_frame() -> None:
    """In pandas with the index of the row at fault."""
    table = unnamed(60)
    expected = flags(check_table(table, policy=MEDICARE).findings)
    for frame in (pl.from_arrow(table), table.to_pandas(), duckdb.from_arrow(table)):
        found = check_frame(frame, policy=MEDICARE, words=False)
        assert type(found) is type(frame)
        arrow = found.to_arrow_table() if isinstance(found, duckdb.DuckDBPyRelation) else pa.table(found)
        assert [list(row) for row in arrow["rows"].to_pylist()] == [one["rows"] for one in expected]
    given = table.to_pandas().set_index(pd.Index([f"L{number}" for number in range(1, len(table) + 1)]))
    assert [*check_frame(given, policy=MEDICARE, words=False).index] == [f"L{one['rows'][0]}" for one in expected]  # type: ignore[index]


def test_a_history_is_refused(tmp_path: Path) -> None:
    """Its lines are no rows of the data."""
    table = unnamed(5)
    with pytest.raises(InvalidInput, match="words=False flags rows of this data"):
        check_table(table, policy=MEDICARE, words=False, history=History())
    pq.write_table(table, tmp_path / "lines.parquet")
    with pytest.raises(InvalidInput, match="leave one out"):
        check_parquet(
            tmp_path / "lines.parquet", tmp_path / "out.parquet", policy=MEDICARE, words=False, history=History()
        )
