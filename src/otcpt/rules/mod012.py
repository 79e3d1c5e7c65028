"""MOD012 habilitative-and-rehabilitative: a line with both a habilitative and a rehabilitative modifier.

## What it checks
97 with 96, or with SZ, on one line.

## Why it matters
The two have visit limits of their own with payers that read them; a line counts against one.

## Example flagged
`97530:GO:96:97 x2`.

## Example clean
`97530:GO:96 x1` with `97530:GO:97 x1`.

## Settings
None. Medicare reads neither.

## Remedy and its limits
Keep 96 (or SZ) where a skill is learned that was never had, 97 where a lost one is regained: the goals of the plan say
which.

## Not covered
Whether the payer asks for either; the days of 96 and 97: MOD004.

## Sources
CPT's list of modifiers, since 2018.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import Fix, RemoveModifiers
from otcpt.rules._day import Day
from otcpt.rules._law import Law
from otcpt.rules._sources import CPT_MODIFIERS

_HABILITATIVE = frozenset({"96", "SZ"})


def _both(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return "97" in modifiers and not _HABILITATIVE.isdisjoint(modifiers)


@rule(
    "MOD012",
    "habilitative-and-rehabilitative",
    scope=Scope.LINE,
    reads={Field.CODE, Field.MODIFIERS},
    applies_to_line=_both,
    severity=Severity.WARNING,
    cause=Cause.BILLING,
    message="Habilitative and rehabilitative: {code} has {modifiers:and}. 97 is for a skill regained, 96 and SZ are "
    "for a skill learned; a line is one or the other.",
    fixes=(Fix("keep", "Keep only one of {modifiers:and}", "it is what the line was for", "DOC-185"),),
    offers="always",
    cites=(CPT_MODIFIERS.at("96 and 97"),),
)
def habilitative_and_rehabilitative(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag a line that is both."""
    learning = sorted(_HABILITATIVE.intersection(day.lines[0].modifiers))
    keep = [RemoveModifiers(0, learning), RemoveModifiers(0, ("97",))]
    yield Hit((0,), (("modifiers", tuple(sorted((*learning, "97")))),), changes={"keep": keep})
