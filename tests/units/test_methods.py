"""What single payers do beside total time and midpoint: full units, sessions, tenths of an hour, the better of two."""

import pickle
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otcpt.codes import Timing
from otcpt.errors import InvalidInput
from otcpt.units import Allocation, Method, Tenths, allocate
from otcpt.units.arithmetic import in_words

METHODS: tuple[Method, ...] = get_args(Method)
OTHERS: tuple[Method, ...] = ("best", "full", "per_session", "tenths")
POOLED = ("97035", "97110", "97112", "97140", "97530")
ALL = (*POOLED, "97129", "97130", "97550", "96125", "97150", "98981", "G0129")

sessions = st.lists(st.integers(0, 70), max_size=4)
pooled_days = st.dictionaries(st.sampled_from(POOLED), sessions, max_size=4)
days = st.dictionaries(st.sampled_from(ALL), sessions, max_size=5)
any_method = pytest.mark.parametrize("method", METHODS)


def units(minutes: Mapping[str, int | Sequence[int]], timings: Mapping[str, Timing], method: Method) -> dict[str, int]:
    """What the units fields of a day's lines take by one method."""
    return dict(allocate(minutes, timings, method=method).counts)


class TestOracles:
    """Each method again, minute by minute, from its sentence alone."""

    @given(day=pooled_days)
    def test_full(self, timings: Mapping[str, Timing], day: dict[str, list[int]]) -> None:
        """A unit each time a fifteenth minute of the code is full."""
        wanted = {code: sum(1 for minute in range(1, sum(day[code]) + 1) if minute % 15 == 0) for code in day}

        assert units(day, timings, "full") == wanted

    @given(day=pooled_days)
    def test_per_session(self, timings: Mapping[str, Timing], day: dict[str, list[int]]) -> None:
        """In each session a unit in its eighth minute, and in every fifteenth after that."""
        wanted = {
            code: sum(1 for spent in day[code] for minute in range(1, spent + 1) if minute % 15 == 8) for code in day
        }

        assert units(day, timings, "per_session") == wanted

    @given(day=pooled_days)
    def test_tenths(self, timings: Mapping[str, Timing], day: dict[str, list[int]]) -> None:
        """0 to 3 minutes none, 4 to 9 one: a tenth in the fourth minute of the code, and in every sixth after that."""
        wanted = {code: sum(1 for minute in range(1, sum(day[code]) + 1) if minute % 6 == 4) for code in day}

        assert units(day, timings, "tenths") == wanted
        assert allocate(day, timings, method="tenths").tenths == {code: Tenths(count) for code, count in wanted.items()}

    @given(day=days)
    def test_best(self, timings: Mapping[str, Timing], day: dict[str, list[int]]) -> None:
        """The whole day by total time, unless the midpoint gives more."""
        cms, ama, best = [allocate(day, timings, method=method) for method in ("cms", "ama", "best")]
        wanted = ama if ama.total > cms.total else cms

        assert best.units == wanted.units
        assert best.total == max(cms.total, ama.total)
        assert best.counted_by == wanted.method
        assert best.alternatives == wanted.alternatives
        assert best.tied == wanted.tied
        assert best.unbilled == wanted.unbilled
        assert best.steps[1:] == wanted.steps

    @pytest.mark.parametrize(
        ("spent", "tenths"), [(0, 0), (3, 0), (4, 1), (9, 1), (10, 2), (15, 2), (16, 3), (57, 9), (58, 10), (63, 10)]
    )
    def test_published_rows_of_the_tenths(self, timings: Mapping[str, Timing], spent: int, tenths: int) -> None:
        """Texas Medicaid 2008 §42.7.5: 4 to 9 minutes are a tenth of an hour, and so on."""
        assert allocate({"97530": spent}, timings, method="tenths").tenths == {"97530": Tenths(tenths)}


class TestLaws:
    """What holds of every method, and between them."""

    @any_method
    @given(day=days, code=st.sampled_from(ALL))
    def test_a_minute_more_never_costs_a_unit(
        self, timings: Mapping[str, Timing], method: Method, day: dict[str, list[int]], code: str
    ) -> None:
        """The totals are monotone in the minutes of each session."""
        first, *rest = day.get(code) or [0]
        longer = day | {code: [first + 1, *rest]}
        day = day | {code: [first, *rest]}

        fewer, more = allocate(day, timings, method=method), allocate(longer, timings, method=method)
        assert fewer.total <= more.total
        assert fewer.total_tenths <= more.total_tenths

    @any_method
    @given(day=days)
    def test_no_code_is_in_units_and_in_tenths(
        self, timings: Mapping[str, Timing], method: Method, day: dict[str, list[int]]
    ) -> None:
        """What a claim takes are units, or under one method tenths of an hour: each code is in one of the two."""
        found = allocate(day, timings, method=method)

        assert {**found.units, **{code: tenths.tenths for code, tenths in found.tenths.items()}} == found.counts
        assert not found.units.keys() & found.tenths.keys()
        assert found.tenths.keys() == {code for code in day if method == "tenths" and code in POOLED}
        assert found.units.keys() | found.tenths.keys() == found.counts.keys()

    @any_method
    @given(day=days, data=st.data())
    def test_the_order_of_input_does_not_matter(
        self, timings: Mapping[str, Timing], method: Method, day: dict[str, list[int]], data: st.DataObject
    ) -> None:
        """Neither that of the codes nor that of their sessions."""
        other = {code: data.draw(st.permutations(day[code])) for code in data.draw(st.permutations(sorted(day)))}
        one, two = allocate(day, timings, method=method), allocate(other, timings, method=method)

        assert one == two
        assert hash(one) == hash(two)
        assert one.explain() == two.explain()

    @given(day=days)
    def test_full_units_are_never_more(self, timings: Mapping[str, Timing], day: dict[str, list[int]]) -> None:
        """A full unit is one by midpoint and by total time as well; no minute is counted twice."""
        full, ama, cms = [allocate(day, timings, method=method) for method in ("full", "ama", "cms")]

        assert all(count <= ama.units[code] for code, count in full.units.items())
        assert full.pooled_units <= cms.pooled_units
        assert 15 * full.pooled_units <= full.pooled_minutes
        assert not full.units_exceed_elapsed

    @given(day=st.dictionaries(st.sampled_from(ALL), st.integers(0, 200)))
    def test_one_session_of_each_code_is_the_midpoint(self, timings: Mapping[str, Timing], day: dict[str, int]) -> None:
        """Sessions differ from the midpoint only where a code has several."""
        assert units(day, timings, "per_session") == units(day, timings, "ama")

    @given(day=pooled_days)
    def test_a_tenth_is_never_three_minutes_off(self, timings: Mapping[str, Timing], day: dict[str, list[int]]) -> None:
        """Tenths are the nearest to the minutes of a code."""
        found = units(day, timings, "tenths")

        assert all(-3 <= 6 * found[code] - sum(spent) <= 2 for code, spent in day.items())

    @pytest.mark.parametrize("method", [method for method in METHODS if method != "per_session"])
    @given(day=days)
    def test_the_others_add_the_sessions_of_a_code_up(
        self, timings: Mapping[str, Timing], method: Method, day: dict[str, list[int]]
    ) -> None:
        """Minutes as a list are their sum."""
        assert units(day, timings, method) == units({code: sum(day[code]) for code in day}, timings, method)

    @any_method
    @given(day=days)
    def test_the_working_carries_the_result(
        self, timings: Mapping[str, Timing], method: Method, day: dict[str, list[int]]
    ) -> None:
        """Every unit of a code counted apart stands in a step, each with a source; the value travels."""
        found = allocate(day, timings, method=method)
        told = dict(found.steps[-1].figures) if found.steps else {}

        assert all(step.citation.document.title and step.text for step in found.steps)
        assert found.steps or not found.total
        assert told.keys() <= {"minutes", "session", "units", "allowed", "cms", "ama", *found.timings}
        assert pickle.loads(pickle.dumps(found)) == found
        assert found.by(method) == found
        assert found.by("cms") == allocate(day, timings, method="cms")


class TestExamples:
    """One day of each, with its working."""

    def test_full(self, timings: Mapping[str, Timing]) -> None:
        """29 minutes are one unit; the first code of a family is full too; an hour code by its hour."""
        day = allocate({"97530": 29, "97129": 44, "96125": 119, "97150": 5}, timings, method="full")

        assert dict(day.units) == {"96125": 1, "97129": 1, "97130": 1, "97150": 1, "97530": 1}
        assert [step.text for step in day.steps][:3] == [
            "97129 with 97130: 44 minutes, full time only; 97129 for the first 15: 1, 97130 for each 15 after that: 1",
            "97530: 29 minutes, full 15 only: 1 unit",
            "96125: 119 minutes, full 60 only: 1 unit",
        ]
        assert "Texas Medicaid" in str(day.steps[1].citation)

    def test_per_session(self, timings: Mapping[str, Timing]) -> None:
        """8 and 8 minutes are two units, 7 and 7 none; a family is added up, since its first code counts once a day."""
        day = allocate({"97530": [8, 8], "97110": [7, 7], "97129": [8, 8]}, timings, method="per_session")

        assert dict(day.units) == {"97110": 0, "97129": 1, "97530": 2}
        assert dict(day.sessions) == {"97110": (7, 7), "97129": (8, 8), "97530": (8, 8)}
        assert dict(day.unbilled) == {"97110": "below-threshold"}
        assert dict(day.minutes) == {"97110": 14, "97129": 16, "97530": 16}
        assert day.units_exceed_elapsed is False
        assert day.steps[-1].text == (
            "97530: 8 minutes, 8 minutes, each session by itself, 15 a unit, more than half counts: 2 units"
        )
        assert day.steps[-1].citation.confidence == "I"
        assert allocate({"97530": [8, 8]}, timings, method="per_session").units_exceed_elapsed

    def test_sessions_of_full_time_codes_are_a_month_s(self, timings: Mapping[str, Timing]) -> None:
        """Remote monitoring counts the full time of a month: its parts are added up under every method."""
        assert units({"98981": [19, 1]}, timings, "per_session") == {"98981": 1}

    def test_tenths(self, timings: Mapping[str, Timing]) -> None:
        """Codes of the pool in tenths; families, hours and untimed codes by their own rule; no clock."""
        day = allocate({"97530": 38, "97129": 38, "96125": 31, "97150": 5}, timings, method="tenths")

        assert dict(day.units) == {"96125": 1, "97129": 1, "97130": 2, "97150": 1}
        assert dict(day.tenths) == {"97530": Tenths(6)}
        assert (day.total, day.total_tenths, day.total_tenths.hours) == (5, Tenths(6), Decimal("0.6"))
        assert dict(day.counts) == {**day.units, "97530": 6}
        assert "97530 6 tenths of an hour (5 units and 6 tenths of an hour in all)" in day.explain()
        assert repr(day).endswith("tenths={'97530': Tenths(tenths=6)}, method='tenths')")
        assert day.steps[1].text == "97530: 38 minutes, 6 to a tenth of an hour, more than half counts: 6 tenths"
        assert not day.units_exceed_elapsed
        assert "exceeds-elapsed" not in [step.name for step in day.steps]

    @pytest.mark.parametrize(
        ("minutes", "taken", "told"),
        [
            ((10, 10, 10), "ama", "Total time (CMS, the 8-minute rule) 2 and Midpoint per code (CPT) 3; Midpoint"),
            ((7, 7, 7), "cms", "Total time (CMS, the 8-minute rule) 1 and Midpoint per code (CPT) 0; Total time"),
            ((15, 15, 15), "cms", "Total time (CMS, the 8-minute rule) 3 and Midpoint per code (CPT) 3; Total time"),
        ],
    )
    def test_best(self, timings: Mapping[str, Timing], minutes: tuple[int, ...], taken: str, told: str) -> None:
        """The first step compares; the other method is the one that was not taken."""
        day = allocate(dict(zip(POOLED, minutes, strict=False)), timings, method="best")

        assert day.method == "best"
        assert day.counted_by == taken
        assert day.steps[0].text.startswith("Units of the day by both methods: " + told)
        assert {day.counted_by, day.other_method.method} == {"cms", "ama"}
        assert day.explain().startswith("Whichever of total time and midpoint gives more units\n1. Units of the day")


class TestSessionsGiven:
    """Minutes by session, and what is no session."""

    def test_one_session_is_the_same_as_its_minutes(self, timings: Mapping[str, Timing]) -> None:
        """A list of one, zeros beside it and a tuple are one session; none is none."""
        plain = allocate({"97530": 33}, timings, method="cms")

        assert allocate({"97530": [33]}, timings, method="cms") == plain
        assert allocate({"97530": (0, 33, 0)}, timings, method="cms") == plain
        assert units({"97530": []}, timings, "per_session") == {"97530": 0}
        assert allocate({"97530": [8, 33, 9]}, timings, method="ama").sessions["97530"] == (33, 9, 8)

    @pytest.mark.parametrize("broken", [[8, -1], [8, True], [8.0], ["8"], [1440, 1], "88", {8: 8}])
    def test_what_is_no_minutes_is_refused(self, timings: Mapping[str, Timing], broken: object) -> None:
        """Each session is whole minutes, and all of a code fit into a day."""
        with pytest.raises(InvalidInput, match="97530"):
            allocate({"97530": broken}, timings, method="per_session")  # type: ignore[dict-item]


def test_every_method_has_a_title_of_its_own(timings: Mapping[str, Timing]) -> None:
    """The first line of the explanation says which it is."""
    days: list[Allocation] = [allocate({"97530": 30}, timings, method=method) for method in METHODS]

    assert len({day.explain().splitlines()[0] for day in days}) == len(METHODS)


class TestTenths:
    """Tenths of an hour are a value of their own."""

    @given(st.integers(-20, 20), st.integers(-20, 20))
    def test_they_add_up_among_themselves(self, one: int, other: int) -> None:
        """Sum, difference and order are those of the numbers."""
        assert Tenths(one) + Tenths(other) == Tenths(one + other)
        assert Tenths(one) - Tenths(other) == Tenths(one - other)
        assert (Tenths(one) < Tenths(other)) is (one < other)
        assert bool(Tenths(one)) is bool(one)
        assert Tenths(one).hours * 10 == one

    def test_they_are_no_units(self) -> None:
        """No sum, no comparison with a number of units, and no equality."""
        assert Tenths(6) != 6  # type: ignore[comparison-overlap]
        with pytest.raises(TypeError):
            Tenths(6) + 6  # type: ignore[operator]
        with pytest.raises(TypeError):
            Tenths(6) - 6  # type: ignore[operator]
        with pytest.raises(TypeError):
            assert Tenths(6) > 5  # type: ignore[operator]

    def test_words(self) -> None:
        """One and several; what is nothing is no units."""
        assert [in_words(0, Tenths(0)), in_words(0, Tenths(1)), in_words(1, Tenths(0)), in_words(1200, Tenths(6))] == [
            "0 units",
            "1 tenth of an hour",
            "1 unit",
            "1,200 units and 6 tenths of an hour",
        ]
