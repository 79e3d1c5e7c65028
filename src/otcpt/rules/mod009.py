"""MOD009 repeat-modifier-without-effect: 76 or 77 where it is wrong or has no effect.

## What it checks
77 on a line whose rendering provider gave the same code on another line of the day; 76 or 77 on a code whose unit limit
is for the whole day.

## Why it matters
77 is for another practitioner. Neither bypasses an NCCI edit, and where the MUE is for the whole day, they do not raise
it either.

## Example flagged
`97530:GO:76 x1`.

## Example clean
`97530:GO x3`: the minutes of a morning and an afternoon make one line of units.

## Settings
`medicare_modifiers` switches the rule on. `mue` names the table of unit limits.

## Remedy and its limits
Bill the units of the day on one line. Two practitioners' lines differ by who rendered them, not by 77.

## Not covered
Whether a second session was needed. 77 where the providers of the lines are not given, or the other line is on another
claim. Codes without a limit in the table. Other fields' codes. 91, which is for laboratory tests: PTP007.

## Sources
NCCI Policy Manual, ch. I (list of modifiers; MUE); CPT's list of modifiers.
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Evidence, Field, Hit, RuleNotEvaluated, Severity, rule
from otcpt.fixes import CHOOSES_UNITS, Fix, RemoveModifiers
from otcpt.rules._day import Day
from otcpt.rules._law import Law
from otcpt.rules._sources import CPT_MODIFIERS, NCCI_MANUAL

_REPEATS = frozenset({"76", "77"})
#: Adjudication indicators of limits that hold for the day, whatever the lines say.
_OF_THE_DAY = frozenset({2, 3})


def _repeats(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    if _REPEATS.isdisjoint(modifiers):
        return False
    meaning = law.meaning(code)
    return meaning is not None and not meaning.context


def _same_provider_again(day: Day, position: int) -> bool:
    line = day.lines[position]
    who = line.rendering_provider_key
    return who is not None and any(
        other.code == line.code and other.rendering_provider_key == who
        for i, other in enumerate(day.lines)
        if i != position
    )


@rule(
    "MOD009",
    "repeat-modifier-without-effect",
    reads={Field.CODE, Field.MODIFIERS, Field.RENDERING_PROVIDER_KEY},
    applies_to_line=_repeats,
    enabled_by=lambda settings: settings.medicare_modifiers,
    severity=Severity.WARNING,
    cause=Cause.BILLING,
    message="{why}",
    words={
        "why": {
            "same-practitioner": "Wrong repeat modifier: 77 means another practitioner, and the same one has {code} on "
            "another line.",
            "day-limit": "Repeat modifier without effect: {modifier} on {code} bypasses no NCCI edit, and the MUE is "
            "for the whole day (MAI {adjudication_indicator}).",
        }
    },
    fixes=(
        Fix(
            "merge",
            "Bill the units of {code} on one line without {modifier}",
            "one practitioner gave them",
            "DOC-082",
            CHOOSES_UNITS,
        ),
        Fix("drop", "Take {modifier} off the line", "the line is for what was given once"),
    ),
    offers="always",
    cites=(NCCI_MANUAL.at("ch. I, modifiers and MUE"), CPT_MODIFIERS.at("76 and 77")),
)
def repeat_modifier_without_effect(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag modifiers of repetition that say something else, or nothing."""
    for position, line in enumerate(day.lines):
        if _repeats(day.law, line.code, line.modifiers):
            for modifier in sorted(_REPEATS.intersection(line.modifiers)):
                changes = {"drop": RemoveModifiers(0, (modifier,))}
                if modifier == "77" and _same_provider_again(day, position):
                    evidence: Evidence = (("why", "same-practitioner"), ("modifier", modifier))
                    yield Hit((position,), evidence, Severity.WARNING, changes)
                elif (indicator := _indicator(day, line.code)) in _OF_THE_DAY:
                    evidence = (("why", "day-limit"), ("modifier", modifier), ("adjudication_indicator", indicator))
                    yield Hit((position,), evidence, Severity.ADVICE, changes)


def _indicator(day: Day, code: str) -> int:
    """Return the adjudication indicator of the code's MUE; 0 where no limit is known."""
    return (day.law.mue(code).adjudication_indicator or 0) if day.settings.mue else 0
