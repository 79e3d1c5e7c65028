"""Code groups: typed names, days only where the facts give them, a source for every row."""

from datetime import date

import pytest

from otcpt.codes import PARTS, CodeGroup, CodeSet, GroupTable
from otcpt.editions import available_editions, load_edition
from otcpt.errors import BrokenData, UnknownName

GROUPS = load_edition().groups
PARTS_ARE_CODES = (CodeGroup.REPLACED_BY_MEDICARE, CodeGroup.FIRST_ORTHOTIC_ENCOUNTER)


@pytest.mark.parametrize("name", ["ot-evaluations", "", "97165", None, 5])
def test_an_unknown_group_raises_and_is_never_an_empty_set(name: object) -> None:
    """The type check refuses it; at run time near misses are named."""
    with pytest.raises(UnknownName, match="no code group"):
        GROUPS.of(name, on="2026-03-02")  # type: ignore[arg-type]


def test_a_group_the_edition_has_no_row_of_raises() -> None:
    """An edition of another builder is broken, and does not silently know no code."""
    with pytest.raises(BrokenData, match="no code group visit"):
        GroupTable([]).of(CodeGroup.VISIT, on="2026-03-02")


@pytest.mark.parametrize("name", available_editions())
def test_every_edition_has_every_group_with_a_source_it_names(name: str) -> None:
    """Each row has a document of the edition, a mark, and days that run forward."""
    edition = load_edition(name)
    assert set(edition.groups) == set(CodeGroup)
    for group in CodeGroup:
        for row in edition.groups.rows(group):
            basis = row.basis
            assert basis.source in edition.sources
            assert basis.mark in ("P", "P*", "S", "I", "L")
            assert (basis.verified_from is None) == (basis.verified_through is None)
            assert row.codes or row.runs or name != available_editions()[-1]
            assert row.part in PARTS.get(group, ("",)) or group in PARTS_ARE_CODES


@pytest.mark.parametrize(
    ("group", "first", "last"),
    [
        (CodeGroup.FIRST_ORTHOTIC_ENCOUNTER, date(2018, 1, 1), None),
        (CodeGroup.FUNCTIONAL_GOAL, date(2013, 1, 1), date(2018, 12, 31)),
        (CodeGroup.OT_EVALUATION, None, None),
    ],
)
def test_days_of_a_group_are_those_the_facts_give_and_no_others(
    group: CodeGroup, first: date | None, last: date | None
) -> None:
    """Both ends are included; a group without days applies on every day, whatever day it was verified for."""
    assert bool(GROUPS.of(group, on=first or date(2001, 1, 1)))
    assert bool(GROUPS.of(group, on=last or date(2026, 12, 31)))
    if first is not None:
        assert not GROUPS.of(group, on=date.fromordinal(first.toordinal() - 1))
        assert first in load_edition().boundaries
    if last is not None:
        assert not GROUPS.of(group, on=date.fromordinal(last.toordinal() + 1))


def test_the_older_edition_knows_no_code_that_begins_after_it() -> None:
    """A code of 2026 is in no group, and in no list of billers, of an edition through September 2024."""
    old = load_edition("2024q3")
    on = date(2024, 9, 30)
    assert "98985" in GROUPS.of(CodeGroup.MONITORING_DEVICE, on=on)
    assert old.groups.of(CodeGroup.MONITORING_DEVICE, on=on).codes == {"98976", "98977", "98978"}
    assert old.billers.of("98985", on=on) == ()
    assert old.billers.of("98977", on=on) == ("OT", "PT", "SLP")


@pytest.mark.parametrize(
    ("code", "inside"),
    [("99200", False), ("99201", True), ("99499", True), ("99500", False), ("G0463", True), ("9930A", False)],
)
def test_a_run_of_numbers_ends_where_it_ends(code: str, inside: bool) -> None:
    """First and last number are included; a letter makes a code of none of them."""
    assert (code in CodeSet(frozenset({"G0463"}), (("99201", "99499"),))) is inside
    assert (code in GROUPS.of(CodeGroup.VISIT, on="2026-03-02")) is inside


def test_the_manual_and_the_bill_types_rest_on_documents_of_the_edition() -> None:
    """Sentences, bill types, modifiers and billers each name a source and how surely it was read."""
    edition = load_edition()
    bases = [
        *(row.basis for row in edition.manual.sentences),
        *(row.basis for row in edition.bill_types.rows),
        *(row.basis for row in edition.modifiers.values()),
        *(row.basis for code in edition.codes for row in edition.billers.rows(code)),
    ]
    assert len(bases) > 600
    assert {basis.source for basis in bases} <= set(edition.sources)
    assert {basis.mark for basis in bases} <= {"P", "P*", "S", "I", "L"}
    assert {row.basis.mark for row in edition.manual.sentences} == {"P"}
    assert {sentence.basis.section[:2] for sentence in edition.manual.sentences} == {"XI", "I-", "IV"}


def test_every_code_of_the_registry_has_who_may_bill_it() -> None:
    """One row each; none for a code outside."""
    edition = load_edition()
    assert all(len(edition.billers.rows(code)) == 1 for code in edition.codes)
    assert edition.billers.of("99231", on="2026-03-02") == ()
    assert edition.billers.of("97165", on="2026-03-02") == ("OT",)
