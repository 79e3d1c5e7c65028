"""ASST002 assistant-on-evaluation: an evaluation is billed as furnished by an assistant.

## What it checks
CO or CQ on an evaluation or re-evaluation.

## Why it matters
Evaluating is the therapist's task; an assistant's share in it is not payable and may breach the practice act.

## Example flagged
`97168:GO:CO x1`.

## Example clean
`97168:GO x1` beside `97530:GO:CO x1`.

## Settings
`assistant_modifiers` switches the rule on. It holds for dates of service from 2020-01-01, when the modifiers began.

## Remedy and its limits
Take the modifier off only where the therapist evaluated and the record shows it. Data gathered by an assistant under
direction is no evaluation. If the assistant evaluated, the service cannot be billed.

## Not covered
What state law lets an assistant contribute.

## Sources
42 CFR 410.59; CMS Pub. 100-02 ch. 15 §220.
"""

from collections.abc import Iterator
from datetime import date

from otcpt.findings import CannotTell, Cause, Field, Hit, Remedy, Scope, Severity, rule
from otcpt.modifiers import ASSISTANT
from otcpt.rules._day import Day
from otcpt.rules._law import Law
from otcpt.rules._shares import EVALUATIONS
from otcpt.rules._sources import ASSISTANT_RULE, BENEFIT_MANUAL

_BEGIN = date(2020, 1, 1)


def _touches(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    if law.on < _BEGIN or ASSISTANT.keys().isdisjoint(modifiers):
        return False
    meaning = law.meaning(code)
    return meaning is not None and meaning.family in EVALUATIONS


@rule(
    "ASST002",
    "assistant-on-evaluation",
    scope=Scope.LINE,
    reads={Field.CODE, Field.MODIFIERS},
    touches=_touches,
    applies=lambda settings: settings.assistant_modifiers,
    severity=Severity.ERROR,
    cause=Cause.TREATMENT,
    message="{code} carries {given}: an assistant may not evaluate.",
    remedies=(
        Remedy("take {given} off", "the therapist evaluated the patient", "the therapist's evaluation"),
        Remedy("do not bill the evaluation", "an assistant evaluated the patient"),
    ),
    cites=(ASSISTANT_RULE.at("services an assistant may furnish"), BENEFIT_MANUAL.at("§220", "P*")),
    boundaries=(_BEGIN,),
)
def assistant_on_evaluation(day: Day) -> Iterator[Hit | CannotTell]:
    """Flag an evaluation with an assistant's modifier."""
    yield Hit((0,), (("given", tuple(sorted(ASSISTANT.keys() & set(day.lines[0].modifiers)))),))
