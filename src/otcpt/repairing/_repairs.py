"""Ways out of what was found: single changes that remove a finding, and the fewest that make a claim clean.

Every change is tried: the changed claim is checked again, and only what removes its finding, adds none, and does not
fall silent where it spoke before is offered.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import attrs

from otcpt.checking import ClaimChecker, remake_checker
from otcpt.claims import Claim, History, ServiceLine
from otcpt.errors import InvalidInput
from otcpt.findings import Finding, Reason, Report, Severity
from otcpt.fixes import Change, Fix, Person
from otcpt.members import only
from otcpt.repairing._apply import positions_of
from otcpt.repairing._correction import Correction, Repair, reading_order
from otcpt.repairing._offers import bound, reason
from otcpt.shown import Shown
from otcpt.tables import count

if TYPE_CHECKING:
    from otcpt.page import Page

#: Changes in one repair.
_MOST_CHANGES = 3

_SEVERITIES = tuple(Severity)


@attrs.frozen(repr=False)
class Repairs(Shown):
    """What would remove the findings of a claim. Which of it is true, only the record knows.

    ``single`` has every finding of the report with the changes each of which removes it; ``combinations`` are the
    smallest sets of up to three changes after which no error is left, the fewest changes first. A claim without an
    error has none. The order among equals is by kind of change, and no advice.
    """

    single: tuple[tuple[Finding, tuple[Correction, ...]], ...]
    combinations: tuple[Repair, ...]

    def of(self, finding: Finding) -> tuple[Correction, ...]:
        """Return the corrections that remove one finding.

        Args:
            finding: A finding of a report.

        Returns:
            The corrections; none for a finding of another report.
        """
        return next((corrections for one, corrections in self.single if one == finding), ())

    @property
    def summary(self) -> str:
        """The repairs in a sentence."""
        offered = sum(len(corrections) for _, corrections in self.single)
        found, sets = count(len(self.single), "finding"), len(self.combinations)
        return f"{count(offered, 'correction')} for {found}, {count(sets, 'combination')}"

    def __repr__(self) -> str:
        return f"<Repairs: {self.summary}>"

    def to_record(self) -> dict[str, object]:
        """Return all corrections as plain values, ready for JSON."""
        return {
            "findings": [
                {
                    "rule_id": finding.rule_id,
                    "positions": list(finding.positions),
                    "corrections": [correction.to_record() for correction in corrections],
                    "left_to_person": []
                    if corrections
                    else [{"reason": str(why)} | fix.to_record() for fix, why in left_to_person(finding)],
                }
                for finding, corrections in self.single
            ],
            "combinations": [repair.to_record() for repair in self.combinations],
        }

    def to_page(self) -> "Page":
        """Return what it shows of itself."""
        from otcpt.repairing.pages import repairs_page

        return repairs_page(self)


def left_to_person(finding: Finding) -> tuple[tuple[Fix, Person], ...]:
    """Return the fixes of a finding for which no change is offered, each with the reason why a person makes it.

    Args:
        finding: A finding of a report.

    Returns:
        Fix and reason, in the order of the rule.
    """
    return tuple((fix, reason(fix)) for fix in finding.fixes)


def repairs(
    claim: Claim, report: Report, *, checker: ClaimChecker | None = None, history: History | None = None
) -> Repairs:
    """Return the corrections that would remove the findings of a report, each tried on the claim.

    Law, payer and rules are found again by ``report.made_by``. The claim is tried by itself: a finding that rests on
    lines of another claim has no corrections, and where other claims changed the report, there are no combinations.

    Args:
        claim: The claim that was checked.
        report: What the check answered.
        checker: The checker that made the report; needed for a policy, an edition or rules of your own.
        history: The history that the check was given.

    Returns:
        Corrections by finding, and combinations that leave no error.

    Raises:
        InvalidInput: Claim, report and checker do not belong together.

    Example:
        >>> from otcpt.claims import parse_claim
        >>> from otcpt.checking import check
        >>> claim = parse_claim("2026-03-02", "97150:GO x1", "97530:GO x2")
        >>> ways = repairs(claim, check(claim, policy="medicare-part-b"))
        >>> for repair in ways.combinations:
        ...     print(repair.corrections[0].action)
        Take 97530 (line 2) off the claim
        Add 59 to 97530 (line 2)
        Add XE to 97530 (line 2)
    """
    only(claim, Claim, "repairs", "give the claim first, then its report")
    only(report, Report, "repairs", "give the claim first, then its report")
    if checker is None:
        checker = remake_checker(report.made_by)
    elif only(checker, ClaimChecker, "checker", "give the one that made the report").identity != report.made_by:
        raise InvalidInput(
            f"the report was made under {report.made_by.policy} and edition {report.made_by.edition}, the checker is "
            f"of {checker.identity.policy} and {checker.identity.edition}, or has other rules; give the checker that "
            "made the report",
            "checker",
            checker,
        )
    if report.lines != claim.lines:
        raise InvalidInput("the report is about other lines than the claim's; check the claim again", "report", report)
    trial = _Trial(claim, checker, history)
    now = trial.of(())
    single = tuple((finding, trial.single(finding) if finding in now.findings else ()) for finding in report.findings)
    alone = set(now.findings) == set(report.findings)
    return Repairs(single, trial.search() if alone else ())


@attrs.frozen
class _Tried:
    """The findings of the claim with some changes; the findings' positions are those of the claim as given."""

    claim: Claim
    origins: tuple[int, ...]
    findings: tuple[Finding, ...]
    silent: frozenset[str]

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)


@attrs.define
class _Trial:
    """A claim under repair; what was tried is remembered."""

    claim: Claim
    checker: ClaimChecker
    history: History | None
    _tried: dict[tuple[Correction, ...], _Tried] = attrs.field(factory=dict, init=False)

    def of(self, made: Iterable[Correction]) -> _Tried:
        repair = Repair(tuple(made))
        tried = self._tried.get(repair.corrections)
        if tried is None:
            claim, origins = repair.trace(self.claim)
            report = self.checker.check(claim, history=self.history)
            findings = tuple(
                attrs.evolve(finding, positions=tuple(origins[at] if at >= 0 else at for at in finding.positions))
                for finding in report.findings
            )
            silent = frozenset(
                str(entry.rule_id)
                for entry in report.not_evaluated
                if entry.reason in (Reason.INPUT_MISSING, Reason.OUTSIDE_COVERAGE)
            )
            tried = self._tried[repair.corrections] = _Tried(claim, origins, findings, silent)
        return tried

    def proposed(self, made: Sequence[Correction], finding: Finding) -> tuple[Correction, ...]:
        """Return what may remove a finding of the claim with some corrections; of two that come to the same, one."""
        tried, given = self.of(made), self.claim.lines
        placed = tuple(zip(tried.origins, tried.claim.lines, strict=True))
        found: dict[object, Correction] = {}
        for fix, change in bound(finding, placed):
            positions = positions_of(change)
            if any(position < 0 for position in positions):
                continue
            codes = tuple(given[position].code for position in positions)
            names = tuple(given[position].line_id or str(position + 1) for position in positions)
            correction = Correction(fix, change, codes, names)
            if not any(correction.conflicts(other) for other in made):
                found[fix.key, self._content((*made, correction))] = correction
        return tuple(found.values())

    def _content(self, made: Iterable[Correction]) -> frozenset[tuple[ServiceLine, int]]:
        changed = Repair(tuple(made)).apply(self.claim)
        return frozenset(Counter(attrs.evolve(line, line_id=None) for line in changed.lines).items())

    def single(self, finding: Finding) -> tuple[Correction, ...]:
        """Return the corrections each of which removes the finding and adds none."""
        before = self.of(())
        kept = []
        for correction in self.proposed((), finding):
            after = self.of((correction,))
            left, new = compare(before.findings, after.findings)
            if finding not in left and not new and after.claim.billed and self._evaluates(before, after, [finding]):
                kept.append(correction)
        return tuple(sorted(kept, key=reading_order))

    def search(self) -> tuple[Repair, ...]:
        """Return the smallest sets of changes after which no error is left and nothing is new."""
        before = self.of(())
        if not before.errors:
            return ()
        clean: list[Repair] = []
        keys: set[frozenset[Change]] = set()
        open_ends: list[tuple[Correction, ...]] = [()]
        most = self._most_removed()
        for size in range(1, _MOST_CHANGES + 1):
            longer: dict[frozenset[Change], tuple[Correction, ...]] = {}
            for changes in open_ends:
                tried = self.of(changes)
                if len(tried.errors) > most * (_MOST_CHANGES - size + 1):
                    continue
                _, new = compare(before.findings, tried.findings)
                for finding in dict.fromkeys((*tried.errors, *new)):
                    for change in self.proposed(changes, finding):
                        key = frozenset(one.change for one in (*changes, change))
                        found = (*changes, change)
                        longer[key] = min(longer.get(key, found), found, key=_conditions)
            open_ends = []
            for key, changes in longer.items():
                if any(known <= key for known in keys):
                    continue
                if self._clears(changes):
                    if not any(self._clears(fewer) for n in range(1, size) for fewer in combinations(changes, n)):
                        keys.add(key)
                        clean.append(Repair(changes))
                else:
                    open_ends.append(changes)
        return tuple(sorted(clean, key=lambda one: (len(one.corrections), [reading_order(c) for c in one.corrections])))

    def _most_removed(self) -> int:
        """The most errors that any one change removes; none of them is expected to do more beside others."""
        before = self.of(())
        most = 1
        for finding in before.errors:
            for change in self.proposed((), finding):
                left, _ = compare(before.errors, self.of((change,)).errors)
                most = max(most, len(before.errors) - len(left))
        return most

    def _clears(self, changes: Sequence[Correction]) -> bool:
        before, after = self.of(()), self.of(changes)
        if after.errors or not after.claim.billed:
            return False
        _, new = compare(before.findings, after.findings)
        return not new and self._evaluates(before, after, before.errors)

    def _evaluates(self, before: _Tried, after: _Tried, findings: Iterable[Finding]) -> bool:
        """Whether the findings' rules still judge what they judged."""
        return not any(finding.rule_id in after.silent - before.silent for finding in findings)


def _conditions(made: Iterable[Correction]) -> list[tuple[str, tuple[str, ...]]]:
    return sorted((correction.fix.when, correction.fix.record) for correction in made)


def compare(before: Iterable[Finding], after: Iterable[Finding]) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Return which findings are still there after a change, and which are new; positions are the claim's as given.

    A finding lives on in one of the same rule, no worse, on lines that it named itself; where it falls into several,
    they are new.
    """
    earlier, later = tuple(before), tuple(after)
    same = {_content(one) for one in earlier} & {_content(other) for other in later}
    changed = [one for one in earlier if _content(one) not in same]
    open_ends = {n: [one for one in changed if _persists(one, other)] for n, other in enumerate(later)}
    heirs = Counter(id(one) for n, ones in open_ends.items() if _content(later[n]) not in same for one in ones)
    new = [
        other
        for n, other in enumerate(later)
        if _content(other) not in same and not any(heirs[id(one)] == 1 for one in open_ends[n])
    ]
    return tuple(one for one in earlier if _content(one) in same or heirs[id(one)]), tuple(new)


def _content(finding: Finding) -> tuple[object, ...]:
    return finding.rule.id, finding.positions, finding.severity, finding.evidence


def _persists(one: Finding, other: Finding) -> bool:
    no_worse = _SEVERITIES.index(other.severity) >= _SEVERITIES.index(one.severity)
    return one.rule.id == other.rule.id and no_worse and set(other.positions) <= set(one.positions)
