"""ASST007 assistant-of-speech-language-pathology: an assistant's minutes on a line of speech-language pathology.

## What it checks
Therapy under a plan of care for speech-language pathology (GN, or the practice's own discipline where no modifier says
it) with minutes that an assistant furnished alone.

## Why it matters
Medicare does not recognize assistants of speech-language pathology. It takes their services for unskilled and denies
them as not reasonable and necessary, whatever the state's license allows.

## Example flagged
`92507:GN x1 @A30`; `97129:GN x1 @15+A15`: advice.

## Example clean
`92507:GN x1 @30`; `97129:GO x1 @A15`, which takes CO (ASST003).

## Settings
`medicare_status` switches the rule on.

## Remedy and its limits
Correct the minutes if the pathologist furnished them. A line that the assistant alone furnished leaves the claim; one
that both furnished stays if its units rest on the pathologist's own minutes.

## Not covered
Evaluations (ASST002). Lines that do not say who furnished their minutes. What Medicaid programs and private payers pay.

## Sources
CMS Pub. 100-02 ch. 15 §230.3.C.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import NEEDS_RECORD, DropLines, Fix
from otcpt.modifiers import DISCIPLINE
from otcpt.rules._assistants import evaluates
from otcpt.rules._day import Day, discipline_of
from otcpt.rules._law import Law
from otcpt.rules._sources import BENEFIT_MANUAL

_OPTIONAL = {Field.UNITS, Field.THERAPIST_MINUTES, Field.ASSISTANT_MINUTES}


def _is_speech_therapy(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    if not DISCIPLINE.keys().isdisjoint(modifiers) and "GN" not in modifiers:
        return False
    meaning = law.meaning(code)
    return meaning is not None and meaning.designation != "not" and not evaluates(meaning)


@rule(
    "ASST007",
    "assistant-of-speech-language-pathology",
    scope=Scope.LINE,
    reads={Field.CODE, Field.MODIFIERS, Field.JOINT_MINUTES, *_OPTIONAL},
    optional=_OPTIONAL,
    applies_to_line=_is_speech_therapy,
    enabled_by=lambda settings: settings.medicare_status,
    severity=Severity.ERROR,
    cause=Cause.TREATMENT,
    message="{why}",
    words={
        "why": {
            "alone": "Assistant of speech-language pathology: {code} has {assistant:assistant minute}. Medicare does "
            "not recognize these assistants and denies the line.",
            "part": "Assistant minutes in speech-language pathology: {code} has {assistant:assistant minute}, which "
            "Medicare does not recognize. Its units rest on the pathologist's own minutes.",
        }
    },
    fixes=(
        Fix(
            "minutes",
            "Correct who furnished the minutes",
            "the speech-language pathologist furnished them",
            "DOC-082",
            NEEDS_RECORD,
        ),
        Fix("drop", "Take {code} off the claim", "the assistant furnished it"),
    ),
    offers="sometimes",
    cites=(BENEFIT_MANUAL.at("§230.3.C", "P*"),),
    since="0.2.0",
)
def assistant_of_speech_language_pathology(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag minutes that an assistant furnished alone under a plan for speech-language pathology."""
    line = day.lines[0]
    assistant = line.assistant_minutes or 0
    if line.units == 0 or not assistant or discipline_of(line, day.settings.discipline) != "SLP":
        return
    own = (line.therapist_minutes or 0) + (line.joint_minutes or 0)
    evidence = (("why", "part" if own else "alone"), ("assistant", assistant))
    if own:
        yield Hit((0,), evidence, Severity.ADVICE)
    else:
        yield Hit((0,), evidence, changes={"drop": DropLines(0)})
