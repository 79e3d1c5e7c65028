"""CARE001 caregiver-training-alone-and-in-group: individual and group caregiver training of one patient on one day.

## What it checks
A group code of caregiver training (97552, G0543, 96202, 96203) with the individual code of the same training (97550
and 97551, G0541 and G0542, G0539 and G0540) for one patient, day, discipline and billing entity.

## Why it matters
Individual training is given to the caregivers of one patient, the group to those of several. One session is one of the
two; minutes of the group do not count for the individual code. No edit stops the pair, review does.

## Example flagged
`97550:GO x1` with `97552:GO x1`.

## Example clean
`97550:GO x1` with `97551:GO x1`.

## Settings
None.

## Remedy and its limits
Keep both where there were two sessions, each with its own times, caregivers and goals in the note. Otherwise bill the
one that was given.

## Not covered
That the patient was not there (CARE002 sees it where clock times say so), that consent and need are in the record, that
minutes of several caregivers are counted once: a claim does not show it. Whether therapists may bill 96202, 96203,
G0539 and G0540 is not settled.

## Sources
CMS fee schedule and therapy guidance on caregiver training since 2024 (inferred from the meanings of the codes).
"""

from collections.abc import Iterator

from otcpt.codes import PARTS, CodeGroup
from otcpt.findings import Cause, Field, Group, Hit, RuleNotEvaluated, Severity, rule
from otcpt.fixes import NEEDS_RECORD, DropLines, Fix
from otcpt.rules._day import Day
from otcpt.rules._law import Law
from otcpt.rules._sources import CAREGIVER_TRAINING


def _in_group(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return code in law.group(CodeGroup.CAREGIVERS_IN_GROUP) and law.meaning(code) is not None


@rule(
    "CARE001",
    "caregiver-training-alone-and-in-group",
    group=Group.PLAN,
    reads={Field.CODE},
    applies_to_line=_in_group,
    severity=Severity.ADVICE,
    cause=Cause.TREATMENT,
    message="Individual and group caregiver training: {code} is for caregivers of several patients together, "
    "{alone:and} for those of one. Were there two sessions?",
    fixes=(
        Fix(
            "keep",
            "Keep both",
            "there were two sessions",
            "DOC-146",
            NEEDS_RECORD,
        ),
        Fix("drop-alone", "Take {alone:and} off the claim", "there was one session, in a group"),
        Fix("drop-group", "Take {code} off the claim", "there was one session, for this patient's caregivers alone"),
    ),
    offers="always",
    cites=(CAREGIVER_TRAINING.at("individual and group training", "I"),),
)
def caregiver_training_alone_and_in_group(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Ask for two sessions where both forms of one training are billed."""
    in_group = day.law.group(CodeGroup.CAREGIVERS_IN_GROUP).parts
    alone = day.law.group(CodeGroup.CAREGIVERS_ALONE).parts
    for training in PARTS[CodeGroup.CAREGIVERS_IN_GROUP]:
        together = [i for i, line in enumerate(day.lines) if in_group.get(line.code) == training]
        single = [i for i, line in enumerate(day.lines) if alone.get(line.code) == training]
        if together and single:
            order = sorted(together, key=lambda i: day.lines[i].code) + sorted(single, key=lambda i: day.lines[i].code)
            yield Hit(
                tuple(order),
                (("alone", tuple(sorted({day.lines[i].code for i in single}))),),
                changes={
                    "drop-alone": DropLines(range(len(together), len(order))),
                    "drop-group": DropLines(range(len(together))),
                },
            )
