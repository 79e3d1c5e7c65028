"""UNIT003 units-on-wrong-code: the number of units is right, and the codes they are on are not.

## What it checks
Whole blocks of 15 minutes belong to their code; a further unit of the pool goes to the code with most minutes left
over, be it under 8. Where left-over minutes are equal the professional chooses, so every such choice is accepted.
97129 and 97130 share their minutes and are split last: the first unit is 97129, the others 97130 (so, too, other
first-plus-additional families).

## Why it matters
The total is paid right, the codes are not: another fee, another edit, and a note that does not support the claim.

## Example flagged
`97110:GO x3 @33`, `97140:GO x0 @7`: 3 units is right, but 7 left-over minutes beat 3.

## Example clean
`97112:GO x2 @20`, `97110:GO x1 @20`; just as clean with the codes exchanged: 5 and 5 are left over.

## Settings
`unit_method`: only under total time (`cms`, or `best` where total time gives more) do codes share minutes.

## Remedy and its limits
Bill one of the right answers; all are listed (one of them, where more than six codes are tied). Price is no argument
among them.

## Not covered
Whether the total is right: UNIT001 and UNIT002. How a family shares its units between first code and add-on: AOC001 and
AOC002. That 97129 and 97130 lie in one pool with other codes is an
inference; no published example shows it.

## Sources
CMS Pub. 100-04 ch. 5 §20.2, examples 1 to 4.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Field, Group, Hit, Part, RuleNotEvaluated, Severity, rule
from otcpt.fixes import Fix
from otcpt.rules._day import Day
from otcpt.rules._sources import CLAIMS_MANUAL
from otcpt.rules._unit_pools import counts_minutes, mismatched_pools


@rule(
    "UNIT003",
    "units-on-wrong-code",
    group=Group.PLAN,
    part=Part.POOL,
    reads={Field.CODE, Field.MODIFIERS, Field.UNITS, Field.MINUTES},
    applies_to_line=counts_minutes,
    silent_without=mismatched_pools,
    severity=Severity.WARNING,
    cause=Cause.BILLING,
    message="Units on the wrong code: {minutes:timed minute} {minutes:supports|support} {supported:unit}, as {right}. "
    "They are billed as {billed_units}.",
    fixes=(Fix("units", "Bill {right}", "the minutes on the claim are right", "DOC-086"),),
    offers="sometimes",
    cites=(CLAIMS_MANUAL.at("§20.2.C, examples", "P"),),
)
def units_on_wrong_code(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag accounts with the right number of units on the wrong codes."""
    for pool in day.cached(mismatched_pools):
        if pool.excess == 0:
            yield pool.hit
