"""RTM007 both-kinds-of-monitoring: therapeutic and physiologic monitoring in one month.

## What it checks
Over a calendar month of one patient, from 2024 on: remote therapeutic monitoring (98975 to 98986) and remote
physiologic monitoring (99091, 99445, 99453, 99454, 99457, 99458, 99470), whoever furnished it.

## Why it matters
Medicare pays one of the two for a patient's period, not both. Physiologic monitoring is a physician's; the therapist's
line is the one that meets the denial.

## Example flagged
`98977:GO x1` on 2026-03-02 and `99457 x1` on 2026-03-20.

## Example clean
`98977:GO x1` and `98980:GO x1` in one month.

## Settings
`medicare_status` switches the rule on. Needs a history.

## Remedy and its limits
Bill the monitoring that the patient's plan and device are for. The codes are not exchangeable.

## Not covered
Periods of 30 days that run over the end of a month. Months before 2024. What another practice billed and the history
does not have. On one day the edit tables decide too: PTP001, PTP002.

## Sources
CY 2024 physician fee schedule final rule (88 FR 78818), through secondary sources.
"""

from collections.abc import Iterator
from datetime import date

from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import DropLines, Fix
from otcpt.rules._law import Law
from otcpt.rules._monitoring import is_physiologic, is_therapeutic
from otcpt.rules._sources import MONITORING_RULE
from otcpt.rules._timeframe import Timeframe

#: The rule for both was published for this year; no code changes with it.
_ONE_OF_BOTH = date(2024, 1, 1)


def _monitors(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return law.on >= _ONE_OF_BOTH and (is_physiologic(law, code) or is_therapeutic(law, code))


@rule(
    "RTM007",
    "both-kinds-of-monitoring",
    scope=Scope.MONTH,
    reads={Field.CODE, Field.UNITS, Field.DATE_OF_SERVICE},
    optional={Field.UNITS},
    applies_to_line=_monitors,
    enabled_by=lambda settings: settings.medicare_status,
    severity=Severity.WARNING,
    cause=Cause.TREATMENT,
    message="Two kinds of remote monitoring: {code} is billed in a month with {others:and}. Medicare pays therapeutic "
    "or physiologic monitoring of a patient, not both.",
    fixes=(
        Fix(
            "drop",
            "Take {code} off the claim",
            "the other monitoring is the one under the patient's plan",
            "DOC-155",
            DropLines(0),
        ),
    ),
    offers="sometimes",
    cites=(MONITORING_RULE.at("remote monitoring services"),),
    boundaries=(_ONE_OF_BOTH,),
    since="0.2.0",
)
def both_kinds_of_monitoring(timeframe: Timeframe) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag each checked line of one kind in a month that has the other kind too."""
    lines = timeframe.lines
    billed = [i for i, line in enumerate(lines) if line.units != 0]
    physiologic = [i for i in billed if is_physiologic(timeframe.law(i), lines[i].code)]
    therapeutic = [i for i in billed if is_therapeutic(timeframe.law(i), lines[i].code)]
    if not physiologic or not therapeutic:
        return
    for own, others in ((therapeutic, physiologic), (physiologic, therapeutic)):
        checked = [i for i in own if i in timeframe.checked]
        for i in checked if own is therapeutic or not timeframe.checked.intersection(therapeutic) else ():
            codes = tuple(sorted({lines[other].code for other in others}))
            yield Hit((i, *sorted(others, key=lambda other: lines[other].code)), (("others", codes),))
