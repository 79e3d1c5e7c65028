"""RTM006 monitoring-set-up-twice: remote monitoring is set up twice in one episode.

## What it checks
98975 on a second day of an episode of care in one discipline.

## Why it matters
Set-up and teaching are payable once in an episode, however many devices there are.

## Example flagged
`98975:GO x1` on 2026-01-05 and on 2026-02-09, in an episode that began on 2026-01-05 and still runs.

## Example clean
`98975:GO x1` on 2026-01-05 and, in a new episode, on 2026-09-01.

## Settings
Needs a history. Without the chart's own episode it is not known whether the second set-up opened a new one: the answer
then is *input missing*.

## Remedy and its limits
Remove the second one. Teaching a patient again is part of the month's management.

## Not covered
Both on one day (UNIT004). An episode of monitoring that ends when its goals are met within the episode of care.

## Sources
Summaries of CMS CR 14250 on remote monitoring from 2026; the code's own unit, the episode of care.
"""

from collections.abc import Iterator

from otcpt.codes import CodeGroup
from otcpt.findings import Cause, Field, Hit, Reason, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import NEEDS_RECORD, DropLines, Fix
from otcpt.rules._law import Law
from otcpt.rules._sources import RTM_2026
from otcpt.rules._timeframe import Timeframe


def _sets_up(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return code in law.group(CodeGroup.MONITORING_SET_UP) and law.meaning(code) is not None


@rule(
    "RTM006",
    "monitoring-set-up-twice",
    scope=Scope.EPISODE,
    reads={Field.CODE, Field.UNITS, Field.DATE_OF_SERVICE},
    optional={Field.UNITS},
    applies_to_line=_sets_up,
    severity=Severity.WARNING,
    cause=Cause.TREATMENT,
    message="Second set-up in one episode: {code}, after one on {before}. The episode began on {began}, and set-up is "
    "payable once in it.",
    fixes=(
        Fix(
            "drop",
            "Take {code} off the claim",
            "the patient was taught again, or given a further device",
            changes=DropLines(0),
        ),
        Fix(
            "dates",
            "Give the dates of both episodes",
            "a new episode of care began",
            "DOC-106",
            NEEDS_RECORD,
        ),
    ),
    offers="sometimes",
    cites=(RTM_2026.at("set-up once per episode"),),
)
def monitoring_set_up_twice(timeframe: Timeframe) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag set-ups on later days than the first one."""
    places = [
        i for i, line in enumerate(timeframe.lines) if _sets_up(timeframe.law(i), line.code, ()) and line.units != 0
    ]
    for i in places:
        before = timeframe.lines[places[0]].date_of_service
        if i not in timeframe.checked or timeframe.lines[i].date_of_service == before:
            continue
        if timeframe.episode is None:
            why = f"Needs the episode's dates: the set-up on {before} may be of another episode"
            yield RuleNotEvaluated((i,), why, Reason.INPUT_MISSING)
        else:
            first = (j for j in places if timeframe.lines[j].date_of_service == before)
            yield Hit((i, *first), (("began", str(timeframe.episode.first_day)), ("before", str(before))))
