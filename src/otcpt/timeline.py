"""What holds on which days. Both ends of a span are included; a gap is an error, the future is unknown."""

from bisect import bisect_right
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Generic, TypeVar

import attrs

from otcpt.errors import InvalidInput, OutsideCoverage
from otcpt.frozenvalue import FrozenValue

__all__ = ["Span", "Timeline"]

#: No more minutes than these can be furnished on one day.
MINUTES_A_DAY = 1440

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


def calendar_day(value: date | str, what: str = "date") -> date:
    """Return a day given as a date or as text in the form YYYY-MM-DD.

    Args:
        value: The day.
        what: What the message calls it.

    Returns:
        The date.

    Raises:
        InvalidInput: It has another form, which is never guessed, or is a moment in time (`datetime`).

    Example:
        >>> calendar_day("2026-03-02")
        datetime.date(2026, 3, 2)
    """
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-":
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    how = "write it as YYYY-MM-DD, like 2026-03-02" + (", in Python its .date()" if isinstance(value, datetime) else "")
    raise InvalidInput(f"{what} {value!r} is not a calendar day; {how}", what, value)


def day_after(day: date) -> date:
    """Return the next day.

    Args:
        day: A day.

    Returns:
        The day after it.

    Example:
        >>> day_after(date(2016, 12, 31))
        datetime.date(2017, 1, 1)
    """
    return day + timedelta(days=1)


@attrs.frozen(eq=False, repr=False)
class Span(FrozenValue, Generic[T_co]):
    """One value and the days it holds. ``None`` is an open end; a span that ends before it begins is refused."""

    value: T_co
    first_day: date | None = None
    last_day: date | None = None

    def __attrs_post_init__(self) -> None:
        if self.first_day is not None and self.last_day is not None and self.last_day < self.first_day:
            raise InvalidInput(f"a span ends before it begins: {_days(self)}", "span", self)


@attrs.frozen(init=False, eq=False, repr=False)
class Timeline(FrozenValue, Generic[T]):
    """One value for every day, or None where nothing is known.

    ``values[i]`` holds from ``starts[i]`` to the day before ``starts[i + 1]``, the last one without end.

    >>> rates = Timeline([Span(year, date(year, 1, 1), date(year, 12, 31)) for year in (2025, 2026)])
    >>> rates.on(date(2026, 3, 2))
    2026
    >>> rates.on(date(2027, 1, 1))
    Traceback (most recent call last):
    otcpt.errors.OutsideCoverage: nothing is known for 2027-01-01;
    known are 2025-01-01 to 2025-12-31, 2026-01-01 to 2026-12-31
    """

    starts: tuple[date, ...]
    values: tuple[T | None, ...]

    def __init__(self, spans: Iterable[Span[T]]) -> None:
        """Take spans in any order; two that share a day raise `InvalidInput`."""
        ordered = sorted(spans, key=lambda span: span.first_day or date.min)
        for before, after in pairwise(ordered):
            if before.last_day is None or after.first_day is None or before.last_day >= after.first_day:
                raise InvalidInput(f"spans overlap: {_days(before)} and {_days(after)}", "spans", (before, after))
        changes: dict[date, T | None] = {date.min: None}
        for span in ordered:
            changes[span.first_day or date.min] = span.value
            if span.last_day is not None:
                changes[day_after(span.last_day)] = None
        self._keep(changes.items())

    @classmethod
    def sampled(cls, cuts: Iterable[date], value: Callable[[date], T]) -> "Timeline[T]":
        """Ask for the value at the beginning of time and on every day on which it may change.

        Args:
            cuts: The days on which it may change.
            value: Returns the value of a day.

        Returns:
            The timeline.

        Example:
            >>> Timeline.sampled([date(2020, 1, 1)], lambda on: on.year >= 2020).on(date(2020, 1, 1))
            True
        """
        new = cls.__new__(cls)
        new._keep((day, value(day)) for day in sorted({date.min, *cuts}))
        return new

    def _keep(self, changes: Iterable[tuple[date, T | None]]) -> None:
        starts: list[date] = []
        values: list[T | None] = []
        for day, value in changes:
            if not values or values[-1] != value:
                starts.append(day)
                values.append(value)
        object.__setattr__(self, "starts", tuple(starts))
        object.__setattr__(self, "values", tuple(values))

    @property
    def spans(self) -> tuple[Span[T], ...]:
        """The stretches in which a value is known, oldest first."""
        ends = [day - timedelta(days=1) for day in self.starts[1:]]
        held = zip(self.values, (None, *self.starts[1:]), (*ends, None), strict=True)
        return tuple(Span(value, first, last) for value, first, last in held if value is not None)

    def get(self, on: date | str) -> T | None:
        """Return the value of that day.

        Args:
            on: The date of service, as a date or as text like ``"2026-03-02"``.

        Returns:
            The value, or None in a gap.

        Raises:
            InvalidInput: It is not a calendar day.
        """
        day = on if type(on) is date else calendar_day(on, "on")
        return self.values[bisect_right(self.starts, day) - 1]

    def on(self, on: date | str) -> T:
        """Return the value of that day.

        Args:
            on: The date of service, as a date or as text like ``"2026-03-02"``.

        Returns:
            The value.

        Raises:
            OutsideCoverage: None is known.
            InvalidInput: It is not a calendar day.
        """
        value = self.get(on)
        if value is None:
            known = ", ".join(map(_days, self.spans)) or "no days at all"
            raise OutsideCoverage(f"nothing is known for {on}; known are {known}")
        return value

    def __repr__(self) -> str:
        return f"Timeline({list(self.spans)!r})"


def _days(span: Span[T]) -> str:
    return f"{span.first_day or 'the beginning'} to {span.last_day or 'now'}"
