"""ASST006 assistant-modifier-on-device-supply: CO or CQ on the supply of a monitoring device.

## What it checks
Remote-monitoring device supply (98976 to 98978, 98984 to 98986) with CO or CQ.

## Why it matters
The modifiers are for services that an assistant furnished. Device supply has no practitioner's minutes, so nothing of
it is an assistant's; with the modifier the line is paid at 85 percent for no reason.

## Example flagged
`98977:GO:CO x1`.

## Example clean
`98977:GO x1`; `98980:GO:CO x1 @A20`: monitoring has minutes, and takes the modifier.

## Settings
`assistant_modifiers` switches the rule on, save where a physician bills (ASST005).

## Remedy and its limits
Take the modifier off the line of the device. The set-up (98975) and the monitoring keep theirs.

## Not covered
Critical access hospitals, where the modifier changes nothing.

## Sources
A contractor's article of 2024 for 98976 and 98977; vendors for the others.
"""

from collections.abc import Iterator

from otcpt.codes import CodeGroup
from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import Fix, RemoveModifiers
from otcpt.modifiers import ASSISTANT
from otcpt.rules._assistants import are_marked, uses_assistant_modifiers
from otcpt.rules._day import Day
from otcpt.rules._law import Law
from otcpt.rules._sources import ASSISTANT_RULE, DEVICE_SUPPLY


def _marked_supply(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    marked = are_marked(law) and not ASSISTANT.keys().isdisjoint(modifiers)
    return marked and code in law.group(CodeGroup.MONITORING_DEVICE) and law.meaning(code) is not None


@rule(
    "ASST006",
    "assistant-modifier-on-device-supply",
    scope=Scope.LINE,
    reads={Field.CODE, Field.MODIFIERS, Field.BILL_TYPE},
    applies_to_line=_marked_supply,
    enabled_by=uses_assistant_modifiers,
    severity=Severity.WARNING,
    cause=Cause.BILLING,
    message="Assistant modifier on device supply: {code} has {given:and} and no practitioner's minutes. The line "
    "is paid at 85 percent for no reason.",
    fixes=(Fix("drop", "Take {given:and} off {code}"),),
    offers="always",
    cites=(DEVICE_SUPPLY.at("CO and CQ on device supply"), ASSISTANT_RULE.at("services an assistant may furnish")),
)
def assistant_modifier_on_device_supply(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag the modifier on a line without anybody's minutes."""
    line = day.lines[0]
    if day.law.is_critical_access(line.bill_type):
        return
    given = tuple(sorted(ASSISTANT.keys() & set(line.modifiers)))
    yield Hit((0,), (("given", given),), changes={"drop": RemoveModifiers(0, given)})
