"""Medicare's payment status by date of service: read, carried between files that agree, or unknown."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otcpt.codes import StatusAnswer
from otcpt.editions import load_edition
from otcpt.errors import InvalidInput

CODES = load_edition().codes
with (Path(__file__).parents[2] / "data" / "status.csv").open(encoding="utf-8", newline="") as _stream:
    ROWS = list(csv.DictReader(_stream))
BY_CODE = {code: [row for row in ROWS if row["code"] == code] for code in {row["code"] for row in ROWS}}


def letter(code: str, on: date) -> str | None:
    """The status letter of a day."""
    return CODES[code].status(on).letter


@pytest.mark.parametrize("row", ROWS[::7], ids=lambda row: f"{row['code']}-{row['first_day']}")
def test_inside_a_span_the_answer_is_what_was_read(row: dict[str, str]) -> None:
    """First and last day, not carried forward, with the key of the document."""
    for column in ("first_day", "last_day"):
        answer = CODES[row["code"]].status(date.fromisoformat(row[column]))
        assert answer == StatusAnswer(row["status"], True, source=row["source"])
        assert answer.source in load_edition().sources


@given(st.sampled_from(sorted(CODES)), st.dates(date(1995, 1, 1), date(2028, 12, 31)))
def test_every_day_is_answered_as_a_scan_over_the_rows_does(code: str, on: date) -> None:
    """Read, or between two that agree, or later in the calendar year of the last one; else unknown."""
    rows = BY_CODE.get(code, [])
    day = str(on)
    before = [row for row in rows if row["first_day"] <= day]
    after = [row for row in rows if row["first_day"] > day]
    expected, carried = None, False
    if before and day <= "2026-12-31":
        last = before[-1]
        if day <= last["last_day"]:
            expected = last["status"]
        elif after:
            expected, carried = (last["status"], True) if after[0]["status"] == last["status"] else (None, False)
        elif last["last_day"][:4] == day[:4]:
            expected, carried = last["status"], True
    answer = CODES[code].status(on)
    assert (answer.letter, answer.known, answer.carried_forward) == (expected, expected is not None, carried)
    assert answer.known != bool(answer.reason) or carried


@pytest.mark.parametrize(
    ("code", "before", "day", "after"),
    [
        ("96202", "B", date(2024, 1, 1), "A"),
        ("96203", "B", date(2024, 1, 1), "A"),
        ("98970", "I", date(2021, 1, 1), "A"),
        ("98972", "I", date(2021, 1, 1), "A"),
        ("20560", "N", date(2020, 1, 21), "A"),
        ("98966", None, date(2020, 4, 1), "A"),
        ("97014", None, date(2003, 1, 1), "I"),
        ("97010", None, date(1997, 1, 1), "B"),
        ("97127", None, date(2018, 1, 1), "I"),
        ("98960", None, date(2020, 1, 1), "B"),
    ],
)
def test_a_status_changes_on_its_day(code: str, before: str | None, day: date, after: str | None) -> None:
    """The day before has the older status, or none that is known."""
    assert (letter(code, day - timedelta(days=1)), letter(code, day)) == (before, after)


def test_days_between_two_files_that_agree_are_carried_forward() -> None:
    """No file from October to December 2024 or from April to September 2025 was read, nor one of early 2026."""
    for on in (date(2024, 10, 1), date(2025, 9, 30), date(2026, 3, 2)):
        answer = CODES["97014"].status(on)
        assert (answer.letter, answer.carried_forward) == ("I", True)
        assert "which agree" in answer.reason
    late = CODES["97014"].status(date(2026, 11, 2))
    assert (late.letter, late.reason) == ("I", "carried forward from the file of 2026-09-30")


def test_no_status_is_carried_into_a_year_without_a_file() -> None:
    """G2061 has no row after 2020, and no file of 2027 was published."""
    assert letter("G2061", date(2020, 12, 31)) == "A"
    answer = CODES["G2061"].status(date(2021, 1, 1))
    assert (answer.known, answer.reason) == (False, "the payment status was read through 2020-12-31 only")
    assert not CODES["97014"].status(date(2027, 1, 1)).known


def test_a_code_that_no_file_holds() -> None:
    """Splints are paid from another schedule; the meaning says so, the fee schedule cannot."""
    answer = CODES["L3906"].status(date(2026, 3, 2))
    assert (answer.known, answer.reason) == (False, "no fee schedule file that was read holds this code")
    assert CODES["L3906"].on(date(2026, 3, 2)).status == "DMEPOS schedule"


def test_the_last_letter_is_that_of_the_meaning() -> None:
    """What a meaning says in short never contradicts the last file that was read."""
    for code, rows in BY_CODE.items():
        assert CODES[code].meanings[-1].status == rows[-1]["status"], code


def test_the_older_edition_ends_with_its_own_files() -> None:
    """Same answers through September 2024, none later."""
    older = load_edition("2024q3").codes
    for code in older:
        for on in (date(2019, 12, 31), date(2020, 3, 15), date(2023, 6, 1), date(2024, 9, 30)):
            old, new = older[code].status(on), CODES[code].status(on)
            assert old == new or not (old.known or new.known), code
        assert not older[code].status(date(2024, 10, 1)).known


def test_what_is_no_day_is_refused() -> None:
    """Text is a day where it is written YYYY-MM-DD, and nowhere else."""
    assert CODES["97014"].status("2026-03-02") == CODES["97014"].status(date(2026, 3, 2))
    with pytest.raises(InvalidInput):
        CODES["97014"].status("3/2/2026")


#: Days on which a status changed, by code; those that are no first day of a quarter stand in an update.
CHANGES = {
    "20560": ("2020-01-21", "CR 11661"),
    "20561": ("2020-01-21", "CR 11661"),
    "96202": ("2024-01-01", "a new year's file"),
    "96203": ("2024-01-01", "a new year's file"),
    "98970": ("2021-01-01", "a new year's file"),
    "98971": ("2021-01-01", "a new year's file"),
    "98972": ("2021-01-01", "a new year's file"),
}


def test_no_status_turns_with_a_quarter_where_an_update_says_otherwise() -> None:
    """Every change of a letter is known by its day; a new one has to be looked up before it is listed here."""
    found = {}
    for code in load_edition().codes:
        history = load_edition().codes[code]
        day = date(2020, 1, 1)
        before = history.status(day)
        while day < date(2026, 12, 31):
            day += timedelta(days=1)
            now = history.status(day)
            if before.letter and now.letter and now.letter != before.letter:
                found[code] = str(day)
            before = now

    assert found == {code: day for code, (day, _) in CHANGES.items()}
