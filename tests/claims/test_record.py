"""A claim as plain data: what `to_record` writes, what `from_record` takes and refuses, and the schema of both."""

import json
from datetime import date, time
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import otcpt
from otcpt.claims import (
    FILING_CODES,
    Claim,
    Episode,
    PriorPayments,
    ServiceLine,
    Visit,
    claim_schema,
    parse_claim,
)
from otcpt.errors import InputErrors, InvalidInput

VALIDATOR = Draft202012Validator(claim_schema())
ROW = Draft202012Validator({"$ref": "#/$defs/row", "$defs": claim_schema()["$defs"]})

text = st.text(max_size=8)
minutes = st.none() | st.integers(0, 480)
lines = st.builds(
    ServiceLine,
    st.from_regex(r"[0-9]{5}|G0[0-9]{3}|x", fullmatch=True),
    date_of_service=st.dates(),
    modifiers=st.lists(st.from_regex(r"[0-9A-Z]{2}", fullmatch=True), max_size=5),
    units=st.none() | st.integers(0, 999_999_999),
    therapist_minutes=minutes,
    assistant_minutes=minutes,
    joint_minutes=minutes,
    total_treatment_minutes=minutes,
    start_time=st.none() | st.times(),
    end_time=st.none() | st.times(),
    place_of_service=st.none() | st.from_regex(r"[0-9]{1,2}", fullmatch=True),
    payer=st.none() | st.sampled_from(sorted(FILING_CODES)),
    charge=st.none() | st.decimals(allow_nan=False, allow_infinity=False),
    line_id=st.none() | text,
    patient_key=st.none() | text,
    rendering_provider_key=st.none() | text,
)
claims = st.builds(
    Claim,
    st.lists(lines, max_size=3),
    claim_id=st.none() | text,
    frequency=st.sampled_from(["", "07", "a", *"0123456789AZ"]),
    replaces=st.none() | text,
)


def places(caught: pytest.ExceptionInfo[InputErrors]) -> list[str | None]:
    """Return where each problem is."""
    return [problem.column for problem in caught.value.problems]


@given(claims)
def test_a_claim_survives_json(claim: Claim) -> None:
    """Every claim, exactly; and its record is what the schema describes."""
    record = json.loads(json.dumps(claim.to_record()))

    assert Claim.from_record(record) == claim
    VALIDATOR.validate(record)


def test_values_of_python_are_taken_as_they_are() -> None:
    """Days, times and amounts need not be text; a key of None is as good as none."""
    record = {
        "lines": [
            {
                "code": " g0283 ",
                "date_of_service": date(2026, 3, 2),
                "start_time": time(9),
                "charge": Decimal("62.50"),
                "payer": "Medicare Part B",
                "modifiers": ("go",),
                "units": None,
            }
        ]
    }
    [line] = otcpt.Claim.from_record(record)

    assert (line.code, line.charge, line.payer, line.modifiers) == ("G0283", Decimal("62.50"), "MB", ("GO",))


WRONG: list[tuple[str, object]] = [
    ("code", 97530),
    ("code", " "),
    ("date_of_service", "3/2/2026"),
    ("date_of_service", 20260302),
    ("modifiers", "GO"),
    ("modifiers", ["GOX"]),
    ("modifiers", [59]),
    ("units", 2.0),
    ("units", "2"),
    ("units", True),
    ("units", -1),
    ("minutes", 1441),
    ("minutes", 22.5),
    ("therapist_minutes", "13"),
    ("start_time", "9:00"),
    ("start_time", "25:00"),
    ("payer", "Aetna Medicare"),
    ("charge", 62.5),
    ("charge", "$62"),
    ("charge", "NaN"),
    ("charge", True),
    ("patient_key", 17),
    ("line_id", 1),
    ("place_of_service", 11),
    ("unit", 2),
]


@pytest.mark.parametrize(("key", "value"), WRONG, ids=str)
def test_each_fault_is_refused_with_its_path(key: str, value: object) -> None:
    """The path names line and key; where the schema can say it, the schema refuses it too."""
    line = {"code": "97530", "date_of_service": "2026-03-02", key: value}
    record = {"lines": [{"code": "97110", "date_of_service": "2026-03-02"}, line]}

    with pytest.raises(InputErrors) as caught:
        Claim.from_record(record)

    [place] = places(caught)
    assert place is not None and place.startswith(f"lines[1].{key}")
    if value not in ("25:00", "Aetna Medicare", 2.0):  # JSON Schema takes 2.0 for an integer
        assert not VALIDATOR.is_valid(record)


def test_all_faults_are_collected() -> None:
    """Of the claim and of every line, in one error that is a ValueError."""
    record = {
        "claim_id": 5,
        "schema_version": 2,
        "lines": ["97530", {"code": "97530", "unit": 2}, {"date_of_service": "2026-03-02", "minutes": 1.5}],
    }

    with pytest.raises(ValueError) as caught:
        Claim.from_record(record)

    assert isinstance(caught.value, InputErrors)
    assert [problem.column for problem in caught.value.problems] == [
        "claim_id",
        "schema_version",
        "lines[0]",
        "lines[1].unit",
        "lines[1].date_of_service",
        "lines[2].minutes",
        "lines[2].code",
    ]
    assert "Did you mean units?" in str(caught.value)


@pytest.mark.parametrize("record", [None, [], "97530", 5, {}, {"lines": None}, {"lines": "97530"}, {"line": []}])
def test_what_is_no_claim_is_refused(record: object) -> None:
    """Whatever JSON can hold gives an answer of otcpt's own."""
    with pytest.raises(InputErrors, match="claim"):
        Claim.from_record(record)  # type: ignore[arg-type]
    assert not VALIDATOR.is_valid(record)


def test_minutes_that_do_not_add_up_are_refused_at_the_line() -> None:
    """What only the whole line shows is placed there."""
    line = {"code": "97530", "date_of_service": "2026-03-02", "minutes": 30, "therapist_minutes": 31}

    with pytest.raises(InputErrors, match=r"claim, lines\[0\].minutes: .* not the sum"):
        Claim.from_record({"lines": [line]})


@pytest.mark.parametrize("key", ["patient_key", "rendering_provider_key", "claim_id", "line_id", "Jane Doe 1970"])
def test_identifiers_are_not_in_messages(key: str) -> None:
    """The value of a key, and of what is not known, is not repeated."""
    with pytest.raises(InputErrors) as caught:
        Claim.from_record({"lines": [{"code": "97530", "date_of_service": "2026-03-02", key: 480_112_233}]})

    assert "480112233" not in str(caught.value)


def test_rows_become_claims_as_in_a_file() -> None:
    """By claim and patient; without claim_id each is one; a line's id is its row."""
    row = {"code": "97530", "date_of_service": "2026-03-02", "units": 2}
    rows = [
        {**row, "claim_id": "C1", "patient_key": "P1", "frequency": "7", "replaces": "C0"},
        row,
        {**row, "claim_id": "C1", "patient_key": "P2"},
        {**row, "claim_id": "C1", "patient_key": "P1", "frequency": "7", "replaces": "C0", "line_id": "x"},
    ]
    found = Claim.from_records(rows)

    assert [[line.line_id for line in claim] for claim in found] == [["1", "x"], ["2"], ["3"]]
    assert (found[0].frequency, found[0].replaces, found[0].claim_id) == ("7", "C0", "C1")
    for one in rows:
        ROW.validate(one)


def test_records_of_claims_may_be_among_the_rows() -> None:
    """The order is that of the input."""
    whole = parse_claim("2026-03-02", "97110 x1")
    row = {"code": "97530", "date_of_service": "2026-03-02"}

    assert [claim.lines[0].code for claim in Claim.from_records([row, whole.to_record()])] == ["97530", "97110"]


def test_faults_of_rows_have_the_number_of_the_row() -> None:
    """All of them, and what rows of one claim contradict."""
    row = {"code": "97530", "date_of_service": "2026-03-02", "claim_id": "C1"}

    with pytest.raises(InputErrors) as caught:
        Claim.from_records([row, {**row, "units": 1.5}, {**row, "frequency": "7"}, None])  # type: ignore[list-item]

    assert [(problem.row, problem.column) for problem in caught.value.problems] == [
        (2, "units"),
        (3, "frequency"),
        (4, None),
    ]
    with pytest.raises(InvalidInput, match="one record"):
        Claim.from_records(row)  # type: ignore[arg-type]


def test_a_charge_that_is_no_number_is_refused() -> None:
    """It could not be kept as plain data."""
    with pytest.raises(InvalidInput, match="not an amount"):
        ServiceLine("97530", date_of_service="2026-03-02", charge=Decimal("NaN"))


def test_the_schema_is_a_schema_and_new_at_each_call() -> None:
    """Of the draft it names."""
    Draft202012Validator.check_schema(claim_schema())
    assert claim_schema() is not claim_schema()


def test_an_empty_text_is_not_known() -> None:
    """As an empty cell: rows of databases have them, and two of them are neither one claim nor one patient."""
    row = {"code": "97530", "date_of_service": "2026-03-02", "claim_id": "", "patient_key": "", "payer": ""}
    claims = Claim.from_records([row, row])

    assert [(claim.claim_id, line.patient_key, line.payer) for claim in claims for line in claim] == [(None,) * 3] * 2
    assert Claim([], claim_id="", replaces="") == Claim([])
    assert Visit("2026-03-02", [], patient_key="") == Visit("2026-03-02", [])
    assert Episode(first_day="2026-03-02", patient_key="") == Episode(first_day="2026-03-02")


@pytest.mark.parametrize("key", [5, b"P1"])
def test_a_patient_of_a_chart_has_a_key_of_text(key: Any) -> None:
    """A number would be nobody's: lines have text, and the episode would count for none of them."""
    with pytest.raises(InvalidInput, match="patient_key is not text; write it in quotes, like 'P1'"):
        Episode(first_day="2026-03-02", patient_key=key)
    with pytest.raises(InvalidInput, match="patient_key is not text"):
        PriorPayments(year=2026, allowed=Decimal(5), patient_key=key)


def test_rows_that_are_no_rows_are_told_what_a_row_has() -> None:
    """A number among rows, and a frame in the place of rows."""
    with pytest.raises(InputErrors, match="row 1: is null; expected an object with code, date_of_service"):
        Claim.from_records([None])  # type: ignore[list-item]  # a wrong call
    with pytest.raises(InvalidInput, match=r"rows is a frame; use otcpt\.batch\.claims_from_frame"):
        Claim.from_records(pa.table({"code": ["97530"]}))
