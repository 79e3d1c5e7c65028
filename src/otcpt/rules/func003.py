"""FUNC003 functional-report-incomplete: a functional report that is half of a pair.

## What it checks
Functional G-codes on dates of service from 2013-01-01 to 2018-12-31: of each limitation that is reported, the goal and
beside it the current status or the status at discharge. One patient, one day, one discipline, one billing entity.

## Why it matters
One code alone says where the patient is or where the patient should be, never both; Medicare took it for no report.

## Example flagged
`G8987:GO:CK x1` on 2015-06-01: the goal G8988 is missing.

## Example clean
`G8987:GO:CK x1` with `G8988:GO:CI x1` on 2015-06-01.

## Settings
`medicare_status` switches the rule on; `discipline` is whose line it is where no GO, GP or GN says so.

## Remedy and its limits
Add the other code of the same limitation, with what was assessed on that day.

## Not covered
More than one limitation of a plan at once; that a visit which is the only one reports all three statuses.

## Sources
CMS Pub. 100-04 ch. 5 §10.6.
"""

from collections.abc import Iterator

from otcpt.findings import CannotTell, Cause, Field, Group, Hit, Severity, rule
from otcpt.fixes import NEEDS_RECORD, Fix
from otcpt.rules._day import Day
from otcpt.rules._functional import CURRENT, DISCHARGE, GOAL, functional_report, is_functional
from otcpt.rules._sources import CLAIMS_MANUAL


@rule(
    "FUNC003",
    "functional-report-incomplete",
    group=Group.PLAN,
    reads={Field.CODE},
    touches=is_functional,
    applies=lambda settings: settings.medicare_status,
    severity=Severity.WARNING,
    cause=Cause.TREATMENT,
    message="The report of {limitation} has {given} and lacks {lacking}.",
    fixes=(
        Fix(
            "status",
            "Add the code of the {lacking}",
            "it was assessed on that day",
            "that status, and how it was found",
            NEEDS_RECORD,
        ),
    ),
    offers="never",
    cites=(CLAIMS_MANUAL.at("§10.6"),),
)
def functional_report_incomplete(day: Day) -> Iterator[Hit | CannotTell]:
    """Flag each limitation of the day with one half of its pair."""
    reported: dict[str, dict[int, str]] = {}
    for position, line in enumerate(day.lines):
        report = functional_report(day.law, line.code)
        if report is not None:
            limitation, status = report
            reported.setdefault(limitation, {})[position] = status
    for limitation, by_position in sorted(reported.items()):
        statuses = set(by_position.values())
        if GOAL not in statuses:
            lacking = GOAL
        elif statuses == {GOAL}:
            lacking = f"{CURRENT} or {DISCHARGE}"
        else:
            continue
        positions = sorted(by_position, key=lambda i: day.lines[i].code)
        yield Hit(
            tuple(positions),
            (("limitation", limitation), ("given", tuple(sorted(statuses))), ("lacking", lacking)),
        )
