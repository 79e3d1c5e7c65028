"""Ways out of what is wrong with modifiers and with codes that do not go together."""

from collections.abc import Iterator, Sequence

from otcpt.claims import ServiceLine
from otcpt.findings import Finding, Remedy
from otcpt.modifiers import DISCIPLINE
from otcpt.repairing._changes import AddModifier, Change, DropLine, MoveUnit, Place, RemoveModifier, SplitLine
from otcpt.repairing._line_edits import with_modifier
from otcpt.repairing._repair_context import ROOM, Scene, Words, number, place, said, text, words_of
from otcpt.rules import modifiers_of

#: Rules that deny a line whatever modifier it carries: none is proposed for it.
_HARD = frozenset({"PTP001", "PTP005", "PAY001"})


def hard_edit(finding: Finding, _: Scene) -> Iterator[Change]:
    """The column-two line comes off; no modifier is an answer."""
    two, one = text(finding, "column_two"), text(finding, "column_one")
    yield DropLine(
        lines=place(finding),
        condition=f"{one} is the one of the two to be paid; {two} may not be billed to the patient",
        documentation=f"what was done, in the words of {one}",
    )


def releasable_edit(finding: Finding, scene: Scene) -> Iterator[Change]:
    """59 or XE on the column-two line, 25 on a visit, or the column-two line off."""
    two, one = text(finding, "column_two"), text(finding, "column_one")
    remedy = finding.remedies[0]
    denied = {position for other in scene.findings if other.rule_id in _HARD for position in other.positions[:1]}
    visit = text(finding, "modifier") == "25"
    offered = [("25" if visit else "59", remedy)]
    if not visit:
        told = f"{two} and {one} were given in separate encounters of that day"
        offered.append(("XE", Remedy("", told, "each encounter with its own times")))
    places = [i for i, line in enumerate(finding.lines) if line.code == text(finding, "place")]
    for i in places if visit else [0]:
        given = finding.lines[i].modifiers
        for modifier, words in offered:
            if len(given) < ROOM and modifier not in given and finding.positions[i] not in denied:
                yield AddModifier(lines=place(finding, i), modifier=modifier, **words_of(words))
    yield DropLine(lines=place(finding), **said(finding, 1, f"what was done, in the words of {one}"))


def discipline_missing(finding: Finding, scene: Scene) -> Iterator[Change]:
    """GO, GP or GN, by who may bill the code; a therapist's own where it may."""
    line = finding.lines[0]
    meaning = scene.meaning(line, line.code)
    settings = scene.settings(line)
    offered = () if meaning is None else modifiers_of(scene.checker.law_on(line.date_of_service), line.code)
    own = tuple(modifier for modifier in offered if DISCIPLINE[modifier] == settings.discipline)
    for modifier in own if own and settings.biller == "therapist" else offered:
        if len(line.modifiers) < ROOM:
            condition = f"{line.code} was given under the {DISCIPLINE[modifier]} plan of care"
            words = Words(condition=condition, documentation=finding.remedies[0].documentation)
            yield AddModifier(lines=place(finding), modifier=modifier, **words)


def keep_one(finding: Finding, _: Scene) -> Iterator[Change]:
    """Take off each of the lines but the kept one."""
    for at, line in enumerate(finding.lines):
        others = " or ".join(dict.fromkeys(other.code for other in finding.lines if other.code != line.code))
        condition = f"{others} is what was done, and {line.code} is not" if others else f"{line.code} was done once"
        words = Words(condition=condition, documentation=f"every component of {others or line.code}")
        yield DropLine(lines=place(finding, at), **words)


def assistant_share(finding: Finding, _: Scene) -> Iterator[Change]:
    """Bring the units with and without the assistant's modifier to what the minutes make."""
    modifier = text(finding, "modifier")
    short = number(finding, "expected_with") - number(finding, "billed_with")
    words = said(finding, 0)
    marked = [i for i, line in enumerate(finding.lines) if modifier in line.modifiers]
    plain = [i for i, line in enumerate(finding.lines) if modifier not in line.modifiers]
    givers, takers = (plain, marked) if short > 0 else (marked, plain)
    for giver in givers:
        line = finding.lines[giver]
        here, units = place(finding, giver), line.units or 0
        own = line.assistant_minutes != 0 if short > 0 else (line.therapist_minutes, line.joint_minutes) != (0, 0)
        if units == abs(short) and own:
            if short > 0 and len(line.modifiers) < ROOM:
                yield AddModifier(lines=here, modifier=modifier, **words)
            elif short < 0:
                yield RemoveModifier(lines=here, modifiers=(modifier,), **words)
        if units > abs(short):
            for taker in takers:
                yield MoveUnit(lines=(*here, *place(finding, taker)), units=abs(short), **words)
            if not takers and own and len(line.modifiers) < ROOM:
                yield _split_share(line, here, modifier, short, words)


def _split_share(line: ServiceLine, here: Sequence[Place], modifier: str, short: int, words: Words) -> SplitLine:
    if short > 0:
        modifiers = with_modifier(line.modifiers, modifier)
        minutes = (0, line.assistant_minutes or 0, 0)
    else:
        modifiers = tuple(one for one in line.modifiers if one != modifier)
        minutes = (line.therapist_minutes or 0, 0, line.joint_minutes or 0)
    return SplitLine(
        lines=here, units=abs(short), code=line.code, modifiers=modifiers, minutes=minutes,
        condition=words["condition"], documentation=words["documentation"],
    )  # fmt: skip
