"""MOD004 modifier-not-valid-on-date: a modifier that is not valid on the date of service.

## What it checks
Every modifier whose first or last day is known, against the date of service. A modifier the table does not know is
*not evaluated*: states and payers have their own.

## Why it matters
A line with a modifier that is not valid is rejected. One that Medicare does not use on that day has no effect.

## Example flagged
`97530:GO:XU x1` on a day before 2015-01-01; `97530:GO:97 x1` before 2018-01-01.

## Example clean
`97530:GO:XU x1` from 2015-01-01 on.

## Settings
`medicare_modifiers` for modifiers that Medicare used only on some days: CO and CQ from 2020-01-01, CH to
CN from 2013-01-01 to 2018-12-31. These are advice; on the other days nothing was required.

## Remedy and its limits
Remove the modifier, or correct the date. Before 2015, 59 is used where an X modifier is used later, if the record shows
the separate service.

## Not covered
Modifiers without known days, the larger part: they count as in force. A slip of the pen such as C0: MOD011.

## Sources
The modifier table of otcpt names the document of each date: CPT 2017, 2018 and 2022; CR 8863; CR 6563; 42 U.S.C.
1395m(v)(2).
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import NEEDS_RECORD, Fix, RemoveModifiers
from otcpt.modifiers import Modifier
from otcpt.rules._day import Day
from otcpt.rules._law import Law
from otcpt.rules._sources import ASSISTANT_LAW, CPT_MODIFIERS, CR_6563, HCPCS_MODIFIERS

_SEVERITY = {"claims": Severity.ADVICE, "code": Severity.ERROR}


def _out_of_days(law: Law, modifier: str) -> Modifier | None:
    found = law.modifiers.get(modifier)
    if found is None or found.in_force(law.on):
        return None
    return found if found.dated_by == "code" or law.settings.medicare_modifiers else None


def _unknown(law: Law, modifier: str) -> bool:
    return modifier not in law.modifiers and law.modifiers.meant(modifier) is None


def _touches(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return any(_unknown(law, modifier) or _out_of_days(law, modifier) is not None for modifier in modifiers)


@rule(
    "MOD004",
    "modifier-not-valid-on-date",
    scope=Scope.LINE,
    reads={Field.CODE, Field.MODIFIERS},
    applies_to_line=_touches,
    severity=Severity.ERROR,
    cause=Cause.BILLING,
    message="{why}",
    words={
        "why": {
            "code": "Modifier not valid on {date}: {modifier} ({label}) on {code} is valid {days}.",
            "claims": "Modifier without effect on {date}: {code} has {modifier} ({label}), which Medicare uses {days}.",
        }
    },
    fixes=(
        Fix("drop", "Take {modifier} off the line", "the date of service is right"),
        Fix(
            "date",
            "Correct the date of service",
            "the service was given on another day",
            "DOC-074",
            NEEDS_RECORD,
        ),
    ),
    offers="always",
    cites=(
        HCPCS_MODIFIERS.at("modifiers and their days", "S"),
        CPT_MODIFIERS.at("95, 96 and 97, 93", "S"),
        CR_6563.at("GX"),
        ASSISTANT_LAW.at("(v)(2)"),
    ),
)
def modifier_not_valid_on_date(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag modifiers outside their known days; leave unknown ones open."""
    given = sorted(set(day.lines[0].modifiers))
    for modifier in given:
        found = _out_of_days(day.law, modifier)
        if found is not None:
            severity = Severity.WARNING if found.basis.mark == "L" else _SEVERITY[found.dated_by]
            evidence = (
                ("why", found.dated_by),
                ("modifier", modifier),
                ("label", found.label),
                ("days", found.days),
                ("source", found.basis.section),
            )
            yield Hit((0,), evidence, severity, {"drop": RemoveModifiers(0, (modifier,))})
    unknown = [modifier for modifier in given if _unknown(day.law, modifier)]
    if unknown:
        yield RuleNotEvaluated((0,), f"Unknown modifier {', '.join(unknown)}: a state or another payer may use it")
