"""TIME004 minutes-above-clock: a line has more minutes than passed between its start and end time.

## What it checks
The minutes of a line against its start and end time; seconds are rounded in the line's favor. Where a line gives no
minutes, the fewest its units can rest on: 15 for every unit but the last, and one for that.

## Why it matters
Units rest on minutes, and minutes cannot be longer than the clock. 48 units of 97110 in 4 hours is the field's own
example.

## Example flagged
`97530:GO x3 @40` from 9:00 to 9:30; `97110:GO x48` from 8:00 to 12:00.

## Example clean
`97530:GO x2 @30` from 9:00 to 9:45: rest is no treatment.

## Settings
None. Untimed codes count once whatever the minutes, so for them the rule only warns.

## Remedy and its limits
Correct the times or the minutes, whichever the note of that day shows to be wrong, and count the units again. Minutes
of therapist and assistant together on one patient are one set of minutes.

## Not covered
Codes with more than treatment in their time (96125 counts its report), remote monitoring, lines billed with 0 units,
and services over midnight, where it is open which day they belong to.

## Sources
CMS Pub. 100-04 ch. 5 §20.2; CMS Pub. 100-02 ch. 15 §220.3.E.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Hit, RuleNotEvaluated, Severity, rule
from otcpt.fixes import NEEDS_RECORD, Fix
from otcpt.rules._clock import (
    OPTIONAL,
    READS,
    TIMES,
    has_clock,
    is_exclusive_time,
    least_minutes,
    occupies_clock,
    span,
    without_clock,
    written,
)
from otcpt.rules._day import Day
from otcpt.rules._sources import BENEFIT_MANUAL, CLAIMS_MANUAL


@rule(
    "TIME004",
    "minutes-above-clock",
    reads=READS,
    optional=OPTIONAL,
    runs_only_with=TIMES,
    applies_to_line=is_exclusive_time,
    severity=Severity.ERROR,
    cause=Cause.TREATMENT,
    message="{why}, and {elapsed:minute} passed from {start} to {end}.",
    words={
        "why": {
            "documented": "Minutes above the clock: {code} has {minutes:minute}",
            "implied": "Units above the clock: the units of {code} need at least {minutes:minute}",
        }
    },
    fixes=(
        Fix(
            "minutes",
            "Correct the minutes and the units",
            "they are overstated",
            "DOC-077",
            NEEDS_RECORD,
        ),
        Fix("times", "Correct the start or end time", "it is wrong", "DOC-078", NEEDS_RECORD),
    ),
    revision=2,
    offers="never",
    cites=(CLAIMS_MANUAL.at("§20.2.C", "P"), BENEFIT_MANUAL.at("§220.3.E")),
)
def minutes_above_clock(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag lines with more minutes than their own stretch of the clock."""
    law = day.law
    for position, line in enumerate(day.lines):
        if not has_clock((line,)) or not occupies_clock(law, line):
            continue
        lasted = span(line)
        if lasted is None:
            yield from without_clock(day.lines, (position,))
            continue
        start, end = lasted
        minutes = least_minutes(law, line)
        if minutes > end - start:
            meaning = law.meaning(line.code)
            timed = meaning is not None and meaning.timing.pool is not None
            yield Hit(
                (position,),
                (
                    ("why", "implied" if line.minutes is None else "documented"),
                    ("minutes", minutes),
                    ("elapsed", end - start),
                    ("start", written(start)),
                    ("end", written(end)),
                ),
                Severity.ERROR if timed else Severity.WARNING,
            )
