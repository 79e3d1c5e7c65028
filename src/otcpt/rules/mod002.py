"""MOD002 several-discipline-modifiers: a line with more than one of GO, GP and GN.

## What it checks
More than one of GO, GP and GN on one line.

## Why it matters
The line is returned: a service belongs to one discipline's plan of care.

## Example flagged
`97530:GO:GP x2`.

## Example clean
`97530:GO x1` with `97530:GP x1`, each discipline with its own line.

## Settings
`discipline_modifiers` switches the rule on.

## Remedy and its limits
Keep the modifier of the discipline that furnished the service, among those that the code takes. Co-treatment is not
shared on a line: each discipline bills the minutes that are its own, or one bills them all.

## Not covered
Whether the remaining discipline is the right one: see MOD003 for evaluations.

## Sources
CMS Pub. 100-04 ch. 5 §20.1.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import Fix, RemoveModifiers
from otcpt.modifiers import DISCIPLINE
from otcpt.rules._day import Day
from otcpt.rules._disciplines import modifier_of_revenue_code, modifiers_of
from otcpt.rules._law import Law
from otcpt.rules._sources import CLAIMS_MANUAL


def _several(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return len(DISCIPLINE.keys() & set(modifiers)) > 1


@rule(
    "MOD002",
    "several-discipline-modifiers",
    scope=Scope.LINE,
    reads={Field.CODE, Field.MODIFIERS, Field.REVENUE_CODE, Field.BILL_TYPE},
    applies_to_line=_several,
    enabled_by=lambda settings: settings.discipline_modifiers,
    severity=Severity.ERROR,
    cause=Cause.BILLING,
    message="More than one discipline modifier: {code} has {modifiers:and}. A line belongs to one plan of care; the "
    "payer returns this line.",
    fixes=(
        Fix(
            "keep",
            "Keep only {kept:or}",
            "that discipline furnished the service",
            ("DOC-082", "DOC-181"),
        ),
    ),
    offers="always",
    cites=(CLAIMS_MANUAL.at("§20.1"),),
    revision=2,
)
def several_discipline_modifiers(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag a line with several disciplines."""
    line = day.lines[0]
    given = tuple(sorted(DISCIPLINE.keys() & set(line.modifiers)))
    fitting = tuple(one for one in given if one in modifiers_of(day.law, line.code)) or given
    wanted = modifier_of_revenue_code(day.law, line)
    kept = (wanted,) if wanted in fitting else fitting
    keep = [RemoveModifiers(0, [one for one in given if one != other]) for other in kept]
    yield Hit((0,), (("modifiers", given), ("kept", kept)), changes={"keep": keep})
