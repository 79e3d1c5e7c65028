"""Total time for arrays is total time: the kernel of `batch` against the statement in `units`."""

from collections.abc import Mapping
from datetime import date
from itertools import product
from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otcpt import load_edition
from otcpt.batch.input._lines import Ints
from otcpt.batch.judging._allocator import _billers
from otcpt.batch.judging._pools import are_right, share_pools
from otcpt.checking import timings_on
from otcpt.claims import fill_only_named
from otcpt.codes import Timing
from otcpt.units import TieBreak, allocate
from otcpt.units.arithmetic import is_right

CODES = ("97035", "97110", "97112", "97116", "97140", "97530", "97535")
#: Minutes of a code: beyond one block here, beyond three in `nox -s thorough`.
up_to = pytest.mark.parametrize("longest", [22, pytest.param(45, marks=pytest.mark.thorough)])
TIE_BREAKS: tuple[TieBreak, ...] = get_args(TieBreak)

#: Pools: minutes and billed units of each code, and the place at which it came.
pools = st.lists(
    st.lists(st.tuples(st.integers(0, 120), st.integers(0, 9)), min_size=1, max_size=len(CODES)).flatmap(
        lambda spent: st.tuples(st.just(spent), st.permutations(range(len(spent))))
    ),
    min_size=1,
    max_size=5,
)


@pytest.fixture(scope="module")
def timings() -> Mapping[str, Timing]:
    """How the codes count."""
    return timings_on(load_edition(), date(2026, 3, 2))


def expected(
    spent: tuple[int, ...], came: tuple[int, ...], tie_break: TieBreak, timings: Mapping[str, Timing]
) -> list[tuple[int, bool]]:
    """The units of one pool and whether they were tied, as `allocate` has them; codes given in the order they came."""
    codes = CODES[: len(spent)]
    given = {codes[i]: spent[i] for i in sorted(range(len(spent)), key=came.__getitem__)}
    day = allocate(given, timings, method="cms", tie_break=tie_break)
    return [(day.units[code], code in day.tied) for code in codes]


def starts_of(sizes: list[int]) -> Ints:
    """Where each pool begins."""
    return np.cumsum([0, *sizes[:-1]], dtype=np.int64)


@up_to
@pytest.mark.parametrize("tie_break", TIE_BREAKS)
def test_every_day_of_three_codes_is_shared_alike(
    tie_break: TieBreak, longest: int, timings: Mapping[str, Timing]
) -> None:
    """All days of 0 to 22 minutes at once, of 0 to 45 the 97,336; the codes given in reverse order."""
    days = [*product(range(longest + 1), repeat=3)]
    minutes = np.array(days, dtype=np.int64).ravel()
    came = (2, 1, 0)
    units, tied = share_pools(minutes, np.full(len(days), 3), np.tile(came, len(days)), tie_break)

    found = [*zip(units.tolist(), tied.tolist(), strict=True)]
    assert [one for spent in days for one in expected(spent, came, tie_break, timings)] == found


@up_to
def test_every_answer_of_three_codes_is_judged_alike(longest: int) -> None:
    """Each code with a unit too few to two more than its whole blocks: up to 45 minutes 1.1 million pools."""
    days = np.array(
        [spent for spent in product(range(longest + 1), repeat=3) if [*spent] == sorted(spent)], dtype=np.int64
    )
    more = np.array([*product((-1, 0, 1, 2), repeat=3)], dtype=np.int64)
    minutes = np.repeat(days, len(more), axis=0)
    units = minutes // 15 + np.tile(more, (len(days), 1))
    right = are_right(minutes.T, units.T)

    assert [is_right(zip(*pool, strict=True)) for pool in zip(minutes.tolist(), units.tolist(), strict=True)] == (
        right.tolist()
    )


@given(pools=pools, tie_break=st.sampled_from(TIE_BREAKS))
def test_pools_of_any_size_are_shared_and_judged_alike(
    timings: Mapping[str, Timing], pools: list[tuple[list[tuple[int, int]], list[int]]], tie_break: TieBreak
) -> None:
    """Pools of one to seven codes side by side, in any order of input."""
    starts = starts_of([len(pool) for pool, _ in pools])
    minutes, billed = np.array([one for pool, _ in pools for one in pool], dtype=np.int64).T
    rows = np.array([place for _, came in pools for place in came], dtype=np.int64)
    units, tied = share_pools(minutes, np.array([len(pool) for pool, _ in pools]), rows, tie_break)

    assert [
        one
        for pool, came in pools
        for one in expected(tuple(spent for spent, _ in pool), tuple(came), tie_break, timings)
    ] == [*zip(units.tolist(), tied.tolist(), strict=True)]
    for start, (pool, _) in zip(starts.tolist(), pools, strict=True):
        own = slice(start, start + len(pool))
        assert are_right(minutes[own, None], billed[own, None]).tolist() == [is_right(pool)]
        assert are_right(minutes[own, None], units[own, None]).all()


def test_no_pools_are_no_answers() -> None:
    """Nothing in, nothing out."""
    none = np.zeros(0, dtype=np.int64)

    assert [len(found) for found in share_pools(none, none, none, "input_order")] == [0, 0]
    assert not len(are_right(none[None], none[None]))


@given(days=st.lists(st.lists(st.sampled_from([None, 0, 1]), min_size=1, max_size=4), min_size=1, max_size=4))
def test_billers_of_many_days_are_filled_as_those_of_one(days: list[list[int | None]]) -> None:
    """A line that names no biller is of the only one its day names."""
    flat = np.array([-1 if who is None else who for day in days for who in day], dtype=np.int64)
    lengths = [len(day) for day in days]
    filled = _billers(flat, starts_of(lengths), np.array(lengths, dtype=np.int64))
    names = [fill_only_named(None if who is None else str(who) for who in day) for day in days]

    assert filled.tolist() == [-1 if name is None else int(name) for day in names for name in day]
