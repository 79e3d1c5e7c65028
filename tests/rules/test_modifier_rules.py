"""The rules of modifiers together: whom they speak to, and that no order and no modifier upsets them."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otcpt.checker import Checker
from otcpt.claims import Claim, History, PriorPayments, ServiceLine
from otcpt.editions import load_edition
from otcpt.findings import Report, Severity
from otcpt.policies import Overlay, load_policy
from otcpt.rules import ALL_RULES
from otcpt.testing.strategies import CODES

RULES = [rule for rule in ALL_RULES if rule.family in {"MOD", "KX"}]
#: Rules about the code set and the claim form; the others are Medicare's.
ANY_PAYER = {"MOD004", "MOD005", "MOD011", "MOD012"}

MEDICARE = Checker(policy="medicare-part-b", rules=RULES)
FACILITY = Checker(policy="medicare-part-b-facility", rules=RULES)
COMMERCIAL = Checker(policy="ama-midpoint", rules=RULES)
HISTORY = History(prior_payments=[PriorPayments(year=2026, allowed=Decimal("2500.00"))])

KNOWN = load_edition().modifiers
modifiers = st.lists(st.sampled_from([*KNOWN, "C0", "OG", "ZZ"]), max_size=6).map(tuple)


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    """A day's lines with any modifiers."""
    on = draw(st.dates(date(2008, 1, 1), date(2028, 12, 31)))
    return Claim(
        ServiceLine(
            draw(st.sampled_from(CODES)),
            date_of_service=on,
            modifiers=draw(modifiers),
            units=draw(st.integers(0, 4)),
            place_of_service=draw(st.sampled_from([None, "02", "10", "11"])),
            rendering_provider_key=draw(st.sampled_from([None, "R1", "R2"])),
        )
        for _ in range(draw(st.integers(1, 4)))
    )


@given(claims())
@pytest.mark.parametrize("checker", [MEDICARE, FACILITY], ids=lambda checker: checker.policy.id)
def test_order_of_lines_does_not_matter(checker: Checker, claim: Claim) -> None:
    """The same lines the other way round give the same findings, and nothing raises."""
    there, back = checker.check(claim, history=HISTORY), checker.check(Claim(reversed(claim.lines)), history=HISTORY)

    def shown(report: Report) -> Counter[tuple[object, ...]]:
        return Counter((one.rule_id, one.message, one.severity, one.lines) for one in report.findings)

    assert shown(there) == shown(back)
    assert there.verdict == back.verdict


@given(claims())
def test_a_commercial_payer_hears_of_the_code_set_only(claim: Claim) -> None:
    """What is Medicare's stays Medicare's unless an overlay asks for it."""
    assert {found.rule_id for found in COMMERCIAL.check(claim, history=HISTORY).findings} <= ANY_PAYER


@given(claims())
def test_no_unknown_modifier_is_an_error(claim: Claim) -> None:
    """A modifier of no table may be a state's: *not evaluated* or a slip, never an error."""
    for found in MEDICARE.check(claim).findings:
        if found.evidence.get("modifier") not in KNOWN and "modifier" in found.evidence:
            assert found.severity is not Severity.ERROR


def test_an_overlay_asks_for_what_is_medicares() -> None:
    """A payer that copies Medicare says so in one choice."""
    copies = load_policy("ama-midpoint") | Overlay(id="copies", medicare_modifiers=True)
    line = ServiceLine("97530", date_of_service=date(2026, 3, 2), units=2, modifiers=("GO", "GA", "GZ"))

    assert COMMERCIAL.check(Claim([line])).findings == ()
    assert [found.rule_id for found in Checker(policy=copies, rules=RULES).check(Claim([line])).findings] == ["MOD007"]


def test_without_a_history_the_threshold_is_not_asked() -> None:
    """KX is judged where somebody stated what was allowed, and nowhere else."""
    line = ServiceLine("97530", date_of_service=date(2026, 3, 2), units=2, modifiers=("GO",))

    assert MEDICARE.check(Claim([line])).findings == ()
    assert [found.rule_id for found in MEDICARE.check(Claim([line]), history=HISTORY).findings] == ["KX001"]
