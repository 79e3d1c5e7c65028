"""What was allowed before, against the yearly amount from which therapy needs KX."""

from collections.abc import Iterator
from decimal import Decimal

import attrs

from otcpt.edits import BUCKETS, ThresholdAnswer
from otcpt.rules._course import Course
from otcpt.rules._day import discipline_of
from otcpt.rules._therapy import is_therapy

#: Regimes in which KX lets a claim pass the amount.
_WITH_EXCEPTIONS = frozenset({"cap with exceptions", "threshold"})


@attrs.frozen
class Account:
    """Checked lines of one calendar year that count, the amount that holds for them, and what was allowed before.

    ``allowed`` is None where nobody said. Dollars.
    """

    year: int
    lines: tuple[int, ...]
    answer: ThresholdAnswer
    allowed: Decimal | None


def accounts(course: Course) -> tuple[Account, ...]:
    """Return an account for every year, and every amount in it, that KX has to do with; oldest first."""
    return tuple(_accounts(course))


def _accounts(course: Course) -> Iterator[Account]:
    together: dict[tuple[int, ThresholdAnswer], list[int]] = {}
    for position in sorted(course.checked):
        line, law = course.lines[position], course.law(position)
        if line.units != 0 and is_therapy(law, line.code, line.modifiers):
            answer = law.threshold(discipline_of(line, law.settings.discipline))
            together.setdefault((line.date_of_service.year, answer), []).append(position)
    for (year, answer), positions in together.items():
        if not answer.known or answer.regime in _WITH_EXCEPTIONS:
            told = [one.allowed for one in course.spent if (one.year, BUCKETS[one.discipline]) == (year, answer.bucket)]
            yield Account(year, tuple(positions), answer, sum(told, Decimal()) if told else None)
