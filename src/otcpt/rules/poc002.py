"""POC002 certification-late: the initial plan of care was signed more than 30 days after the first treatment.

## What it checks
The first plan of care of an episode: its signature against the day of the first treatment. From 2025 on, a signed and
dated order on file, and proof that the plan was sent within 30 days of the evaluation, replace the signature. A later
plan (a recertification) needs a signature of its own; no day is set for it.

## Why it matters
A certification is timely within 30 days of the first treatment. A late one needs a reason in the record; without any
signature or its substitute the days under the plan are not covered.

## Example flagged
First treatment on 2026-01-05, signature on 2026-02-16.

## Example clean
Signature on 2026-01-30; or, from 2025 on, an order of 2025-12-20 on file and the plan sent on 2026-01-07.

## Settings
`plan_of_care`: on for Medicare. Needs a history. Without a signature, and without order and dispatch in
its place: *input missing*; likewise for the days of a later plan without a signature.

## Remedy and its limits
Delayed certification is allowed with a reason in the record. The order does not replace the signature of a
recertification, and an order without its signature (`order_signed = false`) replaces nothing: it cannot be attested
later.

## Not covered
Verbal orders (signature within 14 days). How late a recertification was signed. Whether the order must be older than
the plan: no source read says so, and the rule does not ask it. A CORF's plan, signed before treatment: POC005.

## Sources
CMS Pub. 100-02 ch. 15 §220.1.3; CY 2025 physician fee schedule final rule (42 CFR 424.24(c)).
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from otcpt.edits import Facility
from otcpt.findings import Cause, Field, Hit, Reason, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import NEEDS_RECORD, Fix
from otcpt.rules._episode import is_evaluation, is_planned, planned_days
from otcpt.rules._sources import BENEFIT_MANUAL, CERTIFICATION_RULE
from otcpt.rules._timeframe import Timeframe

if TYPE_CHECKING:
    from otcpt.claims import PlanOfCare

#: From this day an order on file and the plan's dispatch replace the signature; no code changes with it.
ORDER_SUFFICES = date(2025, 1, 1)
_TIMELY = timedelta(days=30)


def _dispensed(plan: "PlanOfCare", first: date) -> bool:
    if first < ORDER_SUFFICES or plan.order_on is None or plan.order_signed is False or plan.sent_on is None:
        return False
    return plan.sent_on <= first + _TIMELY


def _has_to_certify(timeframe: Timeframe, position: int) -> bool:
    line, law = timeframe.lines[position], timeframe.law(position)
    if position not in timeframe.checked or is_evaluation(law, line.code):
        return False
    return line.bill_type is None or law.facility(line.bill_type) is not Facility.CORF


@rule(
    "POC002",
    "certification-late",
    scope=Scope.EPISODE,
    reads={Field.CODE, Field.BILL_TYPE, Field.DATE_OF_SERVICE},
    applies_to_line=is_planned,
    enabled_by=lambda settings: settings.plan_of_care,
    severity=Severity.WARNING,
    cause=Cause.BILLING,
    message="Certification late: the plan of care was signed on {signed}, more than 30 days after the first treatment "
    "on {first}. The record must give the reason.",
    fixes=(
        Fix(
            "reason",
            "Keep the late certification with its reason",
            record="DOC-068",
            changes=NEEDS_RECORD,
        ),
    ),
    offers="never",
    revision=3,
    cites=(BENEFIT_MANUAL.at("§220.1.3"), CERTIFICATION_RULE.at("exception for initial certification")),
    boundaries=(ORDER_SUFFICES,),
)
def certification_late(timeframe: Timeframe) -> Iterator[Hit | RuleNotEvaluated]:
    """Judge the episode's first plan once, on the lines being checked that it has to certify."""
    chart = timeframe.episode
    mine = tuple(i for places in planned_days(timeframe).values() for i in places if _has_to_certify(timeframe, i))
    if not mine:
        return
    if chart is None or not chart.plans:
        yield RuleNotEvaluated(mine, "Needs the plans of care of the episode", Reason.INPUT_MISSING)
        return
    plan, *later = sorted(chart.plans, key=lambda one: one.first_day)
    for unsigned in (one for one in later if one.signed_on is None):
        ends = min((one.first_day for one in later if one.first_day > unsigned.first_day), default=date.max)
        own = tuple(i for i in mine if unsigned.first_day <= timeframe.lines[i].date_of_service < ends)
        if own:
            why = f"Needs the day on which the plan of {unsigned.first_day} was signed: no order replaces it there"
            yield RuleNotEvaluated(own, why, Reason.INPUT_MISSING)
    if _dispensed(plan, chart.first_day):
        return
    if plan.signed_on is None:
        yield RuleNotEvaluated(mine, "Needs the day on which the plan of care was signed", Reason.INPUT_MISSING)
    elif plan.signed_on > chart.first_day + _TIMELY:
        yield Hit(mine, (("signed", str(plan.signed_on)), ("first", str(chart.first_day))))
