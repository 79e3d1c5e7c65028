"""The table of known modifiers: whole, dated where a source knows the date, and read on first use only."""

import subprocess
import sys
from datetime import date, timedelta

import pytest

from otcpt.citation import Basis
from otcpt.codes import CodeGroup
from otcpt.editions import load_edition
from otcpt.modifiers import ASSISTANT, DISCIPLINE, Modifier, is_modifier
from otcpt.modifiers._labels import LABELS
from otcpt.timeline import day_after

KNOWN = load_edition().modifiers
TABLE = load_edition().manifest.tables["modifiers"]
ANATOMIC, PTP_ASSOCIATED = (
    load_edition().groups.of(group, on="2026-03-02").codes
    for group in (CodeGroup.PTP_ANATOMIC, CodeGroup.PTP_ASSOCIATED)
)


def test_every_modifier_of_the_edition_has_words_and_every_words_a_modifier() -> None:
    """Two characters, a kind and a label each; the label is the package's, the rest the edition's."""
    labels = [line.partition(" | ") for line in LABELS.splitlines()]
    assert [modifier for modifier, _, _ in labels] == list(KNOWN)
    assert all(is_modifier(code) and found.kind and found.label for code, found in KNOWN.items())
    assert KNOWN["59"] is KNOWN["59"]
    assert len(KNOWN) == 267


def test_a_row_with_days_says_what_they_mean_and_where_they_stand_written() -> None:
    """Dates without a source are not dates."""
    for found in KNOWN.values():
        basis = found.basis
        dated = basis.first_day is not None or basis.last_day is not None
        assert dated == bool(found.dated_by) == bool(basis.section)
        if dated:
            assert found.dated_by in {"code", "claims"}
            assert basis.mark in {"P", "S", "L"}
            assert basis.last_day is None or (basis.first_day is not None and basis.first_day < basis.last_day)


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

    assert (found.basis.first_day, found.basis.last_day, found.dated_by) == (first, last, dated_by)


def test_both_ends_are_included() -> None:
    """In force on the first and the last day, not on the days around them."""
    severity = KNOWN["CH"]
    first, last = severity.basis.first_day, severity.basis.last_day
    assert first is not None
    assert last is not None
    one = timedelta(days=1)

    assert severity.in_force(first)
    assert severity.in_force(last)
    assert not severity.in_force(first - one)
    assert not severity.in_force(last + one)


def test_between_two_boundaries_nothing_changes() -> None:
    """Every change of the set falls on a boundary, and every boundary changes it."""
    dated = [found for found in KNOWN.values() if found.dated_by]

    def in_force(on: date) -> list[str]:
        return [found.modifier for found in dated if found.in_force(on)]

    day, boundaries = date(2000, 1, 1), set(TABLE.boundaries) - {TABLE.verified_from, day_after(TABLE.verified_through)}
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
    assert Modifier("ZZ", "program", "code", Basis(*days, None, None, "", "", "")).days == text


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
    assert KNOWN.meant(given) == meant


def test_the_words_are_read_on_first_use() -> None:
    """Importing the room reads no label."""
    code = "import sys, otcpt.modifiers; print('otcpt.modifiers._labels' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"
