"""RTM005 device-supply-too-early: a monitoring device is billed again within 30 days.

## What it checks
Device supply (98976 and 98984, 98977 and 98985, 98978 and 98986) of one device of one patient: lines on two days less
than 30 days apart, in one discipline and billing entity, within one episode where the chart has the episodes.

## Why it matters
Supply is payable once in 30 days, whatever the number of days with data: a line by the calendar month, February's after
January's, can come too early.

## Example flagged
`98977:GO x1` on 2026-01-31 and on 2026-02-28: 28 days.

## Example clean
`98977:GO x1` on 2026-01-31 and on 2026-03-02: 30 days.

## Settings
Needs a history.

## Remedy and its limits
Bill the later period when its 30 days are over, with the days of data it had by then.

## Not covered
The days of data: a claim does not show them. Whether a practice bills the first or the last day of a period: the rule
takes it for the same one each time. Devices of two kinds. Both codes of a device on one day (RTM001).

## Sources
Summaries of CMS CR 14250 on remote monitoring from 2026; the codes' own unit of 30 days.
"""

from collections.abc import Iterator
from datetime import timedelta

from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import NEEDS_RECORD, DropLines, Fix
from otcpt.rules._law import Law
from otcpt.rules._monitoring import PERIOD, device
from otcpt.rules._sources import RTM_2026
from otcpt.rules._timeframe import Timeframe


def _supplies(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return device(law, code) is not None and law.meaning(code) is not None


@rule(
    "RTM005",
    "device-supply-too-early",
    scope=Scope.EPISODE,
    reads={Field.CODE, Field.UNITS, Field.DATE_OF_SERVICE},
    optional={Field.UNITS},
    applies_to_line=_supplies,
    severity=Severity.WARNING,
    cause=Cause.TREATMENT,
    message="Device supply too early: {code} is {days:day} after {other:and} of {when}. A device is payable once in 30 "
    "days.",
    fixes=(
        Fix(
            "later",
            "Bill it on {from_then} or later",
            "the device is still in use then",
            "DOC-151",
            NEEDS_RECORD,
        ),
        Fix("drop", "Take {code} off the claim", "its days are in the period that was billed", changes=DropLines(0)),
    ),
    offers="sometimes",
    cites=(RTM_2026.at("supply per 30 days"),),
)
def device_supply_too_early(timeframe: Timeframe) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag a supply less than 30 days after the one before it."""
    places: dict[str, list[int]] = {}
    for i, line in enumerate(timeframe.lines):
        kind = device(timeframe.law(i), line.code)
        if kind is not None and line.units != 0:
            places.setdefault(kind, []).append(i)
    for positions in places.values():
        for i in positions:
            day = timeframe.lines[i].date_of_service
            before = [j for j in positions if timeframe.lines[j].date_of_service < day]
            if i not in timeframe.checked or not before:
                continue
            when = max(timeframe.lines[j].date_of_service for j in before)
            last = [j for j in before if timeframe.lines[j].date_of_service == when]
            days = (day - when).days
            if days < PERIOD:
                yield Hit(
                    (i, *last),
                    (
                        ("days", days),
                        ("other", tuple(sorted({timeframe.lines[j].code for j in last}))),
                        ("when", str(when)),
                        ("from_then", str(when + timedelta(days=PERIOD))),
                    ),
                )
