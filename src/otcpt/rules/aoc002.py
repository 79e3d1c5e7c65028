"""AOC002 first-unit-code-repeated: a first-unit code is billed more than once.

## What it checks
The units of a code for the first stretch of time, of one practitioner (of one discipline of a facility) on
one day: 97129, 97550, 96112, 97545, 90912 and their like. The time that follows has an add-on code.

## Why it matters
The second unit is denied, often with the first; the time belongs to the add-on code.

## Example flagged
`97129:GO x2`: the second 15 minutes are 97130.

## Example clean
`97129:GO x1` with `97130:GO x1`.

## Settings
`discipline` is the discipline of a line without GO, GP or GN.

## Remedy and its limits
Bill the first code once and what the documented minutes support beyond it by the add-on. The MUE is in the evidence
where the units are above it; MUE001 is silent then.

## Not covered
How many add-on units the minutes support: that is the unit rules' question.

## Sources
CPT introduction, section on time; CMS add-on code edits.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Field, Group, Hit, Part, RuleNotEvaluated, Severity, rule
from otcpt.fixes import Fix, Minutes, ReplaceCode, SplitLine
from otcpt.rules._day import Day, practitioners
from otcpt.rules._law import Law
from otcpt.rules._quantities import opens_a_family
from otcpt.rules._sources import ADDON_TABLE, CPT_TIME


def _opens_a_family(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return opens_a_family(law, code)


@rule(
    "AOC002",
    "first-unit-code-repeated",
    group=Group.PLAN,
    part=Part.CODE,
    reads={Field.CODE, Field.UNITS, Field.RENDERING_PROVIDER_KEY},
    applies_to_line=_opens_a_family,
    severity=Severity.ERROR,
    cause=Cause.BILLING,
    message="First-unit code billed {units:,} times: {code} is the first {first}, once a {period}. Bill further units "
    "as {additional}.",
    words={
        "first": {"15": "15 minutes", "20": "20 minutes", "30": "30 minutes", "60": "hour", "120": "two hours"},
    },
    fixes=(
        Fix(
            "rest",
            "Bill {code} once and the rest as {additional}",
            "the minutes support it",
            "DOC-077",
        ),
    ),
    offers="sometimes",
    revision=2,
    cites=(CPT_TIME.at("first and additional units"), ADDON_TABLE.at("type 1 edits")),
)
def first_unit_code_repeated(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Add up the units of each code that opens a family; an add-on follows its own practitioner's first unit."""
    opened: dict[tuple[str, str | None], list[int]] = {}
    for position, (line, who) in enumerate(zip(day.lines, practitioners(day), strict=True)):
        if opens_a_family(day.law, line.code):
            opened.setdefault((line.code, who), []).append(position)
    for (code, _), positions in opened.items():
        units = sum(day.lines[i].units or 0 for i in positions)
        meaning = day.law.meaning(code)
        if units > 1 and meaning is not None:
            additional, within = meaning.timing.additional or "", meaning.timing.interval or 0
            rest = [
                ReplaceCode(n, (additional,)) if spare == 0 else SplitLine(n, spare, Minutes.LATER, within, additional)
                for n, i in enumerate(positions)
                if (spare := (day.lines[i].units or 0) - 1) >= 0
            ]
            period = "month" if "month" in meaning.unit_basis else "day"
            limit = day.law.mue(code).units if day.settings.mue else None
            mue = (("limit", limit), ("table", day.settings.mue.replace("_", " "))) if limit and units > limit else ()
            evidence = ("units", units), ("first", str(within)), ("period", period), ("additional", additional), *mue
            yield Hit(tuple(positions), evidence, changes={"rest": rest})
