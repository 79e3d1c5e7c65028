"""Files are taken to be in order until some rows are not: cuts, seams and what is one value lose nothing."""

import os
import pickle
import threading
from pathlib import Path
from queue import Queue

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.batch.lines import by_day, records, table_of
from tests.batch.lines_made import made_lines

from otcpt.batch import check_file, check_parquet, check_table
from otcpt.batch._workers import Answer
from otcpt.batch.input import _pieces as pieces_module
from otcpt.batch.input._columns import TableReader
from otcpt.batch.input._lines import LineArrays, repeated
from otcpt.batch.input._order import (
    Places,
    check_sorted,
    day_starts,
    in_order,
    in_places,
    patient_starts,
    sorted_rows,
)
from otcpt.batch.input._pieces import are_sorted, by_patient, stretches
from otcpt.batch.input._sources import Parquet
from otcpt.batch.output._report import Tally

POLICY = "medicare-part-b"


def sorted_lines(patients: int, seed: int) -> pa.Table:
    """Lines in order of patient and date."""
    return table_of([line for _, day in by_day(made_lines(patients, seed=seed)) for line in day])


def turned(table: pa.Table) -> tuple[pa.Table, int]:
    """The rows from the second line of a day on, then those before it: two sorted halves, the day in both."""
    lines = TableReader(table.schema).read_keys(table.combine_chunks().to_batches()[0])
    starts = day_starts(lines)
    lengths = np.diff(np.append(starts, len(lines)))
    day = int(np.flatnonzero((lengths > 1) & (starts > len(lines) // 2))[0])
    at = int(starts[day]) + 1
    return pa.concat_tables([table.slice(at), table.slice(0, at)]), table.num_rows - at


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["P1", "P1", "P2", None]),
            st.sampled_from(["C1", "C1", "C2", None]),
            st.integers(1, 3),
            st.sampled_from([0, 0, 0, 1]),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_places_of_lines_in_any_order_are_those_that_their_rows_give(rows: list[tuple[str, str, int, int]]) -> None:
    """Also where a claim is of several days or patients, or its lines stand between those of another."""
    patients, claims, days, standing = zip(*rows, strict=True)
    columns = {"patient_key": patients, "claim_id": claims, "date_of_service": [f"2026-03-0{day}" for day in days]}
    batch = pa.RecordBatch.from_pydict({**columns, "code": ["97530"] * len(rows)})
    lines = attrs.evolve(TableReader(batch.schema).read(batch)[0], standing=np.array(standing))
    found, expected = in_places(lines), in_order(Places().give(lines))
    assert found.row.tolist() == expected.row.tolist()
    assert found.place.tolist() == expected.place.tolist()


@pytest.mark.parametrize("workers", [1, 2])
def test_a_day_on_both_sides_of_a_seam_is_judged_whole(
    tmp_path: Path, workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each piece is sorted; only where they meet can be seen that the file is not."""
    table, seam = turned(sorted_lines(150, seed=5))
    monkeypatch.setattr(pieces_module, "_PIECE", seam)
    with pq.ParquetWriter(tmp_path / "in.parquet", table.schema) as writer:
        writer.write_table(table.slice(0, seam - 1))
        writer.write_table(table.slice(seam - 1))
    source = Parquet(tmp_path / "in.parquet")
    assert [piece.start for piece in stretches(source, TableReader(source.schema))] == [0, seam]

    report = check_parquet(tmp_path / "in.parquet", tmp_path / "out.parquet", policy=POLICY, workers=workers)
    expected = check_table(table, policy=POLICY)
    found = pq.read_table(tmp_path / "out.parquet").to_pylist()
    assert sorted(found, key=str) == sorted(records(expected.findings), key=str)
    assert report.not_evaluated.equals(expected.not_evaluated)
    assert report.counts == expected.counts


@pytest.mark.parametrize("words", [True, False])
def test_what_cannot_be_dropped_is_written_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, words: bool
) -> None:
    """Into a pipe nothing is written before the order is known."""
    monkeypatch.setattr(pieces_module, "_PIECE", 40)
    table, _ = turned(sorted_lines(60, seed=7))
    pq.write_table(table, tmp_path / "in.parquet", row_group_size=50)
    os.mkfifo(tmp_path / "out.jsonl")
    read: Queue[str] = Queue()

    def drain() -> None:
        while True:  # as often as it is opened
            read.put((tmp_path / "out.jsonl").read_text())

    threading.Thread(target=drain, daemon=True).start()
    report = check_file(tmp_path / "in.parquet", tmp_path / "out.jsonl", policy=POLICY, words=words)
    rows = len(read.get(timeout=60).splitlines())
    assert rows == report.findings_count == check_table(table, policy=POLICY).findings_count > 0


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    owners=st.lists(st.integers(0, 6), min_size=1, max_size=40),
    group=st.integers(1, 12),
    piece=st.integers(1, 12),
)
def test_cuts_lose_no_row_and_split_no_patient(tmp_path: Path, owners: list[int], group: int, piece: int) -> None:
    """Wherever row groups end, and whether or not the rows are sorted."""
    keys = [f"P{owner}" for owner in owners]
    table = pa.table({"patient_key": keys, "code": ["97530"] * len(keys), "dos": ["2026-03-02"] * len(keys)})
    pq.write_table(table, tmp_path / "in.parquet", row_group_size=group)
    source = Parquet(tmp_path / "in.parquet")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces_module, "_PIECE", piece)
        patch.setattr(pieces_module, "_GLANCE", 2)
        cut = stretches(source, TableReader(source.schema))
    assert [one.start for one in cut] == [0, *(one.stop for one in cut[:-1])]
    assert cut[-1].stop == len(keys)
    assert all(keys[one.start] != keys[one.start - 1] for one in cut[1:])
    assert are_sorted(source, TableReader(source.schema)) is (keys == sorted(keys))


COLUMNS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 2), st.sampled_from(["A", "B", "C"])), min_size=1, max_size=12
)


def arrays_of(rows: list[tuple[int, int, str]], *, once: bool) -> LineArrays:
    """Rows of a number, a day and an owner; a column of one number is kept once, or row by row."""
    numbers = np.array([row[0] for row in rows], dtype=np.int64)
    one = repeated(int(numbers[0]), len(rows)) if once and len(set(numbers.tolist())) == 1 else numbers
    days = np.array([row[1] for row in rows], dtype=np.int64)
    who = pa.array([row[2] for row in rows])
    nothing = pa.nulls(len(rows), pa.string())
    return LineArrays({"code": one}, {"units": numbers}, days, one, numbers, np.arange(len(rows)), who, who, nothing)


def seen(lines: LineArrays) -> list[object]:
    """Everything that can be read off lines."""
    return [
        lines.number["code"].tolist(),
        lines.whole["units"].tolist(),
        lines.standing.tolist(),
        lines.who.to_pylist(),
        lines.new.tolist(),
        day_starts(lines).tolist(),
        patient_starts(lines).tolist(),
        check_sorted(lines),
    ]


@given(parts=st.lists(COLUMNS, min_size=1, max_size=3), data=st.data())
def test_a_column_of_one_value_is_a_column(parts: list[list[tuple[int, int, str]]], data: st.DataObject) -> None:
    """Cut, joined and picked; and owners begin where the owner before is another."""
    rows = [row for part in parts for row in part]
    place = data.draw(st.integers(0, len(rows)))
    picked = np.array(data.draw(st.lists(st.integers(0, len(rows) - 1), max_size=20)), dtype=np.int64)
    views = []
    for once in (True, False):
        lines = LineArrays.together([arrays_of(part, once=once) for part in parts])
        views.append(
            [*map(seen, (lines, lines.slice(place, len(rows)), lines.slice(0, place), lines.take(picked)))]
        )  # fmt: skip
    assert views[0] == views[1]
    new, starts, first_starts, in_order = views[1][0][4:]
    assert new == [at == 0 or rows[at][2] != rows[at - 1][2] for at in range(len(rows))]
    assert starts == [at for at in range(len(rows)) if at == 0 or rows[at][1:] != rows[at - 1][1:]]
    assert first_starts == [at for at in range(len(rows)) if new[at]]
    keys = [(who, day) for _, day, who in rows]
    assert in_order is (keys == sorted(keys))


OWNED = st.lists(
    st.tuples(st.sampled_from(["", "B", "é", "\0", "a long key"]) | st.text(), st.integers(0, 3)),
    min_size=3,
    max_size=30,
)


@given(rows=OWNED, bits=st.sampled_from([6, 63]), start=st.integers(0, 3))
def test_rows_are_sorted_and_split_by_what_they_have(rows: list[tuple[str, int]], bits: int, start: int) -> None:
    """By bytes of owners, by days, else as they came, also where numbers are too large; owners stay together."""
    numbered = [(0, day * 100, owner) for owner, day in rows]
    keys = [(owner.encode(), day) for owner, day in rows][start:]
    lines = arrays_of(numbered, once=False).slice(start, len(rows))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("otcpt.batch.input._order._BITS", bits)
        assert sorted_rows(lines).tolist() == sorted(range(len(keys)), key=keys.__getitem__)
    alone = [int(by_patient(lines.slice(at, at + 1))[0]) for at in range(len(keys))]
    again = [int(by_patient(arrays_of([row], once=False))[0]) for row in numbered[start:]]
    assert by_patient(lines).tolist() == alone == again


def test_an_answer_comes_back_from_a_worker_as_it_was() -> None:
    """Its tables, encoded columns too, and what was counted."""
    found = pa.table({"words": pa.array(["a", "b", "a"]).dictionary_encode()})
    answer = Answer(found, found.slice(0, 0), [pa.table({"row": [3]})], Tally(lines=3), 4, (), ("A", "B"))
    again = pickle.loads(pickle.dumps(answer))
    for name in (field.name for field in attrs.fields(Answer)):
        assert getattr(again, name) == getattr(answer, name)


def test_as_many_different_values_as_a_small_index_has() -> None:
    """None of them is taken for what is missing."""
    words = [f"{code:05}" for code in range(97110, 97110 + 128)]
    codes = pa.DictionaryArray.from_arrays(pa.array([*range(128), None], pa.int8()), pa.array(words))
    table = pa.table({"code": codes, "date_of_service": ["2026-03-02"] * 129})
    report = check_table(table, policy=POLICY, on_bad_row="quarantine")
    assert report.quarantined is not None
    assert report.quarantined["row"].to_pylist() == [129]
