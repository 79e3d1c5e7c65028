"""The fee schedule over small tables written by hand: each side of every day, each setting, and what is refused."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from otcpt.citation import Basis
from otcpt.editions import load_edition
from otcpt.errors import InvalidInput, OutsideCoverage, UnknownName
from otcpt.fees import (
    NATIONAL,
    Fees,
    Gpci,
    GpciRow,
    Locality,
    LocalityTable,
    Rate,
    RateName,
    RateTable,
    RelativeValues,
    RelativeValueTable,
    Setting,
    cents,
    unit_amount,
)

DAY = timedelta(1)
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
EXPECTED = "expected the contractor and the locality, like 15202-00 (Ohio), or 'national'."


def refused(error: type[Exception], call: Callable[..., object], *given: Any, **more: Any) -> str:
    """Return the message with which a call is refused."""
    with pytest.raises(error) as caught:
        call(*given, **more)
    return str(caught.value)


def values_of(code: str = "97530", year: int = 2026, **more: str) -> RelativeValues:
    """Relative values of a year, each another number."""
    row = {"pe": "3", "pe_facility": "5", "not_applicable": "", "multiple": "5", **more}
    amounts = (Decimal("2"), Decimal(row["pe"]), Decimal(row["pe_facility"]), Decimal("7"))
    return RelativeValues(
        code, date(year, 1, 1), date(year, 12, 31), *amounts, row["not_applicable"], row["multiple"], "s"
    )


def rate(name: RateName, value: str, applies_to: str = "", first: date | None = None) -> Rate:
    """A rate from a day on."""
    return Rate(name, applies_to, Decimal(value), Basis(first, None, None, None, "s", "", "P"))


RATES = RateTable(
    [
        rate(RateName.CONVERSION_FACTOR, "11", "qualifying"),
        rate(RateName.CONVERSION_FACTOR, "10", "other"),
        rate(RateName.MPPR, "0.5", "office"),
        rate(RateName.MPPR, "0.2", "institutional"),
    ]
)
PLACES = LocalityTable(
    [
        Locality("15202-00", "OH", "Ohio"),
        Locality("15202-07", "OH", "Rest of Ohio"),
        Locality("10112-00", "AL", "Alabama"),
        Locality("01112-75", "CA", "Rest of California"),
        Locality("01112-05", "CA", "Ohio Street"),
        Locality("02102-01", "AK", "Portland"),
        Locality("02302-01", "XX", "Portland"),
    ],
    {
        "15202-00": [
            GpciRow(date(2023, 6, 1), date(2023, 6, 30), Gpci("15202-00", Decimal(7), Decimal(5), Decimal(6))),
            GpciRow(date(2024, 1, 1), date(2024, 12, 31), Gpci("15202-00", Decimal(4), Decimal(5), Decimal(6))),
            GpciRow(FIRST, LAST, Gpci("15202-00", Decimal(2), Decimal(3), Decimal(4))),
        ],
        "15202-07": [GpciRow(date(2024, 1, 1), date(2024, 12, 31), NATIONAL)],
        **{code: [] for code in ("10112-00", "01112-75", "01112-05", "02102-01", "02302-01")},
    },
)


def fees(*rows: RelativeValues) -> Fees:
    """The schedule of an edition that ends with November."""
    held: dict[str, list[RelativeValues]] = {}
    for row in rows:
        held.setdefault(row.code, []).append(row)
    return Fees(RelativeValueTable(held), PLACES, RATES, date(2026, 11, 30))


def test_a_unit_is_each_value_times_its_index_and_the_reduction_takes_practice_expense_only() -> None:
    """2 x 2 + 3 x 3 + 7 x 4 = 41 of 10.00 dollars; half of the 9 is taken off, cents are rounded half up."""
    three = {"work": Decimal(2), "pe": Decimal(3), "mp": Decimal(7), "factor": Decimal(10)}
    gpci = Gpci("x", Decimal(2), Decimal(3), Decimal(4))

    assert unit_amount(**three, gpci=gpci) == Decimal("410.00")
    assert unit_amount(**three, gpci=gpci, reduction=Decimal("0.5")) == Decimal("365.00")
    assert [cents(Decimal(one)) for one in ("0.005", "0.0149", "-0.005")] == list(
        map(Decimal, ("0.01", "0.01", "-0.01"))
    )


def test_a_fee_names_what_it_is_made_of() -> None:
    """In an office and in a facility, for participants of an APM, reduced by setting, and never for other codes."""
    schedule = fees(values_of(), values_of("99203", multiple="0"))
    fee = schedule.unit("97530", on="2026-03-02", locality="ohio")

    assert (fee.code, fee.full, fee.reduced, fee.facility) == ("97530", Decimal("410.00"), Decimal("365.00"), False)
    assert (fee.values, fee.gpci.locality, fee.factor.value, fee.reduction.value) == (
        values_of(), "15202-00", Decimal(10), Decimal("0.5"),
    )  # fmt: skip
    there = schedule.unit("97530", on=FIRST, locality="national", facility=True, setting=Setting.INSTITUTIONAL)
    assert (there.full, there.reduced, there.facility) == (Decimal("140.00"), Decimal("130.00"), True)
    assert schedule.unit("97530", on=FIRST, locality="national", qualifying=True).full == Decimal("132.00")
    assert schedule.unit_in("97530", NATIONAL, on=FIRST, facility=True, qualifying=True).full == Decimal("154.00")
    assert (
        schedule.unit_in("97530", NATIONAL, on=FIRST, setting=Setting.INSTITUTIONAL).reduced
        == cents(Decimal(10) * (2 + 3 * Decimal("0.8") + 7))
    )  # fmt: skip
    assert schedule.unit("99203", on=FIRST, locality="national").reduced is None
    assert schedule.conversion_factor(on=FIRST).value == Decimal(10)
    assert schedule.conversion_factor(on=FIRST, qualifying=True).value == Decimal(11)


def test_no_fee_beyond_the_edition_or_outside_of_a_facility() -> None:
    """The last day has one; a code that is paid in facilities only has none elsewhere."""
    schedule = fees(values_of(), values_of("29126", not_applicable="nonfacility"))

    assert schedule.unit("97530", on="2026-11-30", locality="national").full
    assert refused(OutsideCoverage, schedule.unit, "97530", on="2026-12-01", locality="national") == (
        "This edition ends on 2026-11-30"
    )
    assert refused(OutsideCoverage, schedule.unit, "29126", on=FIRST, locality="national") == (
        "29126 has a fee in facilities only (NA in the nonfacility column)"
    )
    assert schedule.unit("29126", on=FIRST, locality="national", facility=True).full == Decimal("140.00")
    for call in (partial(schedule.unit, "97530", locality="national"), schedule.conversion_factor):
        assert refused(InvalidInput, call, on="soon").startswith("on ")


@pytest.mark.parametrize(
    ("not_applicable", "office", "facility"),
    [("", 3, 5), ("facility", 3, 3), ("nonfacility", None, 5)],
)
def test_the_practice_expense_of_a_setting(not_applicable: str, office: int | None, facility: int) -> None:
    """NA in facilities: the office's is paid everywhere; NA elsewhere: nothing is paid there."""
    row = values_of(not_applicable=not_applicable)

    assert row.practice_expense(facility=False) == office
    assert row.practice_expense(facility=True) == facility


def test_relative_values_hold_through_their_last_day() -> None:
    """And each refusal says what is held: nothing, other years, other days, or not this code."""
    table = RelativeValueTable({"97530": [values_of(year=2024), values_of(pe="4")], "97140": [values_of("97140")]})

    assert (table.codes, table.first_day, table.last_day) == (("97530", "97140"), date(2024, 1, 1), LAST)
    assert table.rows("97140") == [values_of("97140")] and table.rows("97110") == ()
    assert [table.of("97530", on=on).pe for on in (date(2024, 1, 1), date(2024, 12, 31), FIRST, LAST)] == [3, 3, 4, 4]
    for day in (date(2024, 1, 1) - DAY, LAST + DAY):
        assert refused(OutsideCoverage, table.of, "97530", on=day) == (
            "This edition has relative values from 2024-01-01 to 2026-12-31"
        )
    assert refused(OutsideCoverage, table.of, "97530", on="2025-07-01") == (
        "97530 has no relative value in 2025; it has in 2024, 2026, and another year's is not used"
    )
    for day in (date(2024, 1, 1), LAST):
        assert refused(OutsideCoverage, table.of, "97110", on=day) == "97110 has no relative value here"
    assert refused(OutsideCoverage, RelativeValueTable({}).of, "97530", on=FIRST) == (
        "This edition has no relative values"
    )
    assert RelativeValueTable({}).first_day > RelativeValueTable({}).last_day
    assert refused(InvalidInput, table.of, "97530", on="soon").startswith("on ")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("conversion-factor", "conversion factor"),
        ("mppr", "MPPR percentage"),
        ("second-procedure", "percentage of a second procedure"),
        ("bilateral", "percentage of a bilateral procedure"),
        ("nonparticipating", "nonparticipating percentage"),
        ("limiting-charge", "limiting charge"),
        ("coinsurance", "coinsurance percentage"),
        ("deductible", "Part B deductible"),
        ("assistant", "assistant percentage"),
        ("sequestration", "sequestration percentage"),
        ("facility-place", "setting of this place of service"),
    ],
)
def test_a_rate_of_another_day_is_never_used(name: str, words: str) -> None:
    """From its first day on there is one, for what it applies to or for everything; before it there is none."""
    table = RateTable([rate(RateName(name), "0.1", "a", FIRST),
                       rate(RateName(name), "0.2", "", FIRST + DAY)])  # fmt: skip

    assert table.of(name, on=FIRST, applies_to="a").value == Decimal("0.1")
    assert table.of(RateName(name), on="2026-01-02").value == Decimal("0.2")
    assert table.of(name, on=FIRST + DAY, applies_to="b").value == Decimal("0.2")
    assert refused(OutsideCoverage, table.of, name, on=FIRST) == (
        f"No {words} is held for 2026-01-01, and another day's is not used for it"
    )
    assert table.rows[0].value == Decimal("0.1") and len(table.rows) == 2
    assert refused(InvalidInput, table.of, name, on="soon").startswith("on ")


@pytest.mark.parametrize("given", ["15202-00", "1520200", "15202 00", " 15202-00 ", "ohio", "OHIO", "Ohio", "  Ohio "])
def test_a_locality_is_found_by_code_or_name(given: str) -> None:
    """With a dash, a blank or nothing between; in any case, with blanks around it."""
    assert PLACES.code(given) == "15202-00"
    assert str(PLACES[given]) == "15202-00 Ohio, OH"
    assert len(PLACES.rows(given)) == 3


def test_the_nation_is_no_locality_and_every_index_of_it_is_one() -> None:
    """It has no rows and no contractor."""
    assert PLACES.code(" National ") == "national"
    assert PLACES.gpci("national", on="1996-01-01") is NATIONAL
    assert {NATIONAL.work, NATIONAL.pe, NATIONAL.mp} == {Decimal(1)}
    assert PLACES.rows("national") == ()
    assert refused(UnknownName, PLACES.__getitem__, "national") == ("'national' is no locality: every index of it is 1")


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("15202-09", " Did you mean 15202-00 Ohio, OH, 15202-07 Rest of Ohio, OH?"),
        ("15302-00", " Did you mean 15202-00 Ohio, OH?"),
        ("15302-07", " Did you mean 15202-07 Rest of Ohio, OH?"),
        ("15312-07", ""),
        ("99999-99", ""),
        ("rest ohio", " Did you mean 15202-07 Rest of Ohio, OH?"),
        ("cal", " Did you mean 01112-75 Rest of California, CA, 01112-05 Ohio Street, CA?"),
        ("alabamo", " Did you mean Alabama?"),
        ("portland", " Did you mean 02102-01 Portland, AK, 02302-01 Portland, XX?"),
        ("xyz", ""),
    ],
)
def test_what_is_no_locality_is_refused_with_near_ones(given: str, meant: str) -> None:
    """Others of the contractor, one digit off, the same words, a name that is nearly it, or several of one name."""
    assert refused(UnknownName, PLACES.code, given) == f"no locality {given!r}; {EXPECTED}{meant}"


def test_at_most_six_localities_are_suggested() -> None:
    """California alone has many more."""
    bundled = load_edition().fees.localities

    for given in ("01112-99", "california"):
        assert refused(UnknownName, bundled.code, given).count(", CA") == 6


def test_a_locality_that_is_not_text_is_refused() -> None:
    """With what was expected, and the value."""
    with pytest.raises(InvalidInput) as caught:
        PLACES.code(15202)  # type: ignore[arg-type]  # a wrong call

    assert str(caught.value) == (
        "locality 15202 is not text; write the contractor and the locality, like 15202-00 (Ohio), or 'national'"
    )
    assert (caught.value.what, caught.value.value) == ("locality", 15202)


def test_a_search_finds_beginnings_of_words_on_a_day() -> None:
    """Every word, in name, state or code; a state by its letters or name; of a day, those that exist on it."""

    def found(text: str, on: str | None = None) -> list[str]:
        return [one.code for one in PLACES.search(text, on=on)]

    assert found("oh") == ["15202-00", "15202-07", "01112-05"]
    assert found("hio") == found("ohio ala") == []
    assert found("REST ohio") == found("152 rest") == ["15202-07"]
    assert found("alaska") == ["02102-01"] and found("california street") == ["01112-05"]
    assert found("15202", "2023-12-31") == found("15202", "2027-01-01") == found("15202", "2025-06-30") == []
    assert found("15202", "2024-01-01") == found("15202", "2024-12-31") == ["15202-00", "15202-07"]
    assert found("15202", "2026-01-01") == found("15202", "2026-12-31") == ["15202-00"]
    assert found("none") == found("(ohio") == [] and len(PLACES) == len(list(PLACES)) == len(found("")) == 7
    assert refused(InvalidInput, PLACES.search, "ohio", on="soon").startswith("on ")


def test_indices_hold_through_their_last_day() -> None:
    """Before, between and after there are none, and another year's are not used."""
    assert [PLACES.gpci("ohio", on=on).work for on in (date(2024, 1, 1), "2024-12-31", FIRST, LAST)] == [4, 4, 2, 2]
    for day in ("2023-12-31", "2025-06-30", "2027-01-01"):
        assert refused(OutsideCoverage, PLACES.gpci, "ohio", on=day) == (
            "Locality 15202-00 Ohio, OH has geographic indices from 2023-06-01 to 2026-12-31, "
            "and another year's are not used"
        )
    assert refused(InvalidInput, PLACES.gpci, "ohio", on="soon").startswith("on ")
