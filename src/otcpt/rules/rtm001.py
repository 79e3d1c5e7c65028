"""RTM001 monitoring-period-billed-twice: two alternative codes of one monitoring period on one day.

## What it checks
On one day, for one discipline and billing entity: both supply codes of one device (98976 with 98984, 98977 with 98985,
98978 with 98986), or 98979 with 98980.

## Why it matters
The days with data, or the minutes of the month, decide which of the two is billed. Both together bill one
period twice.

## Example flagged
`98977:GO x1` with `98985:GO x1` on 2026-03-31.

## Example clean
`98977:GO x1` with `98980:GO x1` on 2026-03-31.

## Settings
None.

## Remedy and its limits
Keep the code that the days of data, or the minutes of the month, support: 16 to 30 days or 2 to 15, 10 to 19 minutes or
20 and more. The device's log and the minutes must be in the record.

## Not covered
The days of data: a claim does not show them. The same code twice (UNIT004, MUE001), and lines on other days (RTM002,
RTM005). 98979 with 98981: RTM003 asks for the month's 98980.

## Sources
Summaries of CMS CR 14250 on remote monitoring from 2026.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Field, Group, Hit, RuleNotEvaluated, Severity, rule
from otcpt.fixes import DropLines, Fix
from otcpt.rules._day import Day
from otcpt.rules._law import Law
from otcpt.rules._monitoring import TEN_MINUTES, device, exclusive, is_first_minutes, management
from otcpt.rules._sources import RTM_2026


def _alternative(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return (device(law, code) is not None or is_first_minutes(law, code)) and law.meaning(code) is not None


@rule(
    "RTM001",
    "monitoring-period-billed-twice",
    group=Group.PLAN,
    reads={Field.CODE},
    applies_to_line=_alternative,
    severity=Severity.ERROR,
    cause=Cause.TREATMENT,
    message="{why}",
    words={
        "why": {
            "month": "Monitoring month billed twice: {code} and {other} are alternatives. The minutes of the month "
            "decide: 10 to 19, or 20 and more.",
            "30-days": "Monitoring period billed twice: {code} and {other} are alternatives. The days with data "
            "decide: 2 to 15, or 16 to 30.",
        },
        "proof": {
            "minutes": "DOC-153",
            "days": "DOC-151",
        },
    },
    fixes=(
        Fix("keep-other", "Take {code} off the claim", "the record supports {other}", "{proof}"),
        Fix("keep-code", "Take {other} off the claim", "the record supports {code}", "{proof}"),
    ),
    offers="always",
    cites=(RTM_2026.at("codes of one period"),),
)
def monitoring_period_billed_twice(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag each pair of codes that exclude each other."""
    codes = sorted({line.code for line in day.lines if _alternative(day.law, line.code, ())}, reverse=True)
    for number, code in enumerate(codes):
        for other in codes[number + 1 :]:
            if not exclusive(day.law, code, other):
                continue
            positions = [i for i, line in enumerate(day.lines) if line.code == code]
            count = len(positions)
            positions += [i for i, line in enumerate(day.lines) if line.code == other]
            minutes = TEN_MINUTES in (management(day.law, code), management(day.law, other))
            yield Hit(
                tuple(positions),
                (
                    ("why", "month" if minutes else "30-days"),
                    ("other", other),
                    ("proof", "minutes" if minutes else "days"),
                ),
                changes={
                    "keep-other": DropLines(range(count)),
                    "keep-code": DropLines(range(count, len(positions))),
                },
            )
