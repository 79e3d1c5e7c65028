"""ASST003 assistant-modifier-missing: units the assistant furnished without CO or CQ.

## What it checks
For each code of the day, how many of the billed units the minutes of therapist and assistant give to the assistant,
against the units billed with CO (occupational therapy) or CQ (physical therapy). Minutes given together count as the
therapist's.

## Why it matters
Services of an assistant are paid at 85 percent from 2022 on; without the modifier the line is overpaid.

## Example flagged
`97530:GO x2 @A30`; `97110:GO x2 @13+A23`, of which one unit is the assistant's.

## Example clean
`97110:GO x1 @13` with `97110:GO:CO x1 @A23`; `97150:GO x1 @36+A4` (exactly a tenth is not more than a tenth).

## Settings
`assistant_modifiers` switches the rule on, save where a physician bills, under whose number an assistant's services
may not be billed at all (ASST005). `de_minimis` names the arithmetic of the ten-percent test. Dates of
service: none before 2020-01-01; in 2020 and 2021 ten percent of each unit; from 2022-01-01 the therapist's 8 minutes
of the last 15-minute unit. `bill` writes the modifier by the same function.

## Remedy and its limits
Split the code into two lines, the assistant's units with the modifier. Who furnished which minutes is a matter of
record; minutes are never moved between the two to avoid the modifier.

## Not covered
Evaluations (ASST002), remote-monitoring device supply (it has no practitioner's minutes), speech-language pathology (it
has no assistant's modifier), critical access hospitals (paid otherwise). Units of remote-monitoring management are a
month's: where the day's minutes do not make them, the rule cannot tell. Where the billed units do not follow from the
minutes (UNIT001 to UNIT003), only what the minutes alone decide is judged. Two units earned through other codes'
minutes have no settled split: the rule then only warns.

## Sources
42 CFR 410.59(a)(4); 42 U.S.C. 1395m(v); the final rules for 2020 and 2022.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Group, Hit, Part, RuleNotEvaluated, Severity, rule
from otcpt.fixes import Fix
from otcpt.rules._assistant_units import CITES, READS, mismatched_assistant_units, splits_by_assistant
from otcpt.rules._assistants import EIGHT_MINUTES_FROM, uses_assistant_modifiers
from otcpt.rules._day import Day
from otcpt.rules._law import Law

_BY_MINUTES = "missing: by the minutes, {expected_with:unit} of {code} {expected_with:needs|need} {modifier}"
_IN_PART = "(furnished in whole or in part by the assistant)"


def _touches(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return splits_by_assistant(law, code)


@rule(
    "ASST003",
    "assistant-modifier-missing",
    group=Group.PLAN,
    part=Part.CODE,
    reads=READS,
    applies_to_line=_touches,
    enabled_by=uses_assistant_modifiers,
    severity=Severity.ERROR,
    cause=Cause.BILLING,
    message="{why}",
    words={
        "why": {
            "none-has-it": f"{{modifier}} {_BY_MINUTES} {_IN_PART}, and none has it.",
            "some-have-it": f"{{modifier}} {_BY_MINUTES} {_IN_PART}, and {{billed_with}} {{billed_with:has|have}} it.",
            "not-settled": f"{{modifier}} probably {_BY_MINUTES} (billed with it: {{billed_with}}). No source settles "
            "units earned through other codes' minutes.",
        }
    },
    fixes=(
        Fix(
            "mark",
            "Bill {expected_with:unit} of {code} with {modifier}, on a separate line",
            "the minutes of therapist and assistant on the claim are right",
            "DOC-180",
        ),
    ),
    offers="sometimes",
    cites=CITES,
    revision=2,
    boundaries=(EIGHT_MINUTES_FROM,),
)
def assistant_modifier_missing(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag codes with fewer units under CO or CQ than the assistant's minutes make."""
    assisted = {i for i, line in enumerate(day.lines) if line.assistant_minutes}
    if not assisted:
        return
    for mismatch in day.cached(mismatched_assistant_units):
        if isinstance(mismatch, RuleNotEvaluated):
            if not assisted.isdisjoint(mismatch.lines):
                yield mismatch
        elif mismatch.missing:
            why = "not-settled" if mismatch.split.caveat else "some-have-it" if mismatch.billed_with else "none-has-it"
            yield Hit(
                mismatch.positions, (("why", why), *mismatch.evidence), mismatch.severity, {"mark": mismatch.changes}
            )
