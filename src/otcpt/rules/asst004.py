"""ASST004 assistant-modifier-not-needed: more units carry CO or CQ than the assistant's minutes make.

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
Take the modifier off the units the therapist furnished, where the record shows the therapist's minutes.

## Not covered
As ASST003. A modifier on a critical access hospital's line changes nothing and is not flagged.

## Sources
42 CFR 410.59(a)(4); 42 U.S.C. 1395m(v); the final rules for 2020 and 2022.
"""

from collections.abc import Iterator

from otcpt.findings import CannotTell, Cause, Group, Hit, Severity, rule
from otcpt.fixes import Fix
from otcpt.modifiers import ASSISTANT
from otcpt.rules._assistants import EIGHT_MINUTES_FROM, marks_assistants
from otcpt.rules._day import Day
from otcpt.rules._law import Law
from otcpt.rules._shares import CITES, MESSAGE, READS, shared, wrong_shares


def _touches(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return not ASSISTANT.keys().isdisjoint(modifiers) and shared(law, code)


@rule(
    "ASST004",
    "assistant-modifier-not-needed",
    group=Group.PLAN,
    reads=READS,
    touches=_touches,
    applies=marks_assistants,
    severity=Severity.WARNING,
    cause=Cause.BILLING,
    message=MESSAGE,
    fixes=(
        Fix(
            "unmark",
            "Bill {expected_with} of the units of {code} with {modifier}",
            "the minutes of therapist and assistant on the claim are right",
            "the therapist's own minutes",
        ),
    ),
    offers="always",
    cites=CITES,
    boundaries=(EIGHT_MINUTES_FROM,),
)
def assistant_modifier_not_needed(day: Day) -> Iterator[Hit | CannotTell]:
    """Flag codes with more units under CO or CQ than the assistant's minutes make."""
    for share in day.once(wrong_shares):
        if isinstance(share, CannotTell):
            if any(_touches(day.law, day.lines[i].code, day.lines[i].modifiers) for i in share.lines):
                yield share
        elif not share.missing:
            yield Hit(share.positions, share.evidence, share.severity, {"unmark": share.changes})
