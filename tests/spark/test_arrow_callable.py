"""The callable that Spark, Dask and datasets are given, without any of them: sorted batches in, findings out."""

import pickle
import random
from collections.abc import Iterable
from itertools import zip_longest
from pathlib import Path

import attrs
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pytest

import otcpt.batch._arrow as arrow_module
import otcpt.batch._run as run_module
from otcpt import Episode, History, InvalidInput
from otcpt.batch import ArrowCheck, KeyReturned, check_frame, check_table
from otcpt.batch._run import CHUNK
from otcpt.batch.input._columns import TableReader
from otcpt.errors import InputErrors

from .conftest import a_history, days_of_lines, in_order

POLICY = "medicare-part-b"
LINES = days_of_lines(120, seed=3).sort_by(
    [("patient_key", "ascending"), ("date_of_service", "ascending"), ("claim_id", "ascending")]
)
NAMED = LINES.filter(LINES["patient_key"].is_valid())
FOUND = in_order(check_frame(NAMED, policy=POLICY))


@pytest.fixture(autouse=True)
def _as_they_come(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches are not joined, so that days are split where a test splits them."""
    monkeypatch.setattr(arrow_module, "BATCH", 1)


def table_of(check: ArrowCheck, batches: Iterable[pa.RecordBatch]) -> pa.Table:
    """What the callable yields, as a table."""
    return pa.Table.from_batches(check(batches), check.schema)


@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_findings_are_those_of_the_frame_whatever_the_batches(size: int) -> None:
    """Days split over batches, and empty batches in between."""
    batches = NAMED.to_batches(max_chunksize=size)
    empty = [part for batch in batches for part in (batch.slice(0, 0), batch)]

    assert in_order(table_of(ArrowCheck(policy=POLICY), empty)) == FOUND


def test_small_batches_are_read_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Until they have so many rows; one whose columns are of other types begins anew."""
    monkeypatch.setattr(arrow_module, "BATCH", 20)
    read: list[int] = []
    given = TableReader.read

    def counted(reader: TableReader, batch: pa.RecordBatch) -> object:
        read.append(batch.num_rows)
        return given(reader, batch)

    monkeypatch.setattr(TableReader, "read", counted)
    batches = NAMED.slice(0, 50).to_batches(max_chunksize=7)
    batches[4] = batches[4].select(batches[4].schema.names[::-1])
    batches[5] = batches[5].set_column(0, "claim_id", batches[5].column("claim_id").cast(pa.large_string()))
    batches.append(NAMED.slice(50).to_batches()[0])

    assert in_order(table_of(ArrowCheck(policy=POLICY), batches)) == FOUND
    assert read == [21, 14, 7, 8 + 280]


@pytest.mark.parametrize("history", [None, History()])
def test_a_process_forgets_nothing_but_what_it_counted(history: History | None) -> None:
    """What one stream learned serves the next, also for a copy of the callable; two at once do not share it."""
    check = ArrowCheck(policy=POLICY, summary=True, history=history)
    once = table_of(check, NAMED.to_batches(max_chunksize=50))

    for again in (check, pickle.loads(pickle.dumps(check))):
        assert table_of(again, NAMED.to_batches(max_chunksize=50)).equals(once)
    for rows in (NAMED.slice(0, 0), NAMED.slice(0, 20)):
        fresh = table_of(check, rows.to_batches())
        assert table_of(check, rows.to_batches()).equals(fresh)
    shown = attrs.evolve(check, summary=False)
    one, other = shown(NAMED.to_batches(max_chunksize=20)), shown(NAMED.to_batches(max_chunksize=30))
    both = [batch for pair in zip_longest(one, other) for batch in pair if batch is not None]
    assert sorted(map(str, pa.Table.from_batches(both).to_pylist())) == sorted(
        map(str, table_of(shown, NAMED.to_batches()).to_pylist() * 2)
    )


def test_it_travels_as_a_pin() -> None:
    """A pickle is small, and what comes out of it finds the same."""
    check = ArrowCheck(policy=POLICY, columns={"code": "what"})
    data = pickle.dumps(check)
    again = pickle.loads(data)

    assert len(data) < 20_000
    assert again == check
    renamed = NAMED.rename_columns({"code": "what"})
    assert in_order(table_of(again, renamed.to_batches())) == FOUND


def test_no_batch_at_all_gives_nothing() -> None:
    """An empty partition."""
    assert list(ArrowCheck(policy=POLICY)([])) == []


def test_a_key_that_returns_is_refused() -> None:
    """Rows in no order would part the lines of a day."""
    order = list(range(NAMED.num_rows))
    random.Random(1).shuffle(order)

    with pytest.raises(KeyReturned, match="not sorted by patient_key and date_of_service"):
        list(ArrowCheck(policy=POLICY)(NAMED.take(order).to_batches(max_chunksize=7)))


def test_bad_rows_are_refused_by_row_and_column() -> None:
    """Nothing is yielded for a stream that cannot be read."""
    lines = pa.table({"claim_id": ["C1"] * 2, "dos": ["2026-03-02", "2026-02-30"], "cpt": [None, "97530"]})

    with pytest.raises(InputErrors, match=r"row 1, code[\s\S]*row 2, date_of_service"):
        list(ArrowCheck(policy=POLICY)(lines.to_batches()))


def test_a_dataset_is_scanned_batch_by_batch(tmp_path: Path) -> None:
    """Files of a folder, in the order of their names, stream through without being read whole."""
    for number in range(3):
        part = NAMED.slice(number * 100, 100 if number < 2 else None)
        ds.write_dataset(
            part,
            tmp_path,
            format="parquet",
            basename_template=f"{number}-{{i}}.parquet",
            existing_data_behavior="overwrite_or_ignore",
        )
    scanner = ds.dataset(tmp_path).scanner(batch_size=50)

    assert in_order(table_of(ArrowCheck(policy=POLICY), scanner.to_batches())) == FOUND


def test_partitions_of_whole_days_may_be_checked_one_by_one() -> None:
    """What Dask's map_partitions asks of a function: a frame in, a frame out, here in pandas."""
    check = ArrowCheck(policy=POLICY)

    def of_partition(frame: pd.DataFrame) -> pd.DataFrame:
        batches = pa.Table.from_pandas(frame, preserve_index=False).to_batches()
        return table_of(check, batches).to_pandas(date_as_object=False)

    frame = NAMED.to_pandas()
    parts = [of_partition(part) for _, part in frame.groupby(frame["patient_key"].str[-1])]
    found = pa.Table.from_pandas(pd.concat(parts), schema=check.schema, preserve_index=False)

    assert in_order(found) == FOUND


def test_the_summary_is_a_stream_of_its_own() -> None:
    """With ``summary`` the callable yields what was not evaluated, and no finding."""
    check = ArrowCheck(policy=POLICY, summary=True)
    shown = table_of(check, NAMED.to_batches(max_chunksize=7))

    assert {"rule_id", "reason", "why", "missing", "lines"} == set(shown.schema.names)
    assert "TIME001" in shown["rule_id"].to_pylist()


BY_PROVIDER = NAMED.sort_by(
    [("rendering_provider_key", "descending"), ("date_of_service", "ascending"), ("patient_key", "descending")]
)


@pytest.mark.parametrize("size", [pytest.param(1, marks=pytest.mark.thorough), 7, 10_000])
@pytest.mark.parametrize("least", [5, CHUNK])
def test_patients_and_providers_days_make_the_answer_beyond_the_day(
    size: int, least: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two streams in two orders, split anywhere: together what a frame finds, and what it does not judge."""
    monkeypatch.setattr(run_module, "CHUNK", least)
    own = set(NAMED["claim_id"].to_pylist())
    history = a_history(NAMED)
    beside = History(
        [line for line in history.lines if line.claim_id not in own], history.episodes, history.prior_payments
    )
    expected = check_table(NAMED, policy=POLICY, history=history)
    patients = ArrowCheck(policy=POLICY, history=beside)
    providers = ArrowCheck(policy=POLICY, history=beside, by_provider=True)

    asked = (patients, NAMED), (providers, BY_PROVIDER)
    streams = [(check, rows.to_batches(max_chunksize=size)) for check, rows in asked]

    found = [table_of(*stream) for stream in streams]
    assert found[1]["positions"].null_count == found[1].num_rows
    rest = pa.concat_tables(found).drop_columns("positions")
    assert in_order(rest) == in_order(expected.findings.drop_columns("positions"))
    of_a_provider = pc.is_in(expected.findings["rule_id"], pa.array(["PROV001", "TIME005"]))
    assert in_order(found[0]) == in_order(expected.findings.filter(pc.invert(of_a_provider)))
    assert {"PROV001", "POC001", "KX001"} <= set(expected.findings["rule_id"].to_pylist())
    summaries = [table_of(attrs.evolve(check, summary=True), batches) for check, batches in streams]
    counted = pa.concat_tables(summaries).group_by(["rule_id", "reason", "why"]).aggregate([("lines", "sum")])
    shown = expected.not_evaluated.group_by(["rule_id", "reason", "why"]).aggregate([("lines", "sum")])
    assert in_order(counted) == in_order(shown)
    assert pickle.loads(pickle.dumps(providers)) == providers


@pytest.mark.parametrize("size", [1, 7])
@pytest.mark.parametrize("spoiled", ["a provider returns", "a date falls"])
def test_a_providers_day_that_returns_is_refused(spoiled: str, size: int) -> None:
    """Its lines would be judged apart."""
    by = "date_of_service" if spoiled == "a provider returns" else "rendering_provider_key"
    check = ArrowCheck(policy=POLICY, history=History(), by_provider=True)

    with pytest.raises(KeyReturned, match="not sorted by rendering_provider_key and date_of_service"):
        list(check(NAMED.sort_by([(by, "ascending")]).to_batches(max_chunksize=size)))


def test_a_patient_who_returns_is_refused() -> None:
    """With a history too."""
    lines = pa.concat_tables([NAMED, NAMED.slice(0, 1)])

    with pytest.raises(KeyReturned, match="not sorted by patient_key and date_of_service"):
        list(ArrowCheck(policy=POLICY, history=History())(lines.to_batches(max_chunksize=7)))


def test_histories_a_stream_cannot_use_are_refused() -> None:
    """None at all for providers' days; entries that could be anybody's."""
    with pytest.raises(InvalidInput, match="are asked with a history"):
        ArrowCheck(policy=POLICY, by_provider=True)
    with pytest.raises(InvalidInput, match="entries without a patient key"):
        ArrowCheck(policy=POLICY, history=History(episodes=[Episode(first_day="2026-01-05")]))
