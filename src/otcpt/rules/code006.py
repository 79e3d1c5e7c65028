"""CODE006 speech-code-under-go-or-gp: a code of speech-language pathology alone has GO or GP.

## What it checks
Treatment, evaluation and devices of speech and language (92507, 92508, 92521 to 92524, 92597, 92605 to 92609, 92618),
laryngeal function studies (92520) and the aphasia assessment 96105 with GO or GP and without GN.

## Why it matters
The line says that an occupational or physical therapist did what belongs to another profession. Payers deny it or ask
for the record; cognitive and swallowing treatment that OT does furnish has codes of its own.

## Example flagged
`92507:GO x1`.

## Example clean
`92507:GN x1`, `92526:GO x1`, `97129:GO x1`.

## Settings
`discipline_modifiers` switches the rule on.

## Remedy and its limits
Correct the modifier where speech-language pathology furnished the service, the code where OT or PT did. The service
must be in the record in the words of the code.

## Not covered
Lines with two disciplines (MOD002), or with none (MOD001). Evaluations of occupational and physical therapy under each
other's modifier (MOD003). Dry needling, whose place in OT is the state's decision. Functional reporting codes, which
any discipline could use.

## Sources
CMS annual therapy code list.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import CHANGES_SERVICE, AddModifier, Fix
from otcpt.modifiers import DISCIPLINE
from otcpt.rules._day import Day
from otcpt.rules._law import Law
from otcpt.rules._sources import THERAPY_CODES


def _given(modifiers: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(DISCIPLINE.keys() & set(modifiers)))


def _of_speech_alone(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    if _given(modifiers) not in (("GO",), ("GP",)):
        return False
    meaning, billers = law.meaning(code), law.billers(code)
    if meaning is None or meaning.status == "non-payable":
        return False
    return "SLP" in billers and "OT" not in billers and "PT" not in billers


@rule(
    "CODE006",
    "speech-code-under-go-or-gp",
    scope=Scope.LINE,
    reads={Field.CODE, Field.MODIFIERS},
    applies_to_line=_of_speech_alone,
    enabled_by=lambda settings: settings.discipline_modifiers,
    severity=Severity.WARNING,
    cause=Cause.TREATMENT,
    message="Wrong discipline modifier: {code} is a speech-language pathology code and takes GN. It has {given}.",
    fixes=(
        Fix("modifier", "Bill it with GN", "a speech-language pathologist furnished it", "DOC-082"),
        Fix(
            "code",
            "Bill the code of what was done",
            "an occupational or physical therapist furnished it",
            "DOC-075",
            CHANGES_SERVICE,
        ),
    ),
    offers="always",
    cites=(THERAPY_CODES.at("codes of speech-language pathology"),),
)
def speech_code_under_go_or_gp(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag a code of speech-language pathology under another discipline."""
    given = _given(day.lines[0].modifiers)
    yield Hit((0,), (("given", given[0]),), changes={"modifier": AddModifier(0, ("GN",), given)})
