"""What a proposal may look at, and the words it takes from its finding."""

from collections.abc import Callable, Iterator
from typing import TypedDict

import attrs

from otcpt.checking import ClaimChecker
from otcpt.claims import ServiceLine
from otcpt.codes import CodeMeaning
from otcpt.findings import Finding, Remedy
from otcpt.policies import Settings
from otcpt.repairing._changes import Change, Place

#: A line has room for so many modifiers.
ROOM = 4


@attrs.frozen
class Scene:
    """What proposals may look at beside their finding: all findings of the claim, its lines, and the law.

    Positions are those of the claim as it was given, also where changes were made since.
    """

    findings: tuple[Finding, ...]
    lines: tuple[tuple[int, ServiceLine], ...]
    checker: ClaimChecker

    def meaning(self, line: ServiceLine, code: str) -> CodeMeaning | None:
        """What a code means on the day of the line."""
        history = self.checker.edition.codes.get(code)
        return None if history is None else history.get(line.date_of_service)

    def settings(self, line: ServiceLine) -> Settings:
        """The payer's choices on the day of the line."""
        return self.checker.policy.on(line.date_of_service)


class Words(TypedDict):
    """What every change says of itself."""

    condition: str
    documentation: str


#: Reads changes out of a finding.
Propose = Callable[[Finding, Scene], Iterator[Change]]


def place(finding: Finding, number: int = 0) -> tuple[Place]:
    """Name one line of the finding."""
    return ((finding.positions[number], finding.lines[number].code),)


def words_of(remedy: Remedy) -> Words:
    """Return a remedy's words for a change."""
    return Words(condition=remedy.condition, documentation=remedy.documentation)


def said(finding: Finding, number: int, documentation: str = "") -> Words:
    """The words of one of the finding's own remedies; ``documentation`` where it names none."""
    words = words_of(finding.remedies[number])
    return Words(condition=words["condition"], documentation=words["documentation"] or documentation)


def text(finding: Finding, name: str) -> str:
    """Return a piece of evidence as text."""
    return str(finding.evidence[name])


def number(finding: Finding, name: str) -> int:
    """Return a piece of evidence that is a number."""
    value = finding.evidence[name]
    assert isinstance(value, int)
    return value
