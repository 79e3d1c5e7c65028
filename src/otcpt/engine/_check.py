"""Law, payer and logic meet here, and nowhere else."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache
from operator import attrgetter

from otcpt._version import __version__
from otcpt.claims import VOID, Claim, ServiceLine, current_claims
from otcpt.editions import Edition, load_edition
from otcpt.engine._caveats import caveats_of
from otcpt.engine._plan import MOST_KEPT, Found, Plan, Unjudged, make_plan
from otcpt.errors import InvalidInput
from otcpt.findings import Caveat, Finding, Identity, NotEvaluated, Outcome, Reason, Report, Rule
from otcpt.policies import Policy, load_policy
from otcpt.rules import ALL_RULES, Law, find_rule, rules_digest

_KIND = attrgetter("code", "modifiers", "bill_type", "place_of_service")
_PROVIDERS = attrgetter("rendering_provider_key", "billing_provider_key")

#: What one day concluded: hits, rules that did not judge, and what limits the answer; positions are in the day's lines.
_Judged = tuple[Sequence[Found], Sequence[Unjudged], tuple[Caveat, ...]]


class Checker:
    """A policy, an edition and a rule book, ready to check any number of claims.

    >>> checker = Checker(policy="medicare-part-b")
    >>> from otcpt.claims import parse_claim
    >>> checker(parse_claim("2026-03-02", "97530:GO x2 @30", "97535:GO x1 @15")).clean
    True
    """

    def __init__(
        self,
        *,
        policy: str | Policy,
        edition: str | Edition | None = None,
        rules: Iterable[Rule] | None = None,
    ) -> None:
        self.policy = load_policy(policy) if isinstance(policy, str) else policy
        if not isinstance(self.policy, Policy):
            raise InvalidInput(
                f"policy {policy!r} is neither a policy nor the name of one, like 'medicare-part-b'", "policy", policy
            )
        self.edition = edition if isinstance(edition, Edition) else load_edition(edition)
        settings = self.settings = self.policy.settings
        asked = tuple(ALL_RULES if rules is None else rules)
        for off in settings.off:
            find_rule(off)
        self.rules = tuple(rule for rule in asked if rule.id not in settings.off and rule.applies(settings))
        self.identity = Identity(
            self.edition.id,
            self.edition.digest,
            self.policy.id,
            self.policy.digest,
            rules_digest(self.rules),
            __version__,
        )
        self._core = frozenset(settings.core)
        self._boundaries = sorted({*self.edition.boundaries, *(day for rule in self.rules for day in rule.boundaries)})
        self._laws: dict[int, Law] = {}
        self._plans: dict[object, Plan] = {}

    def __call__(self, claim: Claim) -> Report:
        """Check one claim and report."""
        if not isinstance(claim, Claim):
            raise _no_claim(claim)
        lines = claim.lines
        if not lines:
            return self._report((), (), ())
        first = lines[0]
        day, patient, payer = first.date_of_service, first.patient_key, first.payer
        for line in lines:
            if line.date_of_service != day or line.patient_key != patient or line.payer != payer:
                return self.check_all((claim,))[0]
        if claim.frequency == VOID or not self._speaks_for(payer):
            return self.check_all((claim,))[0]
        found, unjudged, caveats = self._judge(lines)
        return self._report(
            [
                Finding(rule, positions, tuple([lines[i] for i in positions]), evidence, severity)
                for rule, positions, evidence, severity in found
            ],
            [
                NotEvaluated(rule, reason, positions, tuple([lines[i] for i in positions]), why, missing)
                for rule, reason, positions, why, missing in unjudged
            ],
            caveats,
        )

    def check_all(self, claims: Iterable[Claim]) -> tuple[Report, ...]:
        """Check claims together, so that lines of one patient and day meet across claims; a report per claim, in order.

        Lines without a patient key meet only the lines of their own claim. Claims that a later one replaces or voids
        leave the day. A finding over several claims stands in the report of the claim whose line is at fault.
        """
        claims = (claims,) if isinstance(claims, Claim) else tuple(claims)
        for claim in claims:
            if not isinstance(claim, Claim):
                raise _no_claim(claim)
        standing = {id(claim) for claim in current_claims(claims)}
        found: list[list[Finding]] = [[] for _ in claims]
        unjudged: list[list[NotEvaluated]] = [[] for _ in claims]
        caveats: list[dict[str, Caveat]] = [{} for _ in claims]
        days: dict[object, list[tuple[int, int]]] = {}
        for number, claim in enumerate(claims):
            if id(claim) not in standing:
                why = "a void bills nothing" if claim.frequency == VOID else "replaced or voided by a later claim"
                unjudged[number].append(_whole(claim.lines, range(len(claim.lines)), why))
                continue
            others = [i for i, line in enumerate(claim.lines) if not self._speaks_for(line.payer)]
            if others:
                unjudged[number].append(
                    _whole(claim.lines, others, f"another payer's line; policy {self.policy.id} does not speak for it")
                )
            for i, line in enumerate(claim.lines):
                if i not in others:
                    who: object = (number,) if line.patient_key is None else line.patient_key
                    days.setdefault((who, line.date_of_service), []).append((number, i))
        for places in days.values():
            lines = [claims[number].lines[i] for number, i in places]
            day_found, day_unjudged, day_caveats = self._judge(lines)
            for rule, positions, evidence, severity in day_found:
                found[places[positions[0]][0]].append(
                    Finding(
                        rule,
                        tuple(places[p][1] for p in positions),
                        tuple(lines[p] for p in positions),
                        evidence,
                        severity,
                    )
                )
            for rule, reason, positions, why, missing in day_unjudged:
                for number in dict.fromkeys(places[p][0] for p in positions):
                    own = [p for p in positions if places[p][0] == number]
                    unjudged[number].append(
                        NotEvaluated(
                            rule, reason, tuple(places[p][1] for p in own), tuple(lines[p] for p in own), why, missing
                        )
                    )
            for number in dict.fromkeys(number for number, _ in places):
                caveats[number].update({caveat.text: caveat for caveat in day_caveats})
        return tuple(
            self._report(found[number], unjudged[number], tuple(caveats[number].values()))
            for number in range(len(claims))
        )

    def __repr__(self) -> str:
        return f"<Checker {self.policy.id}, edition {self.edition.id}, {len(self.rules)} rules>"

    def _speaks_for(self, payer: str | None) -> bool:
        if payer is None:
            return True
        if self.settings.payers:
            return payer in self.settings.payers
        return payer not in self.settings.other_payers

    def _judge(self, lines: Sequence[ServiceLine]) -> _Judged:
        units = tuple([line.units for line in lines])
        plan = self._plan(lines, units)
        found, unjudged = plan.found, plan.unjudged
        if plan.by_units:
            more_found, more_unjudged = plan.say_by_units(lines, units)
            found, unjudged = (*found, *more_found), (*unjudged, *more_unjudged)
        if plan.by_minutes:
            more_found, more_unjudged = plan.say_by_minutes(lines)
            found, unjudged = (*found, *more_found), (*unjudged, *more_unjudged)
        return found, unjudged, plan.caveats

    def _plan(self, lines: Sequence[ServiceLine], units: tuple[int | None, ...]) -> Plan:
        window = bisect_right(self._boundaries, lines[0].date_of_service)
        unbilled = tuple([count == 0 for count in units]) if 0 in units else None
        pairs = set(map(_PROVIDERS, lines))
        if len(pairs) > 1:
            who: object = tuple(map(_PROVIDERS, lines))
        else:
            rendering, billing = pairs.pop()
            who = rendering is None, billing is None
        key = (window, tuple(map(_KIND, lines)), unbilled, who)
        plan = self._plans.get(key)
        if plan is None:
            law = self._laws.get(window)
            if law is None:
                law = self._laws[window] = Law(self.edition, self.settings, lines[0].date_of_service)
            if len(self._plans) >= MOST_KEPT:
                self._plans.clear()
            plan = self._plans[key] = make_plan(law, self.rules, lines, caveats_of)
        return plan

    def _report(
        self,
        found: Sequence[Finding],
        unjudged: Sequence[NotEvaluated],
        caveats: tuple[Caveat, ...],
    ) -> Report:
        if len(found) > 1:
            found = sorted(found, key=lambda finding: (finding.positions, finding.rule.id))
        if len(unjudged) > 1:
            unjudged = sorted(unjudged, key=lambda entry: (entry.rule_id, entry.positions))
        return Report(
            tuple([one for one in found if one.rule.outcome is Outcome.FINDING]),
            tuple([one for one in found if one.rule.outcome is Outcome.BYPASSED]),
            tuple(unjudged),
            caveats,
            self.identity,
            len(self.rules),
            self._core,
        )


def _no_claim(given: object) -> InvalidInput:
    made = "build one with otcpt.claim(...) or otcpt.Claim([...])"
    return InvalidInput(f"check takes a Claim, not {type(given).__name__}; {made}", "claim")


def _whole(lines: Sequence[ServiceLine], positions: Iterable[int], why: str) -> NotEvaluated:
    places = tuple(positions)
    return NotEvaluated(None, Reason.NOT_APPLICABLE, places, tuple(lines[i] for i in places), why)


@lru_cache(maxsize=8)
def checker_for(policy: str | Policy, edition: str | Edition | None) -> Checker:
    """Return a checker that is kept for the next call with the same policy and edition."""
    return Checker(policy=policy, edition=edition)


def check(claim: Claim, *, policy: str | Policy, edition: str | Edition | None = None) -> Report:
    """Check one claim against a payer's rules under an edition of the law.

    ``policy`` is required; ``edition`` is the newest bundled one unless pinned.

    >>> from otcpt.claims import parse_claim
    >>> report = check(parse_claim("2026-03-02", "97130:GO x1 @15"), policy="medicare-part-b")
    >>> [finding.rule_id for finding in report.findings]
    ['AOC001']
    """
    return checker_for(policy, edition)(claim)
