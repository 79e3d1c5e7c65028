"""The page that walks through everything that was wanted names the rules that there are, all of them."""

import re
from pathlib import Path

import pytest

import otcpt
from otcpt.rules import ALL_RULES

GUIDES = Path(__file__).parent.parent / "docs" / "guides"
PAGE = (GUIDES / "matrix.md").read_text(encoding="utf-8")
RULES = {rule.id for rule in ALL_RULES}
_ID = re.compile(r"\b[A-Z]{2,}\d{3}\b")


def test_every_rule_is_named() -> None:
    """A rule that nobody wanted, or a row that lost its rule, shows here."""
    assert RULES - set(_ID.findall(PAGE)) == set()


def test_every_rule_that_is_named_exists_and_is_linked_to_its_own_page() -> None:
    """No id without a rule, none without a link, no link to another page than it shows."""
    links = re.findall(r"\[([A-Z]+\d{3})\]\(\.\./rules/([A-Z]+\d{3})\.md\)", PAGE)

    assert all(shown == target for shown, target in links)
    assert set(_ID.findall(PAGE)) == {shown for shown, _ in links} <= RULES


def test_every_row_has_an_answer() -> None:
    """Two cells, neither of them empty."""
    rows = [line for line in PAGE.splitlines() if line.startswith("|")]

    assert rows and all(re.fullmatch(r"\| \S.* \| \S.* \||\|---\|---\|", row) for row in rows)


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`otcpt\.(\w+)", PAGE)) | {"Checker", "missed_units"}))
def test_every_public_name_exists(name: str) -> None:
    """A function that is promised is there."""
    assert hasattr(otcpt, name)


def test_every_rule_over_time_has_its_place_in_the_guide() -> None:
    """What is asked only with a history is explained where histories are."""
    guide = (GUIDES / "over-time.md").read_text(encoding="utf-8")
    wide = {rule.id for rule in ALL_RULES if rule.scope.needs_history}

    assert wide - set(_ID.findall(guide)) == set()
    assert set(_ID.findall(guide)) <= RULES


@pytest.mark.parametrize("page", ["README.md", "CHANGELOG.md", "docs/index.md"])
def test_the_number_of_rules_is_right(page: str) -> None:
    """Where it is said how many rules there are, there are so many."""
    text = (GUIDES.parent.parent / page).read_text(encoding="utf-8")

    assert set(re.findall(r"\b(\d+) (?:dated )?rules\b", text)) == {str(len(RULES))}
