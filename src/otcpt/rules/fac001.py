"""FAC001 bill-type-not-for-therapy: a bill type that is not used for outpatient therapy.

## What it checks
The first digits of the bill type of a facility's therapy lines. Outpatient therapy under Part B is billed by hospitals
(12x, 13x), skilled nursing facilities (22x, 23x), home-health agencies for patients outside an episode (34x),
rehabilitation agencies (74x), CORFs (75x) and critical access hospitals (85x).

## Why it matters
On other bills therapy is part of something else: of an inpatient stay (11x, 18x, 21x), of a home-health episode (32x),
of a clinic's own rate (71x, 77x). Units, edits and modifiers of outpatient therapy do not apply there. Medicare returns
such lines.

## Example flagged
`97530:GO x2` with bill type 0213.

## Example clean
The same line with bill type 0221 or 0131.

## Settings
`medicare_status` switches the rule on; `biller` must be `facility`.

## Remedy and its limits
Correct the bill type if it is wrong. If it is right, the day does not belong under this policy, and the rest of the
report does not apply to it.

## Not covered
Lines without a bill type (the report has a caveat). What differs among the bill types above is with the rules it
concerns: no CO and, before 2018-07-01, no PTP answer for critical access hospitals; unit limits only as a warning
outside hospitals.

## Sources
CMS Pub. 100-04 ch. 5 and ch. 25 §75.1.
"""

from collections.abc import Iterator

from otcpt.edits import Facility
from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import NEEDS_RECORD, Fix
from otcpt.rules._day import Day
from otcpt.rules._sources import CLAIMS_MANUAL, UNIFORM_BILL
from otcpt.rules._therapy import is_therapy


@rule(
    "FAC001",
    "bill-type-not-for-therapy",
    scope=Scope.LINE,
    reads={Field.CODE, Field.MODIFIERS, Field.BILL_TYPE},
    applies_to_line=is_therapy,
    enabled_by=lambda settings: settings.medicare_status and settings.biller == "facility",
    severity=Severity.WARNING,
    cause=Cause.TREATMENT,
    message="Bill type not for therapy: {code} is on bill type {bill_type}, which is not used for outpatient therapy "
    "under Part B.",
    fixes=(
        Fix(
            "bill-type",
            "Correct the bill type",
            "the service was outpatient therapy of this facility",
            changes=NEEDS_RECORD,
        ),
        Fix(
            "stay",
            "Leave the line to the bill of the stay or episode",
            "the service was part of one",
            changes=NEEDS_RECORD,
        ),
    ),
    offers="never",
    revision=2,
    cites=(CLAIMS_MANUAL.at("bill types", "P*"), UNIFORM_BILL.at("§75.1")),
)
def bill_type_not_for_therapy(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag therapy on a bill of another kind."""
    bill_type = day.lines[0].bill_type
    if bill_type is not None and day.law.facility(bill_type) is Facility.OTHER:
        yield Hit((0,), (("bill_type", bill_type),))
