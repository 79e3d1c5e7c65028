"""ASST001 assistant-modifier-without-discipline: CO without GO, or CQ without GP.

## What it checks
CO (occupational therapy assistant) on a line without GO, CQ (physical therapist assistant) on a line without GP.

## Why it matters
The pair is required; the line is returned as unprocessable otherwise.

## Example flagged
`97530:CO x1`; `97530:GP:CO x1`.

## Example clean
`97530:GO:CO x1`.

## Settings
`assistant_modifiers` switches the rule on, save where a physician bills (ASST005). It is for dates of service from
2020-01-01, when the modifiers began.

## Remedy and its limits
Bill the line under the assistant's own discipline, with the modifier of the other discipline's assistant, or without
one where no assistant took part: the record must show who furnished the minutes.

## Not covered
The order of the modifiers. Whether the assistant's modifier is due: ASST003 and ASST004.

## Sources
42 U.S.C. 1395m(v); CMS Pub. 100-04 ch. 5 §20.1.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import NEEDS_RECORD, AddModifier, Change, Fix, RemoveModifiers
from otcpt.modifiers import ASSISTANT, DISCIPLINE
from otcpt.rules._assistants import are_marked, uses_assistant_modifiers
from otcpt.rules._day import Day
from otcpt.rules._disciplines import modifiers_of
from otcpt.rules._fixes import add
from otcpt.rules._law import Law
from otcpt.rules._sources import ASSISTANT_LAW, CLAIMS_MANUAL


def _alone(modifiers: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        sorted(given for given, partner in ASSISTANT.items() if given in modifiers and partner not in modifiers)
    )


def _touches(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return are_marked(law) and bool(_alone(modifiers))


@rule(
    "ASST001",
    "assistant-modifier-without-discipline",
    scope=Scope.LINE,
    reads={Field.CODE, Field.MODIFIERS},
    applies_to_line=_touches,
    enabled_by=uses_assistant_modifiers,
    severity=Severity.ERROR,
    cause=Cause.BILLING,
    message="Assistant modifier without its discipline: {why} The payer returns the line.",
    words={
        "why": {
            "missing": "{code} has {given:and} and needs {partner:and} with {given:it|them}.",
            "never": "{code} has {given:and}, which {given:goes|go} with {partner:and}, and {code} takes no "
            "{partner:or}.",
        }
    },
    fixes=(
        Fix(
            "partner",
            "Bill {code} with {partner:and}",
            "an assistant of that discipline furnished it",
            ("DOC-180", "DOC-181"),
        ),
        Fix(
            "assistant",
            "Bill {code} with {other:and} in place of {given:and}",
            "an assistant of the plan's own discipline furnished it",
            ("DOC-180", "DOC-181"),
        ),
        Fix("drop", "Take {modifiers} off the line", "no assistant took part", "DOC-082"),
    ),
    offers="always",
    cites=(ASSISTANT_LAW.at("(v)(2)"), CLAIMS_MANUAL.at("§20.1")),
    revision=2,
)
def assistant_modifier_without_discipline(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag an assistant's modifier without its discipline."""
    line = day.lines[0]
    given = _alone(line.modifiers)
    partner = tuple(ASSISTANT[modifier] for modifier in given)
    disciplines = DISCIPLINE.keys() & set(line.modifiers)
    other = tuple(one for one, own in ASSISTANT.items() if own in disciplines and one not in line.modifiers)
    changes: dict[str, Change] = {"drop": RemoveModifiers(0, given)}
    meaning = day.law.meaning(line.code)
    off_the_list = meaning is not None and meaning.designation == "not" and meaning.designation_confirmed
    known = bool(day.law.billers(line.code))
    if fits := not off_the_list and (not known or set(partner) <= set(modifiers_of(day.law, line.code))):
        added = AddModifier(0, partner, sorted(disciplines)) if disciplines else add(0, line, *partner)
        changes["partner"] = added if len(partner) == 1 else NEEDS_RECORD
    if other:
        changes["assistant"] = AddModifier(0, other, given)
    evidence = (("why", "missing" if fits else "never"), ("given", given), ("partner", partner), ("other", other))
    yield Hit((0,), evidence, changes=changes)
