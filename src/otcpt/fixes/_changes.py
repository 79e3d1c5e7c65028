"""What a fix does to the lines of its finding: a closed set of plain values.

Places count the finding's own lines from 0, the line at fault first. `otcpt.repairing` binds them to a claim, applies
and tries them.
"""

from collections.abc import Iterable
from enum import StrEnum

import attrs

from otcpt.frozenvalue import FrozenValue


class Person(StrEnum):
    """Why a fix is left to a person."""

    NEEDS_RECORD = "needs the record"
    CHANGES_SERVICE = "changes what was done"
    CHOOSES_UNITS = "chooses units"


class Minutes(StrEnum):
    """Which minutes of a line go along when some of its units do."""

    FIRST = "first"
    """Those of the first ``within`` minutes: the therapist's before joint ones, the assistant's last."""
    LATER = "later"
    """All but those of the first ``within`` minutes."""
    ASSISTANT = "assistant"
    THERAPIST = "therapist"
    """The therapist's own and joint ones."""


def _places(given: int | Iterable[int]) -> tuple[int, ...]:
    return (given,) if isinstance(given, int) else tuple(given)


def _texts(given: Iterable[str]) -> tuple[str, ...]:
    return tuple(given)


def _counts(given: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    return tuple([(place, units) for place, units in given])


@attrs.frozen(eq=False, repr=False)
class DropLines(FrozenValue):
    """Take lines off the claim; ``places`` may be one place."""

    places: tuple[int, ...] = attrs.field(converter=_places)


@attrs.frozen(eq=False, repr=False)
class AddModifier(FrozenValue):
    """Add one of ``any_of`` to a line, in the place of ``instead_of`` where some are named.

    GO, GP and GN come first, CO and CQ after them, all others last.
    """

    place: int
    any_of: tuple[str, ...] = attrs.field(converter=_texts)
    instead_of: tuple[str, ...] = attrs.field(default=(), converter=_texts)


@attrs.frozen(eq=False, repr=False)
class RemoveModifiers(FrozenValue):
    """Leave modifiers of a line out."""

    place: int
    modifiers: tuple[str, ...] = attrs.field(converter=_texts)


@attrs.frozen(eq=False, repr=False)
class MoveModifiers(FrozenValue):
    """Take modifiers from one line and put them on another; on the same line they go where they belong."""

    source: int
    target: int
    modifiers: tuple[str, ...] = attrs.field(converter=_texts)


@attrs.frozen(eq=False, repr=False)
class ReplaceCode(FrozenValue):
    """Bill one of ``any_of`` in the place of the line's code."""

    place: int
    any_of: tuple[str, ...] = attrs.field(converter=_texts)


@attrs.frozen(eq=False, repr=False)
class SetUnits(FrozenValue):
    """Bill other units: pairs of place and units. 0 leaves a line documented and not billed."""

    units: tuple[tuple[int, int], ...] = attrs.field(converter=_counts)


@attrs.frozen(eq=False, repr=False)
class MoveUnits(FrozenValue):
    """Take units from one line and bill them on another; minutes stay where they were documented."""

    source: int
    target: int
    units: int = 1


@attrs.frozen(eq=False, repr=False)
class SplitLine(FrozenValue):
    """Bill ``units`` of a line by themselves, with another code or other modifiers.

    They go to a line of the same provider that has the code ``into`` and those modifiers already, else to a new line
    right after, with the minutes that ``takes`` names. A line with no more units than that changes as a whole.
    """

    place: int
    units: int
    takes: Minutes
    within: int = 0
    into: str = ""
    add: tuple[str, ...] = attrs.field(default=(), converter=_texts)
    remove: tuple[str, ...] = attrs.field(default=(), converter=_texts)


@attrs.frozen(eq=False, repr=False)
class MergeLines(FrozenValue):
    """Put the units and minutes of several lines on the first of them.

    ``units`` are those of the one line, where they are not the sum; ``add`` and ``remove`` change its modifiers.
    """

    places: tuple[int, ...] = attrs.field(converter=_places)
    units: int | None = None
    add: tuple[str, ...] = attrs.field(default=(), converter=_texts)
    remove: tuple[str, ...] = attrs.field(default=(), converter=_texts)


@attrs.frozen(eq=False, repr=False)
class ForPerson(FrozenValue):
    """Nothing that can be done to the lines as they are: a person does it, for this reason."""

    reason: Person


#: The fixes that a person makes.
NEEDS_RECORD = ForPerson(Person.NEEDS_RECORD)
CHANGES_SERVICE = ForPerson(Person.CHANGES_SERVICE)
CHOOSES_UNITS = ForPerson(Person.CHOOSES_UNITS)

Change = (
    DropLines | AddModifier | RemoveModifiers | MoveModifiers | ReplaceCode
    | SetUnits | MoveUnits | SplitLine | MergeLines | ForPerson
)  # fmt: skip

_KINDS: dict[str, type[Change]] = {
    kind.__name__: kind
    for kind in (
        DropLines, AddModifier, RemoveModifiers, MoveModifiers, ReplaceCode,
        SetUnits, MoveUnits, SplitLine, MergeLines, ForPerson,
    )
}  # fmt: skip


def change_record(change: Change) -> dict[str, object]:
    """Return a change as plain values, ready for JSON."""
    return {"change": type(change).__name__, **{name: _plain(value) for name, value in _fields(change)}}


def _fields(change: Change) -> Iterable[tuple[str, object]]:
    return ((field.name, getattr(change, field.name)) for field in attrs.fields(type(change)))


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, StrEnum) else value


def read_change(record: dict[str, object]) -> Change:
    """Return the change that `change_record` wrote.

    Raises:
        KeyError: A key is missing.
        TypeError: A value has another type.
        ValueError: A value is impossible.
    """
    fields = dict(record)
    kind = _KINDS[str(fields.pop("change"))]
    if kind is ForPerson:
        return ForPerson(Person(str(fields["reason"])))
    if kind is SplitLine:
        fields["takes"] = Minutes(str(fields["takes"]))
    return kind(**fields)  # type: ignore[arg-type]  # it checks them itself
