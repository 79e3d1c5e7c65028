"""CODE011 code-of-another-field: a therapist's line with a code that therapists may not bill.

## What it checks
A therapist's claim: codes that only physicians, psychologists, behavior analysts, dietitians, chiropractors or others
may bill under Part B. The line must be under GO, GP or GN, or name a rendering provider who bills therapy that day.
On any claim: GN on a therapy code that speech-language pathologists do not bill.

## Why it matters
Medicare pays visits (E/M), surgical debridement, nutrition, behavior, psychological and chiropractic services, and
remote physiologic monitoring to other professions only. A therapist's line is denied.

## Example flagged
`11042:GO x1`, `99213:GO x1`, `99457:GO x1`. `97140:GN x1`: a warning.

## Example clean
`97597:GO x1`; `99213:25 x1` with `97530:GO x1`, where the lines name no rendering provider: in a group's file the visit
is a physician's.

## Settings
`medicare_status` with `biller = "therapist"` asks who may bill; `discipline_modifiers` asks for GN.

## Remedy and its limits
Bill what the therapist did: 97597 and 97598 for selective debridement, 98975 to 98981 for remote therapeutic
monitoring, G2251 for a check-in. What another practitioner furnished goes under that practitioner's number. Nothing
makes the code a therapist's.

## Not covered
Facilities, which bill for every field (96156 in partial hospitalization). Codes outside the registry other than those
named. Four therapy codes under GN (SLP001), evaluations (MOD003), speech codes under GO or GP (CODE006), unlisted
codes.

## Sources
One column of the edition, row by row: a contractor's page on wound care by therapists (read as reported), the rules for
2021 and 2025 (as reported), 42 CFR 410.21 and 410.132; other rows are general knowledge.
"""

from collections.abc import Iterator

from otcpt.codes import CodeGroup
from otcpt.findings import Cause, Field, Group, Hit, RuleNotEvaluated, Severity, rule
from otcpt.fixes import CHANGES_SERVICE, NEEDS_RECORD, AddModifier, DropLines, Fix
from otcpt.modifiers import DISCIPLINE
from otcpt.rules._assistants import evaluates
from otcpt.rules._day import Day
from otcpt.rules._disciplines import asks_therapists, is_another_fields, modifiers_of
from otcpt.rules._law import Law
from otcpt.rules._sources import FIELDS, THERAPY_CODES
from otcpt.rules._therapy import is_therapy


def _under_speech(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    if not law.settings.discipline_modifiers or DISCIPLINE.keys() & set(modifiers) != {"GN"}:
        return False
    meaning = law.meaning(code)
    if meaning is None or evaluates(meaning) or meaning.designation == "not":
        return False
    other_rule = code in law.group(CodeGroup.NOT_OF_SPEECH) or code in law.group(CodeGroup.UNLISTED)
    return not other_rule and bool(law.billers(code)) and "SLP" not in law.billers(code)


def _concerns(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return (asks_therapists(law.settings) and is_another_fields(law, code)) or _under_speech(law, code, modifiers)


@rule(
    "CODE011",
    "code-of-another-field",
    group=Group.PROVIDER,
    reads={Field.CODE, Field.MODIFIERS, Field.RENDERING_PROVIDER_KEY},
    applies_to_line=_concerns,
    enabled_by=lambda settings: settings.medicare_status or settings.discipline_modifiers,
    severity=Severity.ERROR,
    cause=Cause.TREATMENT,
    message="{why}",
    words={
        "why": {
            "field": "Not a therapist's code: {code} is for {billers:and}, and Medicare denies a therapist's line.",
            "check-in": "Not a therapist's code: {code} is a check-in of physicians and other practitioners. A "
            "therapist's own is G2251.",
            "speech": "Wrong discipline modifier: {code} has GN, and it is not a code of speech-language pathologists.",
        },
        "billers": {
            "physician": "physicians and other practitioners",
            "psychology": "psychologists",
            "behavior": "behavior analysts",
            "chiropractic": "chiropractors",
            "dietitian": "dietitians",
            "respiratory": "respiratory therapists",
            "AT": "athletic trainers",
        },
    },
    fixes=(
        Fix(
            "service",
            "Bill the code of the therapist's own service",
            "a therapist furnished it",
            "DOC-075",
        ),
        Fix(
            "practitioner",
            "Bill {code} under the number of the practitioner who furnished it",
            "it was not the therapist",
            "DOC-082",
        ),
        Fix("modifier", "Bill {code} with {any_of}", "that therapist furnished it", "DOC-181"),
        Fix("drop", "Take {code} off the claim", "no code of a therapist describes it"),
    ),
    offers="sometimes",
    cites=(FIELDS.at("rows of the code"), THERAPY_CODES.at("disciplines of the code")),
)
def code_of_another_field(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag a therapist's line with another field's code, and GN on a code that is not of speech."""
    law = day.law
    treating = {line.rendering_provider_key for line in day.lines if is_therapy(law, line.code, line.modifiers)} - {
        None
    }
    for position, line in enumerate(day.lines):
        mine = not DISCIPLINE.keys().isdisjoint(line.modifiers) or line.rendering_provider_key in treating
        if asks_therapists(day.settings) and is_another_fields(law, line.code) and mine:
            billers = law.billers(line.code) or ("physician",)
            meaning = law.meaning(line.code)
            check_in = meaning is not None and meaning.family == "communication technology-based"
            yield Hit(
                (position,),
                (("why", "check-in" if check_in else "field"), ("billers", billers)),
                changes={"service": CHANGES_SERVICE, "practitioner": NEEDS_RECORD, "drop": DropLines(0)},
            )
        elif _under_speech(law, line.code, line.modifiers):
            offered = AddModifier(0, modifiers_of(law, line.code), ("GN",))
            yield Hit((position,), (("why", "speech"),), Severity.WARNING, {"modifier": offered})
