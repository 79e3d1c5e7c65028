"""What the hospital table says beside a practitioner table that is carried forward."""

from datetime import date

import pytest

import otcpt
from otcpt.edits import PtpAnswer, PtpEdit, corroboration

LATE = "2026-03-02"


def sentence(on: str, *lines: str, policy: str | otcpt.Policy = "medicare-part-b") -> str:
    """The report's sentence about the table of edits, or nothing."""
    report = otcpt.check(otcpt.claim(on, *lines), policy=policy)
    shown = [caveat.text for caveat in report.caveats if caveat.id == "ptp-carried-forward"]
    assert len(shown) <= 1
    return "".join(shown)


BEGIN = "The practitioner PTP table was verified through 2024-09-30; "
AGAIN = "seen again, unchanged, in a table of 2026"


def test_the_report_of_a_2026_claim_speaks_of_each_pair() -> None:
    """Verified for longer, seen again in 2026, or carried forward, with what the hospital table has."""
    assert sentence(LATE, "97530:GO x2", "97140:GO x1") == f"{BEGIN}97140/97530 is verified through 2026-12-31."
    assert sentence(LATE, "97750:GO x1", "97530:GO x2") == f"{BEGIN}97530/97750 is {AGAIN}."
    assert sentence(LATE, "29125:GO x1", "29130:GO x1") == (
        f"{BEGIN}29125/29130 is carried forward. To compare: the outpatient hospital table has the same edit and "
        "indicator for 29125/29130."
    )
    assert sentence(LATE, "97530:GO x2", "97140:GO x1", "97750:GO x1", "29125:GO x1", "29130:GO x1") == (
        f"{BEGIN}97140/97530 is verified through 2026-12-31; 29125/97140, 29125/97530, 29125/97750, 29130/97140 and 4 "
        f"more are {AGAIN}; 29125/29130 is carried forward. To compare: the outpatient hospital table has the same "
        "edit and indicator for 29125/29130."
    )


def test_past_the_last_day_of_the_hospital_table_the_sentence_says_so() -> None:
    """Its own answer is carried forward from July 2026 on."""
    assert "the outpatient hospital table (verified through 2026-06-30) has the same edit" in sentence(
        "2026-08-03", "29125:GO x1", "29130:GO x1"
    )


def test_what_the_hospital_table_saw_change_is_not_carried_forward() -> None:
    """Of 98016 with 96127 nothing is known, with its reason; there is nothing to corroborate."""
    report = otcpt.check(otcpt.claim(LATE, "98016:GO x1", "96127:GO x1"), policy="medicare-part-b")

    assert any("changed this pair on 2025-07-01" in entry.why for entry in report.not_evaluated)
    assert sentence(LATE, "98016:GO x1", "96127:GO x1") == ""


def test_inside_the_verified_days_nothing_is_stated() -> None:
    """Neither of the practitioner table, nor in the evidence."""
    report = otcpt.check(otcpt.claim("2024-09-30", "97750:GO x1", "97530:GO x2"), policy="medicare-part-b")

    assert [caveat.id for caveat in report.caveats if caveat.id.startswith("ptp")] == []
    assert "corroboration" not in dict(report.findings[0].evidence)


def test_a_facility_and_a_strict_payer_get_no_corroboration() -> None:
    """The hospital table is the facility's own; a strict payer's later days are not evaluated at all."""
    lines = "97750:GO x1", "97530:GO x2"
    strict = otcpt.load_policy("medicare-part-b") | otcpt.Overlay(id="strict", citation="contract", staleness="strict")

    assert sentence(LATE, *lines, policy="medicare-part-b-facility") == ""
    assert sentence("2026-08-03", *lines, policy="medicare-part-b-facility") == (
        "The outpatient hospital PTP table was verified through 2026-06-30; 97530/97750 is carried forward."
    )
    assert sentence(LATE, *lines, policy=strict) == (
        "The practitioner PTP table was verified through 2024-09-30; 97530/97750 is not evaluated."
    )


@pytest.mark.parametrize(
    ("lines", "rule", "words"),
    [
        (("97750:GO x1", "97530:GO x2"), "PTP002", AGAIN),
        (("97165:GO x1", "97750:GO x1"), "PTP001", AGAIN),
        (("97750:GO:59 x1", "97530:GO x2"), "PTP003", AGAIN),
        (
            ("29125:GO x1", "29130:GO x1"),
            "PTP002",
            "carried forward; the outpatient hospital table has the same edit and indicator",
        ),
    ],
)
def test_the_evidence_of_a_finding_has_it(lines: tuple[str, ...], rule: str, words: str) -> None:
    """Denied or bypassed: how far the edit was read, and what the other table has."""
    report = otcpt.check(otcpt.claim(LATE, *lines), policy="medicare-part-b")
    found = {one.rule_id: dict(one.evidence) for one in (*report.findings, *report.bypassed)}

    assert found[rule]["corroboration"] == words


def test_a_claim_of_two_days_has_the_sentence_of_each() -> None:
    """Days are judged apart, and nothing that was stated of one hides what was stated of the other."""
    claim = otcpt.Claim(
        [
            *otcpt.claim(LATE, "97750:GO x1", "97530:GO x2").lines,
            *otcpt.claim("2026-03-03", "97530:GO x2", "97140:GO x1").lines,
        ]
    )
    report = otcpt.check(claim, policy="medicare-part-b")

    assert len([caveat for caveat in report.caveats if caveat.id == "ptp-carried-forward"]) == 2


def test_a_long_list_of_pairs_is_cut_short() -> None:
    """A day with many edits names four of a kind."""
    others = ("97110", "97112", "97116", "97124", "97140", "97530", "97533")

    assert "97110/97533, 97112/97124 and 13 more are seen again" in sentence(
        LATE, "97150:GO x1", *(f"{code}:GO x1" for code in others)
    )


def test_every_answer_has_its_words() -> None:
    """Same, other indicator, other order, only one of the two, neither, cannot tell."""
    edit = PtpEdit("97530", "97750", 1, date(2021, 1, 1), None, None, "bound", "x")
    hard = PtpEdit("97530", "97750", 0, date(2021, 1, 1), None, None, "bound", "x")
    back = PtpEdit("97750", "97530", 1, date(2021, 1, 1), None, None, "bound", "x")
    none = PtpAnswer(None, True)

    assert corroboration(PtpAnswer(edit, True), PtpAnswer(edit, True)) == "the same edit and indicator"
    assert corroboration(PtpAnswer(edit, True), PtpAnswer(hard, True)) == "the same edit with indicator 0"
    assert "other way round and indicator 1" in corroboration(PtpAnswer(edit, True), PtpAnswer(back, True))
    assert corroboration(PtpAnswer(edit, True), none) == "no edit"
    assert corroboration(none, PtpAnswer(edit, True)) == "an edit with indicator 1"
    assert corroboration(none, none) == "no edit either"
    assert corroboration(none, PtpAnswer(None, False, "why")) == "no answer"
