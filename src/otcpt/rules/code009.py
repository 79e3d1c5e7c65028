"""CODE009 category-iii-code: a category III code has no national price; each payer decides whether it pays.

## What it checks
Codes of four digits and T: new technology such as 0791T (gait training in virtual reality) or 0733T (remote therapy of
limbs). A registry code is flagged on days on which it is in force.

## Why it matters
There is no national price and often no coverage. A claim sent without asking is denied, and where a category III code
describes the service, a category I code must not be billed in its place.

## Example flagged
`0791T:GP x1`.

## Example clean
`97116:GP x1`.

## Settings
None.

## Remedy and its limits
Ask the payer before the service is given. The category I code is no way out where the category III code describes what
was done.

## Not covered
Coverage itself, which is each payer's own; codes outside the registry are named by their form alone, whether they exist
or not. A registry code that has ended: CODE003.

## Sources
CPT, category III codes; CMS fee schedule files (status C).
"""

from collections.abc import Iterator

from otcpt.codes import is_code
from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import NEEDS_RECORD, DropLines, Fix
from otcpt.rules._day import Day
from otcpt.rules._law import Law
from otcpt.rules._sources import CPT_CATEGORIES, FEE_SCHEDULE


def _new_technology(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return code.endswith("T") and is_code(code) and (law.history(code) is None or law.meaning(code) is not None)


@rule(
    "CODE009",
    "category-iii-code",
    scope=Scope.LINE,
    reads={Field.CODE},
    applies_to_line=_new_technology,
    severity=Severity.ADVICE,
    cause=Cause.TREATMENT,
    message="Category III code: {code} has no national price. Each payer decides whether it pays, and how much.",
    fixes=(
        Fix(
            "answer",
            "Keep the payer's answer with the claim",
            "the payer covers the service",
            ("DOC-075", "DOC-011"),
            NEEDS_RECORD,
        ),
        Fix(
            "drop",
            "Take the line off the claim",
            "the payer does not cover it and no denial is needed elsewhere",
            changes=DropLines(0),
        ),
    ),
    offers="sometimes",
    cites=(CPT_CATEGORIES.at("category III"), FEE_SCHEDULE.at("status codes")),
)
def category_iii_code(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Point out a code without a national price."""
    yield Hit((0,))
