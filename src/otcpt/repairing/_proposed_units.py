"""Ways out of what is wrong with units: too many, too few, on the wrong code, on the wrong line."""

from collections.abc import Iterator, Mapping
from itertools import islice, product

import attrs

from otcpt.claims import ServiceLine
from otcpt.findings import Finding, Remedy
from otcpt.repairing._changes import Change, ChangeUnits, DropLine, MergeLines, MoveUnit, ReplaceCode, SplitLine
from otcpt.repairing._line_edits import mergeable
from otcpt.repairing._repair_context import Scene, Words, place, said, text, words_of

#: Ways of sharing units between several lines of one code that are proposed.
_MOST_WAYS = 24

_NOT_DONE = Remedy("", "it was not furnished, or is not billed by this provider", "the services of that day")


def right_units(finding: Finding, _: Scene) -> Iterator[Change]:
    """The units that the minutes support, as the finding has them."""
    [remedy] = [one for one in finding.remedies if one.action.startswith("bill ")]
    moved = finding.rule_id == "UNIT003"
    for answer in text(finding, "right").split(" or "):
        wanted = {code: int(units) for code, _, units in (part.partition(" x") for part in answer.split(", "))}
        for units in _shared(finding, wanted):
            changed = {i: count for i, count in units.items() if count != finding.lines[i].units}
            by = {i: count - (finding.lines[i].units or 0) for i, count in changed.items()}
            if moved and len(changed) == 2 and sum(by.values()) == 0:
                giver, taker = sorted(by, key=lambda i: by[i])
                both = (*place(finding, giver), *place(finding, taker))
                yield MoveUnit(lines=both, units=by[taker], **words_of(remedy))
            elif changed:
                order = sorted(changed, key=lambda i: finding.positions[i])
                lines = tuple(one for i in order for one in place(finding, i))
                yield ChangeUnits(lines=lines, units=[changed[i] for i in order], **words_of(remedy))


def _shared(finding: Finding, wanted: Mapping[str, int]) -> Iterator[dict[int, int]]:
    """Write the units of codes on their lines: where a code has several, one of them takes the difference."""
    ways: list[list[dict[int, int]]] = []
    by_code: dict[str, list[int]] = {}
    for i in _by_content(finding):
        by_code.setdefault(finding.lines[i].code, []).append(i)
    if any(units and code not in by_code for code, units in wanted.items()):
        return
    for code, own in by_code.items():
        billed = {i: finding.lines[i].units or 0 for i in own}
        more = wanted[code] - sum(billed.values())
        takers = [i for i in own if billed[i]] or own[:1]
        ways.append([{i: billed[i] + more} for i in takers if billed[i] + more >= 0] if more else [{}])
    for way in islice(product(*ways), _MOST_WAYS):
        yield {i: count for part in way for i, count in part.items()}


def once(finding: Finding, _: Scene) -> Iterator[Change]:
    """One unit on the line that has most, none on the others."""
    billed = {i: finding.lines[i].units for i in _by_content(finding)}
    if None in billed.values():
        return
    kept = max(billed, key=lambda i: billed[i] or 0)
    changed = [i for i in sorted(billed, key=lambda i: finding.positions[i]) if billed[i] != int(i == kept)]
    lines = tuple(one for i in changed for one in place(finding, i))
    yield ChangeUnits(lines=lines, units=[int(i == kept) for i in changed], **said(finding, 0))


def _by_content(finding: Finding) -> list[int]:
    """Order the finding's lines by what stands on them, so that their order in the claim decides nothing."""
    return sorted(range(len(finding.lines)), key=lambda i: repr(attrs.astuple(finding.lines[i])))


def addon_alone(finding: Finding, scene: Scene) -> Iterator[Change]:
    """The first of its time is the primary code; or it comes off."""
    primaries = finding.evidence["primaries"]
    assert isinstance(primaries, tuple)
    for number, line in enumerate(finding.lines):
        meaning = scene.meaning(line, line.code)
        first = None if meaning is None else meaning.timing.family
        if first is not None and first in primaries and line.units:
            words = Words(
                condition=f"the time of {line.code} was the first of the day, and nobody else billed {first} for it",
                documentation="the service and its minutes",
            )
            if line.units == 1:
                yield ReplaceCode(lines=place(finding, number), code=first, **words)
            else:
                opening = scene.meaning(line, first)
                interval = 0 if opening is None else opening.timing.interval or 0
                gone = _first_minutes(line, interval)
                yield SplitLine(
                    lines=place(finding, number), units=1, code=first, modifiers=line.modifiers, minutes=gone, **words
                )
        yield DropLine(lines=place(finding, number), **words_of(_NOT_DONE))


def first_repeated(finding: Finding, scene: Scene) -> Iterator[Change]:
    """The units beyond the first go to the add-on code."""
    additional = text(finding, "additional")
    words = said(finding, 0)
    for number, line in enumerate(finding.lines):
        units = line.units or 0
        meaning = scene.meaning(line, line.code)
        if units == 1:
            yield ReplaceCode(lines=place(finding, number), code=additional, **words)
        elif units > 1 and meaning is not None:
            beside = [(at, one) for at, one in scene.lines if one.code == additional and _alike(one, line)]
            for at, one in beside:
                lines = (*place(finding, number), (at, one.code))
                yield MoveUnit(lines=lines, units=units - 1, **words)
            if not beside:
                first = _first_minutes(line, meaning.timing.interval or 0)
                whole = _first_minutes(line, line.minutes or 0)
                gone = [every - taken for every, taken in zip(whole, first, strict=True)]
                yield SplitLine(
                    lines=place(finding, number),
                    units=units - 1,
                    code=additional,
                    modifiers=line.modifiers,
                    minutes=gone,
                    **words,
                )


def _alike(one: ServiceLine, other: ServiceLine) -> bool:
    return set(one.modifiers) == set(other.modifiers) and one.date_of_service == other.date_of_service


def _first_minutes(line: ServiceLine, most: int) -> tuple[int, ...]:
    """Return the line's first minutes: the therapist's before joint ones, the assistant's last."""
    if line.minutes is None:
        return ()
    if line.therapist_minutes is None:
        return (min(line.minutes, most),)
    therapist = min(line.therapist_minutes, most)
    joint = min(line.joint_minutes or 0, most - therapist)
    return therapist, min(line.assistant_minutes or 0, most - therapist - joint), joint


def duplicates(finding: Finding, _: Scene) -> Iterator[Change]:
    """One line for all, or each of them off."""
    if mergeable(finding.lines):
        lines = tuple(one for i in range(len(finding.lines)) for one in place(finding, i))
        yield MergeLines(lines=lines, **said(finding, 0))
    told = {attrs.evolve(line, line_id=None): i for i, line in enumerate(finding.lines)}
    for i in sorted(told.values()):
        yield DropLine(lines=place(finding, i), **said(finding, 1, "the service once"))
