"""Which units of one patient's day are paid in full: therapy's MPPR, and the second surgical procedure."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TypeAlias

import attrs

from otcpt.fees import cents
from otcpt.pricing._line_fees import LineFee
from otcpt.pricing._values import UnitAmount

#: What orders lines that rank alike, whatever their order on the claim.
Key: TypeAlias = tuple[object, ...]

NO_UNITS = "Needs the units of the line"
#: Units of a line up to which each is priced.
_MOST_PRICED = 99_999
TOO_MANY_UNITS = f"More units than are priced one by one ({_MOST_PRICED:,})"


@attrs.frozen
class RankedLine:
    """A line among those of one billing provider and day. ``units`` None: not known, but billed."""

    fee: LineFee
    units: int | None
    key: Key


@attrs.frozen
class DayAmounts:
    """The units of each line, or why a line has none.

    ``ties`` are the lines of which a unit might be the full one as well, the chosen one first; one or none where
    nothing is tied.
    """

    units: tuple[tuple[UnitAmount, ...], ...]
    reasons: tuple[str, ...]
    ties: tuple[int, ...]


def rank_day(lines: Sequence[RankedLine], second: Decimal, full: int | None = None) -> DayAmounts:
    """Rank the lines of one patient, day and billing provider, and return what each unit is paid.

    Therapy units (multiple procedure indicator 5) of all disciplines and claims share one full unit: that with the
    highest nonfacility practice expense, then with the highest fee. Surgical codes (indicator 2) are ranked by fee: the
    first is paid in full, the others ``second`` of it. ``full`` names the line to take among those that are tied.
    """
    order = sorted(range(len(lines)), key=lambda i: (*(-value for value in lines[i].fee.rank), lines[i].key))
    therapy = [i for i in order if is_reducible(lines[i].fee)]
    unknown = [i for i in therapy if lines[i].fee.full is None]
    ties = _ties(therapy, lines) if not unknown else ()
    if full is not None:
        therapy = [full, *(i for i in therapy if i != full)]
    surgical = sorted(
        (i for i in order if lines[i].fee.full is not None and lines[i].fee.surgical),
        key=lambda i: (-_with_sides(lines[i].fee), lines[i].key),
    )
    units: list[tuple[UnitAmount, ...]] = [()] * len(lines)
    reasons = [line.fee.reason for line in lines]
    counts = [0 if _reason_of(line.units) else line.units or 0 for line in lines]
    rank = 1
    for i in therapy:
        count = counts[i]
        if unknown:
            reasons[i] = reasons[i] or _unranked(lines, unknown)
        else:
            units[i] = tuple(_therapy_units(lines[i].fee, count, rank))
        rank += max(count, 1)
    at = 0
    for i in surgical:
        for_line = []
        for _ in range(counts[i]):
            amount = _with_sides(lines[i].fee)
            for_line.append(UnitAmount(cents(amount * second), True) if at else UnitAmount(amount))
            at += 1
        units[i] = tuple(for_line)
    for i, line in enumerate(lines):
        if line.fee.full is None or i in therapy or i in surgical:
            continue
        units[i] = (UnitAmount(_with_sides(line.fee)),) * counts[i]
    for i, line in enumerate(lines):
        if line.fee.full is not None:
            reasons[i] = _reason_of(line.units) or reasons[i]
    return DayAmounts(tuple(units), tuple(reasons), ties)


def _reason_of(units: int | None) -> str:
    """Why no unit has an amount, if none has."""
    if units is None:
        return NO_UNITS
    return TOO_MANY_UNITS if units > _MOST_PRICED else ""


def is_reducible(fee: LineFee) -> bool:
    """Whether the reduction concerns the line; also where its fee is not held."""
    return fee.therapy and not fee.nothing and (fee.reduced is not None or fee.full is None)


def _ties(therapy: Sequence[int], lines: Sequence[RankedLine]) -> tuple[int, ...]:
    if not therapy:
        return ()
    best = lines[therapy[0]].fee.rank
    seen: dict[Key, int] = {}
    for i in therapy:
        if lines[i].fee.rank == best:
            seen.setdefault(lines[i].key, i)
    return tuple(seen.values())


def _therapy_units(fee: LineFee, count: int, rank: int) -> Iterator[UnitAmount]:
    for place in range(rank, rank + count):
        amount = fee.full if place == 1 else fee.reduced
        assert amount is not None
        yield UnitAmount(amount, place > 1, place)


def _with_sides(fee: LineFee) -> Decimal:
    assert fee.full is not None
    return fee.full if fee.sides == 1 else cents(fee.full * fee.sides)


def _unranked(lines: Sequence[RankedLine], unknown: Sequence[int]) -> str:
    return f"Which unit of the day is paid in full is not known: {lines[unknown[0]].fee.reason}"
