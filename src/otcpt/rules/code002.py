"""CODE002 mistyped-code: two neighboring characters of a therapy code are probably swapped.

## What it checks
A well-formed number that no code has, and that becomes a registry code in force on the day when two neighboring
characters are swapped. A code of another field is never flagged: the edition lists the numbers of all codes. Codes kept
for combinations only are not suggested.

## Why it matters
Published cheat sheets have 97410 for 97140. The payer denies the line as an invalid code, or pays another
service.

## Example flagged
`97410:GO x1`: 97140 seems to be meant.

## Example clean
`97140:GO x1`; also `92605:GN x1`, a real code outside the registry that is one swap away from 92065.

## Settings
None.

## Remedy and its limits
Compare with the record. The suggestion is an observation about digits, not about the service: only the record tells
which code was meant.

## Not covered
Other slips (a wrong, lost or doubled digit): CODE003 lists such a line as not evaluated. In edition 2024q3 numbers with
a letter: the tables published by then do not list all of them.

## Sources
The registry of the edition; CMS's fee schedule files and edit tables for the numbers that exist.
"""

from collections.abc import Iterator

from otcpt.codes import is_code
from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import Fix, ReplaceCode
from otcpt.rules._day import Day
from otcpt.rules._law import Law
from otcpt.rules._sources import CODE_NUMBERS, FEE_SCHEDULE


def _meant(law: Law, code: str) -> tuple[str, ...]:
    near = law.edition.codes.near(code) if is_code(code) else ()
    return tuple(other for other in near if law.meaning(other) is not None)


def _seems_mistyped(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return bool(_meant(law, code))


@rule(
    "CODE002",
    "mistyped-code",
    scope=Scope.LINE,
    reads={Field.CODE},
    applies_to_line=_seems_mistyped,
    severity=Severity.WARNING,
    cause=Cause.TREATMENT,
    message="Code probably mistyped: no code {code} is known. With two neighboring characters swapped it is "
    "{meant:or}.",
    fixes=(
        Fix(
            "meant", "Bill {any_of}", "that is the service that was furnished", "the service in the words of that code"
        ),
    ),
    offers="always",
    cites=(FEE_SCHEDULE.at("codes present per quarter"), CODE_NUMBERS.at("codes listed")),
)
def mistyped_code(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag a number without a code that is a registry code with two neighbors swapped."""
    meant = _meant(day.law, day.lines[0].code)
    yield Hit((0,), (("meant", meant),), changes={"meant": ReplaceCode(0, meant)})
