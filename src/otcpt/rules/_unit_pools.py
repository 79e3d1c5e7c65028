"""What the minutes of a day support, account by account, against what was billed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, product
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

import otcpt.units
from otcpt.claims import ServiceLine
from otcpt.codes import CodeGroup, Timing
from otcpt.findings import Hit
from otcpt.fixes import CHOOSES_UNITS, Change, MoveUnits, SetUnits
from otcpt.frozenmap import MapWhenRead, TupleWhenRead
from otcpt.rules._day import Day
from otcpt.rules._law import Law
from otcpt.timeline import MINUTES_A_DAY
from otcpt.units import Method
from otcpt.units.arithmetic import BLOCK, counts_tenths, distribute, is_right, midpoint, right_answers

if TYPE_CHECKING:
    from otcpt.units import Allocation

#: More codes with equal claims than this, and only one of the equally right answers is written out.
MOST_TIED = 6

#: Ways of sharing units between several lines of one code that are offered.
_MOST_WAYS = 24


class UnitPool(NamedTuple):
    """Codes that share their minutes: the total-time pool, a first-plus-additional family, or one code by itself.

    ``positions`` are the account's lines, those furthest from any right answer first. ``excess`` is the number of units
    billed beyond what the minutes support, negative where fewer were billed. ``counted`` says what is counted, units or
    tenths of an hour; ``lines`` are those of the day, ``right`` what the units of each code may be.
    """

    positions: tuple[int, ...]
    excess: int
    counted: str
    lines: Sequence[ServiceLine]
    right: Sequence[Mapping[str, int]]

    @property
    def hit(self) -> Hit:
        """What a rule finds here. Evidence and changes are worked out when read."""
        return Hit(self.positions, TupleWhenRead(self._evidence), changes=MapWhenRead(self._changes))

    def _evidence(self) -> tuple[tuple[str, str | int], ...]:
        """Say what is counted, the minutes, what was billed and what is right."""
        lines = sorted([self.lines[i] for i in self.positions], key=attrgetter("code"))
        billed: dict[str, int] = {}
        for line in lines:
            billed[line.code] = billed.get(line.code, 0) + (line.units or 0)
        sent, supported = sum(billed.values()), sum(self.right[0].values())
        return (
            ("why", self.counted if sent and supported else f"no-{self.counted}"),
            ("minutes", sum([line.minutes or 0 for line in lines])),
            ("billed", sent),
            ("supported", supported),
            ("billed_units", _spell(billed)),
            ("right", "; or ".join([_spell(answer) for answer in self.right])),
        )

    def _changes(self) -> dict[str, tuple[Change, ...]]:
        lines = [self.lines[i] for i in self.positions]
        return {"units": tuple(_changes(lines, self.right)) or (CHOOSES_UNITS,)}


def counts_minutes(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    """Whether the units of such a line follow from the minutes of the day."""
    return law.timing(code) is not None


def mismatched_pools(day: Day) -> tuple[UnitPool, ...]:
    """Return the accounts whose billed units are none of the right answers, in code order.

    A first-plus-additional family counts as one: how its units are shared between the two codes is for AOC001 and
    AOC002.

    The lines are those of one patient, day, discipline and billing entity; every line that counts minutes must have
    its minutes and units. The common answer, that all is right, is found without making an allocation.
    """
    law, lines, method = day.law, day.lines, _method(day)
    accounts, families = day.of_kind(counted_accounts)
    wrong: list[Sequence[_Counted]] = []
    pool: list[tuple[int, int]] = []
    for key, may_pool, places in accounts:
        minutes = units = 0
        for place in places:
            line = lines[place]
            minutes += line.minutes or 0
            units += line.units or 0
        if may_pool and method == "cms":
            pool.append((minutes, units))
        elif not _is_right_by_code(day, key, minutes, units, families, method):
            wrong.append([(key, minutes, units, places)])
    if pool and not is_right(pool):
        pooled = zip([account for account in accounts if account[1]], pool, strict=True)
        wrong.append([(key, minutes, units, places) for (key, _, places), (minutes, units) in pooled])
    if not wrong:
        return ()
    if len(wrong) > 1:
        wrong.sort(key=lambda counted: [key for key, *_ in counted])
    return tuple([_mismatched_pool(law, lines, counted, families, method) for counted in wrong])


#: An account of a day: its code or that of its family, its minutes, its units, and its lines.
_Counted = tuple[str, int, int, Sequence[int]]

#: The accounts in order, each with whether it may be pooled and its lines; and the additional code of each family.
_Accounts = tuple[tuple[tuple[str, bool, tuple[int, ...]], ...], Mapping[str, str]]


def counted_accounts(law: Law, lines: Sequence[ServiceLine]) -> _Accounts:
    """Return the accounts of lines, each with the lines that count minutes in it, and the families among them."""
    places: dict[tuple[str, bool], list[int]] = {}
    families: dict[str, str] = {}
    for place, line in enumerate(lines):
        timing = law.timing(line.code)
        if timing is not None:
            key = timing.family or line.code
            if timing.additional is not None:
                families[key] = timing.additional
            places.setdefault((key, timing.pool is not None), []).append(place)
    return tuple([(key, may_pool, tuple(own)) for (key, may_pool), own in sorted(places.items())]), families


def _method(day: Day) -> Method:
    """What the day is counted by: where the better of two methods is asked for, all its lines decide which it is."""
    method = day.settings.unit_method
    if method != "best":
        return method
    counted = [line for line in day.lines if day.law.timing(line.code) is not None]
    return _allocate(day.law, _minutes(counted), method).counted_by


def _is_right_by_code(
    day: Day, key: str, minutes: int, units: int, families: Mapping[str, str], method: Method
) -> bool:
    if key in families:
        return units == sum(_allocate(day.law, {key: [minutes]}, method).counts.values())
    timing = day.law.timing(key)
    assert timing is not None
    if method not in ("cms", "ama") or timing.least is not None:
        own = [line for line in day.lines if line.code == key]
        return units == sum(_allocate(day.law, _minutes(own), method).counts.values())
    assert timing.interval is not None
    return units == midpoint(min(minutes, MINUTES_A_DAY), timing.interval)


def pool_by_total_time(lines: Sequence[ServiceLine], pool: Sequence[_Counted], families: Mapping[str, str]) -> UnitPool:
    """Return what is wrong with accounts that share their minutes, in code order; families are split last."""
    within = {key: minutes if minutes < MINUTES_A_DAY else MINUTES_A_DAY for key, minutes, _, _ in pool}
    right = right_answers(*distribute(within), MOST_TIED)
    if families:
        given = {lines[place].code for *_, places in pool for place in places}
        for units in right:
            for first, more in families.items():
                if first in units:
                    units[more] = max(0, units[first] - 1)
                    units[first] -= units[more]
        right = [{code: units[code] for code in sorted(units) if units[code] or code in given} for units in right]
    return _unit_pool(lines, pool, right, "unit")


def _mismatched_pool(
    law: Law, lines: Sequence[ServiceLine], counted: Sequence[_Counted], families: Mapping[str, str], method: Method
) -> UnitPool:
    timing = law.timing(counted[0][0])
    if method == "cms" and timing is not None and timing.pool is not None:
        return pool_by_total_time(lines, counted, families)
    right = _allocate(law, _minutes([lines[place] for *_, own in counted for place in own]), method).counts
    return _unit_pool(
        lines, counted, [right], "tenth" if timing is not None and counts_tenths(timing, method) else "unit"
    )


def _unit_pool(
    lines: Sequence[ServiceLine], accounts: Sequence[_Counted], right: Sequence[Mapping[str, int]], counted: str
) -> UnitPool:
    """Compare what is billed with what is right: first the allocation's own answer."""
    excess = -sum(right[0].values())
    places: dict[str, list[int]] = {}
    billed: dict[str, int] = {}
    for _, _, units, account in accounts:
        excess += units
        for place in account:
            code = lines[place].code
            places.setdefault(code, []).append(place)
            billed[code] = billed.get(code, 0) + (lines[place].units or 0)
    way = -1 if excess < 0 else 1
    nearest = right[0]
    if len(right) > 1:
        nearest = {code: way * max([way * answer[code] for answer in right]) for code in places}
    far = [(way * (nearest[code] - units), code) for code, units in billed.items()]
    positions: list[int] = []
    for _, code in sorted(far):
        own = places[code]
        positions += own if len(own) == 1 else _by_what_they_are(own, lines)
    return UnitPool(tuple(positions), excess, counted, lines, right)


def _by_what_they_are(places: Sequence[int], lines: Sequence[ServiceLine]) -> Sequence[int]:
    """Return the lines of one code in an order that does not depend on the order in which they were billed."""
    what = [(lines[i].modifiers, lines[i].units or 0, lines[i].minutes or 0, i) for i in places]
    return [place for *_, place in sorted(what)]


def _changes(lines: Sequence[ServiceLine], right: Iterable[Mapping[str, int]]) -> Iterator[Change]:
    """Bill one of the right answers: where a code has several lines, one of them takes the difference."""
    places: dict[str, list[int]] = {}
    for place, line in enumerate(lines):
        places.setdefault(line.code, []).append(place)
    billed = [line.units or 0 for line in lines]
    together = {code: sum([billed[place] for place in own]) for code, own in places.items()}
    for answer in right:
        if len(answer) > len(places) and any(units and code not in places for code, units in answer.items()):
            continue
        ways = []
        for code, own in places.items():
            if more := answer[code] - together[code]:
                takers = [place for place in own if billed[place]] or own
                ways.append([(place, billed[place] + more) for place in takers if billed[place] + more >= 0])
        for way in islice(product(*ways), _MOST_WAYS):
            if len(way) == 2 and sum(units - billed[place] for place, units in way) == 0:
                (giver, _), (taker, units) = sorted(way, key=lambda one: one[1] - billed[one[0]])
                yield MoveUnits(giver, taker, units - billed[taker])
            else:
                yield SetUnits(sorted(way))


def _minutes(lines: Sequence[ServiceLine]) -> dict[str, list[int]]:
    """The minutes of each line by code, in code order."""
    minutes: dict[str, list[int]] = {code: [] for code in sorted([line.code for line in lines])}
    for line in lines:
        minutes[line.code].append(line.minutes or 0)
    return minutes


def _allocate(law: Law, minutes: Mapping[str, list[int]], method: Method) -> "Allocation":
    timings = {}
    for code in minutes:
        timing = law.timing(code)
        assert timing is not None
        timings[code] = timing
        if timing.family is not None:
            timings |= _members(law, timing)
    # Lines may add up to more of one code than a day has; such a day is wrong whatever the answer.
    within: dict[str, int | list[int]] = {code: min(sum(spent), MINUTES_A_DAY) for code, spent in minutes.items()}
    if method == "per_session":
        within = {code: spent if sum(spent) <= MINUTES_A_DAY else [MINUTES_A_DAY] for code, spent in minutes.items()}
    return otcpt.units.allocate(within, timings, method=method)


def _members(law: Law, timing: Timing) -> dict[str, Timing]:
    meanings = {code: law.meaning(code) for code in (timing.family, timing.additional) if code is not None}
    return {code: meaning.timing for code, meaning in meanings.items() if meaning is not None}


def _spell(units: Mapping[str, int]) -> str:
    return ", ".join([f"{code} x{count}" for code, count in units.items()])


#: A code alone in its account; the first code of a family; its add-on.
ORDINARY, FIRST, ADD_ON = range(3)


class Account(NamedTuple):
    """Lines that count together, and what each is; ``interval`` is that of a unit, and the pool's ``opens`` with it."""

    interval: int
    opens: bool
    lines: tuple[int, ...]
    roles: tuple[int, ...]


def accounts_of(law: Law, lines: Sequence[ServiceLine], counted: Iterable[int]) -> tuple[Account, ...]:
    """Return the accounts of lines in order of their codes, those of the pool first; none where arrays cannot tell."""
    method = law.settings.unit_method
    accounts: dict[tuple[bool, str], list[tuple[str, int, int]]] = {}
    interval: dict[str, int] = {}
    for i in counted:
        code = lines[i].code
        timing = law.timing(code)
        pooled = method == "cms" and timing is not None and timing.pool is not None
        if timing is None or method not in ("cms", "ama"):
            return ()
        if not pooled and (timing.family is not None or timing.least is not None or timing.interval is None):
            return ()
        interval[code] = timing.interval or BLOCK
        role = ORDINARY if timing.family is None else FIRST if timing.family == code else ADD_ON
        accounts.setdefault((not pooled, timing.family or code), []).append((code, i, role))
    made: list[Account] = []
    for (alone, key), own in sorted(accounts.items()):
        _, places, roles = zip(*sorted(own), strict=True)
        made.append(Account(interval[key] if alone else BLOCK, alone or not made, places, roles))
    return tuple(made)


def follows_from_units(law: Law, lines: Sequence[ServiceLine], accounts: Sequence[Account]) -> bool:
    """Whether what is said of such a pool follows from its units and the right ones, whatever its codes.

    The lines are in order of their codes, and so are those with what else is of their families.
    """
    open_ended = law.group(CodeGroup.TESTING_OVER_DAYS).codes
    codes, named = {line.code for line in lines}, codes_of(law, lines)
    in_pool = sum(account.opens for account in accounts) == 1 and law.settings.unit_method == "cms"
    like_others = len(codes) == len(lines) and named == sorted(named) and codes.isdisjoint(open_ended)
    return in_pool and accounts[0].interval == BLOCK and like_others


def codes_of(law: Law, lines: Iterable[ServiceLine]) -> list[str]:
    """Return the codes of a pool: those of the lines, each with what else is of its family."""
    codes: dict[str, None] = {}
    for line in lines:
        timing = law.timing(line.code)
        members = (line.code,) if timing is None else (timing.family, timing.additional, line.code)
        codes.update(dict.fromkeys(code for code in members if code is not None))
    return list(codes)
