"""TIME002 treatment-minutes-above-total: timed and untimed services together are longer than the visit.

## What it checks
The minutes of everything that takes the patient's time alone, so of timed one-on-one codes, evaluations, group and
feeding therapy, against the total treatment minutes given with them. Group minutes are not one-on-one minutes:
a patient who was in the group for 30 minutes of a visit of 45 had 15 minutes of anything else.

## Why it matters
A Medicare treatment note must have two numbers, the timed minutes and the total of timed and untimed treatment. Lines
that need more time than the total have counted minutes twice, most often group time as one-on-one time too.

## Example flagged
`97150:GO x1 @30`, `97530:GO:59 x2 @30` with 45 total treatment minutes.

## Example clean
`97150:GO x1 @30`, `97530:GO:59 x1 @15` with 45 total treatment minutes.

## Settings
None.

## Remedy and its limits
Correct the number that the note of that day shows to be wrong. Minutes in a group leave the one-on-one code, and the
units follow.

## Not covered
Whether the timed minutes alone exceed the total (TIME001, which also says where no total is given). Untimed lines
without minutes take none. Supervised modalities may run during other therapy, so their minutes are left out, and so are
caregiver training, wound care, casting and tests with a report in their time. Lines with different totals, or of
different rendering providers, are different visits.

## Sources
CMS Pub. 100-02 ch. 15 §220.3.E; NCCI Policy Manual ch. XI, section P.2; CMS, 11 Part B billing scenarios.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Field, Group, Hit, RuleNotEvaluated, Severity, rule
from otcpt.fixes import NEEDS_RECORD, Fix
from otcpt.rules._clock import is_exclusive_time
from otcpt.rules._day import Day
from otcpt.rules._law import Law
from otcpt.rules._sources import BENEFIT_MANUAL, NCCI_MANUAL, PART_B_SCENARIOS


def _timed(law: Law, code: str) -> bool:
    meaning = law.meaning(code)
    return meaning is not None and meaning.timing.pool is not None


def _untimed(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return is_exclusive_time(law, code) and not _timed(law, code)


@rule(
    "TIME002",
    "treatment-minutes-above-total",
    group=Group.PLAN,
    reads={Field.CODE, Field.MODIFIERS, Field.MINUTES, Field.TOTAL_TREATMENT_MINUTES, Field.RENDERING_PROVIDER_KEY},
    optional={Field.MINUTES, Field.TOTAL_TREATMENT_MINUTES},
    applies_to_line=_untimed,
    severity=Severity.WARNING,
    cause=Cause.TREATMENT,
    message="Treatment minutes above the total: {why}",
    words={
        "why": {
            "both": "{timed:,} timed and {untimed:untimed minute} in a visit of {total:total treatment minute}. No "
            "minute counts twice.",
            "untimed": "{untimed:untimed minute} in a visit of {total:total treatment minute}.",
        }
    },
    fixes=(
        Fix(
            "minutes",
            "Correct the minutes of one service",
            "they were counted twice or overstated",
            "DOC-078",
            NEEDS_RECORD,
        ),
        Fix(
            "total",
            "Correct the total treatment minutes",
            "they leave out treatment",
            "DOC-078",
            NEEDS_RECORD,
        ),
    ),
    offers="never",
    cites=(
        BENEFIT_MANUAL.at("§220.3.E"),
        NCCI_MANUAL.at("ch. XI, section P.2"),
        PART_B_SCENARIOS.at("individual and group treatment"),
    ),
)
def treatment_minutes_above_total(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag visits whose services need more time than the total."""
    law = day.law
    visits: dict[tuple[str | None, int], list[int]] = {}
    for position, line in enumerate(day.lines):
        total = line.total_treatment_minutes
        if total is not None and line.minutes and is_exclusive_time(law, line.code):
            visits.setdefault((line.rendering_provider_key, total), []).append(position)
    for (_, total), positions in visits.items():
        minutes = [0, 0]
        for i in positions:
            minutes[_timed(law, day.lines[i].code)] += day.lines[i].minutes or 0
        untimed, timed = minutes
        if timed <= total < timed + untimed:
            evidence = ("why", "both" if timed else "untimed"), ("timed", timed), ("untimed", untimed), ("total", total)
            positions.sort(key=lambda i: (_timed(law, day.lines[i].code), day.lines[i].code, day.lines[i].modifiers))
            yield Hit(tuple(positions), evidence)
