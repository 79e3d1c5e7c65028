"""Hypothesis strategies for lines, claims and visits as a practice sees them. Needs hypothesis."""

from datetime import date

from hypothesis import strategies as st

from otcpt.claims import Claim, Service, ServiceLine, Visit

__all__ = ["CODES", "claims", "days", "lines", "visits"]

#: Codes that meet each other's rules: evaluations, treatment, modalities, families, groups, ended, foreign, mistyped.
CODES = (
    "97165", "97166", "97168", "97161", "97530", "97110", "97112", "97140", "97535", "97760", "97763", "97750", "97150",
    "97035", "97010", "97014", "G0283", "97129", "97130", "97550", "97551", "96112", "96113", "96125", "97003", "97532",
    "98975", "98980", "98981", "98977", "L3906", "29125", "99213", "92507", "97410", "9753O", "12345",
)  # fmt: skip
MODIFIERS = ("GO", "GP", "GN", "CO", "CQ", "59", "XU", "76", "KX", "25", "95", "RT", "LT")
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
    return ServiceLine(
        draw(st.sampled_from(CODES)),
        date_of_service=day,
        modifiers=tuple(draw(st.lists(st.sampled_from(MODIFIERS), unique=True, max_size=3))),
        units=draw(st.none() | st.integers(0, 9)),
        total_treatment_minutes=draw(st.none() | st.integers(0, 120)),
        place_of_service=draw(st.sampled_from([None, "11", "10", "22"])),
        bill_type=draw(st.sampled_from([None, None, "131", "851", "221"])),
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
