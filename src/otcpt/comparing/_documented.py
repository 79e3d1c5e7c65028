"""Documented time, by what shares one count of minutes: a patient's day in one discipline and billing entity."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

import attrs

from otcpt.checking import timings_on
from otcpt.claims import Claim, ServiceLine, active_claims, fill_only_named
from otcpt.rules import Law, discipline_of
from otcpt.timeline import MINUTES_A_DAY
from otcpt.units import Allocation, Amount, Tenths, allocate

#: More codes with equal claims than this, and what was billed is compared with one of the right answers only.
_MOST_TIED = 6


@attrs.frozen
class NotComparable:
    """A day whose documented time tells nothing, and why. ``claims`` are places among the claims that were given."""

    claims: tuple[int, ...]
    claim_ids: tuple[str, ...]
    date_of_service: date
    discipline: str
    codes: tuple[str, ...]
    why: str

    def to_record(self) -> dict[str, object]:
        """Return the entry as plain values, ready for JSON."""
        return {**attrs.asdict(self), "date_of_service": self.date_of_service.isoformat()}


@attrs.frozen
class PlanDay:
    """Lines whose minutes are counted together, ``lines``, and every line of that patient's day, ``day``."""

    claims: tuple[int, ...]
    claim_ids: tuple[str, ...]
    date_of_service: date
    discipline: str
    lines: tuple[ServiceLine, ...]
    day: tuple[ServiceLine, ...]

    def timed(self, law: Law) -> tuple[ServiceLine, ...]:
        """Return the lines whose units follow from minutes."""
        return tuple(line for line in self.lines if law.timing(line.code) is not None)

    def not_comparable(self, law: Law, *, units: bool = False) -> NotComparable | None:
        """Say why the time does not tell the units, or None where it does; ``units`` must be there too if asked for."""
        timed = self.timed(law)
        silent = sorted({line.code for line in timed if line.minutes is None})
        uncounted = sorted({line.code for line in timed if line.units is None}) if units else []
        if silent:
            return self._not_comparable(silent, "minutes are missing, and no unit is guessed")
        if uncounted:
            return self._not_comparable(uncounted, "units are missing, so there is nothing to compare with")
        long = [code for code, spent in _sessions(timed).items() if sum(spent) > MINUTES_A_DAY]
        return self._not_comparable(long, "there are more minutes than in a day") if long else None

    def supported(self, law: Law) -> Allocation:
        """Return what the minutes make by the payer's method; each line is a session."""
        settings = law.settings
        return allocate(
            _sessions(self.timed(law)),
            timings_on(law.edition, law.on, settings),
            method=settings.unit_method,
            tie_break=settings.tie_break,
        )

    def has(self, line: ServiceLine) -> bool:
        """Return whether a line of the day is one of the plan's own."""
        return any(line is one for one in self.lines)

    def with_units(self, wanted: Mapping[str, int]) -> tuple[ServiceLine, ...]:
        """Return every line of the day, with so many units of each of these codes under the plan.

        What is more or less than billed goes to the first line of the code that can take it.
        """
        more = {code: count - (self.billed(code) or 0) for code, count in wanted.items()}
        made = []
        for line in self.day:
            units = line.units or 0
            if more.get(line.code) and self.has(line):
                added = max(more[line.code], -units)
                more[line.code] -= added
                line = attrs.evolve(line, units=units + added)
            made.append(line)
        return tuple(made)

    def billed(self, code: str) -> int | None:
        """Return the units on the claims, None where a line of the code does not give them."""
        units = [line.units for line in self.lines if line.code == code]
        return None if None in units else sum(count for count in units if count is not None)

    def _not_comparable(self, codes: Sequence[str], why: str) -> NotComparable:
        return NotComparable(self.claims, self.claim_ids, self.date_of_service, self.discipline, tuple(codes), why)


def plan_days(claims: Sequence[Claim], discipline: Callable[[date], str]) -> Iterator[PlanDay]:
    """Part the lines of the claims that stand; lines without a patient key meet only those of their own claim.

    A line that names no billing entity belongs to the only one named on the day; one without GO, GP or GN is of the
    discipline that is given for the day.
    """
    standing = {id(claim) for claim in active_claims(claims)}
    days: dict[tuple[object, date], list[tuple[int, ServiceLine]]] = {}
    for number, claim in enumerate(claims):
        for line in claim.lines if id(claim) in standing else ():
            who: object = number if line.patient_key is None else line.patient_key
            days.setdefault((who, line.date_of_service), []).append((number, line))
    for (_, day), entries in days.items():
        billers = fill_only_named(line.billing_provider_key for _, line in entries)
        groups: dict[tuple[object, str], list[tuple[int, ServiceLine]]] = {}
        for biller, (number, line) in zip(billers, entries, strict=True):
            groups.setdefault((biller, discipline_of(line, discipline(day))), []).append((number, line))
        for (_, plan), own in groups.items():
            numbers = tuple(dict.fromkeys(number for number, _ in own))
            yield PlanDay(
                numbers,
                tuple(filter(None, dict.fromkeys(_name(claims[number], line) for number, line in own))),
                day,
                plan,
                tuple(line for _, line in own),
                tuple(line for _, line in entries),
            )


def nearest(allocation: Allocation, billed: Mapping[str, int]) -> Mapping[str, int]:
    """Return the right answer that is nearest to what was billed, as the units fields of the lines would have it."""
    if len(allocation.counts) > _MOST_TIED and len(allocation.tied) > _MOST_TIED:
        return allocation.counts
    return min(
        allocation.alternatives,
        key=lambda units: sum(abs(units[code] - count) for code, count in billed.items() if code in units),
    )


def amount(allocation: Allocation, code: str, count: int) -> Amount:
    """Return the number in a units field as what it counts by the allocation's method: units, or tenths of an hour."""
    return Tenths(count) if code in allocation.tenths else count


def units_field(given: Amount) -> int:
    """Return the number that a units field takes for an amount."""
    return given if isinstance(given, int) else given.tenths


def surplus(more: Amount, less: Amount) -> Amount | None:
    """Return the difference; None between units and tenths of an hour, which cannot be compared."""
    if isinstance(more, Tenths) and isinstance(less, Tenths):
        return more - less
    return more - less if isinstance(more, int) and isinstance(less, int) else None


def add_up(amounts: Iterable[Amount | None]) -> tuple[int, Tenths]:
    """Return the units and the tenths of an hour among amounts, each added up."""
    given = tuple(amounts)
    units = sum(one for one in given if isinstance(one, int))
    return units, sum((one for one in given if isinstance(one, Tenths)), Tenths(0))


def _name(claim: Claim, line: ServiceLine) -> str:
    return claim.claim_id or line.claim_id or ""


def _sessions(lines: Iterable[ServiceLine]) -> Mapping[str, list[int]]:
    spent: dict[str, list[int]] = {}
    for line in lines:
        spent.setdefault(line.code, []).append(line.minutes or 0)
    return spent
