"""MOD013 both-sides-modifiers: 50, or RT with LT, on a code that is not billed for both sides that way.

## What it checks
Lines with modifier 50, and lines with RT and LT together, against the code's bilateral indicator in the fee schedule of
the day. With indicator 1 both sides are one line with 50 and one unit; with 0, 2 and 9 there is no bilateral payment
and 50 has no place; with 3 each side is paid in full.

## Why it matters
A line with 50 that the indicator does not allow is denied or paid as if it had none. With indicator 1 more than one
unit is returned or denied, because 50 already means two.

## Example flagged
`97110:GO:50 x1` (indicator 0); `29125:GO:50 x2`; `29584:GO:RT:LT x1`.

## Example clean
`29125:GO:50 x1`; `95851:GO:RT x1`, where the side is information only.

## Settings
`medicare_status` switches the rule on. More than one unit with 50 is an error on bills of hospitals, home health
agencies (34x) and critical access hospitals, whose claim editor returns them, and a warning elsewhere.

## Remedy and its limits
Bill both sides as the indicator says, if both were treated. A side that was not treated is never billed.

## Not covered
RT and LT on two lines (MUE001, where the limit is one). Items of the supplies schedule, for which the equipment
contractors' policies decide. Dates of service before 2025, for which no fee schedule file with the indicator was read,
and codes of which none is held: *outside coverage*.

## Sources
Fee schedule files, bilateral surgery column; MLN SE1422; the outpatient code editor on units of bilateral procedures.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Scope, Severity, rule
from otcpt.fixes import NEEDS_RECORD, AddModifier, Fix, RemoveModifiers, SetUnits
from otcpt.rules._day import Day
from otcpt.rules._edit_modifiers import SIDES
from otcpt.rules._law import Law
from otcpt.rules._sources import BILATERAL_MUE, CODE_EDITOR, FEE_SCHEDULE

_ONE_LINE, _EACH_IN_FULL = "1", "3"

#: Kinds of bills, by their first two digits, on which the outpatient code editor counts the units of a line with 50.
_COUNTED = ("12", "13", "34", "85")


def _both_sides(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    if "50" not in modifiers and not SIDES.issubset(modifiers):
        return False
    meaning = law.meaning(code)
    return not code.startswith("L") and (meaning is None or meaning.status != "DMEPOS schedule")


@rule(
    "MOD013",
    "both-sides-modifiers",
    scope=Scope.LINE,
    reads={Field.CODE, Field.MODIFIERS, Field.UNITS, Field.BILL_TYPE},
    optional={Field.UNITS},
    applies_to_line=_both_sides,
    enabled_by=lambda settings: settings.medicare_status,
    severity=Severity.WARNING,
    cause=Cause.BILLING,
    message="{why}",
    words={
        "why": {
            "no-both-sides": "Modifier 50 without effect: {code} has bilateral indicator {indicator}, and Medicare "
            "pays no second side of it. The line is denied or 50 is ignored.",
            "both-in-one": "Modifier 50 on a code for both sides: {code} has bilateral indicator 2 and is already "
            "priced for both.",
            "units": "Modifier 50 with {units:unit}: {code} for both sides is one line, 50 and 1 unit, because 50 "
            "already means two.",
            "sides": "RT and LT on one line: both sides of {code} (bilateral indicator 1) are billed with 50 and "
            "1 unit.",
            "side-and-both": "50 and {given:and} on one line: 50 says both sides of {code}, {given:and} "
            "{given:one|one each}.",
        }
    },
    fixes=(
        Fix("remove", "Take {modifiers} off the line", "the service does not depend on the side"),
        Fix("one-unit", "Bill 1 unit with 50", "both sides were treated, once each", "DOC-136"),
        Fix("fifty", "Bill it with 50 and 1 unit", "both sides were treated, once each", "DOC-136"),
        Fix("side", "Take 50 off the line", "one side was treated", "DOC-136"),
        Fix("both", "Take {modifiers} off the line", "both sides were treated", "DOC-136"),
    ),
    offers="sometimes",
    cites=(FEE_SCHEDULE.at("bilateral surgery column"), BILATERAL_MUE.at("modifier 50"), CODE_EDITOR.at("modifier 50")),
    since="0.2.0",
)
def both_sides_modifiers(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Compare 50, and RT with LT, with the bilateral indicator of the day."""
    line, law = day.lines[0], day.law
    indicator = law.edition.bilateral.indicator(line.code, on=law.on)
    fifty = "50" in line.modifiers
    given = tuple(side for side in sorted(SIDES) if side in line.modifiers)
    if indicator is None:
        yield RuleNotEvaluated((0,), f"No fee schedule file with the bilateral indicator of {line.code} was read")
    elif indicator == _ONE_LINE:
        if fifty and given:
            changes = {"both": RemoveModifiers(0, given), "side": RemoveModifiers(0, ("50",))}
            yield Hit(
                (0,),
                (("why", "side-and-both"), ("given", given)),
                changes=changes if len(given) == 1 else {"both": RemoveModifiers(0, given)},
            )
        elif not fifty:
            yield Hit(
                (0,),
                (("why", "sides"),),
                changes={"fifty": AddModifier(0, ("50",), given) if line.units in (None, 1) else NEEDS_RECORD},
            )
        if fifty and (line.units or 0) > 1:
            counted = line.bill_type is not None and line.bill_type[:2] in _COUNTED
            yield Hit(
                (0,),
                (("why", "units"), ("units", line.units or 0)),
                Severity.ERROR if counted and day.settings.biller == "facility" else None,
                {"one-unit": SetUnits(((0, 1),))},
            )
    elif fifty and indicator != _EACH_IN_FULL:
        why = "both-in-one" if indicator == "2" else "no-both-sides"
        evidence = (("why", why), ("indicator", indicator))
        yield Hit((0,), evidence, changes={"remove": RemoveModifiers(0, ("50",))})
