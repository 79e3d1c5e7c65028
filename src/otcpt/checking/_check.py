"""Law, payer and logic meet here, and nowhere else."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING

import attrs

from otcpt._version import __version__
from otcpt.checking._caveats import caveats_of
from otcpt.checking._day_profile import MOST_KEPT, DayProfile, RawFinding, RuleResults, profile_day
from otcpt.claims import VOID, Claim, ServiceLine
from otcpt.editions import Edition, EditionLike, load_edition
from otcpt.errors import InvalidInput, UnknownName
from otcpt.findings import Caveat, Finding, Identity, Outcome, RawNotEvaluated, Report, Rule
from otcpt.members import members
from otcpt.policies import Policy, PolicyLike, available_policies, load_policy
from otcpt.rules import Law, choose_rules, find_rule, rules_digest
from otcpt.tables import count
from otcpt.timeline import calendar_day

if TYPE_CHECKING:
    from otcpt.checking._claim_results import ClaimResult
    from otcpt.claims import History
    from otcpt.findings import Reports

_KIND = attrgetter("code", "modifiers", "bill_type", "revenue_code", "place_of_service")
_PROVIDERS = attrgetter("rendering_provider_key", "billing_provider_key")

#: What one day concluded: hits, rules that did not judge, and the plan behind; positions are in the day's lines.
_Judged = tuple[Sequence[RawFinding], Sequence[RawNotEvaluated], DayProfile]
_NOTHING: RuleResults = (), ()


class ClaimChecker:
    """A policy, an edition and a rule book, ready to check any number of claims.

    >>> checker = ClaimChecker(policy="medicare-part-b")
    >>> from otcpt.claims import parse_claim
    >>> checker.check(parse_claim("2026-03-02", "97530:GO x2 @30", "97535:GO x1 @15")).clean
    True
    """

    def __init__(
        self,
        *,
        policy: PolicyLike,
        edition: EditionLike | None = None,
        rules: Iterable[Rule | str] | None = None,
    ) -> None:
        self.policy = load_policy(policy)
        changes = self.policy.boundaries
        every = [self.policy.on(day) for day in (date.min, *changes)]
        self.settings = every[0]
        self.edition = load_edition(edition or self.policy.edition)
        for off in {off for settings in every for off in settings.off}:
            find_rule(off)
        chosen, packages = choose_rules(rules)
        families = {rule.family for rule in chosen}
        if others := [one for one in self.settings.core if ":" in one and one not in families]:
            raise UnknownName(f"core of {self.policy.id!r} has {', '.join(others)}, of which no rule runs; see rules=")
        self.rules = tuple(
            rule
            for rule in chosen
            if any(rule.id not in settings.off and rule.enabled_by(settings) for settings in every)
        )
        self.identity = Identity(
            self.edition.id,
            self.edition.digest,
            self.policy.id,
            self.policy.digest,
            rules_digest(self.rules, packages),
            __version__,
            packages,
            self.policy.packages,
            (self.edition.package,) if self.edition.package else (),
        )
        self._core = frozenset(self.settings.core)
        self.boundaries = sorted(
            {*self.edition.boundaries, *changes, *(day for rule in self.rules for day in rule.boundaries)}
        )
        self._laws: dict[int, Law] = {}
        self._plans: dict[object, DayProfile] = {}
        self._lines_kept = 0

    def __setattr__(self, name: str, value: object) -> None:
        if not name.startswith("_") and hasattr(self, name):
            raise AttributeError(f"{name} of a checker cannot be changed; make another one", name=name, obj=self)
        super().__setattr__(name, value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ClaimChecker):
            return NotImplemented
        return (self.identity, self.rules) == (other.identity, other.rules)

    def __hash__(self) -> int:
        return hash(self.identity)

    def __getstate__(self) -> dict[str, object]:
        return vars(self) | {"_laws": {}, "_plans": {}, "_lines_kept": 0}

    def check(self, claim: Claim, *, history: "History | None" = None) -> Report:
        """Check one claim and report. See `check_all` for ``history``."""
        if not isinstance(claim, Claim):
            made = "build one with otcpt.claim(...) or otcpt.Claim([...])"
            raise InvalidInput(f"check takes a Claim, not {type(claim).__name__}; {made}", "claim")
        lines = claim.lines
        if not lines:
            return self._report(claim, (), (), ())
        first = lines[0]
        day, patient, payer = first.date_of_service, first.patient_key, first.payer
        for line in lines:
            if line.date_of_service != day or line.patient_key != patient or line.payer != payer:
                return self.check_all((claim,), history=history)[0]
        if history is not None or claim.frequency == VOID or not self.speaks_for(payer):
            return self.check_all((claim,), history=history)[0]
        found, raw_not_evaluated, plan = self._judge(lines, None)
        return self._report(
            claim,
            [
                Finding(rule, positions, tuple([lines[i] for i in positions]), evidence, severity, changes)
                for rule, positions, evidence, severity, changes in found
            ],
            raw_not_evaluated,
            plan.caveats,
        )

    def check_all(self, claims: Iterable[Claim], *, history: "History | None" = None) -> "Reports":
        """Check claims together, so that lines of one patient and day meet across claims; a report per claim, in order.

        Lines without a patient key meet only the lines of their own claim. Claims that a later one replaces or voids
        leave the day. A finding over several claims is in the report of the claim with the line at fault. Of lines
        that are at fault alike that is the first, claim by claim (in frames row by row). With a ``history``, even an
        empty one, rules that look beyond a patient's day are asked too: claims and history together then are
        everything that was billed. Raises `InvalidInput` where the history has entries of a patient
        without a key and several claims could be meant.
        """
        from otcpt.checking._claim_results import ClaimResult, active_lines, distribute_results
        from otcpt.findings import Reports

        claims = members(claims, Claim, "claims")
        if history is not None:
            from otcpt.claims import validate_history

            validate_history(history)
        sheets = [ClaimResult(claim) for claim in claims]
        days: dict[object, list[tuple[ClaimResult, int]]] = {}
        active = active_lines(sheets)
        for sheet, i in self._own(active):
            line = sheet.claim.lines[i]
            who = sheet if line.patient_key is None else line.patient_key
            days.setdefault((who, line.date_of_service), []).append((sheet, i))
        for places in days.values():
            lines = [sheet.claim.lines[i] for sheet, i in places]
            found, raw_not_evaluated, plan = self._judge(lines, history)
            distribute_results(found, raw_not_evaluated, places, lines)
            for sheet, _ in places:
                sheet.caveats.update({caveat.text: caveat for caveat in plan.caveats})
        if history is not None:
            from otcpt.checking._over_time import check_over_time

            wide = tuple(rule for rule in self.rules if rule.scope.needs_history)
            check_over_time(wide, self.law_on, active, _without_claims(history, claims), self.speaks_for)
        return Reports(
            self._report(sheet.claim, sheet.found, sheet.raw_not_evaluated, tuple(sheet.caveats.values()), history)
            for sheet in sheets
        )

    def _own(self, places: "Iterable[tuple[ClaimResult, int]]") -> "list[tuple[ClaimResult, int]]":
        """Return the lines this payer answers for; note the others."""
        own: list[tuple[ClaimResult, int]] = []
        others: dict[ClaimResult, list[int]] = {}
        for sheet, i in places:
            if self.speaks_for(sheet.claim.lines[i].payer):
                own.append((sheet, i))
            else:
                others.setdefault(sheet, []).append(i)
        for sheet, positions in others.items():
            sheet.leave_out(positions, f"Another payer's line: policy {self.policy.id} does not cover it")
        return own

    def law_on(self, on: date | str) -> Law:
        """Return the law and the payer's choices of a day; the same object for days between which nothing changes."""
        day = on if type(on) is date else calendar_day(on, "on")
        window = bisect_right(self.boundaries, day)
        law = self._laws.get(window)
        if law is None:
            law = self._laws[window] = Law(self.edition, self.policy.on(day), day)
        return law

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.policy.id}, edition {self.edition.id}, {count(len(self.rules), 'rule')}>"

    def speaks_for(self, payer: str | None) -> bool:
        """Whether the policy is about lines of this payer (SBR09); it is about lines that name none."""
        if payer is None:
            return True
        if self.settings.payers:
            return payer in self.settings.payers
        return payer not in self.settings.other_payers

    def _judge(self, lines: Sequence[ServiceLine], history: "History | None") -> _Judged:
        units = tuple([line.units for line in lines])
        plan = self.plan(lines, units)
        by_units, left = plan.run_unit_rules(lines, units) if plan.tasks.by_units else _NOTHING
        by_minutes, lacking = plan.run_minute_rules(lines) if plan.tasks.by_minutes else _NOTHING
        unasked = plan.unasked if history is None else ()
        return (*plan.found, *by_units, *by_minutes), (*plan.raw_not_evaluated, *left, *lacking, *unasked), plan

    def plan(self, lines: Sequence[ServiceLine], units: tuple[int | None, ...] | None = None) -> DayProfile:
        """Return what a kind of day asks for: the lines are those of one patient and date, and this payer's."""
        units = tuple([line.units for line in lines]) if units is None else units
        window = bisect_right(self.boundaries, lines[0].date_of_service)
        unbilled = tuple([count == 0 for count in units]) if 0 in units else None
        pairs = set(map(_PROVIDERS, lines))
        if len(pairs) > 1:
            numbers: dict[object, int | None] = {None: None}
            who: object = tuple([numbers.setdefault(key, len(numbers)) for line in lines for key in _PROVIDERS(line)])
        else:
            rendering, billing = pairs.pop()
            who = rendering is None, billing is None
        key = (window, tuple(map(_KIND, lines)), unbilled, who)
        plan = self._plans.get(key)
        if plan is None:
            law = self.law_on(lines[0].date_of_service)
            self._lines_kept += len(lines)
            if self._lines_kept > MOST_KEPT:
                self._plans.clear()
                self._lines_kept = len(lines)
            plan = self._plans[key] = profile_day(law, self.rules, lines, caveats_of)
        return plan

    def _report(
        self,
        claim: Claim,
        found: Sequence[Finding],
        raw_not_evaluated: Sequence[RawNotEvaluated],
        caveats: tuple[Caveat, ...],
        history: "History | None" = None,
    ) -> Report:
        if len(found) > 1:
            found = sorted(found, key=lambda finding: (finding.positions, finding.rule.id))
        bypassed = [one for one in found if one.rule.outcome is Outcome.BYPASSED]
        if bypassed:
            found = [one for one in found if one.rule.outcome is Outcome.FINDING]
        return Report(
            tuple(found),
            tuple(bypassed),
            tuple(raw_not_evaluated),
            claim,
            caveats,
            self.identity,
            len(self.rules),
            self._core,
            history,
        )


def _without_claims(history: "History", claims: Iterable[Claim]) -> "History":
    """Return the history without the claims being checked and those they take back."""
    checked = {name for claim in claims for name in (claim.claim_id, claim.replaces)} - {None}
    return attrs.evolve(history, lines=[one for one in history.lines if one.claim_id not in checked])


def checker_for(
    policy: PolicyLike, edition: EditionLike | None = None, rules: Iterable[Rule | str] | None = None
) -> ClaimChecker:
    """Return a checker that is kept for the next call with the same policy, edition and rules.

    Policies and editions that are files or folders are read again, since they may have changed.
    """
    if not isinstance(policy, str) or policy not in available_policies():
        policy = load_policy(policy)
    law = None if edition is None else load_edition(edition)
    brought_by = None if isinstance(policy, str) else policy.packages, law and law.package
    return _kept_checker(policy, law, None if rules is None else choose_rules(rules)[0], brought_by)


@lru_cache(maxsize=8)
def _kept_checker(
    policy: str | Policy, edition: Edition | None, rules: tuple[Rule, ...] | None, _brought_by: object
) -> ClaimChecker:
    """Return the checker; values that are equal may come from a package or not, and its identity says so."""
    return ClaimChecker(policy=policy, edition=edition, rules=rules)


def check(
    claim: Claim,
    *,
    policy: PolicyLike,
    edition: EditionLike | None = None,
    rules: Iterable[Rule | str] | None = None,
    history: "History | None" = None,
) -> Report:
    """Check one claim against a payer's rules under an edition of the law.

    Args:
        claim: The claim, with all its lines.
        policy: The payer's rules: a `Policy`, a name such as ``"medicare-part-b"``, or the path of a TOML file.
        edition: The law: an `Edition`, its name, its pin or a folder; the policy's or the newest unless given.
        rules: The rules to run; all of them unless given.
        history: What else was billed and charted for the patients. With one, even an empty one, rules that look over
            more than one day run too.

    Returns:
        The findings, what was not evaluated and why, the verdict, and the identity of law, payer and rules.

    Raises:
        InvalidInput: The claim or the history is not one.
        UnknownName: There is no such policy or edition.

    Example:
        >>> from otcpt.claims import parse_claim
        >>> report = check(parse_claim("2026-03-02", "97130:GO x1 @15"), policy="medicare-part-b")
        >>> [finding.rule_id for finding in report.findings]
        ['AOC001']
    """
    return checker_for(policy, edition, rules).check(claim, history=history)


def check_all(
    claims: Iterable[Claim],
    *,
    policy: PolicyLike,
    edition: EditionLike | None = None,
    rules: Iterable[Rule | str] | None = None,
    history: "History | None" = None,
) -> "Reports":
    """Check claims together, and return a report for each, in their order; see `otcpt.Checker.check_all`.

    Args:
        claims: The claims. Lines of one patient and day are checked together, whichever claim they are on.
        policy: The payer's rules: a `Policy`, a name such as ``"medicare-part-b"``, or the path of a TOML file.
        edition: The law: an `Edition`, its name, its pin or a folder; the policy's or the newest unless given.
        rules: The rules to run; all of them unless given.
        history: What else was billed and charted for the patients. With one, even an empty one, rules that look over
            more than one day run too.

    Returns:
        A report for each claim, in the order given.

    Raises:
        InvalidInput: One of them is not a claim.
        UnknownName: There is no such policy or edition.

    Example:
        >>> from otcpt.claims import parse_claim
        >>> morning, evening = parse_claim("2026-03-02", "97150:GO x1"), parse_claim("2026-03-02", "97530:GO x2")
        >>> [report.clean for report in check_all([morning, evening], policy="medicare-part-b")]
        [True, True]
    """
    return checker_for(policy, edition, rules).check_all(claims, history=history)
