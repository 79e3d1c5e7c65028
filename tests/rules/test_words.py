"""The words a rule has for the tokens of its evidence."""

from functools import cache
from pathlib import Path

import pytest

from otcpt.findings import Rule
from otcpt.rules import ALL_RULES, find_rule
from otcpt.testing import load_cases, run_case

FOLDER = Path(__file__).parent.parent / "cases"
with_words = pytest.mark.parametrize("rule", [rule for rule in ALL_RULES if rule.words], ids=lambda rule: rule.id)


@cache
def reached(id_: str) -> set[tuple[str, str]]:
    """Each value in the evidence of the rule's cases under a name that has words."""
    rule = find_rule(id_)
    reports = [run_case(case, rule) for case in load_cases(FOLDER / f"{id_}.toml")]
    return {
        (name, token)
        for report in reports
        for finding in (*report.findings, *report.bypassed)
        for name in rule.words
        if (value := finding.evidence.get(name)) is not None
        for token in (value if isinstance(value, tuple) else (str(value),))
    }


def words_of(rule: Rule) -> set[tuple[str, str]]:
    """Each token that the rule has words for, with its name."""
    return {(name, token) for name, tokens in rule.words.items() for token in tokens}


@with_words
def test_every_token_that_a_case_reaches_has_words(rule: Rule) -> None:
    """A reader never meets a bare token in a sentence."""
    assert reached(rule.id) - words_of(rule) == set()


@with_words
def test_every_word_is_reached_by_a_case(rule: Rule) -> None:
    """A sentence that no case proves is no sentence of the rule."""
    assert words_of(rule) - reached(rule.id) == set()
