"""MUE001 units-above-mue: more units of a code than the MUE of a line or a day.

## What it checks
Medically unlikely edits. With adjudication indicator 2 or 3 the units of all lines of a code and day are added up, by
one practitioner or one facility; with indicator 1, and under Medicaid, each line is compared alone.

## Why it matters
Above the value of a day edit *all* units of the code are denied, not only those above it. Indicator 2 is policy: the
contractor cannot override it. Indicator 3 is clinical: the contractor may pay above it on evidence. Modifiers on split
lines help only with indicator 1, and no code of occupational therapy has that.

Where a therapist bills and lines name no rendering provider, GO, GP and GN are different therapists': their units are
added up apart. If only the sum is above the value, the answer is *input missing*.

## Example flagged
`97112:GO x5` under `medicare-part-b`: 5 units against 4.

## Example clean
`97530:GO x6`: 6 units against 6.

## Settings
`mue` names the table: `practitioner`, `outpatient_hospital`, `medicaid`, or empty. A finding is an error, but a
warning under Medicaid (whose indicators are not published) and on bills of skilled nursing facilities, rehabilitation
facilities and agencies, where it is not stated whether the edits are run.

## Remedy and its limits
Correct the units if they were miscounted. Both sides of a code with bilateral indicator 1 (casts, splints, strapping:
29xxx) are one line with modifier 50 and one unit, not RT and LT on two lines. Truthful units are never cut or moved to
another day to stay below a limit; bill them as they are and appeal with indicator 3 only; with indicator 2 the denial
is certain. Lines of two disciplines, or of a therapist and an assistant, are not one line with 50.

UNIT004 and AOC002 come first: a code that is billed once (97150, 97129) is theirs, with the value in UNIT004's
evidence. This rule speaks as well if one unit for each discipline would still be above it.

## Not covered
Both sides before 2025: no fee schedule file with the bilateral indicator was read. A value of 0 means *not
payable here*, not *too many*, and is left to the rules on status. A code without a published row, in the registry or
not, is *outside coverage*: no row is not "no limit". So are the units of a payer that counts tenths of an hour, since
the limits count others. Other fields' codes are checked where the table has them.

## Sources
CMS MUE tables; NCCI Policy Manual I-28 to I-35; MLN SE1422; fee schedule files, bilateral surgery column.
"""

from collections.abc import Iterator

from otcpt.codes import is_code
from otcpt.findings import Cause, Field, Group, Hit, Part, Reason, RuleNotEvaluated, Severity, rule
from otcpt.fixes import CHOOSES_UNITS, NEEDS_RECORD, Change, Fix, MergeLines
from otcpt.modifiers import ASSISTANT, DISCIPLINE
from otcpt.policies import Settings
from otcpt.rules._day import Day, discipline_of
from otcpt.rules._edit_modifiers import SIDES
from otcpt.rules._law import Law
from otcpt.rules._quantities import is_judged_by_repeats, other_unit
from otcpt.rules._sources import BILATERAL_MUE, FEE_SCHEDULE, MUE_TABLES, NCCI_MANUAL
from otcpt.rules._therapist import TWO_DISCIPLINES, by_therapist

#: The adjudication indicators of a limit that all lines of a day share.
_OF_A_DAY = (2, 3)


def _asks_for_a_table(settings: Settings) -> bool:
    return settings.mue != ""


def _is_limited(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return is_code(code) and law.mue(code).units != 0


@rule(
    "MUE001",
    "units-above-mue",
    group=Group.PROVIDER,
    part=Part.CODE,
    reads={Field.CODE, Field.MODIFIERS, Field.UNITS, Field.BILL_TYPE, Field.RENDERING_PROVIDER_KEY},
    applies_to_line=_is_limited,
    enabled_by=_asks_for_a_table,
    severity=Severity.ERROR,
    cause=Cause.TREATMENT,
    message="MUE exceeded: {units:unit} of {code}{why}",
    words={
        "why": {
            "policy": ", limit {limit} a day ({table} table, MAI 2). All are denied, the contractor cannot override "
            "it, and the patient may not be billed.",
            "clinical": ", limit {limit} a day ({table} table, MAI 3). All are denied; the contractor may pay on "
            "appeal if the record supports each.",
            "line": " on one line, limit {limit} ({table} table, MAI 1). The line is denied.",
            "payer": ", limit {limit} a day ({table} table, MAI {adjudication_indicator}). A payer that uses this "
            "table denies all of them.",
            "kind-of-bill": ", limit {limit} ({table} table, MAI {adjudication_indicator}). CMS does not say whether "
            "it applies to this kind of bill.",
            "not-published": " on one line, limit {limit} ({table} table). Whether it limits a line or a day is not "
            "published.",
        }
    },
    fixes=(
        Fix(
            "both-sides",
            "Bill {code} on one line with 50 and 1 unit, without RT and LT",
            "both sides were treated, once each",
            "DOC-136",
        ),
        Fix("units", "Correct the units", "they were miscounted", "DOC-075", CHOOSES_UNITS),
        Fix(
            "truthful",
            "Bill the units as they are, and send the record with the appeal",
            "the record supports each one",
            ("DOC-001", "DOC-003"),
        ),
    ),
    offers="sometimes",
    revision=2,
    cites=(
        NCCI_MANUAL.at("I-28 to I-35"),
        MUE_TABLES.at("value and adjudication indicator"),
        BILATERAL_MUE.at("bilateral procedures"),
        FEE_SCHEDULE.at("bilateral surgery column"),
    ),
)
def units_above_mue(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Compare the units of each code with its limit, day by day or line by line."""
    law = day.law
    by_code: dict[str, list[int]] = {}
    for position, line in enumerate(day.lines):
        if _is_limited(law, line.code, ()):
            by_code.setdefault(line.code, []).append(position)
    for code, positions in by_code.items():
        answer = law.mue(code)
        if not answer.known or answer.units is None:
            yield RuleNotEvaluated(tuple(positions), _unknown(law, code, answer.reason))
            continue
        if why := other_unit(law, code):
            yield RuleNotEvaluated(tuple(positions), why, Reason.OUTSIDE_COVERAGE)
            continue
        indicator = answer.adjudication_indicator
        found = False
        for together in _together(day, positions, indicator):
            units = sum(day.lines[i].units or 0 for i in together)
            if units > answer.units and _surplus(day, code, together) > answer.units:
                found = True
                yield Hit(
                    tuple(together),
                    (
                        ("why", _why(day, together, indicator)),
                        ("units", units),
                        ("limit", answer.units),
                        ("table", day.settings.mue.replace("_", " ").replace("medicaid", "Medicaid")),
                        *((("adjudication_indicator", indicator),) if indicator else ()),
                    ),
                    None if _surely_run(day, together) else Severity.WARNING,
                    _changes(day, together, indicator),
                )
        if not found and indicator in _OF_A_DAY and _surplus(day, code, positions) > answer.units:
            missing = (Field.RENDERING_PROVIDER_KEY,)
            yield RuleNotEvaluated(tuple(positions), TWO_DISCIPLINES, Reason.INPUT_MISSING, missing)


def _together(day: Day, positions: list[int], indicator: int | None) -> list[list[int]]:
    """The lines that one limit binds: those of one practitioner and day, or each alone."""
    if indicator not in _OF_A_DAY:
        return [[position] for position in positions]
    sets = [[i for i in positions if i in together] for together in by_therapist(day)]
    return [one for one in sets if one]


def _surplus(day: Day, code: str, positions: list[int]) -> int:
    """The units that stay once UNIT004 or AOC002 is answered: one for each discipline where they are asked."""
    if not is_judged_by_repeats(day.law, code):
        return sum(day.lines[i].units or 0 for i in positions)
    return len({discipline_of(day.lines[i], day.settings.discipline) for i in positions if day.lines[i].units})


def _changes(day: Day, positions: list[int], indicator: int | None) -> dict[str, Change]:
    """Both sides on one line; truthful units as they are, where the contractor may pay above the limit."""
    changes: dict[str, Change] = {"truthful": NEEDS_RECORD} if indicator == 3 else {}
    if _bills_both_sides(day, positions):
        changes["both-sides"] = MergeLines(range(len(positions)), units=1, add=("50",), remove=sorted(SIDES))
    return changes


def _bills_both_sides(day: Day, positions: list[int]) -> bool:
    """Whether the lines bill each side once where Medicare wants one line; not where two people did them.

    Two disciplines are two therapists, and a line of an assistant's has a modifier of its own.
    """
    if day.settings.mue == "medicaid" or not day.law.one_line_for_both_sides(day.lines[positions[0]].code):
        return False
    if sum(day.lines[i].units or 0 for i in positions) != len(SIDES):
        return False
    given = [frozenset(day.lines[i].modifiers) for i in positions]
    every = frozenset().union(*given)
    one_therapist = len(every.intersection(DISCIPLINE)) <= 1
    one_kind = len({ASSISTANT.keys().isdisjoint(one) for one in given}) == 1
    return (every >= SIDES or "50" in every) and one_therapist and one_kind


def _why(day: Day, positions: list[int], indicator: int | None) -> str:
    """What the excess leads to, by adjudication indicator, kind of bill and payer."""
    if indicator is None:
        return "not-published"
    if not _surely_run(day, positions):
        return "kind-of-bill"
    if indicator == 1:
        return "line"
    if not day.settings.medicare_status:
        return "payer"
    return "policy" if indicator == 2 else "clinical"


def _surely_run(day: Day, positions: list[int]) -> bool:
    """Whether this setting is known to run the edit."""
    if day.settings.mue == "outpatient_hospital":
        return any(day.law.is_hospital(day.lines[i].bill_type) for i in positions)
    return day.settings.mue == "practitioner"


def _unknown(law: Law, code: str, reason: str) -> str:
    meaning = law.meaning(code)
    if meaning is None:
        return f"No MUE of {code} is held: it is not in the registry on this day"
    return f"No MUE of {code}, a code of another field, is held" if meaning.context else reason
