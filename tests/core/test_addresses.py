"""Where a source can be looked up: every document that has an address has one that opens, and the others say why."""

import re

from otcpt.citation import Document
from otcpt.editions import load_edition
from otcpt.rules import ALL_RULES
from otcpt.units import _sources

CITED = {citation.document for rule in ALL_RULES for citation in rule.cites}
IN_UNITS = {one for one in vars(_sources).values() if isinstance(one, Document)}
OF_EDITION = set(load_edition().sources.values())


def test_an_address_is_one_of_the_web() -> None:
    """Nothing but https, http where the publisher has nothing else, and no blank."""
    for document in CITED | IN_UNITS | OF_EDITION:
        assert document.address == "" or re.fullmatch(r"https?://[^\s\"<>]+", document.address), document


def test_what_cms_publishes_has_an_address() -> None:
    """The manuals, the regulations, the edit tables and the fee schedule: what a denial is argued with."""
    known = CITED | IN_UNITS | OF_EDITION
    manuals = [
        one
        for one in known
        if re.match(r"Pub\. 100-|42 CFR 41|42 U\.S\.C|NCCI |Medicare NCCI|Physician fee", one.title)
    ]

    assert len(manuals) > 30
    assert [one for one in manuals if not one.address and one.confidence in ("P", "P*")] == []


def test_most_rules_lead_somewhere() -> None:
    """A rule whose sources are all without an address rests on notices or general knowledge."""
    lost = {rule.id for rule in ALL_RULES if not any(citation.document.address for citation in rule.cites)}

    assert len(lost) <= 12, lost
