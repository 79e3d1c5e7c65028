"""The yearly amounts: by discipline and day, known to be none in the moratorium, unknown where no one published one."""

import pickle
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otcpt.editions import load_edition
from otcpt.errors import InvalidInput, UnknownName

EDITION = load_edition()
THRESHOLDS = EDITION.thresholds
DAY = timedelta(days=1)

#: Year, amount, amount of medical review on December 31; None: there was none.
YEARS = [
    (1999, 1500, None), (2000, None, None), (2001, None, None), (2002, None, None), (2004, None, None),
    (2005, None, None), (2006, 1740, None), (2007, 1780, None), (2008, 1810, None), (2009, 1840, None),
    (2010, 1860, None), (2011, 1870, None), (2012, 1880, 3700), (2013, 1900, 3700), (2014, 1920, 3700),
    (2015, 1940, 3700), (2016, 1960, 3700), (2017, 1980, 3700), (2018, 2010, 3000), (2019, 2040, 3000),
    (2020, 2080, 3000), (2021, 2110, 3000), (2022, 2150, 3000), (2023, 2230, 3000), (2024, 2330, 3000),
    (2025, 2410, 3000), (2026, 2480, 3000),
]  # fmt: skip


@pytest.mark.parametrize(("year", "amount", "review"), YEARS)
@pytest.mark.parametrize("discipline", ["OT", "PT", "SLP"])
def test_each_year_has_its_own_amount(year: int, amount: int | None, review: int | None, discipline: str) -> None:
    """From January 1 to December 31, equal for OT and for PT and SLP together; money is Decimal."""
    for on in (date(year, 1, 1), date(year, 12, 31)):
        answer = THRESHOLDS.of(discipline, on=on)
        assert answer.known and not answer.reason
        assert answer.amount == (None if amount is None else Decimal(amount))
        assert answer.bucket == ("OT" if discipline == "OT" else "PT+SLP")
        assert all(type(money) is Decimal for money in (answer.amount, answer.review_amount) if money is not None)
    assert THRESHOLDS.of(discipline, on=date(year, 12, 31)).review_amount == (review and Decimal(review))


@pytest.mark.parametrize("on", [date(2000, 1, 1), date(2002, 12, 31), date(2004, 1, 1), date(2005, 12, 31)])
def test_the_moratorium_is_known_to_have_none(on: date) -> None:
    """No amount is not the same as an unknown one."""
    answer = THRESHOLDS.of("OT", on=on)
    assert (answer.known, answer.amount, answer.regime) == (True, None, "moratorium")


def test_the_cap_of_2003_was_enforced_for_a_part_of_the_year() -> None:
    """From September 1; it ended on a day that is not verified, and the days after that are unknown."""
    assert THRESHOLDS.of("OT", on=date(2003, 8, 31)).regime == "not enforced"
    assert THRESHOLDS.of("OT", on=date(2003, 9, 1)).amount == Decimal(1590)
    assert THRESHOLDS.of("OT", on=date(2003, 12, 7)).confidence == "low"
    for on in (date(2003, 12, 8), date(2003, 12, 31)):
        assert not THRESHOLDS.of("OT", on=on).known


def test_review_began_in_october_2012() -> None:
    """The day before there was no second amount."""
    assert THRESHOLDS.of("OT", on=date(2012, 9, 30)).review_amount is None
    assert THRESHOLDS.of("OT", on=date(2012, 10, 1)).review_amount == Decimal(3700)


@pytest.mark.parametrize(
    ("year", "regime"),
    [(1999, "cap"), (2006, "cap with exceptions"), (2017, "cap with exceptions"), (2018, "threshold")],
)
def test_the_regime_tells_a_cap_from_a_threshold(year: int, regime: str) -> None:
    """The cap became a threshold with services of 2018."""
    assert THRESHOLDS.of("SLP", on=date(year, 6, 1)).regime == regime


@pytest.mark.parametrize("on", [date(1998, 12, 31), date(2027, 1, 1), date(2031, 1, 1)])
def test_years_without_a_published_amount_are_unknown(on: date) -> None:
    """Before the first, and from 2027 on: never the amount of another year."""
    answer = THRESHOLDS.of("OT", on=on)
    assert (answer.known, answer.amount, answer.regime) == (False, None, "")
    assert answer.reason


def test_the_older_edition_knows_what_had_been_published() -> None:
    """The amounts of 2025 and 2026 came later; every earlier day has the same answer."""
    older = load_edition("2024q3").thresholds
    assert older.of("OT", on=date(2024, 9, 30)).amount == Decimal(2330)
    for on in (date(2024, 10, 1), date(2025, 1, 1), date(2026, 1, 1)):
        assert not older.of("OT", on=on).known
    assert max(row.first_day for row in older.rows) == date(2024, 1, 1)
    assert not {"kx-2025", "kx-2026"} & set(load_edition("2024q3").sources)


@given(st.dates(date(1999, 1, 1), date(2024, 9, 30)), st.sampled_from(["OT", "PT", "SLP"]))
def test_both_editions_agree_on_every_day_of_the_older(on: date, discipline: str) -> None:
    """An amount that was published stays."""
    assert load_edition("2024q3").thresholds.of(discipline, on=on) == THRESHOLDS.of(discipline, on=on)


@given(st.dates(date(1990, 1, 1), date(2035, 1, 1)))
def test_the_answer_is_that_of_a_scan_over_the_rows(on: date) -> None:
    """One row at most holds a day, for each of the two amounts."""
    for discipline, bucket in (("OT", "OT"), ("PT", "PT+SLP"), ("SLP", "PT+SLP")):
        held = [row for row in THRESHOLDS.rows if row.bucket == bucket and row.first_day <= on <= row.last_day]
        answer = THRESHOLDS.of(discipline, on=on)
        assert len(held) == answer.known
        assert not held or answer == held[0].answer


def test_amounts_are_multiples_of_ten_and_sources_resolve() -> None:
    """As the statute rounds them; every row names documents of the edition, and its confidence."""
    for row in THRESHOLDS.rows:
        assert row.amount is None or row.amount % 10 == 0
        assert row.sources and set(row.sources) <= set(EDITION.sources)
        assert row.confidence in ("high", "low")


def test_a_table_on_the_manifest() -> None:
    """Documents, coverage, rows and hash, like every other table."""
    table = EDITION.manifest.tables["thresholds"]
    assert (table.verified_from, table.verified_through) == (date(1999, 1, 1), date(2026, 12, 31))
    assert table.rows == 27 and len(table.sha256) == 64
    assert {"usc-1395l-g", "kx-2026"} <= set(table.documents)
    assert repr(THRESHOLDS) == "<ThresholdTable of 54 rows, verified through 2026-12-31>"


@pytest.mark.parametrize("discipline", ["ot", "OTR", "", "PT+SLP", None, 97530])
def test_another_discipline_is_refused(discipline: object) -> None:
    """Codes of disciplines are OT, PT and SLP."""
    with pytest.raises(UnknownName, match="known are OT, PT, SLP"):
        THRESHOLDS.of(discipline, on=date(2026, 3, 2))  # type: ignore[arg-type]


def test_a_day_that_is_none_is_refused() -> None:
    """Text is a day where it is written YYYY-MM-DD, and nowhere else."""
    assert THRESHOLDS.of("OT", on="2026-03-02") == THRESHOLDS.of("OT", on=date(2026, 3, 2))
    with pytest.raises(InvalidInput):
        THRESHOLDS.of("OT", on="3/2/2026")


def test_answers_pickle() -> None:
    """They travel between processes."""
    answer = THRESHOLDS.of("OT", on=date(2026, 3, 2))
    assert pickle.loads(pickle.dumps(answer)) == answer
