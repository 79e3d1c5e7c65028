"""What is found in pools of minutes, in columns: the hits of the array kernel are those of the rules, word for word."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import product
from random import Random
from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.batch.lines import assert_flags, assert_parity, one_by_one, records, table_of

from otcpt import Checker, Overlay, ServiceLine, load_policy
from otcpt.batch import check_table
from otcpt.batch.input._lines import Flags, Ints
from otcpt.batch.judging import _pool_hits as hits_module
from otcpt.batch.judging._pools import are_right, share
from otcpt.checking import ClaimChecker
from otcpt.rules import accounts_of, follows_from_units
from otcpt.units import Method, TieBreak

MEDICARE = load_policy("medicare-part-b")
RULES = ("UNIT001", "UNIT002", "UNIT003")
ON = date(2026, 3, 2)
#: Codes of the pool, of both sides of a family in it, of families beside it, and with an interval of their own.
CODES = ("97110", "97112", "97129", "97130", "97140", "97530", "97550", "97551", "96112", "96113", "G0541", "97535")
Spent = tuple[str, int, int]


def lines_of(days: Iterable[Sequence[Spent]]) -> list[ServiceLine]:
    """The lines of days, each of one patient: code, minutes and units."""
    return [
        ServiceLine(
            code,
            date_of_service=ON,
            modifiers=("GO",),
            minutes=minutes,
            units=units,
            claim_id=f"C{number}",
            line_id=str(place),
            patient_key=f"P{number:06}",
            rendering_provider_key="R1",
            billing_provider_key="B1",
        )
        for number, day in enumerate(days)
        for place, (code, minutes, units) in enumerate(day)
    ]


@pytest.mark.parametrize(
    "codes", [("97530", "97110"), ("97129", "97110"), ("97130", "97129"), ("97110", "97130", "97129")], ids="-".join
)
def test_every_small_pool(codes: tuple[str, ...]) -> None:
    """One minute, all around a block and a thousand, all units of 0 to 3, a family with one line or two."""
    spent = (0, 1, 7, 8, 15, 16, 22, 23, 30, 1007) if len(codes) == 2 else (0, 8, 15, 23)
    minutes, units = product(spent, repeat=len(codes)), tuple(product(range(4), repeat=len(codes)))
    days = [[*zip(codes, one, other, strict=True)] for one in minutes for other in units]
    checker = Checker(policy=MEDICARE, rules=RULES)
    assert_parity(checker, lines_of(days))
    assert_flags(checker, lines_of(days))


@pytest.mark.parametrize(
    "method",
    [one if one in ("cms", "ama") else pytest.param(one, marks=pytest.mark.thorough) for one in get_args(Method)],
)
def test_pools_of_any_size(method: Method) -> None:
    """Up to eight codes, minutes that tie, and codes that are counted by themselves, under every method."""
    checker = Checker(
        policy=load_policy("ama-midpoint") | Overlay(id="method", unit_method=method, citation="a test"), rules=RULES
    )
    counts = st.lists(
        st.tuples(
            st.sampled_from(CODES), st.sampled_from([5, 8, 10, 10, 15, 23]) | st.integers(0, 70), st.integers(0, 4)
        ),
        min_size=1,
        max_size=8,
        unique_by=lambda one: one[0],
    )

    @given(st.lists(counts, min_size=1, max_size=4))
    def equal(days: list[list[Spent]]) -> None:
        assert_parity(checker, lines_of(days))
        assert_flags(checker, lines_of(days))

    equal()


def made_days(size: int) -> list[list[Spent]]:
    """Days with a unit more or fewer than their minutes make, and with units on the wrong code."""
    chance = Random(2)
    days = []
    for _ in range(size):
        codes = chance.sample(CODES, chance.randint(1, 5))
        spent = [chance.choice([8, 10, 10, 15, 20, 23, 38]) for _ in codes]
        days.append(
            [
                (code, minutes, max(0, (minutes + 7) // 15 + chance.choice([0, 0, 1, -1])))
                for code, minutes in zip(codes, spent, strict=True)
            ]
        )
    return days


def shares_blocks_only(minutes: Ints, rows: Ints, tie_break: TieBreak) -> tuple[Ints, Flags]:
    """A kernel that leaves left-over minutes without a unit."""
    _, tied = share(minutes, rows, tie_break)
    return minutes // 15, tied


def shares_without_ties(minutes: Ints, rows: Ints, tie_break: TieBreak) -> tuple[Ints, Flags]:
    """A kernel that knows one right answer."""
    units, tied = share(minutes, rows, tie_break)
    return units, np.zeros_like(tied)


def finds_all_right(minutes: Ints, units: Ints, interval: int) -> Flags:
    """A kernel that clears every second pool."""
    right = are_right(minutes, units, interval)
    right[::2] = True
    return right


@pytest.mark.parametrize(
    ("name", "broken"),
    [("share", shares_blocks_only), ("share", shares_without_ties), ("are_right", finds_all_right)],
)
def test_a_broken_kernel_is_caught(name: str, broken: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it says of these days is not what the rules say."""
    lines, checker = lines_of(made_days(600)), Checker(policy=MEDICARE, rules=RULES)
    expected = one_by_one(checker, lines).findings
    assert {finding["rule_id"] for finding in expected} == {*RULES}

    def found() -> list[dict[str, object]]:
        return records(check_table(table_of(lines), policy=MEDICARE, rules=RULES).findings)

    assert found() == expected
    monkeypatch.setattr(hits_module, name, broken)
    assert found() != expected


def test_pools_out_of_order_are_not_taken_for_each_other() -> None:
    """What is said of one names codes in their order, and is handed to others by their places."""
    law, lines = ClaimChecker(policy=MEDICARE).law_on(ON), lines_of([[("97530", 8, 1), ("97110", 8, 1)]])
    accounts = accounts_of(law, lines, range(2))

    assert follows_from_units(law, [*reversed(lines)], accounts)
    assert not follows_from_units(law, lines, accounts)
