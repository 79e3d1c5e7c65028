"""What the unit tables say, and what they do not."""

from datetime import date

import pytest

from otcpt.editions import load_edition
from otcpt.errors import InvalidInput


@pytest.mark.parametrize(
    ("code", "practitioner", "hospital", "indicator"),
    [
        ("97110", 6, 8, 3),
        ("97112", 4, 6, 3),
        ("97150", 1, 2, 3),
        ("97165", 1, 1, 2),
        ("97010", 0, 1, 3),
        ("97129", 1, 1, 2),
    ],
)
def test_limits_of_the_two_settings(code: str, practitioner: int, hospital: int, indicator: int) -> None:
    """Values and adjudication indicators of the table of 2024-07-01."""
    edition = load_edition()
    for setting, units in (("practitioner", practitioner), ("outpatient_hospital", hospital)):
        answer = edition.mue(setting).limit(code, on=date(2024, 7, 1))
        assert (answer.units, answer.adjudication_indicator, answer.known) == (units, indicator, True)
        assert answer.rationale
        assert answer.source in edition.sources


def test_equal_values_are_carried_forward_between_two_tables() -> None:
    """Read for 2024-07-01, 2026-04-01 and 2026-07-01, equal in all, so carried forward between and after."""
    table = load_edition().mue("practitioner")
    days = (
        date(2024, 9, 30),
        date(2024, 10, 1),
        date(2026, 3, 31),
        date(2026, 4, 1),
        date(2026, 6, 30),
        date(2026, 9, 30),
        date(2026, 10, 1),
    )
    answers = [table.limit("97165", on=day) for day in days]
    assert {answer.units for answer in answers} == {1}
    assert [answer.carried_forward for answer in answers] == [False, True, True, False, False, False, True]


def test_between_two_tables_that_differ_the_value_is_unknown() -> None:
    """96127 in hospitals: 3 in 2024, 4 in October 2026."""
    table = load_edition().mue("outpatient_hospital")
    assert table.limit("96127", on=date(2024, 7, 1)).units == 3
    assert table.limit("96127", on=date(2026, 10, 1)).units == 4
    between = table.limit("96127", on=date(2025, 7, 1))
    assert (between.units, between.known) == (None, False)
    assert "differ" in between.reason


@pytest.mark.parametrize(
    ("setting", "code", "on"),
    [
        ("practitioner", "98979", date(2026, 4, 1)),  # no published row
        ("practitioner", "99231", date(2026, 4, 1)),  # foreign
        ("practitioner", "97110", date(2024, 6, 30)),  # before the first table read
        ("outpatient_hospital", "98979", date(2026, 9, 30)),  # first seen in October 2026
        ("medicaid", "97110", date(2025, 12, 31)),
        ("practitioner", "97110", date(2027, 1, 1)),  # after the edition
    ],
)
def test_no_row_is_not_no_limit(setting: str, code: str, on: date) -> None:
    """Where no table was read for the code and the day, the answer is unknown, with its reason."""
    answer = load_edition().mue(setting).limit(code, on=on)
    assert (answer.units, answer.known, answer.carried_forward) == (None, False, False)
    assert answer.reason


def test_medicaid_has_its_own_values_and_no_indicator() -> None:
    """97010 counts one unit there; how units are compared is not published."""
    answer = load_edition().mue("medicaid").limit("97010", on=date(2026, 3, 2))
    assert (answer.units, answer.adjudication_indicator) == (1, None)


def test_splints_are_not_payable_to_practitioners_here() -> None:
    """The supplier contractor pays them: the practitioner value is 0."""
    assert load_edition().mue("practitioner").limit("L3808", on=date(2024, 8, 1)).units == 0


def test_an_impossible_code_is_refused() -> None:
    """A mistyped code must not read as a code without a limit."""
    with pytest.raises(InvalidInput):
        load_edition().mue("practitioner").limit("9711", on=date(2024, 7, 1))
