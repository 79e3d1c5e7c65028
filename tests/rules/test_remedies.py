"""What a remedy may say: true of the pair, of the payer and of the day."""

import pytest

from otcpt.checking import check
from otcpt.claims import parse_claim
from otcpt.findings import Finding
from otcpt.policies import Overlay, load_policy

PRACTICE = "medicare-part-b"


def _finding(rule: str, on: str, *lines: str) -> Finding:
    [found] = [f for f in check(parse_claim(on, *lines), policy=PRACTICE).findings if f.rule_id == rule]
    return found


@pytest.mark.parametrize(
    ("lines", "condition"),
    [
        (("97150:GO x1", "97530:GO x1"), "separate blocks of time"),
        (("98940 x1", "97140:GO x1"), "different regions"),
        (("98940 x1", "97112:GO x1"), "different regions"),
        (("11042 x1", "97597:GO x1"), "different wounds"),
        (("93797 x1", "97110:GO x1"), "separate encounters"),
        (("97535:GO x1", "97168:GO x1"), "a change of status"),
        (("97165:GO x1", "99213 x1"), "the visit was significant and separate"),
    ],
)
def test_a_modifier_is_named_with_what_must_be_true_of_this_pair(lines: tuple[str, ...], condition: str) -> None:
    """Separate minutes do not part manipulation from manual therapy, nor two treatments of one wound."""
    first = _finding("PTP002", "2024-07-01", *lines).remedies[0]

    assert condition in first.condition
    assert first.action.startswith("put 25" if "99213 x1" in lines else "put 59")


@pytest.mark.parametrize(
    ("on", "lines", "action"),
    [
        ("2024-07-01", ("97165:GO:25 x1", "99213 x1"), "move 25 to the line of 99213"),
        ("2017-05-01", ("97161:GP:59 x1", "97165:GO x1"), "move 59 to the line of 97165"),
        ("2024-07-01", ("97165:GO x1", "99213:59 x1"), "put 25 on the line of 99213"),
        ("2024-07-01", ("97150:GO:76 x1", "97530:GO x1"), "put 59, or the X modifier that fits, on the line of 97530"),
    ],
)
def test_a_modifier_on_the_wrong_line_is_moved(on: str, lines: tuple[str, ...], action: str) -> None:
    """Nothing is added where what was claimed only has to change its line."""
    assert _finding("PTP002", on, *lines).remedies[0].action == action


@pytest.mark.parametrize(
    ("lines", "condition"),
    [
        (("97165:GO x1", "97750:GP x1"), "two disciplines"),
        (("97168:GO x1", "97760:GP x1"), "two disciplines"),
        (("92507:GN x1", "97129:GO x1"), "two practitioners"),
        (("92526:GN x1", "G0283:GO x1"), "two practitioners"),
        (("95992:GP x1", "97140:GP x1"), "something else than the vertigo"),
    ],
)
def test_in_a_facility_the_manual_names_who_must_have_furnished_the_two(lines: tuple[str, ...], condition: str) -> None:
    """NCCI Policy Manual XI.P.8, XI.H.2-4, XI.H.8: no block of time parts these."""
    report = check(parse_claim("2024-07-01", *lines), policy="medicare-part-b-facility")
    [found] = [f for f in report.findings if f.rule_id == "PTP002"]

    assert condition in found.remedies[0].condition


def test_a_replacement_that_medicare_does_not_use_is_not_offered() -> None:
    """97532 became 97127, which Medicare never took, and G0515, which it did."""
    found = _finding("CODE003", "2018-01-01", "97532:GO x2")

    assert [remedy.action for remedy in found.remedies] == ["bill G0515"]
    assert "now G0515" in found.message


@pytest.mark.parametrize(
    "lines",
    [
        ("97165:GO x1", "97750:GO:59 x2"),
        ("97760:GO x1", "97763:GO x1"),
        ("97165:GO x1", "97168:GO x1"),
        ("97150:GO x1", "97750:GO x1"),
        ("92526:GO x1", "G0283:GO x1"),
    ],
)
def test_no_remedy_of_an_edit_with_indicator_0_names_a_modifier(lines: tuple[str, ...]) -> None:
    """Nothing releases it, so nothing is offered."""
    report = check(parse_claim("2024-07-01", *lines), policy=PRACTICE)
    told = " ".join(r.action for f in report.findings if f.rule_id == "PTP001" for r in f.remedies)

    assert told
    assert not [modifier for modifier in ("59", "XU", "XE", "XP", "XS", "modifier") if modifier in told]


def _ways(on: str, *lines: str, policy: str = PRACTICE, rule: str = "MUE001") -> list[str]:
    report = check(parse_claim(on, *lines), policy=policy)
    [found] = [f for f in report.findings if f.rule_id == rule]
    return [remedy.action for remedy in found.remedies]


ONE_LINE = "on one line with 50 and 1 unit, without RT and LT"


@pytest.mark.parametrize("policy", [PRACTICE, "medicare-part-b-facility"])
@pytest.mark.parametrize("code", ["29584", "29125", "29240", "29505"])
def test_both_sides_of_a_bilateral_code_are_one_line(code: str, policy: str) -> None:
    """Bilateral indicator 1: one line, 50, one unit; units above an absolute limit are never left as they are."""
    ways = _ways("2026-03-02", f"{code}:GO:RT x1", f"{code}:GO:LT x1", policy=policy)

    assert ways == [f"bill {code} {ONE_LINE}", "correct the units"]


def test_one_line_is_offered_only_where_both_sides_of_a_bilateral_code_are_billed() -> None:
    """Not: one side twice, fingers, another code, a day no file tells of, a side by therapist and one by assistant."""
    assert _ways("2026-03-02", "29125:GO:50 x2") == [f"bill 29125 {ONE_LINE}", "correct the units"]
    assert _ways("2026-03-02", "29125:GO:RT x2") == ["correct the units"]
    assert _ways("2026-03-02", "29131:GO:RT x2", "29131:GO:LT x1")[0] == "correct the units"
    assert _ways("2026-03-02", "97165:GO:RT x1", "97165:GO:LT x1") == ["correct the units"]
    assert _ways("2024-08-05", "29125:GO:RT x1", "29125:GO:LT x1") == ["correct the units"]
    assert _ways("2026-03-02", "29125:GO:RT x1", "29125:GO:CO:LT x1") == ["correct the units"]


def test_truthful_units_are_left_only_where_the_contractor_may_pay_them() -> None:
    """Adjudication indicator 3 alone; with 2 all units are denied, and no review changes that."""
    assert _ways("2026-03-02", "97112:GO x5") == ["correct the units", "leave truthful units as they are"]
    assert _ways("2026-03-02", "97165:GO x2") == ["correct the units"]
    assert _ways("2026-03-02", "29075:GO:RT x1", "29075:GO:LT x1")[2:] == ["leave truthful units as they are"]
    assert _ways("2026-03-02", "97165:GO x2", rule="UNIT004") == ["bill one unit of 97165"]


@pytest.mark.parametrize("line", ["97530:GO x1 @A15", "97530:GO:CO x1 @A15", "97530:CO x1 @A15", "98980:GO:CO x1"])
def test_nothing_under_a_physicians_number_is_mended_with_an_assistants_modifier(line: str) -> None:
    """The only modifier named belongs on the enrolled therapist's own claim."""
    physician = load_policy(PRACTICE) | Overlay(id="physician", biller="physician")
    report = check(parse_claim("2026-03-02", line), policy=physician)
    ways = [remedy.action for found in report.findings for remedy in found.remedies]

    assert "ASST005" in [found.rule_id for found in report.findings]
    named = [way for way in ways if "CO" in way and not way.startswith("take CO off")]
    assert named == [f"bill {line[:5]} under the enrolled therapist's own number, with CO"]
