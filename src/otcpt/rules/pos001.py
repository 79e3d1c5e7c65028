"""POS001 place-not-payable: a practitioner's therapy line names a place where a facility must bill it.

## What it checks
The place of service of a practitioner's therapy lines: 21 (inpatient hospital), 22 (hospital outpatient on campus) and
31 (skilled nursing facility, patient in a Part A stay).

## Why it matters
Therapy given in those places is the hospital's or the nursing facility's to bill; a practitioner's line is denied.

## Example flagged
`97530:GO x2` with place of service 31.

## Example clean
The same line with place of service 11 (office), 12 (home) or 32 (nursing facility, no Part A stay).

## Settings
`medicare_status` switches the rule on; `biller` must be a practitioner.

## Remedy and its limits
If the place is wrong, correct it to where the patient was. If it is right, the facility bills, and pays the therapist
under its arrangement. 32 in the place of 31 must be true: the patient is in no Part A stay on that day.

## Not covered
Other places. 19 (hospital outpatient off campus) is of 22's kind, but no source read names it. Places of telehealth:
how 02 and 10 go with 95 is not settled.

## Sources
CMS Pub. 100-04 ch. 5 (through secondary sources); 42 CFR 410.59(c) on private practice.
"""

from collections.abc import Iterator

from otcpt.findings import CannotTell, Cause, Field, Hit, Remedy, Scope, Severity, rule
from otcpt.rules._day import Day
from otcpt.rules._sources import CLAIMS_MANUAL, PRIVATE_PRACTICE
from otcpt.rules._therapy import is_therapy

_WHOSE = {
    "21": ("the inpatient hospital", "the hospital"),
    "22": ("the hospital's outpatient department", "the hospital"),
    "31": ("a skilled nursing facility in a Part A stay", "the nursing facility"),
}


@rule(
    "POS001",
    "place-not-payable",
    scope=Scope.LINE,
    reads={Field.CODE, Field.MODIFIERS, Field.PLACE_OF_SERVICE},
    touches=is_therapy,
    applies=lambda settings: settings.medicare_status and settings.biller != "facility",
    severity=Severity.ERROR,
    cause=Cause.TREATMENT,
    message="{code} at place of service {place}, {where}: therapy there is billed by {whose}, not by a practitioner.",
    remedies=(
        Remedy("correct the place of service", "the patient was somewhere else", "where the service was given"),
        Remedy("leave the line to {whose}", "the patient was there", ""),
    ),
    cites=(CLAIMS_MANUAL.at("place of service of therapy", "S"), PRIVATE_PRACTICE.at("(c)")),
)
def place_not_payable(day: Day) -> Iterator[Hit | CannotTell]:
    """Flag a practitioner's therapy in a facility that bills it."""
    place = day.lines[0].place_of_service or ""
    if place in _WHOSE:
        where, whose = _WHOSE[place]
        yield Hit((0,), (("place", place), ("where", where), ("whose", whose)))
