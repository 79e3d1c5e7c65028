"""PAY005 supply-without-discipline-modifier: a supply line without GO, GP or GN, which this payer asks for.

## What it checks
Orthoses and supplies (HCPCS A, E, L and Q4 codes) without GO, GP or GN.

## Why it matters
This payer wants the discipline on every line of a therapy claim, items included. A line without it is denied.

## Example flagged
`L3906 x1` where the policy has `supply_modifiers = true`.

## Example clean
`L3906:GO x1` under the same policy.

## Settings
`supply_modifiers`; no built-in policy has it. Medicare says the opposite of orthoses: DME001, which is silent where
this is on.

## Remedy and its limits
Add the modifier of the plan of care that the item belongs to.

## Not covered
Services: MOD001.

## Sources
A payer's reimbursement policy on therapy modifiers; the policy's own citation.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import Fix
from otcpt.modifiers import DISCIPLINE
from otcpt.rules._day import Day
from otcpt.rules._fixes import add
from otcpt.rules._law import Law
from otcpt.rules._sources import SUPPLY_MODIFIERS
from otcpt.rules._therapy import is_item

_OWN = {discipline: modifier for modifier, discipline in DISCIPLINE.items()}


def _bare_item(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return is_item(code) and DISCIPLINE.keys().isdisjoint(modifiers)


@rule(
    "PAY005",
    "supply-without-discipline-modifier",
    scope=Scope.LINE,
    reads={Field.CODE, Field.MODIFIERS},
    applies_to_line=_bare_item,
    enabled_by=lambda settings: settings.supply_modifiers,
    severity=Severity.ERROR,
    cause=Cause.BILLING,
    message="Discipline modifier missing: this payer asks for GO, GP or GN on supplies too, and {code} has none.",
    fixes=(Fix("add", "Add {modifier} to the item", "it belongs to that discipline's plan of care", "DOC-181"),),
    offers="sometimes",
    cites=(SUPPLY_MODIFIERS.at("each line of service"),),
    since="0.2.0",
)
def supply_without_discipline_modifier(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag an item without a discipline."""
    modifier = _OWN[day.settings.discipline]
    yield Hit((0,), (("modifier", modifier),), changes={"add": add(0, day.lines[0], modifier)})
