"""Two payers over the same documented time: units by both methods, findings of only one, nothing recommended."""

import json
import pickle
from datetime import date

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otcpt.billing import bill
from otcpt.checking import check
from otcpt.claims import Claim, ServiceLine, Visit, parse_claim, parse_visit
from otcpt.comparing import compare_policies
from otcpt.editions import Change
from otcpt.errors import InvalidInput
from otcpt.policies import Overlay, load_policy
from otcpt.testing import strategies
from otcpt.units import Tenths

CMS, AMA = "medicare-part-b", "ama-midpoint"
POLICIES = st.sampled_from([CMS, AMA, "medicare-part-b-facility"])
POOL = ("97110", "97112", "97140", "97530", "97535")
DAY = date(2026, 3, 2)


@st.composite
def timed_claims(draw: st.DrawFn) -> Claim:
    """Lines of the total-time pool, all with minutes, of two patients, two disciplines and two billing entities."""
    line = st.builds(
        ServiceLine,
        st.sampled_from(POOL),
        date_of_service=st.just(DAY),
        units=st.integers(0, 4),
        minutes=st.integers(0, 45),
        modifiers=st.sampled_from([("GO",), ("GP",)]),
        patient_key=st.sampled_from(["P1", "P2"]),
        billing_provider_key=st.sampled_from(["B1", "B2"]),
        payer=st.sampled_from([None, "MB", "CI"]),
    )
    return Claim(draw(st.lists(line, min_size=1, max_size=7)))


@given(st.lists(timed_claims(), min_size=1, max_size=3))
def test_totals_are_those_of_the_two_rules(claims: list[Claim]) -> None:
    """Oracle: total time per patient, discipline and entity against the midpoint per code; no line lost or twice."""
    plans: dict[tuple[object, ...], dict[str, int]] = {}
    for claim in claims:
        for line in claim.lines:
            plan = plans.setdefault((line.patient_key, line.modifiers, line.billing_provider_key), {})
            plan[line.code] = plan.get(line.code, 0) + (line.minutes or 0)
    found = compare_policies(claims, CMS, AMA)

    assert found.total_before == sum((sum(plan.values()) + 7) // 15 for plan in plans.values())
    assert found.total_after == sum((spent + 7) // 15 for plan in plans.values() for spent in plan.values())
    assert sum(row.minutes for row in found.units) == sum(sum(plan.values()) for plan in plans.values())
    assert sum(row.billed or 0 for row in found.units) == sum(line.units or 0 for claim in claims for line in claim)


@given(st.lists(strategies.claims() | strategies.visits(), max_size=3), POLICIES, POLICIES)
def test_the_other_way_round_is_the_mirror_image(given_: list[Claim | Visit], a: str, b: str) -> None:
    """Columns exchanged, appeared for vanished; a policy against itself changes nothing."""
    there, back = compare_policies(given_, a, b), compare_policies(given_, b, a)
    mirrored = {Change.APPEARED: Change.VANISHED, Change.VANISHED: Change.APPEARED}

    assert [attrs.evolve(row, before=row.after, after=row.before) for row in there.units] == list(back.units)
    assert sorted((mirrored[one.change], one.finding.rule_id) for one in there.findings) == sorted(
        (one.change, one.finding.rule_id) for one in back.findings
    )
    assert there.not_comparable == back.not_comparable
    same = compare_policies(given_, a, a)
    assert (same.changed, same.findings) == ((), ())


@given(strategies.claims(), POLICIES, POLICIES)
def test_findings_are_the_difference_of_two_reports(claim: Claim, a: str, b: str) -> None:
    """Oracle: rule, codes and severity of both checks, as sets."""
    found = compare_policies([claim], a, b)

    def shown(policy: str) -> set[tuple[object, ...]]:
        return {(one.rule_id, one.positions, one.severity) for one in check(claim, policy=policy).findings}

    changed = {(one.finding.rule_id, one.finding.positions, one.finding.severity) for one in found.findings}
    assert changed == shown(a) ^ shown(b)


@given(strategies.visits(), POLICIES, POLICIES)
def test_a_visit_is_billed_under_both(visit: Visit, a: str, b: str) -> None:
    """Each column sums to what bill makes of the codes whose units follow from minutes."""
    found = compare_policies([visit], a, b)
    totals = [sum(one.total for one in bill(visit, policy=policy).allocations.values()) for policy in (a, b)]

    assert [found.total_before, found.total_after] == totals
    assert {row.billed for row in found.units} <= {None}


def test_equal_claims_to_a_unit_are_no_difference() -> None:
    """Both answers of a tie are right; the one that was billed is taken."""
    [first, second] = compare_policies([parse_claim(DAY, "97110:GO x1 @20", "97140:GO x2 @20")], CMS, CMS).units

    assert [(first.billed, first.before), (second.billed, second.before)] == [(1, 1), (2, 2)]


def test_missing_minutes_are_never_compared() -> None:
    """One silent line of the pool leaves the total open; other days are reported."""
    day = parse_claim(DAY, "97530:GO x2", "97110:GO x1 @15")
    found = compare_policies([day, parse_claim(DAY, "97530:GO x2 @30", "97150:GO x1")], CMS, AMA)

    assert [(one.claims, one.codes) for one in found.not_comparable] == [((0,), ("97530",))]
    assert [row.claims for row in found.units] == [(1,)]
    assert "1 not compared" in found.summary


@pytest.mark.parametrize("payer", [None, "MB", "CI"])
def test_another_payers_line_is_read_as_if_it_were_this_ones(payer: str | None) -> None:
    """The question is what would change under the other rules, so the claim's payer does not matter."""
    lines = [attrs.evolve(line, payer=payer) for line in parse_claim(DAY, "97530 x2 @30").lines]
    found = compare_policies([Claim(lines)], CMS, AMA)

    assert [(one.change, one.finding.rule_id, one.why) for one in found.findings] == [
        (Change.VANISHED, "MOD001", "ama-midpoint does not ask for it")
    ]


def test_voided_claims_count_nowhere() -> None:
    """What was taken back has no units to compare."""
    lines = parse_claim(DAY, "97530:GO x2 @30").lines

    assert (
        compare_policies([Claim(lines, claim_id="A"), Claim(lines, claim_id="A", frequency="8")], CMS, AMA).units == ()
    )


def test_any_method_and_any_overlay_can_be_compared() -> None:
    """Primary and secondary payer: total time, and a payer that pays full units only."""
    full = load_policy(AMA) | Overlay(id="acme", unit_method="full")
    found = compare_policies([parse_claim(DAY, "97530:GO x3 @40")], CMS, full)

    assert (found.total_before, found.total_after, found.after) == (3, 2, "ama-midpoint+acme")
    assert repr(found) == (
        "<PolicyComparison medicare-part-b and ama-midpoint+acme: 3 against 2 units, different on 1 day, "
        "1 finding appeared>"
    )


def test_a_comparison_travels_and_is_plain_json() -> None:
    """It is a frozen value of records."""
    found = compare_policies(
        [parse_claim(DAY, "97530 x2 @8"), parse_visit(DAY, "97530@8"), parse_claim(DAY, "97110")], CMS, AMA
    )

    assert pickle.loads(pickle.dumps(found)) == found
    assert hash(found)
    records = json.loads(json.dumps(found.to_records()))
    assert {record["table"] for record in records} == {"units", "findings", "not_comparable"}


def test_something_else_is_refused() -> None:
    """A line is not a claim."""
    with pytest.raises(InvalidInput, match="claims and visits are compared, not ServiceLine"):
        compare_policies(parse_claim(DAY, "97530 x2").lines, CMS, AMA)  # type: ignore[arg-type]


def test_a_discipline_that_only_one_policy_knows_of() -> None:
    """What names no discipline is the policy's own; the other one counts nothing there, and nothing is a KeyError."""
    therapy = load_policy(CMS) | Overlay(id="pt", discipline="PT")
    found = compare_policies([parse_visit(DAY, "97530@30", "97110:GP@20")], CMS, therapy)

    assert {(row.discipline, row.code): (row.minutes, row.before, row.after) for row in found.units} == {
        ("OT", "97530"): (30, 2, 0),
        ("PT", "97110"): (20, 1, 1),
        ("PT", "97530"): (30, 0, 2),
    }


def test_units_and_tenths_of_an_hour_are_not_compared() -> None:
    """Six tenths are not three units more than three: the two differ, and by no number."""
    tenths = load_policy("ama-midpoint+tenths-of-an-hour")
    day = parse_claim(DAY, "97530 x3 @38", "96125 x1 @60")
    found = compare_policies([day], AMA, tenths)

    assert [(row.code, row.before, row.after, row.change) for row in found.units] == [
        ("96125", 1, 1, 0),
        ("97530", 3, Tenths(6), None),
    ]
    assert [row.code for row in found.changed] == ["97530"]
    assert (found.total_before, found.total_after) == (4, 1)
    assert "4 units against 1 unit and 6 tenths of an hour, different on 1 day" in found.summary
    assert found.to_records()[1]["after"] == {"tenths": 6}

    same = compare_policies([day], tenths, tenths)
    assert [row.change for row in same.units] == [0, Tenths(0)]
    assert same.changed == ()
    assert same.to_records()[1]["change"] == {"tenths": 0}
