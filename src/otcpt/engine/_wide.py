"""Rules that look beyond one patient's day: a provider's day, a patient's month, an episode of care."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

import attrs

from otcpt.claims import Episode, History, ServiceLine
from otcpt.engine._plan import UNIT_FIELDS, Found, Task, partition
from otcpt.engine._together import Place, Sheet, enter
from otcpt.errors import InvalidInput
from otcpt.findings import Field, Group, Hit, Reason, Rule, Scope, Unjudged
from otcpt.rules import Course, Law, discipline_of

_NO_PROVIDER = "needs rendering provider key"


@attrs.frozen
class _Entry:
    """A line, whose it is, and where it stands."""

    who: object
    line: ServiceLine
    place: Place


def look_beyond(
    rules: Sequence[Rule], law_on: Callable[[date], Law], places: Sequence[tuple[Sheet, int]], history: History
) -> None:
    """Ask rules of every group of lines that holds one being checked, and write the answers into the sheets."""
    entries = [
        *_checked(places, history),
        *(_Entry(line.patient_key, line, (None, -position)) for position, line in enumerate(history.lines, 1)),
    ]
    entries.sort(key=lambda entry: entry.line.date_of_service)
    for scope, group in dict.fromkeys((rule.scope, rule.group) for rule in rules):
        asked = [rule for rule in rules if (rule.scope, rule.group) == (scope, group)]
        for members, episode in _groups(scope, group, entries, law_on, history):
            whose = [entries[member] for member in members]
            own = [position for position, entry in enumerate(whose) if entry.place[0] is not None]
            if not own:
                continue
            lines = [entry.line for entry in whose]
            spent = tuple(one for one in history.spent if one.patient_key == whose[0].who)
            course = Course(law_on, lines, own, episode, () if scope is Scope.PROVIDER_DAY else spent)
            for rule in asked:
                found, unjudged = _ask(rule, course)
                enter(found, unjudged, [entry.place for entry in whose], lines)


def _checked(places: Sequence[tuple[Sheet, int]], history: History) -> Iterator[_Entry]:
    """The lines being checked; a claim without patient key is of the patient the history leaves unnamed."""
    nameless = {sheet for sheet, i in places if sheet.claim.lines[i].patient_key is None}
    keys = (one.patient_key for told in (history.lines, history.episodes, history.spent) for one in told)
    unnamed = any(key is None for key in keys)
    if unnamed and len(nameless) > 1:
        raise InvalidInput(
            "the history has entries without a patient key, and several claims have none either; "
            "give patient_key on both, or check one claim at a time",
            "history",
        )
    for sheet, i in places:
        line = sheet.claim.lines[i]
        alone = sheet if line.patient_key is None and len(nameless) > 1 else line.patient_key
        yield _Entry(alone, line, (sheet, i))


def _ask(rule: Rule, course: Course) -> tuple[list[Found], list[Unjudged]]:
    lines, own = course.lines, course.checked
    timed = not rule.reads <= UNIT_FIELDS
    touched = tuple(
        i
        for i, line in enumerate(lines)
        if (timed or line.units != 0)
        and rule.id not in course.law(i).settings.off
        and rule.applies(course.law(i).settings)
        and rule.touches(course.law(i), line.code, line.modifiers)
    )
    if own.isdisjoint(touched):
        return [], []
    if rule.scope is Scope.PROVIDER_DAY and lines[0].rendering_provider_key is None:
        absent = (Field.RENDERING_PROVIDER_KEY,)
        return [], [(rule, Reason.INPUT_MISSING, _kept(touched, own), _NO_PROVIDER, absent)]
    missing = Task(rule, tuple(range(len(lines))), touched).missing(lines)
    if missing is not None:
        at = _kept(missing[2], own) or _kept(touched, own)
        return [], [(*missing[:2], at, *missing[3:])]
    found: list[Found] = []
    unjudged: list[Unjudged] = []
    for result in rule.function(course):
        if isinstance(result, Hit):
            if result.lines[0] in own:
                found.append((rule, result.lines, result.evidence, result.severity or rule.severity))
        elif at := _kept(result.lines, own):
            unjudged.append((rule, result.reason, at, result.why, result.missing))
    return found, unjudged


def _kept(positions: Iterable[int], own: frozenset[int]) -> tuple[int, ...]:
    return tuple(i for i in positions if i in own)


def _groups(
    scope: Scope, group: Group, entries: Sequence[_Entry], law_on: Callable[[date], Law], history: History
) -> Iterator[tuple[tuple[int, ...], Episode | None]]:
    """Part the lines: by provider and date, by patient and month, or by patient and episode."""
    parted: dict[object, list[int]] = {}
    for place, entry in enumerate(entries):
        line = entry.line
        day = line.date_of_service
        if scope is Scope.PROVIDER_DAY:
            key: object = (line.rendering_provider_key, day)
        else:
            key = (entry.who, day.year, day.month) if scope is Scope.MONTH else entry.who
        parted.setdefault(key, []).append(place)
    for places in parted.values():
        if scope is Scope.PROVIDER_DAY:
            yield tuple(places), None
            continue
        lines = [entry.line for entry in entries]
        law = law_on(lines[places[0]].date_of_service)
        for members in partition(Group.PLAN if scope is Scope.EPISODE else group, lines, tuple(places), law):
            if scope is Scope.MONTH:
                yield members, None
            else:
                yield from _by_episode(members, entries, law, history)


def _by_episode(
    members: tuple[int, ...], entries: Sequence[_Entry], law: Law, history: History
) -> Iterator[tuple[tuple[int, ...], Episode | None]]:
    """Part one plan's lines by the chart's own episodes; lines outside all of them stay together."""
    first = entries[members[0]]
    discipline = discipline_of(first.line, law.settings.discipline)
    known = sorted(
        (one for one in history.episodes if one.patient_key == first.who and one.discipline == discipline),
        key=lambda one: one.first_day,
    )
    parted: dict[int, list[int]] = {}
    for member in members:
        day = entries[member].line.date_of_service
        begun = [n for n, one in enumerate(known) if one.first_day <= day and (one.last_day or day) >= day]
        parted.setdefault(begun[-1] if begun else -1, []).append(member)
    for number, places in parted.items():
        yield tuple(places), known[number] if number >= 0 else None
