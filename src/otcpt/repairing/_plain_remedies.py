"""Ways out that a rule's own remedies name in plain words: take this off, add that, bill the other code."""

import re
from collections.abc import Iterator

from otcpt.findings import Finding, Remedy
from otcpt.modifiers import DISCIPLINE
from otcpt.repairing._changes import AddModifier, Change, DropLine, RemoveModifier, ReplaceCode
from otcpt.repairing._repair_context import ROOM, Scene, Words, place

_CODE = "(?:[0-9]{4}[0-9A-Z]|[A-Z][0-9]{4})"
_ONE = "([A-Z0-9]{2})"
_OFF = re.compile(r"(?:take|leave) (.+?) (?:off|out)(?: the (?:line|item|claim)\b.*)?(?::.*)?")
_NOT_BILLED = re.compile("do not bill .+")
_KEEP_OR = re.compile(f"keep {_ONE} and take {_ONE} off")
_KEEP_ONE = re.compile("keep one of (.+)")
_ADD = re.compile(f"add {_ONE}")
_BILL_WITH = re.compile(f"bill (?:it|{_CODE}) with {_ONE}(?: or {_ONE})?")
_FIRST = re.compile(f"write {_ONE} first")
_FOR = re.compile(f"write {_ONE} for {_ONE}")
_BILL = re.compile(f"bill ({_CODE}(?:(?:, | or ){_CODE})*)")
_BETWEEN = re.compile(", | or | and ")

_CONDITION = "the rest of the claim is right"
_DOCUMENTATION = "the services of that day as they were furnished"


def plain_remedies(finding: Finding, scene: Scene) -> Iterator[Change]:
    """Read the finding's remedies; one in other words is for a human."""
    for remedy in finding.remedies:
        words = Words(condition=remedy.condition or _CONDITION, documentation=remedy.documentation or _DOCUMENTATION)
        yield from _taken_off(finding, remedy, words)
        yield from _put_on(finding, remedy, words)
        if told := _BILL.fullmatch(remedy.action):
            yield from replacements(finding, scene, told[1], words)


def replacements(finding: Finding, scene: Scene, told: str, words: Words) -> Iterator[Change]:
    """Propose each code that a text names, if it is in force on the day."""
    for code in dict.fromkeys(re.findall(rf"\b{_CODE}\b", told)):
        if scene.meaning(finding.lines[0], code) is not None:
            yield ReplaceCode(lines=place(finding), code=code, **words)


def _taken_off(finding: Finding, remedy: Remedy, words: Words) -> Iterator[Change]:
    given = finding.lines[0].modifiers
    if told := _OFF.fullmatch(remedy.action):
        what = told[1]
        named = tuple(_BETWEEN.split(what))
        if what == "the line":
            yield DropLine(lines=place(finding), **words)
        elif set(named) <= set(given):
            yield RemoveModifier(lines=place(finding), modifiers=named, **words)
        else:
            for at, line in enumerate(finding.lines):
                if line.code == what:
                    yield DropLine(lines=place(finding, at), **words)
    elif _NOT_BILLED.fullmatch(remedy.action):
        yield DropLine(lines=place(finding), **words)
    elif told := _KEEP_OR.fullmatch(remedy.action):
        yield RemoveModifier(lines=place(finding), modifiers=(told[2],), **words)
    elif told := _KEEP_ONE.fullmatch(remedy.action):
        named = tuple(_BETWEEN.split(told[1]))
        if set(named) <= set(given):
            for kept in named:
                condition = f"{kept} is right: {words['condition']}"
                others = tuple(one for one in named if one != kept)
                yield RemoveModifier(
                    lines=place(finding), modifiers=others, condition=condition, documentation=words["documentation"]
                )


def _put_on(finding: Finding, remedy: Remedy, words: Words) -> Iterator[Change]:
    given = finding.lines[0].modifiers
    room = len(given) < ROOM
    if (told := _ADD.fullmatch(remedy.action)) and told[1] not in given and room:
        yield AddModifier(lines=place(finding), modifier=told[1], **words)
    elif told := _BILL_WITH.fullmatch(remedy.action):
        instead = tuple(one for one in given if one in DISCIPLINE)
        for modifier in filter(None, told.groups()):
            if instead or room:
                yield AddModifier(lines=place(finding), modifier=modifier, instead_of=instead, **words)
    elif (told := _FIRST.fullmatch(remedy.action)) and told[1] in given:
        yield AddModifier(lines=place(finding), modifier=told[1], **words)
    elif (told := _FOR.fullmatch(remedy.action)) and told[2] in given:
        yield AddModifier(lines=place(finding), modifier=told[1], instead_of=(told[2],), **words)
