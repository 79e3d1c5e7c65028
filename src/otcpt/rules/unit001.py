"""UNIT001 units-above-minutes: more units are billed than the minutes support.

## What it checks
By total time (`cms`): the units of all codes of the pool together against the minutes of the pool, one patient, one
day, one discipline, one billing entity; several therapists and several claims count together. Timed codes outside the
pool are counted each by its own unit length. By midpoint (`ama`): each code, or first-plus-additional family, for
itself; by full units (`full`) and tenths of an hour (`tenths`) likewise, the units of the claim then being tenths. By
session (`per_session`): each line for itself. By the better of two (`best`): whichever of total time and midpoint gives
the day more units.

## Why it matters
Units without minutes are an overpayment, and the first thing a reviewer adds up.

## Example flagged
`97530:GO x2 @15`, `97110:GO x1 @10`: 25 minutes support 2 units, 3 were billed.

## Example clean
`97110:GO x2 @33`, `97140:GO x1 @7`: 40 minutes support 3 units; the left-over unit goes to the 7 minutes.

## Settings
`unit_method`: `cms`, `ama`, or what single payers do: `full`, `per_session`, `tenths`, `best`.

## Remedy and its limits
Bill what the minutes support. Minutes may only be corrected where the treatment note, written at the time, shows
others.

## Not covered
Untimed codes (UNIT004), remote monitoring (its minutes are a month's), codes kept for combinations only. 96113 without
96112 on the day: testing may run over days, so *input missing*; AOC001 warns of the line. Lines billed with 0 units are
not at fault, but their minutes count. A CPT payer that caps units by elapsed time does so by contract (UNIT005).

## Sources
CMS Pub. 100-04 ch. 5 §20.2; CPT introduction, section on time.
"""

from collections.abc import Iterator

from otcpt.codes import CodeGroup
from otcpt.findings import Cause, Field, Group, Hit, Part, Reason, RuleNotEvaluated, Severity, rule
from otcpt.fixes import NEEDS_RECORD, Fix
from otcpt.rules._day import Day
from otcpt.rules._law import Law
from otcpt.rules._sources import CLAIMS_MANUAL, CPT_TIME
from otcpt.rules._unit_pools import UnitPool, counts_minutes, mismatched_pools

#: Why an account of additional time alone stays open.
TESTING_ALONE = "Testing may run over days, and its first hour is not among the lines of this day"


@rule(
    "UNIT001",
    "units-above-minutes",
    group=Group.PLAN,
    part=Part.POOL,
    reads={Field.CODE, Field.MODIFIERS, Field.UNITS, Field.MINUTES},
    applies_to_line=counts_minutes,
    silent_without=mismatched_pools,
    severity=Severity.ERROR,
    cause=Cause.BILLING,
    message="{why}",
    words={
        "why": {
            "unit": "Too many units: {minutes:timed minute} {minutes:supports|support} {supported:,} ({right}), and "
            "{billed:,} {billed:is|are} billed ({billed_units}).",
            "no-unit": "Too many units: {minutes:timed minute} {minutes:supports|support} no unit, and {billed:,} "
            "{billed:is|are} billed ({billed_units}).",
            "tenth": "Too many tenths of an hour: {minutes:timed minute} {minutes:supports|support} {supported:,} "
            "({right}), and {billed:,} {billed:is|are} billed ({billed_units}).",
            "no-tenth": "Too many tenths of an hour: {minutes:timed minute} {minutes:supports|support} none, and "
            "{billed:,} {billed:is|are} billed ({billed_units}).",
        }
    },
    fixes=(
        Fix("units", "Bill {right}", "the minutes on the claim are right", "DOC-077"),
        Fix(
            "minutes",
            "Correct the minutes",
            "the claim misstates them",
            "DOC-077",
            NEEDS_RECORD,
        ),
    ),
    offers="sometimes",
    revision=2,
    cites=(CLAIMS_MANUAL.at("§20.2.C", "P"), CPT_TIME.at("midpoint of a unit", "P")),
)
def units_above_minutes(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag accounts with more units than their minutes make."""
    for pool in day.cached(mismatched_pools):
        if pool.excess > 0 and _may_run_over_days(day.law, pool):
            yield RuleNotEvaluated(pool.positions, TESTING_ALONE, Reason.INPUT_MISSING)
        elif pool.excess > 0:
            yield pool.hit


def _may_run_over_days(law: Law, pool: UnitPool) -> bool:
    """Whether the account is additional time alone, of testing whose first hour may lie on another day."""
    further = law.group(CodeGroup.TESTING_OVER_DAYS).codes
    return further.issuperset([pool.lines[i].code for i in pool.positions])
