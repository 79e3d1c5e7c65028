"""DME001 discipline-modifier-on-orthosis: an orthosis line with GO, GP or GN.

## What it checks
L-codes with GO, GP or GN: orthoses (L0 to L3), in the registry or not, and other items of the supplies schedule
(DMEPOS) that the registry has.

## Why it matters
An orthosis is an item, not a service under a plan of care, and takes no therapy modifier. A practitioner's is paid by
the contractor for durable equipment, on a claim of its own; a hospital's goes on its own bill (revenue code 0274).

## Example flagged
`L3906:GO x1`.

## Example clean
`L3906 x1` with `97760:GO x1`: the item without, the training with the modifier.

## Settings
`medicare_status` switches the rule on, `supply_modifiers` off: PAY005 asks for what such a payer wants.

## Remedy and its limits
Remove the modifier. A site (RT, LT) stays. With the item on the same day, 97760 counts the minutes of training only;
the item's price includes making and fitting.

## Not covered
Whether the item was sent to the right contractor: a line does not say who receives it. RT and LT on one line, or two
items on one: the equipment contractors demand a line for each side since 2019-03-01, but for items of their listed
policies (ankle-foot and knee orthoses, prostheses, footwear and others), and no orthosis of the hand or arm is listed.

## Sources
CMS fee schedule files; CMS Pub. 100-04 ch. 5 §20.1.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import Fix, RemoveModifiers
from otcpt.modifiers import DISCIPLINE
from otcpt.rules._day import Day
from otcpt.rules._law import Law
from otcpt.rules._sources import CLAIMS_MANUAL, FEE_SCHEDULE
from otcpt.rules._therapy import is_scheduled_item


def _orthosis_with_discipline(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return not DISCIPLINE.keys().isdisjoint(modifiers) and is_scheduled_item(law, code)


@rule(
    "DME001",
    "discipline-modifier-on-orthosis",
    scope=Scope.LINE,
    reads={Field.CODE, Field.MODIFIERS},
    applies_to_line=_orthosis_with_discipline,
    enabled_by=lambda settings: settings.medicare_status and not settings.supply_modifiers,
    severity=Severity.WARNING,
    cause=Cause.BILLING,
    message="Discipline modifier on an orthosis: {code} is an item of the DMEPOS schedule and takes no {modifier:or}.",
    fixes=(Fix("drop", "Take {modifiers} off the item", "the line is for the item"),),
    offers="always",
    revision=2,
    cites=(FEE_SCHEDULE.at("status codes"), CLAIMS_MANUAL.at("§20.1", "S")),
)
def discipline_modifier_on_orthosis(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag an item with the modifier of a service."""
    found = [modifier for modifier in day.lines[0].modifiers if modifier in DISCIPLINE]
    found = list(dict.fromkeys(found))
    yield Hit((0,), (("modifier", tuple(found)),), changes={"drop": RemoveModifiers(0, found)})
