"""What a kind of day asks for: rules run once per kind where they read only what makes the kind.

A kind is everything of a day but units and minutes: codes, modifiers, places, who rendered what, and the window of
dates in which the law does not change. Rules that read no more than that are run when the plan is made, and their
hits are handed to every day of the kind. Rules that also read units are run once per kind and units; rules that read
minutes are run on each day, but only where a line touches them. Which of those have what they need follows from which
minutes are given at all, and is remembered too.
"""

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from otcpt.checking._foreign import results_of
from otcpt.claims import ServiceLine, fill_only_named
from otcpt.findings import (
    NEEDS_OTHER_VISITS,
    Caveat,
    Evidence,
    Field,
    Group,
    Hit,
    Part,
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

#: A hit bound to positions in the day's lines.
RawFinding = tuple[Rule, tuple[int, ...], Evidence, Severity, Changes]
#: What rules know of days of one kind, by the lines that they look at together.
KnownOfKind = dict[tuple[int, ...], dict[Callable[..., object], Any]]
#: What some rules say of a day.
RuleResults = tuple[Sequence[RawFinding], Sequence[RawNotEvaluated]]


class Task(NamedTuple):
    """One rule to run over some lines of a day: all members are shown, the touched ones must have what it needs."""

    rule: Rule
    members: tuple[int, ...]
    touched: tuple[int, ...]


#: Why a rule is not asked: the reason, the lines, the words and the fields that are missing.
MissingInput = tuple[Reason, tuple[int, ...], str, tuple[Field, ...]]


def missing_input(rule: Rule, touched: tuple[int, ...], lines: Sequence[ServiceLine]) -> MissingInput | None:
    """Return what the touched lines lack, or None where everything the rule needs is there."""
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


class Tasks:
    """What lines ask for that concern the same rules, whatever their codes: kinds of days share it.

    ``unasked`` are rules that look beyond the day. ``fields`` gives what any rule needs of a line.
    """

    __slots__ = ("_always", "_known", "by_kind", "by_minutes", "by_units", "fields", "unasked")

    def __init__(
        self,
        by_kind: Iterable[Task],
        by_units: Iterable[Task],
        by_minutes: Iterable[Task],
        unasked: Iterable[RawNotEvaluated],
        fields: Callable[[ServiceLine], tuple[object, ...]],
    ) -> None:
        self.by_kind = tuple(by_kind)
        self.by_units = tuple(by_units)
        self.by_minutes = tuple(by_minutes)
        self.unasked = tuple(unasked)
        self.fields = fields
        self._always = not any(task.rule.needs or task.rule.runs_only_with for task in self.by_kind)
        self._known: dict[tuple[int, ...], tuple[ReadyTasks, ReadyTasks]] = {}

    def ready_by_kind(self, lines: Sequence[ServiceLine]) -> ReadyTasks:
        """Return the tasks on the kind of day that have what they need."""
        return (self.by_kind, ()) if self._always else split_ready(self.by_kind, lines)

    def ready(self, lines: Sequence[ServiceLine]) -> tuple[ReadyTasks, ReadyTasks]:
        """Return the tasks on units and those on minutes that have what they need."""
        lacks: tuple[int, ...] = tuple([value is None for line in lines for value in self.fields(line)])
        if any(lacks):
            numbers: dict[str, int] = {}
            lacks += tuple([numbers.setdefault(line.code, len(numbers)) for line in lines])
        ready = self._known.get(lacks)
        if ready is None:
            if len(self._known) >= MOST_KEPT:
                self._known.clear()
            ready = self._known[lacks] = split_ready(self.by_units, lines), split_ready(self.by_minutes, lines)
        return ready


class DayProfile:
    """Everything that is settled for a kind of day, by which tasks, and what is left to do.

    ``unasked`` is what only other days of the patient decide: reported where no history is given.
    """

    __slots__ = (
        *("_of_kind", "_results", "caveats", "found", "law", "raw_not_evaluated", "settled_by", "tasks", "unasked"),
    )

    def __init__(
        self,
        law: Law,
        results: RuleResults,
        unasked: Sequence[RawNotEvaluated],
        settled_by: tuple[Task, ...],
        tasks: Tasks,
        caveats: tuple[Caveat, ...],
    ) -> None:
        self.law = law
        self.found, self.raw_not_evaluated = results
        self.unasked = unasked
        self.settled_by = settled_by
        self.tasks = tasks
        self.caveats = caveats
        self._results: dict[tuple[int | None, ...], RuleResults] = {}
        self._of_kind: KnownOfKind = {}

    def run_unit_rules(self, lines: Sequence[ServiceLine], units: tuple[int | None, ...]) -> RuleResults:
        """Run the rules that read units but no minutes, once for the same units."""
        result = self._results.get(units)
        if result is None:
            if len(self._results) >= MOST_KEPT:
                self._results.clear()
            tasks, missing = self.tasks.ready(lines)[0]
            found, raw_not_evaluated = run(tasks, self.law, lines, self._of_kind)
            result = self._results[units] = found, (*missing, *raw_not_evaluated)
        return result

    def run_minute_rules(self, lines: Sequence[ServiceLine]) -> RuleResults:
        """Run the rules that read minutes."""
        tasks, missing = self.tasks.ready(lines)[1]
        if not tasks:
            return (), missing
        found, raw_not_evaluated = run(tasks, self.law, lines, self._of_kind)
        return found, (*missing, *raw_not_evaluated) if raw_not_evaluated else missing


#: Positions grouped by owner, for each of `_GROUPS`.
_Grouping = tuple[tuple[tuple[int, ...], ...], ...]
_GROUPS = tuple(Group)
_UNNAMED = frozenset({None})
_BY_KIND, _BY_UNITS, _BY_MINUTES = range(3)


def _asked(rule: Rule) -> tuple[Rule, int, bool, int]:
    """Return a rule, what it is asked by, whether it looks beyond the day, and the place of its grouping."""
    by = _BY_KIND if rule.reads <= KIND_FIELDS else _BY_UNITS if rule.reads <= UNIT_FIELDS else _BY_MINUTES
    beyond = rule.scope.needs_history
    return rule, by, beyond, _GROUPS.index(Group.PATIENT if beyond else rule.group)


class LineProfile:
    """What is known of a line: the rules it concerns in some day, and what those say that look at it alone."""

    __slots__ = ("_at", "_results", "concerned", "discipline")

    def __init__(self, concerned: frozenset[Rule], discipline: str, results: RuleResults) -> None:
        self.concerned = concerned
        self.discipline = discipline
        self._results = results
        self._at: list[_Alone] = []

    def at(self, position: int) -> "_Alone":
        """Return what is said of it alone where it is the line at a position: the same object for many days."""
        while len(self._at) <= position:
            own = (len(self._at),)
            found, raw_not_evaluated = self._results
            entries = [(rule, reason, own, why, lacks) for rule, reason, _, why, lacks in raw_not_evaluated]
            self._at.append(
                _Alone(
                    [(rule, own, evidence, severity, changes) for rule, _, evidence, severity, changes in found],
                    [entry for entry in entries if entry[3] != NEEDS_OTHER_VISITS],
                    [entry for entry in entries if entry[3] == NEEDS_OTHER_VISITS],
                )
            )
        return self._at[position]


class _Alone(NamedTuple):
    """What rules say of one line: hits, what they did not judge, and what only the patient's other days decide."""

    found: Sequence[RawFinding]
    raw_not_evaluated: Sequence[RawNotEvaluated]
    unasked: Sequence[RawNotEvaluated]


class LineProfiles:
    """What is known of single lines under one law, remembered by what makes their kind but who furnished them."""

    def __init__(self, law: Law, rules: Iterable[Rule]) -> None:
        settings = law.settings
        self._rules = tuple(rule for rule in rules if rule.id not in settings.off and rule.enabled_by(settings))
        self._law = law
        self._alone = tuple(rule for rule in self._rules if rule.scope is Scope.LINE and rule.reads <= KIND_FIELDS)
        read = {Field.CODE, Field.MODIFIERS}.union(*[rule.reads for rule in self._alone])
        needed = {Field.UNITS, Field.MINUTES}.union(*[rule.needs | rule.runs_only_with for rule in self._rules])
        self._key = attrgetter(*map(str, sorted(read)))
        self._fields = attrgetter(*map(str, sorted(needed)))
        self._known: dict[object, LineProfile] = {}
        self._concerned: dict[frozenset[Rule], frozenset[Rule]] = {}
        self._tasks: dict[object, Tasks] = {}
        self._asked = tuple(map(_asked, self._rules))

    def __call__(self, line: ServiceLine) -> LineProfile:
        key = self._key(line)
        profile = self._known.get(key)
        if profile is None:
            if len(self._known) >= MOST_KEPT:
                self._known.clear()
            profile = self._known[key] = self._profile(line)
        return profile

    def _profile(self, line: ServiceLine) -> LineProfile:
        touching = [rule for rule in self._rules if rule.applies_to_line(self._law, line.code, line.modifiers)]
        alone = [Task(rule, (0,), (0,)) for rule in self._alone if rule in touching]
        tasks, missing = split_ready(alone, (line,))
        found, raw_not_evaluated = run(tasks, self._law, (line,))
        concerned = frozenset(touching).difference(self._alone)
        return LineProfile(
            self._concerned.setdefault(concerned, concerned),
            discipline_of(line, self._law.settings.discipline),
            (found, (*missing, *raw_not_evaluated)),
        )

    def of_day(self, lines: Sequence[ServiceLine]) -> tuple[list[LineProfile], tuple[int, ...], Tasks]:
        """Return what is known of each line of a day, the places of those that are billed, and the day's tasks."""
        profiles = [self(line) for line in lines]
        everything = tuple(range(len(lines)))
        billed = tuple([i for i in everything if lines[i].units != 0])
        every = _all_groups(lines, everything, self._law, profiles)
        some = every if len(billed) == len(everything) else _all_groups(lines, billed, self._law, profiles)
        key = tuple([one.concerned for one in profiles]), every, some
        tasks = self._tasks.get(key)
        if tasks is None:
            if len(self._tasks) >= MOST_KEPT:
                self._tasks.clear()
            tasks = self._tasks[key] = self._set(*key)
        return profiles, billed, tasks

    def _set(self, concerned: Sequence[frozenset[Rule]], every: _Grouping, billed: _Grouping) -> Tasks:
        unasked: list[RawNotEvaluated] = []
        tasks: tuple[list[Task], list[Task], list[Task]] = [], [], []
        somehow = frozenset[Rule]().union(*concerned)
        for rule, sort, beyond, group in self._asked:
            if rule not in somehow:
                continue
            groups = every if sort == _BY_MINUTES else billed
            if not beyond:
                tasks[sort].extend(_tasks(rule, concerned, groups[group]))
            elif touched := tuple([i for i in groups[group][0] if rule in concerned[i]]):
                unasked.append((rule, Reason.NOT_REQUESTED, touched, NEEDS_OTHER_VISITS, ()))
        return Tasks(*tasks, unasked, self._fields)


def profile_day(
    law: Law,
    rules: tuple[Rule, ...],
    lines: Sequence[ServiceLine],
    caveats: Callable[..., tuple[Caveat, ...]],
) -> DayProfile:
    """Decide which rules the lines touch, and settle those that need no more than their kind."""
    profiles, billed, tasks = law.cached(rules, LineProfiles).of_day(lines)
    able, missing = tasks.ready_by_kind(lines)
    found, raw_not_evaluated = run(able, law, lines)
    raw_not_evaluated = [*missing, *raw_not_evaluated]
    unasked = [entry for entry in raw_not_evaluated if entry[3] == NEEDS_OTHER_VISITS]
    raw_not_evaluated = [entry for entry in raw_not_evaluated if entry[3] != NEEDS_OTHER_VISITS]
    for i in billed:
        alone = profiles[i].at(i)
        found += alone.found
        raw_not_evaluated += alone.raw_not_evaluated
        unasked += alone.unasked
    beyond = (*tasks.unasked, *unasked) if unasked else tasks.unasked
    return DayProfile(law, (found, raw_not_evaluated), beyond, able, tasks, caveats(law, [lines[i] for i in billed]))


def _all_groups(
    lines: Sequence[ServiceLine], members: tuple[int, ...], law: Law, profiles: Sequence[LineProfile]
) -> _Grouping:
    """Group some lines of one patient in each way there is; they are one group where nothing tells them apart."""
    rendering = {lines[i].rendering_provider_key for i in members} - _UNNAMED
    billing = {lines[i].billing_provider_key for i in members} - _UNNAMED
    if members and len(rendering) < 2 and len(billing) < 2 and len({profiles[i].discipline for i in members}) == 1:
        return ((members,),) * len(_GROUPS)
    return tuple([group_lines(group, lines, members, law) for group in _GROUPS])


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
        if (rule := task.rule).needs or rule.runs_only_with:
            key = rule.needs, rule.runs_only_with, task.touched
            if key not in lacks:
                lacks[key] = missing_input(rule, task.touched, lines)
            if (lack := lacks[key]) is not None:
                raw_not_evaluated.append((rule, *lack))
                if rule.part is not Part.CODE:
                    continue
                unknown = {lines[i].code for i in lack[1]}  # no reason not to judge the other codes
                left = {i for i in task.members if lines[i].code not in unknown}
                task = Task(rule, *(tuple([i for i in own if i in left]) for own in (task.members, task.touched)))
        if task.touched:
            able.append(task)
    return tuple(able), tuple(raw_not_evaluated)


def run(
    tasks: Iterable[Task], law: Law, lines: Sequence[ServiceLine], of_kind: KnownOfKind | None = None
) -> tuple[list[RawFinding], list[RawNotEvaluated]]:
    """Run rules that have what they need; those with the same members share a view. Positions are the day's own."""
    known: KnownOfKind = {} if of_kind is None else of_kind
    found: list[RawFinding] = []
    raw_not_evaluated: list[RawNotEvaluated] = []
    days: dict[tuple[int, ...], Day] = {}
    members: tuple[int, ...] | None = None
    for rule, own, _ in tasks:
        if own is not members:
            members = own
            day = days.get(own) or days.setdefault(own, Day(law, [lines[i] for i in own], known.setdefault(own, {})))
        if rule.silent_without is not None and not day.cached(rule.silent_without):
            continue
        for result in results_of(rule, day):
            positions = tuple([own[i] for i in result.lines])
            if isinstance(result, Hit):
                found.append((rule, positions, result.evidence, result.severity or rule.severity, result.changes))
            else:
                raw_not_evaluated.append((rule, result.reason, positions, result.why, result.missing))
    return found, raw_not_evaluated
