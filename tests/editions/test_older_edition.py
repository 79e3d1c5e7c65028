"""The edition 2024q3 is 2026q4 as it was known in September 2024: same answers, but for a list of known differences."""

import csv
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import attrs
import pytest

from otcpt.editions import load_edition
from otcpt.edits import PtpAnswer, PtpEdit

DATA = Path(__file__).parents[2] / "data"
LAST = date(2024, 9, 30)
OLD, NEW = load_edition("2024q3"), load_edition("2026q4")

#: Registry codes that began later, so that the older edition does not know them.
LATER = {"98016", "98979", "98984", "98985", "98986", "G0539", "G0540", "G0541", "G0542", "G0543"}
#: Codes whose meaning ended later, so that the older edition has it open.
OPENED = {"90901", "96003", "98976", "98977", "98978", "G2012"}


def days() -> list[date]:
    """The first and the last day of every window of either edition through the cut."""
    starts = {day for day in {*OLD.boundaries, *NEW.boundaries} if day <= LAST}
    return sorted(starts | {day - timedelta(days=1) for day in starts} | {LAST})


def pairs(setting: str) -> Iterator[tuple[str, str]]:
    """Every pair of the committed table, once."""
    with (DATA / f"ptp_{setting}.csv").open(encoding="utf-8", newline="") as stream:
        yield from sorted({tuple(sorted((row["column1"], row["column2"]))) for row in csv.DictReader(stream)})  # type: ignore[misc]


def test_the_codes_are_those_that_had_begun() -> None:
    """What began later is foreign to the older edition; nothing else is."""
    assert set(NEW.codes) - set(OLD.codes) == LATER
    assert set(OLD.codes) <= set(NEW.codes)


def test_every_code_means_what_it_meant() -> None:
    """On every day through the cut each number has the same meaning, but for ends that were not known yet."""
    opened = set()
    for code in OLD.codes:
        for on in days():
            old, new = OLD.codes[code].get(on), NEW.codes[code].get(on)
            if old is None or new is None:
                assert old is new, (code, on)
                continue
            if old.last_day != new.last_day:
                opened.add(code)
                assert old.last_day is None and new.last_day is not None and new.last_day > LAST
                new = attrs.evolve(new, last_day=None, successors=(), date_basis=old.date_basis)
            assert set(old.sources) <= set(new.sources)
            assert old == attrs.evolve(new, sources=old.sources), (code, on)
    assert opened == OPENED


def reopened(edit: PtpEdit) -> PtpEdit:
    """Take back an end that came after the cut."""
    return attrs.evolve(edit, last_day=None) if edit.last_day is not None and edit.last_day > LAST else edit


@pytest.mark.thorough
@pytest.mark.parametrize(("setting", "ended", "foreign"), [("practitioner", 0, 352), ("outpatient_hospital", 447, 726)])
def test_every_pair_has_the_answer_it_had(setting: str, ended: int, foreign: int) -> None:
    """Every pair of the table; different are ends not known yet, and pairs of a number that no code had yet."""
    old, new = OLD.ptp(setting), NEW.ptp(setting)
    different: Counter[str] = Counter()
    for one, two in pairs(setting):
        edits = new.edits(one, two)
        kept = tuple(reopened(edit) for edit in edits if edit.first_day <= LAST)
        assert old.edits(one, two) == kept
        different["ended"] += any(edit.last_day is not None and edit.last_day > LAST for edit in edits)
        edges = {day for edit in kept for day in (edit.first_day, edit.last_day, edit.not_before) if day}
        shown = [(old.between(one, two, on=on), new.between(one, two, on=on)) for on in {*edges, LAST} if on <= LAST]
        if any(before.known != after.known for before, after in shown):
            different["foreign"] += 1
            assert not (OLD.codes.exists(one) and OLD.codes.exists(two)) and not kept
            assert all(not before.known and after.edit is None for before, after in shown)
            continue
        for before, after in shown:
            assert before == (after if after.edit is None else attrs.evolve(after, edit=reopened(after.edit)))
    assert (different["ended"], different["foreign"]) == (ended, foreign)


def test_every_unit_limit_is_the_one_that_was_read() -> None:
    """Practitioners and hospitals; Medicaid's table is of 2026, so the older edition holds none."""
    for setting in ("practitioner", "outpatient_hospital"):
        for code in NEW.codes:
            for on in days():
                old, new = (edition.mue(setting).limit(code, on=on) for edition in (OLD, NEW))
                assert old == new or not (old.known or new.known), (setting, code, on)
    medicaid = OLD.mue("medicaid")
    assert medicaid.verified_through is None
    assert medicaid.limit("97110", on=LAST).reason == "This edition has no MUE table of this setting"


def test_every_addon_has_the_primaries_it_had() -> None:
    """Add-on codes that began later are not covered."""
    for code in NEW.codes:
        for on in days():
            old, new = (edition.addons.primaries(code, on=on) for edition in (OLD, NEW))
            assert old == new or (code in LATER and not old.known), (code, on)


def test_after_its_last_day_it_answers_nothing() -> None:
    """What was published later is not in it: neither an edit nor its absence, neither a limit nor a primary."""
    on = LAST + timedelta(days=1)
    for setting in ("practitioner", "outpatient_hospital"):
        answer: PtpAnswer = OLD.ptp(setting).between("97530", "97750", on=on)
        assert not answer.known and "ends on 2024-09-30" in answer.reason
        assert not OLD.mue(setting).limit("97110", on=on).known
    assert not OLD.addons.primaries("97130", on=on).known


def test_no_day_of_its_tables_lies_after_the_cut() -> None:
    """Neither a window nor a verified day; tables of names are those of the manual of 2026, and say so."""
    assert OLD.boundaries[-1] == LAST + timedelta(days=1)
    later = {name for name, table in OLD.manifest.tables.items() if table.verified_through > LAST}
    assert later == {"groups", "manual", "bill_types", "modifiers", "billers", "documentation"}
    assert max(OLD.manifest.tables[name].verified_through for name in OLD.manifest.tables.keys() - later) == LAST
    assert OLD.manifest.through == LAST
