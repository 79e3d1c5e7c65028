"""EVAL002 evaluation-with-reevaluation: an evaluation and a re-evaluation of one discipline on one day.

## What it checks
97168 with 97165, 97166 or 97167, and 97164 with 97161, 97162 or 97163, by one practitioner or facility on one day.
What the payer's PTP table denies is left to PTP001; this rule checks what the table does not decide (January
to September 2020, before 2021 in part), on a critical access hospital's bill and under payers without such a table.

## Why it matters
One of the two is payable, and no modifier changes that: a plan of care made today cannot have changed today.

## Example flagged
`97165 x1` with `97168:59 x1` under `ama-midpoint`.

## Example clean
`97168:GO x1` with `97530:GO x2`; in a facility also `97164:GP x1` with `97165:GO x1`.

## Settings
`ptp` names the table that decides first, unless PTP001 is switched `off`.

## Remedy and its limits
Keep the one that was done. A re-evaluation needs a significant change of status and is never routine.

## Not covered
Whether a re-evaluation was warranted; two re-evaluations on a day (MUE001).

## Sources
NCCI Policy Manual XI.P.1 and XI.P.3.
"""

from collections.abc import Iterator
from itertools import product

from otcpt.codes import CodeGroup
from otcpt.findings import Cause, Group, Hit, RuleNotEvaluated, Severity, rule
from otcpt.fixes import DropLines, Fix
from otcpt.rules._day import Day
from otcpt.rules._law import Law
from otcpt.rules._ptp import READS, hard_denied_pairs
from otcpt.rules._sources import NCCI_MANUAL


def _is_reevaluation(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return code in law.group(CodeGroup.REEVALUATION)


_OF_A_DISCIPLINE = (
    (CodeGroup.OT_REEVALUATION, CodeGroup.OT_EVALUATION),
    (CodeGroup.PT_REEVALUATION, CodeGroup.PT_EVALUATION),
)


@rule(
    "EVAL002",
    "evaluation-with-reevaluation",
    group=Group.PROVIDER,
    reads=READS,
    applies_to_line=_is_reevaluation,
    severity=Severity.ERROR,
    cause=Cause.TREATMENT,
    message="Evaluation and re-evaluation on one day: {code} with {evaluations:and}. One of them is payable.",
    fixes=(
        Fix(
            "keep",
            "Keep the one that was done, and take the other off the claim",
            record="DOC-075",
        ),
    ),
    offers="always",
    cites=(NCCI_MANUAL.at("XI.P.1"), NCCI_MANUAL.at("XI.P.3")),
)
def evaluation_with_reevaluation(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag the re-evaluation lines of a discipline that has an evaluation on the day."""
    denied = hard_denied_pairs(day)
    for reevaluation, evaluation in _OF_A_DISCIPLINE:
        again, evaluations = day.law.group(reevaluation), day.law.group(evaluation)
        repeated = [i for i, line in enumerate(day.lines) if line.code in again]
        first = [i for i, line in enumerate(day.lines) if line.code in evaluations]
        reported = [pair for pair in product(repeated, first) if frozenset(pair) not in denied]
        if reported:
            fresh = sorted({two for _, two in reported})
            codes = tuple(sorted({day.lines[i].code for i in fresh}))
            late = sorted({one for one, _ in reported})
            count = len(late)
            keep = [DropLines(range(count)), DropLines(range(count, count + len(fresh)))]
            yield Hit((*late, *fresh), (("evaluations", codes),), changes={"keep": keep})
