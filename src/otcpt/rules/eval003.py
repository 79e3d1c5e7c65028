"""EVAL003 second-evaluation-in-episode: a second evaluation in one episode of care.

## What it checks
Over an episode of care in one discipline: an evaluation (97165 to 97167, 97161 to 97163) on a later day than another
one. Also the evaluation that opens an episode while the chart has an earlier one of the discipline that had not ended:
by Medicare's manual a new condition in the same discipline stays in the same episode.

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
An evaluation of a new condition may be warranted, with a plan of care for it; sources differ, so the rule warns.

## Not covered
Two evaluations on one day (EVAL001). Evaluations by another billing entity, of which this one may know nothing.

## Sources
NCCI Policy Manual XI.V.21; CMS Pub. 100-02 ch. 15 §220 (definition of an episode).
"""

from collections.abc import Iterator

from otcpt.codes import CodeGroup
from otcpt.findings import Cause, Field, Hit, Reason, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import NEEDS_RECORD, Fix, ReplaceCode
from otcpt.rules._episode import is_evaluation
from otcpt.rules._sources import BENEFIT_MANUAL, NCCI_MANUAL
from otcpt.rules._timeframe import Timeframe


@rule(
    "EVAL003",
    "second-evaluation-in-episode",
    scope=Scope.EPISODE,
    reads={Field.CODE, Field.UNITS, Field.DATE_OF_SERVICE},
    optional={Field.UNITS},
    applies_to_line=lambda law, code, _modifiers: is_evaluation(law, code),
    severity=Severity.WARNING,
    cause=Cause.TREATMENT,
    message="{why}",
    words={
        "why": {
            "second": "Second evaluation in one episode: {code}, after one on {before}. The episode began on {began}, "
            "and one evaluation is payable in it.",
            "open": "Evaluation while an episode is open: {code} opens one, and that of {began} had not ended. A new "
            "condition stays in the same episode.",
        }
    },
    fixes=(
        Fix(
            "again",
            "Bill the re-evaluation instead, as {any_of}",
            "a change of the patient's status called for it",
            ("DOC-035", "DOC-038"),
        ),
        Fix(
            "dates",
            "Give the dates of both episodes",
            "the patient was discharged in between",
            "DOC-106",
            NEEDS_RECORD,
        ),
        Fix(
            "plan",
            "Bill the evaluation as it is, with a plan of care for the new condition",
            "a new diagnosis or setting called for a full evaluation",
            ("DOC-026", "DOC-041"),
            NEEDS_RECORD,
        ),
    ),
    offers="always",
    revision=3,
    cites=(NCCI_MANUAL.at("XI.V.21"), BENEFIT_MANUAL.at("§220, episode")),
)
def second_evaluation_in_episode(timeframe: Timeframe) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag evaluations on later days than the first one."""
    lines = timeframe.lines
    places = [i for i, one in enumerate(lines) if one.units != 0 and is_evaluation(timeframe.law(i), one.code)]
    if not places:
        return
    first = places[0]
    before = lines[first].date_of_service
    if timeframe.still_open:
        evidence = (("why", "open"), ("began", str(timeframe.still_open[0].first_day)))
        opening = [i for i in places if lines[i].date_of_service == before]
        yield from (Hit((i,), evidence, changes={"again": _again(timeframe, i)}) for i in opening)
    for i in places:
        if lines[i].date_of_service == before:
            continue
        if timeframe.episode is None:
            yield RuleNotEvaluated(
                (i,),
                f"Needs the episode's dates: the evaluation on {before} may be of another episode",
                Reason.INPUT_MISSING,
            )
        else:
            began = str(timeframe.episode.first_day)
            yield Hit(
                (i, first),
                (("why", "second"), ("began", began), ("before", str(before))),
                changes={"again": _again(timeframe, i)},
            )


def _again(timeframe: Timeframe, place: int) -> ReplaceCode:
    """The re-evaluation of the discipline in the place of its evaluation."""
    law = timeframe.law(place)
    of_ot = timeframe.lines[place].code in law.group(CodeGroup.OT_EVALUATION)
    again = law.group(CodeGroup.OT_REEVALUATION if of_ot else CodeGroup.PT_REEVALUATION)
    return ReplaceCode(0, tuple(sorted(again.codes)))
