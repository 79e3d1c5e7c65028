"""What two editions differ in: known changes, the same the other way round, nothing where one cannot tell."""

import pickle
import shutil
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

import attrs
import pytest
from tools.edition.build import build

from otcpt.editions import Change, Edition, EditionDiff, PtpChange, ThresholdChange, compare_law, load_edition
from otcpt.editions._load import open_edition

DATA = Path(__file__).parents[2] / "data"
OLD, NEW = load_edition("2024q3"), load_edition("2026q4")
DAY = timedelta(days=1)
OPPOSITE = {Change.ADDED: Change.ENDED, Change.ENDED: Change.ADDED}

Edit = Callable[[list[str]], list[str]]


@cache
def between() -> EditionDiff:
    """What changed from the older edition to the newer."""
    return compare_law(OLD, NEW)


def changed(tmp_path: Path, name: str, rows: Edit) -> Edition:
    """The newest edition, built again from tables of which one was changed."""
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    path = folder / f"{name}.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(rows(lines)) + "\n", encoding="utf-8")
    manifest = build(folder, "2026q4", tmp_path / "out")
    return open_edition(tmp_path / "out", manifest.digest)


def test_edits_that_changed_their_indicator() -> None:
    """Two pairs of wound codes in the hospital table, from the quarter in which they changed."""
    found = {(c.column_one, c.column_two): c for c in between().ptp if c.change is Change.INDICATOR}

    assert found == {
        ("97597", "97602"): PtpChange(
            "outpatient_hospital", Change.INDICATOR, "97597", "97602", date(2025, 1, 1), None, 0, 1
        ),
        ("97605", "97608"): PtpChange(
            "outpatient_hospital", Change.INDICATOR, "97605", "97608", date(2026, 1, 1), None, 0, 1
        ),
    }


def test_edits_that_began_and_ended() -> None:
    """Office visits with remote monitoring begin in April 2025; of practitioners what a table of 2026 has more."""
    added = {(c.column_one, c.column_two, c.first_day) for c in between().ptp if c.change is Change.ADDED}

    assert ("99213", "98975", date(2025, 4, 1)) in added
    assert ("98016", "96127", date(2025, 7, 1)) in added or ("96127", "98016", date(2025, 7, 1)) in added
    assert {c.first_day for c in between().ptp if c.setting == "practitioner"} == {date(2026, 7, 1)}
    settings = Counter(c.setting for c in between().ptp)
    assert settings == {"outpatient_hospital": 1026 + 445 + 2, "practitioner": 533}


def test_yearly_amounts_that_were_published_since() -> None:
    """2025 and 2026, for OT and for PT and SLP together; the other way round they are gone."""
    shown = [(c.change, c.bucket, c.first_day.year, c.before, c.after) for c in between().thresholds]
    assert shown == [
        (Change.ADDED, bucket, year, None, Decimal(amount))
        for bucket in ("OT", "PT+SLP")
        for year, amount in ((2025, 2410), (2026, 2480))
    ]
    assert {c.change for c in compare_law(NEW, OLD).thresholds} == {Change.ENDED}
    assert {"table": "thresholds", "change": "added", "bucket": "OT", "first_day": "2026-01-01", "before": None,
            "after": "2480"} in between().to_records()  # fmt: skip
    assert "4 thresholds added" in between().summary


def test_a_changed_amount(tmp_path: Path) -> None:
    """Another amount for the same year is a change from its first day."""
    other = changed(tmp_path, "thresholds", lambda lines: [line.replace("2480,2480", "2490,2480") for line in lines])
    diff = compare_law(NEW, other)
    assert diff.changes == (ThresholdChange(Change.CHANGED, "OT", date(2026, 1, 1), Decimal(2480), Decimal(2490)),)


def test_unit_limits_that_changed() -> None:
    """96127 in hospitals, and the first rows of codes that are new."""
    found = {(c.setting, c.code): (c.change, c.before, c.after) for c in between().mue}

    assert found.pop(("outpatient_hospital", "96127")) == (Change.CHANGED, 3, 4)
    assert found.pop(("practitioner", "G0542")) == (Change.ADDED, None, 2)
    assert set(found.values()) == {(Change.ADDED, None, 1)}
    assert {code for _, code in found} == {"98016", "98979", "98984", "98985", "98986", "G0541", "G0543"}


def test_codes_that_came_went_and_changed_their_meaning() -> None:
    """Remote monitoring of 2026, caregiver training of 2025, and three numbers that mean something else."""
    found = {change: {c.code: c.first_day for c in between().codes if c.change is change} for change in Change}

    assert found[Change.ADDED] == {
        **dict.fromkeys(("98979", "98984", "98985", "98986"), date(2026, 1, 1)),
        **dict.fromkeys(("98016", "G0539", "G0540", "G0541", "G0542", "G0543"), date(2025, 1, 1)),
    }
    assert found[Change.ENDED] == dict.fromkeys(("96003", "G2012"), date(2025, 1, 1))
    assert found[Change.REVISED] == {
        **dict.fromkeys(("98976", "98977", "98978"), date(2026, 1, 1)),
        "90901": date(2027, 1, 1),
    }


def test_every_change_of_a_pair_is_what_the_tables_answer() -> None:
    """The newer table says it on the first day; the older one says the other thing on its own last day."""
    for change in between().ptp:
        pair = change.column_one, change.column_two
        new = NEW.ptp(change.setting).between(*pair, on=change.first_day)
        old = OLD.ptp(change.setting).between(*pair, on=date(2024, 9, 30))
        assert new.known and (new.edit and new.edit.modifier_indicator) == change.after
        assert (old.edit and old.edit.modifier_indicator) == change.before
        before = NEW.ptp(change.setting).between(*pair, on=change.first_day - DAY)
        assert (before.edit and before.edit.modifier_indicator) == change.before


def test_the_other_way_round_everything_is_the_other_way_round() -> None:
    """Added for ended, the values exchanged, on the same days."""
    back = compare_law(NEW, OLD)

    assert (back.before, back.after) == (NEW.pin, OLD.pin)
    assert back.ptp == tuple(
        attrs.evolve(c, change=OPPOSITE.get(c.change, c.change), before=c.after, after=c.before) for c in between().ptp
    )
    assert {(c.setting, c.code, c.first_day, c.before, c.after) for c in back.mue} == {
        (c.setting, c.code, c.first_day, c.after, c.before) for c in between().mue
    }
    assert [(OPPOSITE.get(c.change, c.change), c.code, c.first_day, c.fields) for c in back.codes] == [
        (c.change, c.code, c.first_day, c.fields) for c in between().codes
    ]


@pytest.mark.thorough
@pytest.mark.parametrize("edition", [OLD, NEW], ids=lambda edition: edition.id)
def test_an_edition_does_not_differ_from_itself(edition: Edition, tmp_path: Path) -> None:
    """Neither from the same object nor from another opening of the same bytes."""
    manifest = build(DATA, edition.id, tmp_path)

    for diff in (compare_law(edition, edition), compare_law(edition, open_edition(tmp_path, manifest.digest))):
        assert diff.empty
        assert not diff.changes
        assert diff.summary.endswith("no difference")
    assert not between().empty


@pytest.mark.thorough
def test_a_reversed_edit_is_shown_as_one(tmp_path: Path) -> None:
    """Column one and column two exchanged: one change, with the columns of the later edition."""

    def swap(lines: list[str]) -> list[str]:
        return [line.replace("0100T,97597,1,", "97597,0100T,1,") for line in lines]

    diff = compare_law(NEW, changed(tmp_path, "ptp_practitioner", swap))

    assert [(c.change, c.column_one, c.column_two, c.before, c.after) for c in diff.ptp] == [
        (Change.REVERSED, "97597", "0100T", 1, 1)
    ]


def test_an_edit_that_came_and_went_between_has_both_its_days(tmp_path: Path) -> None:
    """Present in neither edition's last quarter, and yet a difference."""

    def insert(lines: list[str]) -> list[str]:
        return [*lines, "97110,97116,1,2024-01-01,2024-01-01,2024-03-31,exact,ptp-practitioner-v30.2"]

    (change,) = compare_law(NEW, changed(tmp_path, "ptp_practitioner", insert)).ptp

    assert (change.change, change.first_day, change.last_day) == (Change.ADDED, date(2024, 1, 1), date(2024, 3, 31))


@pytest.mark.thorough
def test_a_start_that_becomes_known_is_no_difference(tmp_path: Path) -> None:
    """A bound that turns into a day contradicts nothing: before it one of the two could not tell."""

    def known(lines: list[str]) -> list[str]:
        return [
            line.replace("0100T,97597,1,,2024-07-01,,bound", "0100T,97597,1,2020-10-01,2020-10-01,,exact")
            for line in lines
        ]

    edition = changed(tmp_path, "ptp_practitioner", known)

    assert edition.digest != NEW.digest
    assert edition.ptp("practitioner").edits("0100T", "97597") != NEW.ptp("practitioner").edits("0100T", "97597")
    assert compare_law(NEW, edition).empty


@pytest.mark.thorough
def test_a_pair_that_one_edition_does_not_hold_is_no_difference(tmp_path: Path) -> None:
    """Two codes foreign to the registry: one edition happens to have a row, the other cannot tell."""

    def insert(lines: list[str]) -> list[str]:
        return [*lines, "99213,71046,1,2024-01-01,2024-01-01,,exact,ptp-practitioner-v30.2"]

    assert compare_law(NEW, changed(tmp_path, "ptp_practitioner", insert)).empty


def test_a_difference_travels_and_is_reported_in_records() -> None:
    """Frozen, hashable, picklable; one plain record for each change."""
    assert pickle.loads(pickle.dumps(between())) == between()
    assert hash(between()) == hash(compare_law(OLD, NEW))
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        between().before = ""  # type: ignore[misc]
    records = between().to_records()
    assert len(records) == len(between().changes)
    assert {type(value) for record in records for value in record.values()} <= {str, int, list, type(None)}
    assert {
        "table": "mue",
        "setting": "outpatient_hospital",
        "change": "changed",
        "code": "96127",
        "first_day": "2026-10-01",
        "before": 3,
        "after": 4,
        "indicator_before": 3,
        "indicator_after": 3,
    } in records
    assert isinstance(between(), EditionDiff) and repr(between()) == f"<EditionDiff {between().summary}>"
