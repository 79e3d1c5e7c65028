"""An answer that changes from day to day: the first days of its stretches and what holds from each on."""

from bisect import bisect_right
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Generic, TypeVar

from otcpt.errors import InvalidInput

T = TypeVar("T")


class Steps(Generic[T]):
    """Answers for every day there is. ``answers[i]`` holds from ``starts[i]`` to the day before ``starts[i + 1]``."""

    __slots__ = ("answers", "starts")

    def __init__(self, cuts: Iterable[date], answer: Callable[[date], T]) -> None:
        """Ask for the answer at the beginning of time and at every cut; equal neighbors become one stretch."""
        starts: list[date] = []
        answers: list[T] = []
        for day in sorted({date.min, *cuts}):
            value = answer(day)
            if not answers or answers[-1] != value:
                starts.append(day)
                answers.append(value)
        self.starts = tuple(starts)
        self.answers = tuple(answers)

    def on(self, day: date) -> T:
        """Return the answer of that day."""
        return self.answers[bisect_right(self.starts, plain_day(day)) - 1]


def plain_day(on: date) -> date:
    """Return the day itself; raise `InvalidInput` for anything that is not a calendar day, moments in time included."""
    if isinstance(on, date) and not isinstance(on, datetime):
        return on
    raise InvalidInput(f"on={on!r} is not a calendar day; give a datetime.date such as date(2026, 3, 2)", "on", on)


def day_after(day: date) -> date:
    """Return the next day."""
    return day + timedelta(days=1)
