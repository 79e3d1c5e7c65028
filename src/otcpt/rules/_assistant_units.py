"""Units with and without the assistant's modifier, code by code: as billed, and as the minutes have it."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import otcpt.units
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

if TYPE_CHECKING:
    from otcpt.units import AssistantSplit

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


class AssistantMismatch(NamedTuple):
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
    split: "AssistantSplit"
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


#: A code whose units are split, the lines of one service, and the modifier that each of them needs and has.
_Service = tuple[str, tuple[tuple[int, bool], ...], str]


def _services(law: Law, lines: Sequence[ServiceLine]) -> tuple[_Service, ...]:
    """Return the services of a kind of day, in code order."""
    by_code: dict[tuple[str, int], list[tuple[int, bool]]] = {}
    for position, line in enumerate(lines):
        if _required_modifier(law, line) is not None:
            # Splints and the like are a service each; the time of a code is one.
            alone = position + 1 if _is_quantity_based(law, line.code) else 0
            by_code.setdefault((line.code, alone), []).append((position, _has_assistant_modifier(line)))
    return tuple(
        (code, tuple(places), _required_modifier(law, lines[places[0][0]]) or "")
        for (code, _), places in sorted(by_code.items())
    )


def _judge(day: Day) -> Iterator[AssistantMismatch | RuleNotEvaluated]:
    lines = day.lines
    for code, places, modifier in day.of_kind(_services):
        therapist = assistant = with_it = without = 0
        for position, marked in places:
            line = lines[position]
            if line.units is None or line.therapist_minutes is None or line.assistant_minutes is None:
                why = "Needs units, therapist minutes and assistant minutes on every line of the code"
                yield RuleNotEvaluated(tuple([place for place, _ in places]), why, Reason.INPUT_MISSING)
                break
            therapist += line.therapist_minutes + (line.joint_minutes or 0)
            assistant += line.assistant_minutes
            if marked:
                with_it += line.units
            else:
                without += line.units
        else:
            # One of the two furnished nothing and has no units, or nothing is billed, or no time was given.
            if (assistant or with_it) and (therapist or without) and (with_it or without) and (therapist or assistant):
                positions = tuple([place for place, _ in places])
                found = _compare(day, code, positions, modifier, (therapist, assistant), (without, with_it))
                if found is not None:
                    yield found


def _compare(
    day: Day,
    code: str,
    positions: tuple[int, ...],
    modifier: str,
    minutes: tuple[int, int],
    billed: tuple[int, int],
) -> AssistantMismatch | RuleNotEvaluated | None:
    """Compare the units of one service as billed, without and with the modifier, with what its minutes make."""
    therapist, assistant = minutes
    if therapist + assistant > MINUTES_A_DAY:
        return RuleNotEvaluated(positions, f"{code} has more minutes than a day has (1,440)", Reason.INPUT_MISSING)
    split = split_units(day, code, therapist, assistant, sum(billed))
    if split is None:
        return RuleNotEvaluated(positions, BILLED_BY_MONTH.format(code), Reason.INPUT_MISSING)
    short, surplus = split.with_modifier - billed[True], split.without_modifier - billed[False]
    if short * surplus >= 0:
        return None
    marked, plain = _sides(day, positions)
    givers, takers = (plain, marked) if short > 0 else (marked, plain)
    changes = _changes([day.lines[i] for i in givers], len(takers), modifier, short)
    return AssistantMismatch(
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


def _required_modifier(law: Law, line: ServiceLine) -> str | None:
    meaning = law.meaning(line.code)
    if meaning is None:
        return None
    discipline = discipline_of(line, law.settings.discipline)
    return assistant_modifier(law, meaning, discipline=discipline, bill_type=line.bill_type)


def split_units(day: Day, code: str, therapist: int, assistant: int, units: int) -> "AssistantSplit | None":
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

    def part(count: int) -> "AssistantSplit":
        return assistant_split(
            meaning, day.settings, on=day.law.on, therapist=therapist, assistant=assistant, units=count
        )

    try:
        return part(units)
    except InvalidInput:  # units that do not follow from the minutes: the unit rules say so, here the minutes decide
        assert timing.interval is not None
        return part(otcpt.units.minutes_to_units(therapist + assistant, interval=timing.interval))


def _sides(day: Day, positions: Sequence[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The lines with the modifier and those without, in an order that does not depend on the claim's."""

    def stable(position: int) -> tuple[object, ...]:
        line = day.lines[position]
        return line.modifiers, line.units or 0, line.therapist_minutes or 0, line.assistant_minutes or 0

    ordered = sorted(positions, key=stable)
    marked = tuple(i for i in ordered if _has_assistant_modifier(day.lines[i]))
    return marked, tuple(i for i in ordered if i not in marked)
