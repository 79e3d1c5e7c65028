"""POC001 outside-certified-period: a day of therapy that no plan of care can certify.

## What it checks
Every day of therapy in an episode against its plans of care: no plan can certify the day. An
interval runs from the plan's first day to its last, and to the ninetieth day after the first at most (the thirtieth for
certifications signed before 2008). That day itself is advice: by one sentence of the manual it is the ninety-first of
the interval.

## Why it matters
Medicare pays outpatient therapy only under a plan of care that a physician or practitioner certified; uncertified days
are denied, or recovered on review.

## Example flagged
A plan of 2026-01-05, no recertification, and `97530:GO x2` on 2026-04-20.

## Example clean
The same with a second plan from 2026-03-30.

## Settings
`plan_of_care`: on for Medicare. Needs a history. Without plans in the chart: *input missing*.

## Remedy and its limits
A recertification may be delayed; it then needs the reason in the record and the signature. No plan can be dated back.

## Not covered
Whether the plan was signed (POC002). The evaluation itself, which the plan follows.

## Sources
CMS Pub. 100-02 ch. 15 §220 (the interval *consists of 90 calendar days or less*), §220.1.2, §220.1.3 (90 calendar days
from the first treatment; the change of 2008 by the day of the signature).
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Field, Hit, Reason, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import NEEDS_RECORD, Fix
from otcpt.rules._episode import (
    NINETY_DAYS,
    certified_through,
    is_evaluation,
    is_ninetieth_day_after,
    is_planned,
    planned_days,
)
from otcpt.rules._sources import BENEFIT_MANUAL
from otcpt.rules._timeframe import Timeframe


@rule(
    "POC001",
    "outside-certified-period",
    scope=Scope.EPISODE,
    reads={Field.CODE, Field.DATE_OF_SERVICE},
    applies_to_line=is_planned,
    enabled_by=lambda settings: settings.plan_of_care,
    severity=Severity.ERROR,
    cause=Cause.BILLING,
    message="{why}",
    words={
        "why": {
            "ended": "Not certified: no plan of care covers {date}; the last one covers through {through} at most. "
            "Uncertified days are denied.",
            "ninetieth": "Certification at its limit: {date} is 90 days after the first day of the plan ({first}). One "
            "sentence of Medicare's manual ends the interval the day before.",
            "not-begun": "Not certified: no plan of care had begun by {date}. Uncertified days are denied.",
        }
    },
    fixes=(
        Fix(
            "recertify",
            "Have the plan recertified for these days",
            "treatment was under a plan all the time, and its certification is late",
            ("DOC-040", "DOC-068"),
            NEEDS_RECORD,
        ),
    ),
    offers="never",
    revision=2,
    cites=(BENEFIT_MANUAL.at("§220.1.2"), BENEFIT_MANUAL.at("§220.1.3")),
    boundaries=(NINETY_DAYS,),
)
def outside_certified_period(timeframe: Timeframe) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag the lines of days that no plan covers."""
    plans = None if timeframe.episode is None else timeframe.episode.plans
    for day, places in planned_days(timeframe).items():
        treated = tuple(i for i in places if not is_evaluation(timeframe.law(i), timeframe.lines[i].code))
        mine = tuple(sorted((i for i in treated if i in timeframe.checked), key=lambda i: timeframe.lines[i].code))
        if not mine:
            continue
        if plans is None:
            yield RuleNotEvaluated(mine, "Needs the plans of care of the episode", Reason.INPUT_MISSING)
        elif covering := [plan for plan in plans if plan.first_day <= day <= certified_through(plan)]:
            if all(is_ninetieth_day_after(plan, day) for plan in covering):
                evidence = (("why", "ninetieth"), ("first", str(covering[0].first_day)))
                yield Hit(mine, evidence, Severity.ADVICE)
        else:
            begun = [plan for plan in plans if plan.first_day <= day]
            if begun:
                yield Hit(mine, (("why", "ended"), ("through", str(max(map(certified_through, begun))))))
            else:
                yield Hit(mine, (("why", "not-begun"),))
