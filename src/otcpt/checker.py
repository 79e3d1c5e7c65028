"""One object with every verb: a policy, an edition and a rule book, ready for any number of claims.

Each verb loads its room when it is first used: most programs check and do no more.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from otcpt.checking import ClaimChecker
from otcpt.claims import Claim

if TYPE_CHECKING:
    from decimal import Decimal

    from otcpt.billing import Bill
    from otcpt.claims import History, Remittance, Visit
    from otcpt.comparing import MissedUnits
    from otcpt.denials import DenialReport
    from otcpt.explaining import Explanation
    from otcpt.findings import Report
    from otcpt.io import ClaimFile, RemittanceFile
    from otcpt.pricing import Deductible, Estimate, Estimates, Pricer, Terms
    from otcpt.recording import Documentation
    from otcpt.repairing import Repairs

__all__ = ["Checker"]


class Checker(ClaimChecker):
    """A policy, an edition and a rule book, ready for any number of claims: each verb of `otcpt`, without its payer.

    >>> checker = Checker(policy="medicare-part-b")
    >>> from otcpt.claims import parse_claim
    >>> checker.check(parse_claim("2026-03-02", "97530:GO x2 @30", "97535:GO x1 @15")).clean
    True
    """

    def bill(
        self, visit: "Visit", *, answers: Mapping[str, str] | None = None, history: "History | None" = None
    ) -> "Bill":
        """Turn what was done into service lines with units and modifiers; see `otcpt.bill`.

        Args:
            visit: The services of one patient's day, with their minutes.
            answers: Ids of questions to keys of the chosen answers.
            history: What else was billed and charted for the patients. With one, even an empty one, rules that look
                over more than one day run too.

        Returns:
            The claim, the questions the record must answer, and the report on the claim.

        Raises:
            InvalidInput: An answer is to no question that is asked, or not one of its choices.
        """
        from otcpt.billing import bill

        return bill(visit, policy=self.policy, edition=self.edition, rules=self.rules, answers=answers, history=history)

    def documentation(self, claim: "Claim | Visit", *, history: "History | None" = None) -> "Documentation":
        """Return what the record must show for a claim or a visit; see `otcpt.documentation`.

        Args:
            claim: The claim, with all its lines.
            history: What else was billed and charted for the patients. With one, even an empty one, rules that look
                over more than one day run too.

        Returns:
            The elements of the record, each with what the claim's data show of it.
        """
        from otcpt.recording import documentation_for

        return documentation_for(self, claim, history=history)

    def repairs(self, claim: Claim, report: "Report", *, history: "History | None" = None) -> "Repairs":
        """Return the changes that would remove the findings of a report of this checker; see `otcpt.repairs`.

        Args:
            claim: The claim that was checked.
            report: What this checker answered.
            history: The history that the check was given.

        Returns:
            Corrections by finding, and combinations that leave no error.

        Raises:
            InvalidInput: Claim, report and checker do not belong together.
        """
        from otcpt.repairing import repairs

        return repairs(claim, report, checker=self, history=history)

    def missed_units(self, claims: Iterable[Claim], *, locality: str | None = None) -> "MissedUnits":
        """Look back at documented time that supports more units than were billed; see `otcpt.missed_units`.

        Args:
            claims: The claims to look back at.
            locality: Where the days are priced too; no dollars unless given.

        Returns:
            The days on which documented minutes support more units.

        Raises:
            InvalidInput: Something is not a claim.
        """
        from otcpt.comparing import missed_units

        return missed_units(claims, policy=self.policy, edition=self.edition, rules=self.rules, locality=locality)

    def explain_denials(
        self,
        remittances: "Iterable[Remittance] | RemittanceFile",
        claims: "Iterable[Claim] | ClaimFile",
        *,
        history: "History | None" = None,
        locality: str | None = None,
        terms: "Terms | None" = None,
    ) -> "DenialReport":
        """Explain what a payer answered; see `otcpt.explain_denials`.

        Args:
            remittances: What the payer answered.
            claims: What was sent.
            history: What else was billed and charted for the patients.
            locality: Where payments are compared with the fee schedule.
            terms: How the one who bills is paid.

        Returns:
            Every line with its reasons, causes, ways and deadlines.

        Raises:
            InvalidInput: Something is not a remittance or a claim.
        """
        from otcpt.denials import explain_with

        return explain_with(self, remittances, claims, history, locality, terms)

    def explain(self, claim: Claim, rule_id: str, *, history: "History | None" = None) -> "Explanation":
        """Explain what one rule concludes about a claim, also where it has no finding; see `otcpt.explain`.

        Args:
            claim: The claim, with all its lines.
            rule_id: The id of a rule (``"PTP003"``) or its name.
            history: What else was billed and charted for the patients. With one, even an empty one, rules that look
                over more than one day run too.

        Returns:
            The explanation, with an outcome even where there is no finding.

        Raises:
            UnknownName: There is no such rule.

        Example:
            >>> from otcpt.claims import parse_claim
            >>> claim = parse_claim("2026-03-02", "97150:GO x1", "97530:GO:59 x2")
            >>> Checker(policy="medicare-part-b").explain(claim, "PTP003").outcome
            'bypassed'
        """
        from otcpt.explaining import explain_rule

        return explain_rule(self, claim, rule_id, history=history)

    def price(
        self,
        claim: Claim,
        *,
        locality: str | None = None,
        deductible_left: "Deductible" = None,
        history: "History | None" = None,
        participating: bool = True,
        assigned: bool = True,
        qualifying: bool = False,
        mips: "Decimal | None" = None,
    ) -> "Estimate":
        """Return what a claim would be allowed and paid; see `otcpt.price`.

        Args:
            claim: The claim, with all its lines.
            locality: Contractor and locality (``"15202-00"``), its whole name, or ``"national"``; the policy's unless
                given.
            deductible_left: Dollars of the deductible that are not met; unknown unless given.
            history: What else was billed; its lines are ranked with those of the claim.
            participating: Whether the biller participates in Medicare.
            assigned: Whether the biller accepts assignment.
            qualifying: Whether the biller is a qualifying APM participant.
            mips: The MIPS payment factor, such as ``Decimal("0.98")``; none unless given.

        Returns:
            What is allowed and paid, line by line and unit by unit, with the steps; or why a line is not priced.

        Raises:
            UnknownName: There is no such locality.
            InvalidInput: Neither the call nor the policy has a locality.

        Example:
            >>> from otcpt.claims import parse_claim
            >>> claim = parse_claim("2026-03-02", "97530:GO x2")
            >>> Checker(policy="medicare-part-b").price(claim, locality="15202-00")
            <Estimate $57.51 allowed, $45.09 paid>
        """
        from otcpt.pricing import Terms

        terms = Terms(participating=participating, assigned=assigned, qualifying=qualifying, mips=mips)
        return self._pricer(locality, terms).price(claim, deductible_left=deductible_left, history=history)

    def price_all(
        self,
        claims: Iterable[Claim],
        *,
        locality: str | None = None,
        deductible_left: "Deductible" = None,
        history: "History | None" = None,
        participating: bool = True,
        assigned: bool = True,
        qualifying: bool = False,
        mips: "Decimal | None" = None,
    ) -> "Estimates":
        """Price claims together, with the running totals towards KX; see `otcpt.price_all`.

        Args:
            claims: The claims. Units of one patient, day and billing provider are ranked across them.
            locality: Contractor and locality (``"15202-00"``), its whole name, or ``"national"``; the policy's unless
                given.
            deductible_left: Dollars of the deductible that are not met, or a mapping from patient key to them; unknown
                unless given.
            history: What else was billed; its lines are ranked and counted too.
            participating: Whether the biller participates in Medicare.
            assigned: Whether the biller accepts assignment.
            qualifying: Whether the biller is a qualifying APM participant.
            mips: The MIPS payment factor, such as ``Decimal("0.98")``; none unless given.

        Returns:
            An estimate for each claim, in their order, and the ledger.

        Raises:
            UnknownName: There is no such locality.
            InvalidInput: Neither the call nor the policy has a locality.
        """
        from otcpt.pricing import Terms

        terms = Terms(participating=participating, assigned=assigned, qualifying=qualifying, mips=mips)
        return self._pricer(locality, terms).price_all(claims, deductible_left=deductible_left, history=history)

    def _pricer(self, locality: str | None, terms: "Terms") -> "Pricer":
        from otcpt.pricing import Pricer

        return Pricer.of(self.policy, locality=locality, edition=self.edition, terms=terms)
