"""Which codes Medicare wants on one line for both sides, and on which days that is known."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

from otcpt.editions import load_edition
from otcpt.edits import BilateralRow, BilateralTable
from otcpt.errors import InvalidInput

TABLE = load_edition("2026q4").bilateral
DATA = Path(__file__).parents[2] / "data" / "bilateral.csv"


@pytest.mark.parametrize("code", ["29065", "29075", "29105", "29125", "29131", "29240", "29505", "29581", "29584"])
def test_casts_splints_and_strapping_of_a_limb_are_bilateral(code: str) -> None:
    """Indicator 1 through 2025 and 2026."""
    assert {TABLE.indicator(code, on=date(year, month, 1)) for year in (2025, 2026) for month in (1, 6, 12)} == {"1"}


def test_other_indicators() -> None:
    """No adjustment, already priced for both sides, no concept, a supply that no fee schedule file has."""
    shown = [TABLE.indicator(code, on=date(2026, 3, 2)) for code in ("97530", "96000", "97010", "L3906")]

    assert shown == ["0", "2", "9", None]


def test_days_that_no_file_tells_of_are_not_known() -> None:
    """Before January 2025, before a code's first file, after the edition, and in an edition of 2024."""
    assert TABLE.indicator("29125", on=date(2024, 12, 31)) is None
    assert TABLE.indicator("29125", on=date(2025, 1, 1)) == "1"
    assert TABLE.indicator("98979", on=date(2026, 6, 30)) is None
    assert TABLE.indicator("98979", on=date(2026, 7, 1)) == "0"
    assert TABLE.indicator("29125", on=date(2026, 12, 31)) == "1"
    assert TABLE.indicator("29125", on=date(2027, 1, 1)) is None
    assert load_edition("2024q3").bilateral.indicator("29125", on=date(2024, 8, 5)) is None
    with pytest.raises(InvalidInput):
        TABLE.indicator("29125", on="3/2/2026")


def test_files_that_differ_leave_the_days_between_unknown() -> None:
    """Carried forward between files that agree, and after the last one to the end of its year."""
    quarter = timedelta(days=89)
    rows = [
        BilateralRow(indicator, first, first + quarter, "file")
        for indicator, first in (("0", date(2023, 1, 1)), ("1", date(2025, 1, 1)))
    ]
    table = BilateralTable({"29125": rows}, date(2026, 12, 31))
    days = (
        date(2023, 2, 1),
        date(2023, 3, 31),
        date(2023, 4, 1),
        date(2025, 2, 1),
        date(2025, 12, 31),
        date(2026, 1, 1),
    )

    assert [table.indicator("29125", on=day) for day in days] == ["0", "0", None, "1", "1", None]


def test_every_committed_row_is_answered() -> None:
    """First and last day of each row."""
    with DATA.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))

    assert len(rows) > 400
    for row in rows:
        for day in (row["first_day"], row["last_day"]):
            assert TABLE.indicator(row["code"], on=date.fromisoformat(day)) == row["indicator"], row
