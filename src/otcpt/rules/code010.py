"""CODE010 contractor-decides: Medicare leaves coverage or price of the code to its contractor.

## What it checks
The payment status of the day: R (coverage is restricted: 97026, 97545, 97546) and C (the contractor sets the price:
98978, 98986). On a therapist's claim also dry needling (20560, 20561) from 2020-01-21, whose status is A.

## Why it matters
The line is neither paid nor denied by a national rule. 97026 is not covered for neuropathy and wounds, work hardening
seldom at all; a code without a national price may come back for a report or an invoice. Dry needling is covered for
chronic low back pain alone, and the determination names who may furnish it; therapists are not among them.

## Example flagged
`97545:GO x1`. `20561 x1` on a therapist's claim.

## Example clean
`97530:GO x2`.

## Settings
`medicare_status` switches the rule on; other payers, workers' compensation first, decide for themselves.

## Remedy and its limits
Read the contractor's coverage article before the service is given. Where coverage is doubtful, give the
patient a written notice (ABN) before treatment. A line billed for a denial (GA, GY, GX or GZ) is left alone.

## Not covered
What a contractor covers. Unlisted codes (CODE005) and category III codes (CODE009), which are contractor-priced too. On
days for which no status was read the rule is silent.

## Sources
CMS fee schedule files, status column; National Coverage Determinations 270.6 (general knowledge, not checked against
its text) and 30.3.3 (who may furnish it, as reported).
"""

from collections.abc import Iterator

from otcpt.codes import CodeGroup
from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import NEEDS_RECORD, DropLines, Fix
from otcpt.rules._day import Day
from otcpt.rules._disciplines import asks_therapists
from otcpt.rules._law import Law
from otcpt.rules._sources import ACUPUNCTURE, FEE_SCHEDULE, INFRARED

_WHY = {"R": "restricted", "C": "priced"}
_DENIAL_EXPECTED = frozenset({"GA", "GY", "GX", "GZ"})


def _is_left_open(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    meaning = law.meaning(code)
    if meaning is None or meaning.context or meaning.system == "CPT III" or meaning.label.startswith("Unlisted"):
        return False
    return (law.status(code).letter in _WHY or _is_needling(law, code)) and _DENIAL_EXPECTED.isdisjoint(modifiers)


def _is_needling(law: Law, code: str) -> bool:
    return asks_therapists(law.settings) and code in law.group(CodeGroup.KX_OF_ANOTHER_POLICY)


@rule(
    "CODE010",
    "contractor-decides",
    scope=Scope.LINE,
    reads={Field.CODE, Field.MODIFIERS},
    applies_to_line=_is_left_open,
    enabled_by=lambda settings: settings.medicare_status,
    severity=Severity.ADVICE,
    cause=Cause.TREATMENT,
    message="{why}",
    words={
        "why": {
            "restricted": "Contractor decides: Medicare restricts coverage of {code} (status R), and the contractor "
            "decides case by case.",
            "priced": "Contractor decides: {code} has no national Medicare price (status C), and the contractor sets "
            "one.",
            "needling": "Coverage in question: Medicare covers {code} for chronic low back pain only, and therapists "
            "are not among those who may furnish it.",
        }
    },
    fixes=(
        Fix(
            "leave",
            "Leave the line",
            "the contractor covers the service",
            "DOC-011",
            NEEDS_RECORD,
        ),
        Fix(
            "drop",
            "Take the line off the claim",
            "the contractor does not cover it and no denial is needed elsewhere",
            changes=DropLines(0),
        ),
    ),
    offers="sometimes",
    revision=2,
    cites=(FEE_SCHEDULE.at("status codes"), INFRARED.at("97026"), ACUPUNCTURE.at("who may furnish it", "S")),
)
def contractor_decides(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Point out a code that no national rule pays or denies."""
    code = day.lines[0].code
    status = day.law.status(code).letter or ""
    why = "needling" if _is_needling(day.law, code) else _WHY[status]
    yield Hit((0,), (("why", why), ("status", status)))
