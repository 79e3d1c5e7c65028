"""CODE008 category-ii-code: a category II code reports quality and is never paid.

## What it checks
Codes of four digits and F.

## Why it matters
The line earns nothing and takes no part in units, edits or limits. It is right on a claim that reports measures by
claim, and a mistake anywhere else, mostly a number taken from a pick list.

## Example flagged
`1125F x1`.

## Example clean
`97165:GO x1`.

## Settings
None.

## Remedy and its limits
Leave the line where the practice reports the measure by claims. Otherwise remove it: no other code replaces it.

## Not covered
Whether the code exists, belongs to a measure, or has the right exclusion modifier: category II codes are outside
the registry. G-codes and M-codes of quality reporting.

## Sources
CPT, category II codes.
"""

from collections.abc import Iterator

from otcpt.codes import is_code
from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import NEEDS_RECORD, DropLines, Fix
from otcpt.rules._day import Day
from otcpt.rules._law import Law
from otcpt.rules._sources import CPT_CATEGORIES


def _measures(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return code.endswith("F") and is_code(code)


@rule(
    "CODE008",
    "category-ii-code",
    scope=Scope.LINE,
    reads={Field.CODE},
    applies_to_line=_measures,
    severity=Severity.ADVICE,
    cause=Cause.BILLING,
    message="Category II code: {code} reports quality and is never paid.",
    fixes=(
        Fix(
            "leave",
            "Leave the line",
            "the practice reports this measure by claims, and the note shows what the measure asks for",
            changes=NEEDS_RECORD,
        ),
        Fix(
            "drop",
            "Take the line off the claim",
            "the practice does not report this measure by claims",
            changes=DropLines(0),
        ),
    ),
    offers="sometimes",
    cites=(CPT_CATEGORIES.at("category II"),),
)
def category_ii_code(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Point out a line that is for counting only."""
    yield Hit((0,))
