"""Ordinary days are sorted out and shared in one loop: it gives what the two steps give, or leaves the day to them."""

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.units.timings import POOL, POOLED, TIMINGS

from otcpt.errors import InvalidInput
from otcpt.units._counting import classify, share_ordinary
from otcpt.units.arithmetic import distribute, find_tie

pytestmark = pytest.mark.property

KNOWN = {**TIMINGS, "97533": attrs.evolve(POOL, least=7)}
DAYS = st.dictionaries(st.sampled_from(POOLED), st.integers(0, 60) | st.sampled_from([0, 7, 8, 22, 23, 1440]))


@given(DAYS)
def test_ordinary_codes_are_shared_as_in_two_steps(minutes: dict[str, int]) -> None:
    """Whole blocks, then a unit for each of the best claims; the codes in their order."""
    pool, *_ = classify(minutes, KNOWN)
    wanted, spare, order = distribute(pool)
    for _, _, code in order[:spare]:
        wanted[code] += 1

    shared = share_ordinary(minutes, KNOWN)

    assert shared is not None
    assert list(shared.items()) == list(wanted.items())


@pytest.mark.parametrize(
    ("code", "spent"),
    [
        *[("97110", spent) for spent in (-1, 1441, True, [8, 8], 2.5)],
        *[(code, 15) for code in ("97533", "99213", *sorted(set(TIMINGS) - set(POOLED)))],
    ],
)
@given(ordinary=DAYS)
def test_any_other_day_is_left_to_the_two_steps(code: str, spent: object, ordinary: dict[str, int]) -> None:
    """One code or number of minutes that needs more is enough."""
    assert share_ordinary({**ordinary, code: spent}, KNOWN) is None


def test_what_is_no_mapping_is_named() -> None:
    """The first loop that looks at the minutes says so."""
    with pytest.raises(InvalidInput, match="not by code"):
        share_ordinary([("97110", 15)], KNOWN)  # type: ignore[arg-type]  # what is refused


def test_a_tie_follows_from_what_is_kept() -> None:
    """The claims are worked out again when they are read."""
    _, spare, order = distribute({"97110": 8, "97140": 8, "97530": 8})

    assert find_tie(order, spare) == ("97110", "97140", "97530")
