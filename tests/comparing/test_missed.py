"""Documented time beyond what was billed: asked for, backwards, from minutes alone."""

import json
import pickle
from datetime import date
from itertools import product

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from otcpt.billing import bill
from otcpt.checking import allocate_units, timings_on
from otcpt.claims import Claim, Visit, parse_claim, parse_visit
from otcpt.comparing import compare_policies, missed_units
from otcpt.editions import load_edition
from otcpt.errors import InvalidInput
from otcpt.policies import Overlay, load_policy
from otcpt.rules import discipline_of
from otcpt.testing import strategies
from otcpt.units import Tenths

CMS, AMA = "medicare-part-b", "ama-midpoint"
DAY = date(2026, 3, 2)
POLICIES = st.sampled_from([CMS, AMA, "medicare-part-b-facility"])


def test_missed_are_the_units_of_total_time_beyond_the_billed() -> None:
    """Oracle: every combination of minutes and units of two pooled codes."""
    for first, second, one, two in product(range(0, 41, 4), range(0, 41, 7), range(4), range(3)):
        found = missed_units([parse_claim(DAY, f"97110:GO x{one} @{first}", f"97140:GO x{two} @{second}")], policy=CMS)
        assert found.units == max(0, (first + second + 7) // 15 - one - two)


def test_missed_by_midpoint_are_counted_per_code() -> None:
    """Oracle: what one code has too much never pays for what another lacks."""
    for first, second, one, two in product(range(0, 41, 4), range(0, 41, 7), range(4), range(3)):
        found = missed_units([parse_claim(DAY, f"97110 x{one} @{first}", f"97140 x{two} @{second}")], policy=AMA)
        assert found.units == max(0, (first + 7) // 15 - one) + max(0, (second + 7) // 15 - two)


@given(strategies.visits(), POLICIES)
def test_bill_misses_nothing(visit: Visit, policy: str) -> None:
    """What bill writes has the units its minutes support."""
    done = bill(visit, policy=policy)

    assert missed_units([done.claim], policy=policy).days == ()


@given(st.lists(strategies.claims(), min_size=1, max_size=3), POLICIES)
def test_billed_as_supported_nothing_is_missed(claims: list[Claim], policy: str) -> None:
    """Only days with minutes and units on every timed line are reported, and the answer there is the last word."""
    for day in missed_units(claims, policy=policy).days:
        supported = {one.code: one.supported for one in day.codes if isinstance(one.supported, int)}
        lines = []
        for line in (line for number in day.claims for line in claims[number].lines):
            theirs = line.code in {one.code for one in day.codes} and discipline_of(line, "OT") == day.discipline
            units = supported.pop(line.code, 0) if theirs else line.units
            lines.append(attrs.evolve(line, units=units))
        assume(not supported)
        again = missed_units([Claim(lines)], policy=policy)
        assert not [one for one in again.days if {code.code for code in one.codes} & {code.code for code in day.codes}]


@given(strategies.claims(), POLICIES)
def test_a_line_without_minutes_is_never_reported(claim: Claim, policy: str) -> None:
    """Take the minutes away, and there is nothing to find."""
    bare = Claim(
        attrs.evolve(line, minutes=None, therapist_minutes=None, assistant_minutes=None, joint_minutes=None)
        for line in claim.lines
    )

    assert missed_units([bare], policy=policy).days == ()


@given(st.lists(strategies.claims(max_size=3), min_size=2, max_size=3), POLICIES)
def test_another_patient_changes_nothing(claims: list[Claim], policy: str) -> None:
    """Claims of different patients are reported as they are alone."""
    own = [Claim(attrs.evolve(line, patient_key=f"P{n}") for line in claim.lines) for n, claim in enumerate(claims)]
    together = missed_units(own, policy=policy)

    assert together.units == sum(missed_units([claim], policy=policy).units for claim in own)


def test_missing_units_are_not_comparable_too() -> None:
    """Nothing is compared with what was not given."""
    found = missed_units([parse_claim(DAY, "97530:GO @30"), parse_claim(DAY, "97530:GO x1")], policy=CMS)

    assert found.days == ()
    assert [one.why for one in found.not_comparable] == [
        "units are missing, so there is nothing to compare with",
        "minutes are missing, and no unit is guessed",
    ]
    assert "2 not compared" in found.summary


def test_the_pool_is_the_patients_day_over_several_claims() -> None:
    """7 minutes on each of two claims make a unit together, where the patient is named."""
    lines = [
        attrs.evolve(parse_claim(DAY, f"{code}:GO x0 @7").lines[0], patient_key="P1") for code in ("97110", "97140")
    ]
    claims = [Claim([line], claim_id=name) for line, name in zip(lines, "AB", strict=True)]

    [day] = missed_units(claims, policy=CMS).days
    assert (day.units, day.claim_ids, day.claims) == (1, ("A", "B"), (0, 1))
    assert missed_units([Claim([attrs.evolve(one, patient_key=None)]) for one in lines], policy=CMS).units == 0


def test_whose_units_they_are_follows_the_minutes() -> None:
    """The assistant's 23 of 36 minutes make one of two units; without shares it is unknown."""
    [day] = missed_units([parse_claim(DAY, "97110:GO x1 @13+A23")], policy=CMS).days
    [unknown] = missed_units([parse_claim(DAY, "97110:GO x1 @36+?")], policy=CMS).days
    [unasked] = missed_units([parse_claim(DAY, "97110 x1 @13+A23")], policy=AMA).days

    assert [day.codes[0].by_assistant, unknown.codes[0].by_assistant, unasked.codes[0].by_assistant] == [1, None, None]


def test_an_edit_in_the_way_is_named() -> None:
    """97542 was left off for a reason: billed, it would meet the edit."""
    [day] = missed_units([parse_claim(DAY, "97530:GO x2 @30", "97542:GO x0 @30")], policy=CMS).days

    assert [one.rule_id for one in day.obstacles] == ["PTP002"]
    assert "obstacles" in day.to_record()


def test_the_missed_units_are_tried_once_not_on_every_line() -> None:
    """97112 has a limit of 4: two lines of one unit each may become four units, not more."""
    [day] = missed_units([parse_claim(DAY, "97112:GO x1 @30", "97112:GO:KX x1 @30")], policy=CMS).days
    [beyond] = missed_units([parse_claim(DAY, "97112:GO x1 @75")], policy=CMS).days

    assert (day.units, day.obstacles) == (2, ())
    assert [one.rule_id for one in beyond.obstacles] == ["MUE001"]


def test_another_payers_lines_are_not_looked_at() -> None:
    """The policy does not speak for them."""
    line = attrs.evolve(parse_claim(DAY, "97530:GO x1 @30").lines[0], payer="CI")

    assert missed_units([Claim([line])], policy=CMS).days == ()


def test_the_payers_own_method_counts() -> None:
    """Full units only: 29 minutes are one."""
    full = load_policy(AMA) | Overlay(id="acme", unit_method="full")
    claim = parse_claim(DAY, "97530 x1 @29")

    assert missed_units([claim], policy=full).units == 0
    assert missed_units([claim], policy=AMA).units == 1


def test_a_report_says_nothing_of_it_by_itself() -> None:
    """On request only: neither a bill nor its record speaks of missed units."""
    assert "missed" not in json.dumps(bill(parse_visit(DAY, "97530@29", "97110@7"), policy=CMS).to_record())


def test_the_answer_travels() -> None:
    """It is a frozen value with plain records, the working among them."""
    found = missed_units([parse_claim(DAY, "97110:GO x2 @33", "97140:GO x0 @7")], policy=CMS)

    assert pickle.loads(pickle.dumps(found)) == found
    [record] = json.loads(json.dumps(found.to_records()))
    assert record["units"] == 1
    assert "40 timed minutes" in record["working"][0]
    assert repr(found) == (
        "<MissedUnits documented time supports 1 unit on 1 day beyond what was billed under medicare-part-b>"
    )


def test_a_visit_is_refused() -> None:
    """A visit was not billed yet."""
    with pytest.raises(InvalidInput, match="a Visit; give Claim values"):
        missed_units([parse_visit(DAY, "97530@8")], policy=CMS)  # type: ignore[list-item]


def test_tenths_of_an_hour_are_missed_as_tenths() -> None:
    """Under a payer that counts them nothing adds them to units: 78 minutes are 13 tenths, and an hour is one unit."""
    tenths = load_policy("medicaid-ncci+tenths-of-an-hour")
    found = missed_units([parse_claim(DAY, "97530 x10 @78", "96125 x0 @60", "97110 x4 @20")], policy=tenths)
    [day] = found.days

    assert (found.units, found.tenths) == (day.units, day.tenths) == (1, Tenths(3))
    assert [(one.code, one.billed, one.supported) for one in day.codes] == [
        ("96125", 0, 1),
        ("97530", Tenths(10), Tenths(13)),
    ]
    assert day.obstacles == ()
    assert "supports 1 unit and 3 tenths of an hour on 1 day" in found.summary
    assert json.loads(json.dumps(day.to_record()))["codes"][1]["supported"] == {"tenths": 13}
    assert (day.to_record()["units"], day.to_record()["tenths"]) == (1, 3)


TIMINGS = timings_on(load_edition(), DAY)
#: Codes that are counted with others: the first code of a family and what adds to it.
FAMILIES = sorted(code for code, timing in TIMINGS.items() if timing.family)


@pytest.mark.parametrize("code", FAMILIES)
@pytest.mark.parametrize("other", ["97533", "97150", "90913", "97130"])
def test_a_part_of_a_family_without_its_first_code_is_looked_at(code: str, other: str) -> None:
    """An add-on's minutes may make units of a code that is not on the claim, by one of several right answers or all."""
    assert {"90913", "97130"} < set(FAMILIES)
    for minutes, units in product([(8, 8), (23, 8), (38, 38)], [(0, 0), (0, 1), (2, 1)]):
        day = dict(zip((code, other), zip(minutes, units, strict=True), strict=True))
        claim = parse_claim(DAY, *(f"{one}:GO x{count} @{spent}" for one, (spent, count) in day.items()))
        found, compared = missed_units([claim], policy=CMS), compare_policies([claim], CMS, AMA)
        missed_units([claim], policy=AMA)
        if {one.pool for one in map(TIMINGS.get, day) if one} == {"cms-15"}:
            timed = {one: spent for one, (spent, _) in day.items() if one in TIMINGS}
            total = allocate_units(timed, method="cms", on=DAY).total
            assert found.units == max(0, total - sum(day[one][1] for one in timed))
            assert compared.total_before == total


@given(st.lists(strategies.claims(), min_size=1, max_size=3), st.data(), POLICIES)
def test_nothing_is_raised(claims: list[Claim], data: st.DataObject, policy: str) -> None:
    """Of any days, of codes with first codes above all."""
    codes = st.sampled_from([*FAMILIES, "97533"])
    missed_units([Claim(attrs.evolve(line, code=data.draw(codes)) for line in one) for one in claims], policy=policy)
    missed_units(claims, policy=policy)
