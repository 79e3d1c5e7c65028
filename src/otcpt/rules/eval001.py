"""EVAL001 two-evaluations: more than one evaluation of one discipline on one day.

## What it checks
Lines of 97165, 97166 and 97167 (occupational therapy), and of 97161, 97162 and 97163 (physical therapy), by one
practitioner or facility on one day: more than one line of a discipline. Two levels that the payer's PTP table denies
together are left to PTP001; this rule checks what the table does not decide (January to September
2020, before 2021 in part), on a critical access hospital's bill, under payers without such a table, and of one level
on two lines.

## Why it matters
The three codes are levels of one service, done once in an episode of care. The lower level is denied with the higher
one, and no modifier bypasses that.

## Example flagged
`97165:GO x1` with `97165:GO:76 x1`; under `ama-midpoint` also `97165 x1` with `97167 x1`.

## Example clean
`97166:GO x1` with `97530:GO x1`; in a facility also `97161:GP x1` with `97165:GO x1`.

## Settings
`ptp` names the table that decides first, unless PTP001 is switched `off`; payers without Medicare's tables follow the
codes' own definitions here.

## Remedy and its limits
Keep the level that the documented evaluation meets in every component.

## Not covered
One line with several units (MUE001). A second evaluation on another day of the same episode (EVAL003). An evaluation
with a re-evaluation (EVAL002). An OT and a PT evaluation by one practitioner (PTP005).

## Sources
NCCI Policy Manual XI.P.1 and XI.V.21.
"""

from collections.abc import Iterator
from itertools import combinations

from otcpt.codes import CodeGroup
from otcpt.findings import Cause, Group, Hit, RuleNotEvaluated, Severity, rule
from otcpt.fixes import Fix
from otcpt.rules._day import Day
from otcpt.rules._episode import is_evaluation
from otcpt.rules._fixes import keep_one
from otcpt.rules._law import Law
from otcpt.rules._ptp import READS, hard_denied_pairs
from otcpt.rules._sources import NCCI_MANUAL


def _is_evaluation(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return is_evaluation(law, code)


@rule(
    "EVAL001",
    "two-evaluations",
    group=Group.PROVIDER,
    reads=READS,
    applies_to_line=_is_evaluation,
    severity=Severity.ERROR,
    cause=Cause.TREATMENT,
    message="More than one evaluation: {count} {discipline} evaluation lines on one day ({codes}). One is payable.",
    fixes=(
        Fix(
            "keep",
            "Keep the evaluation that was done, and take the others off the claim",
            record=("DOC-022", "DOC-027"),
        ),
    ),
    offers="always",
    cites=(NCCI_MANUAL.at("XI.P.1"), NCCI_MANUAL.at("XI.V.21")),
)
def two_evaluations(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag several evaluation lines of one discipline, the lower level first."""
    denied = hard_denied_pairs(day)
    for discipline, group in (("OT", CodeGroup.OT_EVALUATION), ("PT", CodeGroup.PT_EVALUATION)):
        evaluations = day.law.group(group)
        found = (i for i, line in enumerate(day.lines) if line.code in evaluations)
        reported = (pair for pair in combinations(found, 2) if frozenset(pair) not in denied)
        positions = sorted({i for pair in reported for i in pair}, key=lambda i: (day.lines[i].code, i))
        if positions:
            count = len(positions)
            evidence = (("count", count), ("discipline", discipline))
            yield Hit(tuple(positions), evidence, changes={"keep": keep_one(count)})
