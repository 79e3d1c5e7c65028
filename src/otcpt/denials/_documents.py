"""Which elements of the record belong with an appeal: those of the checklist of documentation."""

from collections.abc import Iterable

from otcpt.checking import ClaimChecker
from otcpt.claims import Claim, History
from otcpt.edits import Circumstance, Need
from otcpt.recording import Documentation, documentation_for, elements


class Documents:
    """The checklists of claims, each made once."""

    def __init__(self, checker: ClaimChecker, history: History | None) -> None:
        self._checker, self._history = checker, history
        self._made: dict[int, Documentation] = {}

    def of(self, claim: Claim, position: int, rules: Iterable[str]) -> tuple[str, ...]:
        """Return the ids of what supports one line: asked for in any case, when records are requested, or by a rule."""
        listed = self._made.get(id(claim))
        if listed is None:
            listed = self._made[id(claim)] = documentation_for(self._checker, claim, history=self._history)
        asked = set(rules)
        found = []
        for item in listed.items:
            if position not in item.positions or item.element.need is not Need.REQUIRED:
                continue
            requested = Circumstance.RECORDS_REQUESTED in item.element.law.circumstances
            if not item.when or requested or asked.intersection(item.element.rules):
                found.append(item.element.id)
        every = (one.id for one in elements(self._checker.edition) if asked.intersection(one.rules))
        return tuple(dict.fromkeys((*found, *every)))
