"""Visits and histories as plain data, and that no field of any value is left out of its record."""

import json
from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import otcpt
from otcpt.claims import (
    Claim,
    Episode,
    History,
    PlanOfCare,
    PriorPayments,
    Service,
    ServiceLine,
    Visit,
    claim_schema,
    history_schema,
    visit_schema,
)
from otcpt.errors import InputErrors

VISIT = Draft202012Validator(visit_schema())
HISTORY = Draft202012Validator(history_schema())

text = st.none() | st.text(max_size=6)
days = st.none() | st.dates()
minutes = st.integers(0, 400)
visits = st.builds(
    Visit,
    st.dates(),
    st.lists(
        st.builds(
            Service,
            st.sampled_from(["97530", "G0283", "0791T"]),
            therapist=minutes,
            assistant=minutes,
            joint=minutes,
            modifiers=st.lists(st.sampled_from(["59", "GP", "XE"]), max_size=2),
        ),
        max_size=3,
    ),
    total_treatment_minutes=st.none() | minutes,
    place_of_service=st.none() | st.from_regex(r"[0-9]{1,2}", fullmatch=True),
    bill_type=st.none() | st.from_regex(r"0?[0-9]{2}[0-9A-Z]", fullmatch=True),
    patient_key=text,
    rendering_provider_key=text,
    billing_provider_key=text,
)
plans = st.builds(
    PlanOfCare,
    first_day=st.dates(),
    signed_on=days,
    order_on=days,
    sent_on=days,
    order_signed=st.none() | st.booleans(),
)
histories = st.builds(
    History,
    st.lists(st.builds(ServiceLine, st.just("97530"), date_of_service=st.dates(), units=minutes), max_size=2),
    st.lists(
        st.builds(
            Episode,
            first_day=st.dates(),
            discipline=st.sampled_from(["OT", "PT", "SLP"]),
            plans=st.none() | st.lists(plans, max_size=2),
            progress_reports=st.none() | st.lists(st.dates(), max_size=2),
            changes=st.none() | st.lists(st.dates(), max_size=2),
            patient_key=text,
        ),
        max_size=2,
    ),
    st.lists(
        st.builds(
            PriorPayments,
            year=st.integers(1900, 9999),
            allowed=st.decimals(0, 10**6, allow_nan=False),
            discipline=st.sampled_from(["OT", "PT", "SLP"]),
            patient_key=text,
        ),
        max_size=2,
    ),
)


@given(visits)
def test_a_visit_survives_json(visit: Visit) -> None:
    """Exactly, and as the schema says."""
    record = json.loads(json.dumps(visit.to_record()))

    assert Visit.from_record(record) == visit
    VISIT.validate(record)


@given(histories)
def test_a_history_survives_json(history: History) -> None:
    """Exactly, what is not known apart from what there is none of."""
    record = json.loads(json.dumps(history.to_record()))

    assert History.from_record(record) == history
    HISTORY.validate(record)


def properties(schema: dict[str, object], *path: str) -> set[str]:
    """Return the keys that a schema has at a place."""
    for key in path:
        found = schema[key]
        assert isinstance(found, dict)
        schema = found
    return set(schema) - {"schema_version"}


@pytest.mark.parametrize(
    ("kind", "schema", "path"),
    [
        (Claim, claim_schema(), ("properties",)),
        (ServiceLine, claim_schema(), ("$defs", "service_line", "properties")),
        (Visit, visit_schema(), ("properties",)),
        (Service, visit_schema(), ("$defs", "service", "properties")),
        (History, history_schema(), ("properties",)),
        (Episode, history_schema(), ("$defs", "episode", "properties")),
        (PlanOfCare, history_schema(), ("$defs", "plan", "properties")),
        (PriorPayments, history_schema(), ("$defs", "payment", "properties")),
    ],
)
def test_every_field_has_its_key(
    kind: type[attrs.AttrsInstance], schema: dict[str, object], path: tuple[str, ...]
) -> None:
    """A field that is added to a value is added to its record and its schema."""
    assert properties(schema, *path) == {field.name for field in attrs.fields(kind)}
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize(
    ("record", "place"),
    [
        ({"date_of_service": "2026-03-02"}, "services"),
        ({"services": []}, "date_of_service"),
        ({"date_of_service": "2026-03-02", "services": [{"code": "9753"}]}, "services[0].code"),
        ({"date_of_service": "2026-03-02", "services": [{"therapist": 8}]}, "services[0].code"),
        ({"date_of_service": "2026-03-02", "services": [{"code": "97530", "therapist": 8.0}]}, "services[0].therapist"),
        ({"date_of_service": "2026-03-02", "services": [{"code": "97530", "units": 1}]}, "services[0].units"),
        ({"date_of_service": "2026-03-02", "services": [], "place_of_service": 11}, "place_of_service"),
        ({"date_of_service": "2026-03-02", "services": [], "schema_version": 9}, "schema_version"),
        (
            {"date_of_service": "2026-03-02", "services": [{"code": "97530", "therapist": 900, "joint": 900}]},
            "services[0]",
        ),
    ],
)
def test_a_fault_of_a_visit_has_its_path(record: dict[str, object], place: str) -> None:
    """Of the visit and of each service."""
    with pytest.raises(InputErrors) as caught:
        Visit.from_record(record)

    assert [problem.column for problem in caught.value.problems] == [place]
    assert caught.value.problems[0].file == "visit"


@pytest.mark.parametrize(
    ("record", "place"),
    [
        ({"episode": []}, "episode"),
        ({"episodes": [{}]}, "episodes[0].first_day"),
        ({"episodes": [{"first_day": "2026-01-05", "discipline": "ST"}]}, "episodes[0].discipline"),
        ({"episodes": [{"first_day": "2026-01-05", "last_day": "2026-01-04"}]}, "episodes[0].last_day"),
        ({"episodes": [{"first_day": "2026-01-05", "plans": [{"first_day": "x"}]}]}, "episodes[0].plans[0].first_day"),
        ({"episodes": [{"first_day": "2026-01-05", "changes": "2026-01-06"}]}, "episodes[0].changes"),
        ({"prior_payments": [{"year": 2026, "allowed": 1850.0}]}, "prior_payments[0].allowed"),
        ({"prior_payments": [{"year": 2026, "allowed": "-1"}]}, "prior_payments[0].allowed"),
        ({"prior_payments": [{"year": "2026", "allowed": "1"}]}, "prior_payments[0].year"),
        ({"lines": [{"code": "97530"}]}, "lines[0].date_of_service"),
    ],
)
def test_a_fault_of_a_history_has_its_path(record: dict[str, object], place: str) -> None:
    """Of lines, episodes, plans and payments."""
    with pytest.raises(InputErrors) as caught:
        History.from_record(record)

    assert [problem.column for problem in caught.value.problems] == [place]
    assert not HISTORY.is_valid(record) or "last_day" in place


def test_amounts_stay_exact() -> None:
    """As they were written."""
    history = otcpt.History.from_record({"prior_payments": [{"year": 2026, "allowed": "1850.10"}]})

    assert history.prior_payments[0].allowed == Decimal("1850.10")
    assert history.to_record()["prior_payments"][0]["allowed"] == "1850.10"  # type: ignore[index]
