"""CODE003 code-not-in-force: the code did not exist, or no longer existed, on the date of service.

## What it checks
A code of the registry whose meanings do not cover the date of service.

## Why it matters
Every payer rejects a line with a code that is not valid on the day. 97003 ended with 2016, 97532 and 97762 with 2017,
G0515 with 2019; templates and cheat sheets still carry them.

## Example flagged
`97003:GO x1` on 2026-03-05: ended 2016-12-31, replaced by 97165, 97166 and 97167.

## Example clean
`97165:GO x1` on 2026-03-05.

## Settings
None.

## Remedy and its limits
Bill the code that describes the service on that day. Which of several successors fits is the clinician's judgement and
must be in the evaluation already.

## Not covered
Codes outside the registry, codes whose start is unknown, and dates after the registry was last verified: not evaluated.

## Sources
CMS fee schedule files by quarter; the code's own sources in the registry.
"""

from collections.abc import Iterator

from otcpt.findings import CannotTell, Cause, Field, Hit, Remedy, Scope, Severity, rule
from otcpt.rules._day import Day
from otcpt.rules._law import Law
from otcpt.rules._sources import FEE_SCHEDULE


def _not_in_force(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return law.meaning(code) is None and law.history(code) is not None


@rule(
    "CODE003",
    "code-not-in-force",
    scope=Scope.LINE,
    reads={Field.CODE},
    touches=_not_in_force,
    severity=Severity.ERROR,
    cause=Cause.TREATMENT,
    message="{code} is not in force on {date}: {days}.{replaced}",
    remedies=(
        Remedy("bill {successors}", "it describes what was done", "the service in the words of that code"),
    ),
    cites=(FEE_SCHEDULE.at("codes present per quarter"),),
)
def code_not_in_force(day: Day) -> Iterator[Hit | CannotTell]:
    """Flag a registry code outside its days."""
    code = day.lines[0].code
    history = day.law.history(code)
    assert history is not None
    successors = history.successors
    yield Hit(
        (0,),
        (
            ("days", history.spans),
            ("successors", successors or ("the code in force",)),
            ("replaced", f" Replaced by {', '.join(successors)}." if successors else ""),
        ),
    )
