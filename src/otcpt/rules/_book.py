"""All rules, written out by hand, in the order they are documented."""

import hashlib
from collections.abc import Iterable

from otcpt.errors import UnknownName, did_you_mean
from otcpt.findings import Rule
from otcpt.rules.code003 import code_not_in_force

ALL_RULES: tuple[Rule, ...] = (
    code_not_in_force,
)


def find_rule(id: str) -> Rule:  # noqa: A002  # the field's own word
    """Return the rule of an id like ``"PTP001"``, or of a name like ``"modifier-needed"``; raise `UnknownName` otherwise.

    >>> find_rule("code003").name
    'code-not-in-force'
    """
    wanted = id.strip()
    for rule in ALL_RULES:
        if wanted.upper() == rule.id or wanted.lower() == rule.name:
            return rule
    known = [rule.id for rule in ALL_RULES] + [rule.name for rule in ALL_RULES]
    raise UnknownName(f"no rule is called {id!r}; ids look like PTP001.{did_you_mean(wanted.upper(), known)}")


def rules_digest(rules: Iterable[Rule]) -> str:
    """Return a short digest of which rules were asked, for a report's identity."""
    return hashlib.sha256(" ".join(f"{rule.id}/{rule.since}" for rule in rules).encode()).hexdigest()[:16]
