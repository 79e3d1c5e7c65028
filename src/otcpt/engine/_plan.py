"""What a kind of day asks for: rules run once per kind where they read only what makes the kind.

A kind is everything of a day but units and minutes: codes, modifiers, places, who rendered what, and the window of
dates in which the law does not change. Rules that read no more than that are run when the plan is made, and their
hits are handed to every day of the kind. Rules that also read units are run once per kind and units; rules that read
minutes are run on each day, but only where a line touches them.
"""

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter

import attrs

from otcpt.claims import ServiceLine
from otcpt.findings import Caveat, Evidence, Field, Group, Hit, Reason, Rule, Scope, Severity
from otcpt.rules import Day, Law, discipline_of

KIND_FIELDS = frozenset(
    {
        Field.CODE,
        Field.MODIFIERS,
        Field.BILL_TYPE,
        Field.PLACE_OF_SERVICE,
        Field.RENDERING_PROVIDER_KEY,
        Field.BILLING_PROVIDER_KEY,
    }
)
UNIT_FIELDS = KIND_FIELDS | {Field.UNITS}

_OPTIONAL = tuple((field, attrgetter(field)) for field in sorted(set(Field) - KIND_FIELDS | {Field.PLACE_OF_SERVICE}))

#: A hit bound to positions in the day's lines.
Found = tuple[Rule, tuple[int, ...], Evidence, Severity]
#: A rule that did not judge some positions.
Unjudged = tuple[Rule, Reason, tuple[int, ...], str, tuple[Field, ...]]


@attrs.frozen
class Task:
    """One rule to run over some lines of a day: all members are shown, the touched ones must have what it needs."""

    rule: Rule
    members: tuple[int, ...]
    touched: tuple[int, ...]
    gaps: dict[tuple[bool, ...], Unjudged] = attrs.field(factory=dict, repr=False)

    def unjudged(self, lines: Sequence[ServiceLine]) -> Unjudged | None:
        """Return what is missing on the touched lines, or None where everything the rule needs is there."""
        needs = sorted(self.rule.needs)
        gap = tuple([getattr(lines[i], need) is None for need in needs for i in self.touched])
        if True not in gap:
            return None
        told = self.gaps.get(gap)
        if told is None:
            missing = tuple(need for need in needs if any(getattr(lines[i], need) is None for i in self.touched))
            lacking = tuple(i for i in self.touched if any(getattr(lines[i], need) is None for need in missing))
            why = f"needs {' and '.join(need.replace('_', ' ') for need in missing)}"
            told = self.gaps[gap] = self.rule, Reason.INPUT_MISSING, lacking, why, missing
        return told


@attrs.frozen
class Plan:
    """Everything that is settled for a kind of day, and what is left to do."""

    law: Law
    found: tuple[Found, ...]
    unjudged: tuple[Unjudged, ...]
    by_units: tuple[Task, ...]
    by_minutes: tuple[Task, ...]
    caveats: tuple[Caveat, ...]
    settled: dict[tuple[int | None, ...], tuple[tuple[Found, ...], tuple[Unjudged, ...]]] = attrs.field(
        factory=dict, repr=False
    )


def make_plan(
    law: Law, rules: Iterable[Rule], lines: Sequence[ServiceLine], caveats: Callable[..., tuple[Caveat, ...]]
) -> Plan:
    """Decide which rules the lines touch, and settle those that need no more than their kind."""
    found: list[Found] = []
    unjudged: list[Unjudged] = []
    by_units: list[Task] = []
    by_minutes: list[Task] = []
    days: dict[tuple[int, ...], Day] = {}
    lacking = lacking_fields(lines)
    everything = tuple(range(len(lines)))
    billed = tuple(position for position in everything if lines[position].units != 0)
    groups = {
        (group, timed): _partition(group, lines, everything if timed else billed, law)
        for group in Group
        for timed in (False, True)
    }
    for rule in rules:
        timed = not rule.reads <= UNIT_FIELDS
        for task in _tasks(rule, law, lines, groups[rule.group, timed]):
            if timed:
                by_minutes.append(task)
            elif Field.UNITS in rule.reads:
                by_units.append(task)
            else:
                run(task, law, lines, lacking, found, unjudged, days)
    return Plan(
        law, tuple(found), tuple(unjudged), tuple(by_units), tuple(by_minutes), caveats(law, [lines[i] for i in billed])
    )


def _tasks(rule: Rule, law: Law, lines: Sequence[ServiceLine], groups: Iterable[tuple[int, ...]]) -> Iterable[Task]:
    for members in groups:
        touched = tuple(i for i in members if rule.touches(law, lines[i].code, lines[i].modifiers))
        if rule.scope is Scope.LINE:
            for i in touched:
                yield Task(rule, (i,), (i,))
        elif touched:
            yield Task(rule, members, touched)


def _partition(
    group: Group, lines: Sequence[ServiceLine], members: tuple[int, ...], law: Law
) -> tuple[tuple[int, ...], ...]:
    if group is Group.PATIENT:
        return (members,)
    by_key: dict[object, list[int]] = {}
    if group is Group.PROVIDER and law.settings.biller != "facility":
        keys = [lines[i].rendering_provider_key for i in members]
    else:
        keys = [lines[i].billing_provider_key for i in members]
    named = {key for key in keys if key is not None}
    assumed = named.pop() if len(named) == 1 else None
    for i, key in zip(members, keys, strict=True):
        whole: object = assumed if key is None else key
        if group is Group.PLAN:
            whole = (whole, discipline_of(lines[i], law.settings.discipline))
        by_key.setdefault(whole, []).append(i)
    return tuple(tuple(positions) for positions in by_key.values())


def lacking_fields(lines: Sequence[ServiceLine]) -> frozenset[Field]:
    """Return the fields that some line of the day does not have."""
    return frozenset([field for field, read in _OPTIONAL if None in map(read, lines)])


def run(
    task: Task,
    law: Law,
    lines: Sequence[ServiceLine],
    lacking: frozenset[Field],
    found: list[Found],
    unjudged: list[Unjudged],
    days: dict[tuple[int, ...], Day],
) -> None:
    """Run one rule and append what it says, with positions in the day's lines; ``days`` shares equal views."""
    rule, members = task.rule, task.members
    if not rule.needs.isdisjoint(lacking) and (told := task.unjudged(lines)) is not None:
        unjudged.append(told)
        return
    day = days.get(members)
    if day is None:
        day = days[members] = Day(law, [lines[i] for i in members])
    for result in rule.function(day):
        positions = tuple([members[i] for i in result.lines])
        if isinstance(result, Hit):
            found.append((rule, positions, result.evidence, result.severity or rule.severity))
        else:
            unjudged.append((rule, result.reason, positions, result.why, result.missing))
