"""What the minutes of a day support, account by account, against what was billed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, product

import attrs

from otcpt.claims import ServiceLine
from otcpt.codes import Timing
from otcpt.findings import Evidence
from otcpt.fixes import CHOOSES_UNITS, Change, MoveUnits, SetUnits
from otcpt.rules._day import Day
from otcpt.rules._law import Law
from otcpt.timeline import MINUTES_A_DAY
from otcpt.units import Allocation, Method, allocate
from otcpt.units.arithmetic import counts_tenths, is_right, midpoint

#: More codes with equal claims than this, and only one of the equally right answers is written out.
_MOST_TIED = 6

#: Ways of sharing units between several lines of one code that are offered.
_MOST_WAYS = 24


@attrs.frozen
class UnitPool:
    """Codes that share their minutes: the total-time pool, a first-plus-additional family, or one code by itself.

    ``positions`` are the account's lines, those furthest from any right answer first. ``excess`` is the number of units
    billed beyond what the minutes support, negative where fewer were billed. ``evidence`` says what is counted,
    units or tenths of an hour, and whether there is any, the minutes, what was billed and what is right; ``changes``
    are the ways to bill it.
    """

    positions: tuple[int, ...]
    excess: int
    evidence: Evidence
    changes: tuple[Change, ...]


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
    law = day.law
    method = _method(day)
    pooling = method == "cms"
    pool: dict[str, list[int]] = {}
    apart: dict[str, list[int]] = {}
    families: dict[str, str] = {}
    for line in day.lines:
        timing = law.timing(line.code)
        if timing is None:
            continue
        key = timing.family or line.code
        if timing.additional is not None:
            families[key] = timing.additional
        account = pool if pooling and timing.pool is not None else apart
        entry = account.get(key)
        if entry is None:
            entry = account[key] = [0, 0]
        entry[0] += line.minutes or 0
        entry[1] += line.units or 0
    wrong = [[key] for key, entry in apart.items() if not _is_right_by_code(day, key, entry, families, method)]
    if pool and not is_right(pool.values()):
        wrong.append(sorted(pool))
    return tuple(_mismatched_pool(law, day.lines, keys, families, method) for keys in sorted(wrong)) if wrong else ()


def _method(day: Day) -> Method:
    """What the day is counted by: where the better of two methods is asked for, all its lines decide which it is."""
    method = day.settings.unit_method
    if method != "best":
        return method
    counted = [line for line in day.lines if day.law.timing(line.code) is not None]
    return _allocate(day.law, _minutes(counted), method).counted_by


def _is_right_by_code(day: Day, key: str, entry: list[int], families: Mapping[str, str], method: Method) -> bool:
    minutes, units = entry
    if key in families:
        return units == _supported(_allocate(day.law, {key: [minutes]}, method))
    timing = day.law.timing(key)
    assert timing is not None
    if method not in ("cms", "ama") or timing.least is not None:
        own = [line for line in day.lines if line.code == key]
        return units == _supported(_allocate(day.law, _minutes(own), method))
    assert timing.interval is not None
    return units == midpoint(min(minutes, MINUTES_A_DAY), timing.interval)


def _mismatched_pool(
    law: Law, lines: Sequence[ServiceLine], keys: Sequence[str], families: Mapping[str, str], method: Method
) -> UnitPool:
    codes = {*keys, *[families[key] for key in keys if key in families]}
    own = [position for position, line in enumerate(lines) if line.code in codes]
    minutes = _minutes([lines[position] for position in own])
    billed = dict.fromkeys(minutes, 0)
    for position in own:
        billed[lines[position].code] += lines[position].units or 0
    allocation = _allocate(law, minutes, method)
    answers = allocation.alternatives if len(allocation.tied) <= _MOST_TIED else (allocation.counts,)
    right = [dict(answer) for answer in answers]
    spent, sent, supported = sum(map(sum, minutes.values())), sum(billed.values()), _supported(allocation)
    excess = sent - supported
    way = -1 if excess < 0 else 1
    far = {code: min([way * (count - answer[code]) for answer in right]) for code, count in billed.items()}

    def furthest_first(position: int) -> tuple[object, ...]:
        line = lines[position]
        return -far[line.code], line.code, line.modifiers, line.units or 0, line.minutes or 0

    positions = tuple(sorted(own, key=furthest_first))
    timing = law.timing(keys[0])
    counted = "tenth" if timing is not None and counts_tenths(timing, method) else "unit"
    return UnitPool(
        positions,
        excess,
        (
            ("why", f"no-{counted}" if 0 in (sent, supported) else counted),
            ("minutes", spent),
            ("billed", sent),
            ("supported", supported),
            ("billed_units", _spell(billed)),
            ("right", "; or ".join(map(_spell, right))),
        ),
        tuple(_changes([lines[i] for i in positions], right)) or (CHOOSES_UNITS,),
    )


def _changes(lines: Sequence[ServiceLine], right: Iterable[Mapping[str, int]]) -> Iterator[Change]:
    """Bill one of the right answers: where a code has several lines, one of them takes the difference."""
    places: dict[str, list[int]] = {}
    for place, line in enumerate(lines):
        places.setdefault(line.code, []).append(place)
    billed = [line.units or 0 for line in lines]
    for answer in right:
        if any(units and code not in places for code, units in answer.items()):
            continue
        ways = []
        for code, own in places.items():
            if more := answer[code] - sum(billed[place] for place in own):
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


def _allocate(law: Law, minutes: Mapping[str, list[int]], method: Method) -> Allocation:
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
    return allocate(within, timings, method=method)


def _members(law: Law, timing: Timing) -> dict[str, Timing]:
    meanings = {code: law.meaning(code) for code in (timing.family, timing.additional) if code is not None}
    return {code: meaning.timing for code, meaning in meanings.items() if meaning is not None}


def _supported(allocation: Allocation) -> int:
    """Return what the units fields of the lines have together if all is right."""
    return sum(allocation.counts.values())


def _spell(units: Mapping[str, int]) -> str:
    return ", ".join([f"{code} x{count}" for code, count in units.items()])
