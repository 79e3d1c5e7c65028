"""MOD011 mistyped-modifier: a modifier that is probably a slip for another.

## What it checks
A modifier in no table that becomes a known one when a zero is read as the letter O or the reverse (C0 for CO), or when
the two characters of a discipline's or assistant's modifier are swapped (OG for GO). G0 on a therapy line without GO,
GP or GN: it exists, for remote care of a stroke, and GO seems to be meant.

## Why it matters
The line is rejected, or read as something else: with G0 it has no discipline.

## Example flagged
`97530:GO:C0 x1`; `97530:G0 x1`.

## Example clean
`97530:GO:CO x1`; `97530:GO:G0 x1`.

## Settings
None.

## Remedy and its limits
Compare with the record. The suggestion is about characters, not about the service.

## Not covered
Other slips, and modifiers that exist and were not meant, such as 95 for 59. Whether a discipline is missing: MOD001.

## Sources
CMS's HCPCS modifiers.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import AddModifier, Fix
from otcpt.modifiers import DISCIPLINE
from otcpt.rules._day import Day
from otcpt.rules._law import Law
from otcpt.rules._sources import HCPCS_MODIFIERS


def _slips(law: Law, code: str, modifiers: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for modifier in sorted(set(modifiers)):
        meant = law.modifiers.meant(modifier)
        if modifier == "G0" and DISCIPLINE.keys().isdisjoint(modifiers):
            meaning = law.meaning(code)
            meant = "GO" if meaning is not None and meaning.designation != "not" else None
        if meant is not None:
            yield modifier, meant


def _touches(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return any(_slips(law, code, modifiers))


@rule(
    "MOD011",
    "mistyped-modifier",
    scope=Scope.LINE,
    reads={Field.CODE, Field.MODIFIERS},
    applies_to_line=_touches,
    severity=Severity.WARNING,
    cause=Cause.BILLING,
    message="Modifier probably mistyped: {code} has {modifier}, and {meant} is probably meant.",
    fixes=(Fix("meant", "Bill {meant} instead of {modifier}", "that is what the record says", "DOC-001"),),
    offers="always",
    cites=(HCPCS_MODIFIERS.at("modifiers in force"),),
)
def mistyped_modifier(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag modifiers that are a known one but for a slip."""
    line = day.lines[0]
    for modifier, meant in _slips(day.law, line.code, line.modifiers):
        changes = {"meant": AddModifier(0, (meant,), (modifier,))}
        yield Hit((0,), (("modifier", modifier), ("meant", meant)), changes=changes)
