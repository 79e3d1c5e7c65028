"""The rules of counting: what shares a pool, how a tie is decided, how a code counts by itself."""

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import cast

from otcpt.codes import Timing
from otcpt.errors import InvalidInput, UnknownName, did_you_mean
from otcpt.frozenmap import FrozenMap
from otcpt.timeline import MINUTES_A_DAY
from otcpt.units._minutes import whole_minutes
from otcpt.units._names import Method
from otcpt.units.arithmetic import BLOCK, TENTH, counts_tenths, from_least, midpoint

#: The sessions of a day whose codes had one each.
ONE_SESSION: FrozenMap[str, tuple[int, ...]] = FrozenMap()

#: An ordinary member of the pool, which counts in blocks of 15 minutes. Any other timing is special: an allocation
#: keeps it.
ORDINARY = Timing(interval=BLOCK, pool="cms-15")


def classify(
    minutes: Mapping[str, int | Sequence[int]], timings: Mapping[str, Timing]
) -> tuple[dict[str, int], dict[str, int], dict[str, Timing], FrozenMap[str, tuple[int, ...]]]:
    """Return the minutes in the pool, those counted apart, the special timings and the sessions; in code order.

    The members of a first-plus-additional family are one entry, under its first code, with two special timings.
    Sessions are those of codes whose minutes were given as a list, the longest first, or as one integer that is no int.
    """
    pool: dict[str, int] = {}
    apart: dict[str, int] = {}
    special: dict[str, Timing] = {}
    sessions = ONE_SESSION
    for code in _in_code_order(minutes):
        spent = minutes[code]
        if type(spent) is not int or not 0 <= spent <= MINUTES_A_DAY:
            parts = _sessions(spent, code)
            sessions = FrozenMap({**sessions, code: parts})
            spent = whole_minutes(sum(parts), f"minutes of {code}")
        try:
            timing = timings[code]
        except KeyError:
            raise _no_timing(code, timings) from None
        if timing.family is not None:
            special |= _family(timing, timings)
            side = apart if timing.pool is None else pool
            side[timing.family] = side.get(timing.family, 0) + spent
        elif timing.pool is not None:
            pool[code] = spent
            if timing.least is not None:
                special[code] = timing
        else:
            special[code] = timing
            apart[code] = spent
    return pool, apart, special, sessions


def share_ordinary(minutes: Mapping[str, object], timings: Mapping[str, Timing]) -> dict[str, int] | None:
    """Return the units of total time, the most minutes first among equals, where every code is an ordinary one.

    It is what `distribute` makes of what `classify` returns, in one loop; None where a code or its minutes need more.
    """
    units: dict[str, int] = {}
    order: list[tuple[int, int, str]] = []
    total = whole = 0
    for code in _in_code_order(minutes):
        try:
            timing = timings[code]
        except KeyError:
            return None
        spent = minutes[code]
        if type(spent) is not int or not 0 <= spent <= MINUTES_A_DAY:
            return None
        if timing.pool is None or timing.family is not None or timing.least is not None:
            return None
        count = units[code] = spent // BLOCK
        whole += count
        total += spent
        order.append((count * BLOCK - spent, -spent, code))
    order.sort()
    for _, _, code in order[: midpoint(total) - whole]:
        units[code] += 1
    return units


def all_timings(minutes: Mapping[str, int], special: Mapping[str, Timing]) -> dict[str, Timing]:
    """Return the timings of all codes again, from the special ones."""
    return dict.fromkeys(minutes, ORDINARY) | dict(special)


def rank_by(tie_break: str, minutes: Iterable[str], special: Mapping[str, Timing]) -> Mapping[str, int] | None:
    """Return the rank by which a tie-break compares codes with the same minutes left over; None for most minutes."""
    if tie_break == "largest_total":
        return None
    place: dict[str, int] = {}
    for code in minutes:
        place.setdefault(special.get(code, ORDINARY).family or code, len(place))
    return place if tie_break == "input_order" else dict.fromkeys(place, 0)


def expand_families(
    pooled: dict[str, int],
    apart: Mapping[str, int],
    minutes: Container[str],
    special: Mapping[str, Timing],
    method: Method,
    sessions: Mapping[str, tuple[int, ...]],
) -> dict[str, int]:
    """Return the units of every code in code order: families split, the codes counted apart by their own rule.

    A code appears if it was given or has units.
    """
    if not special and not apart:
        return pooled
    units: dict[str, int] = {}
    for code, count in pooled.items():
        more = max(0, count - 1) if special.get(code, ORDINARY).additional is not None else 0
        units |= _members(code, count - more, more, special)
    for code, spent in apart.items():
        units |= _members(code, *count_individually(spent, code, special, method, sessions), special)
    return {code: units[code] for code in sorted(units) if units[code] or code in minutes}


def count_individually(
    spent: int, code: str, special: Mapping[str, Timing], method: Method, sessions: Mapping[str, tuple[int, ...]]
) -> tuple[int, int]:
    """Return the units of a code by its own rule, and those of its add-on where it is the first of a family."""
    timing = special.get(code, ORDINARY)
    if timing.interval is None:
        return (1 if timing.minimum is None or spent >= timing.minimum else 0), 0
    full = method == "full" or timing.rounding == "full"
    if timing.additional is not None:
        each = special[timing.additional].interval or timing.interval
        beyond = max(0, spent - timing.interval)
        return min(1, _whole(spent, timing.interval, full)), _whole(beyond, each, full)
    if counts_tenths(timing, method):
        return midpoint(spent, TENTH), 0
    parts = sessions.get(code, (spent,)) if method == "per_session" and not full else (spent,)
    if timing.least is not None and not full:
        return sum([from_least(part, timing.interval, timing.least) for part in parts]), 0
    return sum([_whole(part, timing.interval, full) for part in parts]), 0


def sum_pooled(amounts: Mapping[str, int], special: Mapping[str, Timing]) -> int:
    """Return the minutes or units of the codes that belong to the pool."""
    return sum(amount for code, amount in amounts.items() if special.get(code, ORDINARY).pool is not None)


def _whole(spent: int, interval: int, full: bool) -> int:
    return spent // interval if full else midpoint(spent, interval)


def _sessions(given: int | Sequence[int], code: str) -> tuple[int, ...]:
    if not isinstance(given, list | tuple):
        return (whole_minutes(cast("int", given), f"minutes of {code}"),)
    parts = [whole_minutes(part, f"minutes of a session of {code}") for part in given]
    return tuple(sorted([part for part in parts if part], reverse=True))


def _members(code: str, first: int, more: int, special: Mapping[str, Timing]) -> dict[str, int]:
    additional = special.get(code, ORDINARY).additional
    return {code: first} if additional is None else {code: first, additional: more}


def _family(timing: Timing, timings: Mapping[str, Timing]) -> dict[str, Timing]:
    members = [code for code in (timing.family, timing.additional) if code is not None]
    missing = [code for code in members if code not in timings]
    if missing:
        raise UnknownName(f"{' and '.join(members)} share their minutes, but timings has no {missing[0]}; add it")
    return {code: timings[code] for code in members}


def _in_code_order(minutes: Mapping[str, object]) -> list[str]:
    if type(minutes) is not dict and not isinstance(minutes, Mapping):
        expected = 'a mapping of codes to minutes such as {"97110": 33, "97140": 7}'
        raise InvalidInput(f"minutes {minutes!r} are not by code; give {expected}", "minutes", minutes)
    try:
        return sorted(minutes)
    except TypeError:
        raise _not_text(next(code for code in minutes if not isinstance(code, str))) from None


def _no_timing(code: str, timings: Mapping[str, Timing]) -> Exception:
    if not isinstance(code, str):
        return _not_text(code)
    near = did_you_mean(code, timings)
    return UnknownName(f"no timing for code {code!r}; add it to timings, or leave the code out.{near}")


def _not_text(code: object) -> InvalidInput:
    return InvalidInput(f"code {code!r} is not text; write it in quotes, since 00100 is not 100", "code", code)
