"""TIME006 co-treatment-counted-twice: two disciplines bill the same minutes of one patient.

## What it checks
One patient's services of different disciplines with a start and an end time, whoever bills them: together they may not
have more minutes than the stretch of the clock they lie in.

## Why it matters
When two therapists treat a patient at the same time, Part B pays for the time once: one of them bills all of it, or
they split the minutes. Both in full is one visit paid twice.

## Example flagged
`97530:GO x2 @30` and `97112:GP x2 @30`, both from 9:00 to 9:30.

## Example clean
`97530:GO x1 @15` and `97112:GP x1 @15`, both from 9:00 to 9:30: the minutes are split.

## Settings
`co_treatment_once` switches the rule on. It is Medicare's Part B rule, and some Medicaid programs have it too.

## Remedy and its limits
Split the minutes between the disciplines as each treated, or let one bill all of them; together no more than the clock.
The rule has no primary text of its own that was read, so it warns.

## Not covered
Part A, where both may count the session in full. Speech-language pathology codes, most of which are sessions without
minutes. One discipline's own overlap is TIME003's. Lines without clock times cannot be compared: the total treatment
minutes of each discipline's note say nothing about the other's.

## Sources
CMS, 11 Part B billing scenarios (through secondary sources); NCCI Policy Manual ch. XI, section P.2.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Field, Group, Hit, RuleNotEvaluated, Severity, rule
from otcpt.fixes import NEEDS_RECORD, Fix
from otcpt.rules._clock import (
    LEAST,
    OPTIONAL,
    READS,
    TIMES,
    has_clock,
    is_exclusive_time,
    least_minutes,
    occupies_clock,
    overbooked_intervals,
    scheduled,
    without_clock,
)
from otcpt.rules._day import Day, discipline_of
from otcpt.rules._sources import NCCI_MANUAL, PART_B_SCENARIOS


@rule(
    "TIME006",
    "co-treatment-counted-twice",
    group=Group.PATIENT,
    reads=READS | {Field.MODIFIERS},
    optional=OPTIONAL,
    runs_only_with=TIMES,
    applies_to_line=is_exclusive_time,
    enabled_by=lambda settings: settings.co_treatment_once,
    severity=Severity.WARNING,
    cause=Cause.TREATMENT,
    message="Co-treatment counted twice: {disciplines:and} have {least}{minutes:minute} together from {start} to "
    "{end}, which is {elapsed:minute}. {why}",
    words={
        "least": LEAST,
        "why": {"medicare": "Medicare Part B pays that time once.", "payer": "This payer pays that time once."},
    },
    fixes=(
        Fix(
            "minutes",
            "Split the minutes between {disciplines:and}, or let one bill them all",
            "they treated the patient together",
            "DOC-119",
            NEEDS_RECORD,
        ),
        Fix(
            "times",
            "Correct the start and end times",
            "one treated after the other",
            ("DOC-077", "DOC-082"),
            NEEDS_RECORD,
        ),
    ),
    offers="never",
    revision=2,
    cites=(PART_B_SCENARIOS.at("co-treatment", "S"), NCCI_MANUAL.at("ch. XI, section P.2")),
)
def co_treatment_counted_twice(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag disciplines whose minutes together exceed the clock."""
    law, lines = day.law, day.lines
    whose: dict[str, dict[int, int]] = {}
    for i, line in enumerate(lines):
        if occupies_clock(law, line):
            whose.setdefault(discipline_of(line, day.settings.discipline), {})[i] = least_minutes(law, line)
    minutes = {i: spent for own in whose.values() for i, spent in own.items()}
    if len(whose) < 2 or not has_clock([lines[i] for i in minutes]):
        return
    yield from without_clock(lines, minutes)
    for own in whose.values():
        for stretch in overbooked_intervals(scheduled(lines, own)):
            for i in stretch.positions:
                del minutes[i]
    for stretch in overbooked_intervals(scheduled(lines, minutes)):
        why = "medicare" if day.settings.medicare_status else "payer"
        disciplines = {discipline_of(lines[i], day.settings.discipline) for i in stretch.positions}
        yield Hit(stretch.positions, (*stretch.evidence, ("disciplines", tuple(sorted(disciplines))), ("why", why)))
