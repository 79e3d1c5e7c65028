"""Changes that several rules offer."""

from collections.abc import Iterable, Sequence

from otcpt.claims import ServiceLine
from otcpt.fixes import NEEDS_RECORD, AddModifier, DropLines, ForPerson, MoveModifiers
from otcpt.rules._day import Day

#: A line has room for so many modifiers.
MOST_MODIFIERS = 4

#: Ways to keep one of many lines that are offered.
_MOST_WAYS = 24


def add(place: int, line: ServiceLine, *any_of: str) -> AddModifier | ForPerson:
    """Return the change that adds one of the modifiers; where the line is full, the record says which one may go."""
    return AddModifier(place, any_of) if len(line.modifiers) < MOST_MODIFIERS else NEEDS_RECORD


def keep_one(count: int) -> list[DropLines]:
    """Return the changes that take all but one of a finding's lines off; the last keeps the first line."""
    kept = reversed(range(min(count, _MOST_WAYS)))
    return [DropLines(place for place in range(count) if place != one) for one in kept]


def moves(day: Day, positions: Sequence[int], modifiers: Iterable[str], target: int = 0) -> list[MoveModifiers]:
    """Return the changes that bring modifiers from one of a finding's other lines to the target, if it has room."""
    found = [
        MoveModifiers(place, target, own)
        for place, position in enumerate(positions)
        if place != target and (own := tuple(m for m in modifiers if m in day.lines[position].modifiers))
    ]
    room = MOST_MODIFIERS - len(day.lines[positions[target]].modifiers)
    return [one for one in found if len(one.modifiers) <= room]
