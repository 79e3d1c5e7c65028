"""Minutes to units over a frame: every plan of care's answer is the one that `allocate_units` gives."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypedDict, get_args

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from otcpt import UnknownName, allocate_units, load_edition
from otcpt.batch import allocate_frame
from otcpt.batch.judging._allocator import NO_DAY, NO_MINUTES, NO_TIMING, POOL_LACKS, TOO_MANY
from otcpt.batch.judging._plain_days import PlainDays
from otcpt.checking import timings_on
from otcpt.errors import InputErrors
from otcpt.modifiers import DISCIPLINE
from otcpt.testing.strategies import CODES, DATES
from otcpt.units import Method, TieBreak, allocate


class Row(TypedDict):
    """A row of the frame."""

    patient_key: str
    date_of_service: date
    billing_provider_key: str | None
    code: str
    modifiers: str
    minutes: int | None


ROWS = st.fixed_dictionaries(
    {
        "patient_key": st.sampled_from(["P1", "P2"]),
        "date_of_service": st.sampled_from(DATES),
        "billing_provider_key": st.sampled_from(["B1", "B1", "B2", None]),
        "code": st.sampled_from(["97110", "97140", "97530", "97535", "97129", "97130", "97550", "97551", *CODES]),
        "modifiers": st.sampled_from(["GO", "GO", "GP", "59 GN", ""]),
        "minutes": st.sampled_from([0, 5, 7, 7, 8, 15, 22, 23, 38, 720, 1440]) | st.integers(0, 75),
    }
)
METHODS = st.sampled_from(get_args(Method))
TIE_BREAKS = st.sampled_from(get_args(TieBreak))


def discipline(modifiers: str) -> str:
    """The plan of care the modifiers name."""
    return next((DISCIPLINE[one] for one in modifiers.split() if one in DISCIPLINE), "OT")


def expected(rows: Iterable[Row], method: Method, tie_break: TieBreak) -> list[tuple[object, ...]]:
    """What one call of `allocate` for each patient, date, biller and discipline gives, code by code."""
    days: dict[tuple[str, date], list[Row]] = {}
    for row in rows:
        days.setdefault((row["patient_key"], row["date_of_service"]), []).append(row)
    made: list[tuple[object, ...]] = []
    for (patient, on), lines in days.items():
        named = {line["billing_provider_key"] for line in lines} - {None}
        plans: dict[tuple[str | None, str], dict[str, list[int]]] = {}
        for line in lines:
            biller = line["billing_provider_key"] or (next(iter(named)) if len(named) == 1 else None)
            plan = plans.setdefault((biller, discipline(line["modifiers"])), {})
            plan.setdefault(line["code"], []).append(line["minutes"] or 0)
        for (biller, whose), minutes in plans.items():
            timings = timings_on(load_edition(), on)
            known = {code: spent for code, spent in minutes.items() if code in timings}
            one = allocate(known, timings, method=method, tie_break=tie_break)
            made += [
                (
                    *(patient, on, biller, whose, code, sum(minutes.get(code, [])), one.units.get(code)),
                    *([one.tenths[code].tenths if code in one.tenths else None] if method == "tenths" else []),
                    *(code in one.tied, None),
                )
                for code in one.counts
            ]
            none = [None, None] if method == "tenths" else [None]
            made += [
                (patient, on, biller, whose, code, sum(minutes[code]), *none, False, NO_TIMING)
                for code in minutes
                if code not in timings
            ]
    return sorted(made, key=str)


def possible(rows: Iterable[Row]) -> bool:
    """Whether no code has more minutes on a day than a day has, which `allocate` refuses."""
    spent: dict[object, int] = {}
    for row in rows:
        key = row["patient_key"], row["date_of_service"], row["code"]
        spent[key] = spent.get(key, 0) + (row["minutes"] or 0)
    return all(minutes <= 1440 for minutes in spent.values())


def answered(table: pa.Table) -> list[tuple[object, ...]]:
    """The rows of an answer."""
    return sorted((tuple(row.values())[1:] for row in table.to_pylist()), key=str)


def table_of(rows: Iterable[Mapping[str, object]]) -> pa.Table:
    """An Arrow table of the rows."""
    kinds = {"date_of_service": pa.date32(), "minutes": pa.int64()}
    return pa.Table.from_pylist(
        [*rows], pa.schema({name: kinds.get(name, pa.string()) for name in Row.__annotations__})
    )


@given(st.lists(ROWS, min_size=1, max_size=12), METHODS, TIE_BREAKS)
def test_every_plan_of_care_is_allocated_as_by_itself(rows: list[Row], method: Method, tie_break: TieBreak) -> None:
    """Families, ties, untimed codes, unknown codes, two billers, other disciplines: equal for every method."""
    assume(possible(rows))
    table = allocate_frame(table_of(rows), method=method, tie_break=tie_break)
    assert answered(table) == expected(rows, method, tie_break)


@given(st.lists(ROWS, min_size=1, max_size=8), st.sampled_from(["97110", "97165", "97129", "97130"]), METHODS)
def test_plans_of_care_stay_apart_where_all_rows_have_one_code(rows: list[Row], code: str, method: Method) -> None:
    """A column of one value takes no room in a packed number, and what is beside it keeps its own."""
    rows = [{**row, "code": code} for row in rows]
    assume(possible(rows))
    assert answered(allocate_frame(table_of(rows), method=method)) == expected(rows, method, "largest_total")


@pytest.mark.parametrize("method", get_args(Method))
def test_many_days_at_once_are_allocated_as_by_themselves(method: Method) -> None:
    """Twenty thousand lines of random days, in random order."""
    chance = np.random.default_rng(7)
    codes = ["97110", "97112", "97140", "97530", "97535", "97129", "97130", "97165", "97550", "97551", "98980", "G0283"]
    size = 20_000 if method in ("cms", "ama") else 2_000
    rows: list[Row] = [
        {
            "patient_key": f"P{patient}",
            "date_of_service": DATES[day],
            "billing_provider_key": (None, "B1", "B1", "B2")[biller],
            "code": codes[code],
            "modifiers": ("GO", "GO", "GO", "GP")[modifier],
            "minutes": int(minutes),
        }
        for patient, day, biller, code, modifier, minutes in zip(
            chance.integers(0, size // 20, size),
            chance.integers(0, len(DATES), size),
            chance.integers(0, 4, size),
            chance.integers(0, len(codes), size),
            chance.integers(0, 4, size),
            chance.integers(0, 61, size),
            strict=True,
        )
    ]
    assert answered(allocate_frame(table_of(rows), method=method)) == expected(rows, method, "largest_total")


def test_the_published_call_gives_the_same() -> None:
    """33 and 7 minutes are 2 and 1 units, in every kind of frame, and the frame is the caller's kind."""
    data = {"claim": ["C1"] * 2, "dos": ["2026-03-02"] * 2, "cpt": ["97110", "97140"], "min": [33, 7]}
    one = allocate_units({"97110": 33, "97140": 7}, method="cms")
    frames = [pa.table(data), pl.DataFrame(data), pd.DataFrame(data), duckdb.from_arrow(pa.table(data))]
    for frame in frames:
        answer = allocate_frame(frame, method="cms")
        assert type(answer) is type(frame)
        table = answer.to_arrow_table() if isinstance(answer, duckdb.DuckDBPyRelation) else pa.table(answer)
        assert dict(zip(table["code"].to_pylist(), table["units"].to_pylist(), strict=True)) == dict(one.units)


def test_tenths_of_an_hour_have_a_column_of_their_own() -> None:
    """A code is counted in tenths or in units; where no method counts tenths there is no such column."""
    day = {"date_of_service": date(2026, 3, 2), "patient_key": "P1"}
    table = table_of([{**day, "code": "97530", "minutes": 38}, {**day, "code": "97150", "minutes": 20}])
    answer = allocate_frame(table, method="tenths")

    assert answer.select(["code", "units", "tenths"]).to_pylist() == [
        {"code": "97150", "units": 1, "tenths": None},
        {"code": "97530", "units": None, "tenths": 6},
    ]
    assert allocate_frame(table[:0], method="tenths").schema == answer.schema
    assert "tenths" not in allocate_frame(table, method="cms").schema.names


TIMINGS = timings_on(load_edition(), DATES[-1])
KNOWN = {code: timing for code, timing in TIMINGS.items() if timing.family in (None, code)}
POOLED, APART = ([code for code in KNOWN if (KNOWN[code].pool is None) is apart] for apart in (False, True))
BY_DAY = st.lists(
    st.tuples(
        st.lists(st.sampled_from(POOLED) | st.sampled_from([*POOLED, *APART]), min_size=1, max_size=18, unique=True),
        st.lists(st.sampled_from([0, 7, 8, 15, 23, None]) | st.integers(0, 60), min_size=18, max_size=18),
        st.sampled_from(["", "", "97129", "97130", "97165", "twice", "GP"]),
    ),
    min_size=1,
    max_size=6,
)


@given(BY_DAY, TIE_BREAKS)
def test_plain_days_are_answered_as_any(
    days: list[tuple[list[str], list[int | None], str]], tie_break: TieBreak
) -> None:
    """Codes each once, of families the first: side by side, up to 16 of a day, among other days, row for row."""
    rows = []
    for number, (codes, minutes, more) in enumerate(days):
        added = {"": [], "twice": codes[-1:], "GP": ["97110"]}.get(more, [more])
        for place, code in enumerate([*codes, *added]):
            modifiers = "GP" if more == "GP" and place == len(codes) else "GO"
            day = {"patient_key": f"P{number // 2}", "date_of_service": DATES[-1 - number % 2]}
            rows.append({**day, "code": code, "modifiers": modifiers, "minutes": minutes[place % len(minutes)]})
    table = table_of(rows).sort_by([("patient_key", "ascending"), ("date_of_service", "ascending")])
    with pytest.MonkeyPatch.context() as patch:
        answer = allocate_frame(table, method="cms", tie_break=tie_break)
        patch.setattr(PlainDays, "of", lambda _, lines, *__: PlainDays(lines.lengths < 0, lines.lengths.copy(), ()))
        assert answer.equals(allocate_frame(table, method="cms", tie_break=tie_break))


def reasons(rows: list[dict[str, object]], method: Method = "cms") -> dict[str, object]:
    """Units by code, or why there are none."""
    table = pa.Table.from_pylist([{"claim_id": "C1", "date_of_service": "2026-03-02", **row} for row in rows])
    return {row["code"]: row["reason"] or row["units"] for row in allocate_frame(table, method=method).to_pylist()}


def test_one_codes_missing_minutes_leave_its_whole_pool_open() -> None:
    """Under total time the other codes' units depend on them; by midpoint, and for untimed codes, they do not."""
    rows: list[dict[str, object]] = [
        {"code": "97110", "minutes": 23},
        {"code": "97140", "minutes": None},
        {"code": "97165", "minutes": None},
    ]
    assert reasons(rows) == {"97110": POOL_LACKS, "97140": NO_MINUTES, "97165": 1}
    assert reasons(rows, "best") == {"97110": POOL_LACKS, "97140": NO_MINUTES, "97165": 1}
    assert reasons(rows, "ama") == {"97110": 2, "97140": NO_MINUTES, "97165": 1}


def test_more_minutes_than_a_day_has_are_no_units() -> None:
    """Where `allocate_units` raises, the frame's row says why; the rest of the frame is answered."""
    rows: list[dict[str, object]] = [{"code": "97110", "minutes": 800}, {"code": "97110", "minutes": 800}]
    assert reasons([*rows, {"code": "97165", "minutes": 30}]) == {"97110": TOO_MANY, "97165": 1}


@pytest.mark.parametrize("method", get_args(Method))
def test_minutes_that_an_untimed_code_does_not_need_stop_no_frame(method: Method) -> None:
    """Where one of its lines lacks them, the others are not added up either."""
    spent = (800, None, 800)
    assert reasons([{"code": "97150", "minutes": minutes} for minutes in spent], method) == {"97150": 1}


def test_lines_of_no_one_are_not_added_up() -> None:
    """Without claim and patient no one can tell which lines are of one day."""
    table = pa.table({"date_of_service": ["2026-03-02"] * 2, "code": ["97110"] * 2, "minutes": [8, 8]})
    answer = allocate_frame(table, method="cms")
    assert answer["reason"].to_pylist() == [NO_DAY] * 2
    assert answer["units"].to_pylist() == [None] * 2


def test_an_add_on_without_a_line_has_a_row() -> None:
    """38 minutes of 97129 are a unit of it and two of 97130, whose minutes are the first code's."""
    assert reasons([{"code": "97129", "minutes": 38}]) == {"97129": 1, "97130": 2}


def test_codes_without_a_line_come_in_code_order() -> None:
    """The first code before its add-on, the add-on after its first code, whatever follows."""
    lines = ("97130", "97550", "97140")
    assert [*reasons([{"code": code, "minutes": 50} for code in lines])] == [
        "97129",
        "97130",
        "97140",
        "97550",
        "97551",
    ]


def test_an_empty_frame_has_no_allocations_and_the_same_columns() -> None:
    """No rows in, no rows out."""
    table = pa.table({"code": pa.array([], pa.string()), "date_of_service": pa.array([], pa.date32())})
    assert allocate_frame(table, method="cms").schema.names[:2] == ["claim_id", "patient_key"]


def test_bad_calls_and_bad_rows_are_refused() -> None:
    """An unknown method before anything is read; every bad row at once."""
    table = pa.table({"code": ["97110", None], "date_of_service": ["2026-03-02", "x"], "minutes": [-1, 1]})
    with pytest.raises(UnknownName, match="method 'cmz'"):
        allocate_frame(table, method="cmz")  # type: ignore[arg-type]
    with pytest.raises(InputErrors) as raised:
        allocate_frame(table, method="cms")
    shown = {(problem.row, problem.column) for problem in raised.value.problems}
    assert shown == {(1, "minutes"), (2, "code"), (2, "date_of_service")}


@pytest.mark.parametrize("days", [800, pytest.param(4_000, marks=pytest.mark.thorough)])
def test_threads_make_no_difference(days: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small parts with ever new codes and modifiers, while others are still counted."""
    codes = sorted(load_edition().codes)
    rows = [
        {
            "patient_key": f"P{number:05}",
            "date_of_service": date(2026, 3, 2),
            "billing_provider_key": f"B{number // 7}",
            "code": code,
            "modifiers": f"GO {number % 90 + 10}",
            "minutes": 8 + number % 40,
        }
        for number in range(days)
        for code in ("97530", codes[number // 20 % len(codes)], f"9{number // 5:04}")
    ]
    table = pa.Table.from_pylist(rows)
    monkeypatch.setattr("otcpt.batch._allocate.CHUNK", 16)
    threads = pa.cpu_count()
    try:
        pa.set_cpu_count(4)
        several = allocate_frame(table, method="cms")
        pa.set_cpu_count(1)
        assert several.equals(allocate_frame(table, method="cms"))
    finally:
        pa.set_cpu_count(threads)
    assert several.num_rows > 2 * days
