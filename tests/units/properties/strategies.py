"""The days of the properties: all the small ones, the smallest first, and those that Hypothesis draws."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import product
from typing import TypeAlias, get_args

from hypothesis import strategies as st
from tests.units.timings import POOLED

from otcpt.units import Method, TieBreak

Vector: TypeAlias = tuple[int, ...]

#: Three codes of the pool: the minutes of a vector are theirs.
CODES = ("97110", "97112", "97140")
METHODS: tuple[Method, ...] = get_args(Method)
TIE_BREAKS: tuple[TieBreak, ...] = ("largest_total", "code_order", "input_order")
#: Codes of every kind.
ALL = ("97035", "97110", "97112", "97140", "97530", "97129", "97130", "97550", "96125", "97150", "98981", "G0129")

sessions = st.lists(st.integers(0, 70), max_size=4)
days_of_any_size = st.dictionaries(st.sampled_from(POOLED), st.integers(0, 120), max_size=len(POOLED))
days_of_all_kinds = st.dictionaries(st.sampled_from(ALL), sessions, max_size=5)
days_in_sessions = st.dictionaries(st.sampled_from(ALL[:5]), sessions, max_size=4)


@cache
def all_days(codes: int, longest: int) -> Sequence[Vector]:
    """Return every day of so many codes of 0 to ``longest`` minutes, the fewest minutes first."""
    days = product(range(longest + 1), repeat=codes)
    return sorted(days, key=lambda minutes: (sum(minutes), [-spent for spent in minutes]))


def by_code(numbers: Iterable[int]) -> dict[str, int]:
    """Return the minutes or units of a vector by code."""
    return dict(zip(CODES, numbers, strict=False))


def in_words(minutes: Mapping[str, int]) -> str:
    """Return the minutes of a day for a reader, codes without minutes left out."""
    spent = [f"{code} {count} min" for code, count in minutes.items() if count]
    return ", ".join(spent) or "no minutes"


def units_in_words(units: Mapping[str, int]) -> str:
    """Return the units of a day for a reader, codes without a unit left out."""
    return ", ".join(f"{code} x{count}" for code, count in units.items() if count) or "no unit"


def count_in_words(units: int) -> str:
    """Return a number of units for a reader."""
    return f"{units or 'no'} {'units' if units > 1 else 'unit'}"
