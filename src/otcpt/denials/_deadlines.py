"""The last day of each way to answer a denial of Medicare's: dated law, counted from the remittance or the service."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import attrs
from dateutil.relativedelta import relativedelta

from otcpt.denials._codes import Route

_TABLE = Path(__file__).with_name("deadlines.csv")
_NAMES = {
    Route.APPEAL: "redetermination",
    Route.REOPENING: "reopening",
    Route.NEW_CLAIM: "new-claim",
    Route.ADJUSTMENT: "adjustment",
}
_FROM = {
    "receipt": "after the remittance is received, which is taken to be {presumed} days after its date",
    "remittance": "after the date of the remittance",
    "service": "after the date of service",
    "decision": "after the decision before it is received",
}


@attrs.frozen
class Deadline:
    """How long one way is open.

    ``name`` is what the way is called, ``level`` its place among the appeals. ``minimum`` is the amount in dollars
    that must be in dispute, None where there is none or it is not known. ``last_day`` is the last day on which the
    payer must have it; None where it cannot be counted, and ``text`` says from what it counts.
    """

    name: str
    text: str
    last_day: date | None
    source: str
    mark: str
    level: int | None = None
    minimum: str = ""

    def to_record(self) -> dict[str, object]:
        """Return the deadline as plain values, ready for JSON."""
        return attrs.asdict(self) | {"last_day": None if self.last_day is None else self.last_day.isoformat()}


@attrs.frozen
class _Law:
    route: str
    level: int | None
    count: int
    unit: str
    counts_from: str
    presumed: int
    first_day: date
    last_day: date | None
    minimum: str
    source: str
    mark: str

    def holds(self, on: date) -> bool:
        return self.first_day <= on and (self.last_day is None or on <= self.last_day)

    def until(self, start: date) -> date:
        if self.unit == "years":
            return start + relativedelta(years=self.count)
        return start + timedelta(days=self.presumed + self.count)

    @property
    def text(self) -> str:
        unit = self.unit if self.count != 1 else self.unit.removesuffix("s")
        return f"{self.count} {unit} {_FROM[self.counts_from].format(presumed=self.presumed)}"


@cache
def _laws() -> tuple[_Law, ...]:
    return tuple(_read())


def _read() -> Iterator[_Law]:
    with _TABLE.open(encoding="utf-8", newline="") as opened:
        for row in csv.DictReader(opened):
            yield _Law(
                row["route"],
                int(row["level"]) if row["level"] else None,
                int(row["count"]),
                row["unit"],
                row["counts_from"],
                int(row["presumed_days"]),
                date.fromisoformat(row["first_day"]),
                date.fromisoformat(row["last_day"]) if row["last_day"] else None,
                row["minimum"],
                row["source"],
                row["mark"],
            )


def deadline_of(route: Route, *, remitted: date | None, service: date | None) -> Deadline | None:
    """Return the last day of one of Medicare's ways, None of a day that is not known; None for a way without one.

    Example:
        >>> deadline_of(Route.APPEAL, remitted=date(2022, 5, 15), service=None).last_day
        datetime.date(2022, 9, 17)
    """
    name = _NAMES.get(route)
    return None if name is None else _deadline(name, remitted, service)


def good_cause(remitted: date | None) -> Deadline:
    """Return until when a reopening may be asked for with good cause."""
    return _deadline("reopening-good-cause", remitted, None)


def appeal_levels(remitted: date | None) -> tuple[Deadline, ...]:
    """Return the five levels of a Medicare appeal; only the first counts from the remittance.

    Example:
        >>> [(one.name, one.level) for one in appeal_levels(date(2026, 4, 10))]
        [('redetermination', 1), ('reconsideration', 2), ('hearing', 3), ('council', 4), ('court', 5)]
    """
    names = dict.fromkeys(law.route for law in _laws() if law.level is not None)
    return tuple(_deadline(name, remitted, None) for name in names)


def _deadline(name: str, remitted: date | None, service: date | None) -> Deadline:
    laws = [law for law in _laws() if law.route == name]
    start = service if laws[0].counts_from == "service" else remitted
    law = next((law for law in laws if start is not None and law.holds(start)), None)
    if law is None:
        why = "the day it counts from is not known" if start is None else f"the law of {start} was not read"
        return Deadline(name, why, None, laws[-1].source, laws[-1].mark, laws[-1].level)
    last = law.until(start) if start is not None and law.counts_from != "decision" else None
    return Deadline(name, law.text, last, law.source, law.mark, law.level, law.minimum)
