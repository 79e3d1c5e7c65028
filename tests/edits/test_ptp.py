"""What the pair tables say: order, indicators, the gap of 2020, bounds; no edit and cannot tell kept apart."""

from datetime import date, datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otcpt.editions import load_edition
from otcpt.edits import PtpAnswer, PtpEdit, PtpTable
from otcpt.errors import InvalidInput, UnknownName

NOW = date(2024, 7, 1)


def ptp(setting: str = "practitioner") -> PtpTable:
    """The table of a setting in the newest edition."""
    return load_edition().ptp(setting)


def pair(answer: PtpAnswer) -> tuple[str, str, int] | None:
    """The edit of an answer that is known."""
    assert answer.known, answer.reason
    edit = answer.edit
    return None if edit is None else (edit.column_one, edit.column_two, edit.modifier_indicator)


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        ("97530", "97750", ("97530", "97750", 1)),
        ("97150", "97750", ("97750", "97150", 0)),
        ("97150", "97530", ("97150", "97530", 1)),
        ("97760", "97168", ("97760", "97168", 1)),
        ("97165", "97166", ("97166", "97165", 0)),
        ("97140", "97124", ("97140", "97124", 0)),
        ("97165", "99213", ("97165", "99213", 1)),
        ("98941", "97140", ("98941", "97140", 1)),
        ("97530", "97165", None),
        ("97140", "97530", None),
        ("97116", "97530", None),
        ("97168", "97110", None),
        ("97165", "97161", None),
    ],
)
def test_practitioner_pairs_in_the_column_order_of_the_table(
    one: str, two: str, expected: tuple[str, str, int] | None
) -> None:
    """The table, not the order of asking and not a guess, says which code is column one."""
    assert pair(ptp().between(one, two, on=NOW)) == pair(ptp().between(two, one, on=NOW)) == expected


@pytest.mark.parametrize(
    ("one", "two", "practitioner", "hospital"),
    [
        ("97165", "97750", ("97165", "97750", 0), ("97165", "97750", 1)),
        ("92526", "G0283", ("92526", "G0283", 0), ("92526", "G0283", 1)),
        ("97750", "98980", ("98980", "97750", 0), ("97750", "98980", 1)),
    ],
)
def test_the_two_settings_differ_in_indicator_and_even_in_order(
    one: str, two: str, practitioner: tuple[str, str, int], hospital: tuple[str, str, int]
) -> None:
    """A pair must be asked with its setting."""
    assert pair(ptp().between(one, two, on=NOW)) == practitioner
    assert pair(ptp("outpatient_hospital").between(one, two, on=NOW)) == hospital


@pytest.mark.parametrize("setting", ["practitioner", "outpatient_hospital"])
@pytest.mark.parametrize("pair_of", [("97165", "97750"), ("97750", "97530"), ("97755", "97110"), ("97168", "97124")])
def test_the_mass_gap_of_2020(setting: str, pair_of: tuple[str, str]) -> None:
    """Deleted as of 2019-12-31, back on 2020-10-01: both ends included, nothing in between."""
    table = ptp(setting)
    held = [table.between(*pair_of, on=day).edit is not None for day in GAP]
    assert held == [True, False, False, True]
    assert all(table.between(*pair_of, on=day).known for day in GAP)


GAP = (date(2019, 12, 31), date(2020, 1, 1), date(2020, 9, 30), date(2020, 10, 1))


def test_a_deleted_edit_holds_on_its_last_day() -> None:
    """97530 with 97535 ended on 2021-12-31."""
    assert pair(ptp().between("97530", "97535", on=date(2021, 12, 31))) == ("97530", "97535", 1)
    assert pair(ptp().between("97530", "97535", on=date(2022, 1, 1))) is None


def test_an_edit_is_surely_and_possibly_in_force_by_day() -> None:
    """Both ends of each included; between the earliest possible and the first sure day it is only possible."""
    first, last = date(2020, 10, 1), date(2021, 12, 31)
    edit = PtpEdit("97530", "97535", 1, first, last, date(2020, 7, 1), "bound", "ptp-practitioner-v30.2")
    days = (date(2020, 6, 30), date(2020, 7, 1), date(2020, 9, 30), first, last, date(2022, 1, 1))

    assert [edit.surely_in_force(day) for day in days] == [False, False, False, True, True, False]
    assert [edit.possibly_in_force(day) for day in days] == [False, True, True, True, True, False]


def test_void_rows_never_lived() -> None:
    """97530 with 97116 was reinstated and voided as of 2020-10-01: no edit on that day."""
    assert pair(ptp().between("97530", "97116", on=date(2020, 10, 1))) is None


def test_before_a_bound_the_table_cannot_tell() -> None:
    """97597 with 97602 was seen in the table of 2021-01-01; since when it had been there is not known."""
    answer = ptp().between("97597", "97602", on=date(2020, 12, 31))
    assert not answer.known
    assert "2021-01-01" in answer.reason
    assert pair(ptp().between("97597", "97602", on=date(2021, 1, 1))) == ("97597", "97602", 0)


def test_absence_is_known_only_as_far_back_as_ended_edits_were_kept() -> None:
    """Any pair with a therapy code from 2019-12-31; two codes of the therapy set from 2000; two foreign codes never."""
    assert not ptp().between("97530", "71046", on=date(2019, 12, 30)).known
    assert pair(ptp().between("97530", "71046", on=date(2019, 12, 31))) is None
    assert pair(ptp().between("97535", "97110", on=date(2005, 3, 1))) is None
    assert not ptp().between("97535", "97110", on=date(1999, 12, 31)).known
    assert not ptp().between("71046", "93000", on=NOW).known


def test_a_code_has_no_edit_with_itself() -> None:
    """Two lines of one code are not a pair of the table."""
    assert pair(ptp().between("97530", "97530", on=NOW)) is None


def test_carried_forward_after_the_last_table_read() -> None:
    """The practitioner table was read to 2024-09-30, the hospital table to 2026-06-30."""
    for setting, last in (("practitioner", date(2024, 9, 30)), ("outpatient_hospital", date(2026, 6, 30))):
        table = ptp(setting)
        assert table.verified_through == last
        assert not table.between("97530", "97750", on=last).carried_forward
        later = table.between("97530", "97750", on=date.fromordinal(last.toordinal() + 1))
        assert later.carried_forward
        assert later.edit == table.between("97530", "97750", on=last).edit
        assert str(last) in later.reason


def test_a_pair_the_hospital_table_changed_since_is_not_carried_forward() -> None:
    """0266T with 97597 ended there on 2025-12-31, and no table of practitioners tells whether it did here."""
    assert ptp().between("0266T", "97597", on=date(2025, 12, 31)).carried_forward
    answer = ptp().between("0266T", "97597", on=date(2026, 1, 1))
    assert (answer.known, answer.edit) == (False, None)
    assert "2026-01-01" in answer.reason


def test_a_pair_seen_again_is_what_it_was_though_the_hospital_table_changed() -> None:
    """97597 with 97602 went from indicator 0 to 1 there on 2025-01-01; a practitioner table of 2026 has 0."""
    answer = ptp().between("97597", "97602", on=date(2026, 3, 2))
    assert (pair(answer), answer.carried_forward, answer.seen_again) == (("97597", "97602", 0), True, True)
    assert "2025-10-01 to 2026-07-01" in answer.reason
    assert pair(ptp("outpatient_hospital").between("97597", "97602", on=date(2025, 1, 1))) == ("97597", "97602", 1)


def test_an_edit_that_ended_is_not_seen_again() -> None:
    """97530 with 97535 ended in 2021, and a table of 2026 lists such pairs without their last day."""
    answer = ptp().between("97530", "97535", on=date(2026, 3, 2))
    assert (answer.known, answer.edit, answer.carried_forward, answer.seen_again) == (True, None, True, False)
    assert answer.reason == "Carried forward from 2024-09-30, the last day the table was read for"
    never = ptp().between("97140", "97535", on=date(2026, 3, 2))
    assert (never.seen_again, never.reason) == (
        True,
        "Read as a whole through 2024-09-30; nothing new in a table of 2025-10-01 to 2026-07-01",
    )


def test_a_code_newer_than_the_table_is_not_carried_forward() -> None:
    """98979 began in 2026; a table of 2024 says nothing about it, the hospital record does."""
    assert not ptp().between("98979", "97530", on=date(2026, 3, 2)).known
    assert pair(ptp("outpatient_hospital").between("98979", "97530", on=date(2026, 3, 2))) is None


def test_of_two_codes_newer_than_the_table_the_first_to_come_ends_the_carrying() -> None:
    """G0539 began in 2025, 98986 in 2026: from 2025 on the table of 2024 says nothing about the two."""
    days = (date(2024, 12, 31), date(2025, 1, 1), date(2026, 3, 2))
    assert [ptp().between("98986", "G0539", on=day).known for day in days] == [True, False, False]


def test_a_code_newer_than_the_table_may_have_been_seen_since() -> None:
    """G0541 began in 2025 and is in the table of 2026; 98979 began after its earliest day."""
    assert ptp().between("G0541", "97530", on=date(2026, 3, 2)).seen_again
    assert not ptp().between("98979", "97530", on=date(2026, 3, 2)).known


def test_pairs_that_were_read_for_longer_are_verified() -> None:
    """v32.3 has 97140 with 97530 ended in 2019, and its absence today is verified through 2026."""
    assert ptp().verified_for("97140", "97530") == date(2026, 12, 31)
    answer = ptp().between("97140", "97530", on=date(2026, 12, 31))
    assert (answer.known, answer.edit, answer.carried_forward) == (True, None, False)
    assert [(edit.first_day, edit.last_day) for edit in ptp().edits("97140", "97530")] == [
        (date(2000, 7, 1), date(2019, 12, 31))
    ]


@pytest.mark.parametrize(
    ("one", "two", "indicator"),
    [("99483", "98975", 0), ("99497", "98975", 0), ("G0250", "97750", 1), ("99213", "98980", 1)],
)
def test_pairs_that_are_new_in_2026_begin_on_a_day_that_is_not_known(one: str, two: str, indicator: int) -> None:
    """No edit through September 2024, not known until the table's latest day, and an edit from then on."""
    assert pair(ptp().between(one, two, on=date(2024, 9, 30))) is None
    before = ptp().between(one, two, on=date(2024, 12, 1))
    assert not before.known or (before.carried_forward and not before.seen_again)
    assert not ptp().between(one, two, on=date(2026, 6, 30)).known
    answer = ptp().between(one, two, on=date(2026, 7, 1))
    assert (pair(answer), answer.seen_again) == ((one, two, indicator), True)


@pytest.mark.parametrize("setting", ["practitioner", "outpatient_hospital", "medicaid"])
def test_nothing_is_known_after_the_end_of_the_edition(setting: str) -> None:
    """The future is unknown, not unchanged."""
    assert not ptp(setting).between("97530", "97750", on=date(2027, 1, 1)).known


def test_medicaid_never_answers_with_the_table_of_medicare() -> None:
    """No Medicaid pair table is held."""
    table = ptp("medicaid")
    assert table.verified_through is None
    assert not table.between("97530", "97750", on=date(2026, 3, 2)).known
    assert table.partners("97530") == frozenset()


@pytest.mark.parametrize("setting", ["practitioner", "outpatient_hospital"])
def test_codes_of_a_kind_are_answered_alike_where_they_have_no_edit(setting: str) -> None:
    """What is remembered of two kinds of codes is what follows for each two of them."""
    coverage, codes = ptp(setting)._coverage, sorted({*load_edition().codes, "99213", "71046"})
    chance = Random(3)
    for _ in range(3_000):
        one, other = sorted(chance.sample(codes, 2))
        answers, anew = coverage.answers(one, other, (), None), coverage._build(one, other, (), None)
        assert answers.spans == anew.spans, (one, other)


def test_partners_are_symmetric() -> None:
    """If one code ever had an edit with another, so had the other with it."""
    table = ptp()
    for code in ("97530", "97750", "99213", "G0283"):
        for other in table.partners(code):
            assert code in table.partners(other)
            assert table.edits(code, other)


def test_partners_of_a_code_without_edits_are_none() -> None:
    """An item code is in no pair."""
    assert ptp().partners("L3808") == frozenset()


@pytest.mark.parametrize("bad", ["9753", "975300", "9753O", "", "97 53"])
def test_an_impossible_code_is_refused(bad: str) -> None:
    """Silence about a mistyped code would read as no edit."""
    with pytest.raises(InvalidInput, match="impossible"):
        ptp().between(bad, "97530", on=NOW)


@pytest.mark.parametrize("bad", [datetime(2024, 7, 1), "7/1/2024", None, 20240701])
def test_a_moment_or_a_text_of_another_form_is_not_a_day(bad: object) -> None:
    """A date of service is a calendar day."""
    with pytest.raises(InvalidInput, match="calendar day"):
        ptp().between("97530", "97750", on=bad)  # type: ignore[arg-type]


def test_a_number_is_not_a_code() -> None:
    """97530 as a number is refused, since 00100 is not 100."""
    with pytest.raises(InvalidInput, match="quotes"):
        ptp().between(97530, "97750", on=NOW)  # type: ignore[arg-type]


def test_an_unknown_setting_names_its_neighbors() -> None:
    """A mistyped setting never falls back to another table."""
    with pytest.raises(UnknownName, match="outpatient_hospital"):
        load_edition().ptp("outpatient-hospital")


CODES = st.sampled_from([*load_edition().codes, "99231", "71046", "01995", "G0463"])
DAYS = st.dates(date(1998, 1, 1), date(2028, 1, 1))


@given(CODES, CODES, DAYS, st.sampled_from(["practitioner", "outpatient_hospital", "medicaid"]))
def test_the_order_of_the_codes_never_matters_and_no_answer_contradicts_itself(
    one: str, two: str, on: date, setting: str
) -> None:
    """An unknown answer names no edit and gives its reason; an edit names the two codes and holds that day."""
    answer = ptp(setting).between(one, two, on=on)
    assert answer == ptp(setting).between(two, one, on=on)
    if not answer.known:
        assert (answer.edit, answer.carried_forward) == (None, False)
        assert answer.reason
    if answer.edit is not None:
        assert {answer.edit.column_one, answer.edit.column_two} == {one, two}
        assert answer.edit.surely_in_force(on)
        assert answer.edit.modifier_indicator in (0, 1)
        assert answer.edit.source in load_edition().sources
