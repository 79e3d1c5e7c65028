"""CODE002 mistyped-code: the number belongs to no code, and is probably a slip of the fingers.

## What it checks
A well-formed number that no code has. Where two neighboring characters swapped give a registry code in force on the
day, it is a warning. Within 97010 to 97799, where the registry has the whole section, it is an error, with the codes
that differ in one digit. A code of another field is never flagged: the edition lists the numbers of all codes. Codes
kept for combinations only are not suggested.

## Why it matters
Published cheat sheets have 97410 for 97140 and 97751 for 97551. The payer denies the line as an invalid code, or pays
another service.

## Example flagged
`97410:GO x1`: 97140 seems to be meant. `97751:GO x1`: 97551, 97750, 97755 and 97761 are alike.

## Example clean
`97140:GO x1`; also `92605:GN x1`, a real code outside the registry that is one swap away from 92065.

## Settings
None.

## Remedy and its limits
Compare with the record. The suggestion is an observation about digits, not about the service: only the record tells
which code was meant.

## Not covered
Other slips outside that section, and days for which the registry was not verified: CODE003 lists such a line as not
evaluated. In edition 2024q3 numbers with a letter: the tables published by then do not list all of them.

## Sources
The registry of the edition; CMS's fee schedule files and edit tables for the numbers that exist.
"""

from collections.abc import Iterator

from otcpt.codes import CodeGroup, is_code
from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import CHANGES_SERVICE, Fix, ReplaceCode
from otcpt.rules._day import Day
from otcpt.rules._law import Law
from otcpt.rules._sources import CODE_NUMBERS, FEE_SCHEDULE


def _swapped(law: Law, code: str) -> tuple[str, ...]:
    near = law.edition.codes.near(code) if is_code(code) else ()
    return tuple(other for other in near if law.meaning(other) is not None)


def _is_none_of_the_section(law: Law, code: str) -> bool:
    codes = law.edition.codes
    whole = codes.verified_from <= law.on <= codes.verified_through
    return whole and code in law.group(CodeGroup.PHYSICAL_MEDICINE) and codes.exists(code) is False


def _alike(law: Law, code: str) -> tuple[str, ...]:
    """The codes in force that differ in one digit, but for those kept for combinations only."""
    return tuple(
        meaning.code
        for meaning in law.edition.codes.in_force(law.on)
        if not meaning.context and sum(ours != theirs for ours, theirs in zip(code, meaning.code, strict=True)) == 1
    )


def _seems_mistyped(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return bool(_swapped(law, code)) or _is_none_of_the_section(law, code)


@rule(
    "CODE002",
    "mistyped-code",
    scope=Scope.LINE,
    reads={Field.CODE},
    applies_to_line=_seems_mistyped,
    severity=Severity.WARNING,
    cause=Cause.TREATMENT,
    message="{why}",
    words={
        "why": {
            "swapped": "Code probably mistyped: no code {code} is known. With two neighboring characters swapped it "
            "is {meant:or}.",
            "none-swapped": "No such code: {code} is not a code of physical medicine (97010 to 97799), and payers "
            "reject it. With two neighboring digits swapped it is {meant:or}.",
            "none-alike": "No such code: {code} is not a code of physical medicine (97010 to 97799), and payers "
            "reject it. One digit different: {meant:or}.",
            "none": "No such code: {code} is not a code of physical medicine (97010 to 97799), and payers reject it.",
        }
    },
    fixes=(
        Fix("meant", "Bill {any_of}", "that is the service that was furnished", "DOC-075"),
        Fix("again", "Type the code again", record="DOC-075"),
    ),
    offers="sometimes",
    revision=2,
    cites=(FEE_SCHEDULE.at("codes present per quarter"), CODE_NUMBERS.at("codes listed")),
)
def mistyped_code(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag a number without a code that is like a registry code, or lies in the section that the registry has whole."""
    law, code = day.law, day.lines[0].code
    none, swapped = _is_none_of_the_section(law, code), _swapped(law, code)
    meant = swapped or _alike(law, code)
    why = ("none-swapped" if swapped else "none-alike" if meant else "none") if none else "swapped"
    changes = {"meant": ReplaceCode(0, meant)} if meant else {"again": CHANGES_SERVICE}
    evidence = (("why", why), *((("meant", meant),) if meant else ()))
    yield Hit((0,), evidence, Severity.ERROR if none else None, changes)
