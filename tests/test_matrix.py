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
    """A rule that no one wanted, or a row that lost its rule, shows here."""
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


def test_every_rule_that_the_guide_to_histories_names_exists() -> None:
    """No id without a rule."""
    assert set(_ID.findall((GUIDES / "over-time.md").read_text(encoding="utf-8"))) <= RULES
