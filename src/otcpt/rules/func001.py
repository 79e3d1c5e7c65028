"""FUNC001 functional-report-missing: an evaluation of 2013 to 2018 without its functional report.

## What it checks
Evaluations and re-evaluations (97001 to 97004, from 2017 97161 to 97168; 92521 to 92524 from 2014) on dates of service
from 2013-01-01 to 2018-12-31 without a functional G-code of the same discipline on that day.

## Why it matters
From 2013-07-01 Medicare returned or rejected such claims; the six months before were for testing. Appeals and audits of
those years still ask. From 2019 on nothing is to be reported.

## Example flagged
`97165:GO x1` on 2017-05-02.

## Example clean
`97165:GO x1` with `G8987:GO:CK x1` and `G8988:GO:CI x1` on 2017-05-02; `97165:GO x1` alone on 2019-01-02.

## Settings
`medicare_status` switches the rule on; `discipline` is the discipline of a line without GO, GP or GN.

## Remedy and its limits
Report the limitation that the evaluation of that day assessed, with the severity found then. A severity is never made
up afterwards.

## Not covered
The report every ten treatment days (FUNC004) and at discharge; which limitation fits the patient; other evaluative
codes of speech-language pathology and tests.

## Sources
CMS Pub. 100-04 ch. 5 §10.6; Pub. 100-02 ch. 15 §220.4.
"""

from collections.abc import Iterator

from otcpt.codes import CodeGroup
from otcpt.findings import Cause, Field, Group, Hit, RuleNotEvaluated, Severity, rule
from otcpt.fixes import NEEDS_RECORD, Fix
from otcpt.rules._day import Day
from otcpt.rules._functional import REQUIRED_FROM, is_functional
from otcpt.rules._law import Law
from otcpt.rules._sources import BENEFIT_MANUAL, CLAIMS_MANUAL


def _calls_for_a_report(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return code in law.group(CodeGroup.FUNCTIONAL_EVALUATION) and law.meaning(code) is not None


@rule(
    "FUNC001",
    "functional-report-missing",
    group=Group.PLAN,
    reads={Field.CODE},
    applies_to_line=_calls_for_a_report,
    enabled_by=lambda settings: settings.medicare_status,
    severity=Severity.ERROR,
    cause=Cause.TREATMENT,
    message="{why}",
    words={
        "why": {
            "required": "Functional report missing: on {date} Medicare required functional G-codes with {code} and "
            "returned claims without them.",
            "testing": "Functional report missing: on {date} Medicare was testing functional G-codes with {code} and "
            "paid claims without them.",
        }
    },
    fixes=(
        Fix(
            "report",
            "Add the two codes of the limitation and its severity",
            "the evaluation assessed it on that day",
            "DOC-019",
            NEEDS_RECORD,
        ),
    ),
    offers="never",
    cites=(CLAIMS_MANUAL.at("§10.6"), BENEFIT_MANUAL.at("functional reporting")),
    boundaries=(REQUIRED_FROM,),
)
def functional_report_missing(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag evaluations of a discipline that reports no limitation on the day."""
    if any(is_functional(day.law, line.code) for line in day.lines):
        return
    required = day.law.on >= REQUIRED_FROM
    for position, line in enumerate(day.lines):
        if _calls_for_a_report(day.law, line.code, ()):
            yield Hit(
                (position,),
                (("why", "required" if required else "testing"),),
                Severity.ERROR if required else Severity.ADVICE,
            )
