"""FUNC003 functional-report-incomplete: a functional report with one half of its pair.

## What it checks
Functional G-codes on dates of service from 2013-01-01 to 2018-12-31: of each limitation that is reported, the goal and
with it the current status or the status at discharge. One patient, one day, one discipline, one billing entity.

## Why it matters
One code alone gives the status or the goal, not both. Medicare did not count it as a report.

## Example flagged
`G8987:GO:CK x1` on 2015-06-01: the goal G8988 is missing.

## Example clean
`G8987:GO:CK x1` with `G8988:GO:CI x1` on 2015-06-01.

## Settings
`medicare_status` switches the rule on; `discipline` is the discipline of a line without GO, GP or GN.

## Remedy and its limits
Add the other code of the same limitation, with what was assessed on that day.

## Not covered
More than one limitation of a plan at once; that a visit which is the only one reports all three statuses.

## Sources
CMS Pub. 100-04 ch. 5 §10.6.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Field, Group, Hit, RuleNotEvaluated, Severity, rule
from otcpt.fixes import NEEDS_RECORD, Fix
from otcpt.rules._day import Day
from otcpt.rules._functional import CURRENT, DISCHARGE, GOAL, functional_report, is_functional
from otcpt.rules._sources import CLAIMS_MANUAL


@rule(
    "FUNC003",
    "functional-report-incomplete",
    group=Group.PLAN,
    reads={Field.CODE},
    applies_to_line=is_functional,
    enabled_by=lambda settings: settings.medicare_status,
    severity=Severity.WARNING,
    cause=Cause.TREATMENT,
    message="Functional report incomplete: {limitation} has {given:and} and no {lacking:or}.",
    fixes=(
        Fix(
            "status",
            "Add the code of the {lacking:or}",
            "it was assessed on that day",
            "DOC-019",
            NEEDS_RECORD,
        ),
    ),
    offers="never",
    cites=(CLAIMS_MANUAL.at("§10.6"),),
)
def functional_report_incomplete(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
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
            lacking: tuple[str, ...] = (GOAL,)
        elif statuses == {GOAL}:
            lacking = (CURRENT, DISCHARGE)
        else:
            continue
        positions = sorted(by_position, key=lambda i: day.lines[i].code)
        yield Hit(
            tuple(positions),
            (("limitation", limitation), ("given", tuple(sorted(statuses))), ("lacking", lacking)),
        )
