"""RTM003 monitoring-add-on-without-primary: 98981 in a month that has no 98980.

## What it checks
98981 over a calendar month of one patient, discipline and billing entity: that 98980 is billed in that month.

## Why it matters
98981 is each further 20 minutes after the 20 of 98980. On one day's lines AOC001 cannot tell, because 98980 may
be on another day; with the month in view there is no such day.

## Example flagged
`98981:GO x1` on 2026-03-31, and no 98980 in March.

## Example clean
`98980:GO x1` on 2026-03-12 and `98981:GO x1` on 2026-03-31.

## Settings
Needs a history.

## Remedy and its limits
Bill the first 20 minutes of the month as 98980, if they were full. Minutes of another month do not count.

## Not covered
Months that CMS's list of primaries does not reach, where 98979 was billed: they are not evaluated. The list names 98980
alone; 98979 is for months of 10 to 19 minutes and is no primary of 98981.

## Sources
CMS add-on code edits; the codes' own unit, the calendar month.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Field, Group, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import CHANGES_SERVICE, DropLines, Fix
from otcpt.rules._law import Law
from otcpt.rules._monitoring import TEN_MINUTES, TWENTY_MINUTES, TWENTY_MORE, management
from otcpt.rules._sources import ADDON_TABLE, RTM_2026
from otcpt.rules._timeframe import Timeframe


def _further(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return management(law, code) == TWENTY_MORE and law.meaning(code) is not None


@rule(
    "RTM003",
    "monitoring-add-on-without-primary",
    scope=Scope.MONTH,
    group=Group.PLAN,
    reads={Field.CODE, Field.UNITS, Field.DATE_OF_SERVICE},
    optional={Field.UNITS},
    applies_to_line=_further,
    severity=Severity.ERROR,
    cause=Cause.TREATMENT,
    message="Add-on code without its primary: {code} needs 98980 in the same month.",
    fixes=(
        Fix(
            "first",
            "Bill the first 20 minutes as 98980",
            "they were full in this month",
            "DOC-153",
            CHANGES_SERVICE,
        ),
        Fix("drop", "Take {code} off the claim", "the month does not have 20 full minutes", changes=DropLines(0)),
    ),
    offers="sometimes",
    revision=2,
    cites=(ADDON_TABLE.at("type 1 edits"), RTM_2026.at("codes of one calendar month")),
)
def monitoring_add_on_without_primary(timeframe: Timeframe) -> Iterator[Hit | RuleNotEvaluated]:
    """Look for the month's 98980."""
    minutes = [
        management(timeframe.law(i), line.code) if line.units != 0 else None for i, line in enumerate(timeframe.lines)
    ]
    if TWENTY_MINUTES in minutes:
        return
    for i, line in enumerate(timeframe.lines):
        if minutes[i] == TWENTY_MORE and i in timeframe.checked:
            answer = timeframe.law(i).addon(line.code)
            shorter = timeframe.lines[minutes.index(TEN_MINUTES)].code if TEN_MINUTES in minutes else None
            if shorter is not None and (not answer.known or shorter in (*answer.primaries, *answer.possible)):
                yield RuleNotEvaluated((i,), f"No source settles whether {line.code} may follow {shorter}")
            else:
                yield Hit((i,))
