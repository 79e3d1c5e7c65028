"""PTP003 edit-bypassed: an NCCI edit that a modifier bypasses; the note must support it.

## What it checks
Edits with modifier indicator 1 that a modifier on one of the two lines bypasses under its conditions (see the
document of PTP002). The pair is reported as bypassed, with what the note must show.

## Why it matters
The lines are paid, and on review the modifier is a statement that the record has to prove. Unproved 59 is one of the
commonest reasons for taking therapy payments back.

## Example flagged
`97150:GO x1` with `97530:GO:59 x2`: bypassed by 59; the note must show the separate block of time.

## Example clean
`97530:GO x2` with `97140:GO x1`: no edit, so nothing to bypass.

## Settings
`ptp` names the table.

## Remedy and its limits
None is needed where the note shows it; otherwise remove the column-two line.

## Not covered
Whether the note does show it. A modifier that bypasses the edit from column one (PTP006).

## Sources
NCCI Policy Manual I-14 to I-19, I-25, XI.H.2-4, XI.H.8, XI.P.2, XI.P.3, XI.P.6 to P.9 and XI.S; CR 11168; CMS PTP
tables.
"""

from collections.abc import Iterator

from otcpt.codes import CodeGroup
from otcpt.findings import Cause, Group, Hit, Outcome, Part, RuleNotEvaluated, Severity, rule
from otcpt.fixes import NEEDS_RECORD, Fix
from otcpt.rules._day import Day
from otcpt.rules._edit_modifiers import EITHER_LINE_FROM
from otcpt.rules._law import Law
from otcpt.rules._manual import PROOFS, modifier_justification
from otcpt.rules._monitoring import are_both_kinds
from otcpt.rules._ptp import CRITICAL_ACCESS_FROM, READS, Verdict, grouped_by_line, has_table, pairs, pairs_with
from otcpt.rules._sources import CR_11168, NCCI_MANUAL, PTP_TABLES

#: What the note must show, by the modifiers that claim it; of 59 and the X modifiers the pair decides.
_PROOFS = (
    ("25", "visit"),
    ("24", "unrelated"),
    ("57", "decision"),
    (CodeGroup.PTP_HOSPITAL_VISIT, "hospital-visit"),
    (CodeGroup.PTP_LABORATORY, "test"),
    (CodeGroup.PTP_ANATOMIC, "sites"),
    (CodeGroup.PTP_GLOBAL_PERIOD, "global-period"),
)


def _named(law: Law, name: str) -> frozenset[str]:
    return law.group(name).codes if isinstance(name, CodeGroup) else frozenset({name})


@rule(
    "PTP003",
    "edit-bypassed",
    group=Group.PROVIDER,
    part=Part.PAIR,
    reads=READS,
    enabled_by=has_table,
    silent_without=pairs,
    severity=Severity.ADVICE,
    cause=Cause.BILLING,
    outcome=Outcome.BYPASSED,
    message="NCCI edit bypassed: {by:and} {by:separates|separate} {column_two} from {column_one}. The note must show "
    "{proof:and}.",
    words={
        "proof": PROOFS
        | {
            "visit": "a significant, separate visit",
            "monitoring": "that the two kinds of monitoring were not for one period",
            "unrelated": "that the visit was unrelated to the surgery",
            "decision": "that the surgery was decided at the visit",
            "hospital-visit": "the other hospital visit of that day",
            "test": "why the test was repeated",
            "sites": "the two sites",
            "global-period": "the surgery of that global period",
        }
    },
    fixes=(Fix("drop", "Take {column_two} off the claim", "the note does not show it", changes=NEEDS_RECORD),),
    offers="never",
    cites=(
        NCCI_MANUAL.at("I-14 to I-19, I-25; XI.H.2-4, XI.H.8, XI.P.2, XI.P.3, XI.P.6 to P.9, XI.S"),
        CR_11168.at("59 and X modifiers on either line"),
        PTP_TABLES.at("modifier indicator 1"),
    ),
    boundaries=(CRITICAL_ACCESS_FROM, EITHER_LINE_FROM),
)
def edit_bypassed(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Report an edit with indicator 1 that a modifier bypasses."""
    for denied in grouped_by_line(day, pairs_with(Verdict.BYPASSED, day)):
        column_two = day.lines[denied.lines[0]]
        shown = [proof for name, proof in _PROOFS if _named(day.law, name).intersection(denied.by)]
        if not day.law.group(CodeGroup.PTP_SEPARATE).codes.isdisjoint(denied.by):
            shown.insert(0, modifier_justification(day.law, column_two.code, day.lines[denied.lines[1]].code))
        if are_both_kinds(day.law, column_two.code, day.lines[denied.lines[1]].code):
            shown = ["monitoring"]
        yield Hit(denied.lines, (*denied.evidence(day), ("by", denied.by), ("proof", tuple(shown))))
