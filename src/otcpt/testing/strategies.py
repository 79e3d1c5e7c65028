"""Hypothesis strategies for lines, claims and visits as a practice sees them. Needs hypothesis."""

from datetime import date, time, timedelta
from decimal import Decimal

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


def days() -> st.SearchStrategy[date]:
    """Dates of service on both sides of the field's turning points, and any other day since 2000."""
    return st.sampled_from(DATES) | st.dates(date(2000, 1, 1), date(2027, 12, 31))


@st.composite
def lines(draw: st.DrawFn, on: date | None = None, patient_key: str | None = None) -> ServiceLine:
    """A billed line with whatever a reader may or may not know of it."""
    day = draw(days()) if on is None else on
    who = draw(st.sampled_from(["nobody", "total", "shares"]))
    shares = who == "shares"
    start = draw(st.none() | st.sampled_from([time(9), time(9, 15), time(9, 20), time(10)]))
    return ServiceLine(
        draw(st.sampled_from(CODES)),
        date_of_service=day,
        modifiers=tuple(draw(st.lists(st.sampled_from(MODIFIERS), unique=True, max_size=3))),
        units=draw(st.none() | st.integers(0, 9)),
        total_treatment_minutes=draw(st.none() | st.integers(0, 120)),
        start_time=start,
        end_time=draw(st.none() | st.sampled_from([time(9, 30), time(9, 45), time(10, 30)])) if start else None,
        place_of_service=draw(st.sampled_from([None, "11", "10", "12", "22", "31"])),
        bill_type=draw(st.sampled_from([None, None, "131", "851", "221", "331"])),
        revenue_code=draw(st.sampled_from([None, None, "0430", "0420"])),
        patient_key=patient_key,
        rendering_provider_key=draw(st.sampled_from([None, None, "R1", "R2"])),
        billing_provider_key=draw(st.sampled_from([None, None, "B1"])),
        minutes=draw(st.integers(0, 75)) if who == "total" else None,
        therapist_minutes=draw(st.integers(0, 45)) if shares else None,
        assistant_minutes=draw(st.integers(0, 45)) if shares else None,
    )


@st.composite
def claims(draw: st.DrawFn, max_size: int = 5) -> Claim:
    """A claim of one patient and one day."""
    on = draw(days())
    return Claim(draw(st.lists(lines(on=on), min_size=1, max_size=max_size)))


@st.composite
def histories(draw: st.DrawFn, around: date, patient_key: str | None = None) -> History:
    """What may be known beside a patient's claim of a day: earlier lines, a chart, and an amount spent."""
    before = st.integers(0, 45).map(lambda n: around - timedelta(days=n))
    earlier = draw(st.lists(before, max_size=4))
    began = around - timedelta(days=draw(st.integers(0, 120)))
    plans = st.builds(
        PlanOfCare,
        first_day=st.integers(0, 40).map(lambda n: began + timedelta(days=n)),
        signed_on=st.none() | st.integers(0, 50).map(lambda n: began + timedelta(days=n)),
    )
    chart = st.builds(
        Episode,
        first_day=st.just(began),
        plans=st.none() | st.lists(plans, max_size=2),
        progress_reports=st.none() | st.lists(before, max_size=2),
        changes=st.none() | st.lists(before, max_size=2),
        patient_key=st.just(patient_key),
    )
    spent = st.builds(
        PriorPayments,
        year=st.just(around.year),
        allowed=st.sampled_from([Decimal(0), Decimal("2479.99"), Decimal(5000)]),
        patient_key=st.just(patient_key),
    )
    return History(
        [draw(lines(on=day, patient_key=patient_key)) for day in earlier],
        draw(st.lists(chart, max_size=1)),
        draw(st.lists(spent, max_size=1)),
    )


@st.composite
def visits(draw: st.DrawFn, max_size: int = 5) -> Visit:
    """What was done on one day, by a therapist, an assistant or both."""
    service = st.builds(
        Service,
        st.sampled_from([code for code in CODES if code != "9753O"]),
        therapist=st.integers(0, 45),
        assistant=st.just(0) | st.integers(0, 45),
        joint=st.just(0) | st.integers(0, 20),
        modifiers=st.sampled_from([(), (), (), ("GP",), ("59",)]),
    )
    return Visit(
        draw(days()),
        tuple(draw(st.lists(service, min_size=1, max_size=max_size))),
        bill_type=draw(st.sampled_from([None, "131", "851"])),
    )


def _cents(least: int = -20000, most: int = 50000) -> st.SearchStrategy[Decimal]:
    return st.integers(least, most).map(lambda cents: Decimal(cents) / 100)


_ADJUSTED = st.builds(
    Adjustment,
    st.sampled_from(["CO", "PR", "OA", "PI"]),
    st.sampled_from(["45", "1", "2", "59", "253", "236", "151", "16", "97", "119", "18", "50", "96", "197", "ZZZ"]),
    _cents(),
    st.none() | st.integers(1, 9).map(Decimal),
)


@st.composite
def _answered(draw: st.DrawFn) -> RemittanceLine:
    """A line that adds up: its charge is what was paid plus its adjustments."""
    paid, taken_off = draw(_cents()), draw(st.lists(_ADJUSTED, max_size=8))
    day = draw(days())
    units = draw(st.integers(1, 9))
    return RemittanceLine(
        draw(st.sampled_from(CODES)),
        paid + sum((one.amount for one in taken_off), Decimal(0)),
        paid,
        taken_off,
        draw(st.lists(st.sampled_from(["N362", "M15", "MA01", "MA130", "N851"]), max_size=3, unique=True)),
        date_of_service=day,
        last_day=day,
        modifiers=draw(st.lists(st.sampled_from(MODIFIERS), unique=True, max_size=3)),
        units=units,
        paid_units=draw(st.integers(0, 9)),
        line_id=draw(st.none() | st.sampled_from(["1", "2", "A-3"])),
        allowed=draw(st.none() | _cents(0)),
    )


@st.composite
def remittances(draw: st.DrawFn, max_size: int = 4) -> Remittance:
    """A remittance that adds up, with whatever a payer may have done to its claims."""
    claims = []
    for number in range(draw(st.integers(0, max_size))):
        lines, taken_off = draw(st.lists(_answered(), max_size=4)), draw(st.lists(_ADJUSTED, max_size=2))
        charge = sum((line.charge for line in lines), Decimal(0)) if lines else draw(_cents())
        every = (*taken_off, *(one for line in lines for one in line.adjustments))
        claims.append(
            RemittanceClaim(
                f"C{number}",
                draw(st.sampled_from(["1", "2", "4", "19", "22"])),
                charge,
                charge - sum((one.amount for one in every), Decimal(0)),
                lines,
                adjustments=taken_off,
                remarks=draw(st.lists(st.sampled_from(["MA01", "MA130", "MA07"]), max_size=2, unique=True)),
                payer=draw(st.sampled_from([None, "MB", "CI", "MC"])),
                control_number=draw(st.none() | st.just(f"ICN{number}")),
                crossover=draw(st.booleans()),
            )
        )
    outside = draw(st.lists(st.builds(ProviderAdjustment, st.sampled_from(["WO", "72", "FB"]), _cents()), max_size=2))
    payment = sum((claim.paid for claim in claims), Decimal(0)) - sum((one.amount for one in outside), Decimal(0))
    dated = draw(st.none() | days())
    return Remittance(payment, claims, outside, paid_on=dated, trace=draw(st.none() | st.just("EFT1")))
