"""An allocation is a frozen value that explains itself; broken calls say how to correct them."""

import pickle
from collections.abc import Mapping
from datetime import date

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otcpt.codes import Timing
from otcpt.errors import InvalidInput, UnknownName
from otcpt.frozenmap import FrozenMap
from otcpt.units import Method, allocate, split_assistant
from otcpt.units import _sources as sources

MIXED = {"97140": 7, "97110": 33, "97130": 40, "97550": 50, "97150": 20, "98981": 20, "G0129": 45, "96125": 31}


@pytest.mark.parametrize("method", ["cms", "ama"])
class TestValue:
    """Frozen, hashable, picklable, equal by content."""

    def test_round_trip(self, timings: Mapping[str, Timing], method: Method) -> None:
        """A pickle is equal and hashes equal, and reads the same."""
        day = allocate(MIXED, timings, method=method)
        copy = pickle.loads(pickle.dumps(day))

        assert copy == day
        assert hash(copy) == hash(day)
        assert copy.steps == day.steps
        assert copy.explain() == day.explain()

    def test_nothing_can_be_changed(self, timings: Mapping[str, Timing], method: Method) -> None:
        """Neither through attributes, nor through the maps, nor through the caller's own mapping."""
        minutes = dict(MIXED)
        day = allocate(minutes, timings, method=method)
        before = hash(day), dict(day.units)
        minutes["97110"] = 0

        assert (hash(day), dict(day.units)) == before
        assert day.minutes["97110"] == 33
        assert isinstance(day.units, FrozenMap)
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            day.method = "ama"  # type: ignore[misc]

    def test_different_days_differ(self, timings: Mapping[str, Timing], method: Method) -> None:
        """Minutes, method and timings are all part of the value."""
        day = allocate(MIXED, timings, method=method)

        assert day != allocate(MIXED | {"97140": 8}, timings, method=method)
        assert day != day.other_method
        assert day != allocate(MIXED, {**timings, "97150": Timing(minimum=5)}, method=method)

    def test_timings_are_those_that_were_used(self, timings: Mapping[str, Timing], method: Method) -> None:
        """The codes given and the other members of their families, no others."""
        day = allocate(MIXED, timings, method=method)

        assert dict(day.timings) == {code: timings[code] for code in {*MIXED, "97129", "97551"}}
        assert allocate(MIXED, day.timings, method=method) == day

    def test_repr_shows_minutes_and_units(self, timings: Mapping[str, Timing], method: Method) -> None:
        """A day prints what went in and what came out."""
        day = allocate({"97110": 33}, timings, method=method)

        assert repr(day) == f"Allocation(minutes={{'97110': 33}}, units={{'97110': 2}}, method='{method}')"

    def test_a_day_without_services_has_no_units(self, timings: Mapping[str, Timing], method: Method) -> None:
        """Nothing in, nothing out, and nothing to explain but the method."""
        day = allocate({}, timings, method=method)

        assert day.total == 0
        assert day.steps == ()
        assert "Billed: nothing (0 in all)" in day.explain()


class TestWorking:
    """The steps carry the numbers, the words and the clause."""

    def test_the_whole_working_of_a_mixed_day(self, timings: Mapping[str, Timing]) -> None:
        """Pool first, then the split, then every other code by its own rule."""
        day = allocate(MIXED, timings, method="cms")

        assert [step.text for step in day.steps] == [
            "33 (97110) + 40 (97129) + 7 (97140) = 80 timed minutes",
            "80 minutes are in the row 68 to 82: 5 units",
            "Whole blocks of 15 minutes: 97110 2, 97129 2, 97140 0; 1 unit left to give",
            "Minutes left over: 97129 10, 97140 7, 97110 3",
            "97129 takes the unit: most minutes left over",
            "97129 and 97130 count as one: 97129 once, 97130 the rest: 1 and 2",
            "96125: 31 minutes, 60 a unit, more than half counts: 1 unit",
            "97150 is untimed: 1 unit whatever the minutes",
            (
                "97550 with 97551: 50 minutes, more than half counts; "
                "97550 for the first 30: 1, 97551 for each 15 after that: 1"
            ),
            "98981: 20 minutes, full 20 only: 1 unit",
            "G0129: 45 minutes, counts once from 45: 1 unit",
        ]

    @given(
        minutes=st.dictionaries(st.sampled_from(sorted(MIXED)), st.integers(0, 120)),
        method=st.sampled_from(["cms", "ama"]),
    )
    def test_every_step_has_figures_or_words_and_a_clause(
        self, timings: Mapping[str, Timing], minutes: dict[str, int], method: Method
    ) -> None:
        """Whatever the day: each step is named, cited with its confidence, and part of the explanation."""
        day = allocate(minutes, timings, method=method)
        text = day.explain()

        for step in day.steps:
            assert str(step) == step.text in text
            assert step.citation.confidence in {"P", "P*", "S", "I"}
            assert str(step.citation) in text

    def test_explanation_of_a_tie(self, timings: Mapping[str, Timing]) -> None:
        """A biller sees the result, the other right answer, what stays unbilled and why, and the other method."""
        day = allocate({"97110": 20, "97112": 20, "97140": 4, "97535": 3}, timings, method="cms")

        assert day.explain().splitlines()[6:11] == [
            "Billed: 97110 x2, 97112 x1, 97140 x0, 97535 x0 (3 in all)",
            "Equally right: 97110 x1, 97112 x2, 97140 x0, 97535 x0 (3 in all)",
            "No unit for 97140: the total allows no more units, and others have more minutes left over",
            "No unit for 97535: the total allows no more units, and others have more minutes left over",
            "Midpoint per code (CPT) would give: 97110 x1, 97112 x1, 97140 x0, 97535 x0 (2 in all)",
        ]

    def test_every_citation_names_its_place(self) -> None:
        """No clause is cited without a document, a place and a confidence mark."""
        cited = [value for name, value in vars(sources).items() if name.isupper() and not name.startswith("_")]

        assert cited
        assert all(c.document.authority and c.document.title and c.locator for c in cited)


class TestBrokenCalls:
    """Broken calls raise before anything is counted."""

    def test_method_has_no_default(self, timings: Mapping[str, Timing]) -> None:
        """A18: who pays decides the method, so the caller must name it."""
        with pytest.raises(TypeError, match="method"):
            allocate({"97110": 33}, timings)  # type: ignore[call-arg]

    @pytest.mark.parametrize(
        ("method", "hint"),
        [
            ("CMS", "Did you mean cms"),
            ("amas", "Did you mean ama"),
            ("8-minute", "'ama' or 'best' or 'cms'"),
            (None, "None"),
        ],
    )
    def test_unknown_method(self, timings: Mapping[str, Timing], method: str, hint: str) -> None:
        """An unknown method is answered with the known ones and a near miss."""
        with pytest.raises(UnknownName, match=hint):
            allocate({"97110": 33}, timings, method=method)  # type: ignore[arg-type]

    def test_unknown_tie_break(self, timings: Mapping[str, Timing]) -> None:
        """Price is not a tie-break."""
        with pytest.raises(UnknownName, match="'price' is not known; expected 'code_order' or"):
            allocate({"97110": 33}, timings, method="cms", tie_break="price")  # type: ignore[arg-type]
        with pytest.raises(UnknownName, match="tie_break \\[\\] is not known"):
            allocate({"97110": 33}, timings, method="cms", tie_break=[])  # type: ignore[arg-type]  # the wrong call

    def test_unknown_code(self, timings: Mapping[str, Timing]) -> None:
        """A code without a timing is named, with near misses."""
        with pytest.raises(UnknownName, match=r"no timing for code '97111'.*Did you mean"):
            allocate({"97110": 33, "97111": 10}, timings, method="cms")

    def test_half_a_family(self, timings: Mapping[str, Timing]) -> None:
        """A family can be counted only with the timings of both members."""
        half = {"97129": timings["97129"]}
        with pytest.raises(UnknownName, match="97129 and 97130 share their minutes, but timings has no 97130"):
            allocate({"97129": 33}, half, method="cms")

    @pytest.mark.parametrize("minutes", [[("97110", 33)], 33, None, "97110@33"])
    def test_minutes_are_by_code(self, timings: Mapping[str, Timing], minutes: object) -> None:
        """Anything but a mapping is refused, with an example."""
        with pytest.raises(InvalidInput, match="a mapping of codes to minutes such as"):
            allocate(minutes, timings, method="cms")  # type: ignore[arg-type]

    @pytest.mark.parametrize("minutes", [{97110: 33}, {"97110": 33, 97140: 7}])
    def test_codes_are_text(self, timings: Mapping[str, Timing], minutes: dict[str, int]) -> None:
        """Integer codes are refused, alone or among texts."""
        with pytest.raises(InvalidInput, match="write it in quotes"):
            allocate(minutes, timings, method="cms")

    @pytest.mark.parametrize("minutes", [True, -1, 1441, 7.5, "7"])
    def test_minutes_are_whole(self, timings: Mapping[str, Timing], minutes: int) -> None:
        """The code whose minutes are impossible is named."""
        with pytest.raises(InvalidInput, match="minutes of 97140"):
            allocate({"97110": 33, "97140": minutes}, timings, method="cms")

    def test_any_mapping_will_do(self, timings: Mapping[str, Timing]) -> None:
        """A frozen map of minutes and of timings answers like dictionaries."""
        frozen = allocate(FrozenMap(MIXED), FrozenMap(timings), method="cms")

        assert frozen == allocate(MIXED, timings, method="cms")

    def test_values_of_a_split_are_frozen_too(self) -> None:
        """The assistant's split is a value like the allocation."""
        split = split_assistant(13, 23, 2, on=date(2026, 3, 2))
        assert pickle.loads(pickle.dumps(split)) == split
        assert hash(split) == hash(split_assistant(13, 23, 2, on=date(2026, 3, 2)))
