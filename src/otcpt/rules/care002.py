"""CARE002 caregiver-training-during-treatment: one practitioner trained caregivers and treated at the same time.

## What it checks
Caregiver training (97550 to 97552, G0539 to G0543, 96202, 96203) and treatment of the same patient by the same
rendering provider, both with start and end time and minutes: in no stretch of the clock may they have more minutes than
the stretch has. Lines with an assistant's modifier are compared with each other only.

## Why it matters
These codes are for training without the patient. A therapist who treats cannot at the same time be with the caregivers
alone; teaching them while the patient is treated is part of the treatment.

## Example flagged
`97550:GO x1 @30` and `97530:GO x2 @30`, both from 9:00 to 9:30, by one therapist.

## Example clean
`97550:GO x1 @30` from 9:30 to 10:00 after `97530:GO x2 @30` from 9:00 to 9:30.

## Settings
None.

## Remedy and its limits
Correct the times that the note shows to be wrong, or remove the training if it was part of the treatment. Minutes
belong to one of the two.

## Not covered
Lines without times, minutes or rendering provider; therapist and assistant, who may divide the two between them.
Overlap among treatments: TIME003.

## Sources
CMS fee schedule and therapy guidance on caregiver training since 2024; NCCI Policy Manual XI.P.2.
"""

from collections.abc import Iterator

from otcpt.claims import ServiceLine
from otcpt.codes import CodeGroup
from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Severity, rule
from otcpt.fixes import NEEDS_RECORD, DropLines, Fix
from otcpt.modifiers import ASSISTANT
from otcpt.rules._clock import TIMES, is_exclusive_time, overbooked_intervals, scheduled
from otcpt.rules._day import Day
from otcpt.rules._law import Law
from otcpt.rules._sources import CAREGIVER_TRAINING, NCCI_MANUAL

_MINUTES = {Field.MINUTES, *TIMES}


def _without_patient(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return code in law.group(CodeGroup.CAREGIVER_TRAINING) and law.meaning(code) is not None


@rule(
    "CARE002",
    "caregiver-training-during-treatment",
    reads={Field.CODE, Field.MODIFIERS, Field.UNITS, Field.RENDERING_PROVIDER_KEY, *_MINUTES},
    optional={Field.UNITS, *_MINUTES},
    runs_only_with=TIMES,
    applies_to_line=_without_patient,
    severity=Severity.WARNING,
    cause=Cause.TREATMENT,
    message="Caregiver training during treatment: {minutes:minute} of {codes:and} from {start} to {end}, which is "
    "{elapsed:minute}. Training without the patient cannot share that time.",
    fixes=(
        Fix("times", "Correct the start and end times", "one came after the other", "DOC-146", NEEDS_RECORD),
        Fix("drop", "Take the training off the claim", "the caregivers were taught while the patient was treated"),
    ),
    offers="always",
    cites=(CAREGIVER_TRAINING.at("training without the patient"), NCCI_MANUAL.at("XI.P.2")),
)
def caregiver_training_during_treatment(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Compare the training with the treatment of each practitioner on the clock."""
    minutes: dict[object, dict[int, int]] = {}
    trained = set()
    for i, line in enumerate(day.lines):
        training = line.code in day.law.group(CodeGroup.CAREGIVER_TRAINING)
        if line.units != 0 and line.rendering_provider_key and (training or is_exclusive_time(day.law, line.code)):
            minutes.setdefault(_by_whom(line), {})[i] = line.minutes or 0
            if training:
                trained.add(i)
    for own in minutes.values():
        for stretch in overbooked_intervals(scheduled(day.lines, own)):
            training_first = sorted(stretch.positions, key=lambda i: i not in trained)
            count = len(trained.intersection(training_first))
            if 0 < count < len(training_first):
                changes = {"drop": DropLines(range(count))}
                yield Hit(tuple(training_first), stretch.evidence, changes=changes)


def _by_whom(line: ServiceLine) -> object:
    return line.rendering_provider_key, ASSISTANT.keys().isdisjoint(line.modifiers)
