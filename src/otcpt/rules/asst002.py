"""ASST002 assistant-on-evaluation: an evaluation with an assistant's modifier or minutes.

## What it checks
Evaluations and re-evaluations: CO or CQ on the line, or minutes of an assistant alone. Minutes given together with the
therapist are the therapist's.

## Why it matters
Evaluating is the therapist's task; an assistant's part in it is not payable and may breach the practice act. Leaving
the modifier off does not make the service the therapist's.

## Example flagged
`97168:GO:CO x1`; `97165:GO x1 @A40`, with or without CO. `97165:GO x1 @30+A10` is advice: the assistant may have
gathered data under direction, which is no evaluation.

## Example clean
`97168:GO x1` with `97530:GO:CO x1`.

## Settings
`assistant_modifiers` switches the rule on. The modifiers are checked for dates of service from 2020-01-01, when they
began, minutes on any day.

## Remedy and its limits
Bill the evaluation without the modifier only where the therapist evaluated and the record shows it. Data gathered by an
assistant under direction is no evaluation. If the assistant evaluated, the service cannot be billed.

## Not covered
What state law lets an assistant contribute. A line that does not say who furnished its minutes.

## Sources
42 CFR 410.59; CMS Pub. 100-02 ch. 15 §§220 and 230.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import NEEDS_RECORD, DropLines, Fix, RemoveModifiers
from otcpt.modifiers import ASSISTANT
from otcpt.rules._assistants import are_marked, evaluates, how_seen
from otcpt.rules._day import Day
from otcpt.rules._law import Law
from otcpt.rules._sources import ASSISTANT_RULE, BENEFIT_MANUAL

_OPTIONAL = {Field.UNITS, Field.THERAPIST_MINUTES, Field.ASSISTANT_MINUTES}


def _touches(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    meaning = law.meaning(code)
    return meaning is not None and evaluates(meaning)


@rule(
    "ASST002",
    "assistant-on-evaluation",
    scope=Scope.LINE,
    reads={Field.CODE, Field.MODIFIERS, Field.JOINT_MINUTES, *_OPTIONAL},
    optional=_OPTIONAL,
    applies_to_line=_touches,
    enabled_by=lambda settings: settings.assistant_modifiers,
    severity=Severity.ERROR,
    cause=Cause.TREATMENT,
    message="{why}",
    words={
        "why": {
            "modifier": "Assistant on an evaluation: {code} has {given:and}, and an assistant may not evaluate.",
            "minutes": "Assistant on an evaluation: {code} has {assistant:assistant minute}, and an assistant may not "
            "evaluate.",
            "both": "Assistant on an evaluation: {code} has {given:and} and {assistant:assistant minute}, and an "
            "assistant may not evaluate.",
            "gathered": "Assistant minutes on an evaluation: {code} has {assistant:assistant minute}. An assistant may "
            "gather data under direction, and may not evaluate.",
        },
        "correct": {"no": "Correct", "yes": "Take {given:and} off the line, and correct"},
    },
    fixes=(
        Fix(
            "modifier",
            "Take {modifiers} off the line",
            "the therapist evaluated the patient",
            "DOC-027",
        ),
        Fix(
            "minutes",
            "{correct} who furnished the minutes",
            "the therapist evaluated the patient",
            "DOC-027",
        ),
        Fix("leave", "Leave the line as it is", "the therapist evaluated the patient", "DOC-027"),
        Fix("drop", "Take the evaluation off the claim", "an assistant evaluated the patient", changes=DropLines(0)),
    ),
    offers="sometimes",
    cites=(ASSISTANT_RULE.at("services an assistant may furnish"), BENEFIT_MANUAL.at("§§220, 230", "P*")),
    revision=2,
)
def assistant_on_evaluation(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag an evaluation with an assistant's modifier or minutes."""
    line = day.lines[0]
    given = sorted(ASSISTANT.keys() & set(line.modifiers)) if are_marked(day.law) else []
    assistant = line.assistant_minutes or 0
    if line.units == 0 or not (given or assistant):
        return
    own = (line.therapist_minutes or 0) + (line.joint_minutes or 0)
    gathered = bool(own) and not given
    alone = not own and bool(assistant)
    key = "minutes" if alone else "modifier" if given else "leave"
    yield Hit(
        (0,),
        (
            ("why", "gathered" if gathered else how_seen(given, assistant)),
            ("given", tuple(given)),
            ("assistant", assistant),
            ("correct", "yes" if given else "no"),
        ),
        Severity.ADVICE if gathered else None,
        {key: RemoveModifiers(0, given) if key == "modifier" else NEEDS_RECORD},
    )
