"""PTP002 modifier-missing: an NCCI edit that a modifier bypasses (indicator 1), and none applies.

## What it checks
Edits with modifier indicator 1, line against line: `97150:GO`, `97530:GO:59`, `97530:GO:CO` has the first 97530
bypassed and the second denied. A modifier bypasses an edit only under its own conditions:

- 59, XE, XP, XS, XU on a line that is no visit (evaluation and management); on either line for services from
  2019-07-01, on the column-two line before. On a facility's bill before that day no source says whether
  column one counts (PTP006).
- 24, 25 and 57 on an evaluation-and-management line only, on whichever side of the edit it is; 27 likewise, and on
  a hospital's bill only.
- LT, RT and the other anatomic modifiers only where both lines name a site and the sites differ.
- 58, 78, 79 only for surgery in its global period, so never for a therapy line; 91 only for laboratory tests; all four
  on the column-two line.
- Nothing else: 22, 76, 77, KX, CO, CQ, 95, GA and the discipline modifiers bypass nothing.

Every two lines are judged, however many the day has. A third code can be the reason why 59 is truthful on a column-two
line; without the modifier it bypasses nothing (I-25).

## Why it matters
The column-two line is denied although it may well be payable, and the patient may not be billed for it.

## Example flagged
`97150:GO x1` with `97530:GO:76 x2`: 97530 is denied, and 76 does not bypass the edit.

## Example clean
`97530:GO x2` with `97140:GO x1`: no edit in either direction.

## Settings
`ptp` names the table.

## Remedy and its limits
Move a modifier that is on the wrong line. Otherwise add 59, or the X modifier that fits, to column two, if the record
already shows that the two were distinct. What it must show depends on the pair:

- timed codes: separate blocks of time, one after the other or in turns, with the minutes of each;
- chiropractic manipulation: another region;
- wound care: another wound;
- cardiac or pulmonary rehabilitation: another encounter;
- a re-evaluation: a change of status;
- canalith repositioning: another complaint;
- testing with an evaluation: another discipline.

Different diagnoses are not enough. A visit with therapy takes 25 on the visit's line. Otherwise remove column two.
Therapeutic and physiologic monitoring of a patient are offered no modifier, although the table allows one: Medicare
pays one of the two (RTM007), so one of them leaves the claim.

## Not covered
Whether the modifier would be truthful. Pairs the table cannot tell about are reported under PTP001; pairs the manual
forbids in spite of the table under PTP005.

## Sources
CMS PTP tables; NCCI Policy Manual I-14 to I-19, I-25, XI.H.2-4, XI.H.8, XI.P.2, XI.P.3, XI.P.6 to P.9 and XI.S;
CR 11168; CY 2024 physician fee schedule final rule, through secondary sources (monitoring).
"""

from collections.abc import Iterator

from otcpt.codes import CodeGroup
from otcpt.findings import Cause, Group, Hit, Part, RuleNotEvaluated, Severity, rule
from otcpt.fixes import Change, DropLines, Fix
from otcpt.rules._day import Day
from otcpt.rules._edit_modifiers import EITHER_LINE_FROM, is_evaluation_and_management
from otcpt.rules._fixes import add, moves
from otcpt.rules._law import Law
from otcpt.rules._manual import CONDITIONS, RECORDS, modifier_justification
from otcpt.rules._monitoring import are_both_kinds
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
from otcpt.rules._sources import CR_11168, MONITORING_RULE, NCCI_MANUAL, PTP_TABLES


@rule(
    "PTP002",
    "modifier-missing",
    group=Group.PROVIDER,
    part=Part.PAIR,
    reads=READS,
    enabled_by=has_table,
    silent_without=pairs,
    severity=Severity.ERROR,
    cause=Cause.BILLING,
    message="NCCI edit, modifier missing: {column_two} is bundled into {column_one} ({table} table). A modifier is "
    "allowed (indicator 1), but {why}.",
    words={
        "why": {
            "missing": "none on these lines applies",
            "line": "before 2019-07-01 {idle:and} {idle:counts|count} only on column two",
            "column-two": "{idle:and} {idle:counts|count} only on column two",
            "site": "{idle:and} {idle:needs|need} a different site on the other line",
            "visit": "{idle:and} {idle:does|do} not apply to a visit (25 does)",
            "e-m": "{idle:and} {idle:is|are} for visits (E/M codes) only",
            "hospital": "27 is for hospital visits only",
            "surgery": "{idle:and} {idle:is|are} for surgery in a global period",
            "laboratory": "91 is for repeat laboratory tests",
            "never": "{idle:and} {idle:does|do} not bypass NCCI edits",
        },
        "condition": CONDITIONS
        | {
            "visit": "the visit was significant and separate from the therapy",
            "monitoring": "the patient's plan and device are for the other",
        },
        "record": RECORDS | {"visit": "DOC-186", "monitoring": "DOC-155"},
    },
    fixes=(
        Fix("move", "Move {modifiers} to {column_two}", "{condition}", "{record}"),
        Fix("move-visit", "Move {modifiers} to the visit", "{condition}", "{record}"),
        Fix("visit", "Add 25 to the visit", "{condition}", "{record}"),
        Fix("separate", "Add 59, or the X modifier that fits, to {column_two}", "{condition}", "{record}"),
        Fix(
            "encounter",
            "Add XE to {column_two}",
            "{column_two} and {column_one} were given in separate encounters of that day",
            "DOC-170",
        ),
        Fix(
            "drop",
            "Take {column_two} off the claim",
            "they were not distinct",
            "DOC-075",
            DropLines(0),
        ),
        Fix(
            "monitoring",
            "Bill one kind of monitoring: take {column_two} or {column_one} off the claim",
            "{condition}",
            "{record}",
        ),
    ),
    offers="always",
    revision=3,
    cites=(
        NCCI_MANUAL.at("I-14 to I-19, I-25; XI.H.2-4, XI.H.8, XI.P.2, XI.P.3, XI.P.6 to P.9, XI.S"),
        CR_11168.at("59 and X modifiers on either line"),
        PTP_TABLES.at("modifier indicator 1"),
        MONITORING_RULE.at("remote monitoring services"),
    ),
    boundaries=(CRITICAL_ACCESS_FROM, EITHER_LINE_FROM),
)
def modifier_missing(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag the column-two line of an edit with indicator 1 that nothing bypasses."""
    law = day.law
    for denied in grouped_by_line(day, pairs_with(Verdict.DENIED_UNLESS_MODIFIED, day)):
        visits, reason = law.cached(("PTP002", *[day.lines[i].code for i in denied.lines[:2]]), _about)
        one_kind = reason == "monitoring"
        idle = (("idle", denied.idle),) if denied.idle else ()
        evidence = (("why", denied.why), *idle, *denied.evidence(day), ("condition", reason), ("record", reason))
        changes = _one_kind(denied) if one_kind else _changes(day, denied, visits)
        yield Hit(denied.lines, evidence, changes=changes)


def _about(law: Law, key: tuple[str, ...]) -> tuple[list[int], str]:
    """Return which of two codes is a visit, the first of them only, and why a modifier would be right, as a token."""
    _, *codes = key
    visits = [place for place, code in enumerate(codes) if is_evaluation_and_management(law, code)][:1]
    if are_both_kinds(law, *codes):
        return visits, "monitoring"
    return visits, "visit" if visits else modifier_justification(law, *codes)


def _one_kind(denied: DeniedLine) -> dict[str, Change | list[Change]]:
    """Column two goes, or every line of column one."""
    return {"drop": [], "monitoring": [DropLines(0), DropLines(range(1, len(denied.lines)))]}


def _changes(day: Day, denied: DeniedLine, visits: list[int]) -> dict[str, Change | list[Change]]:
    """A modifier that is on the wrong line moves; else one is added; none on a line that is denied anyway."""
    positions = denied.lines
    of_visits = day.law.group(CodeGroup.PTP_VISIT).codes | day.law.group(CodeGroup.PTP_HOSPITAL_VISIT).codes
    sides = range(1, len(positions)) if visits == [1] else range(1)
    places = [place for place in sides if positions[place] not in denied_anyway(day)]
    works_on_other_line = [
        modifier for modifier in denied.works_on_other_line if (modifier in of_visits) is bool(visits)
    ]
    moved: list[Change] = [one for place in places for one in moves(day, positions, works_on_other_line, place)]
    if moved:
        return {"move-visit" if visits else "move": moved}
    if not places:
        return {}
    column_two = day.lines[positions[0]]
    if visits:
        return {"visit": [add(place, day.lines[positions[place]], "25") for place in places]}
    return {
        key: add(0, column_two, modifier)
        for key, modifier in (("separate", "59"), ("encounter", "XE"))
        if modifier not in column_two.modifiers
    }
