"""Hypothesis strategies for lines, claims and visits as a practice sees them. Needs hypothesis."""

from collections import ChainMap
from datetime import date, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

from hypothesis import strategies as st

from otcpt.claims import (
    Adjustment,
    Claim,
    Episode,
    History,
    PlanOfCare,
    PriorPayments,
    ProviderAdjustment,
    Remittance,
    RemittanceClaim,
    RemittanceLine,
    Service,
    ServiceLine,
    Visit,
)

_T = TypeVar("_T")

__all__ = ["CODES", "claims", "days", "histories", "lines", "remittances", "visits"]

#: Codes that meet each other's rules: evaluations, treatment, modalities, families, groups, ended, foreign, mistyped.
CODES = (
    "97165", "97166", "97168", "97161", "97530", "97110", "97112", "97140", "97535", "97760", "97763", "97750", "97150",
    "97035", "97010", "97014", "G0283", "97129", "97130", "97550", "97551", "96112", "96113", "96125", "97003", "97532",
    "98975", "98979", "98980", "98981", "98977", "98984", "L3906", "29125", "99213", "92507", "97410", "9753O", "12345",
    "97597", "97598", "97602", "97545", "97546", "90901", "90912", "97039", "97799", "0791T", "G8987", "G8988", "93797",
    "98940", "1170F",
)  # fmt: skip
MODIFIERS = (
    "GO", "GP", "GN", "CO", "CQ", "59", "XU", "XE", "76", "77", "KX", "25", "95", "96", "97", "RT", "LT", "GA", "GX",
    "GY", "GZ", "G0", "C0", "TF", "CK", "ZZ",
)  # fmt: skip
DATES = (date(2016, 12, 31), date(2019, 6, 30), date(2020, 3, 2), date(2021, 6, 1), date(2024, 9, 30), date(2026, 3, 2))


#: Strategies that never change are made once: to make one costs more than to draw from it.
_DAYS = st.sampled_from(DATES) | st.dates(date(2000, 1, 1), date(2027, 12, 31))
_LINE = st.fixed_dictionaries(
    {
        "code": st.sampled_from(CODES),
        "modifiers": st.lists(st.sampled_from(MODIFIERS), unique=True, max_size=3).map(tuple),
        "units": st.none() | st.integers(0, 9),
        "total_treatment_minutes": st.none() | st.integers(0, 120),
        "place_of_service": st.sampled_from((None, "11", "10", "12", "22", "31")),
        "bill_type": st.sampled_from((None, None, "131", "851", "221", "331")),
        "revenue_code": st.sampled_from((None, None, "0430", "0420")),
        "rendering_provider_key": st.sampled_from((None, None, "R1", "R2")),
        "billing_provider_key": st.sampled_from((None, None, "B1")),
    }
)
_MINUTES: st.SearchStrategy[dict[str, int]] = st.one_of(
    st.just({}),
    st.fixed_dictionaries({"minutes": st.integers(0, 75)}),
    st.fixed_dictionaries({"therapist_minutes": st.integers(0, 45), "assistant_minutes": st.integers(0, 45)}),
)
_CLOCK: st.SearchStrategy[dict[str, Any]] = st.just({}) | st.fixed_dictionaries(
    {
        "start_time": st.sampled_from((time(9), time(9, 15), time(9, 20), time(10))),
        "end_time": st.sampled_from((None, time(9, 30), time(9, 45), time(10, 30))),
    }
)
#: A line without its day, as the fields of `ServiceLine`.
_UNDATED: st.SearchStrategy[dict[str, Any]] = st.builds(lambda *parts: dict(ChainMap(*parts)), _LINE, _MINUTES, _CLOCK)


def days() -> st.SearchStrategy[date]:
    """Dates of service on both sides of the field's turning points, and any other day since 2000."""
    return _DAYS


@st.composite
def lines(draw: st.DrawFn, on: date | None = None, patient_key: str | None = None) -> ServiceLine:
    """A billed line with whatever a reader may or may not know of it."""
    day = draw(_DAYS) if on is None else on
    return ServiceLine(date_of_service=day, patient_key=patient_key, **draw(_UNDATED))


@cache
def _several(strategy: st.SearchStrategy[_T], least: int, most: int) -> st.SearchStrategy[list[_T]]:
    return st.lists(strategy, min_size=least, max_size=most)


@st.composite
def claims(draw: st.DrawFn, max_size: int = 5) -> Claim:
    """A claim of one patient and one day."""
    on = draw(_DAYS)
    return Claim(ServiceLine(date_of_service=on, **one) for one in draw(_several(_UNDATED, 1, max_size)))


_BEFORE = st.lists(st.integers(0, 45), max_size=4)
_PLANS = st.none() | st.lists(st.tuples(st.integers(0, 40), st.none() | st.integers(0, 50)), max_size=2)
_SOME_BEFORE = st.none() | st.lists(st.integers(0, 45), max_size=2)
_CHARTS = st.lists(st.tuples(_PLANS, _SOME_BEFORE, _SOME_BEFORE), max_size=1)
_SPENT = st.lists(st.sampled_from((Decimal(0), Decimal("2479.99"), Decimal(5000))), max_size=1)
_SINCE = st.integers(0, 120)


@st.composite
def histories(draw: st.DrawFn, around: date, patient_key: str | None = None) -> History:
    """What may be known beside a patient's claim of a day: earlier lines, a chart, and an amount spent."""

    def before(numbers: list[int]) -> list[date]:
        return [around - timedelta(days=number) for number in numbers]

    began = around - timedelta(days=draw(_SINCE))
    charts = []
    for given, reports, changes in draw(_CHARTS):
        plans = [
            PlanOfCare(
                first_day=began + timedelta(days=first),
                signed_on=None if signed is None else began + timedelta(days=signed),
            )
            for first, signed in given or ()
        ]
        charts.append(
            Episode(
                first_day=began,
                plans=None if given is None else plans,
                progress_reports=None if reports is None else before(reports),
                changes=None if changes is None else before(changes),
                patient_key=patient_key,
            )
        )
    return History(
        [draw(lines(on=day, patient_key=patient_key)) for day in before(draw(_BEFORE))],
        charts,
        [PriorPayments(year=around.year, allowed=one, patient_key=patient_key) for one in draw(_SPENT)],
    )


_SERVICE = st.builds(
    Service,
    st.sampled_from([code for code in CODES if code != "9753O"]),
    therapist=st.integers(0, 45),
    assistant=st.just(0) | st.integers(0, 45),
    joint=st.just(0) | st.integers(0, 20),
    modifiers=st.sampled_from([(), (), (), ("GP",), ("59",)]),
)
_OUTPATIENT = st.sampled_from((None, "131", "851"))


@st.composite
def visits(draw: st.DrawFn, max_size: int = 5) -> Visit:
    """What was done on one day, by a therapist, an assistant or both."""
    services = draw(_several(_SERVICE, 1, max_size))
    return Visit(draw(_DAYS), tuple(services), bill_type=draw(_OUTPATIENT))


def _cents(least: int = -20000, most: int = 50000) -> st.SearchStrategy[Decimal]:
    return st.integers(least, most).map(lambda cents: Decimal(cents) / 100)


_ADJUSTED = st.builds(
    Adjustment,
    st.sampled_from(["CO", "PR", "OA", "PI"]),
    st.sampled_from(["45", "1", "2", "59", "253", "236", "151", "16", "97", "119", "18", "50", "96", "197", "ZZZ"]),
    _cents(),
    st.none() | st.integers(1, 9).map(Decimal),
)


_ANSWER = st.fixed_dictionaries(
    {
        "code": st.sampled_from(CODES),
        "paid": _cents(),
        "adjustments": st.lists(_ADJUSTED, max_size=8),
        "remarks": st.lists(st.sampled_from(("N362", "M15", "MA01", "MA130", "N851")), max_size=3, unique=True),
        "date_of_service": _DAYS,
        "modifiers": st.lists(st.sampled_from(MODIFIERS), unique=True, max_size=3),
        "units": st.integers(1, 9),
        "paid_units": st.integers(0, 9),
        "line_id": st.none() | st.sampled_from(("1", "2", "A-3")),
        "allowed": st.none() | _cents(0),
    }
)


def _added_up(answer: dict[str, Any]) -> RemittanceLine:
    """A line that adds up: its charge is what was paid plus its adjustments."""
    charge = answer["paid"] + sum((one.amount for one in answer["adjustments"]), Decimal(0))
    return RemittanceLine(charge=charge, last_day=answer["date_of_service"], **answer)


_CLAIM = st.fixed_dictionaries(
    {
        "lines": st.lists(_ANSWER.map(_added_up), max_size=4),
        "adjustments": st.lists(_ADJUSTED, max_size=2),
        "status": st.sampled_from(("1", "2", "4", "19", "22")),
        "charge": _cents(),
        "remarks": st.lists(st.sampled_from(("MA01", "MA130", "MA07")), max_size=2, unique=True),
        "payer": st.sampled_from((None, "MB", "CI", "MC")),
        "numbered": st.booleans(),
        "crossover": st.booleans(),
    }
)
_OUTSIDE = st.lists(st.builds(ProviderAdjustment, st.sampled_from(("WO", "72", "FB")), _cents()), max_size=2)
_DATED = st.none() | _DAYS
_TRACE = st.sampled_from((None, "EFT1"))


@st.composite
def remittances(draw: st.DrawFn, max_size: int = 4) -> Remittance:
    """A remittance that adds up, with whatever a payer may have done to its claims."""
    claims = []
    for number, given in enumerate(draw(_several(_CLAIM, 0, max_size))):
        status, numbered = given.pop("status"), given.pop("numbered")
        if given["lines"]:
            given["charge"] = sum((line.charge for line in given["lines"]), Decimal(0))
        every = (*given["adjustments"], *(one for line in given["lines"] for one in line.adjustments))
        paid = given["charge"] - sum((one.amount for one in every), Decimal(0))
        control_number = f"ICN{number}" if numbered else None
        claims.append(RemittanceClaim(f"C{number}", status, paid=paid, control_number=control_number, **given))
    outside = draw(_OUTSIDE)
    payment = sum((claim.paid for claim in claims), Decimal(0)) - sum((one.amount for one in outside), Decimal(0))
    return Remittance(payment, claims, outside, paid_on=draw(_DATED), trace=draw(_TRACE))
