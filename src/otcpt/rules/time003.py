"""TIME003 services-overlap: services of one discipline share the same minutes.

## What it checks
One patient's services with a start and an end time: in no stretch of the clock may they have more minutes than the
stretch has. Times that are the whole visit's are fine, since services may alternate in it; back to back is fine; two
services of 30 minutes from 9:00 to 9:30 and from 9:15 to 9:45 are not. Where a line gives no minutes, the fewest its
units can rest on count.

## Why it matters
A provider may not report more than one therapy service for the same 15 minutes, and by CPT's own words the time of one
service is never counted for another. Units for shared minutes are an overpayment.

## Example flagged
`97530:GO x2 @30` from 9:00 to 9:30 and `97110:GO x2 @30` from 9:15 to 9:45: 60 minutes in 45.

## Example clean
`97530:GO x2 @30` from 9:00 to 9:30 and `97110:GO x1 @15` from 9:30 to 9:45.

## Settings
None.

## Remedy and its limits
Correct the times or minutes that the note of that day shows to be wrong; minutes that were shared belong to one of the
services. A modifier that keeps services apart (59, XU) means the opposite of an overlap and does not correct it.

## Not covered
Supervised modalities: 97010 to 97028 may share their time. G0283 is outside that range of numbers, but it is what
Medicare uses in the place of 97014, which is inside: it may share its time too, and so may the other unattended
currents (G0281, G0329). Other untimed services (splints, wound care, biofeedback) count with documented minutes of
their own. Group 97150 may not: a patient cannot be in the group and one-on-one in the same minutes.
Services of two disciplines (TIME006), training of caregivers without the patient (CARE002), lines billed with 0 units,
services over midnight. One line whose minutes exceed its own times is TIME004's; it counts here as long as its times
are. Without any clock time there is nothing to compare.

## Sources
NCCI Policy Manual ch. XI, section P.2; CPT introduction, section on time.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Group, Hit, RuleNotEvaluated, Severity, rule
from otcpt.fixes import NEEDS_RECORD, Fix
from otcpt.rules._clock import (
    LEAST,
    OPTIONAL,
    READS,
    TIMES,
    has_clock,
    is_exclusive_time,
    least_minutes,
    occupies_clock,
    overbooked_intervals,
    scheduled,
    without_clock,
)
from otcpt.rules._day import Day
from otcpt.rules._sources import CPT_TIME, NCCI_MANUAL


@rule(
    "TIME003",
    "services-overlap",
    group=Group.PLAN,
    reads=READS,
    optional=OPTIONAL,
    runs_only_with=TIMES,
    applies_to_line=is_exclusive_time,
    severity=Severity.ERROR,
    cause=Cause.TREATMENT,
    message="Services overlap: {least}{minutes:minute} of {codes:and} from {start} to {end}, which is "
    "{elapsed:minute}. A minute counts for one service only.",
    words={"least": LEAST},
    fixes=(
        Fix(
            "times",
            "Correct the start and end times",
            "the services were given one after the other",
            "DOC-171",
            NEEDS_RECORD,
        ),
        Fix(
            "minutes",
            "Correct the minutes",
            "one service was given in minutes that the other counts",
            "DOC-077",
            NEEDS_RECORD,
        ),
    ),
    offers="never",
    revision=2,
    cites=(NCCI_MANUAL.at("ch. XI, section P.2"), CPT_TIME.at("concurrent services", "S")),
)
def services_overlap(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag services that do not fit into their stretch of the clock."""
    law, lines = day.law, day.lines
    minutes = {i: least_minutes(law, line) for i, line in enumerate(lines) if occupies_clock(law, line)}
    if len(minutes) < 2 or not has_clock([lines[i] for i in minutes]):
        return
    yield from without_clock(lines, minutes)
    for stretch in overbooked_intervals(scheduled(lines, minutes)):
        yield Hit(stretch.positions, stretch.evidence)
