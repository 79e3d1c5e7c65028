"""Two payers compared over the same documented time: both answers side by side."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

import attrs

from otcpt.billing import Bill, bill
from otcpt.checking import ClaimChecker
from otcpt.claims import Claim, Visit
from otcpt.comparing._allowed import Allowed, ComparedAmounts, allowed_for, allowed_of, pricer_for
from otcpt.comparing._documented import NotComparable, PlanDay, add_up, amount, nearest, plan_days, surplus
from otcpt.editions import Change, EditionLike, FindingChange
from otcpt.errors import InvalidInput
from otcpt.findings import Finding, Reason, Report, Rule
from otcpt.members import kind_of_value
from otcpt.policies import PolicyLike
from otcpt.pricing import Pricer
from otcpt.rules import discipline_of
from otcpt.shown import Shown
from otcpt.units import Allocation, Amount, Tenths, in_words

if TYPE_CHECKING:
    from otcpt.page import Page


@attrs.frozen
class ComparedUnits:
    """One code of a day: its documented minutes, and the units that each policy's method makes of them.

    ``claims`` are places among what was given, ``billed`` the units on the claims (None for a visit, or where not
    given). ``before`` and ``after`` are the units under the first and the second policy, or `otcpt.units.Tenths` where
    that policy counts tenths of an hour.
    """

    claims: tuple[int, ...]
    claim_ids: tuple[str, ...]
    date_of_service: date
    discipline: str
    code: str
    minutes: int
    billed: int | None
    before: Amount
    after: Amount

    @property
    def change(self) -> Amount | None:
        """How many more units the second policy's method makes; None where one counts units and one tenths."""
        return surplus(self.after, self.before)

    @property
    def differs(self) -> bool:
        """Whether the two policies' methods make different amounts."""
        return self.before != self.after

    def to_record(self) -> dict[str, object]:
        """Return the row as plain values, ready for JSON; tenths of an hour are ``{"tenths": 6}``."""
        row = attrs.asdict(self)
        change = attrs.asdict(self.change) if isinstance(self.change, Tenths) else self.change
        return {"table": "units", **row, "date_of_service": self.date_of_service.isoformat(), "change": change}


@attrs.frozen(repr=False)
class PolicyComparison(Shown):
    """What another payer's rules would change. ``before`` and ``after`` are the ids of the policies.

    ``units`` has a row per day, discipline and code whose units follow from documented minutes; ``findings`` are those
    that only one policy has: *vanished* with the first, *appeared* with the second. ``not_comparable`` are days
    without the minutes to compare. ``amounts`` has a row per day and discipline where a locality was named. Which of
    two payers' rules a claim follows is between them and their contracts: nothing is recommended.
    """

    before: str
    after: str
    units: tuple[ComparedUnits, ...]
    findings: tuple[FindingChange, ...]
    not_comparable: tuple[NotComparable, ...]
    amounts: tuple[ComparedAmounts, ...] = ()

    @property
    def changed(self) -> tuple[ComparedUnits, ...]:
        """The rows on which the two differ."""
        return tuple(row for row in self.units if row.differs)

    @property
    def total_before(self) -> int:
        """Units that the first policy's method makes of all documented minutes; tenths of an hour are none."""
        return add_up(row.before for row in self.units)[0]

    @property
    def total_after(self) -> int:
        """Units that the second policy's method makes of all documented minutes; tenths of an hour are none."""
        return add_up(row.after for row in self.units)[0]

    @property
    def summary(self) -> str:
        """The comparison in a sentence."""
        days = {(row.claims, row.date_of_service, row.discipline) for row in self.changed}
        made = [add_up(amounts) for amounts in ((r.before for r in self.units), (r.after for r in self.units))]
        if any(tenths for _, tenths in made):
            parts = [" against ".join(in_words(units, tenths) for units, tenths in made)]
        else:
            parts = [f"{self.total_before:,} against {self.total_after:,} units"]
        if days:
            parts.append(f"different on {len(days):,} {'day' if len(days) == 1 else 'days'}")
        counted = Counter(one.change for one in self.findings)
        for change in (Change.VANISHED, Change.APPEARED):
            if number := counted[change]:
                parts.append(f"{number:,} {'finding' if number == 1 else 'findings'} {change}")
        if self.not_comparable:
            parts.append(f"{len(self.not_comparable):,} not compared, minutes missing")
        return f"{self.before} and {self.after}: {', '.join(parts)}"

    def to_records(self) -> list[dict[str, object]]:
        """Return a plain record per row, its ``table`` one of units, findings, not_comparable and amounts."""
        return [
            *(row.to_record() for row in self.units),
            *(one.to_record() for one in self.findings),
            *({"table": "not_comparable", **one.to_record()} for one in self.not_comparable),
            *(row.to_record() for row in self.amounts),
        ]

    def __repr__(self) -> str:
        return f"<PolicyComparison {self.summary}>"

    def to_page(self) -> "Page":
        """Return what it shows of itself."""
        from otcpt.comparing.pages import comparison_page

        return comparison_page(self)


def compare_policies(
    claims: Iterable[Claim | Visit],
    before: PolicyLike,
    after: PolicyLike,
    *,
    edition: EditionLike | None = None,
    rules: Iterable[Rule | str] | None = None,
    locality: str | None = None,
) -> PolicyComparison:
    """Return what would change, in units and in findings, under another payer's rules.

    Claims keep what was billed: their documented minutes are counted by both methods, and they are checked under both
    policies as if each were their payer's. A visit is billed under both. Days on which a timed line has no minutes are
    not compared.

    Args:
        claims: Claims, visits or both.
        before: The payer as it is: a `Policy`, a name or the path of a TOML file.
        after: The payer to compare with.
        edition: The law: an `Edition`, its name, its pin or a folder; the policy's or the newest unless given.
        rules: The rules to run; all unless given.
        locality: Where both are priced too, by code or name, or ``"national"``; no dollars unless given.

    Returns:
        Units by code under both, and the findings that only one policy gives.

    Raises:
        InvalidInput: Something is neither a claim nor a visit.
        UnknownName: There is no such policy or edition.

    Example:
        >>> from otcpt.claims import parse_claim
        >>> day = parse_claim("2026-03-02", "97530:GO x1 @8", "97110:GO x1 @8", "97140:GO x0 @8")
        >>> found = compare_policies([day], "medicare-part-b", "ama-midpoint")
        >>> [(row.code, row.billed, row.before, row.after) for row in found.units]
        [('97110', 1, 1, 1), ('97140', 0, 0, 1), ('97530', 1, 1, 1)]
        >>> found.total_before, found.total_after
        (2, 3)
    """
    if isinstance(claims, Claim | Visit):
        raise InvalidInput("compare_policies takes several claims or visits; give [claim] for one", "claims", claims)
    if not isinstance(claims, Iterable):
        raise InvalidInput(f"compare_policies takes claims or visits, not {kind_of_value(claims)}", "claims", claims)
    given = tuple(claims)
    for one in given:
        if not isinstance(one, Claim | Visit):
            raise InvalidInput(f"claims and visits are compared, not {type(one).__name__}", "claims", one)
    asked = tuple(rules) if isinstance(rules, Iterator) else rules
    now, then = (ClaimChecker(policy=policy, edition=edition, rules=asked) for policy in (before, after))
    checkers = now, then
    pricers = None if locality is None else [pricer_for(one.policy, one.edition, locality) for one in checkers]
    rows: list[ComparedUnits] = []
    amounts: list[ComparedAmounts] = []
    not_comparable: list[NotComparable] = []
    numbers = [number for number, one in enumerate(given) if isinstance(one, Claim)]
    plain = [_of_any_payer(one) for one in given if isinstance(one, Claim)]
    for plan in plan_days(plain, lambda day: checkers[0].policy.on(day).discipline):
        plan = attrs.evolve(plan, claims=tuple(numbers[number] for number in plan.claims))
        laws = [checker.law_on(plan.date_of_service) for checker in checkers]
        silent = next((why for law in laws if (why := plan.not_comparable(law)) is not None), None)
        if silent is None:
            compared = list(_rows(plan, *(plan.supported(law) for law in laws)))
            rows.extend(compared)
            if pricers is not None and compared:
                units = {row.code: row.before for row in compared}, {row.code: row.after for row in compared}
                pair = (allowed_of(pricer, plan, made) for pricer, made in zip(pricers, units, strict=True))
                amounts.append(_amounts(plan, *pair))
        else:
            not_comparable.append(silent)
    findings = list(_changes(checkers, *(checker.check_all(plain) for checker in checkers)))
    for number, visit in enumerate(given):
        if isinstance(visit, Visit):
            bills = [bill(visit, policy=checker.policy, edition=checker.edition) for checker in checkers]
            for discipline in dict.fromkeys(name for done in bills for name in done.allocations):
                plan = PlanDay((number,), (), visit.date_of_service, discipline, (), ())
                rows.extend(_rows(plan, *(done.allocations.get(discipline) for done in bills)))
                if pricers is not None:
                    pair = (_billed(pricer, done, discipline) for pricer, done in zip(pricers, bills, strict=True))
                    amounts.append(_amounts(plan, *pair))
            findings.extend(_changes(checkers, *([done.report] for done in bills)))
    names = checkers[0].policy.id, checkers[1].policy.id
    return PolicyComparison(*names, tuple(rows), tuple(findings), tuple(not_comparable), tuple(amounts))


def _amounts(plan: PlanDay, before: Allowed, after: Allowed) -> ComparedAmounts:
    where = plan.claims, plan.claim_ids, plan.date_of_service, plan.discipline
    return ComparedAmounts(*where, before.amount, after.amount, before.why or after.why)


def _billed(pricer: Pricer, done: Bill, discipline: str) -> Allowed:
    """Return what is allowed for the timed lines of one discipline of a bill."""
    counted = done.allocations[discipline].counts if discipline in done.allocations else {}
    usual = done.policy.on(done.visit.date_of_service).discipline
    own = [
        i
        for i, line in enumerate(done.claim.lines)
        if line.code in counted and discipline_of(line, usual) == discipline
    ]
    return allowed_for(pricer, done.claim.lines, own, own)


def _of_any_payer(claim: Claim) -> Claim:
    """Return the claim as if it were the policy's own."""
    if all(line.payer is None for line in claim.lines):
        return claim
    return attrs.evolve(claim, lines=[attrs.evolve(line, payer=None) for line in claim.lines])


def _rows(plan: PlanDay, a: Allocation | None, b: Allocation | None) -> Iterator[ComparedUnits]:
    """Yield a row per code; of several right answers each policy's is the one nearest to what was billed.

    A policy that counts nothing under the plan's discipline has no allocation, and no units there.
    """
    made = [one for one in (a, b) if one is not None]
    minutes = {code: spent for one in reversed(made) for code, spent in one.minutes.items()}
    billed = {code: plan.billed(code) for one in made for code in one.counts} if plan.lines else {}
    given = {code: count for code, count in billed.items() if count is not None}
    of_a, of_b = ({} if one is None else nearest(one, given) if given else one.counts for one in (a, b))
    for code in sorted({*of_a, *of_b, *(code for one in made for code in one.counts)}):
        yield ComparedUnits(
            plan.claims,
            plan.claim_ids,
            plan.date_of_service,
            plan.discipline,
            code,
            minutes.get(code, 0),
            plan.billed(code) if plan.lines else None,
            0 if a is None else amount(a, code, of_a.get(code, 0)),
            0 if b is None else amount(b, code, of_b.get(code, 0)),
        )


def _changes(
    checkers: tuple[ClaimChecker, ClaimChecker], first: Sequence[Report], second: Sequence[Report]
) -> Iterator[FindingChange]:
    for one, other in zip(first, second, strict=True):
        ours, theirs = {_key(finding) for finding in one.findings}, {_key(finding) for finding in other.findings}
        for finding in one.findings:
            if _key(finding) not in theirs:
                yield FindingChange(Change.VANISHED, finding, _unjudged(finding, other, checkers[1]))
        for finding in other.findings:
            if _key(finding) not in ours:
                yield FindingChange(Change.APPEARED, finding, _unjudged(finding, one, checkers[0]))


def _key(finding: Finding) -> tuple[object, ...]:
    return finding.rule.id, finding.positions, finding.codes, finding.severity


def _unjudged(finding: Finding, other: Report, checker: ClaimChecker) -> str:
    """Return why the other policy says nothing here, or nothing where it judged and found no fault."""
    if finding.rule not in checker.rules:
        return f"{checker.policy.id} does not ask for it"
    for entry in other.not_evaluated:
        if entry.rule is finding.rule:
            silent = entry.reason is not Reason.NOT_APPLICABLE
        else:
            kin = entry.rule is not None and entry.rule.family == finding.rule.family
            silent = kin and entry.reason is Reason.OUTSIDE_COVERAGE
        if silent and set(entry.positions) & set(finding.positions):
            return entry.why
    return ""
