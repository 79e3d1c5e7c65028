"""The changes of a finding's fixes, bound to the lines of a claim. Nothing here is tried yet, and nothing is advice."""

from collections.abc import Iterator, Sequence

import attrs

from otcpt.claims import ServiceLine
from otcpt.findings import Finding
from otcpt.fixes import (
    AddModifier,
    Change,
    DropLines,
    Fix,
    ForPerson,
    MergeLines,
    MoveModifiers,
    MoveUnits,
    Person,
    RemoveModifiers,
    ReplaceCode,
    SplitLine,
)
from otcpt.repairing._apply import at, marked
from otcpt.repairing._line_edits import mergeable

#: The lines of a claim with their positions in the claim as it was given, also where changes were made since.
Placed = Sequence[tuple[int, ServiceLine]]


def bound(finding: Finding, lines: Placed) -> Iterator[tuple[Fix, Change]]:
    """Yield what each fix of the finding would do to the claim, one change at a time."""
    for fix in finding.fixes:
        for change in fix.changes:
            for one in _meant(change, finding, lines):
                yield fix, one


def _meant(change: Change, finding: Finding, lines: Placed) -> Iterator[Change]:
    on_claim = at(change, finding.positions)
    match on_claim:
        case ForPerson():
            return
        case AddModifier() | ReplaceCode():
            yield from (attrs.evolve(on_claim, any_of=(one,)) for one in on_claim.any_of)
        case SplitLine():
            assert isinstance(change, SplitLine)
            yield from _split(on_claim, finding.lines[change.place], lines)
        case MergeLines():
            assert isinstance(change, MergeLines)
            given = [finding.lines[place] for place in change.places]
            if mergeable([attrs.evolve(line, modifiers=marked(line.modifiers, (), change.remove)) for line in given]):
                yield on_claim
        case _:
            yield on_claim


def _split(change: SplitLine, line: ServiceLine, lines: Placed) -> Iterator[Change]:
    units = line.units or 0
    if units <= change.units:
        if units and change.into:
            yield ReplaceCode(change.place, (change.into,))
        return
    whole = attrs.evolve(
        line, code=change.into or line.code, modifiers=marked(line.modifiers, change.add, change.remove)
    )
    alike = [position for position, other in lines if position != change.place and _alike(other, whole)]
    yield from (MoveUnits(change.place, position, change.units) for position in alike)
    if not alike:
        yield change


def _alike(one: ServiceLine, other: ServiceLine) -> bool:
    return _service(one) == _service(other)


def _service(line: ServiceLine) -> tuple[object, ...]:
    who = line.rendering_provider_key, line.billing_provider_key
    return line.code, frozenset(line.modifiers), line.date_of_service, who


def reason(fix: Fix) -> Person:
    """Return why a fix is not offered: as the rule has it, or for what its change would say of the services."""
    if fix.person is not None:
        return fix.person
    kind = type(fix.changes[0])
    if kind in (AddModifier, RemoveModifiers, MoveModifiers):
        return Person.NEEDS_RECORD
    return Person.CHANGES_SERVICE if kind in (DropLines, ReplaceCode) else Person.CHOOSES_UNITS
