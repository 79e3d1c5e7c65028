"""The CPT midpoint: per code, never pooled; and the codes that count by a rule of their own under both methods."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otcpt.codes import Timing
from otcpt.units import Method, allocate, minutes_to_units

METHODS: tuple[Method, ...] = ("cms", "ama")
# first code, its minutes, the add-on, its minutes; 97129 and 90912 are members of the CMS pool
FAMILIES = [
    ("97129", 15, "97130", 15),
    ("90912", 15, "90913", 15),
    ("97550", 30, "97551", 15),
    ("96112", 60, "96113", 30),
    ("97545", 120, "97546", 60),
]


class TestMidpointPerCode:
    """CPT introduction, time: a unit is reached past its midpoint, each code by itself."""

    @given(minutes=st.dictionaries(st.sampled_from(["97110", "97112", "97140", "96125"]), st.integers(0, 1440)))
    def test_no_code_looks_at_another(self, timings: Mapping[str, Timing], minutes: dict[str, int]) -> None:
        """The units of a day are the units of each code alone."""
        day = allocate(minutes, timings, method="ama")

        assert dict(day.units) == {
            code: minutes_to_units(spent, interval=timings[code].interval or 0)
            for code, spent in sorted(minutes.items())
        }
        assert day.tied == ()
        assert day.alternatives == (day.units,)

    @pytest.mark.parametrize(("spent", "units"), [(7, 0), (8, 1), (16, 1), (22, 1), (23, 2), (37, 2), (38, 3), (52, 3)])
    def test_fifteen_minutes(self, timings: Mapping[str, Timing], spent: int, units: int) -> None:
        """8, 23, 38 (Premera 2019 prints 8-22, 23-37, 38-52)."""
        assert allocate({"97110": spent}, timings, method="ama").units["97110"] == units

    @pytest.mark.parametrize("method", METHODS)
    @pytest.mark.parametrize(("spent", "units"), [(30, 0), (31, 1), (90, 1), (91, 2), (150, 2), (151, 3)])
    def test_hours(self, timings: Mapping[str, Timing], method: Method, spent: int, units: int) -> None:
        """31, 91, 151, under both methods, since an hour code is not in the pool."""
        assert allocate({"96125": spent}, timings, method=method).units["96125"] == units


class TestFamilies:
    """First-plus-additional families: past half of the first, then past half of each additional after a full first."""

    @pytest.mark.parametrize(("first", "length", "additional", "each"), FAMILIES)
    def test_by_definition_for_every_minute(
        self, timings: Mapping[str, Timing], first: str, length: int, additional: str, each: int
    ) -> None:
        """Counted minute by minute: the first unit past half of its length, every next one past half of its own."""
        for spent in range(601):
            base = int(2 * spent > length)
            more = sum(1 for unit in range(60) if 2 * (spent - length - unit * each) > each)
            day = allocate({first: spent}, timings, method="ama")
            assert (day.units[first], day.units.get(additional, 0)) == (base, more), spent

    @pytest.mark.parametrize(
        ("family", "starts"),
        [
            (FAMILIES[0], [8, 23, 38, 53]),
            (FAMILIES[1], [8, 23, 38, 53]),
            (FAMILIES[2], [16, 38, 53, 68]),
            (FAMILIES[3], [31, 76, 106, 136]),
            (FAMILIES[4], [61, 151, 211]),
        ],
    )
    def test_published_thresholds(
        self, timings: Mapping[str, Timing], family: tuple[str, int, str, int], starts: list[int]
    ) -> None:
        """The minutes at which another unit begins."""
        totals = [allocate({family[0]: spent}, timings, method="ama").total for spent in range(starts[-1] + 1)]

        assert [spent for spent in range(1, len(totals)) if totals[spent] > totals[spent - 1]] == starts

    @pytest.mark.parametrize("method", METHODS)
    @pytest.mark.parametrize(("first", "length", "additional", "each"), FAMILIES)
    def test_minutes_on_either_member_are_the_family_s(
        self, timings: Mapping[str, Timing], method: Method, first: str, length: int, additional: str, each: int
    ) -> None:
        """Minutes given on the first, on the add-on or on both are added up and split again."""
        spent = length + 2 * each
        units = {first: 1, additional: 2}

        assert dict(allocate({first: spent}, timings, method=method).units) == units
        assert dict(allocate({additional: spent}, timings, method=method).units) == units
        assert dict(allocate({first: 5, additional: spent - 5}, timings, method=method).units) == units

    @given(spent=st.integers(0, 60), other=st.integers(0, 60), third=st.integers(0, 60))
    def test_a7_a_family_in_the_pool_is_one_service(
        self, timings: Mapping[str, Timing], spent: int, other: int, third: int
    ) -> None:
        """A7: 97129 with 97130 competes like one code, and is split last: 97129 once, the rest 97130."""
        family = allocate({"97129": spent, "97110": other, "97140": third}, timings, method="cms")
        single = allocate(
            {"97112": spent, "97110": other, "97140": third}, timings, method="cms", tie_break="code_order"
        )
        units = family.units["97129"] + family.units.get("97130", 0)

        assert family.units["97129"] == min(1, units)
        assert any(answer["97112"] == units for answer in single.alternatives)
        assert len(family.alternatives) == len(single.alternatives)
        assert family.total == single.total

    def test_ties_of_a_family_are_reported_in_its_codes(self, timings: Mapping[str, Timing]) -> None:
        """20 minutes of 97129 and of 97110: the second unit is 97130 or a second 97110."""
        day = allocate({"97129": 20, "97110": 20}, timings, method="cms")

        assert [dict(units) for units in day.alternatives] == [
            {"97110": 2, "97129": 1},
            {"97110": 1, "97129": 1, "97130": 1},
        ]

    def test_input_order_places_a_family_by_its_first_given_member(self, timings: Mapping[str, Timing]) -> None:
        """The family stands where one of its members was given first."""
        for minutes, winner in (({"97130": 5, "97110": 5}, "97129"), ({"97110": 5, "97130": 5}, "97110")):
            day = allocate(minutes, timings, method="cms", tie_break="input_order")
            assert [code for code, count in day.units.items() if count] == [winner]

    def test_reasons_within_a_family(self, timings: Mapping[str, Timing]) -> None:
        """An add-on whose minutes went into the first code says so; a family without a unit says why for both."""
        billed = allocate({"97129": 3, "97130": 9}, timings, method="cms")
        unbilled = allocate({"97129": 3, "97130": 4}, timings, method="cms")

        assert dict(billed.unbilled) == {"97130": "counted-in-first-code"}
        assert dict(unbilled.unbilled) == {"97129": "below-threshold", "97130": "below-threshold"}

    def test_the_split_is_a_step(self, timings: Mapping[str, Timing]) -> None:
        """The working shows the family counted as one and then parted."""
        (split,) = [s for s in allocate({"97129": 38}, timings, method="cms").steps if s.name == "split"]

        assert split.figures == (("97129", 1), ("97130", 2))
        assert split.citation.confidence == "I"


class TestA8Apart:
    """A8 and the pool of corrections: timed is not pooled; what is not in the pool counts beside it."""

    def test_caregiver_training_keeps_its_minutes(self, timings: Mapping[str, Timing]) -> None:
        """97550 with 22 minutes is one unit by its own 30; its 22 minutes do not help 97110."""
        day = allocate({"97110": 7, "97550": 22}, timings, method="cms")

        assert dict(day.units) == {"97110": 0, "97550": 1}
        assert day.pooled_minutes == 7
        assert day.pooled_units == 0

    @given(
        pooled=st.dictionaries(st.sampled_from(["97110", "97129", "97140"]), st.integers(0, 120)),
        apart=st.dictionaries(st.sampled_from(["96125", "97150", "97550", "98981", "G0129"]), st.integers(0, 240)),
    )
    def test_the_two_sides_never_touch(
        self, timings: Mapping[str, Timing], pooled: dict[str, int], apart: dict[str, int]
    ) -> None:
        """A day is its pool and its other codes, each as if alone; the others count alike under both methods."""
        whole = allocate(pooled | apart, timings, method="cms")
        alone = allocate(pooled, timings, method="cms")
        beside = allocate(apart, timings, method="ama")

        assert dict(whole.units) == dict(alone.units) | dict(beside.units)
        assert allocate(apart, timings, method="cms").units == beside.units
        assert whole.pooled_minutes == sum(pooled.values())

    @pytest.mark.parametrize("method", METHODS)
    def test_full_time_and_minimum_codes(self, timings: Mapping[str, Timing], method: Method) -> None:
        """98981 counts full 20 minutes only; G0129 counts once from 45 minutes."""
        assert [allocate({"98981": spent}, timings, method=method).total for spent in (19, 20, 39, 40)] == [0, 1, 1, 2]
        assert [allocate({"G0129": spent}, timings, method=method).total for spent in (44, 45, 240)] == [0, 1, 1]
        assert dict(allocate({"G0129": 44, "98981": 0}, timings, method=method).unbilled) == {
            "98981": "no-minutes",
            "G0129": "below-threshold",
        }


class TestA4Elapsed:
    """A4: midpoint units may claim more time than passed; that is flagged, never capped."""

    @pytest.mark.parametrize(
        ("minutes", "exceeds"), [((8,), False), ((8, 8), True), ((8, 8, 8), True), ((15, 15), False), ((7, 7), False)]
    )
    def test_flag(self, timings: Mapping[str, Timing], minutes: tuple[int, ...], exceeds: bool) -> None:
        """8, 8, 8 minutes are 24, which total time makes 2 units, the midpoint 3."""
        day = allocate(dict(zip(("97110", "97112", "97140"), minutes, strict=False)), timings, method="ama")

        assert day.units_exceed_elapsed is exceeds
        assert ("exceeds-elapsed" in [step.name for step in day.steps]) is exceeds

    @given(minutes=st.dictionaries(st.sampled_from(["97110", "97129", "97130", "97140", "97150"]), st.integers(0, 120)))
    def test_flag_is_more_pooled_units_than_total_time_gives(
        self, timings: Mapping[str, Timing], minutes: dict[str, int]
    ) -> None:
        """The flag compares with the other method on the same minutes, and is never set for total time itself."""
        day = allocate(minutes, timings, method="ama")

        assert day.units_exceed_elapsed == (day.pooled_units > day.other_method.pooled_units)
        assert not day.other_method.units_exceed_elapsed
