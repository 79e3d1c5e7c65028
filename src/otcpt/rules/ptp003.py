"""PTP003 edit-bypassed: an edit that a modifier releases; nothing to correct, but the note must support it.

## What it checks
Edits with modifier indicator 1 that a modifier on one of the two lines releases under its conditions (they stand in the
document of PTP002). The pair is reported as bypassed, with what the note must show.

## Why it matters
The lines are paid, and on review the modifier is a statement that the record has to prove. Unproved 59 is one of the
commonest reasons for taking therapy payments back.

## Example flagged
`97150:GO x1` with `97530:GO:59 x2`: released by 59; the note must show the separate block of time.

## Example clean
`97530:GO x2` with `97140:GO x1`: no edit, so nothing to release.

## Settings
`ptp` names the table.

## Remedy and its limits
None is needed where the note shows it; otherwise the column-two line comes off.

## Not covered
Whether the note does show it. A modifier that releases the edit from a line where it had better not stand (PTP006).

## Sources
NCCI Policy Manual I-14 to I-19, I-25, XI.H.2-4, XI.H.8, XI.P.2, XI.P.3, XI.P.6 to P.9 and XI.S; CR 11168; CMS PTP
tables.
"""

from collections.abc import Iterator

from otcpt.codes import CodeGroup
from otcpt.findings import CannotTell, Cause, Group, Hit, Outcome, Severity, rule
from otcpt.fixes import NEEDS_RECORD, Fix
from otcpt.rules._day import Day
from otcpt.rules._law import Law
from otcpt.rules._manual import separation
from otcpt.rules._ptp import READS, Verdict, gathered, has_table, pairs_that_are
from otcpt.rules._release import EITHER_LINE_FROM
from otcpt.rules._sources import CR_11168, NCCI_MANUAL, PTP_TABLES

#: What the note must show, by the modifiers that claim it, beside 59 and the X modifiers.
_PROOFS = (
    ("25", "that the visit was significant and separate"),
    ("24", "that the visit had nothing to do with the surgery before it"),
    ("57", "that the surgery was decided on at the visit"),
    (CodeGroup.PTP_HOSPITAL_VISIT, "the hospital's other visit of the day"),
    (CodeGroup.PTP_LABORATORY, "why the test was repeated"),
    (CodeGroup.PTP_ANATOMIC, "the two sites"),
    (CodeGroup.PTP_GLOBAL_PERIOD, "the surgery in whose global period it falls"),
)


def _named(law: Law, name: str) -> frozenset[str]:
    return law.group(name).codes if isinstance(name, CodeGroup) else frozenset({name})


@rule(
    "PTP003",
    "edit-bypassed",
    group=Group.PROVIDER,
    reads=READS,
    applies=has_table,
    severity=Severity.ADVICE,
    cause=Cause.BILLING,
    outcome=Outcome.BYPASSED,
    message="{column_two} beside {column_one} is an edit of the {table} table that {by} releases: the note must show "
    "{proof}.",
    fixes=(Fix("drop", "Take {column_two} off the claim", "the note does not show it", changes=NEEDS_RECORD),),
    offers="never",
    cites=(
        NCCI_MANUAL.at("I-14 to I-19, I-25; XI.H.2-4, XI.H.8, XI.P.2, XI.P.3, XI.P.6 to P.9, XI.S"),
        CR_11168.at("59 and X modifiers on either line"),
        PTP_TABLES.at("modifier indicator 1"),
    ),
    boundaries=(EITHER_LINE_FROM,),
)
def edit_bypassed(day: Day) -> Iterator[Hit | CannotTell]:
    """Report an edit with indicator 1 that a modifier releases."""
    for denied in gathered(day, pairs_that_are(Verdict.RELEASED, day)):
        column_two = day.lines[denied.lines[0]]
        shown = [proof for name, proof in _PROOFS if _named(day.law, name).intersection(denied.by)]
        if not day.law.group(CodeGroup.PTP_SEPARATE).codes.isdisjoint(denied.by):
            shown.insert(0, separation(day.law, column_two.code, day.lines[denied.lines[1]].code)[1])
        yield Hit(denied.lines, (*denied.evidence(day), ("by", denied.by), ("proof", "; ".join(shown))))
