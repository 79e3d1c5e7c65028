"""CONS001 home-health-question: therapy at home may belong to an open home-health episode.

## What it checks
A therapist's therapy lines with place of service 12 (home), once per day.

## Why it matters
While a patient is under a home-health plan of care, the agency is paid for all of the patient's therapy, whoever
gives it; a practitioner's claim for the same days is denied. It is a leading denial, and the claim itself does not show
it: the eligibility record does.

## Example flagged
`97530:GO x2` with place of service 12.

## Example clean
The same line with place of service 11. A patient who still travels to an office is seldom under a home-health plan.

## Settings
`medicare_status` switches the rule on; `biller` must be a therapist: therapy by physicians and other practitioners is
outside the agency's payment.

## Remedy and its limits
It is a question, not a fault. Look the patient's open episodes up before billing; if none was open on that day, leave
the line as it is. Moving the place of service to 11 would be false.

## Not covered
Residents of nursing facilities, whose therapy is under consolidated billing in the part that Medicare certifies, also
outside a Part A stay: place 31 is POS001's, and 32 says that the bed is outside that part. Hospital and agency bills,
whose bill types do not hint at a stay elsewhere. Telehealth in the patient's home (10), assisted living (13).

## Sources
CMS Pub. 100-04 ch. 10, consolidated billing of home health; Pub. 100-02 ch. 15 §230.6 on nursing facilities.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Severity, rule
from otcpt.fixes import NEEDS_RECORD, Fix
from otcpt.rules._day import Day
from otcpt.rules._sources import CONSOLIDATED_BILLING
from otcpt.rules._therapy import is_therapy

_HOME = "12"


@rule(
    "CONS001",
    "home-health-question",
    reads={Field.CODE, Field.MODIFIERS, Field.PLACE_OF_SERVICE},
    optional={Field.PLACE_OF_SERVICE},
    applies_to_line=is_therapy,
    enabled_by=lambda settings: settings.medicare_status and settings.biller == "therapist",
    severity=Severity.ADVICE,
    cause=Cause.BILLING,
    message="Home-health question: was an episode open on {date}? If so, the agency is paid for this therapy at home, "
    "and Medicare denies the claim.",
    fixes=(
        Fix(
            "leave",
            "Leave the lines as they are, and keep the eligibility answer for that day",
            "no home-health episode was open",
            changes=NEEDS_RECORD,
        ),
        Fix("agree", "Agree with the home-health agency on who bills", "an episode was open", changes=NEEDS_RECORD),
    ),
    offers="never",
    cites=(CONSOLIDATED_BILLING.at("home health", "L"),),
)
def home_health_question(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Ask once of the day's therapy at home."""
    at_home = [
        i
        for i, line in enumerate(day.lines)
        if line.place_of_service == _HOME and is_therapy(day.law, line.code, line.modifiers)
    ]
    if at_home:
        yield Hit(tuple(sorted(at_home, key=lambda i: (day.lines[i].code, day.lines[i].modifiers))))
