"""WORK001 partial-hour-counted: units of work hardening for a part of an hour.

## What it checks
97545 and 97546 with minutes: units that the midpoint supports (first unit past 60 minutes, a further one past the half
of each hour after the second) and whole hours do not. One patient, one day, one discipline, one billing entity.

## Why it matters
Payers of work hardening, mostly workers' compensation, differ: some count past the half hour, some pay full hours only,
some in quarter hours. The units are right by CPT and may still be cut.

## Example flagged
`97545:GO x1 @120`, `97546:GO x1 @40`: the hour of 97546 is not full.

## Example clean
`97545:GO x1 @120`, `97546:GO x2 @120`.

## Settings
None: the unit method does not settle it.

## Remedy and its limits
Ask the payer. Where it counts full hours only, bill those. Minutes are never added to fill an hour.

## Not covered
Units beyond the midpoint: UNIT001. Medicare's own restriction of both codes: CODE004. Lines without minutes.

## Sources
CPT introduction, section on time; payers' fee schedules, from trade sources.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Field, Group, Hit, RuleNotEvaluated, Severity, rule
from otcpt.fixes import CHOOSES_UNITS, NEEDS_RECORD, Fix
from otcpt.rules._day import Day
from otcpt.rules._law import Law
from otcpt.rules._sources import CPT_TIME, WORK_PAYERS
from otcpt.units.arithmetic import midpoint

#: The two codes this rule is about.
_FIRST, _FURTHER = "97545", "97546"
_FIRST_MINUTES, _HOUR = 120, 60


def _hardens(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return code in (_FIRST, _FURTHER) and law.meaning(code) is not None


def _full(minutes: int) -> int:
    return 0 if minutes < _FIRST_MINUTES else 1 + (minutes - _FIRST_MINUTES) // _HOUR


def _past_half(minutes: int) -> int:
    further = max(0, minutes - _FIRST_MINUTES)
    return int(minutes > _FIRST_MINUTES // 2) + midpoint(further, _HOUR)


@rule(
    "WORK001",
    "partial-hour-counted",
    group=Group.PLAN,
    reads={Field.CODE, Field.UNITS, Field.MINUTES},
    applies_to_line=_hardens,
    severity=Severity.ADVICE,
    cause=Cause.BILLING,
    message="Partial hour counted: {minutes:minute} of work hardening {minutes:is|are} billed as {billed:unit}, "
    "which counts an hour that is not full. Some payers count full hours only.",
    fixes=(
        Fix(
            "leave",
            "Leave the units as they are",
            "the payer counts past the half hour",
            "DOC-168",
            NEEDS_RECORD,
        ),
        Fix("units", "Bill the full hours only ({full})", "the payer counts full hours only", "DOC-168", CHOOSES_UNITS),
    ),
    offers="never",
    cites=(CPT_TIME.at("midpoint", "I"), WORK_PAYERS.at("partial hours")),
)
def partial_hour_counted(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Compare the units billed with what full hours make."""
    positions = sorted(
        (i for i, line in enumerate(day.lines) if _hardens(day.law, line.code, ())),
        key=lambda i: (day.lines[i].code != _FURTHER, -(day.lines[i].units or 0), -(day.lines[i].minutes or 0)),
    )
    minutes = sum(day.lines[i].minutes or 0 for i in positions)
    billed = sum(day.lines[i].units or 0 for i in positions)
    if _full(minutes) < billed <= _past_half(minutes):
        yield Hit(tuple(positions), (("minutes", minutes), ("full", _full(minutes)), ("billed", billed)))
