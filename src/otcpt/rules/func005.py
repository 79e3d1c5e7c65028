"""FUNC005 two-functional-limitations: functional reports of two limitations on one day.

## What it checks
Functional G-codes on dates of service from 2013-01-01 to 2018-12-31: more than one limitation reported for one plan of
care (patient, discipline, billing entity) on one day.

## Why it matters
One limitation was reported at a time. The next one began after the first had been reported as discharged, on a later
visit; a second one was not counted as a report.

## Example flagged
`G8987:GO:CK x1`, `G8988:GO:CI x1`, `G8984:GO:CJ x1` and `G8985:GO:CI x1` on 2014-06-02.

## Example clean
`G8987:GO:CK x1` with `G8988:GO:CI x1`; another limitation on the visit after its discharge.

## Settings
`medicare_status` switches the rule on; `discipline` is the discipline of a line without GO, GP or GN.

## Remedy and its limits
Report the limitation that was primary, or that was being treated first.

## Not covered
Two plans of care of one discipline, each with its own limitation. A single visit, on which a second limitation was
likewise not reported.

## Sources
CMS Pub. 100-04 ch. 5 §10.6.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Field, Group, Hit, RuleNotEvaluated, Severity, rule
from otcpt.fixes import NEEDS_RECORD, Fix
from otcpt.rules._day import Day
from otcpt.rules._functional import functional_report, is_functional
from otcpt.rules._sources import CLAIMS_MANUAL


@rule(
    "FUNC005",
    "two-functional-limitations",
    group=Group.PLAN,
    reads={Field.CODE},
    applies_to_line=is_functional,
    enabled_by=lambda settings: settings.medicare_status,
    severity=Severity.WARNING,
    cause=Cause.TREATMENT,
    message="More than one functional limitation: {limitations:and} on one day. One was reported at a time.",
    fixes=(
        Fix(
            "one",
            "Report the primary limitation alone",
            "it was the one being treated",
            "DOC-019",
            NEEDS_RECORD,
        ),
    ),
    offers="never",
    cites=(CLAIMS_MANUAL.at("§10.6"),),
    since="0.2.0",
)
def two_functional_limitations(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag the lines of a day that report several limitations."""
    by_limitation: dict[str, list[int]] = {}
    for position, line in enumerate(day.lines):
        report = functional_report(day.law, line.code)
        if report is not None:
            by_limitation.setdefault(report[0], []).append(position)
    if len(by_limitation) > 1:
        positions = sorted((i for own in by_limitation.values() for i in own), key=lambda i: day.lines[i].code)
        yield Hit(tuple(positions), (("limitations", tuple(sorted(by_limitation))),))
