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

from otcpt.checking._foreign import results_of
from otcpt.claims import ServiceLine, fill_only_named
from otcpt.findings import (
    NEEDS_OTHER_VISITS,
    Caveat,
    Evidence,
    Field,
    Group,
    Hit,
    RawNotEvaluated,
    Reason,
    Rule,
    Scope,
    Severity,
)
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

#: What is kept in memory of kinds of days, for plans in lines, which their size follows; a practice has hundreds of
#: kinds, a clearing house tens of thousands.
MOST_KEPT = 65_536

#: Lines of one patient on one day that are looked at together. Rules compare them pair by pair, and more are no
#: patient's: one filler key was written for many.
MOST_LINES = 500
MANY_LINES = f"More than {MOST_LINES} lines of one patient on one day; give each patient a key of their own"


#: A hit bound to positions in the day's lines.
RawFinding = tuple[Rule, tuple[int, ...], Evidence, Severity, Changes]
#: What some rules say of a day.
RuleResults = tuple[Sequence[RawFinding], Sequence[RawNotEvaluated]]


@attrs.frozen
class Task:
    """One rule to run over some lines of a day: all members are shown, the touched ones must have what it needs."""

    rule: Rule
    members: tuple[int, ...]
    touched: tuple[int, ...]


#: Why a rule is not asked: the reason, the lines, the words and the fields that are missing.
MissingInput = tuple[Reason, tuple[int, ...], str, tuple[Field, ...]]


def missing_input(rule: Rule, touched: tuple[int, ...], lines: Sequence[ServiceLine]) -> MissingInput | None:
    """Return what the touched lines lack, or None where everything the rule needs is there."""
    if len(lines) > MOST_LINES and rule.scope is not Scope.LINE:
        return Reason.INPUT_MISSING, touched, MANY_LINES, (Field.PATIENT_KEY,)
    if rule.runs_only_with and all(getattr(lines[i], field) is None for i in touched for field in rule.runs_only_with):
        given = (field.replace("_", " ") for field in Field if field in rule.runs_only_with)
        why = f"Checked only where {' or '.join(given)} is given"
        return Reason.NOT_REQUESTED, touched, why, ()
    gaps = [(need, i) for need in rule.needs for i in touched if getattr(lines[i], need) is None]
    if not gaps:
        return None
    missing = tuple(sorted({need for need, _ in gaps}))
    why = f"Needs {' and '.join(need.replace('_', ' ') for need in missing)} on the line"
    return Reason.INPUT_MISSING, tuple(sorted({i for _, i in gaps})), why, missing


#: Tasks whose rules have what they need, and what is missing for the others.
ReadyTasks = tuple[tuple[Task, ...], tuple[RawNotEvaluated, ...]]


@attrs.frozen(eq=False)
class Tasks:
    """What lines ask for that concern the same rules, whatever their codes: kinds of days share it.

    ``unasked`` are rules that look beyond the day. ``fields`` gives what any rule needs of a line.
    """

    by_kind: tuple[Task, ...]
    by_units: tuple[Task, ...]
    by_minutes: tuple[Task, ...]
    unasked: tuple[RawNotEvaluated, ...]
    fields: Callable[[ServiceLine], tuple[object, ...]]
    known: dict[tuple[bool, ...], tuple[ReadyTasks, ReadyTasks]] = attrs.field(factory=dict, repr=False)

    def ready(self, lines: Sequence[ServiceLine]) -> tuple[ReadyTasks, ReadyTasks]:
        """Return the tasks on units and those on minutes that have what they need."""
        lacks = tuple([value is None for line in lines for value in self.fields(line)])
        ready = self.known.get(lacks)
        if ready is None:
            if len(self.known) >= MOST_KEPT:
                self.known.clear()
            ready = self.known[lacks] = split_ready(self.by_units, lines), split_ready(self.by_minutes, lines)
        return ready


@attrs.frozen
class DayProfile:
    """Everything that is settled for a kind of day, by which tasks, and what is left to do.

    ``unasked`` is what only other days of the patient decide: said where no history is given.
    """

    law: Law
    found: Sequence[RawFinding]
    raw_not_evaluated: Sequence[RawNotEvaluated]
    unasked: Sequence[RawNotEvaluated]
    settled_by: tuple[Task, ...]
    tasks: Tasks
    caveats: tuple[Caveat, ...]
    said: dict[tuple[int | None, ...], RuleResults] = attrs.field(factory=dict, repr=False)

    def run_unit_rules(self, lines: Sequence[ServiceLine], units: tuple[int | None, ...]) -> RuleResults:
        """Run the rules that read units but no minutes, once for the same units."""
        said = self.said.get(units)
        if said is None:
            if len(self.said) >= MOST_KEPT:
                self.said.clear()
            tasks, missing = self.tasks.ready(lines)[0]
            found, raw_not_evaluated = run(tasks, self.law, lines)
            said = self.said[units] = found, (*missing, *raw_not_evaluated)
        return said

    def run_minute_rules(self, lines: Sequence[ServiceLine]) -> RuleResults:
        """Run the rules that read minutes."""
        tasks, missing = self.tasks.ready(lines)[1]
        if not tasks:
            return (), missing
        found, raw_not_evaluated = run(tasks, self.law, lines)
        return found, (*missing, *raw_not_evaluated)


#: Positions grouped by owner, for each of `_GROUPS`.
_Grouping = tuple[tuple[tuple[int, ...], ...], ...]
_GROUPS = tuple(Group)


@attrs.frozen
class _LineProfile:
    """What is known of a line: the rules it concerns in some day, and what those say that look at it alone."""

    concerned: frozenset[Rule]
    found: Sequence[RawFinding]
    raw_not_evaluated: Sequence[RawNotEvaluated]


class _LineProfiles:
    """What is known of single lines under one law, remembered by what makes their kind but who furnished them."""

    def __init__(self, law: Law, rules: Iterable[Rule]) -> None:
        settings = law.settings
        self._rules = tuple(rule for rule in rules if rule.id not in settings.off and rule.enabled_by(settings))
        self._law = law
        self._alone = tuple(rule for rule in self._rules if rule.scope is Scope.LINE and rule.reads <= KIND_FIELDS)
        read = {Field.CODE, Field.MODIFIERS}.union(*[rule.reads for rule in self._alone])
        needed = {Field.UNITS, Field.MINUTES}.union(*[rule.needs | rule.runs_only_with for rule in self._rules])
        self._key = attrgetter(*sorted(read))
        self._fields = attrgetter(*sorted(needed))
        self._known: dict[object, _LineProfile] = {}
        self._concerned: dict[frozenset[Rule], frozenset[Rule]] = {}
        self._tasks: dict[object, Tasks] = {}

    def __call__(self, line: ServiceLine) -> _LineProfile:
        key = self._key(line)
        profile = self._known.get(key)
        if profile is None:
            if len(self._known) >= MOST_KEPT:
                self._known.clear()
            profile = self._known[key] = self._profile(line)
        return profile

    def _profile(self, line: ServiceLine) -> _LineProfile:
        touching = [rule for rule in self._rules if rule.applies_to_line(self._law, line.code, line.modifiers)]
        alone = [Task(rule, (0,), (0,)) for rule in self._alone if rule in touching]
        tasks, missing = split_ready(alone, (line,))
        found, raw_not_evaluated = run(tasks, self._law, (line,))
        concerned = frozenset(touching).difference(self._alone)
        return _LineProfile(self._concerned.setdefault(concerned, concerned), found, (*missing, *raw_not_evaluated))

    def tasks(self, concerned: Sequence[frozenset[Rule]], every: _Grouping, billed: _Grouping) -> Tasks:
        """Return the tasks of lines, given the rules that apply to each and the groups of all and of billed lines."""
        key = concerned, every, billed
        tasks = self._tasks.get(key)
        if tasks is None:
            if len(self._tasks) >= MOST_KEPT:
                self._tasks.clear()
            tasks = self._tasks[key] = self._set(*key)
        return tasks

    def _set(self, concerned: Sequence[frozenset[Rule]], every: _Grouping, billed: _Grouping) -> Tasks:
        unasked: list[RawNotEvaluated] = []
        by_kind: list[Task] = []
        by_units: list[Task] = []
        by_minutes: list[Task] = []
        somehow = frozenset[Rule]().union(*concerned)
        for rule in self._rules:
            if rule not in somehow:
                continue
            timed = not rule.reads <= UNIT_FIELDS
            groups = every if timed else billed
            if rule.scope.needs_history:
                together = groups[_GROUPS.index(Group.PATIENT)][0]
                if touched := tuple([i for i in together if rule in concerned[i]]):
                    unasked.append((rule, Reason.NOT_REQUESTED, touched, NEEDS_OTHER_VISITS, ()))
                continue
            tasks = by_minutes if timed else by_units if Field.UNITS in rule.reads else by_kind
            tasks.extend(_tasks(rule, concerned, groups[_GROUPS.index(rule.group)]))
        return Tasks(tuple(by_kind), tuple(by_units), tuple(by_minutes), tuple(unasked), self._fields)


def profile_day(
    law: Law,
    rules: tuple[Rule, ...],
    lines: Sequence[ServiceLine],
    caveats: Callable[..., tuple[Caveat, ...]],
) -> DayProfile:
    """Decide which rules the lines touch, and settle those that need no more than their kind."""
    known = law.cached(rules, _LineProfiles)
    profiles = [known(line) for line in lines]
    everything = tuple(range(len(lines)))
    billed = tuple([i for i in everything if lines[i].units != 0])
    every = tuple([group_lines(group, lines, everything, law) for group in _GROUPS])
    of_billed = every if billed == everything else tuple([group_lines(group, lines, billed, law) for group in _GROUPS])
    tasks = known.tasks(tuple([one.concerned for one in profiles]), every, of_billed)
    able, missing = split_ready(tasks.by_kind, lines)
    said = run(able, law, lines)
    found, raw_not_evaluated = [*said[0]], [*missing, *said[1]]
    for i in billed:
        found.extend(
            [(rule, (i,), evidence, severity, changes) for rule, _, evidence, severity, changes in profiles[i].found]
        )
        raw_not_evaluated.extend(
            [(rule, reason, (i,), why, lacks) for rule, reason, _, why, lacks in profiles[i].raw_not_evaluated]
        )
    shown = caveats(law, [lines[i] for i in billed])
    beyond = [entry for entry in raw_not_evaluated if entry[3] == NEEDS_OTHER_VISITS]
    unasked = (*tasks.unasked, *beyond)
    if beyond:
        raw_not_evaluated = [entry for entry in raw_not_evaluated if entry[3] != NEEDS_OTHER_VISITS]
    return DayProfile(law, found, raw_not_evaluated, unasked, able, tasks, shown)


def _tasks(rule: Rule, concerned: Sequence[frozenset[Rule]], groups: Iterable[tuple[int, ...]]) -> Iterable[Task]:
    for members in groups:
        touched = tuple([i for i in members if rule in concerned[i]])
        if rule.scope is Scope.LINE:
            for i in touched:
                yield Task(rule, (i,), (i,))
        elif touched:
            yield Task(rule, members, touched)


def group_lines(
    group: Group, lines: Sequence[ServiceLine], members: tuple[int, ...], law: Law
) -> tuple[tuple[int, ...], ...]:
    """Group the lines of one patient: all together, by provider, or by plan of care and biller."""
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


def split_ready(tasks: Iterable[Task], lines: Sequence[ServiceLine]) -> ReadyTasks:
    """Split tasks into those whose rules have what they need, and what is missing for the others."""
    able: list[Task] = []
    raw_not_evaluated: list[RawNotEvaluated] = []
    lacks: dict[object, MissingInput | None] = {}
    for task in tasks:
        rule = task.rule
        if rule.needs or rule.runs_only_with or len(lines) > MOST_LINES:
            key = rule.needs, rule.runs_only_with, task.touched
            if key not in lacks:
                lacks[key] = missing_input(rule, task.touched, lines)
            if (lack := lacks[key]) is not None:
                raw_not_evaluated.append((rule, *lack))
                continue
        able.append(task)
    return tuple(able), tuple(raw_not_evaluated)


def run(tasks: Iterable[Task], law: Law, lines: Sequence[ServiceLine]) -> RuleResults:
    """Run rules that have what they need; those with the same members share a view. Positions are the day's own."""
    found: list[RawFinding] = []
    raw_not_evaluated: list[RawNotEvaluated] = []
    days: dict[tuple[int, ...], Day] = {}
    for task in tasks:
        rule, members = task.rule, task.members
        day = days.get(members)
        if day is None:
            day = days[members] = Day(law, [lines[i] for i in members])
        for result in results_of(rule, day):
            positions = tuple([members[i] for i in result.lines])
            if isinstance(result, Hit):
                found.append((rule, positions, result.evidence, result.severity or rule.severity, result.changes))
            else:
                raw_not_evaluated.append((rule, result.reason, positions, result.why, result.missing))
    return found, raw_not_evaluated
