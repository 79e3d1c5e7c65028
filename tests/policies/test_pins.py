"""A policy has a pin and can be written to a file that is it."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import otcpt
from otcpt import InvalidInput, Overlay, Policy, PolicyMismatch
from otcpt.policies import available_policies, example_overlays

LAYERS = st.builds(
    Overlay,
    id=st.text(st.characters(codec="utf-8"), min_size=1, max_size=8),
    citation=st.text(st.characters(codec="utf-8"), max_size=12),
    first_day=st.none() | st.dates(date(2000, 1, 1), date(2020, 1, 1)),
    last_day=st.none() | st.dates(date(2021, 1, 1), date(2030, 1, 1)),
    unit_method=st.sampled_from([None, "cms", "ama", "full"]),
    units_within_elapsed=st.sampled_from([None, True, False]),
    denied_pairs=st.none() | st.just(("97530/97140",)),
)


def written(policy: Policy, folder: Path) -> Policy:
    """Write the policy to a file and read it back."""
    path = folder / "policy.toml"
    path.write_text(policy.to_toml(), encoding="utf-8")
    return otcpt.load_policy(path)


@pytest.mark.parametrize("name", available_policies())
def test_a_policy_is_loaded_by_its_pin(name: str) -> None:
    """Its whole digest, or eight characters of it."""
    policy = otcpt.load_policy(name)

    assert otcpt.load_policy(policy.pin) == policy
    assert otcpt.load_policy(f"{name}@sha256:{policy.digest[:8]}") == policy
    with pytest.raises(PolicyMismatch, match="not 00000000"):
        otcpt.load_policy(f"{name}@sha256:00000000")
    with pytest.raises(InvalidInput, match="is not readable"):
        otcpt.load_policy(f"{name}@sha256:{policy.digest[:7]}")


def test_the_pin_in_a_report_is_taken_back() -> None:
    """Of the command line, of `check`, and of a file."""
    claim = otcpt.claim("2026-03-02", "97130:GO x1")
    report = otcpt.check(claim, policy="ama-midpoint+full-units-only")
    record = report.to_record()["identity"]

    assert otcpt.check(claim, policy=record["policy"]) == report  # type: ignore[index]


@pytest.mark.parametrize("name", [*available_policies(), *(f"ama-midpoint+{one}" for one in example_overlays())])
def test_a_policy_is_what_it_writes(name: str, tmp_path: Path) -> None:
    """Equal, with the same digest, and pinned as a file."""
    policy = otcpt.load_policy(name)
    again = written(policy, tmp_path)

    assert again == policy and again.digest == policy.digest
    assert otcpt.load_policy(f"{tmp_path / 'policy.toml'}@sha256:{policy.digest}") == policy


@given(layers=st.lists(LAYERS, min_size=1, max_size=3))
def test_any_layers_are_what_they_write(layers: list[Overlay], tmp_path_factory: pytest.TempPathFactory) -> None:
    """Quotes, line breaks, control characters, every script; days and lists."""
    policy = Policy(tuple(layers))

    assert written(policy, tmp_path_factory.mktemp("policy")).digest == policy.digest


def test_a_base_may_be_pinned(tmp_path: Path) -> None:
    """A file that builds on a policy says which one exactly."""
    base = otcpt.load_policy("ama-midpoint")
    path = tmp_path / "acme.toml"
    path.write_text(f'base = "{base.pin}"\n[[overlay]]\nid = "acme"\n', encoding="utf-8")
    assert otcpt.load_policy(path).layers[0] == base.layers[0]

    path.write_text(f'base = "ama-midpoint@sha256:{"0" * 64}"\n', encoding="utf-8")
    with pytest.raises(otcpt.InputErrors, match="has the digest"):
        otcpt.load_policy(path)
