"""PAY004 own-assistant-modifier-missing: an assistant's service lacks the modifier this payer asks for.

## What it checks
Lines that an assistant alone furnished, by the minutes or by CO or CQ on them, without the policy's
`other_assistant_modifier`; and lines that have it although the assistant has no minutes.

## Why it matters
Some programs know an assistant's services by a modifier of their own, and pay them at another rate or deny them without
it.

## Example flagged
`97530:GO x2 @A30` where the policy has `other_assistant_modifier = "HM"`.

## Example clean
`97530:GO:HM x2 @A30`; `97530:GO x2 @30`.

## Settings
`other_assistant_modifier`; empty in all built-in policies. Medicare's CO and CQ: `assistant_modifiers`.

## Remedy and its limits
Add the modifier where the assistant furnished the service, as the record shows. It is never left off for the rate.

## Not covered
A line that therapist and assistant furnished in parts: no source says how this payer wants it. Lines without the
assistant's minutes: *input missing*.

## Sources
Indiana Medicaid's therapy module, through a secondary source; the policy's own citation.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Evidence, Field, Hit, Reason, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import Fix, RemoveModifiers
from otcpt.modifiers import ASSISTANT
from otcpt.rules._day import Day
from otcpt.rules._fixes import add
from otcpt.rules._law import Law
from otcpt.rules._sources import OTHER_ASSISTANT_MODIFIER
from otcpt.rules._therapy import is_hands_on

_MINUTES = {Field.THERAPIST_MINUTES, Field.ASSISTANT_MINUTES, Field.JOINT_MINUTES}


def _treats(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    meaning = law.meaning(code)
    return meaning is not None and is_hands_on(meaning)


@rule(
    "PAY004",
    "own-assistant-modifier-missing",
    scope=Scope.LINE,
    reads={Field.CODE, Field.MODIFIERS, Field.UNITS, *_MINUTES},
    optional={Field.UNITS, *_MINUTES},
    applies_to_line=_treats,
    enabled_by=lambda settings: bool(settings.other_assistant_modifier),
    severity=Severity.ERROR,
    cause=Cause.BILLING,
    message="{why}",
    words={
        "why": {
            "minutes": "{modifier} missing: the assistant alone furnished {code}. This payer asks for {modifier} on an "
            "assistant's services.",
            "marked": "{modifier} missing: {code} has {given:and}. This payer asks for {modifier} on an assistant's "
            "services.",
            "not-needed": "{modifier} not needed: the assistant has no minutes of {code}.",
        }
    },
    fixes=(
        Fix("add", "Add {modifier} to the line", "the assistant furnished it", "DOC-082"),
        Fix("remove", "Take {modifier} off the line", "the therapist furnished it", "DOC-082"),
    ),
    offers="sometimes",
    cites=(OTHER_ASSISTANT_MODIFIER.at("modifier HM"),),
    since="0.2.0",
)
def own_assistant_modifier_missing(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Compare who furnished a line with the payer's own modifier."""
    line, wanted = day.lines[0], day.settings.other_assistant_modifier
    has = wanted in line.modifiers
    given = tuple(sorted(ASSISTANT.keys() & set(line.modifiers)))
    own = (line.therapist_minutes or 0) + (line.joint_minutes or 0)
    if line.units == 0:
        return
    marker: Evidence = (("modifier", wanted),)
    if line.assistant_minutes is None:
        if given and not has:
            evidence = (("why", "marked"), *marker, ("given", given))
            yield Hit((0,), evidence, changes={"add": add(0, line, wanted)})
        elif not given and not has:
            why = "Needs the assistant's minutes"
            yield RuleNotEvaluated((0,), why, Reason.INPUT_MISSING, (Field.ASSISTANT_MINUTES,))
    elif line.assistant_minutes and own:
        yield RuleNotEvaluated(
            (0,), f"No source says how this payer wants {wanted} on a service of therapist and assistant"
        )
    elif line.assistant_minutes and not has:
        yield Hit((0,), (("why", "minutes"), *marker), changes={"add": add(0, line, wanted)})
    elif own and not line.assistant_minutes and has:
        changes = {"remove": RemoveModifiers(0, (wanted,))}
        yield Hit((0,), (("why", "not-needed"), *marker), Severity.WARNING, changes)
