"""Ordinary days of a practice raise no false alarm: all rules, whole reports."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import attrs
import pytest

from otcpt.checking import check
from otcpt.claims import Claim, History, ServiceLine, parse_claim, parse_line
from otcpt.findings import Reason, Report, Severity
from otcpt.policies import Overlay, Policy, load_policy

PRACTICE = "medicare-part-b"
FACILITY = "medicare-part-b-facility"
DAY = "2026-03-02"

#: What every line of a practice's claim, and of a hospital's, says besides.
OFFICE: dict[str, Any] = {
    "place_of_service": "11",
    "total_treatment_minutes": 150,
    "rendering_provider_key": "R1",
    "billing_provider_key": "B1",
}
HOSPITAL: dict[str, Any] = {
    "bill_type": "0131",
    "total_treatment_minutes": 150,
    "billing_provider_key": "B2",
}


#: The revenue code of each discipline.
REVENUE_CODES = {"GO": "0430", "GP": "0420", "GN": "0440"}


def _with(lines: Iterable[ServiceLine], fields: dict[str, Any]) -> Claim:
    return Claim(attrs.evolve(line, **fields, **_revenue_code(line, fields)) for line in lines)


def _revenue_code(line: ServiceLine, fields: dict[str, Any]) -> dict[str, Any]:
    own = [REVENUE_CODES[modifier] for modifier in line.modifiers if modifier in REVENUE_CODES]
    return {"revenue_code": own[0]} if own and "bill_type" in fields else {}


@attrs.frozen
class Ordinary:
    """A day, what is expected beside silence, and whether nothing of the policy's core may be missing."""

    name: str
    lines: tuple[str, ...]
    policy: str = PRACTICE
    fields: dict[str, Any] = attrs.field(factory=lambda: OFFICE)
    advice: tuple[str, ...] = ()
    bypassed: tuple[str, ...] = ()
    #: Lines of which something is outside coverage (another field's code, telehealth): the answer is complete but for
    #: them.
    foreign: tuple[str, ...] = ()

    @property
    def claim(self) -> Claim:
        """The claim of the day."""
        return _with(parse_claim(DAY, *self.lines), self.fields)


DAYS = (
    Ordinary(
        "activities and manual techniques, with 59 by habit",
        ("97530:GO x2 @30", "97140:GO:59 x1 @15"),
        advice=("PTP004",),
    ),
    Ordinary("a first visit", ("97165:GO x1 @40", "97530:GO x1 @15", "97535:GO x1 @15")),
    Ordinary("therapist and assistant share a code", ("97530:GO x1 @15", "97530:GO:CO x1 @A15")),
    Ordinary(
        "a hospital day of three disciplines",
        ("97530:GO x2 @30", "97116:GP x1 @15", "97112:GP x1 @15", "92610:GN x1 @45"),
        policy=FACILITY,
        fields=HOSPITAL,
    ),
    Ordinary(
        "a hospital day with speech treatment, which 59 keeps apart",
        ("97530:GO:59 x2 @30", "97110:GP:59 x2 @30", "92507:GN x1 @40"),
        policy=FACILITY,
        fields=HOSPITAL,
        bypassed=("PTP003", "PTP003"),
        foreign=("92507",),
    ),
    Ordinary(
        "a midpoint payer's 10 + 10 + 10", ("97530 x1 @10", "97110 x1 @10", "97140 x1 @10"), policy="ama-midpoint"
    ),
    Ordinary("group and one-on-one, kept apart by 59", ("97150:GO x1 @30", "97535:GO:59 x1 @15"), bypassed=("PTP003",)),
    Ordinary(
        "an orthosis with fitting and training",
        ("97760:GO x1 @15", "97535:GO x1 @15", "L3906 x1"),
        advice=("ORTH001",),
    ),
    Ordinary(
        "a telehealth day",
        ("97530:GO:95 x2 @30", "97535:GO:95 x1 @15"),
        fields={**OFFICE, "place_of_service": "10"},
        foreign=("97530", "97535"),
    ),
    Ordinary(
        "a visit of another field on the claim",
        ("97530:GO x2 @30", "99213:25 x1"),
        fields={**OFFICE, "rendering_provider_key": None},
        foreign=("99213",),
    ),
    Ordinary(
        "a re-evaluation with reason, and treatment", ("97168:GO:59 x1 @20", "97535:GO x2 @30"), bypassed=("PTP003",)
    ),
    Ordinary(
        "training of caregivers without the patient, and treatment",
        ("97550:GO x1 @30", "97551:GO x1 @8", "97530:GO x1 @15"),
    ),
    Ordinary("a class of caregivers", ("97552:GO x1 @45", "97530:GO x1 @15")),
    Ordinary("cognitive training beside activities", ("97129:GO x1 @15", "97130:GO x2 @30", "97530:GO x1 @15")),
    Ordinary("a cognitive test of an hour", ("96125:GO x1 @60", "97129:GO x1 @15", "97535:GO x1 @15")),
    Ordinary("a developmental test", ("96112:GO x1 @60", "96113:GO x1 @30")),
    Ordinary("biofeedback", ("90912:GO x1 @15", "90913:GO x1 @15")),
    Ordinary("conditioning for work", ("97545:GO x1 @120", "97546:GO x2 @120"), advice=("CODE010", "CODE010")),
    Ordinary("care of a wound", ("97597:GO x1 @20", "97598:GO x1 @5", "97535:GO x1 @15")),
    Ordinary(
        "a splint of the fingers beside one of the forearm",
        ("29130:GO:59 x1 @10", "29125:GO x1 @20"),
        bypassed=("PTP003",),
    ),
    Ordinary(
        "compression of a limb and manual techniques on another",
        ("29584:GO:RT x1 @20", "97140:GO:LT x1 @15"),
        bypassed=("PTP003",),
    ),
    Ordinary("services that earned no unit stay on the claim", ("97110:GO x1 @7", "97112:GO x0 @7", "97140:GO x0 @7")),
    Ordinary("threshold reached, by video", ("97530:GO:KX:95 x2 @30",), foreign=("97530",)),
    Ordinary("a service that is not necessary any more, with notice", ("97530:GO:GA x2 @30",)),
    Ordinary(
        "a nursing facility's day",
        ("97530:GO:59 x2 @30", "97535:GO:59 x2 @30", "97150:GP x1 @30"),
        policy=FACILITY,
        fields={**HOSPITAL, "bill_type": "0221"},
        bypassed=("PTP003", "PTP003"),
    ),
    Ordinary(
        "a rehabilitation facility's day of two disciplines with one code",
        ("97530:GO x2 @30", "97530:GP x2 @30"),
        policy=FACILITY,
        fields={**HOSPITAL, "bill_type": "0751"},
    ),
    Ordinary(
        "three evaluations of three disciplines in a hospital",
        ("97166:GO x1 @30", "97162:GP x1 @30", "92523:GN x1 @45"),
        policy=FACILITY,
        fields=HOSPITAL,
        foreign=("92523",),
    ),
    Ordinary(
        "a critical access hospital's bill",
        ("97530:GO:59 x2 @30", "97150:GO x1 @30"),
        policy=FACILITY,
        fields={**HOSPITAL, "bill_type": "0851"},
        bypassed=("PTP003",),
    ),
)


def _errors_and_warnings(report: Report) -> list[str]:
    return [f"{found.rule_id} {found.message}" for found in report.findings if found.severity is not Severity.ADVICE]


@pytest.mark.parametrize("day", DAYS, ids=lambda day: day.name)
def test_ordinary_day_raises_no_false_alarm(day: Ordinary) -> None:
    """Neither an error nor a warning, nothing missing but codes of another field, and a verdict that says so."""
    report = check(day.claim, policy=day.policy)
    assert _errors_and_warnings(report) == []
    assert tuple(found.rule_id for found in report.findings) == day.advice
    assert tuple(found.rule_id for found in report.bypassed) == day.bypassed
    outside = [entry for entry in report.not_evaluated if entry.reason is Reason.OUTSIDE_COVERAGE]
    assert tuple(line.code for entry in outside for line in entry.lines) == day.foreign
    assert report.ok is not bool(day.foreign), report.not_evaluated
    found = f"{len(day.advice)} advice" if day.advice else "No faults found"
    judged = report.checks - bool(day.foreign)
    assert report.verdict.startswith(f"{found} in {judged} of {report.checks} checks"), report.verdict


_PHYSICIAN = load_policy(PRACTICE) | Overlay(id="physician", biller="physician")
_COMMERCIAL = load_policy("ama-midpoint") | Overlay(id="acme", discipline_modifiers=True, assistant_modifiers=True)
_STATE = load_policy("medicaid-ncci") | Overlay(id="state", unit_method="cms")


@pytest.mark.parametrize(
    ("policy", "on", "lines"),
    [
        (_PHYSICIAN, DAY, ("97129 x1 @15", "97130 x1 @15", "97550 x1 @30", "99213:25 x1", "97530:GO x1 @15")),
        (_COMMERCIAL, DAY, ("97530:GO x1 @10", "97110:GO:CO x1 @A10", "97010:GO x1 @10", "97014:GO x1 @15")),
        (_STATE, DAY, ("97530:GO:U1 x4 @60", "97140:TL x2 @30", "97150 x1 @30")),
        (PRACTICE, "2015-06-01", ("97003:GO x1 @45", "G8987:GO:CK x1", "G8988:GO:CI x1")),
        (PRACTICE, "2017-12-31", ("97532:GO x2 @30", "97762:GO x1 @15")),
        (PRACTICE, "2020-03-02", ("97165:GO x1 @40", "97530:GO x2 @30", "97140:GO x1 @15", "97150:GO x1 @20")),
        (PRACTICE, "2021-12-31", ("97110:GO:CO x2 @13+A23", "97140:GO x2 @30")),
        (PRACTICE, "2022-01-01", ("97110:GO x1 @13", "97110:GO:CO x1 @A23", "97140:GO x2 @30")),
    ],
)
def test_ordinary_days_of_other_payers_and_years_raise_no_false_alarm(
    policy: Policy | str, on: str, lines: tuple[str, ...]
) -> None:
    """What the tables do not reach back to is not evaluated; nothing is flagged."""
    report = check(_with(parse_claim(on, *lines), OFFICE), policy=policy)

    assert _errors_and_warnings(report) == []


def test_two_therapists_of_one_group_share_a_day() -> None:
    """Their minutes are one pool; their lines are no duplicates and meet no edit of each other's."""
    lines = parse_claim(DAY, "97530:GO x1 @10", "97530:GO x1 @13", "97150:GO x1 @30").lines
    who = ("R1", "R2", "R2")
    claim = Claim(
        attrs.evolve(line, **{**OFFICE, "rendering_provider_key": key}) for line, key in zip(lines, who, strict=True)
    )

    report = check(claim, policy=PRACTICE)
    assert [found.codes for found in report.findings] == [("97530", "97150")]
    assert report.findings[0].lines[0].rendering_provider_key == "R2"


def _month(*days: tuple[date, tuple[str, ...]]) -> Claim:
    return _with([parse_line(text, on=on) for on, lines in days for text in lines], OFFICE)


def test_month_of_remote_monitoring_raises_no_false_alarm() -> None:
    """Set-up, device and management time of a month, each on the day it is billed; none of it is day treatment."""
    claim = _month(
        (date(2026, 3, 2), ("98975:GO x1", "97530:GO x2 @30")),
        (date(2026, 3, 31), ("98977:GO x1", "98980:GO x1 @20", "98981:GO x1 @20", "97530:GO x1 @15")),
    )
    report = check(claim, policy=PRACTICE)
    assert report.findings == ()
    assert report.ok, report.not_evaluated


def test_monitoring_time_split_over_two_days_of_a_month_needs_the_month() -> None:
    """98980 when its 20 minutes were full and 98981 at the month's end: one day cannot show it, a history can."""
    claim = _month((date(2026, 3, 20), ("98980:GO x1 @20",)), (date(2026, 3, 31), ("98981:GO x1 @20",)))
    report = check(claim, policy=PRACTICE)
    assert report.findings == ()
    assert [entry.reason for entry in report.not_evaluated if entry.rule_id == "AOC001"] == [Reason.INPUT_MISSING]
    assert not report.complete

    report = check(claim, policy=PRACTICE, history=History())
    assert report.findings == ()
    assert "AOC001" not in [entry.rule_id for entry in report.not_evaluated]
    assert report.complete


@pytest.mark.parametrize("day", DAYS, ids=lambda day: day.name)
def test_order_of_lines_does_not_matter(day: Ordinary) -> None:
    """The same day written backwards gives the same findings on the same lines."""

    def shown(report: Report) -> set[tuple[object, ...]]:
        return {(found.rule_id, *found.lines) for found in (*report.findings, *report.bypassed)}

    there = check(day.claim, policy=day.policy)
    back = check(Claim(reversed(day.claim.lines)), policy=day.policy)
    assert shown(there) == shown(back)
    assert there.verdict == back.verdict
