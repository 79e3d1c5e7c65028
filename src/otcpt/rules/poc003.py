"""POC003 progress-report-overdue: more than ten treatment days since the last progress report.

## What it checks
The treatment days of an episode, counted from its beginning and again after each progress report: a day beyond the
tenth without a report, under Medicare. Other payers count other numbers of visits, or calendar days too. A treatment
day is one with treatment, evaluation or re-evaluation. Remote monitoring (device supply and data review alike), contact
by telephone or portal, and training of caregivers without the patient make none.

## Why it matters
A clinician, not an assistant, writes a progress report at least once every ten treatment days; without it the days
after the tenth are not supported on review.

## Example flagged
Eleven days of `97530:GO x2` and no report.

## Example clean
The same with a report written on the tenth day.

## Settings
`report_treatment_days` and `report_calendar_days`: 10 and none for Medicare; the first of the two that passes decides,
and 0 means that the payer has none. Needs a history; claims and history together must have all treatment
days. Where the chart does not give the reports, and more than ten days were treated: *input missing*.

## Remedy and its limits
Write the report that is due. A late report does not cover the days before it in full. Never date one back.

## Not covered
What the report says, and whether an assistant wrote it. Days before 2013, for which the interval is not confirmed.

## Sources
CMS Pub. 100-02 ch. 15 §§220 (treatment day) and 220.3.D.
"""

from collections.abc import Iterator
from datetime import date

from otcpt.findings import Cause, Field, Hit, Reason, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import NEEDS_RECORD, Fix
from otcpt.policies import Settings
from otcpt.rules._episode import is_treatment, treatment_days
from otcpt.rules._sources import BENEFIT_MANUAL
from otcpt.rules._timeframe import Timeframe

#: No code changes with it: before this day Medicare had a limit of 30 calendar days too, by one source only.
TEN_DAYS_ALONE = date(2013, 1, 1)


def _has_interval(settings: Settings) -> bool:
    return settings.report_treatment_days > 0 or settings.report_calendar_days > 0


@rule(
    "POC003",
    "progress-report-overdue",
    scope=Scope.EPISODE,
    reads={Field.CODE, Field.DATE_OF_SERVICE},
    applies_to_line=is_treatment,
    enabled_by=_has_interval,
    severity=Severity.WARNING,
    cause=Cause.TREATMENT,
    message="Progress report overdue: {date} is {counted} {why}. One was due by day {due}, and later days are not "
    "supported on review.",
    words={
        "why": {"report": "since the report of {since}", "start": "since treatment began on {since}"},
        "counted": {"treatment": "treatment day {number}", "calendar": "calendar day {number}"},
    },
    fixes=(
        Fix(
            "report",
            "Write the progress report that is due",
            "a clinician has seen the patient",
            ("DOC-095", "DOC-096"),
            NEEDS_RECORD,
        ),
    ),
    offers="never",
    revision=2,
    cites=(BENEFIT_MANUAL.at("§220.3.D"), BENEFIT_MANUAL.at("§220, treatment day")),
    boundaries=(TEN_DAYS_ALONE,),
)
def progress_report_overdue(timeframe: Timeframe) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag, in each stretch between reports, the first checked day beyond the tenth."""
    chart = timeframe.episode
    reports = None if chart is None else chart.progress_reports
    days = treatment_days(timeframe)
    reported: set[date | None] = set()
    for day, places in days.items():
        mine = tuple(i for i in places if i in timeframe.checked)
        if not mine:
            continue
        settings = timeframe.law(mine[0]).settings
        if day < TEN_DAYS_ALONE and settings.plan_of_care:
            yield RuleNotEvaluated(mine, "No source confirms how often progress reports were due before 2013")
            continue
        last = max((report for report in reports or () if report < day), default=None)
        number = sum(1 for treated in days if (last is None or treated > last) and treated <= day)
        since = last or min(days)
        elapsed = (day - since).days
        visits, calendar = settings.report_treatment_days, settings.report_calendar_days
        if 0 < visits < number:
            counted, due = "treatment", visits
        elif 0 < calendar < elapsed:
            counted, number, due = "calendar", elapsed, calendar
        else:
            continue
        if last in reported:
            continue
        reported.add(last)
        if reports is None:
            yield RuleNotEvaluated(mine, "Needs the days on which progress reports were written", Reason.INPUT_MISSING)
        else:
            why = "report" if last else "start"
            evidence = (("counted", counted), ("number", number), ("due", due), ("why", why), ("since", str(since)))
            yield Hit(mine, evidence)
