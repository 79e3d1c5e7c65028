"""Small tables written by hand, asked on each side of every day on which their answers turn."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from itertools import product

import pytest

from otcpt.codes import CodeGroup
from otcpt.editions import load_edition
from otcpt.edits import (
    AddonRow,
    AddonTable,
    Effect,
    ManualTable,
    MueTable,
    PtpAnswer,
    PtpCoverage,
    PtpEdit,
    PtpRead,
    PtpScope,
    Sentence,
    ThresholdRow,
    ThresholdTable,
    corroboration,
)
from otcpt.edits.flags import BASES, INDICATOR, SWAPPED, basis_of, pack_flags
from otcpt.edits.pages import pair_matrix
from otcpt.errors import InvalidInput, UnknownName
from otcpt.page import StyledText, Tone

DAY = timedelta(1)
DAY_ONE = date(2024, 1, 1)
THROUGH = date(2026, 12, 31)
EDIT = PtpEdit("97530", "97116", 1, DAY_ONE, None, DAY_ONE, "exact", "s")
ADDED = AddonRow("97129", 1, None, DAY_ONE, THROUGH, True, THROUGH)


def mue(*rows: tuple[date, int]) -> MueTable:
    """A table of one code from quarters given by their first day, each 90 days long."""
    values = [["97530", str(first), str(first + 89 * DAY), units, 3, "r", "s"] for first, units in rows]
    return MueTable("practitioner", values, THROUGH)


def test_a_limit_holds_from_the_first_to_the_last_day_of_its_quarter() -> None:
    """The day before is not known; the day after is carried forward, to the edition's last day and no further."""
    first = date(2026, 1, 1)
    table = mue((first, 4))

    def shown(on: date) -> tuple[int | None, bool, bool, str]:
        answer = table.limit("97530", on=on)
        return answer.units, answer.known, answer.carried_forward, answer.reason

    carried = "Carried forward from the table of 2026-01-01"
    assert shown(first - DAY) == (
        None,
        False,
        False,
        "The first MUE table with this code that was read is of 2026-01-01",
    )
    assert shown(first) == shown(first + 89 * DAY) == (4, True, False, "")
    assert shown(first + 90 * DAY) == shown(THROUGH) == (4, True, True, carried)
    assert shown(THROUGH + DAY) == (
        None, False, False, "This edition ends on 2026-12-31",
    )  # fmt: skip


def test_quarters_are_read_in_their_own_order() -> None:
    """However they are given; between two that differ nothing is known, between two that agree it is."""
    early, late, last = date(2025, 1, 1), date(2026, 1, 1), date(2026, 7, 1)
    table = mue((last, 5), (early, 4), (late, 5))

    assert [row.edition for row in table.rows("97530")] == [early, late, last]
    assert (table.verified_from, table.verified_through) == (early, last + 89 * DAY)
    assert table.limit("97530", on=early + 90 * DAY).reason == (
        "The MUE tables of 2025-01-01 and 2026-01-01 differ, and none between them was read"
    )
    two = mue((last, 5), (early, 4))
    assert [row.edition for row in two.rows("97530")] == [early, last]
    assert (two.limit("97530", on=early).units, two.limit("97530", on=last).units) == (4, 5)
    assert table.limit("97530", on=late + 90 * DAY).units == 5
    assert table.limit("97530", on=late + 90 * DAY).carried_forward
    assert table.limit("97530", on=last) == table.limit("97530", on=last + DAY)


def test_a_table_of_nothing_says_so() -> None:
    """No rows of a code, and no rows at all, are two reasons; neither is a limit."""
    nothing = mue()

    assert (nothing.verified_from, nothing.verified_through) == (None, None)
    assert nothing.limit("97530", on=THROUGH).reason == "This edition has no MUE table of this setting"
    assert nothing.rows("97530") == mue((THROUGH, 1)).rows("97110") == ()
    assert mue((THROUGH, 1)).limit("97110", on=THROUGH).reason == (
        "No published MUE of this code was read (which does not mean that it has none)"
    )


def addons(*rows: AddonRow) -> AddonTable:
    """The edits of 97130, in a table held from 2020 on and read through September 2026."""
    return AddonTable({"97130": rows}, {"97130", "97110"}, date(2020, 1, 1), date(2026, 9, 30), THROUGH)


def row(primary: str, **more: object) -> AddonRow:
    """An edit that is settled and in force since 2021."""
    shown: dict[str, object] = {
        "edit_type": 1, "not_before": date(2021, 1, 1), "first_day": date(2021, 1, 1),
        "verified_through": date(2026, 9, 30), "settled": True, **more,
    }  # fmt: skip
    return AddonRow(primary, **shown)  # type: ignore[arg-type]


def test_an_addon_edit_holds_through_its_last_day() -> None:
    """The day after, the code is no add-on any more."""
    last = date(2025, 3, 31)
    table = addons(row("97129", last_day=last))

    assert table.primaries("97130", on=last).primaries == ("97129",)
    assert table.primaries("97130", on=last + DAY).primaries == ()
    assert table.primaries("97130", on=last + DAY).known
    assert not row("97129", last_day=last).ended(last)
    assert row("97129", last_day=last).ended(last + DAY)
    assert not row("97129").ended(date.max)


@pytest.mark.parametrize("code", ["97130", "97110"])
def test_addon_answers_are_carried_from_the_day_after_the_table_was_read(code: str) -> None:
    """Until the edition's last day, and no further; for a code that is none as for one that is."""
    table, read = addons(row("97129")), date(2026, 9, 30)
    shown = [table.primaries(code, on=on) for on in (read, read + DAY, THROUGH, THROUGH + DAY)]

    assert [answer.known for answer in shown] == [True, True, True, False]
    assert [answer.carried_forward for answer in shown] == [False, True, True, False]
    assert shown[0].reason == ""
    assert shown[1].reason == "Carried forward from 2026-09-30, the last day the add-on edits were read for"
    assert shown[3].reason == "This edition ends on 2026-12-31"


def test_addon_edits_are_held_from_a_day_on() -> None:
    """Before it nothing is known, on it something is."""
    table = addons(row("97129"))

    assert table.primaries("97130", on=date(2019, 12, 31)).reason == "This edition has add-on edits from 2020-01-01 on"
    assert table.primaries("97130", on=date(2020, 1, 1)) == table.primaries("97130", on=date(2020, 12, 31))
    assert table.primaries("97130", on=date(2020, 1, 1)).known
    assert table.primaries("97551", on=date(2021, 1, 1)).reason == "This edition has no add-on edits of this code"


def test_primaries_that_are_not_settled_leave_the_question_open() -> None:
    """They are named, as possible ones; beside a settled one they stay possible."""
    open_ = [row("97129", settled=False), row("97127", settled=False)]
    alone = addons(*open_).primaries("97130", on=date(2021, 1, 1))
    beside = addons(*open_, row("G0515", edit_type=3)).primaries("97130", on=date(2021, 1, 1))

    assert (alone.primaries, alone.edit_type, alone.known, alone.carried_forward) == ((), 0, False, False)
    assert alone.reason == "No source settles whether 97129, 97127 is its primary code"
    assert alone.possible == beside.possible == ("97129", "97127")
    assert (beside.primaries, beside.edit_type, beside.known) == (("G0515",), 3, True)


@pytest.mark.parametrize("not_before", [None, date(2020, 6, 1)])
def test_a_start_that_is_only_bounded_leaves_the_days_before_open(not_before: date | None) -> None:
    """From the first day it may have held, or from ever, to the first it surely did."""
    table = addons(row("97129", not_before=not_before))
    reason = "An add-on edit was in force by 2021-01-01; its first day is not known"

    assert table.primaries("97130", on=date(2020, 12, 31)).reason == reason
    assert table.primaries("97130", on=date(2020, 6, 1)).reason == reason
    assert table.primaries("97130", on=date(2020, 5, 31)).known is (not_before is not None)
    assert table.primaries("97130", on=date(2021, 1, 1)).known


def test_an_amount_holds_from_its_first_to_its_last_day() -> None:
    """Between two years that are held, before the first and after the edition, nothing is known."""
    years = [
        ThresholdRow("OT", date(year, 1, 1), date(year, 12, 31), None, "threshold", None, "high", (str(year),), "")
        for year in (2022, 2024)
    ]
    table = ThresholdTable(years, date(2022, 1, 1), date(2024, 12, 31), date(2025, 6, 30))

    def shown(discipline: str, *day: int) -> tuple[tuple[str, ...], str]:
        answer = table.of(discipline, on=date(*day))
        return answer.sources, answer.reason

    unknown = "No KX threshold of this year is known, and another year's is not used for it"
    assert shown("OT", 2021, 12, 31) == ((), "This edition has KX thresholds from 2022-01-01 on")
    assert shown("OT", 2022, 1, 1) == shown("OT", 2022, 12, 31) == (("2022",), "")
    assert shown("OT", 2023, 1, 1) == shown("OT", 2023, 12, 31) == shown("OT", 2025, 6, 30) == ((), unknown)
    assert shown("OT", 2024, 1, 1) == shown("OT", 2024, 12, 31) == (("2024",), "")
    assert shown("OT", 2025, 7, 1) == ((), "This edition ends on 2025-06-30")
    assert shown("PT", 2024, 1, 1) == ((), unknown)


def edit(one: str, two: str, indicator: int) -> PtpEdit:
    """An edit in force since 2020."""
    return PtpEdit(one, two, indicator, date(2020, 1, 1), None, date(2020, 1, 1), "exact", "s")


@pytest.mark.parametrize(
    ("own", "beside", "words"),
    [
        (None, None, "no edit either"),
        (edit("97530", "97116", 1), None, "no edit"),
        (None, edit("97530", "97116", 1), "an edit with indicator 1"),
        (edit("97530", "97116", 1), edit("97530", "97116", 0), "the same edit with indicator 0"),
        (edit("97530", "97116", 1), edit("97530", "97116", 1), "the same edit and indicator"),
        (
            edit("97530", "97116", 1),
            edit("97116", "97530", 0),
            "the edit with the columns the other way round and indicator 0",
        ),
    ],
)
def test_another_table_in_words(own: PtpEdit | None, beside: PtpEdit | None, words: str) -> None:
    """As seen from the answer it is compared with; no answer is no answer."""
    assert corroboration(PtpAnswer(own, True), PtpAnswer(beside, True)) == words
    assert corroboration(PtpAnswer(own, True), PtpAnswer(None, False)) == "no answer"


@pytest.mark.parametrize(
    ("first", "last", "not_before", "on", "surely", "possibly"),
    [
        (5, None, 5, 4, False, False), (5, None, 5, 5, True, True), (5, 7, 5, 7, True, True),
        (5, 7, 5, 8, False, False),
        (5, None, 3, 2, False, False), (5, None, 3, 3, False, True), (5, 7, None, 1, False, True),
        (5, 7, None, 8, False, False),
    ],
)  # fmt: skip
def test_an_edit_is_in_force_between_its_days(
    first: int, last: int | None, not_before: int | None, on: int, surely: bool, possibly: bool
) -> None:
    """Both ends included; an unknown start leaves the days before it open."""
    day = [None if number is None else date(2020, 1, number) for number in (first, last, not_before, on)]
    one = PtpEdit("97530", "97116", 1, day[0], day[1], day[2], "bound", "s")  # type: ignore[arg-type]

    assert one.surely_in_force(date(2020, 1, on)) is surely
    assert one.possibly_in_force(date(2020, 1, on)) is possibly


@pytest.mark.parametrize("basis", BASES)
@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("indicator", [0, 1])
def test_indicator_order_and_basis_are_packed_into_one_number(indicator: int, swapped: bool, basis: str) -> None:
    """Each is read again as it was, whatever the others are."""
    flags = pack_flags(indicator, swapped=swapped, basis=basis)

    assert (flags & INDICATOR, bool(flags & SWAPPED), basis_of(flags)) == (indicator, swapped, basis)
    assert 0 <= flags < 256


@pytest.mark.parametrize("discipline", [[], {}, None, "ot"])
def test_a_discipline_that_is_none_is_refused_by_name(discipline: object) -> None:
    """Whatever was given."""
    table = ThresholdTable([], DAY_ONE, DAY_ONE, DAY_ONE)
    with pytest.raises(UnknownName, match="known are OT, PT, SLP"):
        table.of(discipline, on=DAY_ONE)  # type: ignore[arg-type]


def coverage(**more: object) -> PtpCoverage:
    """A table of every pair from 2020 on, read through September 2026."""
    shown: dict[str, object] = {
        "scopes": [PtpScope(None, False, date(2020, 1, 1))], "verified_from": date(2020, 1, 1),
        "verified_through": date(2026, 9, 30), "through": THROUGH, **more,
    }  # fmt: skip
    return PtpCoverage(**shown)  # type: ignore[arg-type]


def test_what_a_table_cannot_tell_of_a_pair_it_says_to_be_not_known() -> None:
    """Each reason with its sentence; none of them is an edit, and none is no edit."""
    now, two = date(2026, 3, 2), [edit("97530", "97116", 1), edit("97116", "97530", 0)]
    open_ = PtpEdit("97530", "97116", 1, date(2021, 1, 1), None, None, "bound", "s")
    shown = [
        (
            coverage(scopes=[]), [], None, now,
            "Neither is a therapy code of this edition, and only pairs with one are in it",
        ),
        (
            coverage(), [], None, date(2019, 12, 31),
            "Edits of this pair that ended before 2020-01-01 are not in this edition",
        ),
        (coverage(), [], None, THROUGH + DAY, "This edition ends on 2026-12-31"),
        (
            coverage(), two, None, now,
            "The table has two edits in force on this day: 97530/97116 (indicator 1) and 97116/97530 (indicator 0)",
        ),
        (
            coverage(), [open_], None, date(2020, 6, 1),
            "97530/97116 (indicator 1) was in force by 2021-01-01; its first day is not known",
        ),
        (
            coverage(newer=[("97116", date(2026, 1, 1))]), two[:1], None, now,
            "97116 began on 2026-01-01, after this table was last read (2026-09-30)",
        ),
        (
            coverage(changes="the hospital table"), [], date(2026, 1, 1), now,
            "the hospital table changed this pair on 2026-01-01, after this table was last read (2026-09-30)",
        ),
        (
            coverage(), [], date(2026, 1, 1), now,
            " changed this pair on 2026-01-01, after this table was last read (2026-09-30)",
        ),
    ]  # fmt: skip
    for table, edits, changed, on, reason in shown:
        answer = table.answers("97116", "97530", edits, changed).on(on)
        assert answer == PtpAnswer(None, False, reason), reason
        assert answer.known is False


def test_a_pair_without_edits_is_answered_once_for_all_like_it() -> None:
    """One timeline, of whatever codes; what is carried forward is known, and stated to be carried."""
    table = coverage()
    plain = table.answers("97116", "97530", [], None)

    assert plain is table.answers("97110", "97112", [], None)
    assert plain.on(date(2026, 9, 30)) == PtpAnswer(None, True)
    assert plain.on(date(2026, 10, 1)) == PtpAnswer(
        None, True, "Carried forward from 2026-09-30, the last day the table was read for", carried_forward=True
    )
    assert PtpScope(None, True, DAY_ONE).holds("97116", "97530")
    assert not PtpScope(frozenset({"97116"}), True, DAY_ONE).holds("97116", "97530")
    assert PtpScope(frozenset({"97116"}), False, DAY_ONE).holds("97116", "97530")


def test_what_begins_on_the_last_day_holds_on_it() -> None:
    """Of the edition, of the days read, and of a stretch that is a single day."""
    quarter = MueTable("practitioner", [["97530", str(THROUGH), str(THROUGH), 4, 3, "r", "s"]], THROUGH)
    addon = addons(row("97129", first_day=THROUGH, not_before=THROUGH, verified_through=THROUGH))
    read = addons(row("97129", last_day=date(2026, 9, 29)))
    older = addons(
        row("97129", verified_through=date(2026, 3, 31)),
        row("97127", first_day=date(2026, 3, 31), not_before=date(2026, 3, 31)),
    )
    one_day = ThresholdRow("OT", THROUGH, THROUGH, None, "threshold", None, "high", ("s",), "")
    amounts = ThresholdTable([one_day], DAY_ONE, THROUGH, THROUGH)

    assert (quarter.limit("97530", on=THROUGH).units, quarter.limit("97530", on=THROUGH).carried_forward) == (4, False)
    assert addon.primaries("97130", on=THROUGH).primaries == ("97129",)
    assert not addon.primaries("97130", on=THROUGH).carried_forward
    assert not read.primaries("97130", on=date(2026, 9, 30)).carried_forward
    assert not older.primaries("97130", on=date(2026, 3, 31)).carried_forward
    assert older.primaries("97130", on=date(2026, 4, 1)).carried_forward
    assert amounts.of("OT", on=THROUGH).sources == ("s",)


def test_an_edit_of_the_last_day_is_known_on_it() -> None:
    """The last day of the edition, and the last one that was read."""
    new = PtpEdit("97530", "97750", 1, THROUGH, None, THROUGH, "exact", "s")
    shown = coverage(verified_through=THROUGH).answers("97530", "97750", [new], None)

    assert (shown.on(THROUGH).edit, shown.on(THROUGH).known, shown.on(THROUGH).carried_forward) == (new, True, False)
    assert not shown.on(THROUGH + DAY).known


def test_near_misses_of_a_discipline_are_named() -> None:
    """Where the name is a text at all."""
    table = ThresholdTable([], DAY_ONE, THROUGH, THROUGH)
    with pytest.raises(UnknownName, match=r"known are OT, PT, SLP\. Did you mean SLP, PT\?"):
        table.of("SLPT", on=THROUGH)


@pytest.mark.parametrize(
    ("ask", "name"),
    [
        (lambda on: ADDED.ended(on), "on"),
        (lambda on: EDIT.surely_in_force(on), "on"),
        (lambda on: EDIT.possibly_in_force(on), "on"),
        (lambda on: load_edition().bilateral.indicator("97530", on=on), "on"),
        (lambda on: list(load_edition().ptp("practitioner").edits_after(on)), "day"),
        (lambda on: load_edition().ptp("practitioner").between("97530", "97750", on=on), "on"),
        (lambda on: load_edition().mue("practitioner").limit("97530", on=on), "on"),
        (lambda on: load_edition().addons.primaries("97130", on=on), "on"),
        (lambda on: load_edition().thresholds.of("OT", on=on), "on"),
    ],
)
def test_a_day_that_is_none_is_refused_by_the_name_of_its_argument(ask: Callable[[str], object], name: str) -> None:
    """Whoever asks."""
    with pytest.raises(InvalidInput, match="2026-02-30") as refusal:
        ask("2026-02-30")
    assert refusal.value.what == name


def test_codes_without_an_edit_have_a_matrix_that_says_so() -> None:
    """No list of edits under it."""
    figure = pair_matrix(("97110", "97140"), {("97110", "97140"): PtpAnswer(None, True)})
    assert (figure.caption, figure.table) == ("1 pair of the day's 2 codes: no edit.", None)


def test_a_pair_that_a_later_table_had_too_is_carried_forward_with_that_table_named() -> None:
    """Present, absent, and new since the table was read as a whole; a pair of other codes is carried forward alone."""
    between = date(2026, 11, 1), date(2026, 11, 30)
    table = coverage(reads=[PtpRead(frozenset({"97116"}), frozenset({"97530"}), date(2026, 9, 30), *between)])
    new = PtpEdit("97530", "97116", 1, date(2026, 10, 1), None, date(2026, 10, 1), "exact", "s")
    shown = [
        (edit("97530", "97116", 1), "Carried forward from 2026-09-30; seen again, unchanged, in a table of "),
        (new, "Read as a whole through 2026-09-30; seen in a table of "),
        (None, "Read as a whole through 2026-09-30; nothing new in a table of "),
    ]
    for row, words in shown:
        for pair in (("97116", "97530"), ("97530", "97116")):
            answers = table.answers(*pair, [row] if row else [], None)
            reason = f"{words}2026-11-01 to 2026-11-30"
            assert answers.on(THROUGH) == PtpAnswer(row, True, reason, carried_forward=True, seen_again=True)
    ended = PtpEdit("97530", "97116", 1, date(2020, 1, 1), date(2021, 12, 31), None, "exact", "s")
    answer = table.answers("97116", "97530", [ended], None).on(THROUGH)
    assert (answer.edit, answer.carried_forward, answer.seen_again) == (None, True, False)
    begun = [("97116", between[0])]
    seen = coverage(reads=table.reads, newer=begun, verified_through=date(2026, 9, 30))
    assert seen.answers("97116", "97530", [], None).on(THROUGH).seen_again
    begun = [("97116", between[0] + DAY)]
    unseen = coverage(reads=table.reads, newer=begun, verified_through=date(2026, 9, 30))
    assert not unseen.answers("97116", "97530", [], None).on(THROUGH).known
    alone = table.answers("97116", "97140", [], None).on(THROUGH)
    reason = "Carried forward from 2026-09-30, the last day the table was read for"
    assert alone == PtpAnswer(None, True, reason, carried_forward=True)


def test_a_sentence_of_the_manual_is_about_a_code_of_each_group_in_any_order() -> None:
    """Without a second group it is about every other code; the more special one is first, and each has its days."""
    basis = ["", "", "", "", "manual", "XI", "P"]
    rows = [
        ["forbidden", "testing", "reevaluation", "", "", "first", "2026-01-01", *basis[1:]],
        ["forbidden", "testing", "", "", "", "", *basis],
        ["condition", "reevaluation", "testing", "", "", "", *basis],
    ]
    members = {"testing": {"97750"}, "reevaluation": {"97168"}}

    def found(
        one: str, other: str, on: str = "2026-03-02", effect: Effect = Effect.FORBIDDEN
    ) -> tuple[int, bool] | None:
        answer = table.sentence(effect, one, other, on=on, group=lambda name: members[name])  # type: ignore[arg-type,return-value] # a set of codes will do
        return answer and (table.sentences.index(answer[0]), answer[1])

    table = ManualTable(rows)
    assert (found("97750", "97168"), found("97168", "97750")) == ((0, False), (0, True))
    assert found("97750", "97168", on="2025-12-31") == (1, False)
    assert (found("97750", "97530"), found("97530", "97750")) == ((1, False), (1, True))
    assert found("97168", "97750", effect=Effect.CONDITION) == (2, False)
    assert found("97168", "97530") is found("97750", "97168", effect=Effect.SEPARATE) is None


def test_sentences_found_by_code_are_those_that_name_the_two() -> None:
    """Of codes of every group, and some of none: the first sentence in force with a side for each."""
    edition, on = load_edition(), date(2026, 3, 2)
    group = partial(edition.groups.of, on=on)

    def belongs(code: str, groups: Sequence[CodeGroup]) -> bool:
        return not groups or any(code in group(one) for one in groups)

    def first_of(effect: Effect, one: str, other: str) -> tuple[Sentence, bool] | None:
        for sentence in edition.manual.sentences:
            if sentence.effect is effect and sentence.basis.in_force(on):
                for swapped, (first, second) in enumerate([(one, other), (other, one)]):
                    if belongs(first, sentence.first) and belongs(second, sentence.second):
                        return sentence, bool(swapped)
        return None

    named = {name for sentence in edition.manual.sentences for name in (*sentence.first, *sentence.second)}
    codes = {code for name in named for code in sorted(group(name).codes)[:3]} | {"97530", "99213", "A0001"}
    found = 0
    for effect, one, other in product(Effect, sorted(codes), sorted(codes)):
        answer = edition.manual.sentence(effect, one, other, on=on, group=group)
        assert answer == first_of(effect, one, other), (effect, one, other)
        found += answer is not None
    assert found > 500


def test_codes_that_are_none_are_named_both() -> None:
    """In code order; one that exists is not named."""
    table = load_edition().ptp("practitioner")

    assert table.between("97531", "97111", on=THROUGH).reason == "No code number 97111 or 97531 is known"
    assert table.between("97530", "97111", on=THROUGH).reason == "No code number 97111 is known"


def test_an_element_that_no_row_has_is_refused_with_near_ones() -> None:
    """Of another kind of value none is near."""
    elements = load_edition().documentation
    for id_, near in (("DOC-0770", " Did you mean DOC-077, "), (77, "")):
        with pytest.raises(UnknownName) as refused:
            elements[id_]  # type: ignore[index]  # a wrong call
        opening = f"no element of documentation {id_!r}; ids are like DOC-077."
        assert str(refused.value).startswith(f"{opening}{near}") and (near or str(refused.value) == opening)


def test_a_sentence_of_the_manual_says_between_whom_it_holds() -> None:
    """One practitioner, one specialty, or nothing said; each in its row as it is read."""
    row = ("condition", "chiropractic-manipulation", "near-manipulation")
    rest = ("other-region", "", "", "", "2026-01-01", "2026-12-31", "s", "XI.S", "P")
    table = ManualTable([(*row, between, *rest) for between in ("", "one-specialty", "one-practitioner")])

    assert [str(sentence.between) for sentence in table.sentences] == ["", "one-specialty", "one-practitioner"]
    assert {str(one.reason) for one in table.sentences} == {"other-region"}
    assert {(str(one.basis.verified_from), one.basis.section) for one in table.sentences} == {("2026-01-01", "XI.S")}


def test_a_pair_that_is_named_is_strong() -> None:
    """In the table under the matrix."""
    answer = load_edition().ptp("practitioner").between("97530", "97750", on="2026-03-02")
    table = pair_matrix(("97530", "97750"), {("97530", "97750"): answer}).table

    assert table is not None
    assert table.rows == ((StyledText("97530 with 97750", Tone.STRONG), "97530/97750 (indicator 1)",
                           "only with a modifier that the record supports"),)  # fmt: skip
