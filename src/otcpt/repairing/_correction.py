"""Corrections of a claim, as values: what is done, what must be true for it, and what the record must show."""

from collections.abc import Iterable

import attrs

from otcpt.claims import Claim
from otcpt.errors import InvalidInput
from otcpt.fixes import (
    AddModifier,
    Change,
    DropLines,
    Fix,
    MergeLines,
    MoveModifiers,
    MoveUnits,
    RemoveModifiers,
    ReplaceCode,
    SetUnits,
    SplitLine,
    change_record,
)
from otcpt.repairing._apply import Slots, describe, edit, parts_of, positions_of


@attrs.frozen
class Correction:
    """One change to a claim.

    ``change`` names lines by their positions in the claim; ``codes`` are those of the lines, and ``line_ids`` what a
    report calls them (their places counted from 1 where they are left out).
    ``fix`` is the fix of the finding that it makes: its words, when it is true and what the record must already show.
    A correction says what would remove a finding, never that it may be made: that is for whoever knows what was done.
    """

    fix: Fix
    change: Change
    codes: tuple[str, ...]
    line_ids: tuple[str, ...] = ()

    @property
    def positions(self) -> tuple[int, ...]:
        """The lines it is about, by their positions in the claim."""
        return positions_of(self.change)

    @property
    def action(self) -> str:
        """What is done, in words; lines are called as in a report."""
        names = self.line_ids or tuple(str(position + 1) for position in self.positions)
        codes, called = (dict(zip(self.positions, given, strict=True)) for given in (self.codes, names))
        return describe(self.change, codes, called)

    def conflicts(self, other: "Correction") -> bool:
        """Return whether two corrections change the same thing, so that they cannot both be made.

        Args:
            other: Another correction of the same claim.

        Returns:
            Whether they conflict.
        """
        ours, theirs = parts_of(self.change), parts_of(other.change)
        whole = {position for position, part in ours | theirs if part == "line"}
        return bool(ours & theirs) or bool(whole.intersection(self.positions).intersection(other.positions))

    def apply(self, claim: Claim) -> Claim:
        """Return the claim with this change.

        Args:
            claim: The claim, with all its lines.

        Returns:
            A new claim.

        Raises:
            InvalidInput: The lines of the claim are not those the correction is for.
        """
        return Repair((self,)).apply(claim)

    def __str__(self) -> str:
        return str(attrs.evolve(self.fix, words=self.action))

    def to_record(self) -> dict[str, object]:
        """Return the correction as plain values, ready for JSON; positions are counted from 0."""
        return {
            "fix": self.fix.key,
            "positions": list(self.positions),
            "codes": list(self.codes),
            "action": self.action,
            "when": self.fix.when,
            "record": list(self.fix.record),
            "change": change_record(self.change),
        }


#: Kinds of change, those that say least about the record first. It is an order for reading, and no advice.
_KINDS: tuple[type[Change], ...] = (
    SetUnits, MoveUnits, MergeLines, SplitLine, RemoveModifiers, DropLines, ReplaceCode, MoveModifiers, AddModifier,
)  # fmt: skip


def reading_order(correction: Correction) -> tuple[object, ...]:
    """Sort corrections by kind and place."""
    kind = _KINDS.index(type(correction.change))
    return kind, correction.positions, repr(correction.change), str(correction)


def _canonical(given: Iterable[Correction]) -> tuple[Correction, ...]:
    made = tuple(sorted(given, key=reading_order))
    for place, correction in enumerate(made):
        for other in made[:place]:
            if correction.conflicts(other):
                raise InvalidInput(
                    f"two changes of one thing: {other.action}; {correction.action}", "corrections", made
                )
    return made


@attrs.frozen
class Repair:
    """Corrections that belong together; their order does not matter."""

    corrections: tuple[Correction, ...] = attrs.field(converter=_canonical)

    def apply(self, claim: Claim) -> Claim:
        """Return the claim with all the corrections; the given one stays as it is.

        Where units, code or minutes of a line change, its charge is left out, since the fee is not known.

        Args:
            claim: The claim, with all its lines.

        Returns:
            A new claim.

        Raises:
            InvalidInput: The lines of the claim are not those the corrections are for.
        """
        return self.trace(claim)[0]

    def trace(self, claim: Claim) -> tuple[Claim, tuple[int, ...]]:
        """Return the changed claim, and for each of its lines the position of the line it comes from.

        Args:
            claim: The claim, with all its lines.

        Returns:
            The claim and the positions, counted from 0.
        """
        slots: Slots = [(line,) for line in claim.lines]
        for correction in self.corrections:
            for position, code in zip(correction.positions, correction.codes, strict=True):
                if not 0 <= position < len(slots) or claim.lines[position].code != code:
                    raise InvalidInput(
                        f"{correction.action}: line {position + 1} of this claim is not {code}; apply a "
                        "correction to the claim it was made for",
                        "claim",
                    )
            edit(correction.change, slots)
        origins = tuple(position for position, slot in enumerate(slots) for _ in slot)
        return attrs.evolve(claim, lines=[line for slot in slots for line in slot]), origins

    def __str__(self) -> str:
        return " ".join(map(str, self.corrections))

    def to_record(self) -> dict[str, object]:
        """Return the corrections as plain values, ready for JSON."""
        return {"corrections": [correction.to_record() for correction in self.corrections]}
