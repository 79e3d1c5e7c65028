"""CODE007 unit-length-not-published: the code is timed on this day, and the length of a unit has not been published.

## What it checks
Codes announced as time-based from a day on, without the minutes of a unit: 90901 (biofeedback) from 2027-01-01.

## Why it matters
Until 2026 biofeedback is one unit whatever its minutes. A template that goes on so, or counts it in quarter hours by
guess, is wrong from the first day of the change.

## Example flagged
`90901:GO x1` on 2027-01-04.

## Example clean
`90901:GO x1` on 2026-12-31.

## Settings
None.

## Remedy and its limits
Take the length of a unit, and the number of the new code with it, from the CPT book of the year, and keep the minutes
in the note from the first day on.

## Not covered
Its units are not judged against minutes from that day on, and no length is assumed; CODE003 says that the registry was
not verified for it.

## Sources
Public notes on the CPT Editorial Panel's meeting of September 2025 and on CPT 2027 (secondary).
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import CHANGES_SERVICE, CHOOSES_UNITS, Fix
from otcpt.rules._day import Day
from otcpt.rules._law import Law
from otcpt.rules._sources import CPT_2027


def _unknown(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    meaning = law.meaning(code)
    return meaning is not None and meaning.timing.rounding == "unknown"


@rule(
    "CODE007",
    "unit-length-not-published",
    scope=Scope.LINE,
    reads={Field.CODE},
    applies_to_line=_unknown,
    severity=Severity.ADVICE,
    cause=Cause.BILLING,
    message="Unit length not published: {code} is timed from {first_day} on, and the minutes of a unit are not known "
    "yet. Its units are not checked.",
    fixes=(
        Fix(
            "length",
            "Take the length of a unit from the CPT book of the year",
            record="DOC-077",
            changes=CHOOSES_UNITS,
        ),
        Fix(
            "code",
            "Bill the code that CPT added with it",
            "CPT gives that code to this service",
            "DOC-075",
            CHANGES_SERVICE,
        ),
    ),
    offers="never",
    cites=(CPT_2027.at("biofeedback"),),
)
def unit_length_not_published(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Say that units follow from minutes in a way no one has published yet."""
    meaning = day.law.meaning(day.lines[0].code)
    assert meaning is not None
    yield Hit((0,), (("first_day", str(meaning.first_day)),))
