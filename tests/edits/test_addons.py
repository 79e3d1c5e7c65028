"""Which code an add-on needs, and where that cannot be known."""

from datetime import date, timedelta

import pytest

from otcpt.editions import available_editions, load_edition
from otcpt.edits import AddonAnswer, AddonRow, AddonTable


def primaries(code: str, on: date) -> AddonAnswer:
    """Ask the newest edition."""
    return load_edition().addons.primaries(code, on=on)


@pytest.mark.parametrize(
    ("add_on", "primary", "first"),
    [
        ("97546", "97545", date(2013, 4, 1)),
        ("97598", "97597", date(2013, 4, 1)),
        ("96113", "96112", date(2019, 1, 1)),
        ("97130", "97129", date(2020, 1, 1)),
        ("90913", "90912", date(2020, 1, 1)),
        ("98981", "98980", date(2022, 1, 1)),
        ("96203", "96202", date(2023, 1, 1)),
        ("97551", "97550", date(2024, 1, 1)),
        ("G0542", "G0541", date(2025, 10, 1)),
        ("G0540", "G0539", date(2026, 1, 1)),
    ],
)
def test_each_add_on_has_one_primary(add_on: str, primary: str, first: date) -> None:
    """Type 1: only the listed primary counts; the day before is not answered with it."""
    answer = primaries(add_on, first)
    assert (answer.primaries, answer.edit_type, answer.known) == ((primary,), 1, True)
    assert primaries(add_on, date.fromordinal(first.toordinal() - 1)).primaries == ()


def test_the_registry_names_the_same_primaries() -> None:
    """Where both know the primary of an add-on, they agree."""
    edition = load_edition()
    compared = 0
    for code, history in edition.codes.items():
        answer = primaries(code, date(2026, 3, 2))
        if answer.known and (meaning := history.get(date(2026, 3, 2))):
            assert meaning.add_on_to == answer.primaries, code
            compared += bool(answer.primaries)
    assert compared >= 14


def test_an_unsettled_primary_is_named_but_not_counted() -> None:
    """What no list settles: with one of them on the claim the check cannot be made."""
    begun = date(2026, 1, 1)
    rows = [AddonRow(code, 1, begun, begun, date(2026, 6, 30), code == "98980") for code in ("98980", "98979")]
    table = AddonTable({"98981": rows, "0791T": rows[1:]}, ["98981"], begun, date(2026, 6, 30), date(2026, 12, 31))
    assert table.primaries("98981", on="2026-03-02").primaries == ("98980",)
    assert table.primaries("98981", on="2026-03-02").possible == ("98979",)
    answer = table.primaries("0791T", on="2026-03-02")
    assert (answer.primaries, answer.known, answer.possible) == ((), False, ("98979",))


def test_what_the_list_of_2026_settled() -> None:
    """98979 is no primary of 98981, 0791T adds to walking alone, and testing has its edits again since July 2025."""
    assert (primaries("98981", date(2026, 3, 2)).primaries, primaries("98981", date(2026, 3, 2)).possible) == (
        ("98980",),
        (),
    )
    assert primaries("0791T", date(2023, 7, 1)).primaries == ("97116",)
    assert [primaries("96131", day).primaries for day in (date(2025, 6, 30), date(2025, 7, 1))] == [(), ("96130",)]
    assert {"97110", "97530", "97150"} < set(primaries("0770T", date(2026, 3, 2)).primaries)
    assert primaries("97009", date(2026, 3, 2)).primaries == ("97008",)


def test_a_code_that_is_no_add_on() -> None:
    """97530 and the caregiver group code need no other code, and that is known."""
    for code in ("97530", "97552"):
        answer = primaries(code, date(2024, 3, 1))
        assert (answer.primaries, answer.edit_type, answer.known) == ((), 0, True)


@pytest.mark.parametrize(
    ("code", "on"),
    [
        ("97546", date(2013, 3, 31)),
        ("97530", date(2013, 3, 31)),
        ("99231", date(2024, 3, 1)),
        ("97130", date(2027, 1, 1)),
    ],
)
def test_outside_its_days_and_codes_the_table_cannot_tell(code: str, on: date) -> None:
    """Before April 2013, foreign codes, and after the edition."""
    answer = primaries(code, on)
    assert (answer.primaries, answer.known) == ((), False)
    assert answer.reason


def test_carried_forward_after_the_last_list() -> None:
    """97130 was seen with 97129 through June 2026."""
    assert not primaries("97130", date(2026, 6, 30)).carried_forward
    assert primaries("97130", date(2026, 7, 1)).carried_forward


def test_that_a_code_is_no_add_on_is_carried_forward_too() -> None:
    """The list was read for June 2026; what it does not hold may have come since."""
    assert not primaries("97530", date(2026, 6, 30)).carried_forward
    later = primaries("97530", date(2026, 7, 1))
    assert (later.known, later.carried_forward) == (True, True)
    assert "2026-06-30" in later.reason


@pytest.mark.parametrize("edition_id", available_editions())
def test_before_a_code_began_its_edit_is_known_not_to_have_been(edition_id: str) -> None:
    """No start is open for days on which it or its primary was no code yet."""
    edition = load_edition(edition_id)
    before = date(2021, 12, 31)
    assert edition.addons.primaries("98981", on=before) == edition.addons.primaries("97110", on=before)
    for code in edition.codes:
        first_day = edition.codes[code].meanings[0].first_day
        if first_day is not None and first_day > edition.addons.verified_from:
            answer = edition.addons.primaries(code, on=first_day - timedelta(days=1))
            assert not answer.primaries and "since when" not in answer.reason, code
