"""MOD006 discipline-modifier-after-second: GO, GP or GN after two other modifiers.

## What it checks
A line whose discipline modifier is in the third place or later.

## Why it matters
Some contractors read it in the first two places only. Nothing is denied for the order by rule.

## Example flagged
`97530:59:KX:GO x1`.

## Example clean
`97530:GO:59 x1`; `97530:59:GO x1`.

## Settings
`medicare_modifiers` and `discipline_modifiers`, both needed.

## Remedy and its limits
Write GO, GP or GN first, CO or CQ after it, then the others. The order changes nothing that was done.

## Not covered
The order of the others: payers that read it do not agree on one.

## Sources
Contractors' advice; no document of CMS is known.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import Fix, MoveModifiers
from otcpt.modifiers import DISCIPLINE
from otcpt.rules._day import Day
from otcpt.rules._law import Law
from otcpt.rules._sources import ORDER_OF_MODIFIERS


def _late(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    if len(modifiers) < 3:
        return False
    given = tuple(dict.fromkeys(modifiers))
    return DISCIPLINE.keys().isdisjoint(given[:2]) and not DISCIPLINE.keys().isdisjoint(given[2:])


@rule(
    "MOD006",
    "discipline-modifier-after-second",
    scope=Scope.LINE,
    reads={Field.CODE, Field.MODIFIERS},
    applies_to_line=_late,
    enabled_by=lambda settings: settings.medicare_modifiers and settings.discipline_modifiers,
    severity=Severity.ADVICE,
    cause=Cause.BILLING,
    message="Discipline modifier too far back: {code} has {modifiers}, and some Medicare contractors read {modifier} "
    "in the first two places only.",
    fixes=(Fix("first", "Move {modifier} to the first place"),),
    offers="always",
    cites=(ORDER_OF_MODIFIERS.at("GO, GP and GN in the first or second place"),),
)
def discipline_modifier_after_second(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag a line whose discipline modifier is third or later."""
    given = tuple(dict.fromkeys(day.lines[0].modifiers))
    modifier = next(modifier for modifier in given if modifier in DISCIPLINE)
    evidence = (("modifiers", given), ("modifier", modifier))
    yield Hit((0,), evidence, changes={"first": MoveModifiers(0, 0, (modifier,))})
