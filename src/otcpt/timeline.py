"""Values that hold for a span of days. Both ends are inclusive; a gap is an error, the future is unknown."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Generic, TypeVar

import attrs

from otcpt.errors import InvalidInput, OutsideCoverage

__all__ = ["Span", "Timeline", "parse_date"]

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


def parse_date(text: str, what: str = "date") -> date:
    """Read a day written YYYY-MM-DD; any other form raises `InvalidInput` instead of being guessed.

    >>> parse_date("2026-03-02")
    datetime.date(2026, 3, 2)
    """
    if isinstance(text, str) and len(text) == 10 and text[4] == text[7] == "-":
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise InvalidInput(f"{what} {text!r} is not a calendar day; write it as YYYY-MM-DD, like 2026-03-02", what, text)


@attrs.frozen
class Span(Generic[T_co]):
    """One value and the days it holds. ``None`` is an open end."""

    value: T_co
    first_day: date | None = None
    last_day: date | None = None

    def holds(self, on: date) -> bool:
        """Tell whether the day lies inside, both ends included."""
        return (self.first_day is None or self.first_day <= on) and (self.last_day is None or on <= self.last_day)


class Timeline(Generic[T]):
    """Sorted spans that do not overlap.

    >>> rates = Timeline([Span(year, date(year, 1, 1), date(year, 12, 31)) for year in (2025, 2026)])
    >>> rates.on(date(2026, 3, 2))
    2026
    >>> rates.on(date(2027, 1, 1))
    Traceback (most recent call last):
    otcpt.errors.OutsideCoverage: nothing is known for 2027-01-01;
    known are 2025-01-01 to 2025-12-31, 2026-01-01 to 2026-12-31
    """

    __slots__ = ("spans",)

    def __init__(self, spans: Iterable[Span[T]]) -> None:
        self.spans = tuple(sorted(spans, key=lambda span: span.first_day or date.min))
        for before, after in zip(self.spans, self.spans[1:], strict=False):
            if before.last_day is None or after.first_day is None or before.last_day >= after.first_day:
                raise InvalidInput(f"spans overlap: {_days(before)} and {_days(after)}", "spans", (before, after))

    def get(self, on: date) -> T | None:
        """Return the value of that day, or None in a gap."""
        for span in self.spans:
            if span.holds(on):
                return span.value
        return None

    def on(self, on: date) -> T:
        """Return the value of that day; raise `OutsideCoverage` where none is known."""
        for span in self.spans:
            if span.holds(on):
                return span.value
        known = ", ".join(_days(span) for span in self.spans) or "no days at all"
        raise OutsideCoverage(f"nothing is known for {on}; known are {known}")

    def __iter__(self) -> Iterator[Span[T]]:
        return iter(self.spans)

    def __len__(self) -> int:
        return len(self.spans)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Timeline) and self.spans == other.spans

    def __hash__(self) -> int:
        return hash(self.spans)

    def __repr__(self) -> str:
        return f"Timeline({list(self.spans)!r})"


def _days(span: Span[T]) -> str:
    return f"{span.first_day or 'the beginning'} to {span.last_day or 'today'}"
