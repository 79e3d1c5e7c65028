"""One object with every verb: a policy, an edition and a rule book, ready for any number of claims."""

from collections.abc import Iterable, Mapping

from otcpt.billing import Bill, bill
from otcpt.checking import ClaimChecker
from otcpt.claims import Claim, History, Visit
from otcpt.comparing import MissedUnits, missed_units
from otcpt.explaining import Explanation, explain_rule
from otcpt.findings import Report
from otcpt.recording import Documentation, documentation_for
from otcpt.repairing import Repairs, repairs

__all__ = ["Checker"]


class Checker(ClaimChecker):
    """A policy, an edition and a rule book, ready for any number of claims: each verb of `otcpt`, without its payer.

    >>> checker = Checker(policy="medicare-part-b")
    >>> from otcpt.claims import parse_claim
    >>> checker.check(parse_claim("2026-03-02", "97530:GO x2 @30", "97535:GO x1 @15")).clean
    True
    """

    def bill(self, visit: Visit, *, answers: Mapping[str, str] | None = None, history: History | None = None) -> Bill:
        """Turn what was done into service lines with units and modifiers; see `otcpt.bill`."""
        return bill(visit, policy=self.policy, edition=self.edition, rules=self.rules, answers=answers, history=history)

    def documentation(self, claim: Claim | Visit, *, history: History | None = None) -> Documentation:
        """Return what the record must show for a claim or a visit; see `otcpt.documentation`."""
        return documentation_for(self, claim, history=history)

    def repairs(self, claim: Claim, report: Report, *, history: History | None = None) -> Repairs:
        """Return the changes that would remove the findings of a report of this checker; see `otcpt.repairs`."""
        return repairs(claim, report, checker=self, history=history)

    def missed_units(self, claims: Iterable[Claim]) -> MissedUnits:
        """Look back at documented time that supports more units than were billed; see `otcpt.missed_units`."""
        return missed_units(claims, policy=self.policy, edition=self.edition, rules=self.rules)

    def explain(self, claim: Claim, rule_id: str, *, history: History | None = None) -> Explanation:
        """Explain what one rule says of a claim, also where it says nothing; see `otcpt.explain`.

        Raises `UnknownName` if there is no such rule.

        >>> from otcpt.claims import parse_claim
        >>> claim = parse_claim("2026-03-02", "97150:GO x1", "97530:GO:59 x2")
        >>> Checker(policy="medicare-part-b").explain(claim, "PTP003").outcome
        'bypassed'
        """
        return explain_rule(self, claim, rule_id, history=history)
