"""MOD010 modifier-not-for-this-claim: a therapy line with a modifier that Medicare does not read there.

## What it checks
On therapy codes: modifiers that states define for Medicaid (HA to HZ, TD to TV, U1 to UD and the like, TF and TG among
them); AT; GQ and FQ; GT of a practice from 2018-01-01.

## Why it matters
Public worksheets put TF on therapy lines as if it meant a distinct service, or its complexity. TF and TG are levels of
care of Medicaid programs and bypass no edit. AT belongs to a chiropractor's manipulation. GQ, FQ and GT
belong to demonstrations, clinics and critical access hospitals.

## Example flagged
`97166:GO:TF x1`; `97140:GO:AT x1`.

## Example clean
`97166:GO x1`: the code says the complexity. `97530:GO:TL x2` on a Medicaid claim.

## Settings
`medicare_modifiers` switches the rule on: another payer may ask for any of them. `biller`: a facility may write GT.

## Remedy and its limits
Remove the modifier from the Medicare claim. Where the modifier is right, the claim may be another payer's. Nothing
takes its place by itself: 59 needs the separate service, and an evaluation's code says its complexity.

## Not covered
96 and 97, which are for any payer; modifiers that are in no table (MOD004).

## Sources
CMS's HCPCS modifiers; contractors' pages on AT and on telehealth.
"""

from collections.abc import Iterator
from datetime import date

from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import NEEDS_RECORD, Fix, RemoveModifiers
from otcpt.rules._day import Day
from otcpt.rules._law import Law
from otcpt.rules._sources import CHIROPRACTIC, HCPCS_MODIFIERS, TELEHEALTH_MODIFIERS

#: GT stays a modifier on this day and after it; who may use it changes.
_GT_ENDS = date(2018, 1, 1)

_KINDS = frozenset({"medicaid", "chiropractic"})
_MODIFIERS = frozenset({"GQ", "FQ"})


def _whose(law: Law, modifier: str) -> str | None:
    """Return a word for those whose modifier it is, where it is not Medicare's here."""
    if modifier == "GT":
        ended = law.on >= _GT_ENDS and law.settings.biller != "facility"
        return modifier if ended else None
    found = law.modifiers.get(modifier)
    if found is None or modifier in _MODIFIERS:
        return modifier if found is not None else None
    return found.kind if found.kind in _KINDS else None


def _touches(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    meaning = law.meaning(code)
    if meaning is None or meaning.context:
        return False
    return any(_whose(law, modifier) for modifier in modifiers)


@rule(
    "MOD010",
    "modifier-not-for-this-claim",
    scope=Scope.LINE,
    reads={Field.CODE, Field.MODIFIERS},
    applies_to_line=_touches,
    enabled_by=lambda settings: settings.medicare_modifiers,
    severity=Severity.ADVICE,
    cause=Cause.BILLING,
    message="Modifier not for this claim: {modifier} ({label}) is for {whose}, and Medicare does not read it on "
    "{code}.",
    words={
        "whose": {
            "medicaid": "Medicaid programs",
            "chiropractic": "a chiropractor's manipulation",
            "GQ": "demonstrations in Alaska and Hawaii",
            "FQ": "rural and federally qualified health clinics",
            "GT": "critical access hospitals",
        }
    },
    fixes=(
        Fix("drop", "Take {modifier} off the line", "the claim is Medicare's"),
        Fix(
            "payer",
            "Send the claim to the payer that asks for {modifier}",
            "the claim is not Medicare's",
            changes=NEEDS_RECORD,
        ),
    ),
    offers="always",
    cites=(
        HCPCS_MODIFIERS.at("T, U and H modifiers"),
        CHIROPRACTIC.at("codes it belongs to"),
        TELEHEALTH_MODIFIERS.at("GT, GQ and FQ"),
    ),
    boundaries=(_GT_ENDS,),
)
def modifier_not_for_this_claim(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Explain the modifiers of a line that are not Medicare's."""
    for modifier in sorted(set(day.lines[0].modifiers)):
        whose = _whose(day.law, modifier)
        if whose is not None:
            label = day.law.modifiers[modifier].label
            changes = {"drop": RemoveModifiers(0, (modifier,))}
            yield Hit((0,), (("modifier", modifier), ("label", label), ("whose", whose)), changes=changes)
