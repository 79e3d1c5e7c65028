"""The façade's calls from minutes to units: the law is looked up, and what it does not know is stated."""

from collections.abc import Callable

import pytest

from otcpt.checking import ClaimChecker, allocate_units, compare_units, split_assistant_units
from otcpt.editions import load_edition
from otcpt.errors import InvalidInput, UnknownName


@pytest.mark.parametrize(
    "edition", [None, "2026q4", load_edition().pin, load_edition()], ids=["newest", "name", "pin", "it"]
)
def test_an_edition_is_given_by_itself_or_by_name(edition: object) -> None:
    """As everywhere: none for the newest, a name, a pin or the edition."""
    assert allocate_units({"97530": 38}, method="cms", edition=edition).units["97530"] == 3  # type: ignore[arg-type]
    split = split_assistant_units(therapist=8, assistant=7, units=1, on="2026-03-02", code="97530", edition=edition)  # type: ignore[arg-type]
    assert split.without_modifier == 1


@pytest.mark.parametrize(
    ("code", "on", "expected"),
    [
        ("97410", None, "Did you mean 97140"),
        ("71046", None, "not in the registry"),
        ("g0283", None, "is written 'G0283'"),
        (" 97530", "2026-03-02", "is written '97530'"),
        (
            "97532",
            "2026-03-02",
            "97532 is not in force on 2026-03-02: 2001-01-01 to 2017-12-31. Replaced by 97127, G0515",
        ),
        ("90901", None, "give the date of service"),
        ("90901", "2027-01-01", "length of a unit of 90901 is not known for 2027-01-01"),
    ],
)
def test_a_code_whose_timing_is_not_known_is_refused_with_the_reason(code: str, on: str | None, expected: str) -> None:
    """Mistyped, foreign, ended, changed over the years, or announced without its minutes: never guessed."""
    with pytest.raises(UnknownName, match=expected):
        allocate_units({code: 30}, method="cms", on=on)
    if on is not None:
        with pytest.raises(UnknownName, match=expected):
            split_assistant_units(therapist=8, assistant=7, units=1, on=on, code=code)


def test_a_code_that_was_untimed_is_so_until_the_day_it_changes() -> None:
    """90901 counts once through 2026."""
    assert allocate_units({"90901": 30}, method="ama", on="2026-12-31").units["90901"] == 1


@pytest.mark.parametrize(
    "ask",
    [
        lambda on: allocate_units({"97530": 38}, method="cms", on=on),
        lambda on: split_assistant_units(therapist=8, assistant=7, units=1, on=on),
        lambda on: compare_units({"97530": 38}, on=on),
        lambda on: ClaimChecker(policy="medicare-part-b").law_on(on),
    ],
)
def test_a_day_in_another_form_is_refused_by_the_name_of_its_argument(ask: Callable[[str], object]) -> None:
    """03/02/2026 may be March or February."""
    with pytest.raises(InvalidInput, match="YYYY-MM-DD") as refusal:
        ask("03/02/2026")
    assert refusal.value.what == "on"
