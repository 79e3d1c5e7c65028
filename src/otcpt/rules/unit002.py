"""UNIT002 units-below-minutes: fewer units are billed than the minutes support.

## What it checks
As UNIT001, in the other direction.

## Why it matters
Nothing is denied. A claim whose units and minutes disagree is wrong all the same: a service was left off, or minutes
were recorded that were not treatment.

## Example flagged
`97530:GO x1 @30`: 30 minutes support 2 units.

## Example clean
`97530:GO x2 @30`.

## Settings
`unit_method`, as UNIT001.

## Remedy and its limits
Find out which of the two is right. Units may only follow minutes of skilled one-on-one treatment that the note of
that day already shows; bill fewer where the note does not show them. The rule never looks for minutes
that were not given.

## Not covered
As UNIT001.

## Sources
CMS Pub. 100-04 ch. 5 §20.2; CPT introduction, section on time.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Field, Group, Hit, Part, RuleNotEvaluated, Severity, rule
from otcpt.fixes import NEEDS_RECORD, Fix
from otcpt.rules._day import Day
from otcpt.rules._sources import CLAIMS_MANUAL, CPT_TIME
from otcpt.rules._unit_pools import counts_minutes, mismatched_pools


@rule(
    "UNIT002",
    "units-below-minutes",
    group=Group.PLAN,
    part=Part.POOL,
    reads={Field.CODE, Field.MODIFIERS, Field.UNITS, Field.MINUTES},
    applies_to_line=counts_minutes,
    silent_without=mismatched_pools,
    severity=Severity.ADVICE,
    cause=Cause.BILLING,
    message="{why} Nothing is denied; find out which is right.",
    words={
        "why": {
            "unit": "Units and minutes disagree: {minutes:timed minute} {minutes:makes|make} {supported:unit} "
            "({right}), and {billed:,} {billed:is|are} billed ({billed_units}).",
            "no-unit": "Units and minutes disagree: {minutes:timed minute} {minutes:makes|make} {supported:unit} "
            "({right}), and none is billed.",
            "tenth": "Tenths of an hour and minutes disagree: {minutes:timed minute} {minutes:makes|make} "
            "{supported:,} ({right}), and {billed:,} {billed:is|are} billed ({billed_units}).",
            "no-tenth": "Tenths of an hour and minutes disagree: {minutes:timed minute} {minutes:makes|make} "
            "{supported:,} ({right}), and none is billed.",
        }
    },
    fixes=(
        Fix(
            "minutes",
            "Correct the minutes",
            "they include time that was not treatment",
            "DOC-088",
            NEEDS_RECORD,
        ),
        Fix(
            "units",
            "Bill {right}",
            "all {minutes:minute} were skilled one-on-one treatment",
            ("DOC-077", "DOC-088"),
        ),
    ),
    offers="sometimes",
    cites=(CLAIMS_MANUAL.at("§20.2.C", "P"), CPT_TIME.at("midpoint of a unit", "P")),
)
def units_below_minutes(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag accounts with fewer units than their minutes make."""
    for pool in day.cached(mismatched_pools):
        if pool.excess < 0:
            yield pool.hit
