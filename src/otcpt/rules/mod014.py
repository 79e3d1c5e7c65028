"""MOD014 facility-modifiers-conflict: two modifiers of a facility's line that cannot both be true.

## What it checks
On a facility's line: PN with PO, PO or PN with ER, and GX with KB, QL or TQ.

## Why it matters
PO says that the department was billing under the outpatient system before 2015, PN that it was not, ER that it is an
emergency department away from the campus. GX is a voluntary notice for what Medicare never covers, and KB, QL and TQ
belong to covered supplies and transport. The editor returns a line that has two of them.

## Example flagged
`97530:GO:PN:PO x2`.

## Example clean
`97530:GO:PO x2`.

## Settings
`medicare_modifiers` switches the rule on; `biller` must be `facility`.

## Remedy and its limits
Keep the modifier that is true of the department or of the notice.

## Not covered
GX, GA, GY, GZ and KX among each other (MOD007). Conflicts of imaging and surgical modifiers, which no therapy line has.
Whether a department is one or the other. A line with both sides of the body: MOD013.

## Sources
CR 6563 on GX; HCPCS modifiers PN, PO and ER, by what they say.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import Fix, RemoveModifiers
from otcpt.rules._day import Day
from otcpt.rules._sources import CR_6563, HCPCS_MODIFIERS

_CONFLICTS = (
    ("PN", "PO", "department"),
    ("ER", "PO", "department"),
    ("ER", "PN", "department"),
    ("GX", "KB", "notice"),
    ("GX", "QL", "notice"),
    ("GX", "TQ", "notice"),
)


def _conflicts(modifiers: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    for one, other, why in _CONFLICTS:
        if one in modifiers and other in modifiers:
            yield one, other, why


@rule(
    "MOD014",
    "facility-modifiers-conflict",
    scope=Scope.LINE,
    reads={Field.CODE, Field.MODIFIERS},
    applies_to_line=lambda _law, _code, modifiers: any(_conflicts(modifiers)),
    enabled_by=lambda settings: settings.medicare_modifiers and settings.biller == "facility",
    severity=Severity.ERROR,
    cause=Cause.BILLING,
    message="Modifiers conflict: {code} has {one} and {other}. {why} Medicare returns the bill.",
    words={
        "why": {
            "department": "A department is one of the two.",
            "notice": "GX is for what Medicare never covers, {other} for what it covers.",
        }
    },
    fixes=(
        Fix("keep-one", "Keep {one} and take {other} off the line", "what {one} says is true"),
        Fix("keep-other", "Keep {other} and take {one} off the line", "what {other} says is true"),
    ),
    offers="always",
    cites=(CR_6563.at("GX with other modifiers"), HCPCS_MODIFIERS.at("PN, PO, ER", "L")),
    since="0.2.0",
)
def facility_modifiers_conflict(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag each pair of modifiers that cannot both be true of a facility's line."""
    for one, other, why in _conflicts(day.lines[0].modifiers):
        changes = {"keep-one": RemoveModifiers(0, (other,)), "keep-other": RemoveModifiers(0, (one,))}
        yield Hit((0,), (("why", why), ("one", one), ("other", other)), changes=changes)
