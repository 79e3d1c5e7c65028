"""RTM004 monitoring-minutes-not-full: monitoring codes beyond the full minutes of the month.

## What it checks
Minutes on the lines of 98979, 98980 and 98981, summed over the calendar month of one patient, discipline and billing
entity: 98980 needs 20, each unit of 98981 20 more, 98979 needs 10.

## Why it matters
These codes have no midpoint: 19 minutes are not 98980, and 39 are not 98980 with 98981.

## Example flagged
`98980:GO x1 @20` and `98981:GO x1 @15` on 2026-03-31.

## Example clean
`98980:GO x1 @20` and `98981:GO x1 @20` on 2026-03-31.

## Settings
Needs a history. The unit method does not matter.

## Remedy and its limits
Bill what the full minutes make. From 2026 10 to 19 minutes of a month are 98979.

## Not covered
Minutes that were spent and are on no line; live contact with the patient, which each of these codes needs at least once
in the month; months with fewer units than the minutes make.

## Sources
Summaries of CMS CR 14250 on remote monitoring from 2026.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Field, Group, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import CHOOSES_UNITS, Fix
from otcpt.rules._law import Law
from otcpt.rules._monitoring import TEN_MINUTES, TWENTY_MORE, management
from otcpt.rules._sources import RTM_2026
from otcpt.rules._timeframe import Timeframe


def _manages(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return management(law, code) is not None and law.meaning(code) is not None


@rule(
    "RTM004",
    "monitoring-minutes-not-full",
    scope=Scope.MONTH,
    group=Group.PLAN,
    reads={Field.CODE, Field.UNITS, Field.MINUTES, Field.DATE_OF_SERVICE},
    applies_to_line=_manages,
    severity=Severity.ERROR,
    cause=Cause.BILLING,
    message="{why}",
    words={
        "why": {
            "first": "Monitoring minutes not full: {code} needs {needed} full minutes in the month, and {minutes} "
            "{minutes:is|are} recorded.",
            "further": "Monitoring minutes not full: {units:unit} of {code} {units:needs|need} {needed} full minutes "
            "in the month (20 of them for 98980), and {minutes} {minutes:is|are} recorded.",
        }
    },
    fixes=(
        Fix(
            "units",
            "Bill what {minutes:full minute} {minutes:supports|support}",
            "no other minutes of the month are recorded",
            "DOC-153",
            CHOOSES_UNITS,
        ),
    ),
    offers="never",
    cites=(RTM_2026.at("full minutes, no midpoint"),),
)
def monitoring_minutes_not_full(timeframe: Timeframe) -> Iterator[Hit | RuleNotEvaluated]:
    """Compare the month's minutes with what each code needs."""
    minutes = 0
    places: dict[str, list[int]] = {}
    for i, line in enumerate(timeframe.lines):
        if management(timeframe.law(i), line.code) is not None:
            minutes += line.minutes or 0
            if line.units:
                places.setdefault(line.code, []).append(i)
    for code, positions in sorted(places.items()):
        units = sum(timeframe.lines[i].units or 0 for i in positions)
        kind = management(timeframe.law(positions[0]), code)
        needed = 10 if kind == TEN_MINUTES else 20 + 20 * units if kind == TWENTY_MORE else 20
        if minutes < needed:
            positions.sort(key=lambda i: (i in timeframe.checked, timeframe.lines[i].date_of_service), reverse=True)
            yield Hit(
                tuple(positions),
                (
                    ("why", "further" if kind == TWENTY_MORE else "first"),
                    ("minutes", minutes),
                    ("units", units),
                    ("needed", needed),
                ),
            )
