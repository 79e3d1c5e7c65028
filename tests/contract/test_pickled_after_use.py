"""Values pickle and copy after they were used as before: what they keep for themselves stays behind."""

import copy
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pytest

import otcpt
from otcpt import batch, comparing, pricing
from otcpt.checking import ClaimChecker
from otcpt.rules import Law

POLICY = otcpt.load_policy("medicare-part-b") | otcpt.Overlay(id="here", locality="national")
CLAIM = otcpt.claim("2026-03-02", "97530:GO x2 @30", "97150:GO x1", "97130:GO x1 @8")
VISIT = otcpt.visit("2026-03-02", "97530@30", "97150@20")
TABLE = pa.table({"claim_id": ["C1"], "date_of_service": ["2026-03-02"], "code": ["97130"], "units": [1]})
ANSWER = Path(__file__).parents[1] / "io" / "x12" / "remittance.835"
COPIES: list[Callable[[object], object]] = [lambda one: pickle.loads(pickle.dumps(one)), copy.copy, copy.deepcopy]


def used() -> Iterator[object]:
    """A value of each kind that answers or asks, after it was asked and shown."""
    checker, plain = otcpt.Checker(policy=POLICY), ClaimChecker(policy=POLICY)
    report = checker.check(CLAIM)
    yield report
    yield plain.check(CLAIM)
    yield checker.check_all([CLAIM], history=otcpt.History())
    yield checker.bill(VISIT)
    yield checker.documentation(CLAIM)
    yield checker.repairs(CLAIM, report)
    yield checker.missed_units([CLAIM])
    yield from (checker.explain(CLAIM, rule) for rule in ("PTP002", "UNIT001", "KX001", "MUE001"))
    yield checker.price(CLAIM)
    yield checker.price_all([CLAIM])
    yield comparing.compare_policies([CLAIM, VISIT], POLICY, "ama-midpoint")
    yield comparing.compare_editions("2024q3", "2026q4", claims=[CLAIM], policy=POLICY)
    yield comparing.make_lock([POLICY])
    yield otcpt.replay(report, CLAIM, policy=POLICY)
    yield otcpt.code("97530", on="2026-03-02")
    yield otcpt.pair("97530", "97150", on="2026-03-02")
    yield pricing.rate_card(on="2026-03-02", locality="national", codes=["97530"])
    yield pricing.compare_prices(CLAIM, policy=POLICY, localities=["national"])
    yield otcpt.allocate_units({"97530": 8, "97110": 8}, method="cms")
    yield otcpt.split_assistant_units(therapist=13, assistant=23, units=2, on="2026-03-02")
    remittances = otcpt.read_remittances(ANSWER.read_bytes())
    yield remittances
    yield checker.explain_denials(remittances, [CLAIM])
    arrow = batch.ArrowCheck(policy=POLICY)
    list(arrow(TABLE.to_batches()))
    yield arrow
    yield from (checker, plain, checker.edition, POLICY, POLICY.settings, CLAIM, VISIT)


VALUES = list(used())


@pytest.mark.parametrize("value", VALUES, ids=[f"{i}-{type(one).__name__}" for i, one in enumerate(VALUES)])
def test_a_value_that_was_used_pickles_and_copies(value: object) -> None:
    """The copy is equal, has the same hash, and looks alike."""
    str(value)
    for made in COPIES:
        other = made(value)
        assert type(other) is type(value)
        assert (other, hash(other), repr(other)) == (value, hash(value), repr(value))


def test_a_checker_pickles_without_what_it_learned() -> None:
    """To as few bytes after a check as before it; the copy answers alike, and what it learns it keeps to itself."""
    checker = otcpt.Checker(policy=POLICY)
    fresh = pickle.dumps(checker)
    report = checker.check(CLAIM)

    assert abs(len(pickle.dumps(checker)) - len(fresh)) < len(fresh) / 10
    for made in COPIES:
        other = made(checker)
        assert isinstance(other, otcpt.Checker)
        assert other.check(CLAIM) == report


def test_a_law_pickles_without_what_it_was_asked() -> None:
    """Edition, choices and day are what it is made of."""
    law = ClaimChecker(policy=POLICY).law_on("2026-03-02")
    law.ptp("97530", "97150")
    other = pickle.loads(pickle.dumps(law))

    assert isinstance(other, Law)
    assert (other.edition, other.settings, other.on) == (law.edition, law.settings, law.on)
    assert other.ptp("97530", "97150") == law.ptp("97530", "97150")
