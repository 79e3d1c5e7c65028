"""The words a rule has for the tokens of its evidence."""

from functools import cache

import pytest
from tests.rules.cases import findings_of

from otcpt.findings import Rule
from otcpt.rules import ALL_RULES, find_rule

with_words = pytest.mark.parametrize("rule", [rule for rule in ALL_RULES if rule.words], ids=lambda rule: rule.id)


@cache
def reached(id_: str) -> set[tuple[str, str]]:
    """Each value in the evidence of the rule's cases under a name that has words."""
    rule = find_rule(id_)
    return {
        (name, token)
        for finding in findings_of(id_)
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


#: Words that no case reaches today, and why they are there.
UNREACHED = {
    ("CODE003", "why", "gap"): "no code of an edition has days between two meanings",
    ("EVAL003", "why", "open"): "a case has one episode; test_open_episodes.py has charts of two",
    ("MUE001", "why", "line"): "no code of an edition has adjudication indicator 1",
    **{
        (id_, name, token): "a condition of the manual: test_manual.py proves whose pair it is of, pair by pair"
        for id_, name in (("PTP002", "condition"), ("PTP009", "why"))
        for token in ("change-of-status", "other-region", "two-disciplines", "two-practitioners")
    },
    **{
        (id_, "record", token): "the elements that such a condition asks for"
        for id_ in ("PTP002", "PTP009")
        for token in ("change-of-status", "two-disciplines", "two-practitioners")
    },
    **{
        ("PTP003", "proof", token): "what a modifier of visits, surgery or the laboratory asks for"
        for token in ("decision", "global-period", "significant-visit", "test", "unrelated")
    },
}


@cache
def printed() -> set[str]:
    """Every sentence that some rule's case prints; rules share those of the manual."""
    return {rule.words[name][token] for rule in ALL_RULES for name, token in reached(rule.id)}


@with_words
def test_every_word_is_reached_by_a_case(rule: Rule) -> None:
    """A sentence that no case prints is no sentence of the rules."""
    silent = {(name, token) for name, token in words_of(rule) if rule.words[name][token] not in printed()}

    assert silent == {(name, token) for id_, name, token in UNREACHED if id_ == rule.id}
