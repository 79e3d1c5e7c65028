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
`assistant_modifiers` switches the rule on, save where a physician bills (ASST005). It holds for dates of service from
2020-01-01, when the modifiers began.

## Remedy and its limits
Add the discipline modifier of the plan of care, or remove the assistant's modifier where no assistant took part:
the record must show who furnished the minutes.

## Not covered
The order of the modifiers. Whether the assistant's modifier is due: ASST003 and ASST004.

## Sources
42 U.S.C. 1395m(v); CMS Pub. 100-04 ch. 5 §20.1.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import NEEDS_RECORD, Fix, RemoveModifiers
from otcpt.modifiers import ASSISTANT
from otcpt.rules._assistants import are_marked, uses_assistant_modifiers
from otcpt.rules._day import Day
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
    message="Discipline modifier missing: {code} has {given:and} and needs {partner:and} with {given:it|them}. The "
    "payer returns the line.",
    fixes=(
        Fix(
            "partner",
            "Add {partner:and}",
            "an assistant of that discipline furnished it",
            "the plan of care and the assistant's minutes",
        ),
        Fix("drop", "Take {modifiers} off the line", "no assistant took part", "who furnished the minutes"),
    ),
    offers="always",
    cites=(ASSISTANT_LAW.at("(v)(2)"), CLAIMS_MANUAL.at("§20.1")),
)
def assistant_modifier_without_discipline(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag an assistant's modifier without its discipline."""
    line = day.lines[0]
    given = _alone(line.modifiers)
    partner = tuple(ASSISTANT[modifier] for modifier in given)
    missing = add(0, line, *partner) if len(partner) == 1 else NEEDS_RECORD
    changes = {"partner": missing, "drop": RemoveModifiers(0, given)}
    yield Hit((0,), (("given", given), ("partner", partner)), changes=changes)
