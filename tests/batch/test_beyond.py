"""Rules that look beyond a patient's day, asked of a frame as of single claims."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import attrs
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.batch.lines import record_of, records, table_of
from tests.batch.lines_made import made_lines
from tests.rules.cases import CASES

import otcpt.batch._files as files_module
import otcpt.batch._run as run_module
import otcpt.batch.input._pieces as pieces_module
import otcpt.batch.input._sources as sources_module
import otcpt.batch.judging._over_time as beyond_module
import otcpt.batch.output._writers as set_back_module
from otcpt import (
    Checker,
    Claim,
    Episode,
    History,
    InputErrors,
    InvalidInput,
    Overlay,
    Policy,
    PriorPayments,
    ServiceLine,
)
from otcpt.batch import BatchReport, Progress, check_frame, check_parquet, check_table
from otcpt.policies import load_policy
from otcpt.rules import ALL_RULES
from otcpt.testing import Case

POLICY = "medicare-part-b"


def wide_cases() -> Iterator[Case]:
    """The committed cases of rules that look beyond the day."""
    wide = {rule.id for rule in ALL_RULES if rule.scope.needs_history}
    yield from (case for case in CASES if case.rule in wide)


def asked(lines: Sequence[ServiceLine], policy: Policy, history: History) -> list[str]:
    """Compare a table's answer with that of the claims together; return the rules that found something beyond."""
    claims: dict[tuple[str | None, ...], list[ServiceLine]] = {}
    for line in lines:
        claims.setdefault((line.claim_id, line.patient_key), []).append(line)
    checker = Checker(policy=policy)
    reports = checker.check_all([Claim(own, claim_id=name) for (name, _), own in claims.items()], history=history)
    shown = [finding for report in reports for finding in report.findings]
    expected = [record_of(one.to_record(), one.date_of_service) for one in shown]
    report = check_table(table_of(lines), policy=policy, history=history)
    found = records(report.findings)
    assert sorted(found, key=str) == sorted(expected, key=str)
    wide = {rule.id for rule in checker.rules if rule.scope.needs_history}
    beyond = [finding["rule_id"] in wide for finding in found]
    assert beyond == sorted(beyond), "those of the days stand first"
    counted: Counter[tuple[str, str]] = Counter()
    for one in reports:
        for entry in one.not_evaluated:
            counted[str(entry.rule_id), entry.why] += len(entry.lines)
    assert counted == {(row["rule_id"], row["why"]): row["lines"] for row in report.not_evaluated.to_pylist()}
    return [finding["rule_id"] for finding in found if finding["rule_id"] in wide]


@pytest.mark.thorough
def test_every_case_beyond_the_day() -> None:
    """Each with its own history, episode and sums; the lines of a case are one claim of a patient."""
    found: Counter[str] = Counter()
    for case in wide_cases():
        policy = load_policy(case.policy)
        if case.overlay:
            policy |= Overlay(id="case", **case.overlay)  # type: ignore[arg-type]
        lines = [
            attrs.evolve(line, line_id=str(number), claim_id=line.claim_id or "C1")
            for number, line in enumerate(case.claim, 1)
        ]
        found.update(asked(lines, policy, case.beside))
    assert len(found) > 8
    assert found.total() > 30


def test_many_claims_with_an_empty_history() -> None:
    """Months, episodes and providers' days of a practice: what the claims say together."""
    made = [line for line in made_lines(500, seed=3) if line.patient_key and line.payer is None]
    asked(made, load_policy(POLICY), History())


def test_without_a_history_they_are_not_requested() -> None:
    """The report says so of every one that a line touches; `check_frame` takes a history too."""
    case = next(case for case in wide_cases() if case.kind == "flagged" and not case.overlay)
    table = table_of(attrs.evolve(line, claim_id="C1") for line in case.claim)
    rows = check_table(table, policy=case.policy).not_evaluated.to_pylist()
    assert (case.rule, "not requested") in {(row["rule_id"], row["reason"]) for row in rows}
    found = check_frame(table, policy=case.policy, history=case.beside)
    assert case.rule in found["rule_id"].to_pylist()
    assert case.rule not in check_frame(table, policy=case.policy)["rule_id"].to_pylist()
    assert check_frame(table_of([]), policy=POLICY, history=History()).num_rows == 0


@pytest.mark.parametrize("primary", [date(2026, 3, 12), None])
def test_a_monthly_add_on_is_missing_input_until_the_month_is_in_view(primary: date | None) -> None:
    """Rows and claims alike: AOC001 asks for the history, and with one RTM003 alone decides."""
    days = {date(2026, 3, 31): "98981", **({primary: "98980"} if primary else {})}
    lines = [
        ServiceLine(code, date_of_service=day, modifiers=("GO",), units=1, claim_id=code, line_id="1", patient_key="P")
        for day, code in days.items()
    ]
    unseen = check_table(table_of(lines), policy=POLICY)
    asked(lines, load_policy(POLICY), History())
    seen = check_table(table_of(lines), policy=POLICY, history=History())

    for report, reasons in ((unseen, ["input missing"]), (seen, [])):
        rows = report.not_evaluated.to_pylist()
        assert [row["reason"] for row in rows if row["rule_id"] == "AOC001"] == reasons
    assert [row["rule_id"] for row in unseen.findings.to_pylist()] == []
    assert [row["rule_id"] for row in seen.findings.to_pylist()] == ([] if primary else ["RTM003"])


CODES = ("97530", "97110", "97140", "97535", "97165", "97168", "98975", "98977", "98980", "98981", "97760", "97150")
FIRST = date(2026, 2, 20)


def busy_lines(patients: int, seed: int) -> list[ServiceLine]:
    """Lines of few providers and days, so that months, episodes and providers' days have a fault; in no order."""
    chance = Random(seed)
    lines: list[ServiceLine] = []
    for patient in range(patients):
        key = None if chance.random() < 0.1 else f"P{patient:04}"
        for visit in range(chance.randrange(1, 8)):
            on = FIRST + timedelta(days=5 * chance.randrange(6))
            claim = f"C{patient:04}-{visit}"
            at = 9 * 60 + 10 * chance.randrange(4)
            for place in range(chance.randrange(1, 4)):
                minutes = chance.choice([15, 23, 30, 90])
                clock = chance.random() < 0.7
                lines.append(
                    ServiceLine(
                        chance.choice(CODES),
                        date_of_service=on,
                        modifiers=chance.choice([("GO",), ("GO",), ("GO", "KX"), ("GP",)]),
                        units=chance.choice([None, 0, 1, 2, 2, 26]),
                        minutes=chance.choice([None, minutes, minutes]),
                        start_time=time(at // 60, at % 60) if clock else None,
                        end_time=time((at + minutes) // 60, (at + minutes) % 60) if clock else None,
                        claim_id=claim,
                        line_id=f"{claim}.{place}",
                        patient_key=key,
                        payer="CI" if chance.random() < 0.03 else None,
                        rendering_provider_key=chance.choice(["R1", "R2", "R2", None]),
                        billing_provider_key="B1",
                    )
                )
    chance.shuffle(lines)
    return lines


def busy_history(seed: int) -> History:
    """Earlier lines, some without id, of another payer, or of a claim that is checked; charts and sums of some."""
    chance = Random(seed)
    before = [
        attrs.evolve(
            line,
            line_id=chance.choice([None, line.line_id]),
            claim_id=line.claim_id if chance.random() < 0.2 else f"H{line.claim_id}",
            patient_key=line.patient_key or "P0000",
        )
        for line in busy_lines(12, seed)
    ]
    patients_in_charts = [f"P{number:04}" for number in range(0, 20, 3)]
    episodes = [
        Episode(first_day=FIRST, patient_key=key, progress_reports=[], changes=[], plans=[])
        for key in patients_in_charts
    ]
    spent = [PriorPayments(year=2026, allowed=Decimal(2700 - 100 * n), patient_key=f"P{n:04}") for n in range(0, 20, 2)]
    return History(before, episodes, spent)


def by_patient(lines: Sequence[ServiceLine]) -> list[ServiceLine]:
    """In the documented order of a sorted file, the lines of a claim together."""
    return sorted(
        lines, key=lambda line: (line.patient_key or f"\0{line.claim_id}", line.date_of_service, str(line.claim_id))
    )


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of a hundred rows are cut and split like those of millions."""
    monkeypatch.setattr(pieces_module, "_PIECE", 20)
    monkeypatch.setattr(pieces_module, "_PART", 30)
    monkeypatch.setattr(files_module, "_SPILL", 25)
    monkeypatch.setattr(run_module, "CHUNK", 7)
    monkeypatch.setattr(beyond_module, "_LINES", 5)
    monkeypatch.setattr(set_back_module, "_FINDINGS", 3)


def assert_file_is_table(table: pa.Table, folder: Path, history: History, **more: object) -> BatchReport[pa.Table]:
    """A file gives what its table gives: findings, in their order where the file is sorted, and what was not judged."""
    pq.write_table(table, folder / "in.parquet", row_group_size=17)
    expected = check_table(table, policy=POLICY, history=history)
    report = check_parquet(folder / "in.parquet", folder / "out.parquet", policy=POLICY, history=history, **more)  # type: ignore[arg-type]
    found = pq.read_table(folder / "out.parquet")
    days, beyond = split_days(found)
    expected_days, expected_beyond = split_days(expected.findings)
    assert found.to_pylist() == days + beyond, "those of the days stand first"
    assert beyond == expected_beyond
    assert sorted(days, key=str) == sorted(expected_days, key=str)
    assert report.not_evaluated.equals(expected.not_evaluated)
    assert (report.lines, report.caveats) == (expected.lines, expected.caveats)
    assert report.findings_count == found.num_rows
    return expected


def split_days(findings: pa.Table) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Findings of days, and those beyond."""
    wide = {rule.id for rule in ALL_RULES if rule.scope.needs_history}
    rows = records(findings)
    return [row for row in rows if row["rule_id"] not in wide], [row for row in rows if row["rule_id"] in wide]


@pytest.mark.usefixtures("small_pieces")
@pytest.mark.parametrize(
    ("order", "workers"),
    [
        ("sorted", 1),
        pytest.param("shuffled", 2, marks=pytest.mark.thorough),
        pytest.param("sorted", 2, marks=pytest.mark.thorough),
        pytest.param("shuffled", 1, marks=pytest.mark.thorough),
    ],
)
def test_a_file_says_of_everything_beyond_the_day_what_its_table_says(tmp_path: Path, order: str, workers: int) -> None:
    """Months over row groups and pieces, provider's days over many patients, a history that overlaps the file."""
    lines = busy_lines(60, seed=1)
    lines = by_patient(lines) if order == "sorted" else lines
    report = assert_file_is_table(table_of(lines), tmp_path, busy_history(2), workers=workers)
    found = {str(row["rule_id"]) for row in split_days(report.findings)[1]}
    assert {"TIME005", "PROV001", "RTM002", "EVAL003", "KX001", "POC001"} <= found
    reasons = {(row["rule_id"], row["why"]) for row in report.not_evaluated.to_pylist()}
    assert ("PROV001", "Needs the rendering provider on the line") in reasons


def test_a_table_says_of_everything_beyond_the_day_what_its_claims_say() -> None:
    """The same busy months, claim by claim."""
    asked(by_patient(busy_lines(60, seed=1)), load_policy(POLICY), busy_history(2))


@pytest.mark.thorough
@pytest.mark.usefixtures("small_pieces")
@pytest.mark.parametrize("lacking", ["line_id", "claim_id", "patient_key", "rendering_provider_key"])
def test_a_key_without_a_column_is_missed_in_a_file_as_in_a_table(tmp_path: Path, lacking: str) -> None:
    """Rows are named by their number, stand for themselves, or lack what a rule needs; in order or not."""
    lines = busy_lines(30, seed=4)
    for order in (lines, by_patient(lines)):
        assert_file_is_table(table_of(order).drop_columns(lacking), tmp_path, busy_history(5))
    assert_file_is_table(table_of(lines).drop_columns(["claim_id", "patient_key"]), tmp_path, busy_history(5))


@pytest.mark.usefixtures("small_pieces")
@pytest.mark.parametrize("order", ["sorted", pytest.param("shuffled", marks=pytest.mark.thorough)])
def test_rows_set_apart_are_beyond_no_day(tmp_path: Path, order: str) -> None:
    """The file's answer is that of the rows that could be read; no claim of the file is taken from the history."""
    lines = busy_lines(30, seed=6)
    rows = table_of(by_patient(lines) if order == "sorted" else lines).to_pylist()
    schema = table_of(lines).schema
    for number in range(0, len(rows), 7):
        rows[number] |= {"units": -1} if number % 2 else {"code": None}
    pq.write_table(pa.Table.from_pylist(rows, schema), tmp_path / "in.parquet", row_group_size=17)
    report = check_parquet(
        tmp_path / "in.parquet",
        tmp_path / "out.parquet",
        policy=POLICY,
        history=busy_history(7),
        on_bad_row="quarantine",
        quarantine=tmp_path / "bad.parquet",
    )
    table = pa.Table.from_pylist(rows, schema)
    expected = check_table(table, policy=POLICY, history=busy_history(7), on_bad_row="quarantine")
    own = {row["claim_id"] for row in rows}
    history = attrs.evolve(busy_history(7), lines=[line for line in busy_history(7).lines if line.claim_id not in own])
    kept = pa.Table.from_pylist([row for number, row in enumerate(rows) if number % 7], schema)
    assert records(expected.findings) == records(check_table(kept, policy=POLICY, history=history).findings)
    found = pq.read_table(tmp_path / "out.parquet")
    assert split_days(found)[1] == split_days(expected.findings)[1]
    assert report.not_evaluated.equals(expected.not_evaluated)
    assert report.quarantined_count == len(range(0, len(rows), 7))
    with pytest.raises(InputErrors):
        check_parquet(tmp_path / "in.parquet", tmp_path / "no.parquet", policy=POLICY, history=History())
    assert not (tmp_path / "no.parquet").exists()


@pytest.mark.usefixtures("small_pieces")
def test_claims_taken_back_leave_everything_beyond_the_day_and_the_history(tmp_path: Path) -> None:
    """As of single claims: a replaced original, in the file or among the earlier lines only, and a void."""
    lines = by_patient(busy_lines(40, seed=8))
    names = list(dict.fromkeys(str(line.claim_id) for line in lines))
    again, voided = names[::2], names[1::7]
    chance = Random(9)
    claims: list[Claim] = []
    rows: list[dict[str, object]] = []
    for name in names:
        own = [line for line in lines if line.claim_id == name]
        if name not in again[::2]:
            claims.append(Claim(own, claim_id=name))
        if name in again or name in voided:
            new = [attrs.evolve(line, claim_id=f"{name}R", line_id=f"{line.line_id}R") for line in own]
            claims.append(Claim(new, claim_id=f"{name}R", frequency="8" if name in voided else "7", replaces=name))
    for claim in claims:
        given = {"frequency": claim.frequency, "replaces": claim.replaces}
        rows.extend(row | given for row in table_of(claim.lines).to_pylist())
    schema = table_of([]).schema.append(pa.field("frequency", pa.string())).append(pa.field("replaces", pa.string()))
    history = attrs.evolve(
        busy_history(2), lines=[line for name in names[::3] for line in lines if line.claim_id == name]
    )
    history = attrs.evolve(history, lines=[line for line in history.lines if line.patient_key])
    reports = Checker(policy=POLICY).check_all(claims, history=history)
    shown = [record_of(one.to_record(), one.date_of_service) for report in reports for one in report.findings]
    table = pa.Table.from_pylist(rows, schema)
    report = assert_file_is_table(table, tmp_path, history)
    assert sorted(records(report.findings), key=str) == sorted(shown, key=str)
    chance.shuffle(rows)
    assert_file_is_table(pa.Table.from_pylist(rows, schema), tmp_path, history)


def test_a_history_that_names_no_one_is_of_the_one_claim_without_a_patient(tmp_path: Path) -> None:
    """Where several claims of the file have no patient, it could be of any of them, and is refused."""
    lines = [attrs.evolve(line, patient_key=None) for line in busy_lines(6, seed=3) if line.claim_id == "C0001-0"]
    named = [line for line in busy_lines(6, seed=3) if line.patient_key and line.claim_id != "C0001-0"]
    chart = Episode(first_day=FIRST, progress_reports=[], changes=[], plans=[])
    history = History([attrs.evolve(named[0], patient_key=None, claim_id="H1")], [chart])
    expected = assert_file_is_table(table_of(lines + named), tmp_path, history)
    assert "POC001" in expected.findings["rule_id"].to_pylist()
    others = [attrs.evolve(line, patient_key=None, claim_id="C9") for line in lines]
    pq.write_table(table_of(lines + others), tmp_path / "in.parquet")
    for ask in (check_frame, check_table):
        with pytest.raises(InvalidInput, match="entries without a patient key, and several claims have none"):
            ask(table_of(lines + others), policy=POLICY, history=history)
    with pytest.raises(InvalidInput, match="entries without a patient key, and several claims have none"):
        check_parquet(tmp_path / "in.parquet", tmp_path / "no.parquet", policy=POLICY, history=history)
    away = [attrs.evolve(line, payer="CI") for line in others]
    assert_file_is_table(table_of(lines + away), tmp_path, history)


def test_charts_of_no_one_in_the_file_are_counted(tmp_path: Path) -> None:
    """A key that was mistyped is seen."""
    pq.write_table(table_of(busy_lines(5, seed=1)), tmp_path / "in.parquet")
    known = [Episode(first_day=FIRST, patient_key=key) for key in ("P0002", "P2", "P3")]
    history = History([], known, [PriorPayments(year=2026, allowed=Decimal(1), patient_key="P2")])
    report = check_parquet(tmp_path / "in.parquet", tmp_path / "out.parquet", policy=POLICY, history=history)
    assert report.unmatched_patients == 2
    assert check_parquet(tmp_path / "in.parquet", tmp_path / "out.parquet", policy=POLICY).unmatched_patients == 0


def test_what_is_no_history_is_refused(tmp_path: Path) -> None:
    """At the call, for a table as for a file."""
    given = busy_lines(1, seed=1)
    for ask in (
        lambda: check_table(table_of(given), policy=POLICY, history=given),  # type: ignore[arg-type]
        lambda: check_parquet(tmp_path / "in.parquet", tmp_path / "out.parquet", policy=POLICY, history=given),  # type: ignore[arg-type]
    ):
        with pytest.raises(InvalidInput, match="history takes a History, not a list"):
            ask()


def test_a_policy_without_rules_over_providers_days_parts_nothing_by_provider(tmp_path: Path) -> None:
    """A facility's claims name no therapist who is one person."""
    lines = by_patient(busy_lines(20, seed=2))
    pq.write_table(table_of(lines), tmp_path / "in.parquet")
    seen: list[Progress] = []
    for policy, twice in (("medicare-part-b-facility", 1), (POLICY, 2)):
        check_parquet(
            tmp_path / "in.parquet",
            tmp_path / "out.parquet",
            policy=policy,
            history=History(),
            on_progress=seen.append,
        )
        assert (seen[-1].rows, seen[-1].all_rows) == (twice * len(lines), twice * len(lines))


@pytest.mark.thorough
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 10**6),
    patients=st.integers(0, 12),
    piece=st.integers(1, 40),
    part=st.integers(1, 40),
    in_order=st.booleans(),
    history=st.integers(0, 10**6) | st.none(),
)
def test_wherever_a_file_is_cut_it_says_what_its_table_says(
    tmp_path: Path, seed: int, patients: int, piece: int, part: int, in_order: bool, history: int | None
) -> None:
    """Pieces and parts of any size, few lines or none."""
    lines = busy_lines(patients, seed)
    lines = by_patient(lines) if in_order else lines
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces_module, "_PIECE", piece)
        patch.setattr(pieces_module, "_PART", part)
        patch.setattr(beyond_module, "_LINES", part)
        patch.setattr(set_back_module, "_FINDINGS", piece)
        assert_file_is_table(table_of(lines), tmp_path, History() if history is None else busy_history(history))


@pytest.mark.thorough
@pytest.mark.parametrize("history", [None, History()])
def test_a_sorted_file_is_cut_at_no_other_row_than_where_a_day_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, history: History | None
) -> None:
    """Also where a batch ends within the day at which a piece is full."""
    lines = by_patient(busy_lines(40, seed=3))
    pq.write_table(table_of(lines), tmp_path / "in.parquet")
    expected = check_table(table_of(lines), policy=POLICY, history=history).findings
    for size in range(3, 9):
        monkeypatch.setattr(pieces_module, "_PIECE", size)
        monkeypatch.setattr(
            sources_module.Parquet.batches, "__kwdefaults__", {"columns": None, "few": (), "size": size + 1}
        )
        check_parquet(tmp_path / "in.parquet", tmp_path / "out.parquet", policy=POLICY, history=history)
        assert pq.read_table(tmp_path / "out.parquet").to_pylist() == records(expected)
