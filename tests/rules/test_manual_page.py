"""The page that walks through the NCCI manual names rules that exist."""

import re
from pathlib import Path

from otcpt.rules import ALL_RULES

PAGE = (Path(__file__).parents[2] / "docs" / "guides" / "ncci.md").read_text(encoding="utf-8")


def test_every_rule_the_page_names_exists_and_is_linked_to_its_own_page() -> None:
    """No link goes to a rule that is not there, and none shows another id than it leads to."""
    links = re.findall(r"\[([A-Z]+\d{3})\]\(\.\./rules/([A-Z]+\d{3})\.md\)", PAGE)

    assert {shown for shown, _ in links} <= {rule.id for rule in ALL_RULES}
    assert all(shown == target for shown, target in links)
    assert set(re.findall(r"\b[A-Z]{2,}\d{3}\b", PAGE)) == {shown for shown, _ in links}


def test_every_rule_on_pairs_has_its_place_on_the_page() -> None:
    """The whole family is walked through."""
    assert {rule.id for rule in ALL_RULES if rule.family in ("PTP", "SLP")} <= set(re.findall(r"[A-Z]+\d{3}", PAGE))
