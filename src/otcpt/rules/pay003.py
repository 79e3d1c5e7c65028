"""PAY003 evaluations-above-yearly-limit: more evaluations in a calendar year than this payer pays.

## What it checks
Evaluations of occupational therapy, and those of physical therapy, over a calendar year of one patient, against
`evaluations_a_year` of the policy. Re-evaluations do not count.

## Why it matters
Some payers pay one evaluation of a discipline in a year, whether or not a new episode began. The next one is denied.

## Example flagged
`97165:GO x1` on 2026-01-05 and on 2026-09-14, where the policy has `evaluations_a_year = 1`.

## Example clean
`97165:GO x1` on 2025-12-29 and on 2026-01-05.

## Settings
`evaluations_a_year`: 0 where the payer has no limit, as in all built-in policies. Needs a history.

## Remedy and its limits
Bill a re-evaluation where that is what was done. An evaluation is never renamed to be paid.

## Not covered
Years that begin on another day than January 1. Evaluations by others that the history does not have. What Medicare says
of one episode: EVAL003.

## Sources
A state program's table of codes, through a secondary source; the policy's own citation.
"""

from collections.abc import Iterator

from otcpt.codes import CodeGroup
from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import CHANGES_SERVICE, NEEDS_RECORD, Fix
from otcpt.rules._episode import is_evaluation
from otcpt.rules._sources import YEARLY_EVALUATION
from otcpt.rules._timeframe import Timeframe


@rule(
    "PAY003",
    "evaluations-above-yearly-limit",
    scope=Scope.YEAR,
    reads={Field.CODE, Field.UNITS, Field.DATE_OF_SERVICE},
    optional={Field.UNITS},
    applies_to_line=lambda law, code, _modifiers: is_evaluation(law, code),
    enabled_by=lambda settings: settings.evaluations_a_year > 0,
    severity=Severity.ERROR,
    cause=Cause.TREATMENT,
    message="Yearly limit exceeded: {code} is {discipline} evaluation {number} of the calendar year, after {before}. "
    "This payer pays {limit}.",
    fixes=(
        Fix(
            "again",
            "Bill the re-evaluation instead",
            "the patient was re-evaluated and not evaluated",
            ("DOC-035", "DOC-038"),
            CHANGES_SERVICE,
        ),
        Fix(
            "leave",
            "Bill the evaluation as it is, and expect a denial",
            "the patient was evaluated",
            ("DOC-021", "DOC-022"),
            NEEDS_RECORD,
        ),
    ),
    offers="never",
    cites=(YEARLY_EVALUATION.at("evaluations"),),
    since="0.2.0",
)
def evaluations_above_yearly_limit(timeframe: Timeframe) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag the evaluations of a year beyond the limit, in order of their days."""
    for discipline, group in (("OT", CodeGroup.OT_EVALUATION), ("PT", CodeGroup.PT_EVALUATION)):
        found = [
            i
            for i, line in enumerate(timeframe.lines)
            if line.units != 0 and line.code in timeframe.law(i).group(group)
        ]
        for number, i in enumerate(found, 1):
            limit = timeframe.law(i).settings.evaluations_a_year
            if i in timeframe.checked and number > limit:
                before = str(timeframe.lines[found[number - 2]].date_of_service)
                evidence = (("discipline", discipline), ("number", number), ("before", before), ("limit", limit))
                yield Hit((i, *found[: number - 1]), evidence)
