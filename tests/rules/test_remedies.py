"""What a remedy may say: true of the pair, of the payer and of the day."""

import pytest

from otcpt.checking import check
from otcpt.claims import parse_claim
from otcpt.findings import Finding

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
