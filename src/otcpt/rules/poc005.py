"""POC005 corf-plan-not-signed: a rehabilitation facility treated before a physician signed the plan.

## What it checks
Bills of comprehensive outpatient rehabilitation facilities (75x): the first plan of care of an episode must be signed
by a physician before treatment begins.

## Why it matters
In a CORF the signed plan comes first; the 30 days that others have, and the order in place of a signature, do not apply
there. Days before the signature are not covered.

## Example flagged
Bill type 0751, treated from 2026-01-05 on, the plan signed on 2026-01-20.

## Example clean
The plan signed on 2026-01-05, before the first treatment of that day.

## Settings
`plan_of_care` switches the rule on; `biller` must be `facility`. Needs a history. Without plans, or without the day of
the signature: *input missing*.

## Remedy and its limits
Correct the date of the signature if it is wrong. A plan cannot be signed for days that have passed.

## Not covered
Whether a physician of the facility signed, the hour of the signature on the first day, and the reviews of the plan.
Evaluations, which come before it. Other facilities and practices: POC001 and POC002.

## Sources
42 CFR 410.105(c); Noridian on CORF certification.
"""

from collections.abc import Iterator

from otcpt.edits import Facility
from otcpt.findings import Cause, Field, Hit, Reason, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import NEEDS_RECORD, Fix
from otcpt.rules._episode import is_evaluation, is_planned, planned_days
from otcpt.rules._sources import CORF_PLAN
from otcpt.rules._timeframe import Timeframe


@rule(
    "POC005",
    "corf-plan-not-signed",
    scope=Scope.EPISODE,
    reads={Field.CODE, Field.BILL_TYPE, Field.DATE_OF_SERVICE},
    applies_to_line=is_planned,
    enabled_by=lambda settings: settings.plan_of_care and settings.biller == "facility",
    severity=Severity.ERROR,
    cause=Cause.BILLING,
    message="Plan not signed before treatment: on {date} a CORF treated under a plan signed on {signed}. Days before "
    "the signature are not covered.",
    fixes=(
        Fix(
            "date",
            "Correct the day of the signature",
            "the plan was signed before treatment began",
            "DOC-052",
            NEEDS_RECORD,
        ),
    ),
    offers="never",
    cites=(CORF_PLAN.at("(c)(1)(i)"),),
    since="0.2.0",
)
def corf_plan_not_signed(timeframe: Timeframe) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag the days that a CORF treated before the first plan was signed."""
    days = {
        day: mine
        for day, places in planned_days(timeframe).items()
        if (mine := tuple(i for i in places if i in timeframe.checked and _treats_in_a_corf(timeframe, i)))
    }
    if not days:
        return
    every = tuple(i for mine in days.values() for i in mine)
    chart = timeframe.episode
    if chart is None or not chart.plans:
        yield RuleNotEvaluated(every, "Needs the plans of care of the episode", Reason.INPUT_MISSING)
        return
    signed = min(chart.plans, key=lambda one: one.first_day).signed_on
    if signed is None:
        yield RuleNotEvaluated(every, "Needs the day on which the plan of care was signed", Reason.INPUT_MISSING)
        return
    for day, mine in days.items():
        if day < signed:
            ordered = sorted(mine, key=lambda i: timeframe.lines[i].code)
            yield Hit(tuple(ordered), (("signed", str(signed)),))


def _treats_in_a_corf(timeframe: Timeframe, position: int) -> bool:
    line, law = timeframe.lines[position], timeframe.law(position)
    given = line.bill_type is not None and law.facility(line.bill_type) is Facility.CORF
    return given and not is_evaluation(law, line.code)
