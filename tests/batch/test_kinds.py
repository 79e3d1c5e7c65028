"""Days are alike only where everything a kind of day is made of is equal."""

import pyarrow as pa
import pytest

from otcpt.batch import check_frame
from otcpt.engine import KIND_FIELDS

#: A value of each field that makes a kind, and another one that changes what is said of the line.
VALUES = {
    "code": ("97530", "97003"),
    "modifiers": ("GO", ""),
    "bill_type": ("131", "331"),
    "place_of_service": ("11", "21"),
    "revenue_code": ("0430", "0420"),
}


def test_every_field_of_a_kind_is_tried() -> None:
    """Who rendered and billed are compared within a day; each other field stands below."""
    assert {str(field) for field in KIND_FIELDS} == {*VALUES, "rendering_provider_key", "billing_provider_key"}


@pytest.mark.parametrize("field", VALUES)
@pytest.mark.parametrize("policy", ["medicare-part-b", "medicare-part-b-facility"])
def test_days_that_differ_in_a_field_are_not_taken_for_each_other(field: str, policy: str) -> None:
    """The second day is judged as if the first had not been there."""
    one = {name: first for name, (first, _) in VALUES.items()}
    rows = [
        {**one, **change, "claim_id": claim, "date_of_service": "2026-03-02", "units": 2, "minutes": 30}
        for claim, change in (("C1", {}), ("C2", {field: VALUES[field][1]}))
    ]
    together = check_frame(pa.Table.from_pylist(rows), policy=policy).to_pylist()
    apart = [found for row in rows for found in check_frame(pa.Table.from_pylist([row]), policy=policy).to_pylist()]

    def told(findings: list[dict[str, object]]) -> list[tuple[object, ...]]:
        return [(found["claim_id"], found["rule_id"], found["message"]) for found in findings]

    assert told(together) == told(apart)
