"""CODE002 mistyped-code: two neighboring digits of a therapy code seem to be swapped.

## What it checks
A well-formed code outside the registry that becomes a registry code in force on the day when two neighboring
characters are swapped. Codes that CMS's edits name beside a therapy code are real codes and not flagged; codes kept
for combinations only are not suggested.

## Why it matters
97410 for 97140 stands in published cheat sheets. The payer denies the line as an invalid code, or pays another
service.

## Example flagged
`97410:GO x1`: 97140 seems to be meant.

## Example clean
`97140:GO x1`; also `99213 x1`, a well-formed code of another field.

## Settings
None.

## Remedy and its limits
Compare with the record. The suggestion is an observation about digits, not about the service: only the record tells
which code was meant.

## Not covered
Other slips (a wrong, lost or doubled digit), and real codes outside the registry: those are not evaluated.

## Sources
The registry of the edition; CMS's procedure-to-procedure edits for codes known to exist.
"""

from collections.abc import Iterator

from otcpt.codes import is_code
from otcpt.findings import CannotTell, Cause, Field, Hit, Remedy, Scope, Severity, rule
from otcpt.rules._day import Day
from otcpt.rules._law import Law
from otcpt.rules._sources import FEE_SCHEDULE, PTP_TABLES


def _meant(law: Law, code: str) -> tuple[str, ...]:
    if not is_code(code) or law.history(code) is not None:
        return ()
    meanings = map(law.meaning, law.edition.codes.near(code))
    near = tuple(meaning.code for meaning in meanings if meaning is not None)
    return () if near and law.edition.ptp("practitioner").partners(code) else near


def _seems_mistyped(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return bool(_meant(law, code))


@rule(
    "CODE002",
    "mistyped-code",
    scope=Scope.LINE,
    reads={Field.CODE},
    touches=_seems_mistyped,
    severity=Severity.WARNING,
    cause=Cause.TREATMENT,
    message="{code} is no therapy code; two digits seem to be swapped, {meant} exists.",
    remedies=(
        Remedy("bill {meant}", "that is the service that was furnished", "the service in the words of that code"),
    ),
    cites=(FEE_SCHEDULE.at("codes present per quarter"), PTP_TABLES.at("codes named in either column")),
)
def mistyped_code(day: Day) -> Iterator[Hit | CannotTell]:
    """Flag a foreign code that is a registry code with two neighbors swapped."""
    yield Hit((0,), (("meant", _meant(day.law, day.lines[0].code)),))
