"""Policies: layers, the last one wins, and every choice can be asked for its origin."""

import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otcpt import policies
from otcpt.errors import InvalidInput, UnknownName
from otcpt.policies import Overlay, Policy, available_policies, load_policy

OVERLAYS = st.builds(
    Overlay,
    id=st.sampled_from(["a", "b", "c"]),
    unit_method=st.sampled_from(["cms", "ama", None]),
    staleness=st.sampled_from(["carry", "strict", None]),
    discipline_modifiers=st.sampled_from([True, False, None]),
)
BASE = load_policy("medicare-part-b")


@given(OVERLAYS, OVERLAYS, OVERLAYS)
def test_laying_over_is_associative(one: Overlay, two: Overlay, three: Overlay) -> None:
    """How the layers were grouped makes no difference."""
    left = (BASE | one) | (Policy((two,)) | three)
    right = ((BASE | one) | two) | three

    assert left == right
    assert left.digest == right.digest


@given(st.lists(OVERLAYS, max_size=4))
def test_the_last_layer_that_set_a_choice_decides_it(layers: list[Overlay]) -> None:
    """An unset choice is left to the layers under it."""
    policy = BASE
    for layer in layers:
        policy |= layer
    wanted = [layer.unit_method for layer in layers if layer.unit_method is not None]

    assert policy.settings.unit_method == (wanted[-1] if wanted else "cms")
    assert policy.why("unit_method").unit_method == policy.settings.unit_method


def test_an_empty_policy_changes_nothing() -> None:
    """It is the identity on both sides."""
    assert Policy(()) | BASE == BASE == BASE | Policy(())


@pytest.mark.parametrize("name", available_policies())
def test_a_built_in_policy_cites_its_source_and_travels(name: str) -> None:
    """Each says where its choices come from, and survives pickling with its digest."""
    policy = load_policy(name)

    assert all(layer.citation for layer in policy.layers)
    assert pickle.loads(pickle.dumps(policy)).digest == policy.digest
    assert hash(pickle.loads(pickle.dumps(policy))) == hash(policy)


@given(OVERLAYS)
def test_an_overlay_reads_as_the_call_that_made_it(overlay: Overlay) -> None:
    """Only what was set is shown; lists are kept as tuples, so that the overlay can be hashed."""
    assert eval(repr(overlay)) == overlay
    assert "None" not in repr(overlay)
    assert hash(Overlay(id="x", off=["PTP004"])) == hash(Overlay(id="x", off=("PTP004",)))  # type: ignore[arg-type]


def test_a_choice_left_open_says_so() -> None:
    """Medicaid's unit method is the state's; nothing is assumed."""
    with pytest.raises(UnknownName, match="leaves unit_method open"):
        _ = load_policy("medicaid-ncci").settings

    state = Overlay(id="state", unit_method="ama", citation="state plan")
    assert (load_policy("medicaid-ncci") | state).settings.unit_method == "ama"


def test_a_mistyped_name_or_choice_gets_a_suggestion() -> None:
    """Near misses are named."""
    with pytest.raises(UnknownName, match="Did you mean medicare-part-b"):
        load_policy("medicare-partb")
    with pytest.raises(InvalidInput, match="Did you mean cms"):
        Overlay(id="x", unit_method="cmss")  # type: ignore[arg-type]
    with pytest.raises(UnknownName, match="Did you mean unit_method"):
        BASE.why("unit_metod")
    with pytest.raises(InvalidInput, match="not True or False"):
        Overlay(id="x", medicare_status="yes")  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="not a list of words"):
        Overlay(id="x", payers="MB")  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="not a name"):
        Overlay(id="")
    with pytest.raises(InvalidInput, match="input_order"):
        Overlay(id="x", tie_break="input_order")  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="neither a policy nor the name of one"):
        load_policy(["medicare-part-b"])  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="made of overlays"):
        Policy(("medicare-part-b",))  # type: ignore[arg-type]


def test_the_built_in_policies_are_the_files_of_their_folder() -> None:
    """Every name has its file and every file its name; the id in the file is the name."""
    folder = Path(policies.__file__).parent / "builtin"

    assert {path.stem for path in folder.glob("*.toml")} == set(available_policies())
    assert [load_policy(name).id for name in available_policies()] == list(available_policies())


def test_what_is_loaded_already_is_taken_as_it_is() -> None:
    """A policy wherever its name may stand."""
    assert load_policy(BASE) is BASE
