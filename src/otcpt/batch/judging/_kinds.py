"""Kinds of days, learned from what is known of their lines, of pairs of these, and of days of the same shape.

The shape of a day is which rules its lines concern, what they lack, and whose they are: all but the codes. It decides
which rules are asked of which lines. What a rule says of a line or of two is asked once for all kinds; of the day as a
whole only what is left is asked for each kind.
"""

from array import array
from collections.abc import Iterable, Sequence

import attrs

from otcpt.batch.judging._asks import (
    ABOVE,
    ALWAYS,
    EVERYTHING,
    FOUND,
    NOTHING,
    POOLS,
    TOTALS,
    UNITS,
    Question,
    Questions,
    Screens,
    bit_of,
    is_limit,
    limit_of,
    without_limit,
)
from otcpt.batch.judging._hits import NotEvaluatedIndex
from otcpt.checking import ClaimChecker
from otcpt.checking.kernel import (
    KIND_FIELDS,
    KnownOfKind,
    LineProfiles,
    RawFinding,
    Task,
    asked_of,
    caveats_of,
    falls_apart,
    run,
)
from otcpt.claims import ServiceLine
from otcpt.findings import NEEDS_OTHER_VISITS, Caveat, Field, Outcome, Part, RawNotEvaluated, Reason, Rule, Scope
from otcpt.modifiers import ASSISTANT, DISCIPLINE
from otcpt.rules import (
    OF_PAIRS,
    Day,
    Law,
    accounts_of,
    are_left_alone,
    counted_like,
    denied_anyway,
    follows_from_units,
    has_table,
)

#: Scopes that are asked of lines, or left unasked, whatever day they are of.
_ALONE = {Scope.LINE, *(scope for scope in Scope if scope.needs_history)}

#: Lines of a day are put in order by two numbers of what they are alike in; the second has so many bits.
_BITS = 16

_Places = tuple[int, int]
#: What lines are alike in, line by line, and which of them have the same code.
_Alike = tuple[tuple[int, ...], tuple[int, ...]]
#: Which rules are asked of which lines of a kind, those but for pairs, and what lines lack for others.
_Settled = tuple[tuple[Task, ...], tuple[Task, ...], tuple[int, ...]]
_NO_DAY = "needs claim id or patient key: the lines of one day cannot be found"


@attrs.frozen(eq=False)
class KnownLine:
    """A line as everything but units and minutes makes it, and what is known of it in whatever day.

    ``like`` is a number, the same for lines that give days the same shape, ``like_apart`` for those that do so where
    days fall apart, ``like_of_kind`` for those that concern the same rules on kinds of days. ``found`` asks rules that
    find something in it alone, ``unjudged`` is what these do not judge, and what only the patient's other days decide.
    ``lacking`` are rules on units and minutes that lack something, ``unready`` is that of them but for limits.
    ``limited`` asks those that look at limits, ``unlimited`` is what these do not judge. ``limit`` are the units within
    its limit, ``counted`` is as in `counted_like`, ``marked`` whether it is an assistant's.
    """

    line: ServiceLine
    law: Law
    without_owner: bool
    code: int
    concerned: frozenset[Rule]
    like: int
    like_apart: int
    like_of_kind: int
    found: Question | None
    unjudged: tuple[int, ...]
    lacking: frozenset[Rule]
    unready: tuple[int, ...]
    limited: Question | None
    unlimited: tuple[int, ...]
    limit: int
    counted: object
    marked: bool


@attrs.frozen(eq=False)
class _Pair:
    """What rules find in two lines, what they do not judge, and whether one is denied whatever it has."""

    found: Sequence[RawFinding]
    rules: tuple[Rule, ...]
    raw_not_evaluated: Sequence[RawNotEvaluated]
    denied: bool


_SILENT = _Pair((), (), (), denied=False)


class _Pairs:
    """What rules that judge pair by pair say of two lines, by the number of each: equal for lines that are alike."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        own = (rule for rule in rules if rule.part is Part.PAIR and not (rule.needs or rule.runs_only_with))
        self.rules = frozenset(rule for rule in own if rule.reads <= KIND_FIELDS)
        self.known: dict[tuple[int, ...], _Pair] = {}
        self._are_of_pairs = OF_PAIRS.issuperset([rule.silent_without for rule in self.rules])
        self._tasks: dict[_Places, list[Task]] = {}

    def pair(self, key: _Places, likes: _Places, known: tuple[KnownLine, KnownLine]) -> _Pair:
        """Return what two lines say, the one of the lower number first."""
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = self._ask(likes, known)
        return found

    def _ask(self, likes: _Places, known: Sequence[KnownLine]) -> _Pair:
        law, lines = known[0].law, [one.line for one in known]
        if self._are_of_pairs and are_left_alone(law, *lines):
            return _SILENT
        if likes not in self._tasks:
            billed = tuple([i for i, line in enumerate(lines) if line.units != 0])
            touched = {rule: tuple([i for i in billed if rule in known[i].concerned]) for rule in self.rules}
            self._tasks[likes] = [Task(rule, billed, own) for rule, own in touched.items() if own]
        of_kind: KnownOfKind = {(0, 1): {}}
        found, raw_not_evaluated = run(self._tasks[likes], law, lines, of_kind)
        rules = dict.fromkeys(hit[0] for hit in found if hit[0].outcome is Outcome.FINDING)
        denied = has_table(law.settings) and bool(denied_anyway(Day(law, lines, of_kind[0, 1])))
        speaks = rules or raw_not_evaluated or denied
        return _Pair(found, tuple(rules), raw_not_evaluated, denied) if speaks else _SILENT


@attrs.frozen(eq=False)
class _Shape:
    """What days of a shape have in common: whether they fall ``apart``, and rules with the lines they are asked of.

    Rules on the kind of day have shapes of their own. Those that look at limits are ``screened``, or asked of each line
    where days fall apart. ``visits`` are what screens know of each line.
    """

    apart: bool
    billed: tuple[int, ...]
    screened: tuple[Task, ...]
    pools: tuple[tuple[Task, tuple[Rule, ...]], ...]
    questions: tuple[int, ...]
    unjudged: tuple[int, ...]
    bits: int
    visits: tuple[int, ...]


class Kinds:
    """What each kind of day is asked, how screens see it, and what is not judged of it.

    ``beyond`` says that somebody else asks the rules that look beyond the day. ``caveats`` is filled.
    """

    def __init__(self, checker: ClaimChecker, caveats: dict[str, str], *, beyond: bool) -> None:
        self.lines: list[KnownLine] = []
        self.likes = array("q")
        self.questions = Questions()
        self.screens = Screens()
        self.unjudged = NotEvaluatedIndex()
        self.rules = checker.rules
        self._of_kind = tuple(rule for rule in checker.rules if rule.reads <= KIND_FIELDS)
        self._of_numbers = tuple(rule for rule in checker.rules if not rule.reads <= KIND_FIELDS)
        self._of_numbers_alone = tuple(rule for rule in self._of_numbers if rule.scope in _ALONE)
        self._together = tuple(rule for rule in checker.rules if rule.scope not in _ALONE)
        self._beyond = beyond
        self._caveats = caveats
        self.pairs = _Pairs(checker.rules)
        self._shapes: dict[_Alike, _Shape] = {}
        self._settled: dict[_Alike, _Settled] = {}
        self._stated: set[tuple[_Shape, frozenset[int]]] = set()
        self._pools: dict[tuple[object, ...], tuple[int, ...]] = {}
        self._likes: dict[tuple[object, ...], int] = {}

    def learn_line(self, line: ServiceLine, code: int, law: Law, *, without_owner: bool) -> int:
        """Take up a line, with the number of its code, and return its own."""
        (profile,), _, of_kind = law.cached(self._of_kind, LineProfiles).of_day((line,))
        (more,), _, tasks = law.cached(self._of_numbers, LineProfiles).of_day((line,))
        (able, missing), (_, more_missing) = tasks.ready((line,))
        missing = *missing, *more_missing
        limited = tuple([task for task in able if is_limit(task.rule)])
        lacking = [entry for entry in missing if is_limit(entry[0])]
        disciplines = tuple([modifier for modifier in line.modifiers if modifier in DISCIPLINE])
        lacks = tuple([getattr(line, field) is None for field in Field])
        keys = line.rendering_provider_key, line.billing_provider_key
        billed = line.units != 0
        like = law, without_owner, lacks, billed, keys, disciplines
        asked = {rule for rule in more.concerned if not rule.scope.needs_history}
        others = {rule for rule in asked if not is_limit(rule)}
        number, apart, settled = [
            self._likes.setdefault((*like, frozenset(rules)), len(self._likes))
            for rules in (asked, others, profile.concerned)
        ]
        self.likes.append(apart << _BITS | settled)
        alone = profile.at(0)
        unasked = *of_kind.unasked, *tasks.unasked, *(alone.unasked if billed else ())
        found = dict.fromkeys(hit[0] for hit in alone.found if hit[0].outcome is Outcome.FINDING)
        self.lines.append(
            KnownLine(
                line,
                law,
                without_owner,
                code,
                profile.concerned | more.concerned,
                number,
                apart,
                settled,
                Question(tuple(found), NOTHING) if found and billed else None,
                self._bundle((*(alone.raw_not_evaluated if billed else ()), *(() if self._beyond else unasked))),
                frozenset(entry[0] for entry in missing if entry[0] is not None),
                self._bundle(entry for entry in missing if not is_limit(entry[0])),
                Question(tuple([task.rule for task in limited]), UNITS) if limited else None,
                self._bundle([*lacking, *without_limit(limited, law, [line])]),
                1 if any(task.rule.id != "MUE001" for task in limited) else limit_of(law, line.code),
                counted_like(law, line.code),
                not ASSISTANT.keys().isdisjoint(line.modifiers),
            )
        )
        return len(self.lines) - 1

    def add_caveats(self, caveats: Iterable[Caveat]) -> None:
        """Take up what limits the answer."""
        for caveat in caveats:
            self._caveats[caveat.text] = caveat.id

    def _bundle(self, entries: Iterable[RawNotEvaluated]) -> tuple[int, ...]:
        return self.unjudged.bundle(one for one in entries if not (self._beyond and one[3] == NEEDS_OTHER_VISITS))

    def learn(self, _row: int, key: tuple[int, ...]) -> int:
        """Take up the next kind, the numbers of its lines, and return its number."""
        known = [self.lines[number] for number in key]
        codes = [one.code for one in known]
        lines = [one.line for one in known]
        law = known[0].law
        alike = () if len({*codes}) == len(codes) else tuple(map(codes.index, codes))
        shape = None if alike else self._shape((tuple([one.like_apart for one in known]), ()), known)
        if shape is None or not shape.apart:
            shape = self._shape((tuple([one.like for one in known]), tuple(map(codes.index, codes))), known)
        whole, unjudged = self.ask_day(known, alike, pairs_too=True)
        unjudged += shape.unjudged
        asked = [*shape.questions]
        for i, one in enumerate(known):
            unjudged += one.unjudged
            if one.found is not None:
                asked.append(self.questions.ask(FOUND, one.found, (i,)))
        asked += [self.questions.ask(FOUND, Question(tuple(some), NOTHING), own) for own, some in whole.items()]
        for task, some in shape.pools:
            like = [known[i].counted for i in task.touched]
            order = sorted(task.touched, key=lambda i: lines[i].code)
            if None in like:
                order = [codes[i] for i in task.touched]
            pool = shape.apart, law, task, some, alike, *like, *order
            if pool not in self._pools:
                self._pools[pool] = self._ask_pools(task, some, law, lines, apart=shape.apart)
            asked += self._pools[pool]
        bits = shape.bits
        for i, one in enumerate(known) if shape.apart else ():
            unjudged += one.unlimited
            if one.limited is not None:
                bits |= ABOVE
                asked.append(self.questions.ask(ABOVE, one.limited, (i,)))
        if shape.screened:
            unjudged += self._bundle(without_limit(shape.screened, law, lines))
        about = shape, frozenset([codes[i] for i in shape.billed])
        if about not in self._stated:
            self._stated.add(about)
            self.add_caveats(caveats_of(law, [lines[i] for i in shape.billed]))
        self.questions.learn(asked)
        self.unjudged.learn(unjudged)
        most = [one.limit // codes.count(one.code) if alike else one.limit for one in known]
        return self.screens.add(bits, max([one.marked for one in known]), most, shape.visits)

    def ask_day(
        self, known: Sequence[KnownLine], alike: tuple[int, ...] = (), *, pairs_too: bool
    ) -> tuple[dict[tuple[int, ...], list[Rule]], list[int]]:
        """Return which rules find something in which lines of a kind of day, and what is not judged of it.

        They are those that look at it as a whole, and those that judge pair by pair too where that is asked for.
        """
        by_kind, but_for_pairs, lacking = self._settle((tuple([one.like_of_kind for one in known]), alike), known)
        settled = by_kind if pairs_too else but_for_pairs
        if not settled:
            return {}, [*lacking]
        found, entries = run(settled, known[0].law, [one.line for one in known])
        flagged = [hit for hit in found if hit[0].outcome is Outcome.FINDING]
        whole: dict[tuple[int, ...], list[Rule]] = {}
        for task in settled if flagged else ():
            if any(hit[0] is task.rule and hit[1][0] in task.members for hit in flagged):
                whole.setdefault(task.members, []).append(task.rule)
        return whole, [*lacking, *(self._bundle(entries) if entries else ())]

    def _settle(self, alike: _Alike, known: Sequence[KnownLine]) -> _Settled:
        found = self._settled.get(alike)
        if found is None:
            lines = [one.line for one in known]
            rules = () if known[0].without_owner else self._of_kind
            by_kind, lacking = known[0].law.cached(rules, LineProfiles).of_day(lines)[2].ready_by_kind(lines)
            but_for_pairs = tuple([task for task in by_kind if task.rule not in self.pairs.rules])
            found = self._settled[alike] = by_kind, but_for_pairs, self._bundle(lacking)
        return found

    def _shape(self, alike: _Alike, known: Sequence[KnownLine]) -> _Shape:
        shape = self._shapes.get(alike)
        if shape is None:
            shape = self._shapes[alike] = self._form(known)
        return shape

    def _form(self, known: Sequence[KnownLine]) -> _Shape:
        """Find which rules are asked of which lines of days of a shape, given a day."""
        law, lines, without_owner = known[0].law, [one.line for one in known], known[0].without_owner
        profiles = law.cached(self._of_numbers_alone if without_owner else self._of_numbers, LineProfiles)
        _, billed, tasks = profiles.of_day(lines)
        apart = not without_owner and falls_apart(lines)
        (by_units, missing), (by_minutes, more_missing) = tasks.ready(lines)
        screened = [task for task in by_units if is_limit(task.rule)]
        if apart:
            by_units = tuple([task for task in by_units if not is_limit(task.rule)])
            missing = tuple([entry for entry in missing if not is_limit(entry[0])])
            screened = []
        entries = [*missing, *more_missing]
        if without_owner:
            entries += [(rule, Reason.INPUT_MISSING, (0,), _NO_DAY, ()) for rule in self._together]
        asked: dict[tuple[int, int, tuple[int, ...]], list[Rule]] = {}
        pools: dict[tuple[object, ...], tuple[Task, list[Rule]]] = {}
        for some, reads in ((by_units, UNITS), (by_minutes, EVERYTHING)):
            for task in some:
                if task.rule.id in POOLS:
                    pools.setdefault((task.members, task.touched), (task, []))[1].append(task.rule)
                    continue
                bit = bit_of(task) & ~ALWAYS or FOUND
                for own in asked_of(task, law, lines, apart=apart):
                    asked.setdefault((bit, reads, own), []).append(task.rule)
        visits = [-1] * len(lines)
        for number, task in enumerate(task for task in by_minutes if task.rule.id in TOTALS):
            for i in task.touched:
                visits[i] = number
        return _Shape(
            apart,
            billed,
            tuple(screened),
            tuple([(task, tuple(own)) for task, own in pools.values()]),
            tuple([self.questions.ask(bit, Question(tuple(own), n), at) for (bit, n, at), own in asked.items()]),
            self._bundle(entries),
            sum({bit_of(task) for task in (*screened, *by_minutes)}),
            tuple(visits),
        )

    def _ask_pools(
        self, task: Task, rules: tuple[Rule, ...], law: Law, lines: Sequence[ServiceLine], *, apart: bool
    ) -> tuple[int, ...]:
        """Return what is asked about each pool of a day."""
        asked = []
        for own in asked_of(task, law, lines, apart=apart):
            some = [lines[i] for i in own]
            accounts = accounts_of(law, some, [place for place, i in enumerate(own) if i in task.touched])
            by_units = apart and bool(accounts) and follows_from_units(law, some, accounts)
            asked.append(self.questions.ask(FOUND, Question(rules, EVERYTHING, accounts, by_units), own))
        return tuple(asked)
