"""ORTH002 first-encounter-code-repeated: 97760 or 97761 again on a later day.

## What it checks
From 2018-01-01: 97760 or 97761 on a later day than another line of the same code, over an episode of care.

## Why it matters
Since 2018 both are for the first encounter with an orthosis or prosthesis; what follows is 97763. A template that goes
on with 97760 misstates the visit.

## Example flagged
`97760:GO x2` on 2026-01-05 and `97760:GO x1` on 2026-01-19.

## Example clean
`97760:GO x2` on 2026-01-05 and `97763:GO x1` on 2026-01-19.

## Settings
Needs a history.

## Remedy and its limits
Bill 97763 for the same device. A further device has a first encounter of its own; the note names it.

## Not covered
Which device a line is for: a claim does not show it, so this is advice. Both codes on one day: an edit that no modifier
bypasses (PTP001). Until 2017 97760 and 97761 were for every encounter.

## Sources
Notices on the 2018 codes of orthotic and prosthetic management.
"""

from collections.abc import Iterator

from otcpt.codes import CodeGroup
from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import NEEDS_RECORD, Fix, ReplaceCode
from otcpt.rules._law import Law
from otcpt.rules._sources import CPT_2018
from otcpt.rules._timeframe import Timeframe


def _first_encounter(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return code in law.group(CodeGroup.FIRST_ORTHOTIC_ENCOUNTER)


@rule(
    "ORTH002",
    "first-encounter-code-repeated",
    scope=Scope.EPISODE,
    reads={Field.CODE, Field.UNITS, Field.DATE_OF_SERVICE},
    optional={Field.UNITS},
    applies_to_line=_first_encounter,
    severity=Severity.ADVICE,
    cause=Cause.TREATMENT,
    message="First-encounter code repeated: {code} is for the first encounter, and {before} had one. A later one with "
    "the same device is {later}.",
    fixes=(
        Fix(
            "later",
            "Bill {later}",
            "it was the same device",
            "DOC-133",
        ),
        Fix("keep", "Keep {code}", "it was the first encounter with another device", "DOC-132", NEEDS_RECORD),
    ),
    offers="always",
    revision=2,
    cites=(CPT_2018.at("97760, 97761 and 97763"),),
)
def first_encounter_code_repeated(timeframe: Timeframe) -> Iterator[Hit | RuleNotEvaluated]:
    """Point to each line after the first day of its code."""
    by_code: dict[str, list[int]] = {}
    for i, line in enumerate(timeframe.lines):
        if line.units != 0 and _first_encounter(timeframe.law(i), line.code, ()):
            by_code.setdefault(line.code, []).append(i)
    for _, places in sorted(by_code.items()):
        for i in places:
            before = timeframe.lines[places[0]].date_of_service
            if i in timeframe.checked and timeframe.lines[i].date_of_service > before:
                first = (j for j in places if timeframe.lines[j].date_of_service == before)
                later = timeframe.law(i).group(CodeGroup.FIRST_ORTHOTIC_ENCOUNTER).parts[timeframe.lines[i].code]
                evidence = (("before", str(before)), ("later", later))
                yield Hit((i, *first), evidence, changes={"later": ReplaceCode(0, (later,))})
