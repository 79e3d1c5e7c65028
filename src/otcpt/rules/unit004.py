"""UNIT004 untimed-code-repeated: an untimed code has more than one unit on a day.

## What it checks
The units of a code that counts once a day, whatever its minutes: modalities, group, evaluations, remote-monitoring
supply. One patient, one day, one discipline, one billing entity.

## Why it matters
An untimed code billed by the quarter hour is a common overpayment. A second separate encounter on the day may be an
exception.

## Example flagged
`97150:GO x2`: a warning for a hospital, whose limit is 2; an error for a practitioner, whose limit is 1.

## Example clean
`97150:GO x1 @45`.

## Settings
`mue` names the table of the limits. They bind each practitioner, or a facility as a whole: two
practitioners with one unit each are only warned. Without a limit at hand, with a limit of 0 (not payable here, see
CODE004), on bills of skilled nursing facilities, rehabilitation agencies and the like, and under Medicaid's table the
rule warns only.

## Remedy and its limits
Bill one unit. A second one needs a second encounter that the record of that day already shows as separate; above a
limit with adjudication indicator 2 all units are denied even so. Where the code has an add-on for what follows (97598
after the first area of 97597), the rest is billed as that, if the record supports it. MUE001 is silent where one unit
would be within the limit.

## Not covered
Codes with a first unit and an add-on (the add-on rules), per-item splint codes, per-extremity casting and strapping,
untimed codes that may be given more than once a day. Under a payer that counts tenths of an hour the rule is not
evaluated: whether such a payer counts untimed codes once is not stated.

## Sources
CMS Pub. 100-04 ch. 5 §20.2.B; MUE tables.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Field, Group, Hit, Part, Reason, RuleNotEvaluated, Severity, rule
from otcpt.fixes import CHOOSES_UNITS, NEEDS_RECORD, Fix, SetUnits
from otcpt.rules._day import Day, practitioners
from otcpt.rules._law import Law
from otcpt.rules._quantities import counts_once_a_day, follows, other_unit
from otcpt.rules._sources import CLAIMS_MANUAL, MUE_TABLES

#: The adjudication indicator of a limit that no contractor can override.
_ABSOLUTE = 2


def _once_a_day(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return counts_once_a_day(law, code)


def _binds(day: Day, positions: list[int]) -> bool:
    """Whether the limit of the policy's table is known to apply to the lines."""
    settings = day.settings
    if settings.mue in ("", "medicaid"):
        return False
    return settings.biller != "facility" or all(day.law.is_hospital(day.lines[i].bill_type) for i in positions)


@rule(
    "UNIT004",
    "untimed-code-repeated",
    group=Group.PLAN,
    part=Part.CODE,
    reads={Field.CODE, Field.MODIFIERS, Field.UNITS, Field.BILL_TYPE, Field.RENDERING_PROVIDER_KEY},
    applies_to_line=_once_a_day,
    severity=Severity.WARNING,
    cause=Cause.BILLING,
    message="Untimed code, {units:unit}: {code} is usually one unit a day, whatever the minutes.{then}{why}",
    words={
        "why": {"repeated": "", "above-mue": " The MUE is {limit} ({table} table)."},
        "then": {"nothing": "", "add-on": " What follows the first is {additional:or}."},
    },
    fixes=(
        Fix(
            "rest",
            "Bill {code} once and the rest as {additional:or}",
            "the record supports it",
            "DOC-075",
        ),
        Fix("once", "Bill 1 unit of {code}", "there was one encounter", "DOC-087"),
        Fix(
            "twice",
            "Leave the units",
            "there was a second, separate encounter",
            "DOC-184",
        ),
    ),
    offers="always",
    revision=2,
    cites=(CLAIMS_MANUAL.at("§20.2.B", "P"), MUE_TABLES.at("units of the code")),
)
def untimed_code_repeated(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag a once-a-day code with more than one unit on the day."""
    by_code: dict[str, list[int]] = {}
    for position, line in enumerate(day.lines):
        if _once_a_day(day.law, line.code, line.modifiers):
            by_code.setdefault(line.code, []).append(position)
    for code, positions in sorted(by_code.items()):
        if why := other_unit(day.law, code):
            yield RuleNotEvaluated(tuple(positions), why, Reason.OUTSIDE_COVERAGE)
            continue
        units = sum(day.lines[position].units or 0 for position in positions)
        if units > 1:
            positions.sort(
                key=lambda i: (-(day.lines[i].units or 0), day.lines[i].modifiers, day.lines[i].bill_type or "")
            )
            settings, mue = day.settings, day.law.mue(code) if day.settings.mue else None
            limit = None if mue is None else mue.units or None
            beyond = limit is not None and _most(day, positions) > limit
            above = beyond and _binds(day, positions)
            sure = above and mue is not None and mue.adjudication_indicator == _ABSOLUTE
            then = follows(day.law, code)
            yield Hit(
                tuple(positions),
                (
                    ("why", "above-mue" if above else "repeated"),
                    ("then", "add-on" if then else "nothing"),
                    ("units", units),
                    *((("additional", then),) if then else ()),
                    *((("limit", limit), ("table", settings.mue.replace("_", " "))) if beyond and limit else ()),
                ),
                Severity.ERROR if above else Severity.WARNING,
                {"once": _once([day.lines[i].units or 0 for i in positions])}
                | ({"rest": CHOOSES_UNITS} if then else {})
                | ({} if sure else {"twice": NEEDS_RECORD}),
            )


def _once(units: list[int]) -> list[SetUnits]:
    """One unit on a line that has most, none on the others."""
    return [
        SetUnits((n, int(n == kept)) for n, count in enumerate(units) if count != int(n == kept))
        for kept, most in enumerate(units)
        if most == units[0]
    ]


def _most(day: Day, positions: list[int]) -> int:
    """The most units one provider has: a limit binds a facility as a whole, and practitioners each for themselves."""
    by_provider: dict[str | None, int] = {}
    who = practitioners(day)
    for position in positions:
        by_provider[who[position]] = by_provider.get(who[position], 0) + (day.lines[position].units or 0)
    return max(by_provider.values())
