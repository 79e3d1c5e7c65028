"""A policy as plain data."""

import json

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import otcpt
from otcpt.errors import InputErrors
from otcpt.policies import Overlay, Policy, example_overlays, policy_schema

SCHEMA = Draft202012Validator(policy_schema())
OVERLAYS = [
    *example_overlays().values(),
    Overlay(id="acme", unit_method="ama", first_day="2026-01-01", last_day="2026-06-30", citation="manual p. 12"),
    Overlay(id="caps", daily_timed_units=4, denied_pairs=("97530/97140",), payers=("CI",), off=("DUP001",)),
]


@given(st.sampled_from(otcpt.available_policies()), st.lists(st.sampled_from(OVERLAYS), max_size=3))
def test_a_policy_survives_json(name: str, overlays: list[Overlay]) -> None:
    """With the same digest, so that a report names the same policy; and its record is what the schema describes."""
    policy = otcpt.load_policy(name)
    for overlay in overlays:
        try:
            policy |= overlay
        except otcpt.InvalidInput:  # some overlays are for other payers than Medicare
            continue
    record = json.loads(json.dumps(policy.to_record()))

    again = Policy.from_record(record)
    assert (again, again.digest) == (policy, policy.digest)
    SCHEMA.validate(record)


def test_every_choice_is_in_the_schema() -> None:
    """With its form."""
    layer = policy_schema()["$defs"]["layer"]["properties"]  # type: ignore[index]

    assert set(layer) == {field.name for field in attrs.fields(Overlay)}
    Draft202012Validator.check_schema(policy_schema())


@pytest.mark.parametrize(
    ("record", "places"),
    [
        ({}, ["layers"]),
        ({"layers": []}, ["layers"]),
        ({"layers": "medicare-part-b"}, ["layers"]),
        ({"layers": [5]}, ["layers[0]"]),
        ({"layers": [{}]}, ["layers[0].id"]),
        ({"layers": [{"id": "a", "unit_metod": "cms"}]}, ["layers[0].unit_metod"]),
        (
            {"layers": [{"id": "a"}, {"id": "b", "biller": "x", "off": "DUP001", "least_minutes": 8.5}]},
            ["layers[1].biller", "layers[1].off", "layers[1].least_minutes"],
        ),
        ({"layers": [{"id": "a", "first_day": "2026-02-01", "last_day": "2026-01-01"}]}, ["layers[0]"]),
        ({"layers": [{"id": "a"}], "schema_version": 3}, ["schema_version"]),
    ],
)
def test_every_fault_has_its_path(record: dict[str, object], places: list[str]) -> None:
    """All at once."""
    with pytest.raises(InputErrors) as caught:
        Policy.from_record(record)

    assert [problem.column for problem in caught.value.problems] == places
