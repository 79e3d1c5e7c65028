"""One rule, one answer: a batch says of every day what a single check says of it, to the byte."""

from collections.abc import Callable, Iterator
from datetime import time
from functools import cache
from pathlib import Path
from random import Random

import attrs
import duckdb
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.batch.lines import assert_flags, assert_parity, by_day, is_anything, one_by_one, record_of, records, table_of
from tests.batch.lines_made import made_lines
from tests.rules.cases import CASES

from otcpt import Checker, InputErrors, Overlay, Policy, ServiceLine, load_edition
from otcpt.batch import ArrowCheck, KeyReturned, check_frame, check_parquet, check_table
from otcpt.batch.input._lines import Flags, Ints
from otcpt.batch.judging import _alike as alike_module
from otcpt.batch.judging._hits import FINDINGS
from otcpt.findings import Cause, Field, Hit, Severity, rule
from otcpt.io import read_claims
from otcpt.policies import load_policy
from otcpt.rules import ALL_RULES, Day
from otcpt.testing import UndeclaredRead, guarded
from otcpt.testing.strategies import days, lines

HERE = Path(__file__).parent
POLICIES: tuple[Policy, ...] = (
    load_policy("medicare-part-b"),
    load_policy("medicare-part-b-facility"),
    load_policy("ama-midpoint"),
    load_policy("medicaid-ncci") | Overlay(id="state", unit_method="cms", citation="a test"),
    load_policy("ama-midpoint") | Overlay(id="best", unit_method="best", citation="a test"),
    load_policy("medicaid-ncci") | Overlay(id="tenths", unit_method="tenths", citation="a test"),
    load_policy("medicare-part-b") | Overlay(id="strict", staleness="strict", citation="a test"),
)
#: Days of the bulk run; `tests/fullsize` runs a hundred thousand.
BULK = 3_000
TIMES = st.sampled_from([None, None, time(9, 0), time(9, 30), time(10, 0), time(9, 15)])


@cache
def checker(number: int) -> Checker:
    """A checker for a policy, made once."""
    return Checker(policy=POLICIES[number])


@st.composite
def small_tables(draw: st.DrawFn) -> list[ServiceLine]:
    """A few lines of a few days, with everything a line may have or lack."""
    on = draw(st.lists(days(), min_size=1, max_size=2))
    made = []
    for number in range(draw(st.integers(1, 8))):
        patient = draw(st.sampled_from(["P1", "P1", "P1", "P2", None]))
        line = draw(lines(on=draw(st.sampled_from(on)), patient_key=patient))
        made.append(
            attrs.evolve(
                line,
                line_id=str(number + 1),
                claim_id=draw(st.sampled_from(["C1", "C2", None])),
                payer=draw(st.sampled_from([None, None, None, "MB", "CI"])),
                start_time=draw(TIMES),
                end_time=draw(TIMES),
                revenue_code=draw(st.sampled_from([None, "0430", "0434"])),
            )
        )
    return made


@pytest.mark.parametrize("number", range(len(POLICIES)), ids=[policy.id for policy in POLICIES])
def test_small_tables(number: int) -> None:
    """Findings, what was not judged and caveats of any lines, under every built-in policy and unit method."""

    @settings(max_examples=max(10, settings().max_examples // 3))
    @given(small_tables())
    def equal(made: list[ServiceLine]) -> None:
        assert_parity(checker(number), made)

    equal()


_Day = list[tuple[str, tuple[int, int], str | None]]


def same_date(days: list[_Day]) -> list[ServiceLine]:
    """A patient for each day: the codes, units and minutes, and places of its lines."""
    return [
        ServiceLine(
            code,
            date_of_service="2026-03-02",
            modifiers=("GO",),
            units=units,
            minutes=minutes,
            place_of_service=place,
            patient_key=f"P{patient}",
            claim_id=f"C{patient}",
            line_id=f"{patient}.{number}",
        )
        for patient, own in enumerate(days)
        for number, (code, (units, minutes), place) in enumerate(own)
    ]


@st.composite
def repeating_days(draw: st.DrawFn) -> list[ServiceLine]:
    """Several patients of one day, each with a code or two on several lines that may be equal but for the place."""
    codes = draw(st.sampled_from([("97110", "97140"), ("97140", "97530"), ("97129", "97130"), ("97110", "97165")]))
    measured = draw(st.lists(st.tuples(st.integers(1, 3), st.sampled_from([8, 15, 19, 52])), min_size=2, max_size=2))
    row = st.tuples(st.sampled_from(codes), st.sampled_from(measured), st.sampled_from(["11", "12", None]))
    return same_date(draw(st.lists(st.lists(row, min_size=2, max_size=5), min_size=2, max_size=6)))


ONE_CODE: _Day = [("97140", (1, 15), None)] * 3
TWO_CODES: _Day = [("97140", (2, 52), None), ("97140", (3, 8), None), ("97530", (2, 52), None)]


@pytest.mark.parametrize("number", [0, 2, 4])
def test_what_is_learned_of_one_day_is_not_said_of_another(number: int) -> None:
    """Codes on several lines: other patients' days, in one table, change neither what is found nor its lines."""

    @given(repeating_days())
    @example(same_date([ONE_CODE, TWO_CODES]))
    @example(same_date([TWO_CODES, ONE_CODE]))
    def equal(made: list[ServiceLine]) -> None:
        assert_parity(checker(number), made)
        assert_flags(checker(number), made)

    equal()


@cache
def bulk(size: int) -> tuple[list[ServiceLine], pa.Table, list[dict[str, object]]]:
    """Lines of generated days, in no order, as a table, and the findings day by day."""
    made = made_lines(size, seed=11)
    return made, table_of(made), one_by_one(checker(0), made).findings


def assert_bulk(size: int, folder: Path) -> None:
    """As a table and as a file, shuffled and sorted, by one process and by two, every finding is the single check's."""
    made, table, expected = bulk(size)
    assert len({finding["rule_id"] for finding in expected}) > 20
    assert records(check_table(table, policy=POLICIES[0]).findings) == expected
    pq.write_table(table, folder / "shuffled.parquet", row_group_size=9_000)
    ordered = table_of([line for _, day in by_day(made) for line in day])
    pq.write_table(ordered, folder / "sorted.parquet", row_group_size=7_000)
    for name, workers in (("shuffled", 1), ("sorted", 2)):
        check_parquet(folder / f"{name}.parquet", folder / "out.parquet", policy=POLICIES[0], workers=workers)
        found = pq.read_table(folder / "out.parquet").to_pylist()
        if name == "sorted":
            assert found == expected
        else:  # findings stand part by part
            assert sorted(found, key=str) == sorted(expected, key=str)


@pytest.mark.thorough
def test_a_bulk_of_generated_days(tmp_path: Path) -> None:
    """Thousands of days with every kind of fault."""
    assert_bulk(BULK, tmp_path)


def test_every_kind_of_frame_gives_the_same_in_its_own_kind() -> None:
    """Arrow, Polars, pandas and DuckDB in, the same kind out, the same findings and identity."""
    _, table, expected = bulk(400)
    frames = (table, pl.from_arrow(table), table.to_pandas(), duckdb.from_arrow(table))
    for frame in frames:
        found = check_frame(frame, policy=POLICIES[0])
        assert type(found) is type(frame)
        arrow = found.to_arrow_table() if isinstance(found, duckdb.DuckDBPyRelation) else pa.table(found)
        plain = pa.table(
            [pa.array(arrow[name].to_pylist(), FINDINGS.field(name).type) for name in FINDINGS.names], FINDINGS
        )
        assert plain.to_pylist() == expected, type(frame)
    assert check_table(table, policy=POLICIES[0]).identity == checker(0).identity


def test_the_order_of_rows_makes_no_difference_to_what_is_found() -> None:
    """Only to which of two like lines is named, and in which order lines are: here each line differs."""
    made, _, expected = bulk(400)
    unlike = [attrs.evolve(line, line_id=str(number)) for number, line in enumerate(made)]
    for seed in (1, 2):
        Random(seed).shuffle(unlike)
        assert_parity(checker(0), unlike)
    assert expected


@pytest.mark.parametrize(
    ("size", "days"), [(1, 60), (7, 400), (10_000, 400), pytest.param(1, 400, marks=pytest.mark.thorough)]
)
def test_batches_of_any_size_give_the_same(size: int, days: int) -> None:
    """Days split over batches, empty batches between them."""
    made, _, expected = bulk(days)
    ordered = table_of([line for _, day in by_day(made) for line in day])
    batches = ordered.combine_chunks().to_batches(max_chunksize=size)
    empty = batches[0].slice(0, 0)
    shown = list(ArrowCheck(policy=POLICIES[0])(batch for one in batches for batch in (one, empty)))
    assert pa.Table.from_batches(shown, FINDINGS).to_pylist() == expected
    summary = pa.Table.from_batches(ArrowCheck(policy=POLICIES[0], summary=True)(batches))
    assert summary.equals(check_table(ordered, policy=POLICIES[0]).not_evaluated)


def test_a_day_that_comes_back_is_refused() -> None:
    """Judged apart it would be wrong, and silently."""
    made, _, _ = bulk(400)
    ordered = [line for _, day in by_day(made) for line in day]
    with pytest.raises(KeyReturned, match="not sorted"):
        list(ArrowCheck(policy=POLICIES[0])(table_of([*ordered, ordered[400]]).to_batches(max_chunksize=50)))


def test_every_case_of_every_rule() -> None:
    """The committed cases, all rules asked of all of them at once, under each policy they name."""
    by_policy: dict[Policy, list[ServiceLine]] = {}
    for case in CASES:
        policy = load_policy(case.policy)
        if case.policy == "medicaid-ncci" or case.overlay:
            shown = {"unit_method": "cms", "citation": "a test", **case.overlay}
            policy |= Overlay(id="case", **shown)  # type: ignore[arg-type]
        known = by_policy.setdefault(policy, [])
        name = f"{case.rule} {case.name}"
        for number, line in enumerate(case.claim, 1):
            kind = line.bill_type and line.bill_type[-3:]  # tables lose the zero that some write before it
            known.append(attrs.evolve(line, claim_id=name, line_id=str(number), bill_type=kind))
    assert sum(map(len, by_policy.values())) > 1000
    for policy, known in by_policy.items():
        assert_parity(Checker(policy=policy), known)


def committed() -> Iterator[Path]:
    """The claim files of the repository."""
    yield from (HERE.parents[1] / "examples").glob("clinic_week.*")
    yield from (HERE.parent / "io" / "x12").glob("*.837")


def test_every_committed_claim_file() -> None:
    """Claims of a file together, as rows with the frequency of their claim: what `check_all` says, claim by claim."""
    seen = 0
    for path in committed():
        try:
            claims = read_claims(path).claims
        except InputErrors:
            continue
        rows, given = [], [line for claim in claims for line in claim]
        for claim in claims:
            rows += [{"frequency": claim.frequency, "replaces": claim.replaces}] * len(claim)
        table = table_of(given)
        for name in ("frequency", "replaces"):
            table = table.append_column(name, pa.array([row[name] for row in rows], pa.string()))
        for policy in POLICIES[:2]:
            reports = Checker(policy=policy).check_all(claims)
            expected = [
                record_of(one.to_record(), one.date_of_service) for report in reports for one in report.findings
            ]
            found = records(check_table(table, policy=policy).findings)
            for row in (*found, *expected):  # two interchanges may have claims of one number, which are one in a table
                row["positions"] = str(row["positions"]).count(",")
            assert sorted(found, key=str) == sorted(expected, key=str), path.name
            seen += len(found)
    assert seen > 20


@rule(
    "UNIT901",
    "many-minutes",
    reads={Field.CODE},
    applies_to_line=is_anything,
    severity=Severity.ADVICE,
    cause=Cause.BILLING,
    message="{code} has many minutes.",
    cites=(),
)
def reads_too_much(day: Day) -> Iterator[Hit]:
    """A rule that reads minutes and does not say so."""
    for position, line in enumerate(day.lines):
        if (line.minutes or 0) > 50:
            yield Hit((position,))


def test_a_rule_that_reads_an_undeclared_field_is_caught() -> None:
    """Its answer would be that of another day; guarded, it raises, whether a batch or a claim is checked."""
    given = [ServiceLine("97530", date_of_service=bulk(400)[0][0].date_of_service, minutes=9 * n) for n in (1, 8)]
    given = [attrs.evolve(line, claim_id=f"C{n}", line_id="1") for n, line in enumerate(given)]
    unwatched = check_table(table_of(given), policy=POLICIES[0], rules=(reads_too_much,))
    assert unwatched.findings.num_rows == 0
    with pytest.raises(UndeclaredRead, match="UNIT901 reads minutes"):
        check_table(table_of(given), policy=POLICIES[0], rules=(guarded(reads_too_much),))


def test_every_rule_reads_only_what_it_declares_on_the_bulk() -> None:
    """All rules watched, the same findings."""
    _, table, expected = bulk(400)
    watched = check_table(table, policy=POLICIES[0], rules=[guarded(rule) for rule in ALL_RULES])
    assert records(watched.findings) == expected


def clears_days(_: object, starts: Ints) -> Flags:
    """A screen that clears every day."""
    return np.zeros(len(starts), dtype=bool)


@pytest.mark.parametrize(
    ("screen", "clears"),
    [
        ("_judge.above_total", clears_days),
        ("_judge.wrong_days", lambda _, units, __: np.flatnonzero(units[0] < 0)),
        ("_apart.most_units", lambda *_: 1 << 40),
        ("_apart.assisted", lambda _: np.zeros(0, dtype=np.int64)),
    ],
)
def test_a_screen_that_clears_too_much_is_caught(
    screen: str, clears: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bulk holds days that each screen must not clear."""
    _, table, expected = bulk(400)
    monkeypatch.setattr(f"otcpt.batch.judging.{screen}", clears)
    assert records(check_table(table, policy=POLICIES[0]).findings) != expected


def test_values_beyond_one_number_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where columns do not fit into one number together, or days into one sort, they are numbered first."""
    _, table, expected = bulk(400)
    monkeypatch.setattr(alike_module, "_ROOM", 1 << 12)
    assert records(check_table(table, policy=POLICIES[0]).findings) == expected


@pytest.mark.parametrize("most", ["_MOST_KINDS", "_MOST_HITS", "_MOST_KEPT"])
def test_what_was_learned_may_be_forgotten(most: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory is bounded; forgetting changes nothing, not even what was not judged."""
    _, table, expected = bulk(150)
    whole = check_table(table, policy=POLICIES[0])
    monkeypatch.setattr(f"otcpt.batch.judging._judge.{most}", 5)
    monkeypatch.setattr("otcpt.batch._run.CHUNK", 64)
    report = check_table(table, policy=POLICIES[0])
    assert records(report.findings) == records(whole.findings) == expected
    assert report.not_evaluated.equals(whole.not_evaluated)


def test_an_older_edition_and_fewer_rules_are_asked_alike() -> None:
    """Edition and rules are the caller's."""
    made, _, _ = bulk(400)
    some = [rule for rule in ALL_RULES if rule.family in ("UNIT", "PTP")]
    assert_parity(Checker(policy=POLICIES[1], edition=load_edition(), rules=some), made)
