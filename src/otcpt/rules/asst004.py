"""ASST004 assistant-modifier-not-needed: more units with CO or CQ than the assistant's minutes make.

## What it checks
As ASST003, in the other direction.

## Why it matters
The line is paid at 85 percent without need. From 2022 on, a therapist who furnishes 8 minutes of the last 15-minute
unit takes it without the modifier, whatever the assistant adds.

## Example flagged
`97530:GO:CO x1 @8+A6`.

## Example clean
`97530:GO x1 @8+A6`.

## Settings
As ASST003.

## Remedy and its limits
Remove the modifier from the units the therapist furnished, where the record shows the therapist's minutes.

## Not covered
As ASST003. A modifier on a critical access hospital's line changes nothing and is not flagged.

## Sources
42 CFR 410.59(a)(4); 42 U.S.C. 1395m(v); the final rules for 2020 and 2022.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Group, Hit, Part, RuleNotEvaluated, Severity, rule
from otcpt.fixes import Fix
from otcpt.modifiers import ASSISTANT
from otcpt.rules._assistant_units import (
    CITES,
    READS,
    AssistantMismatch,
    mismatched_assistant_units,
    splits_by_assistant,
)
from otcpt.rules._assistants import EIGHT_MINUTES_FROM, uses_assistant_modifiers
from otcpt.rules._day import Day
from otcpt.rules._law import Law


def _touches(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return not ASSISTANT.keys().isdisjoint(modifiers) and splits_by_assistant(law, code)


@rule(
    "ASST004",
    "assistant-modifier-not-needed",
    group=Group.PLAN,
    part=Part.CODE,
    reads=READS,
    applies_to_line=_touches,
    enabled_by=uses_assistant_modifiers,
    severity=Severity.WARNING,
    cause=Cause.BILLING,
    message="{modifier} not needed: {why}. {billed_with:unit} of {code} {billed_with:has|have} it, and {need}.",
    words={
        "why": {
            "no-minutes": "no minutes of {code} are the assistant's alone",
            "eight-minutes": "the therapist furnished at least 8 minutes of the last unit",
            "last-unit-alone": "the last unit has no minutes of the assistant",
            "ten-percent": "the assistant's part of the remaining units is not over 10 percent",
            "ten-percent-line": "the assistant's part is not over 10 percent",
            "whole-units": "{expected_without:unit} {expected_without:is|are} the therapist's own",
            "two-units": "one of the last two units is the therapist's",
            "not-settled": "the therapist has at least 8 minutes of the last two units (no source settles such units)",
        },
        "need": {"none": "none needs it", "some": "{expected_with} {expected_with:needs|need} it"},
        "except": {"none": "", "some": ", except on {expected_with:unit}"},
    },
    fixes=(
        Fix(
            "unmark",
            "Leave {modifier} off {code}{except}",
            "the minutes of therapist and assistant on the claim are right",
            "DOC-180",
        ),
    ),
    offers="always",
    revision=3,
    cites=CITES,
    boundaries=(EIGHT_MINUTES_FROM,),
)
def assistant_modifier_not_needed(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag codes with more units under CO or CQ than the assistant's minutes make."""
    for mismatch in day.cached(mismatched_assistant_units):
        if isinstance(mismatch, RuleNotEvaluated):
            if any(_touches(day.law, day.lines[i].code, day.lines[i].modifiers) for i in mismatch.lines):
                yield mismatch
        elif not mismatch.missing:
            given = {modifier for i in mismatch.positions for modifier in day.lines[i].modifiers} & ASSISTANT.keys()
            need = "some" if mismatch.split.with_modifier else "none"
            evidence = (
                ("why", _reason(day, mismatch)),
                ("modifier", " and ".join(sorted(given))),
                *mismatch.evidence[1:],
                ("expected_without", mismatch.split.without_modifier),
                ("need", need),
                ("except", need),
            )
            yield Hit(mismatch.positions, evidence, mismatch.severity, {"unmark": mismatch.changes})


def _reason(day: Day, mismatch: AssistantMismatch) -> str:
    """Return why the minutes leave units without the modifier: by the last step, or by whole units before it."""
    meaning = day.law.meaning(day.lines[mismatch.positions[0]].code)
    assert meaning is not None
    interval = meaning.timing.interval
    if not mismatch.assistant:
        return "no-minutes"
    if interval is None:
        return "ten-percent-line"
    if mismatch.split.without_modifier == mismatch.therapist // interval:
        return "whole-units"
    if mismatch.split.caveat:
        return "not-settled"
    decided = mismatch.split.steps[-1].name
    if decided == "last-unit":
        return "eight-minutes" if mismatch.assistant % interval else "last-unit-alone"
    return decided
