"""Single changes to a claim, as values: what is done, what must be true for it, and what the record must show."""

from collections.abc import Iterable

import attrs

from otcpt.claims import Claim, ServiceLine
from otcpt.errors import InvalidInput
from otcpt.findings import Remedy
from otcpt.repairing._line_edits import merge, minutes_parted, with_modifier

#: A line of a claim: its position, and the code that stands there.
Place = tuple[int, str]


def _places(given: Iterable[Place]) -> tuple[Place, ...]:
    return tuple(given)


def _texts(given: Iterable[str]) -> tuple[str, ...]:
    return tuple(given)


def _counts(given: Iterable[int]) -> tuple[int, ...]:
    return tuple(given)


#: What stands at each position of a claim: its line, nothing, or the parts of it.
Slots = list[tuple[ServiceLine, ...]]


@attrs.frozen(kw_only=True)
class Change:
    """One change to a claim. ``lines`` are the lines it is about: position and code.

    ``condition`` is what must be true for it, ``documentation`` what the record must already show. A change says what
    would remove a finding, never that it may be made: that is for whoever knows what was done.
    """

    lines: tuple[Place, ...] = attrs.field(converter=_places)
    condition: str
    documentation: str

    @property
    def action(self) -> str:
        """What is done, in words; lines are counted from 1."""
        raise NotImplementedError

    @property
    def parts(self) -> frozenset[tuple[int, str]]:
        """What of which lines it touches; a whole line is the part ``"line"``."""
        return frozenset((position, "line") for position, _ in self.lines)

    @property
    def key(self) -> tuple[object, ...]:
        """What is done, without the words for it."""
        told = ("condition", "documentation")
        return (
            type(self).__name__,
            *(getattr(self, one.name) for one in attrs.fields(type(self)) if one.name not in told),
        )

    def conflicts(self, other: "Change") -> bool:
        """Whether the two touch the same thing, so that they cannot both be made."""
        ours, theirs = self.parts, other.parts
        whole = {position for position, part in ours | theirs if part == "line"}
        return bool(ours & theirs) or bool(whole & {p for p, _ in ours} & {p for p, _ in theirs})

    def edit(self, slots: Slots) -> None:
        """Make the change where the lines stand."""
        raise NotImplementedError

    def apply(self, claim: Claim) -> Claim:
        """Return the claim with this change; raise `InvalidInput` for a claim whose lines are not those it is for."""
        return Repair((self,)).apply(claim)

    def __str__(self) -> str:
        return str(Remedy(self.action, self.condition, self.documentation))

    def to_record(self) -> dict[str, object]:
        """Return the change as plain values, ready for JSON; positions are counted from 0."""
        return {
            "change": type(self).__name__,
            "positions": [position for position, _ in self.lines],
            "codes": [code for _, code in self.lines],
            "action": self.action,
            "condition": self.condition,
            "documentation": self.documentation,
        }


@attrs.frozen(kw_only=True)
class ChangeUnits(Change):
    """Bill other units: ``units`` for each of the lines. 0 leaves the line documented and not billed."""

    units: tuple[int, ...] = attrs.field(converter=_counts)

    @property
    def action(self) -> str:
        told = [
            f"{code} x{units} (line {place + 1})" for (place, code), units in zip(self.lines, self.units, strict=True)
        ]
        return f"bill {', '.join(told)}"

    @property
    def parts(self) -> frozenset[tuple[int, str]]:
        return frozenset((position, "units") for position, _ in self.lines)

    def edit(self, slots: Slots) -> None:
        for (position, _), units in zip(self.lines, self.units, strict=True):
            [line] = slots[position]
            slots[position] = (_refigured(line, units=units),)


@attrs.frozen(kw_only=True)
class MoveUnit(Change):
    """Take ``units`` from the first line and bill them on the second; minutes stay where they were documented."""

    units: int = 1

    @property
    def action(self) -> str:
        (giver, given), (taker, taken) = self.lines
        what = "1 unit" if self.units == 1 else f"{self.units} units"
        return f"move {what} from {given} (line {giver + 1}) to {taken} (line {taker + 1})"

    @property
    def parts(self) -> frozenset[tuple[int, str]]:
        return frozenset((position, "units") for position, _ in self.lines)

    def edit(self, slots: Slots) -> None:
        for (position, _), more in zip(self.lines, (-self.units, self.units), strict=True):
            [line] = slots[position]
            slots[position] = (_refigured(line, units=(line.units or 0) + more),)


@attrs.frozen(kw_only=True)
class DropLine(Change):
    """Take a line off the claim."""

    @property
    def action(self) -> str:
        [(position, code)] = self.lines
        return f"take {code} off (line {position + 1})"

    def edit(self, slots: Slots) -> None:
        slots[self.lines[0][0]] = ()


@attrs.frozen(kw_only=True)
class AddModifier(Change):
    """Put a modifier on a line, ``instead_of`` others where some are named.

    GO, GP and GN come first, CO and CQ after them, all others last.
    """

    modifier: str
    instead_of: tuple[str, ...] = attrs.field(default=(), converter=_texts)

    @property
    def action(self) -> str:
        [(position, code)] = self.lines
        instead = f" instead of {' and '.join(self.instead_of)}" if self.instead_of else ""
        return f"put {self.modifier} on {code} (line {position + 1}){instead}"

    @property
    def parts(self) -> frozenset[tuple[int, str]]:
        return frozenset((self.lines[0][0], f"modifier {one}") for one in (self.modifier, *self.instead_of))

    def edit(self, slots: Slots) -> None:
        position = self.lines[0][0]
        [line] = slots[position]
        modifiers = with_modifier(line.modifiers, self.modifier, self.instead_of)
        slots[position] = (attrs.evolve(line, modifiers=modifiers),)


@attrs.frozen(kw_only=True)
class RemoveModifier(Change):
    """Leave modifiers of a line out."""

    modifiers: tuple[str, ...] = attrs.field(converter=_texts)

    @property
    def action(self) -> str:
        [(position, code)] = self.lines
        return f"take {' and '.join(self.modifiers)} off {code} (line {position + 1})"

    @property
    def parts(self) -> frozenset[tuple[int, str]]:
        return frozenset((self.lines[0][0], f"modifier {one}") for one in self.modifiers)

    def edit(self, slots: Slots) -> None:
        position = self.lines[0][0]
        [line] = slots[position]
        kept = tuple(one for one in line.modifiers if one not in self.modifiers)
        slots[position] = (attrs.evolve(line, modifiers=kept),)


@attrs.frozen(kw_only=True)
class ReplaceCode(Change):
    """Bill another code on the line: ``code``."""

    code: str

    @property
    def action(self) -> str:
        [(position, was)] = self.lines
        return f"bill {self.code} instead of {was} (line {position + 1})"

    @property
    def parts(self) -> frozenset[tuple[int, str]]:
        return frozenset({(self.lines[0][0], "code")})

    def edit(self, slots: Slots) -> None:
        position = self.lines[0][0]
        [line] = slots[position]
        slots[position] = (_refigured(line, code=self.code),)


@attrs.frozen(kw_only=True)
class SplitLine(Change):
    """Put ``units`` of a line on a line of their own, behind it, with another ``code`` or other ``modifiers``.

    ``minutes`` are those that go along: the therapist's, the assistant's and joint ones where the line tells them
    apart, else one number; empty where it has none.
    """

    units: int
    code: str
    modifiers: tuple[str, ...] = attrs.field(converter=_texts)
    minutes: tuple[int, ...] = attrs.field(default=(), converter=_counts)

    @property
    def action(self) -> str:
        [(position, was)] = self.lines
        return (
            f"bill {self.units} of the units of {was} (line {position + 1}) on a line of their own, as "
            f"{':'.join((self.code, *self.modifiers))}"
        )

    def edit(self, slots: Slots) -> None:
        position = self.lines[0][0]
        [line] = slots[position]
        left, gone = minutes_parted(line, self.minutes)
        slots[position] = (
            _refigured(line, units=(line.units or 0) - self.units, **left),
            _refigured(line, code=self.code, modifiers=self.modifiers, units=self.units, line_id=None, **gone),
        )


@attrs.frozen(kw_only=True)
class MergeLines(Change):
    """Put the units and minutes of several lines on the first of them."""

    @property
    def action(self) -> str:
        places = " and ".join(str(position + 1) for position, _ in self.lines)
        return f"put the units of {self.lines[0][1]} on one line (lines {places})"

    def edit(self, slots: Slots) -> None:
        merged = [line for position, _ in self.lines for line in slots[position]]
        for position, _ in self.lines:
            slots[position] = ()
        slots[self.lines[0][0]] = (merge(merged),)


#: Kinds of change, those that say least about the record first. It is an order for reading, and no advice.
_KINDS = (ChangeUnits, MoveUnit, MergeLines, SplitLine, RemoveModifier, DropLine, ReplaceCode, AddModifier)


def reading_order(change: Change) -> tuple[object, ...]:
    """Sort changes by kind and place."""
    return _KINDS.index(type(change)), change.lines, str(change.key), str(change)


def _canonical(given: Iterable[Change]) -> tuple[Change, ...]:
    changes = tuple(sorted(given, key=reading_order))
    for place, change in enumerate(changes):
        for other in changes[:place]:
            if change.conflicts(other):
                raise InvalidInput(f"two changes of one thing: {other.action}; {change.action}", "changes", changes)
    return changes


@attrs.frozen
class Repair:
    """Changes that belong together; their order does not matter."""

    changes: tuple[Change, ...] = attrs.field(converter=_canonical)

    def apply(self, claim: Claim) -> Claim:
        """Return the claim with all the changes; the given one stays as it is.

        Where units, code or minutes of a line change, its charge is left out: the fee is not otcpt's to know. Raises
        `InvalidInput` for a claim whose lines are not those the changes are for.
        """
        return self.trace(claim)[0]

    def trace(self, claim: Claim) -> tuple[Claim, tuple[int, ...]]:
        """Return the changed claim, and for each of its lines the position of the line it comes from."""
        slots: Slots = [(line,) for line in claim.lines]
        for change in self.changes:
            for position, code in change.lines:
                if not 0 <= position < len(slots) or claim.lines[position].code != code:
                    raise InvalidInput(
                        f"{change.action}: line {position + 1} of this claim is not {code}; apply a "
                        "change to the claim it was made for",
                        "claim",
                    )
            change.edit(slots)
        origins = tuple(position for position, slot in enumerate(slots) for _ in slot)
        return attrs.evolve(claim, lines=[line for slot in slots for line in slot]), origins

    def __str__(self) -> str:
        return "; ".join(map(str, self.changes))

    def to_record(self) -> dict[str, object]:
        """Return the changes as plain values, ready for JSON."""
        return {"changes": [change.to_record() for change in self.changes]}


def _refigured(line: ServiceLine, **changed: object) -> ServiceLine:
    return attrs.evolve(line, charge=None, **changed)  # type: ignore[arg-type]
