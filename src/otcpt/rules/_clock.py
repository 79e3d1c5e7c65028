"""Whether the minutes of services fit into the clock times given with them.

A clock time often tells when a visit began and ended, and services may alternate in it. So two services conflict only
where their minutes do not fit: in no stretch of the clock may the services that lie in it have more minutes than the
stretch. For work that may be interrupted this is exact (each stretch from a start to an end is tried).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from otcpt.claims import ServiceLine
from otcpt.findings import Evidence, Field, Reason, RuleNotEvaluated
from otcpt.rules._law import Law
from otcpt.units.arithmetic import BLOCK

#: What fitting lines into the clock reads.
READS = {Field.CODE, Field.UNITS, Field.MINUTES, Field.START_TIME, Field.END_TIME}

#: Without any of these there is no clock to compare with.
TIMES = {Field.START_TIME, Field.END_TIME}

#: Absent on a line, these are asked for only where another line has them.
OPTIONAL = {Field.UNITS, Field.MINUTES, Field.START_TIME, Field.END_TIME}

#: Words before a stretch's minutes.
LEAST = {"documented": "", "implied": "at least "}

#: Unit methods that count the day's minutes of a code in quarter hours.
_BY_QUARTER_HOURS = ("cms", "ama", "best", "full")


class ScheduledMinutes(NamedTuple):
    """Minutes of one line and where on the clock they lie, in minutes after midnight; ``implied`` where it has more."""

    position: int
    code: str
    start: int
    end: int
    minutes: int
    implied: bool = False


class Interval(NamedTuple):
    """A stretch of the clock whose services have more minutes than it has; positions in order of the clock.

    ``implied`` where the minutes are the fewest they can be: a line does not give its own, or has more than its times.
    """

    start: int
    end: int
    minutes: int
    positions: tuple[int, ...]
    implied: bool

    @property
    def evidence(self) -> Evidence:
        """From when to when, how long that is, and the minutes of the services."""
        return (
            ("least", "implied" if self.implied else "documented"),
            ("minutes", self.minutes),
            ("elapsed", self.end - self.start),
            ("start", written(self.start)),
            ("end", written(self.end)),
        )


def written(minutes: int) -> str:
    """Write minutes after midnight as a time of day.

    >>> written(545)
    '09:05'
    """
    return f"{minutes // 60:02}:{minutes % 60:02}"


def is_exclusive_time(law: Law, code: str, modifiers: tuple[str, ...] = ()) -> bool:
    """Whether the service takes the patient's time alone: no other therapy can be given in the same minutes.

    So do the timed one-on-one codes, and the untimed ones with somebody's hands on the patient: evaluations, group,
    feeding therapy, splints, wound care, biofeedback, tests of muscles and motion. Supervised modalities do not (97010
    to 97028; G0283 and the other unattended currents, which are modalities of the same kind), nor services whose time
    includes paperwork or is a month's.
    """
    meaning = law.meaning(code)
    if meaning is None or meaning.context:
        return False
    timing = meaning.timing
    if timing.pool is not None:
        return True
    if timing.timed or meaning.direct_contact is not True:
        return False
    return meaning.designation == "always" or meaning.one_on_one is True


def occupies_clock(law: Law, line: ServiceLine) -> bool:
    """Whether a billed line takes time on the clock.

    An untimed service that is therapy only sometimes does so with documented minutes of its own: records often put the
    visit's start and end on every line.
    """
    if line.units == 0 or not is_exclusive_time(law, line.code):
        return False
    meaning = law.meaning(line.code)
    assert meaning is not None
    return line.minutes is not None or meaning.timing.pool is not None or meaning.designation == "always"


def least_minutes(law: Law, line: ServiceLine) -> int:
    """The minutes of a line; where they are not given, the fewest its units can rest on.

    Each unit but the last needs its whole 15 minutes by any way of counting in quarter hours, the last at least one.
    """
    if line.minutes is not None:
        return line.minutes
    meaning = law.meaning(line.code)
    if meaning is None or meaning.timing.pool is None or law.settings.unit_method not in _BY_QUARTER_HOURS:
        return 0
    return max(0, BLOCK * (line.units or 0) - BLOCK + 1)


def has_clock(lines: Iterable[ServiceLine]) -> bool:
    """Whether any line says when it began or ended."""
    return any(line.start_time is not None or line.end_time is not None for line in lines)


def span(line: ServiceLine) -> tuple[int, int] | None:
    """From when to when a line lasted, seconds rounded outwards; None where it is not given, or not within a day."""
    start, end = line.start_time, line.end_time
    if start is None or end is None:
        return None
    first = start.hour * 60 + start.minute
    last = end.hour * 60 + end.minute + (end.second > 0 or end.microsecond > 0)
    return (first, last) if first < last else None


def without_clock(lines: Sequence[ServiceLine], positions: Iterable[int]) -> Iterator[RuleNotEvaluated]:
    """Say which of the lines cannot be placed on the clock, and why."""
    given = tuple(positions)
    absent = tuple(i for i in given if lines[i].start_time is None or lines[i].end_time is None)
    if absent:
        why = "needs start time and end time, which other lines have"
        yield RuleNotEvaluated(absent, why, Reason.INPUT_MISSING, (Field.START_TIME, Field.END_TIME))
    backwards = tuple(i for i in given if i not in absent and span(lines[i]) is None)
    if backwards:
        why = "the end time is not after the start time: correct it; a service over midnight is not placed on the clock"
        yield RuleNotEvaluated(backwards, why, Reason.INPUT_MISSING, (Field.END_TIME,))


def scheduled(lines: Sequence[ServiceLine], minutes: Mapping[int, int]) -> list[ScheduledMinutes]:
    """Place lines on the clock with these minutes, no more than their own times have; without either they are left out.

    ``minutes`` are by position.
    """
    placed = []
    for position, spent in minutes.items():
        line = lines[position]
        lasted = span(line)
        if spent and lasted is not None:
            start, end = lasted
            implied = line.minutes is None or spent > end - start
            placed.append(ScheduledMinutes(position, line.code, start, end, min(spent, end - start), implied))
    return placed


def overbooked_intervals(placed: Iterable[ScheduledMinutes]) -> tuple[Interval, ...]:
    """Return stretches that hold more minutes than they have, the most crowded first; no line is in two of them."""
    left = sorted(placed, key=lambda one: (one.start, one.end, one.code))
    found: list[Interval] = []
    while (worst := _most_overbooked(left)) is not None:
        found.append(worst)
        left = [one for one in left if one.position not in worst.positions]
    return tuple(found)


def _most_overbooked(placed: Sequence[ScheduledMinutes]) -> Interval | None:
    """Try every stretch from a start to an end; the one with most minutes too many, of several the shortest."""
    by_end = sorted(placed, key=lambda one: one.end)
    worst: tuple[int, int, int] | None = None
    for start in {one.start for one in placed}:
        minutes = 0
        for one in by_end:
            if one.start >= start:
                minutes += one.minutes
                elapsed = one.end - start
                if minutes > elapsed:
                    stretch = elapsed - minutes, elapsed, start
                    worst = stretch if worst is None else min(worst, stretch)
    if worst is None:
        return None
    room, elapsed, start = worst
    end = start + elapsed
    inside = [one for one in placed if one.start >= start and one.end <= end]
    positions = tuple(one.position for one in inside)
    return Interval(start, end, elapsed - room, positions, any(one.implied for one in inside))
