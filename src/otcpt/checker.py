"""One object with every verb: a policy, an edition and a rule book, ready for any number of claims."""

from otcpt.checking import ClaimChecker
from otcpt.claims import Claim, History
from otcpt.explaining import Explanation, explain_rule

__all__ = ["Checker"]


class Checker(ClaimChecker):
    """A policy, an edition and a rule book, ready to check any number of claims and to explain the answers.

    >>> checker = Checker(policy="medicare-part-b")
    >>> from otcpt.claims import parse_claim
    >>> checker(parse_claim("2026-03-02", "97530:GO x2 @30", "97535:GO x1 @15")).clean
    True
    """

    def explain(self, claim: Claim, rule_id: str, *, history: History | None = None) -> Explanation:
        """Explain what one rule says of a claim, also where it says nothing; see `otcpt.explain`.

        Raises `UnknownName` if there is no such rule.

        >>> from otcpt.claims import parse_claim
        >>> claim = parse_claim("2026-03-02", "97150:GO x1", "97530:GO:59 x2")
        >>> Checker(policy="medicare-part-b").explain(claim, "PTP003").outcome
        'bypassed'
        """
        return explain_rule(self, claim, rule_id, history=history)
