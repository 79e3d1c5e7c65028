"""Change values bound to the lines of a claim: which lines they are about, what they touch, say and do.

Here the places of a change are positions in the claim.
"""

from collections.abc import Mapping, Sequence

import attrs

from otcpt.claims import ServiceLine
from otcpt.fixes import (
    AddModifier,
    Change,
    DropLines,
    ForPerson,
    MergeLines,
    MoveModifiers,
    MoveUnits,
    RemoveModifiers,
    ReplaceCode,
    SetUnits,
    SplitLine,
)
from otcpt.repairing._line_edits import merge, minutes_taken, split_minutes, with_modifier

#: What is at each position of a claim: its line, nothing, or the parts of it.
Slots = list[tuple[ServiceLine, ...]]


def at(change: Change, positions: Sequence[int]) -> Change:
    """Return a change of a finding's lines as one of the claim's, where those lines have the given positions."""
    match change:
        case DropLines():
            return DropLines(sorted(positions[place] for place in change.places))
        case MergeLines():
            return attrs.evolve(change, places=[positions[place] for place in change.places])
        case MoveModifiers() | MoveUnits():
            return attrs.evolve(change, source=positions[change.source], target=positions[change.target])
        case SetUnits():
            return SetUnits(sorted((positions[place], units) for place, units in change.units))
        case ForPerson():
            return change
        case _:
            return attrs.evolve(change, place=positions[change.place])


def positions_of(change: Change) -> tuple[int, ...]:
    """Return the lines the change is about, each once."""
    match change:
        case DropLines() | MergeLines():
            return change.places
        case MoveModifiers() | MoveUnits():
            return tuple(dict.fromkeys((change.source, change.target)))
        case SetUnits():
            return tuple(place for place, _ in change.units)
        case ForPerson():
            return ()
        case _:
            return (change.place,)


def parts_of(change: Change) -> frozenset[tuple[int, str]]:
    """Return what of which lines it touches; a whole line is the part ``"line"``."""
    match change:
        case AddModifier():
            marks: tuple[str, ...] = (*change.any_of, *change.instead_of)
        case RemoveModifiers() | MoveModifiers():
            marks = change.modifiers
        case ReplaceCode():
            return frozenset({(change.place, "code")})
        case SetUnits() | MoveUnits():
            return frozenset((position, "units") for position in positions_of(change))
        case _:
            return frozenset((position, "line") for position in positions_of(change))
    return frozenset((position, f"modifier {mark}") for position in positions_of(change) for mark in marks)


def describe(change: Change, codes: Mapping[int, str], names: Mapping[int, str]) -> str:
    """Return what is done, in words; ``names`` are those of the lines, by their positions."""

    def line(position: int) -> str:
        return f"{codes[position]} (line {names[position]})"

    match change:
        case DropLines():
            return f"Take {' and '.join(map(line, change.places))} off the claim"
        case AddModifier():
            mark, instead = change.any_of[0], " and ".join(change.instead_of)
            if instead:
                return f"Replace {instead} by {mark} on {line(change.place)}"
            return f"Add {mark} to {line(change.place)}"
        case RemoveModifiers():
            return f"Take {' and '.join(change.modifiers)} off {line(change.place)}"
        case MoveModifiers():
            marks = " and ".join(change.modifiers)
            if change.source == change.target:
                return f"Move {marks} to the front on {line(change.source)}"
            return f"Move {marks} from {line(change.source)} to {line(change.target)}"
        case ReplaceCode():
            return f"Bill {change.any_of[0]} instead of {line(change.place)}"
        case SetUnits():
            return f"Bill {', '.join(f'{codes[at]} x{units} (line {names[at]})' for at, units in change.units)}"
        case MoveUnits():
            return f"Move {_units(change.units)} from {line(change.source)} to {line(change.target)}"
        case SplitLine():
            as_what = f" as {change.into}" if change.into else ""
            as_what += f" with {' and '.join(change.add)}" if change.add else ""
            as_what += f" without {' and '.join(change.remove)}" if change.remove else ""
            return f"Bill {_units(change.units)} of {line(change.place)} on a separate line{as_what}"
        case MergeLines():
            code, several = codes[change.places[0]], "s" if len(change.places) > 1 else ""
            where = f"(line{several} {' and '.join(names[position] for position in change.places)})"
            if change.units is None:
                return f"Put the units of {code} on one line {where}"
            without = f", without {' and '.join(change.remove)}" if change.remove else ""
            return (
                f"Bill {code} on one line with {' and '.join(change.add)} and {_units(change.units)}{without} {where}"
            )
        case ForPerson():
            return f"Left to a person: {change.reason}"


def _units(count: int) -> str:
    return "1 unit" if count == 1 else f"{count} units"


def edit(change: Change, slots: Slots) -> None:
    """Make the change where the lines are."""
    match change:
        case DropLines():
            for position in change.places:
                slots[position] = ()
        case AddModifier():
            [line] = slots[change.place]
            _mark(slots, change.place, with_modifier(line.modifiers, change.any_of[0], change.instead_of))
        case RemoveModifiers():
            [line] = slots[change.place]
            _mark(slots, change.place, [one for one in line.modifiers if one not in change.modifiers])
        case MoveModifiers():
            [line] = slots[change.source]
            _mark(slots, change.source, [one for one in line.modifiers if one not in change.modifiers])
            for modifier in change.modifiers:
                [line] = slots[change.target]
                _mark(slots, change.target, with_modifier(line.modifiers, modifier))
        case ReplaceCode():
            [line] = slots[change.place]
            slots[change.place] = (_refigured(line, code=change.any_of[0]),)
        case SetUnits():
            for position, units in change.units:
                [line] = slots[position]
                slots[position] = (_refigured(line, units=units),)
        case MoveUnits():
            for position, more in ((change.source, -change.units), (change.target, change.units)):
                [line] = slots[position]
                slots[position] = (_refigured(line, units=(line.units or 0) + more),)
        case SplitLine():
            [line] = slots[change.place]
            left, gone = split_minutes(line, minutes_taken(line, change.takes, change.within))
            modifiers = marked(line.modifiers, change.add, change.remove)
            slots[change.place] = (
                _refigured(line, units=(line.units or 0) - change.units, **left),
                _refigured(
                    line,
                    **({"code": change.into} if change.into else {}),
                    modifiers=modifiers,
                    units=change.units,
                    line_id=None,
                    **gone,
                ),
            )
        case MergeLines():
            merged = merge([line for position in change.places for line in slots[position]])
            for position in change.places:
                slots[position] = ()
            if change.units is not None:
                merged = _refigured(merged, units=change.units)
            modifiers = marked(merged.modifiers, change.add, change.remove)
            slots[change.places[0]] = (attrs.evolve(merged, modifiers=modifiers),)
        case ForPerson():
            pass


def marked(given: Sequence[str], add: Sequence[str], remove: Sequence[str]) -> tuple[str, ...]:
    """Return modifiers with some more and without others."""
    made = tuple(one for one in given if one not in remove)
    for modifier in add:
        made = with_modifier(made, modifier)
    return made


def _mark(slots: Slots, position: int, modifiers: Sequence[str]) -> None:
    [line] = slots[position]
    slots[position] = (attrs.evolve(line, modifiers=modifiers),)


def _refigured(line: ServiceLine, **changed: object) -> ServiceLine:
    return attrs.evolve(line, charge=None, **changed)  # type: ignore[arg-type]  # it checks them itself
