"""What single payers ask besides: each key of a policy changes an answer, and `bill` writes what `check` asks."""

from typing import Any

import pytest

from otcpt import InvalidInput, Overlay, bill, check, claim, compare_policies, load_policy, missed_units, visit
from otcpt.claims import format_line
from otcpt.policies import code_cap, example_overlays, has_form

DAY = "2026-03-02"


def rules(*lines: str, policy: str) -> list[str]:
    """The ids of what is found."""
    return [found.rule_id for found in check(claim(DAY, *lines), policy=policy).findings]


def billed(*services: str, policy: str) -> list[str]:
    """The lines of the bill, on which `check` finds nothing."""
    made = bill(visit(DAY, *services), policy=policy)
    assert made.report.findings == ()
    return [format_line(line) for line in made.claim.lines]


@pytest.mark.parametrize(
    ("overlay", "lines", "found"),
    [
        ("daily-cap", ("97530:GO x3", "97110:GO x2"), ["PAY002"]),
        ("daily-code-caps", ("97018 x1", "97035 x2", "97110 x2"), ["PAY002"]),
        ("own-assistant-modifier", ("97530 x2 @A30",), ["PAY004"]),
        ("supply-modifiers", ("L3906 x1",), ["PAY005"]),
        ("seven-minutes", ("97530 x0 @7",), ["UNIT002"]),
    ],
)
def test_an_example_overlay_changes_the_answer(overlay: str, lines: tuple[str, ...], found: list[str]) -> None:
    """Under the base alone nothing is found."""
    assert rules(*lines, policy=f"ama-midpoint+{overlay}") == found
    assert rules(*lines, policy="ama-midpoint") == []


def test_local_codes_are_codes_where_the_policy_says_so() -> None:
    """X, W and WC codes of programs outside CPT and HCPCS."""
    lines = ("X4110 x1", "W0702:GO x1", "WC500 x1")

    assert rules(*lines, policy="ama-midpoint") == ["CODE001"] * 3
    assert rules(*lines, policy="ama-midpoint+local-codes") == []


def test_seven_minutes_make_a_unit_where_the_payer_says_so() -> None:
    """Each code by itself, in the bill, in its working and in the check; six do not."""
    assert billed("97530@7", "97110@22", policy="ama-midpoint+seven-minutes") == ["97530 x1 @7", "97110 x2 @22"]
    assert billed("97530@6", policy="ama-midpoint+seven-minutes") == ["97530 x0 @6"]
    assert rules("97530 x1 @7", policy="ama-midpoint+seven-minutes") == []
    made = bill(visit(DAY, "97530@7"), policy="ama-midpoint+seven-minutes")
    assert made.allocation is not None
    assert "97530: 7 minutes, 15 a unit, 7 or more count: 1 unit" in made.allocation.explain()


def test_seven_minutes_are_a_unit_for_what_looks_back_too() -> None:
    """Of claims as of visits: units that were not billed, and what two policies make of one day."""
    policy = "ama-midpoint+seven-minutes"
    assert missed_units([claim(DAY, "97530 x0 @7")], policy=policy).units == 1
    assert missed_units([claim(DAY, "97530 x0 @6")], policy=policy).units == 0
    for day in (claim(DAY, "97530 x1 @7"), visit(DAY, "97530@7")):
        assert "0 against 1 units" in compare_policies([day], "ama-midpoint", policy).summary


def test_bill_writes_the_payers_own_modifiers() -> None:
    """HM on what the assistant alone furnished, GO on items."""
    assert billed("97530@A30", "97110@15", policy="ama-midpoint+own-assistant-modifier") == [
        "97530:HM x2 @A30",
        "97110 x1 @15",
    ]
    assert billed("97530@30", "L3906@0", policy="ama-midpoint+supply-modifiers") == ["97530 x2 @30", "L3906:GO x1 @0"]


@pytest.mark.parametrize("key", ["daily_timed_units", "evaluations_a_year", "report_treatment_days"])
def test_a_number_that_is_none_is_refused(key: str) -> None:
    """Whole numbers of 0 or more; the error names the key."""
    wrongs: tuple[Any, ...] = (-1, 1.5, "4", True)
    for wrong in wrongs:
        with pytest.raises(InvalidInput, match=key):
            Overlay(id="x", **{key: wrong})


@pytest.mark.parametrize(
    "wrong", ["97530", "97530 = ", "9753O = 4", "97010-97124-97140 = 4", "= 4", "97530 = -1", "97124-97010 = 4"]
)
def test_a_cap_that_cannot_be_read_is_refused(wrong: str) -> None:
    """The error shows how a cap is written."""
    with pytest.raises(InvalidInput, match=r"97010-97124, 97140 = 4"):
        Overlay(id="x", daily_code_caps=(wrong,))


def test_a_cap_names_codes_and_runs() -> None:
    """Both ends of a run are in it."""
    cap = code_cap("97010-97028, 97140 = 4")

    assert [code in cap for code in ("97010", "97028", "97032", "97140")] == [True, True, False, True]
    assert cap.units == 4


@pytest.mark.parametrize(("code", "fits"), [("X4110", True), ("X411A", False), ("WC512", True), ("WC700", False)])
def test_a_form_has_digits_in_its_places(code: str, *, fits: bool) -> None:
    """A # stands for one digit."""
    assert has_form(code, ("X####", "WC5##")) is fits


def test_what_is_no_form_and_no_modifier_is_refused() -> None:
    """Five characters, two characters."""
    with pytest.raises(InvalidInput, match="code form"):
        Overlay(id="x", code_forms=("x####",))
    with pytest.raises(InvalidInput, match="other_assistant_modifier"):
        Overlay(id="x", other_assistant_modifier="HMX")


def test_fewest_minutes_are_for_units_counted_code_by_code() -> None:
    """Medicare's total time and the division between therapist and assistant know no other number than 8."""
    with pytest.raises(InvalidInput, match="least_minutes"):
        _ = (load_policy("medicare-part-b") | Overlay(id="x", least_minutes=7)).settings
    with pytest.raises(InvalidInput, match="least_minutes"):
        Overlay(id="x", least_minutes=16)


def test_every_example_overlay_names_its_source_and_how_sure_it_is() -> None:
    """A mark in brackets at the end of the citation, and a base on which it can be read."""
    for overlay in example_overlays().values():
        assert overlay.citation.rstrip().endswith("]"), overlay.id


def test_a_code_has_one_fee() -> None:
    """Two amounts of one code are refused, and both are named; the same one twice is one."""
    with pytest.raises(InvalidInput, match=r"fees '97530=40' and '97530=50' are of one code"):
        Overlay(id="x", fee_table=("97530=40", "97140=30", "97530=50"))
    assert Overlay(id="x", fee_table=("97530=40", "97530=40")).fee_table
