"""EVAL005 evaluations-by-one-group: two therapists of one group evaluate a patient on one day.

## What it checks
Evaluations and re-evaluations of occupational therapy, and those of physical therapy, by different rendering providers
of one billing provider on one day: more than one line of a discipline, one of them an evaluation.

## Why it matters
Medicare takes practitioners of one specialty in one group for one. One evaluation is payable in an episode of care,
whoever of the group gives it.

## Example flagged
`97165:GO x1` by one occupational therapist and `97166:GO x1` by another, both billed by one practice.

## Example clean
`97165:GO x1` by an occupational therapist and `97161:GP x1` by a physical therapist of one practice.

## Settings
None.

## Remedy and its limits
Keep the evaluation that was done; the other therapist's part of it is no evaluation of its own.

## Not covered
Lines of one practitioner (EVAL001, EVAL002, PTP001). Later days of the episode (EVAL003). Where the rendering
providers are named and the billing provider is not, whether they are one group is not known: *input missing*.
Facilities, which answer as a whole.

## Sources
NCCI Policy Manual XI.V.21 and XI.P.1; XI.P.8 on two practitioners of one specialty.
"""

from collections.abc import Iterator

from otcpt.claims import fill_only_named
from otcpt.codes import CodeGroup
from otcpt.findings import Cause, Field, Group, Hit, Reason, RuleNotEvaluated, Severity, rule
from otcpt.fixes import Fix
from otcpt.rules._day import Day
from otcpt.rules._fixes import keep_one
from otcpt.rules._law import Law
from otcpt.rules._sources import NCCI_MANUAL

_OF = {
    "OT": (CodeGroup.OT_EVALUATION, CodeGroup.OT_REEVALUATION),
    "PT": (CodeGroup.PT_EVALUATION, CodeGroup.PT_REEVALUATION),
}


def _evaluates(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return any(code in law.group(group) for groups in _OF.values() for group in groups)


@rule(
    "EVAL005",
    "evaluations-by-one-group",
    group=Group.PATIENT,
    reads={Field.CODE, Field.RENDERING_PROVIDER_KEY, Field.BILLING_PROVIDER_KEY},
    applies_to_line=_evaluates,
    enabled_by=lambda settings: settings.biller != "facility",
    severity=Severity.ERROR,
    cause=Cause.TREATMENT,
    message="More than one evaluation: {practitioners} {discipline} practitioners of one group evaluated on one day "
    "({codes}). One evaluation is payable.",
    fixes=(
        Fix(
            "keep",
            "Keep the evaluation that was done, and take the others off the claim",
            record=("DOC-022", "DOC-027"),
        ),
    ),
    offers="always",
    cites=(NCCI_MANUAL.at("XI.V.21"), NCCI_MANUAL.at("XI.P.1"), NCCI_MANUAL.at("XI.P.8")),
    since="0.2.0",
)
def evaluations_by_one_group(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag evaluations of one discipline by several practitioners of one billing provider."""
    lines = day.lines
    if len({line.rendering_provider_key for line in lines} - {None}) < 2:
        return
    billing = fill_only_named(line.billing_provider_key for line in lines)
    for discipline, (first, again) in _OF.items():
        evaluations, repeated = day.law.group(first), day.law.group(again)
        by_group: dict[str | None, list[int]] = {}
        for i, line in enumerate(lines):
            if line.rendering_provider_key is not None and (line.code in evaluations or line.code in repeated):
                by_group.setdefault(billing[i], []).append(i)
        for key, positions in by_group.items():
            practitioners = {lines[i].rendering_provider_key for i in positions}
            if len(practitioners) < 2 or not any(lines[i].code in evaluations for i in positions):
                continue
            positions.sort(key=lambda i: (lines[i].code in evaluations, lines[i].code))
            if key is None:
                why = "Needs the billing provider, to tell whether the practitioners are of one group"
                yield RuleNotEvaluated(tuple(positions), why, Reason.INPUT_MISSING, (Field.BILLING_PROVIDER_KEY,))
            else:
                evidence = (("practitioners", len(practitioners)), ("discipline", discipline))
                yield Hit(tuple(positions), evidence, changes={"keep": keep_one(len(positions))})
