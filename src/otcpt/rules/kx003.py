"""KX003 kx-on-non-therapy-code: KX on a code that is not therapy.

## What it checks
KX on a CPT code of the registry that is not on CMS's therapy code list.

## Why it matters
KX attests the therapy threshold; a code that is not therapy does not count towards it, and the modifier has no
effect there.

## Example flagged
`96127:KX x1`.

## Example clean
`97530:GO:KX x1`; `L3906:KX x1`, where it attests a supply's own policy.

## Settings
`medicare_modifiers` switches the rule on.

## Remedy and its limits
Remove KX. It never makes a service covered.

## Not covered
Supplies and other HCPCS codes, and other fields' codes, where KX attests other policies; so it does on dry needling
(20560, 20561), where a national coverage determination asks for it from the thirteenth session on. Whether KX is due:
KX001.

## Sources
CMS annual therapy code list; 42 U.S.C. 1395l(g).
"""

from collections.abc import Iterator

from otcpt.codes import CodeGroup
from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import Fix, RemoveModifiers
from otcpt.rules._day import Day
from otcpt.rules._law import Law
from otcpt.rules._sources import THERAPY_CODES, THRESHOLD_LAW


def _off_therapy(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    if "KX" not in modifiers:
        return False
    meaning = law.meaning(code)
    return (
        meaning is not None
        and not meaning.context
        and meaning.designation == "not"
        and meaning.system.startswith("CPT")
        and code not in law.group(CodeGroup.KX_OF_ANOTHER_POLICY)
    )


@rule(
    "KX003",
    "kx-on-non-therapy-code",
    scope=Scope.LINE,
    reads={Field.CODE, Field.MODIFIERS},
    applies_to_line=_off_therapy,
    enabled_by=lambda settings: settings.medicare_modifiers,
    severity=Severity.ADVICE,
    cause=Cause.BILLING,
    message="KX without effect: {code} is not on Medicare's therapy code list, so the therapy threshold does not "
    "concern it.",
    fixes=(Fix("drop", "Take KX off the line", changes=RemoveModifiers(0, ("KX",))),),
    offers="always",
    cites=(THERAPY_CODES.at("codes that are therapy"), THRESHOLD_LAW.at("(g)")),
)
def kx_on_non_therapy_code(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Advise on KX where no threshold applies."""
    yield Hit((0,))
