"""Which findings appear or vanish when claims are checked under another edition."""

import pytest

import otcpt
from otcpt.editions import Change
from otcpt.errors import InvalidInput, UnknownName

WOUNDS = otcpt.claim("2025-03-03", "97597:GO x1", "97602:GO x1")
FACILITY = "medicare-part-b-facility"


def test_a_finding_that_appears_vanishes_the_other_way_round() -> None:
    """The same findings, reported with what the other edition could not judge."""
    there = otcpt.compare_editions("2024q3", "2026q4", claims=[WOUNDS], policy=FACILITY)
    back = otcpt.compare_editions("2026q4", "2024q3", claims=[WOUNDS], policy=FACILITY)

    assert there.findings and back.findings
    appeared = {one.finding.rule_id for one in there.findings if one.change is Change.APPEARED}
    vanished = {one.finding.rule_id for one in back.findings if one.change is Change.VANISHED}
    assert appeared == vanished
    assert {(one.finding, one.why) for one in there.findings} == {(one.finding, one.why) for one in back.findings}


def test_a_finding_the_other_edition_could_not_judge_says_why() -> None:
    """An edition that ends before the day cannot tell, which is not the same as having no edit."""
    claim = otcpt.claim("2026-03-02", "97530:GO x2 @30", "97750:GO x1 @15")
    (change,) = otcpt.compare_editions("2024q3", "2026q4", claims=[claim], policy="medicare-part-b").findings or ()

    assert (change.change, change.finding.rule_id) == (Change.APPEARED, "PTP002")
    assert change.why == "This edition ends on 2024-09-30"
    assert change.to_record()["change"] == "appeared"


def test_a_finding_the_other_edition_could_judge_has_no_reason() -> None:
    """A code of 2026 is unknown to the older one, which says so; what it cannot tell of another line is no reason."""
    claim = otcpt.claim("2025-03-03", "98985 x1", "97037 x1", "G0541 x1")
    shown = otcpt.compare_editions("2024q3", "2026q4", claims=[claim], policy="medicare-part-b").findings or ()
    foreign = "outside the registry, and no code of that number is known: nothing about it is judged"

    assert [(str(one.change), one.finding.rule_id, one.finding.positions, one.why) for one in shown] == [
        ("appeared", "CODE003", (0,), f"98985 is {foreign}"),
        ("appeared", "CODE004", (1,), "payment status of 97037: this edition ends on 2024-09-30"),
        ("appeared", "MOD001", (2,), ""),
    ]


def test_claims_of_days_both_editions_know_get_the_same_findings() -> None:
    """The older edition has the law of its days."""
    claims = [
        otcpt.claim("2024-08-05", "97530:GO x2 @30", "97750:GO x1 @15"),
        otcpt.claim("2024-08-05", "97165:GO x1", "97763:GO:59 x1 @15"),
        otcpt.claim("2024-08-05", "97110:GO x9 @135"),
        otcpt.claim("2016-08-05", "97003:GO x1"),
    ]
    for policy in ("medicare-part-b", FACILITY):
        diff = otcpt.compare_editions("2024q3", "2026q4", claims=claims, policy=policy)
        assert diff.findings == ()
        assert diff.to_records()


def test_without_claims_no_findings_are_shown() -> None:
    """None is not the same as no change."""
    assert otcpt.compare_editions("2024q3", "2026q4").findings is None
    assert otcpt.compare_editions("2024q3", "2026q4", claims=[], policy=FACILITY).findings == ()


def test_an_edition_and_its_name_are_the_same() -> None:
    """Names, pins and opened editions."""
    edition = otcpt.load_edition("2024q3")

    assert otcpt.compare_editions(edition, "2026q4") == otcpt.compare_editions(edition.pin, otcpt.load_edition())
    assert otcpt.compare_editions(edition, edition, claims=[WOUNDS], policy=FACILITY).empty


def test_claims_need_a_policy_and_a_policy_claims() -> None:
    """Payers differ, so there is no default."""
    with pytest.raises(InvalidInput, match="both claims= and policy="):
        otcpt.compare_editions("2024q3", "2026q4", claims=[WOUNDS])
    with pytest.raises(InvalidInput, match="both claims= and policy="):
        otcpt.compare_editions("2024q3", "2026q4", policy=FACILITY)
    with pytest.raises(UnknownName, match="2026q4"):
        otcpt.compare_editions("2024q3", "2026q5")
