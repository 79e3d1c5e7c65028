"""PTP006 modifier-on-column-one: 59 or an X modifier that bypasses the edit is on the column-one line.

## What it checks
Edits with modifier indicator 1 whose 59 or X modifier is on the column-one line only:

- on a facility's bill, also with 58, 78, 79 and 91. The editor of institutional claims reads the modifier on either
  line, on every day; one contractor recommends the column-two line. That is advice.
- with a re-evaluation, in any setting: the manual wants the modifier on 97164 or 97168.

## Why it matters
The edit is reported as bypassed (PTP003), and most likely is. Every payer accepts the modifier on column two.

## Example flagged
`97150:GO:59 x1` with `97530:GO x2` under `medicare-part-b-facility`: better on the line of 97530.

## Example clean
`97150:GO x1` with `97530:GO:59 x2`; on a practitioner's claim also `97150:GO:59 x1` with `97530:GO x2`.

## Settings
`ptp` names the table, and so the setting.

## Remedy and its limits
The same modifier on the column-two line, if it is true of that pair. Nothing is added that was not claimed before.

## Not covered
A modifier that bypasses nothing because of the line it is on: the line is denied, and PTP002 says where it belongs.
97140 with compression (29581 to 29584): there the manual accepts the modifier on either line. A visit, which takes 25.

## Sources
NCCI Policy Manual XI.P.3 and IV.G.17; CR 11168; a contractor's text on institutional claims, and a port of
the outpatient code editor (July 2019; earlier days are inferred).
"""

from collections.abc import Iterator

from otcpt.codes import CodeGroup
from otcpt.findings import Cause, Group, Hit, Part, RuleNotEvaluated, Severity, rule
from otcpt.fixes import NEEDS_RECORD, Fix, ForPerson, MoveModifiers
from otcpt.rules._day import Day
from otcpt.rules._edit_modifiers import EITHER_LINE_FROM, conditional_modifiers, is_evaluation_and_management
from otcpt.rules._fixes import moves
from otcpt.rules._law import Law
from otcpt.rules._manual import either_line
from otcpt.rules._ptp import (
    CRITICAL_ACCESS_FROM,
    READS,
    DeniedLine,
    Verdict,
    denied_anyway,
    grouped_by_line,
    has_table,
    pairs,
    pairs_with,
)
from otcpt.rules._sources import CR_11168, FACILITY_LINE, NCCI_MANUAL


def _has_a_place(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return not conditional_modifiers(law).isdisjoint(modifiers)


@rule(
    "PTP006",
    "modifier-on-column-one",
    group=Group.PROVIDER,
    part=Part.PAIR,
    reads=READS,
    applies_to_line=_has_a_place,
    enabled_by=has_table,
    silent_without=pairs,
    severity=Severity.ADVICE,
    cause=Cause.BILLING,
    message="{by:and} {by:is|are} on the column-one line ({column_one}). {why}",
    words={
        "why": {
            "facility": "{by:It bypasses|They bypass} the edit here; put {by:it|them} on {column_two}, where every "
            "payer reads {by:it|them}.",
            "re-evaluation": "The NCCI Policy Manual (XI.P.3) wants {by:it|them} on the re-evaluation, {column_two}.",
        }
    },
    fixes=(Fix("move", "Move {by:and} from {column_one} to {column_two}", record="DOC-170"),),
    offers="sometimes",
    revision=2,
    cites=(
        FACILITY_LINE.at("text of the reason code for code pairs"),
        CR_11168.at("the Part B system"),
        NCCI_MANUAL.at("XI.P.3; IV.G.17"),
    ),
    boundaries=(CRITICAL_ACCESS_FROM, EITHER_LINE_FROM),
)
def modifier_on_column_one(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Advise where a modifier on column one alone bypasses."""
    law, facility = day.law, day.settings.ptp == "outpatient_hospital"
    separate = law.group(CodeGroup.PTP_SEPARATE).codes
    if facility:
        separate |= law.group(CodeGroup.PTP_GLOBAL_PERIOD).codes | law.group(CodeGroup.PTP_LABORATORY).codes
    for denied in grouped_by_line(day, pairs_with(Verdict.BYPASSED, day)):
        one, two = day.lines[denied.pair.one], day.lines[denied.pair.two]
        again = two.code in law.group(CodeGroup.REEVALUATION)
        if separate.isdisjoint(denied.by) or not set(denied.by).isdisjoint(two.modifiers):
            continue
        if (
            not (facility or again)
            or is_evaluation_and_management(law, two.code)
            or either_line(law, one.code, two.code)
        ):
            continue
        why = "re-evaluation" if again else "facility"
        evidence = (("why", why), *denied.evidence(day), ("by", denied.by))
        yield Hit(denied.lines, evidence, changes=_changes(day, denied))


def _changes(day: Day, denied: DeniedLine) -> dict[str, ForPerson | list[MoveModifiers]]:
    if denied.pair.two in denied_anyway(day):
        return {}
    return {"move": moves(day, denied.lines, denied.by) or NEEDS_RECORD}
