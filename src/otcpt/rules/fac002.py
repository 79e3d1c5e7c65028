"""FAC002 revenue-code-mismatch: revenue code and discipline modifier disagree.

## What it checks
A facility's line of occupational therapy (GO) under the revenue code of physical therapy (042x) or speech-language
pathology (044x).

## Why it matters
Medicare's system for facility bills compares the two and returns the bill where they differ.

## Example flagged
`97530:GO x2` under revenue code 0420.

## Example clean
`97530:GO x2` under 0430, or an evaluation under 0434.

## Settings
`medicare_status` switches the rule on; `biller` must be `facility`.

## Remedy and its limits
The plan of care the service was given under decides both. Correct the one that does not follow it.

## Not covered
Lines of the other disciplines, lines without a revenue code or without a discipline modifier (MOD001), other revenue
codes. A line with two discipline modifiers is MOD002's.

## Sources
CMS CR 7170, Transmittal 2091 (through a secondary source).
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import NEEDS_RECORD, AddModifier, Fix
from otcpt.modifiers import DISCIPLINE
from otcpt.rules._day import Day
from otcpt.rules._law import Law
from otcpt.rules._sources import CR_7170

_OTHERS = {"42": ("physical therapy", "GP"), "44": ("speech-language pathology", "GN")}


def _occupational(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return "GO" in modifiers and len(DISCIPLINE.keys() & set(modifiers)) == 1


@rule(
    "FAC002",
    "revenue-code-mismatch",
    scope=Scope.LINE,
    reads={Field.CODE, Field.MODIFIERS, Field.REVENUE_CODE},
    applies_to_line=_occupational,
    enabled_by=lambda settings: settings.medicare_status and settings.biller == "facility",
    severity=Severity.ERROR,
    cause=Cause.BILLING,
    message="Revenue code and modifier disagree: {code} has GO, and revenue code {revenue_code} is for {discipline}. "
    "Medicare returns the bill.",
    fixes=(
        Fix(
            "revenue-code",
            "Bill the line under revenue code 043x",
            "it was occupational therapy",
            "the plan of care",
            NEEDS_RECORD,
        ),
        Fix("modifier", "Bill {code} with {any_of}", "it was {discipline}", "the plan of care of that discipline"),
    ),
    offers="always",
    cites=(CR_7170.at("revenue codes and therapy modifiers"),),
)
def revenue_code_mismatch(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag occupational therapy under another discipline's revenue code."""
    revenue_code = day.lines[0].revenue_code or ""
    digits = revenue_code.lstrip("0")
    if len(digits) == 3 and digits[:2] in _OTHERS:
        discipline, modifier = _OTHERS[digits[:2]]
        evidence = (("revenue_code", revenue_code), ("discipline", discipline))
        yield Hit((0,), evidence, changes={"modifier": AddModifier(0, (modifier,), ("GO",))})
