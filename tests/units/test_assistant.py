"""CO and CQ: which units carry the assistant's modifier, proved over 0 to 60 minutes each under every law."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otcpt.errors import InvalidInput, UnknownName
from otcpt.units import DeMinimis, is_in_part, minutes_to_units, split_assistant

BEFORE, TEN_PERCENT, EIGHT = date(2019, 12, 31), date(2021, 6, 1), date(2026, 3, 2)
MINUTES = list(product(range(61), repeat=2))


def lines(therapist: int, assistant: int, units: int, on: date, *, strict: bool = False) -> tuple[int, int]:
    """Return units without and with the modifier."""
    split = split_assistant(therapist, assistant, units, on=on, strict=strict)
    return split.without_modifier, split.with_modifier


def possible_units(minutes: int) -> Iterator[int]:
    """Return the units a code with these minutes can have on any day: its whole blocks, or one more."""
    yield minutes // 15
    if minutes % 15:
        yield minutes // 15 + 1


def take_blocks(minutes: int) -> tuple[int, int]:
    """Take 15 minutes away as often as they go, as the first step is told."""
    blocks = 0
    while minutes >= 15:
        minutes -= 15
        blocks += 1
    return blocks, minutes


def oracle(therapist: int, assistant: int, units: int, law: str, *, strict: bool = False) -> tuple[int, int]:
    """Walk through the published steps for one 15-minute code, unit by unit."""
    (without, left), (with_it, left_with) = take_blocks(therapist), take_blocks(assistant)
    waiting = units - without - with_it
    if waiting == 2 and law == "eight":
        each_has_enough = 9 <= left <= 14 and 9 <= left_with <= 14 and 23 <= left + left_with <= 28
        takes_one = each_has_enough or (left >= 8 and not strict)
        return (without + 1, with_it + 1) if takes_one else (without, with_it + 2)
    for _ in range(waiting):
        in_part = left < 8 and left_with > 0 if law == "eight" else left_with > 0.1 * (left + left_with) + 1e-09
        without, with_it = (without, with_it + 1) if in_part else (without + 1, with_it)
    return without, with_it


class TestLaws:
    """The three laws, by date of service."""

    @pytest.mark.parametrize(("on", "law"), [(TEN_PERCENT, "ten"), (EIGHT, "eight")])
    def test_every_pair_of_minutes_and_every_possible_count(self, on: date, law: str) -> None:
        """0 to 60 minutes each, with the units of a one-code day and those a pooled day can give."""
        for therapist, assistant in MINUTES:
            for units in possible_units(therapist + assistant):
                for strict in (False, True):
                    expected = oracle(therapist, assistant, units, law, strict=strict)
                    assert lines(therapist, assistant, units, on, strict=strict) == expected, (
                        therapist,
                        assistant,
                        units,
                    )

    def test_units_are_only_parted(self) -> None:
        """No unit is won or lost, and each person's whole blocks keep their side."""
        for on, (therapist, assistant) in product((TEN_PERCENT, EIGHT), MINUTES):
            for units in possible_units(therapist + assistant):
                without, with_it = lines(therapist, assistant, units, on)
                assert without + with_it == units
                assert without >= therapist // 15
                assert with_it >= assistant // 15
                assert units - therapist // 15 - assistant // 15 in (0, 1, 2)

    def test_one_person_alone(self) -> None:
        """A therapist alone never has the modifier, an assistant alone always has it."""
        for on, minutes in product((TEN_PERCENT, EIGHT), range(61)):
            for units in possible_units(minutes):
                assert lines(minutes, 0, units, on) == (units, 0)
                assert lines(0, minutes, units, on) == (0, units)

    @pytest.mark.parametrize(
        ("on", "expected"),
        [
            (date(2019, 12, 31), (2, 0)),
            (date(2020, 1, 1), (0, 2)),
            (date(2021, 12, 31), (0, 2)),
            (date(2022, 1, 1), (1, 1)),
        ],
    )
    def test_laws_change_on_their_days(self, on: date, expected: tuple[int, int]) -> None:
        """13 and 23 minutes, 2 units: no modifier in 2019, both from 2020, one from 2022."""
        assert lines(13, 23, 2, on) == expected

    def test_before_2020_every_unit_is_without(self) -> None:
        """The modifier was required from 2020-01-01 on."""
        for therapist, assistant in MINUTES[::7]:
            units = minutes_to_units(therapist + assistant)
            assert lines(therapist, assistant, units, BEFORE) == (units, 0)


class TestConsequencesOf2022:
    """What the numbers of the rule imply on a one-code day."""

    def test_two_units_left_means_9_to_14_each_and_23_to_28_together(self) -> None:
        """The regulation's numbers describe the case, they do not filter it: one unit each, no caveat."""
        seen = set()
        for therapist, assistant in MINUTES:
            units = minutes_to_units(therapist + assistant)
            if units - therapist // 15 - assistant // 15 == 2:
                left, left_with = therapist % 15, assistant % 15
                seen |= {left, left_with}
                assert 23 <= left + left_with <= 28
                split = split_assistant(therapist, assistant, units, on=EIGHT)
                assert split.without_modifier == therapist // 15 + 1
                assert split.caveat == ""
        assert seen == set(range(9, 15))

    def test_ten_percent_never_decides_a_15_minute_unit(self) -> None:
        """A therapist under 8 left-over minutes leaves every assistant's minute more than a tenth."""
        for left, left_with in product(range(8), range(1, 15)):
            assert is_in_part(left, left_with)

    def test_nine_and_nine_is_without_the_modifier(self) -> None:
        """Both pass 8 in one unit: the therapist's 8 settle it."""
        assert lines(9, 9, 1, EIGHT) == (1, 0)

    def test_ten_percent_still_decides_other_intervals(self) -> None:
        """An hour code: 27 + 4 minutes are 12.9 percent, with; 28 + 3 are 9.7 percent, without."""
        for on in (TEN_PERCENT, EIGHT):
            with_it = split_assistant(27, 4, 1, on=on, interval=60)
            without = split_assistant(28, 3, 1, on=on, interval=60)
            assert (with_it.with_modifier, without.with_modifier) == (1, 0)

    def test_other_intervals_hand_out_whole_blocks_first(self) -> None:
        """30 minutes a unit: a block each, then 10 and 6 are tested, and 20 and 26 are two units with it."""
        assert split_assistant(40, 36, 3, on=EIGHT, interval=30).with_modifier == 2
        assert split_assistant(20, 26, 2, on=EIGHT, interval=30).with_modifier == 2


class TestA10Pooled:
    """A10: two units of 16 to 22 left-over minutes, earned only because other codes' minutes pooled in."""

    def test_default_strict_and_caveat(self) -> None:
        """10 and 10 beside another code's 4: one clean by default, none when strict, and said to be unsettled."""
        default = split_assistant(10, 10, 2, on=EIGHT)
        strict = split_assistant(10, 10, 2, on=EIGHT, strict=True)

        assert (default.without_modifier, default.with_modifier) == (1, 1)
        assert (strict.without_modifier, strict.with_modifier) == (0, 2)
        assert "no source says" in default.caveat
        assert default.steps[-1].citation.confidence == "I"

    def test_a_therapist_under_eight_has_no_clean_unit(self) -> None:
        """7 and 14 minutes with two units: both carry it."""
        assert lines(7, 14, 2, EIGHT) == (0, 2)

    def test_strict_changes_nothing_else(self) -> None:
        """Outside this case strict gives the same answer."""
        for therapist, assistant in MINUTES:
            units = minutes_to_units(therapist + assistant)
            assert lines(therapist, assistant, units, EIGHT) == lines(therapist, assistant, units, EIGHT, strict=True)


class TestA11TenPercent:
    """A11: the arithmetic of more than 10 percent, and untimed codes, whose line goes as a whole."""

    @pytest.mark.parametrize(
        ("arithmetic", "least"),
        [
            ("exact", {15: 2, 19: 2, 40: 5, 60: 7}),
            ("percent", {15: 2, 19: 2, 40: 5, 60: 7}),
            ("simple", {15: 3, 19: 3, 40: 5, 60: 7}),
        ],
    )
    def test_published_first_minutes(self, arithmetic: DeMinimis, least: dict[int, int]) -> None:
        """The assistant's minutes at which the modifier begins, by total minutes."""
        for total, first in least.items():
            begins = [minutes for minutes in range(total + 1) if is_in_part(total - minutes, minutes, arithmetic)]
            assert begins == list(range(first, total + 1))

    def test_exactly_a_tenth_is_not_more(self) -> None:
        """10 percent or more would be wrong by one step."""
        for total in range(10, 200, 10):
            assert not is_in_part(total - total // 10, total // 10)
            assert is_in_part(total - total // 10 - 1, total // 10 + 1)

    @pytest.mark.parametrize("arithmetic", ["exact", "percent", "simple"])
    def test_nobody_s_minutes_and_nobody_s_part(self, arithmetic: DeMinimis) -> None:
        """No minutes, or none of the assistant's, are never in part."""
        assert [is_in_part(spent, 0, arithmetic) for spent in (0, 1, 60)] == [False] * 3

    def test_halves_round_up(self) -> None:
        """25 minutes: a tenth is 2.5, rounded 3, so simple begins at 4; 10.5 percent is 11."""
        assert [is_in_part(25 - minutes, minutes, "simple") for minutes in (3, 4)] == [False, True]
        assert is_in_part(179, 21, "percent")

    @given(therapist=st.integers(0, 120), assistant=st.integers(0, 120), units=st.integers(0, 3))
    def test_an_untimed_line_goes_as_a_whole(self, therapist: int, assistant: int, units: int) -> None:
        """All units on one side, by the test over all minutes, under both laws."""
        for on in (TEN_PERCENT, EIGHT):
            split = split_assistant(therapist, assistant, units, on=on, interval=None)
            with_it = units if 10 * assistant > therapist + assistant else 0
            assert (split.without_modifier, split.with_modifier) == (units - with_it, with_it)

    def test_the_arithmetic_is_selectable(self) -> None:
        """13 and 2 minutes of an untimed code: more than a tenth, but not by the simple way."""
        found = [
            split_assistant(13, 2, 1, on=EIGHT, interval=None, de_minimis=arithmetic).with_modifier
            for arithmetic in ("exact", "percent", "simple")
        ]
        assert found == [1, 1, 0]


class TestJoint:
    """Minutes of therapist and assistant together count as the therapist's."""

    @given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
    def test_joint_minutes_are_the_therapist_s(self, therapist: int, joint: int, assistant: int) -> None:
        """Moving minutes between alone and joint changes nothing."""
        units = minutes_to_units(therapist + joint + assistant)
        split = split_assistant(therapist, assistant, units, joint=joint, on=EIGHT)

        assert (split.without_modifier, split.with_modifier) == lines(therapist + joint, assistant, units, EIGHT)


class TestReason:
    """The split explains itself."""

    def test_steps_and_reason(self) -> None:
        """The last step is the reason, each step has figures and a clause."""
        split = split_assistant(20, 25, 3, joint=5, on=EIGHT)

        assert [step.name for step in split.steps] == ["minutes", "blocks", "last-unit"]
        assert split.reason == "The last unit has 10 minutes of the therapist, at least 8: without the modifier"
        assert all(step.citation.locator for step in split.steps)

    def test_each_way_to_decide_has_its_words(self) -> None:
        """Every verdict says with or without."""
        reasons = [
            split_assistant(6, 8, 1, on=EIGHT).reason,
            split_assistant(14, 0, 1, on=EIGHT).reason,
            split_assistant(12, 14, 2, on=EIGHT).reason,
            split_assistant(36, 4, 1, on=EIGHT, interval=None).reason,
            split_assistant(13, 8, 1, on=TEN_PERCENT).reason,
            split_assistant(13, 8, 1, on=BEFORE).reason,
            split_assistant(15, 15, 2, on=EIGHT).reason,
        ]
        assert reasons == [
            "The last unit has 6 minutes of the therapist, under 8, and the assistant the rest: with the modifier",
            "The last unit has no minutes of the assistant: without the modifier",
            (
                "Two units are left, of 12 minutes of the therapist and 14 of the assistant: "
                "one without the modifier, one with it"
            ),
            "The line: the assistant's 4 of 40 minutes are not more than 10 percent (exact): without the modifier",
            "What is left: the assistant's 8 of 21 minutes are more than 10 percent (exact): with the modifier",
            "2019-12-31 is before 2020-01-01, when the modifier came: all units without it",
            "Whole blocks of 15 minutes: therapist 1, assistant 1",
        ]


class TestBrokenCalls:
    """What cannot be answered raises, and says how to mend it."""

    @pytest.mark.parametrize("units", [0, 1, 4, 96])
    def test_units_the_minutes_cannot_make(self, units: int) -> None:
        """36 minutes are 2 or 3 units of a 15-minute code."""
        with pytest.raises(InvalidInput, match="36 minutes of 15 a unit make 2 or 3; allocate the day's minutes first"):
            split_assistant(13, 23, units, on=EIGHT)

    @pytest.mark.parametrize(
        ("interval", "units", "expected"), [(15, 1, "make 2;"), (60, 1, "make 0;"), (20, 0, "1 or 2")]
    )
    def test_expected_units_are_named(self, interval: int, units: int, expected: str) -> None:
        """30 minutes of 15 are 2, of an hour none, of 20 one in full time or two past the midpoint."""
        minutes = 31 if interval == 20 else 30
        with pytest.raises(InvalidInput, match=expected):
            split_assistant(minutes, 0, units, on=EIGHT, interval=interval)

    @pytest.mark.parametrize("on", [datetime(2026, 3, 2), "2026-03-02", None])
    def test_a_day_is_a_date(self, on: object) -> None:
        """Neither a time stamp nor text nor nothing chooses the law."""
        with pytest.raises(InvalidInput, match="give a date such as"):
            split_assistant(13, 23, 2, on=on)  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("people", "what"),
        [((-1, 0, 0), "therapist minutes"), ((0, 1.5, 0), "assistant minutes"), ((0, 0, True), "joint minutes")],
    )
    def test_minutes_are_whole(self, people: tuple[int, int, int], what: str) -> None:
        """The message names whose minutes are impossible."""
        with pytest.raises(InvalidInput, match=what):
            split_assistant(people[0], people[1], 0, joint=people[2], on=EIGHT)

    def test_units_and_arithmetic(self) -> None:
        """Units are whole; an unknown arithmetic is answered with near misses."""
        with pytest.raises(InvalidInput, match="units True"):
            split_assistant(15, 0, True, on=EIGHT)
        with pytest.raises(UnknownName, match="Did you mean percent"):
            split_assistant(15, 0, 1, on=EIGHT, de_minimis="percents")  # type: ignore[arg-type]
