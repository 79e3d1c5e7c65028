"""RTM002 monitoring-month-billed-twice: the first minutes of a monitoring month are billed on two days.

## What it checks
98979 and 98980 over a calendar month of one patient, discipline and billing entity: a second one on another day.

## Why it matters
One of the two is for the whole month, once. What goes beyond 98980's 20 minutes is 98981.

## Example flagged
`98980:GO x1` on 2026-03-12 and again on 2026-03-31.

## Example clean
`98980:GO x1` on 2026-03-31 and on 2026-04-30.

## Settings
Needs a history.

## Remedy and its limits
Bill the month once, on one day, with all its minutes: each further full 20 minutes are 98981.

## Not covered
Both on one day (RTM001, UNIT004); whether the minutes support them (RTM004); monitoring by another billing entity.

## Sources
Summaries of CMS CR 14250 on remote monitoring from 2026; the codes' own unit, the calendar month.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Field, Group, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import CHOOSES_UNITS, DropLines, Fix
from otcpt.rules._law import Law
from otcpt.rules._monitoring import is_first_minutes
from otcpt.rules._sources import RTM_2026
from otcpt.rules._timeframe import Timeframe


def _first_minutes(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return is_first_minutes(law, code) and law.meaning(code) is not None


@rule(
    "RTM002",
    "monitoring-month-billed-twice",
    scope=Scope.MONTH,
    group=Group.PLAN,
    reads={Field.CODE, Field.UNITS, Field.DATE_OF_SERVICE},
    optional={Field.UNITS},
    applies_to_line=_first_minutes,
    severity=Severity.ERROR,
    cause=Cause.TREATMENT,
    message="Monitoring month billed twice: {code} is for the first minutes of a month, and {other} is billed on "
    "{when}. They are payable once a month.",
    fixes=(
        Fix(
            "drop",
            "Take {code} off the claim",
            "its minutes are in the month's other lines",
            "DOC-153",
            DropLines(0),
        ),
        Fix(
            "further",
            "Bill the time beyond the first 20 minutes as 98981",
            "each is 20 full minutes",
            "DOC-153",
            CHOOSES_UNITS,
        ),
    ),
    offers="sometimes",
    cites=(RTM_2026.at("codes of one calendar month"),),
)
def monitoring_month_billed_twice(timeframe: Timeframe) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag each line after the first day of the month that has one; a line billed before is not at fault."""
    places = [
        i for i, line in enumerate(timeframe.lines) if is_first_minutes(timeframe.law(i), line.code) and line.units != 0
    ]
    for i in places:
        day = timeframe.lines[i].date_of_service
        others = [
            j
            for j in places
            if timeframe.lines[j].date_of_service != day
            and (j not in timeframe.checked or timeframe.lines[j].date_of_service < day)
        ]
        if i in timeframe.checked and others:
            others.sort(key=lambda j: (timeframe.lines[j].date_of_service, timeframe.lines[j].code))
            line = timeframe.lines[others[0]]
            yield Hit((i, *others), (("other", line.code), ("when", str(line.date_of_service))))
