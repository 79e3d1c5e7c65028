"""UNIT006 minutes-at-unit-threshold: day after day the minutes are at the fewest that make the units billed.

## What it checks
One patient's treatment days of an episode, counted by total time: how far the day's timed minutes lie above the fewest
that make its units (8 for one, 23 for two, 38 for three). Where at least ten days are known and on four in five of them
it is less than two minutes, the last day is named.

## Why it matters
A unit is 15 minutes, and over many days left-over minutes go up and down. CMS expects the average, and has a
habit of units with fewer minutes looked at. Were the left-over minutes a matter of chance, eight such days in ten would
happen in five episodes of a million.

## Example flagged
`97530:GO x2 @23` on each of ten days.

## Example clean
`97530:GO x3 @40` on each of ten days: fixed visits of 40 minutes are a schedule, not a threshold.

## Settings
Needs a history. `unit_method` must be `cms`.

## Remedy and its limits
Look at how minutes come about: from the clock, or from the units. True minutes stay as they are, and nothing is to be
billed otherwise. Never write minutes up or down.

## Not covered
The measure (two minutes, ten days, four in five) is otcpt's own, made so that fixed visits of 25, 40, 45 or 55 minutes
stay silent; no source gives a number. Habits over many patients. Days on which a line lacks minutes or units, or whose
units do not follow from the minutes (UNIT001, UNIT002), are left out.

## Sources
CMS Pub. 100-04 ch. 5 §20.2.C.
"""

from collections.abc import Iterator
from datetime import date

from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import NEEDS_RECORD, Fix
from otcpt.rules._law import Law
from otcpt.rules._sources import CLAIMS_MANUAL
from otcpt.rules._timeframe import Timeframe
from otcpt.units.arithmetic import first_minute, midpoint

#: The threshold is the first minute that makes the units, and the next.
_WIDTH = 2
_DAYS = 10


def _pooled(law: Law, code: str, modifiers: tuple[str, ...] = ()) -> bool:
    timing = law.timing(code)
    return timing is not None and timing.pool is not None


@rule(
    "UNIT006",
    "minutes-at-unit-threshold",
    scope=Scope.EPISODE,
    reads={Field.CODE, Field.UNITS, Field.MINUTES, Field.DATE_OF_SERVICE},
    optional={Field.UNITS, Field.MINUTES},
    applies_to_line=_pooled,
    enabled_by=lambda settings: settings.unit_method == "cms",
    severity=Severity.ADVICE,
    cause=Cause.TREATMENT,
    message="Minutes at the unit threshold: on {short} of {days} days they are less than 2 minutes above the "
    "fewest that make the units. All {days} days: {minutes:minute}, {units:unit}.",
    fixes=(
        Fix("clock", "Look at how the minutes are taken", "they are not read from the clock", changes=NEEDS_RECORD),
    ),
    offers="never",
    cites=(CLAIMS_MANUAL.at("§20.2.C", "P*"),),
)
def minutes_at_unit_threshold(timeframe: Timeframe) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag an episode whose days stay at the threshold of their units."""
    lines = timeframe.lines
    by_day: dict[date, list[int]] = {}
    for i, line in enumerate(lines):
        if _pooled(timeframe.law(i), line.code):
            by_day.setdefault(line.date_of_service, []).append(i)
    days = short = minutes = units = 0
    last: list[int] = []
    for own in by_day.values():
        spent = sum(lines[i].minutes or 0 for i in own)
        billed = sum(lines[i].units or 0 for i in own)
        known = all(lines[i].minutes is not None and lines[i].units is not None for i in own)
        if not known or not billed or billed != midpoint(spent):
            continue
        days, minutes, units = days + 1, minutes + spent, units + billed
        if spent - first_minute(billed) < _WIDTH:
            short += 1
            last = [i for i in own if i in timeframe.checked] or last
    if last and days >= _DAYS and 5 * short >= 4 * days:
        last.sort(key=lambda i: lines[i].code)
        yield Hit(tuple(last), (("short", short), ("days", days), ("minutes", minutes), ("units", units)))
