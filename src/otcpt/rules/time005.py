"""TIME005 one-on-one-with-two-patients: one therapist has one-on-one minutes with two patients at the same time.

## What it checks
All one-on-one services of one therapist on one day that have a start and an end time, over all patients and claims: in
no stretch of the clock may they have more minutes than the stretch. Patients may alternate: three who had 18, 13 and
14 one-on-one minutes in turns within one stretch of 45 minutes are fine. Where the lines say who treated, the minutes
of the therapist alone and of therapist and assistant together count. Another payer's patients count too, as evidence:
one-on-one is the code's own text. Nothing is found on their lines.

## Why it matters
One-on-one means one patient. A therapist whose attention was divided between two had a group: 97150 for each of them,
one unit, no timed units.

## Example flagged
Patient A `97530:GO x2 @30` and patient B `97110:GO x2 @30`, one therapist, both from 9:00 to 9:30.

## Example clean
Patient A `97150:GO x1 @30` and patient B `97150:GO x1 @30`, both from 9:00 to 9:30: a group.

## Settings
Needs a history. `biller` must be `therapist` and `assistant_modifiers` on: elsewhere a provider number
is not surely one person, since assistants bill under the therapist's.

## Remedy and its limits
Correct the times or minutes that the notes show to be wrong, or bill the shared minutes as group to each patient. The
group code belongs to minutes in which the notes already show several patients at once.

## Not covered
Lines with CO or CQ that do not give the therapist's minutes, and all such lines before 2020; group sessions during
one-on-one ones; one patient's own overlap (TIME003); lines without clock times; services over midnight.

## Sources
CMS, 11 Part B billing scenarios; CMS Pub. 100-04 ch. 5 §20.2.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Field, Hit, Reason, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import CHANGES_SERVICE, NEEDS_RECORD, Fix
from otcpt.rules._clock import LEAST, TIMES, has_clock, overbooked_intervals, scheduled, without_clock
from otcpt.rules._sources import CLAIMS_MANUAL, PART_B_SCENARIOS
from otcpt.rules._therapist import READS, bills_in_person, one_on_one, own_minutes
from otcpt.rules._timeframe import Timeframe


@rule(
    "TIME005",
    "one-on-one-with-two-patients",
    scope=Scope.PROVIDER_DAY,
    reads=READS | {Field.START_TIME, Field.END_TIME, Field.PATIENT_KEY, Field.DATE_OF_SERVICE},
    optional=READS | {Field.START_TIME, Field.END_TIME},
    runs_only_with=TIMES,
    applies_to_line=one_on_one,
    enabled_by=bills_in_person,
    severity=Severity.ERROR,
    cause=Cause.TREATMENT,
    message="One-on-one time overlaps: one therapist has {least}{minutes:one-on-one minute} with {whom} from {start} "
    "to {end}, which is {elapsed:minute}.",
    words={
        "least": LEAST,
        "whom": {"named": "{patients:patient}", "some-unnamed": "at least {patients:patient}"},
    },
    fixes=(
        Fix(
            "times",
            "Correct the start and end times",
            "the patients were treated one after the other",
            "DOC-088",
            NEEDS_RECORD,
        ),
        Fix(
            "group",
            "Bill 97150 once for each patient instead of the timed units",
            "they were treated together",
            "DOC-116",
            CHANGES_SERVICE,
        ),
    ),
    revision=2,
    offers="never",
    cites=(PART_B_SCENARIOS.at("individual and group treatment"), CLAIMS_MANUAL.at("§20.2", "P")),
)
def one_on_one_with_two_patients(timeframe: Timeframe) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag a therapist's minutes with several patients that do not fit into the clock."""
    lines = timeframe.lines
    whose: dict[str | None, dict[int, int]] = {}
    for i, line in enumerate(lines):
        law = timeframe.law(i)
        if line.units != 0 and one_on_one(law, line.code) and (spent := own_minutes(law, line)):
            whose.setdefault(line.patient_key, {})[i] = spent
    minutes = {i: spent for own in whose.values() for i, spent in own.items()}
    if not has_clock([lines[i] for i in minutes]):
        return
    yield from without_clock(lines, minutes)
    for own in [own for patient, own in whose.items() if patient is not None]:
        for stretch in overbooked_intervals(scheduled(lines, own)):
            for i in stretch.positions:
                del minutes[i]
    for stretch in overbooked_intervals(scheduled(lines, minutes)):
        patients = {lines[i].patient_key for i in stretch.positions}
        positions = tuple(sorted(stretch.positions, key=lambda i: i not in timeframe.checked))
        if None in patients and len(patients) < 3:
            why = "needs patient key to tell one patient from two"
            yield RuleNotEvaluated(positions, why, Reason.INPUT_MISSING, (Field.PATIENT_KEY,))
        else:
            named = patients - {None}
            whom = "named" if named == patients else "some-unnamed"
            yield Hit(positions, (*stretch.evidence, ("whom", whom), ("patients", len(named))))
