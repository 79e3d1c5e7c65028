"""PROV001 impossible-provider-day: one therapist's one-on-one minutes are more than a day has.

## What it checks
The one-on-one minutes of one therapist on one date of service, over all patients and claims, against the 1,440 minutes
of a day. Where lines give no minutes, the fewest their units can rest on: by total time a patient's units of a day need
15 minutes each less 7; where that is not known, 15 for each unit but the last, and one for that.

## Why it matters
Impossible days are what data analysis finds first, and they put every other claim of the provider in doubt.

## Example flagged
30 patients with `97530:GO x4` each under one therapist: 120 units need 1,590 minutes.

## Example clean
12 patients with `97530:GO x4 @53` each: 636 minutes.

## Settings
Needs a history. `biller` must be `therapist` and `assistant_modifiers` on, as for TIME005.
`unit_method`: the pooled lower bound is that of `cms`.

## Remedy and its limits
Find the lines that were rendered by another therapist, on another date, or not at all. An assistant's lines have CO;
the modifier only says what was done.

## Not covered
Long but possible days: no source gives a limit below the clock, so none is made up. Lines with CO or CQ that do not
give the therapist's minutes; group; clock times (TIME004, TIME005). Two therapists who share one patient's minutes can
make the bound from units too high by some minutes each, so without documented minutes the rule only warns.

## Sources
CMS Pub. 100-04 ch. 5 §20.2 for the minutes of units; the rest is arithmetic.
"""

from collections.abc import Iterable, Iterator

from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import NEEDS_RECORD, Fix
from otcpt.rules._assistants import are_marked
from otcpt.rules._law import Law
from otcpt.rules._sources import CLAIMS_MANUAL
from otcpt.rules._therapist import READS, bills_in_person, is_marked, one_on_one, own_minutes
from otcpt.rules._timeframe import Timeframe
from otcpt.timeline import MINUTES_A_DAY
from otcpt.units.arithmetic import first_minute


@rule(
    "PROV001",
    "impossible-provider-day",
    scope=Scope.PROVIDER_DAY,
    reads=READS | {Field.PATIENT_KEY, Field.DATE_OF_SERVICE},
    optional=READS,
    applies_to_line=one_on_one,
    enabled_by=bills_in_person,
    severity=Severity.ERROR,
    cause=Cause.BILLING,
    message="Impossible day: {why}, and a day has 1,440.",
    words={
        "why": {
            "documented": "one therapist has {minutes:one-on-one minute} on {date}",
            "implied": "the minutes and units of one therapist on {date} need at least {minutes:one-on-one minute}",
        }
    },
    fixes=(
        Fix(
            "provider",
            "Name who rendered the service",
            "it was another therapist",
            "DOC-082",
            NEEDS_RECORD,
        ),
        Fix(
            "minutes",
            "Correct the minutes, units or dates",
            "they are wrong",
            ("DOC-074", "DOC-077"),
            NEEDS_RECORD,
        ),
    ),
    offers="never",
    cites=(CLAIMS_MANUAL.at("§20.2.C", "I"),),
)
def impossible_provider_day(timeframe: Timeframe) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag a therapist whose minutes exceed the day."""
    lines = timeframe.lines
    documented = 0
    by_patient: dict[str | None, list[int]] = {}
    for i, line in enumerate(lines):
        if line.units == 0 or not one_on_one(timeframe.law(i), line.code):
            continue
        if line.minutes is not None:
            documented += own_minutes(timeframe.law(i), line)
        by_patient.setdefault(line.patient_key, []).append(i)
    total = documented + sum(_implied(timeframe, key is not None, own) for key, own in by_patient.items())
    if total > MINUTES_A_DAY:
        positions = [i for own in by_patient.values() for i in own]
        positions.sort(
            key=lambda i: (i not in timeframe.checked, lines[i].code, lines[i].modifiers, lines[i].units or 0)
        )
        sure = documented > MINUTES_A_DAY
        minutes = documented if sure else total
        yield Hit(
            tuple(positions),
            (("why", "documented" if sure else "implied"), ("minutes", minutes)),
            Severity.ERROR if sure else Severity.WARNING,
        )


def _implied(timeframe: Timeframe, known: bool, positions: Iterable[int]) -> int:
    """The fewest minutes the units of one patient's lines without minutes can rest on."""
    own = [(timeframe.law(i), timeframe.lines[i]) for i in positions]
    apart = sum(own_minutes(law, line) for law, line in own if line.minutes is None)
    pooled = [line for law, line in own if _in_pool(law, line.code)]
    units = sum(line.units or 0 for line in pooled)
    whole = known and not any(is_marked(line) or line.minutes is not None for line in pooled)
    if units and whole and own[0][0].settings.unit_method == "cms" and are_marked(own[0][0]):
        return first_minute(units)
    return apart


def _in_pool(law: Law, code: str) -> bool:
    meaning = law.meaning(code)
    return meaning is not None and meaning.timing.pool is not None
