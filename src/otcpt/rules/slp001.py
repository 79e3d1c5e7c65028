"""SLP001 therapy-code-under-gn: exercise, re-education, group or activities with GN.

## What it checks
Lines of 97110, 97112, 97150 and 97530 with GN and without GO or GP.

## Why it matters
These are services of occupational and physical therapy. The NCCI Policy Manual has speech-language pathologists bill
none of them: what they do is 92507, 92508, 92526 and the codes of their own field, and the four are not to be split
off from those.

## Example flagged
`97530:GN x2`.

## Example clean
`97530:GO x2` with `92507:GN x1` on a hospital's bill, separated by a modifier (PTP002).

## Settings
`discipline_modifiers` switches the rule on.

## Remedy and its limits
If an occupational or physical therapist furnished it, bill it with the modifier of that discipline. If a
speech-language pathologist did, it is part of the speech treatment, and the line is removed.

## Not covered
97129, 97130, 97533 and 97535 under GN. Speech codes under GO or GP (CODE006). What meets on one day (PTP002, PTP005).

## Sources
NCCI Policy Manual XI.H.2.
"""

from collections.abc import Iterator

from otcpt.codes import CodeGroup
from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import AddModifier, DropLines, Fix
from otcpt.rules._day import Day
from otcpt.rules._law import Law
from otcpt.rules._sources import NCCI_MANUAL


def _under_speech(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return code in law.group(CodeGroup.NOT_OF_SPEECH) and "GN" in modifiers and not {"GO", "GP"}.intersection(modifiers)


@rule(
    "SLP001",
    "therapy-code-under-gn",
    scope=Scope.LINE,
    reads={Field.CODE, Field.MODIFIERS},
    applies_to_line=_under_speech,
    enabled_by=lambda settings: settings.discipline_modifiers,
    severity=Severity.ERROR,
    cause=Cause.TREATMENT,
    message="Wrong discipline modifier: {code} has GN, and speech-language pathologists may not bill it (NCCI Policy "
    "Manual XI.H.2).",
    fixes=(
        Fix(
            "modifier",
            "Bill {code} with {any_of}",
            "an occupational or physical therapist furnished it",
            ("DOC-082", "DOC-181"),
            AddModifier(0, ("GO", "GP"), ("GN",)),
        ),
        Fix(
            "drop",
            "Take {code} off the claim",
            "a speech-language pathologist furnished it, as part of the speech treatment",
            changes=DropLines(0),
        ),
    ),
    offers="always",
    cites=(NCCI_MANUAL.at("XI.H.2"),),
)
def therapy_code_under_gn(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag a code of occupational and physical therapy under GN."""
    yield Hit((0,))
