"""Known modifiers, dated."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache

import attrs

from otcpt.citation import Basis
from otcpt.frozenvalue import FrozenValue
from otcpt.modifiers._modifiers import ASSISTANT, DISCIPLINE

#: A zero for the letter, or the letter for a zero.
_LOOK_ALIKE = str.maketrans("0O", "O0")


@attrs.frozen(eq=False, repr=False)
class Modifier(FrozenValue):
    """What a modifier is for, and its days where they are known.

    ``kind`` groups modifiers by what they are for: ``"discipline"``, ``"assistant"``, ``"threshold"``, ``"liability"``,
    ``"separate"``, ``"repeat"``, ``"telehealth"``, ``"medicaid"`` and so on. ``dated_by`` is ``"code"`` where the
    modifier itself began and ended on its days, ``"claims"`` where claims were to have it between them, empty without
    days. ``basis`` has the days and their source.
    """

    modifier: str
    kind: str
    dated_by: str
    basis: Basis

    @property
    def label(self) -> str:
        """What the modifier says, in otcpt's own words."""
        return _labels()[self.modifier]

    def in_force(self, on: date | str) -> bool:
        """Return whether the modifier is in force on a day; one without dates always is.

        Args:
            on: The date of service, as a date or as text like ``"2026-03-02"``.

        Returns:
            Whether it is.

        Example:
            >>> from otcpt.editions import load_edition
            >>> known, day = load_edition().modifiers, date(2014, 12, 31)
            >>> known["XU"].in_force(day), known["59"].in_force(day)
            (False, True)
        """
        return self.basis.in_force(on)

    @property
    def days(self) -> str:
        """The days as text, empty where none are known."""
        first, last = self.basis.first_day, self.basis.last_day
        if first is None:
            return f"until {last}" if last else ""
        return f"from {first} to {last}" if last else f"from {first}"


@cache
def _labels() -> Mapping[str, str]:
    from otcpt.modifiers._labels import LABELS

    lines = (line.partition(" | ") for line in LABELS.splitlines())
    return {modifier: label for modifier, _, label in lines}


class ModifierTable(Mapping[str, Modifier]):
    """Every modifier an edition knows, by its two characters.

    A modifier that is not here is not wrong: states and payers have modifiers of their own.

    >>> from otcpt.editions import load_edition
    >>> known = load_edition().modifiers
    >>> known["TL"].label, known["96"].basis.first_day, "C0" in known
    ('early intervention plan of a family', datetime.date(2018, 1, 1), False)
    """

    __slots__ = ("_read", "_rows")

    def __init__(self, rows: Sequence[Sequence[str]]) -> None:
        """Take the rows: modifier, kind, what its days say, and the cells of a `Basis`."""
        self._rows = {row[0]: row for row in rows}
        self._read: dict[str, Modifier] = {}

    def __getitem__(self, modifier: str) -> Modifier:
        found = self._read.get(modifier)
        if found is None:
            name, kind, dated_by, *basis = self._rows[modifier]
            found = self._read[modifier] = Modifier(name, kind, dated_by, Basis.of(basis))
        return found

    def __contains__(self, modifier: object) -> bool:
        return modifier in self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def meant(self, modifier: str) -> str | None:
        """Return the known modifier that an unknown one is probably a slip for.

        A slip is a zero for the letter O or the reverse, or the two characters of a discipline's or assistant's
        modifier swapped. A known modifier is never a slip: G0 is one of its own.

        Args:
            modifier: Two characters.

        Returns:
            The known modifier, or None.

        Example:
            >>> from otcpt.editions import load_edition
            >>> [load_edition().modifiers.meant(given) for given in ("C0", "OG", "G0", "ZZ")]
            ['CO', 'GO', None, None]
        """
        if modifier in self._rows:
            return None
        alike = modifier.translate(_LOOK_ALIKE)
        if alike in self._rows:
            return alike
        swapped = modifier[::-1]
        return swapped if swapped in DISCIPLINE or swapped in ASSISTANT else None
