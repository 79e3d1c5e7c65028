"""Days are alike only where everything a kind of day is made of is equal."""

from datetime import date
from itertools import product

import attrs
import pyarrow as pa
import pytest
from tests.batch.lines import assert_parity

from otcpt import Checker, ServiceLine
from otcpt.batch import check_frame
from otcpt.batch.judging._asks import POOLS, SCREENED
from otcpt.checking.kernel import KIND_FIELDS
from otcpt.errors import InvalidInput
from otcpt.findings import Field
from otcpt.policies import Overlay, load_policy
from otcpt.rules import find_rule

#: A value of each field that makes a kind, and another one that changes what is stated of the line.
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

    def result(findings: list[dict[str, object]]) -> list[tuple[object, ...]]:
        return [(found["claim_id"], found["rule_id"], found["message"]) for found in findings]

    assert result(together) == result(apart)


def test_days_with_a_code_twice_are_told_apart_by_which_lines_share_it() -> None:
    """A line without units keeps the other lines of its code from being judged, and no others."""
    codes, units = product(("97110", "97112", "97116"), repeat=3), [*product([None, 1, 20], repeat=3)]
    days = [[*zip(own, some, strict=True)] for own in codes for some in units]
    lines = [
        ServiceLine(
            code,
            date_of_service=date(2026, 3, 2),
            modifiers=("GO",),
            units=count,
            claim_id=f"C{number}",
            line_id=str(place),
            patient_key=f"P{number:03}",
        )
        for number, day in enumerate(days)
        for place, (code, count) in enumerate(day)
    ]
    assert_parity(Checker(policy="medicare-part-b", rules=("MUE001",)), lines)


#: Two days: too few units for the minutes, and too many; a total too small, and a limit passed; an assistant unmarked.
SCREENED_DAYS = (
    {"code": "97530", "units": 1, "minutes": 30},
    {"code": "97530", "units": 3, "minutes": 30},
    {"code": "97530", "units": 7, "minutes": 105, "total_treatment_minutes": 60},
    {"code": "97150", "units": 1, "minutes": 40, "total_treatment_minutes": 30},
    {"code": "97129", "units": 2, "minutes": 30},
    {"code": "97165", "units": 2, "minutes": 45},
    {"code": "97535", "units": 2, "therapist_minutes": 0, "assistant_minutes": 30},
    {"code": "97535", "units": 2, "therapist_minutes": 30, "assistant_minutes": 0, "modifiers": "GO CO"},
    {"code": "97168", "units": 1, "therapist_minutes": 0, "assistant_minutes": 30},
    {"code": "92507", "units": 1, "therapist_minutes": 0, "assistant_minutes": 30, "modifiers": "GN"},
)


def screened_table() -> pa.Table:
    """Each day with a faulty line, and a day whose units lie wrongly on two codes."""
    more = [{"code": "97530", "units": 1, "minutes": 23}, {"code": "97140", "units": 2, "minutes": 15}]
    days = [[day] for day in SCREENED_DAYS] + [more]
    rows = [
        {"modifiers": "GO", **line, "claim_id": f"C{number}", "date_of_service": "2026-03-02"}
        for number, day in enumerate(days)
        for line in day
    ]
    names = sorted({name for row in rows for name in row})
    return pa.Table.from_pylist([{name: row.get(name) for name in names} for row in rows])


@pytest.mark.parametrize("rule_id", sorted(POOLS.union(*[ids for ids, _ in SCREENED])))
def test_a_screened_rule_answers_by_itself_as_beside_the_others(rule_id: str) -> None:
    """A screen that waits for another rule of its family would clear what no one looked at."""

    def result(findings: pa.Table) -> list[tuple[object, ...]]:
        rows = [row for row in findings.to_pylist() if row["rule_id"] == rule_id]
        return [(row["claim_id"], row["message"]) for row in rows]

    policy = load_policy("medicare-part-b")
    if rule_id == "ASST005":
        policy |= Overlay(id="physician", biller="physician")
    beside = result(check_frame(screened_table(), policy=policy))

    assert beside
    assert result(check_frame(screened_table(), policy=policy, rules=[find_rule(rule_id)])) == beside


@pytest.mark.parametrize("field", [Field.DATE_OF_SERVICE, Field.PATIENT_KEY])
def test_a_rule_that_reads_what_alike_days_do_not_share_is_refused(field: Field) -> None:
    """It would be shown another day's date, or no one's."""
    nosy = attrs.evolve(find_rule("MOD001"), reads=frozenset({*find_rule("MOD001").reads, field}))

    with pytest.raises(InvalidInput, match=f"MOD001 reads {field} of a day's lines"):
        check_frame(screened_table(), policy="medicare-part-b", rules=[nosy])
