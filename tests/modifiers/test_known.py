"""The table of known modifiers: whole, dated where a source knows the date, and read on first use only."""

import subprocess
import sys
from datetime import date, timedelta

import pytest
from otcpt.modifiers._table import TABLE

from otcpt.modifiers import (
    ANATOMIC,
    ASSISTANT,
    DISCIPLINE,
    PTP_ASSOCIATED,
    Modifier,
    is_modifier,
    known_modifiers,
    meant_modifier,
    modifier_boundaries,
)

KNOWN = known_modifiers()
ROWS = [[cell.strip() for cell in line.split("|")] for line in TABLE.splitlines()]


def test_every_row_is_well_formed_and_no_modifier_stands_twice() -> None:
    """Three cells, or eight with days; two characters; a kind and a label each."""
    assert {len(row) for row in ROWS} == {3, 8}
    assert len(KNOWN) == len(ROWS) == len({row[0] for row in ROWS})
    assert all(is_modifier(row[0]) and row[1] and row[2] for row in ROWS)


def test_a_row_with_days_says_what_they_mean_and_where_they_stand_written() -> None:
    """Dates without a source are not dates."""
    for found in KNOWN.values():
        dated = found.first_day is not None or found.last_day is not None
        assert dated == bool(found.dated_by) == bool(found.source) == bool(found.confidence)
        if dated:
            assert found.dated_by in {"code", "claims"}
            assert found.confidence in {"P", "S", "L"}
            assert found.last_day is None or (found.first_day is not None and found.first_day < found.last_day)


def test_the_sets_of_the_manual_are_in_the_table_under_their_kinds() -> None:
    """What releases an edit, names a discipline or an assistant is known, and of the kind it says."""
    assert KNOWN.keys() >= PTP_ASSOCIATED
    assert {code for code, found in KNOWN.items() if found.kind == "discipline"} == set(DISCIPLINE)
    assert {code for code, found in KNOWN.items() if found.kind == "assistant"} == set(ASSISTANT)
    assert {code for code, found in KNOWN.items() if found.kind == "site"} == ANATOMIC | {"50"}


@pytest.mark.parametrize(
    ("modifier", "first", "last", "dated_by"),
    [
        ("XE", date(2015, 1, 1), None, "code"),
        ("96", date(2018, 1, 1), None, "code"),
        ("97", date(2018, 1, 1), None, "code"),
        ("CO", date(2020, 1, 1), None, "claims"),
        ("CN", date(2013, 1, 1), date(2018, 12, 31), "claims"),
        ("GX", date(2010, 4, 1), None, "code"),
        ("59", None, None, ""),
        ("U9", None, None, ""),
    ],
)
def test_days_of_a_modifier(modifier: str, first: date | None, last: date | None, dated_by: str) -> None:
    """The days the sources give, and none where they give none."""
    found = KNOWN[modifier]

    assert (found.first_day, found.last_day, found.dated_by) == (first, last, dated_by)


def test_both_ends_are_included() -> None:
    """In force on the first and the last day, not on the days around them."""
    severity = KNOWN["CH"]
    assert severity.first_day is not None
    assert severity.last_day is not None
    one = timedelta(days=1)

    assert severity.in_force(severity.first_day)
    assert severity.in_force(severity.last_day)
    assert not severity.in_force(severity.first_day - one)
    assert not severity.in_force(severity.last_day + one)


def test_between_two_boundaries_nothing_changes() -> None:
    """Every change of the set falls on a boundary, and every boundary changes it."""

    dated = [found for found in KNOWN.values() if found.dated_by]

    def in_force(on: date) -> list[str]:
        return [found.modifier for found in dated if found.in_force(on)]

    day, boundaries = date(2000, 1, 1), set(modifier_boundaries())
    while day < date(2027, 1, 1):
        after = day + timedelta(days=1)
        assert (in_force(day) != in_force(after)) == (after in boundaries), after
        day = after


@pytest.mark.parametrize(
    ("days", "text"),
    [
        ((None, None), ""),
        ((date(2015, 1, 1), None), "from 2015-01-01"),
        ((None, date(2018, 12, 31)), "until 2018-12-31"),
        ((date(2013, 1, 1), date(2018, 12, 31)), "from 2013-01-01 to 2018-12-31"),
    ],
)
def test_days_as_text(days: tuple[date | None, date | None], text: str) -> None:
    """Open ends are left out."""
    assert Modifier("ZZ", "program", "a label", *days).days == text


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("C0", "CO"),
        ("OG", "GO"),
        ("PG", "GP"),
        ("NG", "GN"),
        ("OC", "CO"),
        ("5O", "50"),
        ("ZZ", None),
        ("G0", None),
        ("GO", None),
        ("QC", None),
        ("KO", None),
        ("95", None),
    ],
)
def test_a_slip_of_the_pen(given: str, meant: str | None) -> None:
    """A zero for the letter, two characters swapped; what exists is never a slip."""
    assert meant_modifier(given) == meant


def test_the_table_is_read_on_first_use() -> None:
    """Importing the room reads no row."""
    code = "import sys, otcpt.modifiers; print('otcpt.modifiers._table' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"
