"""A number that no code has, and a code that is not valid on the day, get no answer about their edits."""

import pytest

import otcpt
from otcpt.editions import load_edition
from otcpt.edits import SETTINGS

DAY = "2026-09-14"


@pytest.mark.parametrize("number", ["97751", "97531", "97115", "97764", "97410"])
@pytest.mark.parametrize("edition", ["2026q4", "2024q3"])
def test_a_number_that_no_code_has_is_unknown_to_every_table(number: str, edition: str) -> None:
    """No row is no answer; in either order, with a registry code and with another such number."""
    law = load_edition(edition)
    on = DAY if edition == "2026q4" else "2024-07-01"
    for setting in SETTINGS[:2]:
        for other in ("97530", "97110", "97557"):
            for pair in ((number, other), (other, number)):
                answer = law.ptp(setting).between(*pair, on=on)
                assert (answer.known, answer.edit) == (False, None)
                assert number in answer.reason


def test_a_code_of_another_field_has_its_answer() -> None:
    """It exists, so that no row means no edit."""
    assert load_edition().ptp("practitioner").between("99291", "97530", on=DAY).known


@pytest.mark.parametrize(("code", "day"), [("97003", DAY), ("97532", "2018-03-05"), ("98979", "2025-12-31")])
def test_a_pair_with_a_code_outside_its_days_is_not_answered(code: str, day: str) -> None:
    """The page says when the code was valid, and never that the absence of an edit is verified."""
    answer = otcpt.pair(code, "97530", on=day)

    for one in (answer.practitioner, answer.outpatient_hospital):
        assert not one.known
        assert f"{code} is not valid on {day}" in one.reason
    assert "verified" not in str(answer.to_page())


def test_on_its_days_the_pair_is_answered() -> None:
    """The same code before it ended."""
    assert otcpt.pair("97532", "97530", on="2017-12-29").outpatient_hospital.edit is not None
    assert otcpt.pair("98979", "97530", on="2026-03-02").outpatient_hospital.known
