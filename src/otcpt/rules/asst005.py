"""ASST005 assistant-incident-to-physician: an assistant's service is billed under a physician's number.

## What it checks
Under a physician's number: lines with CO or CQ, and lines of OT or PT where the minutes give some of the units to an
assistant, counted as for ASST003.

## Why it matters
Incident to a physician's services only those may furnish therapy who are qualified as therapists but for the license;
assistants are not. Their services cannot be billed incident to a physician at all, with or without the modifier.

## Example flagged
`97530:GO:CO x1` or `97530:GO x1 @A15`, where a physician bills.

## Example clean
`97530:GO x1 @15`, or `97530:GO x1 @13+A2`, whose unit is the therapist's own, where a physician bills;
`97530:GO:CO x1`, where a therapist does.

## Settings
`biller = "physician"` with `assistant_modifiers` switches the rule on: the lines are those billed under the physician's
NPI. Lines that an employed therapist bills under a number of the therapist's own are another biller's: check them with
`biller = "therapist"`, where CO is right. From 2020-01-01, when the modifiers began.

## Remedy and its limits
The service belongs under the number of the enrolled therapist who supervised the assistant, with CO or CQ. Without
such a therapist it cannot be billed to Medicare. Removing the modifier is right only where no assistant took part.

## Not covered
Evaluations (ASST002). Who supervised, and how. Lines that do not say who furnished their minutes, and have no modifier.
Lines without units whose minutes therapist and assistant share.
Days before 2020: no source that was read dates the sentence.

## Sources
CMS Pub. 100-02 ch. 15 §230.5; TRICARE's manual says the same.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Field, Hit, Reason, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import NEEDS_RECORD, DropLines, Fix, RemoveModifiers
from otcpt.modifiers import ASSISTANT
from otcpt.rules._assistant_units import BILLED_BY_MONTH, split_units
from otcpt.rules._assistants import are_marked, evaluates, how_seen, takes_assistant_modifier
from otcpt.rules._day import Day, discipline_of
from otcpt.rules._law import Law
from otcpt.rules._sources import BENEFIT_MANUAL

_OPTIONAL = {Field.UNITS, Field.THERAPIST_MINUTES, Field.ASSISTANT_MINUTES}
_MODIFIER = {"OT": "CO", "PT": "CQ"}


def _touches(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    meaning = law.meaning(code)
    if meaning is None or not are_marked(law) or evaluates(meaning):
        return False
    return takes_assistant_modifier(law, meaning) or not ASSISTANT.keys().isdisjoint(modifiers)


@rule(
    "ASST005",
    "assistant-incident-to-physician",
    scope=Scope.LINE,
    reads={Field.CODE, Field.MODIFIERS, Field.JOINT_MINUTES, *_OPTIONAL},
    optional=_OPTIONAL,
    applies_to_line=_touches,
    enabled_by=lambda settings: settings.assistant_modifiers and settings.biller == "physician",
    severity=Severity.ERROR,
    cause=Cause.TREATMENT,
    message="{why} An assistant's services may not be billed incident to a physician.",
    words={
        "why": {
            "modifier": "Assistant under a physician's number: {code} has {given:and}.",
            "minutes": "Assistant under a physician's number: {code} has {assistant:assistant minute}.",
            "both": "Assistant under a physician's number: {code} has {given:and} and {assistant:assistant minute}.",
        },
        "correct": {"no": "Correct", "yes": "Take {given:and} off the line, and correct"},
    },
    fixes=(
        Fix(
            "therapist",
            "Bill {code} under the enrolled therapist's own number, with {modifier}",
            "that therapist supervised the assistant",
            ("DOC-180", "DOC-181"),
            NEEDS_RECORD,
        ),
        Fix("modifier", "Take {modifiers} off the line", "no assistant took part", "DOC-082"),
        Fix("minutes", "{correct} who furnished the minutes", "no assistant took part", "DOC-082"),
        Fix(
            "drop",
            "Take {code} off the claim",
            "the assistant furnished it and no enrolled therapist can bill it",
            changes=DropLines(0),
        ),
    ),
    offers="sometimes",
    cites=(BENEFIT_MANUAL.at("§230.5, p. 227"),),
    revision=3,
)
def assistant_incident_to_physician(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag an assistant's modifier or minutes under a physician's number."""
    line = day.lines[0]
    given = tuple(sorted(ASSISTANT.keys() & set(line.modifiers)))
    modifier = _MODIFIER.get(discipline_of(line, day.settings.discipline))
    assistant = line.assistant_minutes or 0
    if line.units == 0 or not (given or (assistant and modifier)):
        return
    own = (line.therapist_minutes or 0) + (line.joint_minutes or 0)
    if not given and line.units is None and own:
        yield RuleNotEvaluated((0,), "Needs units on the line", Reason.INPUT_MISSING)
        return
    if not given and line.units:
        split = split_units(day, line.code, own, assistant, line.units)
        if split is None:
            yield RuleNotEvaluated((0,), BILLED_BY_MONTH.format(line.code), Reason.INPUT_MISSING)
        if split is None or not split.with_modifier:
            return
    yield Hit(
        (0,),
        (
            ("why", how_seen(given, assistant)),
            ("given", given),
            ("assistant", assistant),
            ("modifier", modifier or " or ".join(given)),
            ("correct", "yes" if given else "no"),
        ),
        changes={"minutes": NEEDS_RECORD} if assistant else {"modifier": RemoveModifiers(0, given)},
    )
