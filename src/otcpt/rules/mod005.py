"""MOD005 too-many-modifiers: a line with more than four modifiers.

## What it checks
More than four different modifiers on a line.

## Why it matters
A claim line has four places, on paper and in the electronic form. What does not fit is lost or the line is rejected;
which one is lost is the software's choice.

## Example flagged
`97530:GO:CO:KX:59:95 x1`.

## Example clean
`97530:GO:CO:KX:59 x1`.

## Settings
None.

## Remedy and its limits
Keep what decides payment: the discipline and the assistant first, then KX and 59 or X. Leave off what the payer does
not read. Paper claims may carry 99 and the rest in the remarks, where the payer takes that.

## Not covered
Which of the five may go: the payer's list of modifiers that it reads.

## Sources
005010X222A1, SV101-3 to SV101-6; the CMS-1500 form, item 24D.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import NEEDS_RECORD, Fix
from otcpt.rules._day import Day
from otcpt.rules._fixes import MOST_MODIFIERS
from otcpt.rules._law import Law
from otcpt.rules._sources import CLAIM_LINE


def _too_many(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return len(set(modifiers)) > MOST_MODIFIERS


@rule(
    "MOD005",
    "too-many-modifiers",
    scope=Scope.LINE,
    reads={Field.CODE, Field.MODIFIERS},
    applies_to_line=_too_many,
    severity=Severity.ERROR,
    cause=Cause.BILLING,
    message="Too many modifiers: {code} has {count} ({modifiers}), and a claim line has room for 4.",
    fixes=(
        Fix(
            "drop",
            "Leave off the modifiers the payer does not read",
            "four are enough to say what was done",
            changes=NEEDS_RECORD,
        ),
    ),
    offers="never",
    cites=(CLAIM_LINE.at("SV101-3 to SV101-6; item 24D"),),
)
def too_many_modifiers(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag a line with more than four modifiers."""
    given = tuple(dict.fromkeys(day.lines[0].modifiers))
    yield Hit((0,), (("count", len(given)), ("modifiers", given)))
