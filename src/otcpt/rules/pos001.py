"""POS001 place-not-payable: a practitioner's therapy line with a place where the facility bills.

## What it checks
The place of service of a therapist's therapy lines: 19 and 22 (hospital outpatient, off and on campus), 21 (inpatient
hospital), 23 (emergency room), 51 (psychiatric facility) and 61 (inpatient rehabilitation). Of every practitioner's: 31
(skilled nursing facility).

## Why it matters
A therapist in private practice bills for the practice's own office and for the patient's home, and no hospital is one.
Therapy given in those places is the hospital's or the nursing facility's to bill; the line is denied. For
residents of the Medicare-certified part of a nursing facility, only the facility may bill their therapy, in a Part A
stay or not.

## Example flagged
`97530:GO x2` with place of service 31.

## Example clean
The same line with place of service 11 (office), 12 (home) or 32 (nursing facility, a bed
outside the part that Medicare certifies).

## Settings
`medicare_status` switches the rule on. `biller`: hospital places are asked of a therapist only (a physician may give
therapy there); 31 of physicians too.

## Remedy and its limits
If the place is wrong, correct it to where the patient was. If it is right, the facility bills, and pays the therapist
under its arrangement. 32 in the place of 31 must be true: the patient's bed is outside the part of the facility that
Medicare certifies. That no Part A stay is open does not make it true.

## Not covered
Other places: a patient's home may be assisted living (13), a group home (14) or a shelter (04). Places of telehealth:
how 02 and 10 go with 95 is not settled. A number that CMS has given to no place, such as 45, is not evaluated.

## Sources
42 CFR 410.59(c) and 410.60(c) on private practice, and CMS Pub. 100-04 ch. 5 (both through secondary sources); Pub.
100-02 ch. 15 §230.6 on residents of nursing facilities.
"""

import re
from collections.abc import Iterator

from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import NEEDS_RECORD, Fix
from otcpt.rules._day import Day
from otcpt.rules._sources import BENEFIT_MANUAL, CLAIMS_MANUAL, PRIVATE_PRACTICE
from otcpt.rules._therapy import is_therapy

#: Which kind of place a number is, and by whom therapy there is billed.
_WHOSE = {
    "19": ("off-campus", "hospital"),
    "21": ("inpatient", "hospital"),
    "22": ("outpatient", "hospital"),
    "23": ("emergency", "hospital"),
    "51": ("psychiatric", "hospital"),
    "61": ("rehabilitation", "hospital"),
    "31": ("certified", "nursing-facility"),
}
#: Numbers that CMS has given to no place.
_NO_PLACE = re.compile("00|2[89]|30|3[5-9]|4[03-8]|59|6[34789]|7[03-9]|8[02-9]|9[0-8]")


@rule(
    "POS001",
    "place-not-payable",
    scope=Scope.LINE,
    reads={Field.CODE, Field.MODIFIERS, Field.PLACE_OF_SERVICE},
    applies_to_line=is_therapy,
    enabled_by=lambda settings: settings.medicare_status and settings.biller != "facility",
    severity=Severity.ERROR,
    cause=Cause.TREATMENT,
    message="Place of service not payable: {code} at {place} ({where}) is billed by {whose}, not by a practitioner. "
    "Medicare denies the line.",
    words={
        "where": {
            "off-campus": "hospital outpatient, off campus",
            "inpatient": "inpatient hospital",
            "outpatient": "hospital outpatient, on campus",
            "emergency": "emergency room of a hospital",
            "psychiatric": "inpatient psychiatric facility",
            "rehabilitation": "inpatient rehabilitation facility",
            "certified": "nursing facility, certified part",
        },
        "whose": {"hospital": "the hospital", "nursing-facility": "the nursing facility"},
        "elsewhere": {
            "hospital": "the patient was somewhere else",
            "nursing-facility": "the patient was somewhere else; 32 is for a bed outside the part that Medicare "
            "certifies",
        },
    },
    fixes=(
        Fix("place", "Correct the place of service", "{elsewhere}", changes=NEEDS_RECORD),
        Fix("facility", "Leave the line to {whose}", "the patient was there", changes=NEEDS_RECORD),
    ),
    offers="never",
    revision=3,
    cites=(
        CLAIMS_MANUAL.at("place of service of therapy", "S"),
        PRIVATE_PRACTICE.at("(c)"),
        BENEFIT_MANUAL.at("§230.6"),
    ),
)
def place_not_payable(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag a practitioner's therapy in a facility that bills it."""
    place = day.lines[0].place_of_service or ""
    where, whose = _WHOSE.get(place, ("", ""))
    if whose == "nursing-facility" or (whose and day.settings.biller == "therapist"):
        yield Hit((0,), (("place", place), ("where", where), ("whose", whose), ("elsewhere", whose)))
    elif _NO_PLACE.fullmatch(place):
        yield RuleNotEvaluated((0,), f"{place} is the number of no place of service")
