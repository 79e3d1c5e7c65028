"""EVAL004 reevaluation-without-change: a re-evaluation, and the chart shows no change of status.

## What it checks
A re-evaluation (97168, 97164) against the days on which the chart says the patient's status changed: none since the
evaluation or re-evaluation before it.

## Why it matters
A re-evaluation is not routine. It is payable on a significant change, new findings or a failure to respond, and the
progress report is not one.

## Example flagged
`97165:GO x1` on 2026-01-05, `97168:GO x1` on 2026-02-09, and a chart whose list of changes is empty.

## Example clean
The same with a change on 2026-02-04.

## Settings
Needs a history. Where the chart does not give the changes of status, the answer is *input missing*.

## Remedy and its limits
Leave the re-evaluation out; the time belongs to treatment or to the progress report. Nothing makes a routine
re-evaluation payable.

## Not covered
Whether the change was significant: only the record shows it. A re-evaluation on the day of an evaluation (EVAL002).

## Sources
NCCI Policy Manual XI.P.3; CMS Pub. 100-02 ch. 15 §220.3.
"""

from collections.abc import Iterator

from otcpt.codes import CodeGroup
from otcpt.findings import Cause, Field, Hit, Reason, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import DropLines, Fix
from otcpt.rules._episode import is_evaluation
from otcpt.rules._law import Law
from otcpt.rules._sources import BENEFIT_MANUAL, NCCI_MANUAL
from otcpt.rules._timeframe import Timeframe


def _is_reevaluation(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return code in law.group(CodeGroup.REEVALUATION)


@rule(
    "EVAL004",
    "reevaluation-without-change",
    scope=Scope.EPISODE,
    reads={Field.CODE, Field.DATE_OF_SERVICE},
    applies_to_line=_is_reevaluation,
    severity=Severity.WARNING,
    cause=Cause.TREATMENT,
    message="Re-evaluation without a change: {code} on {date}, and the chart shows no change of status since {since}. "
    "A routine re-evaluation is not payable.",
    fixes=(
        Fix("drop", "Take {code} off the claim", "nothing but the passage of time called for it", changes=DropLines(0)),
    ),
    offers="sometimes",
    revision=2,
    cites=(NCCI_MANUAL.at("XI.P.3"), BENEFIT_MANUAL.at("§220.3")),
)
def reevaluation_without_change(timeframe: Timeframe) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag re-evaluations with no change on record since the look before them."""
    chart = timeframe.episode
    looks = [
        (line.date_of_service, is_evaluation(timeframe.law(i), line.code))
        for i, line in enumerate(timeframe.lines)
        if is_evaluation(timeframe.law(i), line.code) or _is_reevaluation(timeframe.law(i), line.code, ())
    ]
    for i, line in enumerate(timeframe.lines):
        day = line.date_of_service
        if not _is_reevaluation(timeframe.law(i), line.code, ()):
            continue
        if chart is None or chart.changes is None:
            yield RuleNotEvaluated((i,), "Needs the days on which the patient's status changed", Reason.INPUT_MISSING)
        elif (day, True) not in looks:
            since = max([chart.first_day, *(look for look, _ in looks if look < day)])
            if since < day and not any(since < change <= day for change in chart.changes):
                yield Hit((i,), (("since", str(since)),))
