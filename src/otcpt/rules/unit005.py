"""UNIT005 units-above-elapsed-time: units counted code by code are more than the same minutes give together.

## What it checks
For a payer that counts each code by the midpoint, and caps the day: the units of all 15-minute codes together against
what total time gives for their minutes together. 8 + 8 + 8 minutes are three units per code, but 24 minutes of the
clock, which total time counts as two.

## Why it matters
CPT itself has no cap, so many contracts pay these units. Some payers, and many auditors, take back
what goes beyond the time that passed.

## Example flagged
With `units_within_elapsed`: `97110 x1 @8`, `97140 x1 @8`, `97530 x1 @8`: 3 units, 24 minutes give 2.

## Example clean
The same day of a payer without the cap; with it `97110 x1 @8`, `97140 x1 @15`: 23 minutes give 2 units.

## Settings
`units_within_elapsed` switches the rule on, and no built-in policy has it: it is a matter of contract. `unit_method`
must be `ama` or `best`.

## Remedy and its limits
Where the contract says so, bill no more than the total supports, leaving out the unit with the fewest minutes. Where it
does not, leave the units.

## Not covered
Units above the minutes of their own code (UNIT001); then this rule is silent. `bill` counts per code and does not cap.

## Sources
CPT introduction, section on time; payers' practice, from therapists' associations.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Field, Group, Hit, RuleNotEvaluated, Severity, rule
from otcpt.fixes import CHOOSES_UNITS, NEEDS_RECORD, Fix
from otcpt.rules._day import Day
from otcpt.rules._law import Law
from otcpt.rules._sources import CPT_TIME
from otcpt.rules._unit_pools import mismatched_pools
from otcpt.units.arithmetic import midpoint


def _pooled(law: Law, code: str, modifiers: tuple[str, ...] = ()) -> bool:
    timing = law.timing(code)
    return timing is not None and timing.pool is not None


@rule(
    "UNIT005",
    "units-above-elapsed-time",
    group=Group.PLAN,
    reads={Field.CODE, Field.MODIFIERS, Field.UNITS, Field.MINUTES},
    applies_to_line=_pooled,
    enabled_by=lambda settings: settings.units_within_elapsed and settings.unit_method in ("ama", "best"),
    severity=Severity.WARNING,
    cause=Cause.TREATMENT,
    message="Units above elapsed time: {codes:and} {codes:has|have} {units:unit}, and {minutes:minute} together make "
    "{supported:,}. A payer that caps units by elapsed time pays no more.",
    fixes=(
        Fix(
            "units",
            "Bill {supported:unit}",
            "the contract caps units by the time that passed",
            "DOC-188",
            CHOOSES_UNITS,
        ),
        Fix(
            "leave",
            "Leave the units",
            "the contract counts each code by itself",
            "DOC-188",
            NEEDS_RECORD,
        ),
    ),
    offers="never",
    cites=(CPT_TIME.at("midpoint of a unit; no daily cap", "I"),),
)
def units_above_elapsed_time(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag a day whose units together exceed its minutes together."""
    own = [i for i, line in enumerate(day.lines) if _pooled(day.law, line.code)]
    minutes = sum(day.lines[i].minutes or 0 for i in own)
    units = sum(day.lines[i].units or 0 for i in own)
    supported = midpoint(minutes)
    if units > supported and not any(mismatch.excess > 0 for mismatch in day.cached(mismatched_pools)):
        own.sort(key=lambda i: (day.lines[i].minutes or 0, day.lines[i].code, day.lines[i].modifiers))
        yield Hit(tuple(own), (("units", units), ("minutes", minutes), ("supported", supported)))
