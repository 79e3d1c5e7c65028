"""Units with and without the assistant's modifier, code by code: as billed, and as the minutes have it."""

from collections.abc import Iterator, Sequence

import attrs

from otcpt.claims import ServiceLine
from otcpt.errors import InvalidInput
from otcpt.findings import Evidence, Field, Reason, RuleNotEvaluated, Severity
from otcpt.fixes import CHOOSES_UNITS, AddModifier, Change, Minutes, MoveUnits, RemoveModifiers, SplitLine
from otcpt.modifiers import ASSISTANT
from otcpt.rules._assistants import are_marked, assistant_modifier, assistant_split, takes_assistant_modifier
from otcpt.rules._day import Day, discipline_of
from otcpt.rules._fixes import MOST_MODIFIERS
from otcpt.rules._law import Law
from otcpt.rules._quantities import is_quantity_based
from otcpt.rules._sources import ASSISTANT_LAW, ASSISTANT_RULE, ASSISTANT_UNITS
from otcpt.timeline import MINUTES_A_DAY
from otcpt.units import AssistantSplit, minutes_to_units

#: What splitting the units reads, and its sources.
READS = {
    Field.CODE,
    Field.MODIFIERS,
    Field.UNITS,
    Field.THERAPIST_MINUTES,
    Field.ASSISTANT_MINUTES,
    Field.JOINT_MINUTES,
    Field.BILL_TYPE,
}
CITES = (ASSISTANT_RULE.at("(iii) to (v)"), ASSISTANT_LAW.at("(v)(1)"), ASSISTANT_UNITS.at("units of a service"))

#: Why the units of a code may not be split.
BILLED_BY_MONTH = "{} is billed by the month, and the minutes of this day do not match its units"


@attrs.frozen
class AssistantMismatch:
    """One code whose units with the assistant's modifier are not those its minutes make: ``missing``, or too many.

    ``positions`` are its lines, those first that give units up; ``therapist`` and ``assistant`` are the minutes,
    ``split`` is what they make; ``changes`` bring the units to that.
    """

    missing: bool
    positions: tuple[int, ...]
    modifier: str
    therapist: int
    assistant: int
    billed_with: int
    split: AssistantSplit
    changes: tuple[Change, ...]

    @property
    def evidence(self) -> Evidence:
        """The figures, and the step of the split that decided."""
        return (
            ("modifier", self.modifier),
            ("therapist", self.therapist),
            ("assistant", self.assistant),
            ("billed_with", self.billed_with),
            ("expected_with", self.split.with_modifier),
            ("step", self.split.steps[-1].name),
        )

    @property
    def severity(self) -> Severity | None:
        """A warning where no source settles the split; else the rule's own."""
        return Severity.WARNING if self.split.caveat else None


def splits_by_assistant(law: Law, code: str) -> bool:
    """Whether the units of the code can be split between therapist and assistant on this day."""
    meaning = law.meaning(code)
    return are_marked(law) and meaning is not None and takes_assistant_modifier(law, meaning)


def mismatched_assistant_units(day: Day) -> tuple[AssistantMismatch | RuleNotEvaluated, ...]:
    """Split the units of every code of the day's discipline, and return those that were split otherwise.

    Nothing for speech-language pathology, which has no assistant's modifier, and for critical access hospitals.
    """
    return tuple(_judge(day))


def _judge(day: Day) -> Iterator[AssistantMismatch | RuleNotEvaluated]:
    by_code: dict[tuple[str, int], list[int]] = {}
    for position, line in enumerate(day.lines):
        if _required_modifier(day, line) is not None:
            # Splints and the like are a service each; the time of a code is one.
            alone = position + 1 if _is_quantity_based(day.law, line.code) else 0
            by_code.setdefault((line.code, alone), []).append(position)
    for (code, _), positions in sorted(by_code.items()):
        lines = [day.lines[i] for i in positions]
        if any(
            line.units is None or line.therapist_minutes is None or line.assistant_minutes is None for line in lines
        ):
            why = "Needs units, therapist minutes and assistant minutes on every line of the code"
            yield RuleNotEvaluated(tuple(positions), why, Reason.INPUT_MISSING)
            continue
        therapist = sum([(line.therapist_minutes or 0) + (line.joint_minutes or 0) for line in lines])
        assistant = sum([line.assistant_minutes or 0 for line in lines])
        billed = [0, 0]
        for line in lines:
            billed[_has_assistant_modifier(line)] += line.units or 0
        if not any(billed) or not therapist + assistant:
            continue
        if (not assistant and not billed[True]) or (not therapist and not billed[False]):
            continue
        if therapist + assistant > MINUTES_A_DAY:
            yield RuleNotEvaluated(
                tuple(positions), f"{code} has more minutes than a day has (1,440)", Reason.INPUT_MISSING
            )
            continue
        split = split_units(day, code, therapist, assistant, sum(billed))
        if split is None:
            yield RuleNotEvaluated(tuple(positions), BILLED_BY_MONTH.format(code), Reason.INPUT_MISSING)
            continue
        short, surplus = split.with_modifier - billed[True], split.without_modifier - billed[False]
        if short * surplus < 0:
            marked, plain = _sides(day, positions)
            givers, takers = (plain, marked) if short > 0 else (marked, plain)
            modifier = _required_modifier(day, lines[0]) or ""
            changes = _changes([day.lines[i] for i in givers], len(takers), modifier, short)
            yield AssistantMismatch(
                short > 0,
                (*givers, *takers),
                modifier,
                therapist,
                assistant,
                billed[True],
                split,
                tuple(changes) or (CHOOSES_UNITS,),
            )


def _changes(givers: Sequence[ServiceLine], takers: int, modifier: str, short: int) -> Iterator[Change]:
    """Mark units that lack the modifier, or leave it off those that do not take it: a whole line's, or a part's."""
    count, missing = abs(short), short > 0
    for place, line in enumerate(givers):
        units, given = line.units or 0, [one for one in line.modifiers if one in ASSISTANT]
        own = line.assistant_minutes != 0 if missing else (line.therapist_minutes, line.joint_minutes) != (0, 0)
        able = own and not (missing and len(line.modifiers) >= MOST_MODIFIERS)
        if units == count and able:
            yield AddModifier(place, (modifier,)) if missing else RemoveModifiers(place, given)
        elif units > count and takers:
            for taker in range(takers):
                yield MoveUnits(place, len(givers) + taker, count)
        elif units > count and able:
            whose = Minutes.ASSISTANT if missing else Minutes.THERAPIST
            yield SplitLine(place, count, whose, add=(modifier,) if missing else (), remove=given)


def _is_quantity_based(law: Law, code: str) -> bool:
    meaning = law.meaning(code)
    return meaning is not None and is_quantity_based(meaning)


def _has_assistant_modifier(line: ServiceLine) -> bool:
    return not ASSISTANT.keys().isdisjoint(line.modifiers)


def _required_modifier(day: Day, line: ServiceLine) -> str | None:
    meaning = day.law.meaning(line.code)
    if meaning is None:
        return None
    discipline = discipline_of(line, day.settings.discipline)
    return assistant_modifier(day.law, meaning, discipline=discipline, bill_type=line.bill_type)


def split_units(day: Day, code: str, therapist: int, assistant: int, units: int) -> AssistantSplit | None:
    """Part the units; None where they are a month's and the day's minutes do not make them."""
    meaning = day.law.meaning(code)
    assert meaning is not None
    timing = meaning.timing
    if timing.rounding == "full":
        least = units * (timing.interval or timing.minimum or 1)
        if not therapist:
            assistant = min(assistant, least)
        full = therapist + assistant >= least
        if not full or (timing.interval is not None and therapist + assistant >= least + timing.interval):
            return None

    def part(count: int) -> AssistantSplit:
        return assistant_split(
            meaning, day.settings, on=day.law.on, therapist=therapist, assistant=assistant, units=count
        )

    try:
        return part(units)
    except InvalidInput:  # units that do not follow from the minutes: the unit rules say so, here the minutes decide
        assert timing.interval is not None
        return part(minutes_to_units(therapist + assistant, interval=timing.interval))


def _sides(day: Day, positions: list[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The lines with the modifier and those without, in an order that does not depend on the claim's."""

    def stable(position: int) -> tuple[object, ...]:
        line = day.lines[position]
        return line.modifiers, line.units or 0, line.therapist_minutes or 0, line.assistant_minutes or 0

    ordered = sorted(positions, key=stable)
    marked = tuple(i for i in ordered if _has_assistant_modifier(day.lines[i]))
    return marked, tuple(i for i in ordered if i not in marked)
