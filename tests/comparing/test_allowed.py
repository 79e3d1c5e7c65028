"""Dollars of what was not billed so: on request only, and those of `price`."""

from decimal import Decimal

import attrs
import pytest
from hypothesis import given

import otcpt
from otcpt.claims import Visit
from otcpt.comparing import compare_policies, missed_units
from otcpt.errors import UnknownName
from otcpt.policies import Overlay, load_policy
from otcpt.testing import strategies

PART_B, FACILITY, PLACE = "medicare-part-b", "medicare-part-b-facility", "15202-00"
SHORT = otcpt.claim("2026-03-02", "97110:GO x2 @33", "97140:GO x0 @7", "97535:GO x1 @15")


def allowed(*lines: str, policy: str = PART_B) -> Decimal:
    """Return what `price` allows for lines of the day."""
    estimate = otcpt.price(otcpt.claim("2026-03-02", *lines), policy=policy, locality=PLACE)
    assert estimate.allowed is not None
    return estimate.allowed


def test_no_dollars_unless_a_locality_is_named() -> None:
    """Units are looked for, money is not."""
    missed = missed_units([SHORT], policy=PART_B)
    compared = compare_policies([SHORT], PART_B, FACILITY)

    assert missed.allowed is None and missed.days[0].allowed is None and "$" not in missed.summary
    assert "allowed" not in missed.to_records()[0]
    assert compared.amounts == () and "$" not in compared.to_text()


def test_missed_dollars_are_the_difference_of_two_prices() -> None:
    """Of the whole day, so that a unit that changes which one is paid in full counts once; charges play no part."""
    charged = attrs.evolve(SHORT, lines=[attrs.evolve(line, charge=Decimal(1)) for line in SHORT.lines])
    more = allowed("97110:GO x2", "97140:GO x1", "97535:GO x1") - allowed("97110:GO x2", "97535:GO x1")
    for claim in (SHORT, charged):
        found = missed_units([claim], policy=PART_B, locality=PLACE)
        assert found.allowed == found.days[0].allowed == more == Decimal("20.65")
        assert found.summary.endswith("under medicare-part-b, $20.65 by the fee schedule of 15202-00")
        assert found.to_records()[0]["allowed"] == "20.65"
        assert "$20.65 by the fee schedule" in found.to_text()


def test_compared_dollars_are_those_of_each_policys_units() -> None:
    """By its own method and its own fees; a payer without fees has none, and says why."""
    claim = otcpt.claim("2026-03-02", "97530:GO x1 @8", "97110:GO x1 @8", "97140:GO x0 @8")
    midpoint = load_policy(PART_B) | Overlay(id="midpoint", unit_method="ama", citation="a made-up contract")
    (row,) = compare_policies([claim], PART_B, midpoint, locality=PLACE).amounts
    (silent,) = compare_policies([claim], PART_B, "ama-midpoint", locality=PLACE).amounts

    assert row.before == allowed("97530:GO x1", "97110:GO x1")
    assert row.after == allowed("97530:GO x1", "97110:GO x1", "97140:GO x1")
    assert (silent.before, silent.after) == (row.before, None) and "names no fees" in silent.why
    assert silent.to_record()["after"] is None and silent.to_record()["before"] == str(row.before)


def test_tenths_of_an_hour_have_no_fee() -> None:
    """The fee schedule pays units."""
    tenths = load_policy(PART_B) | Overlay(
        id="tenths", unit_method="tenths", assistant_modifiers=False, citation="a made-up contract"
    )
    (row,) = compare_policies([otcpt.claim("2026-03-02", "97530:GO x2 @30")], PART_B, tenths, locality=PLACE).amounts

    assert row.after is None and "tenths of an hour" in row.why


@given(strategies.visits())
def test_one_policy_is_worth_itself(visit: Visit) -> None:
    """Compared with itself nothing differs, and a bill's own lines are what is priced."""
    for row in compare_policies([visit], PART_B, PART_B, locality="national").amounts:
        assert row.before == row.after


def test_an_unknown_locality_is_named() -> None:
    """As everywhere."""
    with pytest.raises(UnknownName, match="99999"):
        missed_units([SHORT], policy=PART_B, locality="99999-00")
