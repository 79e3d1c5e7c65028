"""Two payers, two unit rules: both answers, side by side."""

from typing import get_args

import pytest

import otcpt
from otcpt.errors import UnknownName
from otcpt.units import Method


def test_each_answer_is_the_one_of_its_method_alone() -> None:
    """Nothing is chosen, and the order is the one asked for."""
    minutes: dict[str, int | list[int]] = {"97530": [8, 8], "97110": 8, "97129": 20}
    both = otcpt.compare_units(minutes, methods=get_args(Method), on="2026-03-02")

    assert tuple(both) == get_args(Method)
    for method, answer in both.items():
        assert answer == otcpt.allocate_units(minutes, method=method, on="2026-03-02")
    assert list(otcpt.compare_units(minutes)) == ["cms", "ama"]


def test_errors_are_those_of_one_allocation() -> None:
    """A code or a method that does not exist is named."""
    with pytest.raises(UnknownName, match="97531"):
        otcpt.compare_units({"97531": 8})
    with pytest.raises(UnknownName, match="Did you mean best"):
        otcpt.compare_units({"97530": 8}, methods=["bst"])  # type: ignore[list-item]
