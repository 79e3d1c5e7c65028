"""Providers of a day: told apart as their keys are, whatever they are called on other days and whoever reads them."""

from datetime import date, timedelta

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from tests.batch.lines import flags

from otcpt.batch import check_table
from otcpt.batch.input._columns import TableReader
from otcpt.batch.input._pieces import PieceReader, stretches
from otcpt.batch.input._providers import SIDES
from otcpt.batch.input._sources import Batches

KEYS = st.sampled_from(["R1", "R1", "R1", "R1 ", "R2"]) | st.sampled_from(["R1", "R1", "", " ", None])
BLANKS = st.sampled_from(["R1", " ", "\t"])
DAYS = st.sampled_from([KEYS, BLANKS]).flatmap(
    lambda keys: st.lists(st.lists(keys, min_size=1, max_size=4), min_size=1, max_size=8)
)


def table_of(days: list[list[str | None]], rows: int, kind: pa.DataType) -> pa.Table:
    """Days of one patient, in batches of so many rows."""
    keys = pa.array([key for day in days for key in day]).cast(kind)
    on = [date(2026, 3, 2) + timedelta(number) for number, day in enumerate(days) for _ in day]
    columns = {"patient_key": ["P1"] * len(on), "date_of_service": on, "code": ["97530"] * len(on)}
    return pa.table(columns | dict.fromkeys(SIDES[:1], keys)).combine_chunks().to_reader(rows).read_all()


@given(DAYS, st.integers(1, 5), st.sampled_from([pa.string(), pa.dictionary(pa.int32(), pa.string())]))
def test_keys_are_equal_within_a_day_where_they_are(days: list[list[str | None]], rows: int, kind: pa.DataType) -> None:
    """With blanks, missing ones, and days across batches; a table without the column has no key."""
    table = table_of(days, rows, kind)
    reader = TableReader(table.schema)
    source = Batches("lines", table.schema, table.to_batches())
    pieces = PieceReader(reader, lambda: TableReader(table.schema), SIDES)
    (piece,) = stretches(source, reader)
    lines = pieces.read(piece)
    own, absent = (lines.number[name].tolist() for name in SIDES)
    assert {*absent} == {-1}
    at = 0
    for day in days:
        numbers = own[at : at + len(day)]
        given_keys = [(key or "").strip() for key in day]
        assert [number < 0 for number in numbers] == [not key for key in given_keys]
        assert len({*zip(numbers, given_keys, strict=True)}) == len({*numbers}) == len({*given_keys})
        at += len(day)


def test_lines_of_two_providers_are_flagged_as_in_words() -> None:
    """Each day has lines of one therapist or of two; batches end within days."""
    days = [["R1", "R1"], ["R1", "R2"], ["R2", "R1", "R2"], ["R3", "R3"]] * 5
    table = table_of([[*day] for day in days], 3, pa.string())
    table = table.append_column("units", pa.array([2] * len(table))).append_column(
        "minutes", pa.array([8] * len(table))
    )
    full, flagged = (check_table(table, policy="medicare-part-b", words=words) for words in (True, False))
    assert flagged.findings.to_pylist() == flags(full.findings)
    assert flagged.not_evaluated.equals(full.not_evaluated)
    assert flagged.findings.num_rows > len(days)
