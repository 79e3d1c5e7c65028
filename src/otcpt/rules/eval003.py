"""EVAL003 second-evaluation-in-episode: a second evaluation in one episode of care.

## What it checks
Over an episode of care in one discipline: an evaluation (97165 to 97167, 97161 to 97163) on a later day than another
one.

## Why it matters
An evaluation is payable once in an episode of care; later looks at the patient are re-evaluations or part of treatment.

## Example flagged
`97165:GO x1` on 2026-01-05 and `97166:GO x1` on 2026-02-09, in an episode that began on 2026-01-05 and still runs.

## Example clean
`97165:GO x1` on 2026-01-05, discharge on 2026-01-30, `97165:GO x1` on 2026-02-09 in a new episode.

## Settings
Needs a history. Without the chart's own episode it is not known whether the second evaluation opened a new one: the
answer then is *input missing*.

## Remedy and its limits
Bill a re-evaluation only where the record shows a change that called for one. If a new episode began, give its dates.

## Not covered
Two evaluations on one day (EVAL001). Evaluations by another billing entity, of which this one may know nothing.

## Sources
NCCI Policy Manual XI.V.21.
"""

from collections.abc import Iterator

from otcpt.codes import CodeGroup
from otcpt.findings import Cause, Field, Hit, Reason, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import NEEDS_RECORD, Fix, ReplaceCode
from otcpt.rules._episode import is_evaluation
from otcpt.rules._sources import NCCI_MANUAL
from otcpt.rules._timeframe import Timeframe


@rule(
    "EVAL003",
    "second-evaluation-in-episode",
    scope=Scope.EPISODE,
    reads={Field.CODE, Field.DATE_OF_SERVICE},
    applies_to_line=lambda law, code, _modifiers: is_evaluation(law, code),
    severity=Severity.ERROR,
    cause=Cause.TREATMENT,
    message="Second evaluation in one episode: {code}, after one on {before}. The episode began on {began}, and one "
    "evaluation is payable in it.",
    fixes=(
        Fix(
            "again",
            "Bill the re-evaluation instead, as {any_of}",
            "a change of the patient's status called for it",
            "the change, and the re-evaluation in its own words",
        ),
        Fix(
            "dates",
            "Give the dates of both episodes",
            "the patient was discharged in between",
            "the discharge",
            NEEDS_RECORD,
        ),
    ),
    offers="always",
    cites=(NCCI_MANUAL.at("XI.V.21"),),
)
def second_evaluation_in_episode(timeframe: Timeframe) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag evaluations on later days than the first one."""
    places = [i for i, line in enumerate(timeframe.lines) if is_evaluation(timeframe.law(i), line.code)]
    first = places[0]
    before = timeframe.lines[first].date_of_service
    for i in places:
        if timeframe.lines[i].date_of_service == before:
            continue
        if timeframe.episode is None:
            yield RuleNotEvaluated(
                (i,),
                f"Needs the episode's dates: the evaluation on {before} may be of another episode",
                Reason.INPUT_MISSING,
            )
        else:
            law = timeframe.law(i)
            of_ot = timeframe.lines[i].code in law.group(CodeGroup.OT_EVALUATION)
            again = law.group(CodeGroup.OT_REEVALUATION if of_ot else CodeGroup.PT_REEVALUATION)
            evidence = (("began", str(timeframe.episode.first_day)), ("before", str(before)))
            yield Hit((i, first), evidence, changes={"again": ReplaceCode(0, tuple(sorted(again.codes)))})
