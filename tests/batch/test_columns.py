"""Columns of every type that a frame may have, read alike, or refused with column, row and remedy."""

import traceback
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal

import attrs
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from tests.batch.lines import NOBODYS

from otcpt import Checker, Claim, InputErrors, InvalidInput, ServiceLine
from otcpt.batch import ArrowCheck, check_frame, check_table
from otcpt.claims import active_claims

POLICY = "medicare-part-b"
#: A day on which units, a pair, an add-on and a modifier are wrong; every column of it matters to a finding.
DAY: dict[str, list[object]] = {
    "claim_id": ["C1"] * 4,
    "line_id": ["1", "2", "3", "4"],
    "patient_key": ["P1"] * 4,
    "rendering_provider_key": ["R1"] * 4,
    "date_of_service": [date(2026, 3, 2)] * 4,
    "code": ["97530", "97165", "97750", "97130"],
    "modifiers": ["GO 59", "GO", "GO", ""],
    "units": [9, 1, 2, 1],
    "minutes": [20, 40, 30, 15],
    "place_of_service": ["11", "11", "02", "11"],
    "bill_type": ["131", "131", "131", "131"],
}


def found(frame: object, **more: object) -> list[dict[str, object]]:
    """The findings of a frame."""
    return check_table(frame, policy=POLICY, **more).findings.to_pylist()  # type: ignore[arg-type, no-any-return]


def day(**columns: object) -> pa.Table:
    """The day with some columns otherwise."""
    own = {name: values for name, values in DAY.items() if name != "place_of_service" or "pos" not in columns}
    return pa.table({**own, **columns})


EXPECTED = found(day())


def test_the_day_has_faults_of_many_families() -> None:
    """Else equal findings would prove little."""
    assert {"UNIT", "PTP", "AOC", "MOD", "MUE"} <= {str(finding["rule_id"])[:-3] for finding in EXPECTED}


def text(name: str) -> pa.Array:
    """A column of the day as text."""
    return pa.array([None if value is None else str(value) for value in DAY[name]], pa.string())


def whole(name: str, kind: pa.DataType) -> pa.Array:
    """A column of the day as numbers of a type."""
    return pa.array(DAY[name], pa.int64()).cast(kind)


SAME: Mapping[str, Mapping[str, object]] = {
    "large strings": {
        name: text(name).cast(pa.large_string()) for name in ("claim_id", "code", "modifiers", "patient_key")
    },
    "string views": {name: text(name).cast(pa.string_view()) for name in ("claim_id", "code", "modifiers")},
    "dictionaries": {name: text(name).dictionary_encode() for name in ("claim_id", "code", "modifiers", "patient_key")},
    "a dictionary of numbers": {"units": whole("units", pa.int64()).dictionary_encode()},
    "small integers": {"units": whole("units", pa.uint8()), "minutes": whole("minutes", pa.int16())},
    "floats": {"units": whole("units", pa.float64()), "minutes": whole("minutes", pa.float32())},
    "decimals": {"units": pa.array([Decimal(9), Decimal(1), Decimal(2), Decimal(1)])},
    "decimals with a scale": {"units": pa.array([Decimal("9.00"), Decimal("1.00"), Decimal("2.00"), Decimal("1.00")])},
    "numbers as text": {"units": ["9.0", " 1 ", "2", "1."], "minutes": ["20", "40", "30", "15"]},
    "dates as text": {"date_of_service": ["2026-03-02", "20260302", "3/2/2026", " 2026-03-02 00:00:00"]},
    "dates of 64 bits": {"date_of_service": pa.array(DAY["date_of_service"], pa.date64())},
    "timestamps": {"date_of_service": pa.array([datetime(2026, 3, 2)] * 4, pa.timestamp("ns"))},
    "timestamps of a zone": {
        "date_of_service": pa.array([datetime(2026, 3, 2, 5)] * 4, pa.timestamp("us", "UTC")).cast(
            pa.timestamp("us", "America/New_York")
        )
    },
    "lists of modifiers": {"modifiers": [["GO", "59"], ["GO"], ["GO"], []]},
    "lists with nulls": {"modifiers": pa.array([["GO", "59"], ["GO", None], [None, "", "GO"], None])},
    "modifiers with other marks": {"modifiers": ["GO:59", "go", " GO ", None]},
    "lower case and blanks": {
        "code": [" 97530", "97165 ", "97750\t", "97130"],
        "place_of_service": ["11", " 11", "2", "11"],
    },
    "whole places and bill types": {"place_of_service": [11, 11, 2, 11], "bill_type": [131] * 4},
    "bill types with a zero": {"bill_type": ["0131"] * 4},
    "whole keys": {"patient_key": [7] * 4, "rendering_provider_key": [1] * 4},
    "blanks for what is missing": {
        "payer": ["", " ", None, ""],
        "billing_provider_key": [""] * 4,
        "start_time": [""] * 4,
    },
    "columns of nothing": {"payer": pa.nulls(4), "units_b": pa.nulls(4), "therapist_minutes": pa.nulls(4)},
    "columns no one knows": {"charge": [1.5] * 4, "note": ["x"] * 4},
}


@pytest.mark.parametrize("columns", SAME.values(), ids=SAME.keys())
def test_the_same_values_in_other_types_are_read_alike(columns: Mapping[str, object]) -> None:
    """The findings of the day, to the byte."""
    assert found(day(**columns)) == EXPECTED


def test_modifiers_in_columns_of_their_own() -> None:
    """Blank, missing and of any case."""
    parts = {
        "modifier_1": ["GO", "go", None, ""],
        "mod2": ["59", None, "GO", None],
        "modifier_4": pa.nulls(4, pa.string()),
    }
    assert found(pa.table({name: values for name, values in DAY.items() if name != "modifiers"} | parts)) == EXPECTED


def test_frames_of_polars_and_pandas_in_their_own_types() -> None:
    """Categories, enumerations, nullable and float columns, indices, objects."""
    base = pl.DataFrame(DAY)
    category = base.with_columns(pl.col("code", "modifiers", "claim_id").cast(pl.Categorical))
    enumerated = base.with_columns(pl.col("code").cast(pl.Enum(["97130", "97165", "97530", "97750"])))
    decimal = base.with_columns(pl.col("units").cast(pl.Decimal(10, 2)), pl.col("minutes").cast(pl.UInt8))
    for frame in (base, category, enumerated, decimal):
        assert found(frame) == EXPECTED
    pandas = pd.DataFrame(DAY)
    nullable = pandas.astype({"units": "Int64", "minutes": float, "code": "string", "claim_id": "category"})
    indexed = pandas.set_index(pd.Index([7, 5, 3, 1]))
    stamped = pandas.assign(date_of_service=pd.Timestamp("2026-03-02", tz="America/Chicago"))
    for other in (pandas, nullable, indexed, stamped):
        assert found(other) == EXPECTED


def test_not_a_number_is_not_given() -> None:
    """NaN is how pandas writes a missing number; it is never 0 and never 1."""
    shown = found(day(units=pa.array([float("nan"), 1.0, 2.0, 1.0])))
    assert shown == found(day(units=pa.array([None, 1, 2, 1])))
    assert shown == found(pd.DataFrame({**DAY, "units": [None, 1, 2, 1]}))


def problems(frame: object, **more: object) -> list[tuple[int | None, str | None, str]]:
    """What is wrong with a frame: row, column and the words."""
    with pytest.raises(InputErrors) as raised:
        found(frame, **more)
    return [(problem.row, problem.column, problem.message) for problem in raised.value.problems]


def test_every_problem_of_the_columns_is_reported_at_once() -> None:
    """Missing, doubled, of a type that cannot be read, and named wrongly in columns=."""
    table = pa.table(
        {
            "code": [97530],
            "cpt": ["97530"],
            "units": [True],
            "start_time": pa.array([datetime(2026, 3, 2, 9)]),
            "modifiers": pa.array([["GO"]], pa.list_(pa.string())),
            "mod1": ["GO"],
        }
    )
    shown = problems(table, columns={"minutes": "min_total", "payr": "units"})
    assert {column for _, column, _ in shown} >= {"code", "cpt", "units", "modifiers", "date_of_service", "min_total"}
    assert any("Did you mean payer?" in message for _, _, message in shown)
    assert any("00100 becomes 100" in message for _, _, message in shown)


def test_every_problem_of_the_rows_is_reported_at_once() -> None:
    """Each with its row, column and what was expected."""
    table = pa.table(
        {
            "code": ["97530", None, " ", "97530.0", "97530"],
            "dos": ["2026-03-02", "2026-02-30", None, "2026-03-02", "02.03.2026"],
            "units": [1.5, -1.0, 1.0, float("inf"), 1e12],
            "minutes": [1441, 1, 1, 1, 1],
            "assistant_minutes": [1, 1, 1, 1, 2],
            "therapist_minutes": [0, 0, 0, 0, 3],
            "mods": ["GO", "GOO", "GO", "GO", "GO"],
            "start": ["9:00", "09:00", "09:00", "09:00", "25:00"],
        }
    )
    shown = {(row, column) for row, column, _ in problems(table)}
    assert shown >= {(1, "units"), (1, "minutes"), (1, "start_time"), (2, "code"), (2, "date_of_service"), (2, "units")}
    assert shown >= {(2, "modifiers"), (3, "code"), (3, "date_of_service"), (4, "code"), (4, "units"), (5, "units")}
    assert shown >= {(5, "date_of_service"), (5, "start_time")}


def test_shares_that_do_not_add_up_are_refused() -> None:
    """As a service line refuses them."""
    shares = {"minutes": [40, 10], "therapist_minutes": [10, 3], "assistant_minutes": [10, 3]}
    table = pa.table({"code": ["97530"] * 2, "date_of_service": ["2026-03-02"] * 2, **shares})
    assert [(row, column) for row, column, _ in problems(table)] == [(1, "minutes"), (2, "minutes")]


def test_a_column_of_two_types_is_named_and_its_values_are_not() -> None:
    """What pandas says of it shows a key; neither message nor cause repeats it."""
    frame = pd.DataFrame({"patient_key": [5, "PHIPAT1"], "code": ["97530"] * 2, "dos": ["2026-03-02"] * 2})
    with pytest.raises(InvalidInput, match=r"column patient_key .*; give each column one type") as raised:
        check_frame(frame, policy=POLICY)
    assert "PHIPAT1" not in "".join(traceback.format_exception(raised.value))


def test_text_that_is_not_utf8_is_refused() -> None:
    """Arrow does not look before the text is read."""
    spoiled = pa.StringArray.from_buffers(1, pa.py_buffer(b"\0\0\0\0\2\0\0\0"), pa.py_buffer(b"P\xff"))
    with pytest.raises(InvalidInput, match="Invalid UTF8 sequence"):
        check_frame(day(patient_key=pa.chunked_array([spoiled] * len(day()))), policy=POLICY)


def test_keys_are_not_shown() -> None:
    """A patient's key is opaque in messages too."""
    table = pa.table({"code": ["97530"], "date_of_service": ["2026-03-02"], "patient_key": [1.5]})
    assert "1.5" not in str(problems(table))


@pytest.mark.parametrize(
    ("columns", "column"),
    [
        ({"date_of_service": pa.array([datetime(2026, 3, 2, 13)] * 4, pa.timestamp("us", "UTC"))}, "date_of_service"),
        ({"date_of_service": pa.array([-(10**6)] * 4, pa.int32()).cast(pa.date32())}, "date_of_service"),
        ({"date_of_service": [20260302] * 4}, "date_of_service"),
        ({"code": pa.nulls(4)}, "code"),
        ({"code": pa.array([b"97530"] * 4)}, "code"),
        ({"code": pa.array([97530] * 4).dictionary_encode()}, "code"),
        ({"claim_id": [1.0] * 4}, "claim_id"),
        ({"revenue_code": [430] * 4}, "revenue_code"),
        ({"charge": pa.array(["62.00", "sixty", None, "1"], pa.large_string())}, "charge"),
        ({"charge": [True] * 4}, "charge"),
    ],
)
def test_what_could_have_lost_something_is_refused(columns: Mapping[str, object], column: str) -> None:
    """A moment is no day, a number no code, a float no name."""
    assert {name for _, name, _ in problems(day(**columns))} == {column}


@pytest.mark.parametrize(("column", "zeros"), [([97530] * 4, True), ([b"97530"] * 4, False)])
def test_only_a_number_loses_zeros(column: Sequence[object], zeros: bool) -> None:
    """Bytes are not text either, and it is another reason."""
    [(_, _, message)] = problems(day(code=column))

    assert message.startswith("expected text") and ("loses zeros" in message) is zeros


def test_what_is_no_table_of_lines_is_refused() -> None:
    """With what to do instead."""
    with pytest.raises(InvalidInput, match=r"call \.collect\(\) first"):
        found(pl.LazyFrame(DAY))
    with pytest.raises(InvalidInput, match=r"Sparse pandas data \(column units\) not supported"):
        found(pd.DataFrame(DAY).assign(units=pd.arrays.SparseArray([1] * 4)))
    with pytest.raises(InvalidInput, match="list is no frame"):
        found([1])
    with pytest.raises(InvalidInput, match="give each column one type"):
        found(pd.DataFrame({"code": ["97530", 97530], "dos": ["2026-03-02"] * 2}))
    for empty in (pa.table({}), pa.table({"x": [1]})):
        assert problems(empty)[0][2].startswith("no column has a name that otcpt knows")


def test_no_rows_and_one_row() -> None:
    """No rows are no findings, in the same columns; nothing was judged, and the report says so."""
    report = check_table(day().slice(0, 0), policy=POLICY)
    assert (report.lines, report.findings.num_rows, report.not_evaluated.num_rows) == (0, 0, 0)
    assert check_frame(pl.DataFrame(DAY).head(0), policy=POLICY).columns == report.findings.schema.names
    assert {line["rule_id"] for line in found(day().slice(3, 1))} == {"AOC001", "MOD001"}


def test_columns_may_be_named() -> None:
    """By the caller where neither otcpt's nor the usual names fit."""
    table = day().rename_columns([f"x_{name}" for name in DAY])
    assert found(table, columns={name: f"x_{name}" for name in DAY}) == EXPECTED


def test_a_line_of_no_one_is_judged_alone_and_the_rest_not_claimed() -> None:
    """Without claim and patient only rules about single lines are asked."""
    nobodys = day(claim_id=pa.nulls(4, pa.string()), patient_key=[None, None, "", None])
    report = check_table(nobodys, policy=POLICY)
    assert {row["rule_id"] for row in report.findings.to_pylist()} == {"MOD001"}
    assert {row["lines"] for row in report.not_evaluated.to_pylist() if row["why"] == NOBODYS} == {4}


def test_other_payers_lines_are_counted_and_not_judged() -> None:
    """The policy does not speak for them."""
    report = check_table(day(payer=["CI", None, "MB", "CI"]), policy=POLICY)
    (row,) = (row for row in report.not_evaluated.to_pylist() if row["rule_id"] == "*")
    assert row["lines"] == 2
    assert "Another payer's line" in row["why"]
    assert not any("97130" in finding["codes"] for finding in report.findings.to_pylist())


def test_times_are_read_as_text_and_as_times() -> None:
    """Clock times of both forms give the same findings."""
    text_times = {"start_time": ["09:00"] * 4, "end_time": ["09:10:00"] * 4}
    clock = {"start_time": [time(9)] * 4, "end_time": pa.array([time(9, 10)] * 4, pa.time64("us"))}
    assert found(day(**text_times)) == found(day(**clock)) != EXPECTED


def day_of(name: str) -> date:
    """Each claim's own day, so that each is found at fault by itself."""
    return date(2026, 3, int(name[1:]))


def frequencies(rows: Sequence[tuple[str, str, str | None]]) -> pa.Table:
    """One line of a hard fault for each claim: name, frequency, what it replaces."""
    return pa.table(
        {
            "claim_id": [name for name, _, _ in rows],
            "patient_key": ["P1"] * len(rows),
            "date_of_service": [day_of(name) for name, _, _ in rows],
            "code": ["97130"] * len(rows),
            "modifiers": ["GO"] * len(rows),
            "units": [1] * len(rows),
            "frequency": [frequency for _, frequency, _ in rows],
            "replaces": pa.array([replaced for _, _, replaced in rows], pa.string()),
        }
    )


CHAINS: dict[str, list[tuple[str, str, str | None]]] = {
    "a replacement": [("C1", "1", None), ("C2", "7", "C1"), ("C3", "1", None)],
    "a void": [("C1", "1", None), ("C2", "8", "C1"), ("C3", "1", None)],
    "a void under the claim's own name": [("C1", "1", None), ("C1", "8", None), ("C3", "1", None)],
    "a replacement under the claim's own name": [("C1", "1", None), ("C1", "7", "C1"), ("C3", "1", None)],
    "a replacement replaced": [("C1", "1", None), ("C2", "7", "C1"), ("C3", "7", "C2")],
    "a replacement voided": [("C1", "1", None), ("C2", "7", "C1"), ("C3", "8", "C2")],
    "a replacement of what is not here": [("C2", "7", "C1"), ("C3", "1", None)],
}


@pytest.mark.parametrize("rows", CHAINS.values(), ids=CHAINS.keys())
def test_replaced_and_voided_claims_leave_whatever_the_order_of_rows(rows: list[tuple[str, str, str | None]]) -> None:
    """The claims that stand are those of a single check of the same claims in order of time."""
    line = ServiceLine("97130", date_of_service="2026-03-02", modifiers=("GO",), units=1, patient_key="P1")
    claims = [
        Claim([attrs.evolve(line, date_of_service=day_of(name))], claim_id=name, frequency=frequency, replaces=replaced)
        for name, frequency, replaced in rows
    ]
    standing = sorted(str(claim.claim_id) for claim in active_claims(claims))
    assert sorted(str(claim.claim_id) for claim in active_claims(claims[::-1])) == standing
    left = {
        entry.why
        for report in Checker(policy=POLICY).check_all(claims)
        for entry in report.not_evaluated
        if not entry.rule
    }
    for given in (rows, rows[::-1]):
        report = check_table(frequencies(given), policy=POLICY)
        shown = sorted(row["claim_id"] for row in report.findings.to_pylist() if row["rule_id"] == "AOC001")
        assert shown == standing
        assert {row["why"] for row in report.not_evaluated.to_pylist() if row["rule_id"] == "*"} == left


def test_a_stream_cannot_tell_what_was_replaced_and_refuses() -> None:
    """The original may be elsewhere; counting both would be wrong, and silently."""
    with pytest.raises(InputErrors, match="takes back another claim"):
        list(ArrowCheck(policy=POLICY)(frequencies(CHAINS["a void"]).to_batches()))
    originals = frequencies([("C1", "1", None)])
    assert pa.Table.from_batches(ArrowCheck(policy=POLICY)(originals.to_batches())).num_rows
