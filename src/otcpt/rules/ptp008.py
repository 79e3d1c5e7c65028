"""PTP008 x-modifier-with-59: 59 and an X modifier on one line.

## What it checks
A line with 59 and with XE, XP, XS or XU.

## Why it matters
Each X modifier is a more exact form of 59: an encounter, a practitioner, a structure, a service that does not overlap.
CMS calls both together incorrect, and the second takes one of the four places for modifiers. The edit is bypassed all
the same.

## Example flagged
`97150:GO x1` with `97530:GO:59:XU x2`.

## Example clean
`97150:GO x1` with `97530:GO:XU x2`.

## Settings
`ptp` names the table: the rule is for payers that use NCCI's tables.

## Remedy and its limits
Keep the X modifier if the record shows just that; otherwise keep 59.

## Not covered
Two different X modifiers on one line: each says something else, both may be true, and no document forbids it. A line
with 59 and another line with an X modifier. A visit, on which none of them does anything (PTP007).

## Sources
CMS CR 8863, Transmittal 1422; NCCI Policy Manual I-15 to I-19 (59 only where no other modifier says it better).
"""

from collections.abc import Iterator

from otcpt.codes import CodeGroup
from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import Fix, RemoveModifiers
from otcpt.rules._day import Day
from otcpt.rules._edit_modifiers import is_evaluation_and_management
from otcpt.rules._law import Law
from otcpt.rules._ptp import has_table
from otcpt.rules._sources import CR_8863, NCCI_MANUAL


def _precise(law: Law, modifiers: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(law.group(CodeGroup.PTP_SEPARATE).codes.intersection(modifiers) - {"59"}))


def _says_it_twice(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return "59" in modifiers and bool(_precise(law, modifiers)) and not is_evaluation_and_management(law, code)


@rule(
    "PTP008",
    "x-modifier-with-59",
    scope=Scope.LINE,
    reads={Field.CODE, Field.MODIFIERS},
    applies_to_line=_says_it_twice,
    enabled_by=has_table,
    severity=Severity.ADVICE,
    cause=Cause.BILLING,
    message="59 with {precise:and} on {code}: an X modifier is the more exact form of 59, and CMS does not want both "
    "on one line.",
    fixes=(
        Fix(
            "keep-precise",
            "Take 59 off the line",
            "the record shows what {precise:and} {precise:means|mean}",
            changes=RemoveModifiers(0, ("59",)),
        ),
        Fix(
            "keep-59",
            "Take {precise:and} off the line",
            "the record shows that the service was distinct in another respect",
        ),
    ),
    offers="always",
    cites=(CR_8863.at("X modifiers as subsets of 59"), NCCI_MANUAL.at("I-15 to I-19")),
)
def x_modifier_with_59(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Advise against 59 with a modifier that is more exact."""
    line = day.lines[0]
    precise = _precise(day.law, line.modifiers)
    yield Hit((0,), (("precise", precise),), changes={"keep-59": RemoveModifiers(0, precise)})
