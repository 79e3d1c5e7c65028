"""What a kind of day asks for: rules run once per kind where they read only what makes the kind.

A kind is everything of a day but units and minutes: codes, modifiers, places, who rendered what, and the window of
dates in which the law does not change. Rules that read no more than that are run when the plan is made, and their
hits are handed to every day of the kind. Rules that also read units are run once per kind and units; rules that read
minutes are run on each day, but only where a line touches them. Which of those have what they need follows from which
minutes are given at all, and is remembered too.
"""

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter

import attrs

from otcpt.claims import ServiceLine, fill_only_named
from otcpt.findings import LOOKS_BEYOND, Caveat, Evidence, Field, Group, Hit, Reason, Rule, Scope, Severity, Unjudged
from otcpt.fixes import Changes
from otcpt.rules import Day, Law, discipline_of

KIND_FIELDS = frozenset(
    {
        Field.CODE,
        Field.MODIFIERS,
        Field.BILL_TYPE,
        Field.REVENUE_CODE,
        Field.PLACE_OF_SERVICE,
        Field.RENDERING_PROVIDER_KEY,
        Field.BILLING_PROVIDER_KEY,
    }
)
UNIT_FIELDS = KIND_FIELDS | {Field.UNITS}

#: Kinds of days kept in memory; a practice has hundreds, a clearing house tens of thousands.
MOST_KEPT = 65_536


#: A hit bound to positions in the day's lines.
Found = tuple[Rule, tuple[int, ...], Evidence, Severity, Changes]
#: What some rules say of a day.
Said = tuple[Sequence[Found], Sequence[Unjudged]]


@attrs.frozen
class Task:
    """One rule to run over some lines of a day: all members are shown, the touched ones must have what it needs."""

    rule: Rule
    members: tuple[int, ...]
    touched: tuple[int, ...]


#: Why a rule is not asked: the reason, the lines, the words and the fields that are missing.
Lack = tuple[Reason, tuple[int, ...], str, tuple[Field, ...]]


def lack_of(rule: Rule, touched: tuple[int, ...], lines: Sequence[ServiceLine]) -> Lack | None:
    """Return what the touched lines lack, or None where everything the rule needs is there."""
    if rule.asked_by and all(getattr(lines[i], field) is None for i in touched for field in rule.asked_by):
        given = (field.replace("_", " ") for field in Field if field in rule.asked_by)
        why = f"Checked only where {' or '.join(given)} is given"
        return Reason.NOT_REQUESTED, touched, why, ()
    gaps = [(need, i) for need in rule.needs for i in touched if getattr(lines[i], need) is None]
    if not gaps:
        return None
    missing = tuple(sorted({need for need, _ in gaps}))
    why = f"Needs {' and '.join(need.replace('_', ' ') for need in missing)} on the line"
    return Reason.INPUT_MISSING, tuple(sorted({i for _, i in gaps})), why, missing


#: Tasks whose rules have what they need, and what is missing for the others.
Ready = tuple[tuple[Task, ...], tuple[Unjudged, ...]]


@attrs.frozen(eq=False)
class Tasks:
    """What lines ask for that concern the same rules, whatever their codes: kinds of days share it.

    ``unasked`` are rules that look beyond the day. ``fields`` gives what any rule needs of a line.
    """

    by_kind: tuple[Task, ...]
    by_units: tuple[Task, ...]
    by_minutes: tuple[Task, ...]
    unasked: tuple[Unjudged, ...]
    fields: Callable[[ServiceLine], tuple[object, ...]]
    known: dict[tuple[bool, ...], tuple[Ready, Ready]] = attrs.field(factory=dict, repr=False)

    def ready(self, lines: Sequence[ServiceLine]) -> tuple[Ready, Ready]:
        """Return the tasks on units and those on minutes that have what they need."""
        lacks = tuple([value is None for line in lines for value in self.fields(line)])
        ready = self.known.get(lacks)
        if ready is None:
            if len(self.known) >= MOST_KEPT:
                self.known.clear()
            ready = self.known[lacks] = part(self.by_units, lines), part(self.by_minutes, lines)
        return ready


@attrs.frozen
class Plan:
    """Everything that is settled for a kind of day, by which tasks, and what is left to do.

    ``unasked`` is what only other days of the patient decide: said where no history is given.
    """

    law: Law
    found: Sequence[Found]
    unjudged: Sequence[Unjudged]
    unasked: Sequence[Unjudged]
    settled_by: tuple[Task, ...]
    tasks: Tasks
    caveats: tuple[Caveat, ...]
    said: dict[tuple[int | None, ...], Said] = attrs.field(factory=dict, repr=False)

    def say_by_units(self, lines: Sequence[ServiceLine], units: tuple[int | None, ...]) -> Said:
        """Run the rules that read units but no minutes, once for the same units."""
        said = self.said.get(units)
        if said is None:
            if len(self.said) >= MOST_KEPT:
                self.said.clear()
            tasks, missing = self.tasks.ready(lines)[0]
            found, unjudged = run(tasks, self.law, lines)
            said = self.said[units] = found, (*missing, *unjudged)
        return said

    def say_by_minutes(self, lines: Sequence[ServiceLine]) -> Said:
        """Run the rules that read minutes."""
        tasks, missing = self.tasks.ready(lines)[1]
        if not tasks:
            return (), missing
        found, unjudged = run(tasks, self.law, lines)
        return found, (*missing, *unjudged)


#: Positions parted by whose they are, for each of `_GROUPS`.
_Parted = tuple[tuple[tuple[int, ...], ...], ...]
_GROUPS = tuple(Group)


@attrs.frozen
class _Told:
    """What is known of a line: the rules it concerns in some day, and what those say that look at it alone."""

    concerned: frozenset[Rule]
    found: Sequence[Found]
    unjudged: Sequence[Unjudged]


class _Lines:
    """What is known of single lines under one law, remembered by what makes their kind but who furnished them."""

    def __init__(self, law: Law, rules: Iterable[Rule]) -> None:
        settings = law.settings
        self._rules = tuple(rule for rule in rules if rule.id not in settings.off and rule.applies(settings))
        self._law = law
        self._alone = tuple(rule for rule in self._rules if rule.scope is Scope.LINE and rule.reads <= KIND_FIELDS)
        read = {Field.CODE, Field.MODIFIERS}.union(*[rule.reads for rule in self._alone])
        needed = {Field.UNITS, Field.MINUTES}.union(*[rule.needs | rule.asked_by for rule in self._rules])
        self._key = attrgetter(*sorted(read))
        self._fields = attrgetter(*sorted(needed))
        self._known: dict[object, _Told] = {}
        self._concerned: dict[frozenset[Rule], frozenset[Rule]] = {}
        self._tasks: dict[object, Tasks] = {}

    def __call__(self, line: ServiceLine) -> _Told:
        key = self._key(line)
        told = self._known.get(key)
        if told is None:
            if len(self._known) >= MOST_KEPT:
                self._known.clear()
            told = self._known[key] = self._tell(line)
        return told

    def _tell(self, line: ServiceLine) -> _Told:
        touching = [rule for rule in self._rules if rule.touches(self._law, line.code, line.modifiers)]
        alone = [Task(rule, (0,), (0,)) for rule in self._alone if rule in touching]
        tasks, missing = part(alone, (line,))
        found, unjudged = run(tasks, self._law, (line,))
        concerned = frozenset(touching).difference(self._alone)
        return _Told(self._concerned.setdefault(concerned, concerned), found, (*missing, *unjudged))

    def tasks(self, concerned: Sequence[frozenset[Rule]], every: _Parted, billed: _Parted) -> Tasks:
        """Return what lines ask for by the rules each concerns and by whose they are, all of them and those billed."""
        key = concerned, every, billed
        tasks = self._tasks.get(key)
        if tasks is None:
            if len(self._tasks) >= MOST_KEPT:
                self._tasks.clear()
            tasks = self._tasks[key] = self._set(*key)
        return tasks

    def _set(self, concerned: Sequence[frozenset[Rule]], every: _Parted, billed: _Parted) -> Tasks:
        unasked: list[Unjudged] = []
        by_kind: list[Task] = []
        by_units: list[Task] = []
        by_minutes: list[Task] = []
        somehow = frozenset[Rule]().union(*concerned)
        for rule in self._rules:
            if rule not in somehow:
                continue
            timed = not rule.reads <= UNIT_FIELDS
            parted = every if timed else billed
            if rule.scope.needs_history:
                together = parted[_GROUPS.index(Group.PATIENT)][0]
                if touched := tuple([i for i in together if rule in concerned[i]]):
                    unasked.append((rule, Reason.NOT_REQUESTED, touched, LOOKS_BEYOND, ()))
                continue
            tasks = by_minutes if timed else by_units if Field.UNITS in rule.reads else by_kind
            tasks.extend(_tasks(rule, concerned, parted[_GROUPS.index(rule.group)]))
        return Tasks(tuple(by_kind), tuple(by_units), tuple(by_minutes), tuple(unasked), self._fields)


def make_plan(
    law: Law,
    rules: tuple[Rule, ...],
    lines: Sequence[ServiceLine],
    caveats: Callable[..., tuple[Caveat, ...]],
) -> Plan:
    """Decide which rules the lines touch, and settle those that need no more than their kind."""
    known = law.once(rules, _Lines)
    told = [known(line) for line in lines]
    everything = tuple(range(len(lines)))
    billed = tuple([i for i in everything if lines[i].units != 0])
    every = tuple([partition(group, lines, everything, law) for group in _GROUPS])
    of_billed = every if billed == everything else tuple([partition(group, lines, billed, law) for group in _GROUPS])
    tasks = known.tasks(tuple([one.concerned for one in told]), every, of_billed)
    able, missing = part(tasks.by_kind, lines)
    said = run(able, law, lines)
    found, unjudged = [*said[0]], [*missing, *said[1]]
    for i in billed:
        found.extend(
            [(rule, (i,), evidence, severity, changes) for rule, _, evidence, severity, changes in told[i].found]
        )
        unjudged.extend([(rule, reason, (i,), why, lacks) for rule, reason, _, why, lacks in told[i].unjudged])
    shown = caveats(law, [lines[i] for i in billed])
    beyond = [entry for entry in unjudged if entry[3] == LOOKS_BEYOND]
    unasked = (*tasks.unasked, *beyond)
    if beyond:
        unjudged = [entry for entry in unjudged if entry not in beyond]
    return Plan(law, found, unjudged, unasked, able, tasks, shown)


def _tasks(rule: Rule, concerned: Sequence[frozenset[Rule]], groups: Iterable[tuple[int, ...]]) -> Iterable[Task]:
    for members in groups:
        touched = tuple([i for i in members if rule in concerned[i]])
        if rule.scope is Scope.LINE:
            for i in touched:
                yield Task(rule, (i,), (i,))
        elif touched:
            yield Task(rule, members, touched)


def partition(
    group: Group, lines: Sequence[ServiceLine], members: tuple[int, ...], law: Law
) -> tuple[tuple[int, ...], ...]:
    """Part the lines of one patient by whose they are: all together, by provider, or by plan of care and biller."""
    if group is Group.PATIENT:
        return (members,)
    by_key: dict[object, list[int]] = {}
    if group is Group.PROVIDER and law.settings.biller != "facility":
        keys = fill_only_named(lines[i].rendering_provider_key for i in members)
    else:
        keys = fill_only_named(lines[i].billing_provider_key for i in members)
    for i, key in zip(members, keys, strict=True):
        whole: object = key
        if group is Group.PLAN:
            whole = (key, discipline_of(lines[i], law.settings.discipline))
        by_key.setdefault(whole, []).append(i)
    return tuple(tuple(positions) for positions in by_key.values())


def part(tasks: Iterable[Task], lines: Sequence[ServiceLine]) -> Ready:
    """Part tasks into those whose rules have what they need, and what the others miss."""
    able: list[Task] = []
    unjudged: list[Unjudged] = []
    lacks: dict[object, Lack | None] = {}
    for task in tasks:
        rule = task.rule
        if rule.needs or rule.asked_by:
            key = rule.needs, rule.asked_by, task.touched
            if key not in lacks:
                lacks[key] = lack_of(rule, task.touched, lines)
            if (lack := lacks[key]) is not None:
                unjudged.append((rule, *lack))
                continue
        able.append(task)
    return tuple(able), tuple(unjudged)


def run(tasks: Iterable[Task], law: Law, lines: Sequence[ServiceLine]) -> Said:
    """Run rules that have what they need; those with the same members share a view. Positions are the day's own."""
    found: list[Found] = []
    unjudged: list[Unjudged] = []
    days: dict[tuple[int, ...], Day] = {}
    for task in tasks:
        rule, members = task.rule, task.members
        day = days.get(members)
        if day is None:
            day = days[members] = Day(law, [lines[i] for i in members])
        for result in rule.function(day):
            positions = tuple([members[i] for i in result.lines])
            if isinstance(result, Hit):
                found.append((rule, positions, result.evidence, result.severity or rule.severity, result.changes))
            else:
                unjudged.append((rule, result.reason, positions, result.why, result.missing))
    return found, unjudged
