"""FUNC004 functional-report-overdue: more than ten treatment days of 2013 to 2018 without a functional report.

## What it checks
Dates of service from 2013-07-01 to 2018-12-31: the eleventh treatment day of a discipline's episode after the last
functional G-code, and every tenth after it.

## Why it matters
Medicare required a report at least every ten treatment days, and denied what followed without one.

## Example flagged
Twelve treatment days in 2015, with functional codes on the first alone.

## Example clean
The same days with functional codes on the first and on the tenth.

## Settings
`medicare_status` switches the rule on. Needs a history, with the functional codes in it.

## Remedy and its limits
Report the limitation where it was assessed on that day. A severity is never made up afterwards.

## Not covered
Testing until 2013-06-30. Whether the day of the report counts as the first of the next ten: the rule takes the more
lenient reading. The report with an evaluation (FUNC001) and at discharge.

## Sources
CMS Pub. 100-04 ch. 5 §10.6; Pub. 100-02 ch. 15 §220.4.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Evidence, Field, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import NEEDS_RECORD, Fix
from otcpt.rules._episode import is_treatment, treatment_days
from otcpt.rules._functional import REQUIRED_FROM, functional_reporting, is_functional
from otcpt.rules._law import Law
from otcpt.rules._sources import BENEFIT_MANUAL, CLAIMS_MANUAL
from otcpt.rules._timeframe import Timeframe

#: Treatment days for which one report counts.
_DAYS = 10


def _treats(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return law.on >= REQUIRED_FROM and functional_reporting(law) and is_treatment(law, code, modifiers)


@rule(
    "FUNC004",
    "functional-report-overdue",
    scope=Scope.EPISODE,
    reads={Field.CODE, Field.UNITS, Field.DATE_OF_SERVICE},
    optional={Field.UNITS},
    applies_to_line=_treats,
    enabled_by=lambda settings: settings.medicare_status,
    severity=Severity.WARNING,
    cause=Cause.TREATMENT,
    message="Functional report overdue: {date} is treatment day {count} {why}. One was required at least every 10.",
    words={"why": {"report": "since the report of {since}", "none": "without a report"}},
    fixes=(
        Fix(
            "report",
            "Add the two codes of the limitation and its severity",
            "a clinician assessed it on that day",
            "DOC-019",
            NEEDS_RECORD,
        ),
    ),
    offers="never",
    cites=(CLAIMS_MANUAL.at("§10.6"), BENEFIT_MANUAL.at("functional reporting")),
    boundaries=(REQUIRED_FROM,),
)
def functional_report_overdue(timeframe: Timeframe) -> Iterator[Hit | RuleNotEvaluated]:
    """Count treatment days from report to report."""
    count, last = 0, ""
    for day, places in treatment_days(timeframe).items():
        billed = [i for i in places if timeframe.lines[i].units != 0]
        if not billed or day < REQUIRED_FROM or not functional_reporting(timeframe.law(billed[0])):
            continue
        if any(is_functional(timeframe.law(i), timeframe.lines[i].code) for i in billed):
            count, last = 0, str(day)
            continue
        count += 1
        if count > _DAYS and count % _DAYS == 1:
            own = sorted((i for i in billed if i in timeframe.checked), key=lambda i: timeframe.lines[i].code)
            if own:
                why: Evidence = (("why", "report"), ("since", last)) if last else (("why", "none"),)
                yield Hit(tuple(own), (("count", count), *why))
