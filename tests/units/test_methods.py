"""Worked examples of what single payers do, by full units, sessions, tenths of an hour and the better of two."""

import pickle
from collections.abc import Mapping, Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.units.properties.strategies import METHODS, days_of_all_kinds
from tests.units.timings import POOLED

from otcpt.codes import Timing
from otcpt.errors import InvalidInput
from otcpt.units import Allocation, Method, Tenths, allocate, in_words


def units(minutes: Mapping[str, int | Sequence[int]], timings: Mapping[str, Timing], method: Method) -> dict[str, int]:
    """What the units fields of a day's lines take by one method."""
    return dict(allocate(minutes, timings, method=method).counts)


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
        ("minutes", "taken", "expected"),
        [
            ((10, 10, 10), "ama", "Total time (CMS, the 8-minute rule) 2 and Midpoint per code (CPT) 3; Midpoint"),
            ((7, 7, 7), "cms", "Total time (CMS, the 8-minute rule) 1 and Midpoint per code (CPT) 0; Total time"),
            ((15, 15, 15), "cms", "Total time (CMS, the 8-minute rule) 3 and Midpoint per code (CPT) 3; Total time"),
        ],
    )
    def test_best(self, timings: Mapping[str, Timing], minutes: tuple[int, ...], taken: str, expected: str) -> None:
        """The first step compares; the other method is the one that was not taken."""
        day = allocate(dict(zip(POOLED, minutes, strict=False)), timings, method="best")

        assert day.method == "best"
        assert day.counted_by == taken
        assert day.steps[0].text.startswith("Units of the day by both methods: " + expected)
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


@pytest.mark.parametrize("method", METHODS)
@given(day=days_of_all_kinds)
def test_the_working_has_the_result(timings: Mapping[str, Timing], method: Method, day: dict[str, list[int]]) -> None:
    """Every unit of a code counted apart is in a step, each with a source; the value travels."""
    found = allocate(day, timings, method=method)
    figures = dict(found.steps[-1].figures) if found.steps else {}

    assert all(step.citation.document.title and step.text for step in found.steps)
    assert found.steps or not found.total
    assert figures.keys() <= {"minutes", "session", "units", "allowed", "cms", "ama", *found.timings}
    assert pickle.loads(pickle.dumps(found)) == found
    assert found.by(method) == found
    assert found.by("cms") == allocate(day, timings, method="cms")


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

    @pytest.mark.parametrize("method", METHODS)
    @given(day=days_of_all_kinds)
    def test_no_code_is_in_units_and_in_tenths(
        self, timings: Mapping[str, Timing], method: Method, day: dict[str, list[int]]
    ) -> None:
        """What a claim takes are units, or under one method tenths of an hour: each code is in one of the two."""
        found = allocate(day, timings, method=method)

        assert {**found.units, **{code: tenths.tenths for code, tenths in found.tenths.items()}} == found.counts
        assert not found.units.keys() & found.tenths.keys()
        assert found.tenths.keys() == {code for code in day if method == "tenths" and code in POOLED}
        assert found.units.keys() | found.tenths.keys() == found.counts.keys()
