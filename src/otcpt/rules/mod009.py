"""MOD009 repeat-modifier-idle: 76 or 77 does not say what it says elsewhere.

## What it checks
77 on a line whose rendering provider gave the same code on another line of the day; 76 or 77 on a code whose unit limit
holds for the whole day.

## Why it matters
77 is for another practitioner. Neither releases a combination edit, and where the limit is one of the day, they do not
raise it either.

## Example flagged
`97530:GO:76 x1`.

## Example clean
`97530:GO x3`: the minutes of a morning and an afternoon make one line of units.

## Settings
`medicare_modifiers` switches the rule on. `mue` names the table of unit limits.

## Remedy and its limits
Put the units of the day on one line. Two practitioners' lines are told apart by who rendered them, not by 77.

## Not covered
Whether a second session was needed. 77 where the providers of the lines are not given, or the other line is on another
claim. Codes without a limit in the table. Other fields' codes. 91, which is for laboratory tests: PTP007.

## Sources
NCCI Policy Manual, ch. I (list of modifiers; MUE); CPT's list of modifiers.
"""

from collections.abc import Iterator

from otcpt.findings import CannotTell, Cause, Field, Hit, Severity, rule
from otcpt.fixes import CHOOSES_UNITS, Fix, RemoveModifiers
from otcpt.rules._day import Day
from otcpt.rules._law import Law
from otcpt.rules._sources import CPT_MODIFIERS, NCCI_MANUAL

_REPEATS = frozenset({"76", "77"})
#: Adjudication indicators of limits that hold for the day, whatever the lines say.
_OF_THE_DAY = frozenset({2, 3})

_SAME = "77 says another practitioner, and the same one gave the code on another line"


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
    "repeat-modifier-idle",
    reads={Field.CODE, Field.MODIFIERS, Field.RENDERING_PROVIDER_KEY},
    touches=_repeats,
    applies=lambda settings: settings.medicare_modifiers,
    severity=Severity.WARNING,
    cause=Cause.BILLING,
    message="{code} carries {modifier}: {why}.",
    fixes=(
        Fix(
            "merge",
            "Put the units of {code} on one line without {modifier}",
            "one practitioner gave them",
            "their minutes",
            CHOOSES_UNITS,
        ),
        Fix("drop", "Take {modifier} off the line", "the line is for what was given once"),
    ),
    offers="always",
    cites=(NCCI_MANUAL.at("ch. I, modifiers and MUE"), CPT_MODIFIERS.at("76 and 77")),
)
def repeat_modifier_idle(day: Day) -> Iterator[Hit | CannotTell]:
    """Flag modifiers of repetition that say something else, or nothing."""
    for position, line in enumerate(day.lines):
        if _repeats(day.law, line.code, line.modifiers):
            for modifier in sorted(_REPEATS.intersection(line.modifiers)):
                why, severity = _judge(day, position, modifier)
                if why:
                    changes = {"drop": RemoveModifiers(0, (modifier,))}
                    yield Hit((position,), (("modifier", modifier), ("why", why)), severity, changes)


def _judge(day: Day, position: int, modifier: str) -> tuple[str, Severity]:
    if modifier == "77" and _same_provider_again(day, position):
        return _SAME, Severity.WARNING
    indicator = day.law.mue(day.lines[position].code).adjudication_indicator if day.settings.mue else None
    if indicator in _OF_THE_DAY:
        why = f"the limit of units is one of the day (MAI {indicator}), and {modifier} releases no edit"
        return why, Severity.ADVICE
    return "", Severity.ADVICE
