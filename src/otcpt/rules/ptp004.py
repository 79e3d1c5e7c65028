"""PTP004 modifier-without-edit: 59 or an X modifier on a line that has no NCCI edit with another line of the day.

## What it checks
A line with 59, XE, XP, XS or XU whose code has no edit in the policy's table with any other line of the same
practitioner (facility) and day, no other line of the same code that the modifier could separate, and no line from which
the manual wants it separated without an edit (PTP009).

## Why it matters
Nothing is denied. But 59 by habit is what reviewers count, and the habit hides the days on which it does matter.

## Example flagged
`97530:GO x2` with `97140:GO:59 x1` in 2026: this edit ended with 2019.

## Example clean
`97150:GO x1` with `97530:GO:59 x2`: the modifier bypasses an edit.

## Settings
`ptp` names the table. Another payer may keep older edits; an overlay can switch this rule off.

## Remedy and its limits
Leave the modifier out, unless this payer's own edits ask for it.

## Not covered
Lines billed elsewhere on that day, and those of another practitioner: whether an edit joins two therapists of one group
is open, and XP is not needed where it does not. No finding where the table cannot tell about one pair of the line. A
visit's line, on which 59 is wrong whatever the other lines are (PTP007).

## Sources
NCCI Policy Manual I-15 to I-19; CMS PTP tables.
"""

from collections.abc import Iterator

from otcpt.codes import CodeGroup
from otcpt.findings import Cause, Group, Hit, RuleNotEvaluated, Severity, rule
from otcpt.fixes import Fix, RemoveModifiers
from otcpt.rules._day import Day
from otcpt.rules._edit_modifiers import is_evaluation_and_management
from otcpt.rules._law import Law
from otcpt.rules._manual import requires_separateness
from otcpt.rules._ptp import CRITICAL_ACCESS_FROM, READS, TABLES, Verdict, critical_access_lines, has_table, pairs
from otcpt.rules._sources import NCCI_MANUAL, PTP_TABLES


def _says_separate(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return not law.group(CodeGroup.PTP_SEPARATE).codes.isdisjoint(modifiers)


@rule(
    "PTP004",
    "modifier-without-edit",
    group=Group.PROVIDER,
    reads=READS,
    applies_to_line=_says_separate,
    enabled_by=has_table,
    severity=Severity.ADVICE,
    cause=Cause.BILLING,
    message="Modifier not needed: {modifiers:and} on {code}, which has no NCCI edit with another line of this "
    "provider's day ({table} table). Nothing is denied.",
    fixes=(Fix("drop", "Take {modifiers:and} off the line", "no edit of this payer asks for it"),),
    offers="always",
    boundaries=(CRITICAL_ACCESS_FROM,),
    cites=(NCCI_MANUAL.at("I-15 to I-19"), PTP_TABLES.at("pairs without a row")),
)
def modifier_without_edit(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Advise against a modifier that has nothing to bypass."""
    busy = set(critical_access_lines(day))
    for pair in pairs(day):
        if pair.verdict is not Verdict.NO_EDIT or requires_separateness(
            day.law, day.lines[pair.one].code, day.lines[pair.two].code
        ):
            busy |= {pair.one, pair.two}
    separate = day.law.group(CodeGroup.PTP_SEPARATE).codes
    plain = {line.code for line in day.lines if separate.isdisjoint(line.modifiers)}
    for position, line in enumerate(day.lines):
        modifiers = tuple(sorted(separate.intersection(line.modifiers)))
        if not modifiers or position in busy or line.code in plain:
            continue
        if not is_evaluation_and_management(day.law, line.code):
            changes = {"drop": RemoveModifiers(0, modifiers)}
            yield Hit((position,), (("modifiers", modifiers), ("table", TABLES[day.settings.ptp])), changes=changes)
