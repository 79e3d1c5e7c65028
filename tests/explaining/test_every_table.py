"""Every rule is explained under every table that a policy may choose, whether the edition has the table or not."""

from itertools import product

import pytest

from otcpt import Checker, Overlay, available_editions, claim, load_policy
from otcpt.explaining import Explanation
from otcpt.policies._settings import CHOICES
from otcpt.rules import ALL_RULES

DAYS = ("2024-03-04", "2026-03-02")
LINES = ("97530:GO x30 @30", "97150:GO x3", "97130:GO x1 @15", "97750:GO:59 x1 @15", "97165:GO x1", "97010 x1")


@pytest.mark.parametrize(("edition", "ptp", "mue"), [*product(available_editions(), CHOICES["ptp"], CHOICES["mue"])])
def test_a_rule_is_explained_without_the_table_too(edition: str, ptp: str, mue: str) -> None:
    """What the edition does not have is left out, and no fault; the explanation can be shown and written."""
    tables = {"ptp": ptp, "mue": mue}
    policy = load_policy("medicare-part-b") | Overlay(id="tables", **tables)  # type: ignore[arg-type]  # of CHOICES
    checker = Checker(policy=policy, edition=edition)
    for day in DAYS:
        billed = claim(day, *LINES)
        for rule in ALL_RULES:
            explained = checker.explain(billed, rule.id)
            assert isinstance(explained, Explanation)
            assert explained.to_text()
