"""PROV002 certifying-provider-missing: a therapy claim does not name who certifies the plan of care.

## What it checks
Therapy lines under a plan of care whose claim is known to name no certifying physician or practitioner. On an 837P it
is the referring provider (DN) of the claim (loop 2310A) or of the line (2420F), on an 837I the attending provider, each
with an NPI.

## Why it matters
Medicare rejects or denies therapy without it, as a claim that lacks information. It is one of the commonest denials of
therapy.

## Example flagged
`97530:GO x2` of an 837P without `NM1*DN`.

## Example clean
The same claim with the physician's NPI.

## Settings
`plan_of_care` switches the rule on. It runs where a claim says whether it names one: an 837 always does; in a table the
column is `certifying_provider_key`, with `none` where the claim names no one.

## Remedy and its limits
Name whoever certified the plan. Without a certified plan there is no one to name, and the days are not covered: POC001
and POC002.

## Not covered
Whether the provider named is enrolled, may certify, or did. Evaluations, which come before the plan. The referring
provider of a second plan on an institutional claim. Dates of service before 2012-10-01.

## Sources
Palmetto GBA and Noridian on the certifying provider; Middle Class Tax Relief and Job Creation Act of 2012, §3005.
"""

from collections.abc import Iterator
from datetime import date

from otcpt.claims import NONE_NAMED
from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Severity, rule
from otcpt.fixes import NEEDS_RECORD, Fix
from otcpt.rules._day import Day
from otcpt.rules._episode import is_evaluation
from otcpt.rules._law import Law
from otcpt.rules._sources import CERTIFIER_LAW, CERTIFIER_ON_CLAIM
from otcpt.rules._therapy import is_therapy

#: Claims name the certifying provider from this day on; no code changes with it.
_ASKED_FROM = date(2012, 10, 1)


def _planned(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return law.on >= _ASKED_FROM and is_therapy(law, code, modifiers) and not is_evaluation(law, code)


@rule(
    "PROV002",
    "certifying-provider-missing",
    reads={Field.CODE, Field.MODIFIERS, Field.CERTIFYING_PROVIDER_KEY},
    runs_only_with={Field.CERTIFYING_PROVIDER_KEY},
    applies_to_line=_planned,
    enabled_by=lambda settings: settings.plan_of_care,
    severity=Severity.ERROR,
    cause=Cause.BILLING,
    message="Certifying provider missing: the claim names no one who certifies the plan of care of {codes:and}. "
    "Medicare rejects or denies it.",
    fixes=(
        Fix(
            "name",
            "Name the certifying physician or practitioner with the NPI",
            "that person certified the plan",
            "DOC-055",
            NEEDS_RECORD,
        ),
    ),
    offers="never",
    cites=(CERTIFIER_ON_CLAIM.at("loops 2310A and 2420F, attending provider"), CERTIFIER_LAW.at("section 3005(c)")),
    boundaries=(_ASKED_FROM,),
    since="0.2.0",
)
def certifying_provider_missing(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag the day's therapy lines of claims that name no provider."""
    unnamed = [
        i
        for i, line in enumerate(day.lines)
        if line.certifying_provider_key == NONE_NAMED and _planned(day.law, line.code, line.modifiers)
    ]
    if unnamed:
        yield Hit(tuple(sorted(unnamed, key=lambda i: day.lines[i].code)))
