"""FUNC002 functional-severity-missing: a functional code without its one severity modifier.

## What it checks
Functional G-codes on dates of service from 2013-01-01 to 2018-12-31 that have none of CH, CI, CJ, CK, CL, CM and CN,
or more than one of them.

## Why it matters
The modifier is the report: without it the code says that there is a limitation and not how severe. Medicare returned
such claims from 2013-07-01.

## Example flagged
`G8987:GO x1` on 2015-06-01.

## Example clean
`G8987:GO:CK x1` on 2015-06-01.

## Settings
`medicare_status` switches the rule on.

## Remedy and its limits
Add the severity that was found on that day: CH is 0 percent impaired, CN 100, the others bands of twenty between. A
severity is never made up afterwards.

## Not covered
Whether the severity is right; GO, GP or GN on the line (MOD001).

## Sources
CMS Pub. 100-04 ch. 5 §10.6.
"""

from collections.abc import Iterator

from otcpt.codes import CodeGroup
from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import NEEDS_RECORD, Fix
from otcpt.rules._day import Day
from otcpt.rules._functional import REQUIRED_FROM, is_functional
from otcpt.rules._law import Law
from otcpt.rules._sources import CLAIMS_MANUAL


def _severities(law: Law, modifiers: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(law.group(CodeGroup.FUNCTIONAL_SEVERITY).codes.intersection(modifiers)))


def _not_one_severity(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return is_functional(law, code) and len(_severities(law, modifiers)) != 1


@rule(
    "FUNC002",
    "functional-severity-missing",
    scope=Scope.LINE,
    reads={Field.CODE, Field.MODIFIERS},
    applies_to_line=_not_one_severity,
    enabled_by=lambda settings: settings.medicare_status,
    severity=Severity.ERROR,
    cause=Cause.TREATMENT,
    message="{why}",
    words={
        "why": {
            "none": "Severity modifier missing: {code} needs one of CH to CN.",
            "several": "More than one severity modifier: {code} needs one of CH to CN and has {given:and}.",
        }
    },
    fixes=(
        Fix(
            "severity",
            "Bill {code} with the one severity found on that day",
            "it was assessed then",
            "DOC-019",
            NEEDS_RECORD,
        ),
    ),
    offers="never",
    cites=(CLAIMS_MANUAL.at("§10.6"),),
    boundaries=(REQUIRED_FROM,),
)
def functional_severity_missing(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag a functional code without one severity, or with several."""
    given = _severities(day.law, day.lines[0].modifiers)
    severity = Severity.ERROR if day.law.on >= REQUIRED_FROM else Severity.ADVICE
    yield Hit((0,), (("why", "several" if given else "none"), ("given", given)), severity)
