"""Whole minutes and the units they make."""

import attrs

from otcpt.errors import InvalidInput
from otcpt.members import not_whole, whole_number
from otcpt.timeline import MINUTES_A_DAY
from otcpt.units.arithmetic import BLOCK, first_minute, midpoint


@attrs.frozen
class MinuteRange:
    """The minutes that make one number of units, both ends included.

    >>> 40 in MinuteRange(38, 52)
    True
    """

    first: int
    last: int

    def __contains__(self, minutes: object) -> bool:
        whole = whole_number(minutes)
        return whole is not None and self.first <= whole <= self.last

    def __str__(self) -> str:
        return f"{self.first} to {self.last} minutes"


def minutes_to_units(minutes: int, *, interval: int = BLOCK) -> int:
    """Return the units that whole minutes make: one for each interval, and one more past the midpoint of the next.

    For 15 minutes this is the table of Medicare's total-time rule as well as the CPT midpoint: 8, 23, 38 ...; it has no
    upper end. Source: CMS Pub. 100-04 ch. 5 §20.2.C; CPT introduction, time.

    Args:
        minutes: Whole minutes of one day, at most 1440, as any kind of integer, NumPy's among them.
        interval: Minutes of one unit.

    Returns:
        The units.

    Raises:
        InvalidInput: The minutes or the interval are not whole or are impossible.

    Example:
        >>> minutes_to_units(38), minutes_to_units(7)
        (3, 0)
        >>> minutes_to_units(46, interval=30)
        2
    """
    return midpoint(whole_minutes(minutes), whole_interval(interval))


def units_to_minutes(units: int, *, interval: int = BLOCK) -> MinuteRange:
    """Return the first and the last minute that make this many units. Source: CMS Pub. 100-04 ch. 5 §20.2.C.

    Args:
        units: Whole units, no more than a day has room for.
        interval: Minutes of one unit.

    Returns:
        The range of minutes; its last is never beyond the day's 1440.

    Raises:
        InvalidInput: The units or the interval are not whole or are impossible.

    Example:
        >>> units_to_minutes(3)
        MinuteRange(first=38, last=52)
    """
    units, interval = whole_units(units), whole_interval(interval)
    first = first_minute(units, interval)
    if first > MINUTES_A_DAY:
        raise InvalidInput(
            f"units {units} of {interval} minutes need at least {first} minutes, but a day has {MINUTES_A_DAY}; give "
            "the units of one day",
            "units",
            units,
        )
    return MinuteRange(first, min(MINUTES_A_DAY, first_minute(units + 1, interval) - 1))


def whole_minutes(minutes: int, what: str = "minutes") -> int:
    """Return the minutes, or raise `InvalidInput` unless they are whole, not negative and within a day."""
    if type(minutes) is int and 0 <= minutes <= MINUTES_A_DAY:
        return minutes
    whole = whole_number(minutes)
    if whole is None:
        hint = "add up the exact times first, then drop the part of a minute"
        raise InvalidInput(f"{not_whole(what, minutes, 'whole minutes')}; {hint}", what, minutes)
    if whole < 0:
        raise InvalidInput(f"{what} {whole} is negative; give the minutes furnished, 0 if none", what, minutes)
    if whole > MINUTES_A_DAY:
        hint = "give the minutes of one patient's day, not seconds or the sum of several days"
        raise InvalidInput(f"{what} {whole} is more than a day has ({MINUTES_A_DAY}); {hint}", what, minutes)
    return whole


def whole_units(units: int) -> int:
    """Return the units, or raise `InvalidInput` unless they are whole and not negative."""
    whole = whole_number(units)
    if whole is None:
        raise InvalidInput(not_whole("units", units, "the units billed"), "units", units)
    if whole < 0:
        raise InvalidInput(f"units {whole} is negative; give the units billed, 0 or more", "units", units)
    return whole


def whole_interval(interval: int) -> int:
    """Return the interval, or raise `InvalidInput` unless it is whole minutes, 1 to a day's."""
    whole = whole_number(interval)
    if whole is None or not 1 <= whole <= MINUTES_A_DAY:
        raise InvalidInput(
            f"interval {interval!r} is not the length of a unit; give whole minutes such as 15, 30 or 60",
            "interval",
            interval,
        )
    return whole
