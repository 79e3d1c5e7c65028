"""The algebra of layers, with dates: identity, associativity, the last layer in force wins, equal digests."""

import itertools
import pickle
from datetime import date, timedelta
from typing import get_args

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otcpt.errors import InvalidInput, UnknownName
from otcpt.policies import Overlay, Policy, Settings, load_policy
from otcpt.units import Method

BASE = load_policy("ama-midpoint")
NAMES = [field.name for field in attrs.fields(Settings)]
DAYS = st.dates(date(2023, 12, 25), date(2024, 1, 10))


@st.composite
def overlays(draw: st.DrawFn) -> Overlay:
    """Layers with and without dates, setting some of the choices a dated layer may set."""
    first, last = draw(st.one_of(st.none(), DAYS)), draw(st.one_of(st.none(), DAYS))
    if first is not None and last is not None and last < first:
        first, last = last, first
    return Overlay(
        id=draw(st.sampled_from(["a", "b", "c"])),
        citation=draw(st.sampled_from(["", "manual p. 1"])),
        first_day=first,
        last_day=last,
        unit_method=draw(st.sampled_from(["cms", "ama", "full", None])),
        staleness=draw(st.sampled_from(["carry", "strict", None])),
        discipline_modifiers=draw(st.sampled_from([True, False, None])),
        off=draw(st.sampled_from([(), ("PTP004",), None])),
    )


STACKS = st.lists(overlays(), max_size=4).map(tuple)


@given(STACKS, DAYS)
def test_an_overlay_that_sets_nothing_is_the_identity(layers: tuple[Overlay, ...], day: date) -> None:
    """On either side, it changes the id and the digest, and no choice of any day."""
    nothing = Overlay(id="nothing")
    policy = BASE | Policy(layers)

    assert (policy | nothing).on(day) == (Policy((nothing,)) | policy).on(day) == policy.on(day)
    assert (policy | Policy(())) == (Policy(()) | policy) == policy
    assert (policy | nothing).boundaries == policy.boundaries


@given(STACKS, STACKS, STACKS, DAYS)
def test_grouping_makes_no_difference(
    one: tuple[Overlay, ...], two: tuple[Overlay, ...], three: tuple[Overlay, ...], day: date
) -> None:
    """Laying over is associative, in everything that can be asked."""
    a, b, c = BASE | Policy(one), Policy(two), Policy(three)
    left, right = (a | b) | c, a | (b | c)

    assert left == right
    assert hash(left) == hash(right)
    assert left.digest == right.digest
    assert left.on(day) == right.on(day)
    assert left.boundaries == right.boundaries


@given(STACKS, DAYS, st.sampled_from(NAMES))
def test_the_last_layer_in_force_that_set_a_choice_decides_it(layers: tuple[Overlay, ...], day: date, key: str) -> None:
    """By walking the stack from the top; `why` names the layer, whose value it is."""
    policy = BASE | Policy(layers)
    wanted = BASE.layers[0]
    for layer in layers:
        begun = layer.first_day is None or layer.first_day <= day
        ended = layer.last_day is not None and layer.last_day < day
        if begun and not ended and getattr(layer, key) is not None:
            wanted = layer

    assert policy.why(key, on=day) is wanted
    assert getattr(policy.on(day), key) == getattr(wanted, key)


@given(STACKS)
def test_choices_change_on_boundaries_only(layers: tuple[Overlay, ...]) -> None:
    """Between two boundaries every day has the same answer, the same object; no boundary is missing."""
    policy = BASE | Policy(layers)
    days = [date(2023, 12, 20) + timedelta(days=number) for number in range(30)]
    for before, day in itertools.pairwise(days):
        if day not in policy.boundaries:
            assert policy.on(day) is policy.on(before)
    assert list(policy.boundaries) == sorted(set(policy.boundaries))
    assert bool(policy.boundaries) == policy.dated == any(layer.dated for layer in layers)


@given(STACKS, STACKS)
def test_digests_are_equal_exactly_where_the_layers_are(one: tuple[Overlay, ...], two: tuple[Overlay, ...]) -> None:
    """A report names exactly what was asked."""
    a, b = Policy(one), Policy(two)

    assert (a.digest == b.digest) == (a == b) == (one == two)
    assert pickle.loads(pickle.dumps(a)).digest == a.digest
    assert pickle.loads(pickle.dumps(a)) == a
    assert hash(pickle.loads(pickle.dumps(a))) == hash(a)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ({"first_day": "2026-01-01"}, {"last_day": "2026-01-01"}),
        ({"off": ()}, {}),
        ({"discipline_modifiers": False}, {}),
        ({"edition": ""}, {}),
        ({"payers": ("MB",)}, {"other_payers": ("MB",)}),
        ({"payers": ("CI", "MC")}, {"payers": ("MC", "CI")}),
    ],
)
def test_near_layers_have_digests_of_their_own(one: dict[str, object], two: dict[str, object]) -> None:
    """An empty choice is not an open one, a first day not a last one."""
    a, b = Policy((Overlay(id="x", **one),)), Policy((Overlay(id="x", **two),))  # type: ignore[arg-type]

    assert a.digest != b.digest


def test_a_dated_policy_is_asked_for_a_day() -> None:
    """Both ends belong to the span; without a day only what no date decides is answered."""
    year = Overlay(id="year", first_day=date(2026, 1, 1), last_day=date(2026, 12, 31), unit_method="full")
    policy = BASE | year

    assert policy.boundaries == (date(2026, 1, 1), date(2027, 1, 1))
    assert [policy.on(date(y, m, d)).unit_method for y, m, d in ((2025, 12, 31), (2026, 1, 1), (2026, 12, 31))] == [
        "ama",
        "full",
        "full",
    ]
    assert policy.on(date(2027, 1, 1)).unit_method == "ama"
    assert policy.why("unit_method", on=date(2026, 3, 2)) is year
    assert policy.why("ptp").id == "ama-midpoint"
    with pytest.raises(InvalidInput, match=r"2026-01-01, 2027-01-01.*ask policy.on\(day\)"):
        _ = policy.settings
    with pytest.raises(InvalidInput, match=r"unit_method .* depends on the date of service"):
        policy.why("unit_method")
    with pytest.raises(InvalidInput, match="calendar day"):
        policy.on("3/2/2026")
    assert policy.on("2026-03-02") is policy.on(date(2026, 3, 2))


def test_a_choice_made_on_some_days_only_is_open_on_the_others() -> None:
    """The message names the day."""
    policy = load_policy("medicaid-ncci") | Overlay(id="state", first_day="2026-01-01", unit_method="cms")

    assert policy.on(date(2026, 1, 1)).unit_method == "cms"
    with pytest.raises(UnknownName, match="leaves unit_method open on 2025-12-31"):
        policy.on(date(2025, 12, 31))


def test_the_ends_of_the_calendar_are_no_boundaries() -> None:
    """A span over all of time is no change."""
    policy = BASE | Overlay(id="x", first_day=date.min, last_day=date.max, unit_method="full")

    assert policy.boundaries == ()
    assert policy.on(date.min) is policy.on(date.max)
    assert policy.on(date.max).unit_method == "full"


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ({"first_day": "2026-13-01"}, "first_day '2026-13-01' is not a calendar day"),
        ({"last_day": 20260101}, "last_day 20260101 is not a calendar day"),
        ({"first_day": "2026-02-01", "last_day": "2026-01-31"}, "ends before it begins: 2026-02-01 to 2026-01-31"),
        ({"first_day": "2026-01-01", "payers": ("CI",)}, "has dates and sets payers"),
        ({"payers": ("Aetna",)}, "payers: 'Aetna' is not a claim filing code; .* CI for commercial insurance"),
        ({"other_payers": ("XX",)}, "other_payers: 'XX' is not a claim filing code"),
        ({"last_day": "2026-01-01", "core": ("CODE",), "edition": "2024q3"}, "sets edition and core"),
        ({"citation": 5}, "citation 5 is not text"),
        ({"edition": 2024}, "edition 2024 is not text"),
        ({"denied_pairs": ("97530",)}, "denied pair '97530' is not two codes"),
        ({"denied_pairs": ("97530/9714O",)}, "column one/column two"),
        ({"denied_pairs": ("97530/97530",)}, "is not two codes"),
        ({"denied_pairs": "97530/97140"}, "not a list of words"),
    ],
)
def test_what_no_layer_can_say(choices: dict[str, object], expected: str) -> None:
    """The message names the choice and how to write it."""
    with pytest.raises(InvalidInput, match=expected):
        Overlay(id="x", **choices)  # type: ignore[arg-type]


def test_payers_of_a_layer_are_read_as_those_of_a_line() -> None:
    """In any case, and by name: a policy never speaks for no one because of how a code is written."""
    layer = Overlay(id="x", payers=("mb", "Medicaid"), other_payers=["ci"])  # type: ignore[arg-type]

    assert (layer.payers, layer.other_payers) == (("MB", "MC"), ("CI",))


@pytest.mark.parametrize("base", ["medicare-part-b", "medicare-part-b-facility"])
def test_a_best_of_method_is_refused_on_a_medicare_base(base: str) -> None:
    """Medicare counts by total time and nothing else; whatever the order, and even if a later layer hides it."""
    best = Overlay(id="greedy", unit_method="best")
    with pytest.raises(InvalidInput, match=r"'greedy' counts by whichever .* 'medicare-part-b.* speaks for Medicare"):
        load_policy(base) | best
    with pytest.raises(InvalidInput, match="speaks for Medicare"):
        Policy((best,)) | load_policy(base)
    with pytest.raises(InvalidInput, match="speaks for Medicare"):
        load_policy(base) | (Policy((best,)) | Overlay(id="later", unit_method="cms"))
    for code in ("MA", "MB", "16"):
        with pytest.raises(InvalidInput, match="'another' speaks for Medicare"):
            BASE | best | Overlay(id="another", payers=("CI", code))
    assert (BASE | best).settings.unit_method == "best"
    assert (load_policy("medicaid-ncci") | best).settings.unit_method == "best"


@pytest.mark.parametrize("method", get_args(Method))
def test_units_that_no_one_splits_go_without_the_assistant_s_modifier(method: Method) -> None:
    """No source says how tenths or single sessions are split between therapist and assistant."""
    policy = BASE | Overlay(id="x", unit_method=method, assistant_modifiers=True)
    if method in ("tenths", "per_session"):
        with pytest.raises(InvalidInput, match="lay assistant_modifiers=False over it"):
            _ = policy.settings
    else:
        assert policy.settings.unit_method == method
    assert (policy | Overlay(id="y", assistant_modifiers=False)).settings.unit_method == method
