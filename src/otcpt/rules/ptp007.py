"""PTP007 modifier-never-applies: a modifier that bypasses no edit on such a line, whatever the other lines are.

## What it checks
Modifiers that bypass edits, on lines where they never apply:

- 59, XE, XP, XS, XU on a visit (evaluation and management): there 25 says it.
- 24, 25 and 57 on a therapy line: they belong on a visit. 27 likewise, and on a hospital's bill only.
- 58, 78 and 79 on a line under a therapy plan of care: they are for surgery in a global period.
- 91 on a therapy line: it is for repeated laboratory tests.

## Why it matters
Nothing is denied for it. But the claim says something that cannot be, and the edit it was added for is not
bypassed.

## Example flagged
`97530:GO:25 x2`: 25 belongs on a visit.

## Example clean
`97165:GO x1` with `99213:25 x1`; `97150:GO x1` with `97530:GO:59 x2`.

## Settings
`ptp` names the table: the rule is for payers that use NCCI's tables. `discipline` is not asked; a line counts as
therapy by its code, or by GO, GP or GN.

## Remedy and its limits
Remove the modifier. Add another one only where the record already shows what it means.

## Not covered
Lines of an edit that nothing bypasses: PTP002 says why a modifier does not apply, and where it belongs. RT, LT and the
other sites, which may be on any line. Visits and procedures of other fields.

## Sources
NCCI Policy Manual I-14 to I-19.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Group, Hit, RuleNotEvaluated, Severity, rule
from otcpt.fixes import Fix, RemoveModifiers
from otcpt.modifiers import DISCIPLINE
from otcpt.rules._day import Day
from otcpt.rules._edit_modifiers import (
    EITHER_LINE_FROM,
    conditional_modifiers,
    is_evaluation_and_management,
    why_not_applicable,
)
from otcpt.rules._law import Law
from otcpt.rules._ptp import CRITICAL_ACCESS_FROM, READS, Verdict, has_table, pairs_with
from otcpt.rules._sources import NCCI_MANUAL

#: Services that are close to visits, and whose modifiers are another field's question.
_LIKE_VISITS = ("communication technology-based", "remote therapeutic monitoring")


def _is_of_a_sure_kind(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    if conditional_modifiers(law).isdisjoint(modifiers):
        return False
    if is_evaluation_and_management(law, code):
        return True
    meaning = law.meaning(code)
    if meaning is None or meaning.family in _LIKE_VISITS:
        return False
    return meaning.designation == "always" or not DISCIPLINE.keys().isdisjoint(modifiers)


@rule(
    "PTP007",
    "modifier-never-applies",
    group=Group.PROVIDER,
    reads=READS,
    applies_to_line=_is_of_a_sure_kind,
    enabled_by=has_table,
    severity=Severity.WARNING,
    cause=Cause.BILLING,
    message="Modifier without effect: {modifiers:and} on {code} {modifiers:bypasses|bypass} no NCCI edit. {why}",
    words={
        "why": {
            "visit": "A visit (E/M code) takes 25 instead.",
            "e-m": "{modifiers:It is|They are} for visits (E/M codes) only.",
            "hospital": "27 is for hospital visits only.",
            "surgery": "{modifiers:It is|They are} for surgery in a global period.",
            "laboratory": "91 is for repeat laboratory tests.",
        }
    },
    fixes=(Fix("drop", "Take {modifiers:and} off {code}"),),
    offers="always",
    revision=2,
    cites=(NCCI_MANUAL.at("I-14 to I-19"),),
    boundaries=(CRITICAL_ACCESS_FROM, EITHER_LINE_FROM),
)
def modifier_never_applies(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Advise against modifiers that never do on their line, but where PTP002 already does."""
    reported = {i for pair in pairs_with(Verdict.DENIED_UNLESS_MODIFIED, day) for i in (pair.one, pair.two)}
    facility = day.settings.ptp == "outpatient_hospital"
    for position, line in enumerate(day.lines):
        if position in reported or not _is_of_a_sure_kind(day.law, line.code, line.modifiers):
            continue
        idle: dict[str, list[str]] = {}
        for modifier in line.modifiers:
            if why := why_not_applicable(day.law, modifier, line, facility=facility):
                idle.setdefault(why, []).append(modifier)
        for why, modifiers in idle.items():
            given = tuple(sorted(modifiers))
            changes = {"drop": RemoveModifiers(0, given)}
            severity = Severity.ADVICE if why == "visit" else None
            yield Hit((position,), (("why", why), ("modifiers", given)), severity, changes)
