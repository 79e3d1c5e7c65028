"""A column that is not read is named by every door, with what may have been meant."""

import json
import warnings
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from otcpt.batch import (
    ArrowCheck,
    UnreadColumnsWarning,
    allocate_frame,
    check_file,
    check_frame,
    check_parquet,
    check_table,
)
from otcpt.cli._app import app

POLICY = "medicare-part-b"
COLUMNS: Mapping[str, list[object]] = {
    "claim_id": ["C1"],
    "patient_key": ["P1"],
    "date_of_service": ["2026-03-02"],
    "code": ["97530"],
    "units": [2],
    "minutes": [30],
}
TYPO = pa.table({**COLUMNS, "modifer": ["GO"], "Note": ["fine"]})
NOTES = (
    "column 'modifer' was not read. Did you mean modifiers, modifier_4, modifier_3?",
    "column 'Note' was not read.",
)


def test_a_table_names_them_in_its_report() -> None:
    """In the notes, in the summary in the metadata, and how many in the representation."""
    report = check_table(TYPO, policy=POLICY)
    assert report.notes == NOTES
    assert json.loads(report.findings.schema.metadata[b"otcpt"])["notes"] == [*NOTES]
    assert repr(report).endswith(" in 1 line; notes: 2>")


def test_a_table_of_known_columns_has_no_notes() -> None:
    """Nor does one of which ``columns`` names the rest."""
    report = check_table(pa.table({**COLUMNS, "MODS_X": ["GO"]}), policy=POLICY, columns={"modifiers": "MODS_X"})
    assert report.notes == ()
    assert "not read" not in repr(report)


@pytest.mark.parametrize("frame", [TYPO, TYPO.to_pandas(), pl.from_arrow(TYPO)], ids=["arrow", "pandas", "polars"])
def test_a_frame_warns_where_it_is_called(frame: pa.Table) -> None:
    """One warning for all columns, of a category that can be filtered, at the caller's line."""
    with pytest.warns(UnreadColumnsWarning) as caught:
        check_frame(frame, policy=POLICY)
        allocate_frame(frame, method="cms")
    assert [(str(one.message), one.filename) for one in caught] == [("\n".join(NOTES), __file__)] * 2


def test_the_index_of_pandas_is_no_column() -> None:
    """Rows picked from a frame keep an index without a name; no warning of it, which is an error here."""
    frame = pd.concat([TYPO.drop_columns(["modifer", "Note"]).to_pandas()] * 3, ignore_index=True).iloc[[1, 0, 2]]
    assert "__index_level_0__" in pa.Table.from_pandas(frame).column_names
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check_frame(frame, policy=POLICY)
    assert check_table(pa.Table.from_pandas(frame), policy=POLICY).notes == ()


def test_a_parquet_file_names_them(tmp_path: Path) -> None:
    """In the report, in the metadata of the findings, and by `check_file`, which reads CSV too."""
    source, target = tmp_path / "in.parquet", tmp_path / "out.parquet"
    pq.write_table(TYPO, source)
    assert check_parquet(source, target, policy=POLICY).notes == NOTES
    assert json.loads(pq.read_metadata(target).metadata[b"otcpt"])["notes"] == [*NOTES]
    assert check_file(source, target, policy=POLICY).notes == NOTES
    TYPO.to_pandas().to_csv(tmp_path / "in.csv", index=False)
    assert check_file(tmp_path / "in.csv", target, policy=POLICY).notes == NOTES


@pytest.mark.parametrize("more", [(), ("--out", "f.parquet"), ("--workers", "2")])
def test_the_command_line_prints_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: tuple[str, ...]) -> None:
    """Under *About the file*, whatever the file and wherever the findings go."""
    monkeypatch.chdir(tmp_path)
    pq.write_table(TYPO, "in.parquet")
    TYPO.to_pandas().to_csv("in.csv", index=False)
    for name in ("in.parquet", "in.csv"):
        ran = CliRunner().invoke(app, ["check", name, "-p", POLICY, *more])
        shown = " ".join(f"{ran.stdout} {ran.stderr}".split())
        assert all(note in shown for note in NOTES)


def test_a_stream_warns_and_can_be_asked_before() -> None:
    """`ArrowCheck` gives findings only."""
    check = ArrowCheck(policy=POLICY)
    assert check.notes(TYPO.schema) == NOTES
    with pytest.warns(UnreadColumnsWarning, match="modifer") as caught:
        list(check(TYPO.to_batches()))
    assert [one.filename for one in caught] == [__file__]
