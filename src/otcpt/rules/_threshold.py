"""What was allowed before, against the yearly amount from which therapy needs KX."""

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from otcpt.rules._day import discipline_of
from otcpt.rules._therapy import is_therapy
from otcpt.rules._timeframe import Timeframe

if TYPE_CHECKING:
    from otcpt.edits import ThresholdAnswer

#: Regimes in which KX lets a claim pass the amount.
_WITH_EXCEPTIONS = frozenset({"cap with exceptions", "threshold"})


class ThresholdYear(NamedTuple):
    """Checked lines of one calendar year that count, the amount that applies to them, and what was allowed before.

    ``allowed`` is None where it is not given. Dollars.
    """

    year: int
    lines: tuple[int, ...]
    answer: "ThresholdAnswer"
    allowed: Decimal | None


def threshold_years(timeframe: Timeframe) -> tuple[ThresholdYear, ...]:
    """Return an account for every year, and every amount in it, that KX has to do with; oldest first."""
    return tuple(_accounts(timeframe))


def _accounts(timeframe: Timeframe) -> Iterator[ThresholdYear]:
    from otcpt.edits import BUCKETS

    together: dict[tuple[int, ThresholdAnswer], list[int]] = {}
    for position in sorted(timeframe.checked):
        line, law = timeframe.lines[position], timeframe.law(position)
        if line.units != 0 and is_therapy(law, line.code, line.modifiers):
            answer = law.threshold(discipline_of(line, law.settings.discipline))
            together.setdefault((line.date_of_service.year, answer), []).append(position)
    for (year, answer), positions in together.items():
        if not answer.known or answer.regime in _WITH_EXCEPTIONS:
            known = [
                one.allowed
                for one in timeframe.prior_payments
                if (one.year, BUCKETS[one.discipline]) == (year, answer.bucket)
            ]
            yield ThresholdYear(year, tuple(positions), answer, sum(known, Decimal()) if known else None)
