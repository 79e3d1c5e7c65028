"""POC004 report-period-by-assistant-alone: the assistant alone treated in a whole report period.

## What it checks
Each stretch of as many treatment days as a progress report may cover (ten under Medicare), counted from the beginning
of the episode and again after each report: every line of every day is the assistant's, by its minutes or by CO or CQ.

## Why it matters
In each report period the therapist has to furnish a whole service at least once and take part in the treatment. A
period without the therapist does not support the report, nor the services.

## Example flagged
Ten treatment days of `97530:GO:CO x2 @A30`, and none of the therapist.

## Example clean
The same with `97530:GO x2 @30` on one of the days.

## Settings
`plan_of_care` and `assistant_modifiers` switch the rule on; `report_treatment_days` is the length of a period. Needs a
history. Where the chart does not give the reports: *input missing*.

## Remedy and its limits
Correct who furnished the services, if the therapist did furnish one. A period that has passed without the therapist
cannot be completed afterwards.

## Not covered
Where lines have CO or CQ and no minutes, the therapist may have had a part in them: the finding is advice then.
What the report says. Periods that a report ended earlier. Speech-language pathology, which has no such modifier.

## Sources
CMS Pub. 100-02 ch. 15 §220.3.D.
"""

from collections.abc import Iterator

from otcpt.claims import ServiceLine
from otcpt.findings import Cause, Field, Hit, Reason, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import NEEDS_RECORD, Fix
from otcpt.modifiers import ASSISTANT
from otcpt.rules._episode import is_treatment, report_periods, treatment_days
from otcpt.rules._sources import BENEFIT_MANUAL
from otcpt.rules._timeframe import Timeframe

_MINUTES = {Field.THERAPIST_MINUTES, Field.ASSISTANT_MINUTES, Field.JOINT_MINUTES}


@rule(
    "POC004",
    "report-period-by-assistant-alone",
    scope=Scope.EPISODE,
    reads={Field.CODE, Field.MODIFIERS, Field.UNITS, Field.DATE_OF_SERVICE, *_MINUTES},
    optional={Field.UNITS, *_MINUTES},
    applies_to_line=is_treatment,
    enabled_by=lambda settings: (
        settings.plan_of_care and settings.assistant_modifiers and settings.report_treatment_days > 0
    ),
    severity=Severity.WARNING,
    cause=Cause.TREATMENT,
    message="{why}",
    words={
        "why": {
            "minutes": "Assistant alone in a report period: on all {count} treatment days from {first} to {date} the "
            "assistant alone furnished every service. The therapist must take part.",
            "modifier": "Assistant in a whole report period: every line of the {count} treatment days from {first} to "
            "{date} has CO or CQ. The therapist must furnish one service of each period.",
        }
    },
    fixes=(
        Fix(
            "who",
            "Correct who furnished the services",
            "the therapist furnished a whole service in the period",
            "DOC-100",
            NEEDS_RECORD,
        ),
    ),
    offers="never",
    cites=(BENEFIT_MANUAL.at("§220.3.D"),),
    since="0.2.0",
)
def report_period_by_assistant_alone(timeframe: Timeframe) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag the last day of each whole period in which no line shows the therapist."""
    lines = timeframe.lines
    days = {
        day: billed
        for day, places in treatment_days(timeframe).items()
        if (billed := tuple(i for i in places if lines[i].units != 0))
    }
    shown = {day: {_shown(lines[i]) for i in places} for day, places in days.items()}
    suspected = [day for day in days if shown[day] <= {"minutes", "modifier"}]
    if not suspected:
        return
    chart = timeframe.episode
    if chart is None or chart.progress_reports is None:
        most = timeframe.law(days[suspected[0]][0]).settings.report_treatment_days
        own = tuple(i for day in suspected for i in days[day] if i in timeframe.checked)
        if len(suspected) >= most and own:
            why = "Needs the days on which progress reports were written"
            yield RuleNotEvaluated(own, why, Reason.INPUT_MISSING)
        return
    for period in report_periods(timeframe, tuple(days), chart.progress_reports):
        whose = set().union(*(shown[day] for day in period))
        mine = sorted((i for i in days[period[-1]] if i in timeframe.checked), key=lambda i: lines[i].code)
        if mine and whose <= {"minutes", "modifier"}:
            why = "minutes" if whose == {"minutes"} else "modifier"
            evidence = (("why", why), ("count", len(period)), ("first", str(period[0])))
            yield Hit(tuple(mine), evidence, None if why == "minutes" else Severity.ADVICE)


def _shown(line: ServiceLine) -> str:
    """What shows that the assistant alone furnished a line: minutes, the modifier, or nothing."""
    if line.therapist_minutes is not None:
        return "minutes" if line.assistant_minutes and not line.therapist_minutes and not line.joint_minutes else ""
    return "" if ASSISTANT.keys().isdisjoint(line.modifiers) else "modifier"
