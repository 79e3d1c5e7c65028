"""Which rules may be behind a denial, ranked by what a check finds on the line with the law of its day."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

import attrs

from otcpt.checking import ClaimChecker
from otcpt.claims import Claim, History, ServiceLine, active_claims
from otcpt.denials._codes import CodeKind, DenialCode, Effect, lookup
from otcpt.findings import Finding, NotEvaluated, Reason, Report, Severity


class Found(StrEnum):
    """What a check says of one rule on a denied line, the strongest first."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"
    OTHER_LINE = "other line"
    """The rule flags another line of the day, and this one belongs to the conflict."""
    BYPASSED = "bypassed"
    """An edit exists, and a modifier on the claim bypasses it."""
    NOT_EVALUATED = "not evaluated"
    """Input or data are missing; ``why`` says which."""
    NOTHING = "nothing"
    """The rule judged the line and found nothing."""
    NOT_ASKED = "not asked"
    """The policy does not ask for the rule, or no rule judged the claim."""


_BY_SEVERITY = {
    Severity.ERROR: Found.ERROR,
    Severity.WARNING: Found.WARNING,
    Severity.ADVICE: Found.ADVICE,
}
_ORDER = {one: place for place, one in enumerate(Found)}
#: Findings at these strengths explain a denial.
EXPLAINS = frozenset({Found.ERROR, Found.WARNING, Found.ADVICE, Found.OTHER_LINE})


#: Remarks that say what to do, and not what is wrong.
_SAY_NOTHING = frozenset({"MA130", "N517", "N704"})


@attrs.frozen
class Cause:
    """One rule that may be behind a denial.

    ``listed`` says whether the payer's code names it: a finding on the line that no code names is offered too.
    ``by_remark``: a remark code names it, which is surer than the reason code alone.
    """

    rule_id: str
    found: Found
    why: str
    finding: Finding | None = None
    listed: bool = True
    by_remark: bool = False

    @property
    def explains(self) -> bool:
        """Whether the check finds it on the line."""
        return self.found in EXPLAINS

    def to_record(self) -> dict[str, object]:
        """Return the cause as plain values, ready for JSON."""
        return {
            "rule_id": self.rule_id,
            "found": str(self.found),
            "why": self.why,
            "listed": self.listed,
            "by_remark": self.by_remark,
            "fixes": [] if self.finding is None else [fix.to_record() for fix in self.finding.fixes],
        }


#: What KX001 answers where the threshold is not reached.
_BELOW = Reason.NOT_APPLICABLE


class Checked:
    """The claims as a check sees them: what it finds on each line, and what it does not judge."""

    def __init__(self, checker: ClaimChecker, claims: Sequence[Claim], history: History | None) -> None:
        """Check the claims together; those that a later claim replaced are checked by themselves."""
        self.checker = checker
        self.claims = claims
        together = checker.check_all(claims, history=history)
        active = {id(claim) for claim in active_claims(claims)}
        self.reports: tuple[Report, ...] = tuple(
            report if id(claim) in active else checker.check(attrs.evolve(claim, frequency="1"), history=history)
            for claim, report in zip(claims, together, strict=True)
        )
        self._found: dict[int, list[tuple[Finding, bool]]] = defaultdict(list)
        self._bypassed: dict[int, list[Finding]] = defaultdict(list)
        for report in self.reports:
            for finding in report.findings:
                for line in finding.lines:
                    self._found[id(line)].append((finding, line.code == finding.lines[0].code))
            for finding in report.bypassed:
                for line in finding.lines:
                    self._bypassed[id(line)].append(finding)
        self._not_evaluated: dict[int, dict[tuple[int, str], NotEvaluated]] = {}
        self._asked = {rule.id for rule in checker.rules}

    def on(self, line: ServiceLine) -> Iterator[tuple[Finding, bool]]:
        """Yield the findings that name a line, and whether it is the one at fault."""
        yield from self._found.get(id(line), ())

    def errors(self, line: ServiceLine) -> tuple[str, ...]:
        """Return the ids of the rules whose errors are on a line, and at fault there."""
        at_fault = (one for one, fault in self.on(line) if fault and one.severity is Severity.ERROR)
        return tuple(dict.fromkeys(one.rule_id for one in at_fault))

    def cause(self, rule_id: str, at: int, position: int) -> Cause:
        """Return what the check says of one rule on one line."""
        line = self.claims[at].lines[position]
        mine = [(finding, fault) for finding, fault in self.on(line) if finding.rule_id == rule_id]
        for finding, fault in sorted(mine, key=lambda one: (not one[1], _ORDER[_BY_SEVERITY[one[0].severity]])):
            return Cause(
                rule_id, _BY_SEVERITY[finding.severity] if fault else Found.OTHER_LINE, finding.message, finding
            )
        if rule_id not in self._asked:
            return Cause(rule_id, Found.NOT_ASKED, f"{self.checker.policy.id} does not ask for it")
        bypassed = self._bypassing(rule_id, line)
        if bypassed is not None:
            return Cause(rule_id, Found.BYPASSED, bypassed.message, bypassed)
        entry = self._entry(rule_id, at, position)
        if entry is None or entry.reason is Reason.NOT_APPLICABLE:
            return Cause(rule_id, Found.NOTHING, "the check finds nothing of this kind on the line")
        return Cause(rule_id, Found.NOT_EVALUATED, entry.why)

    def left_of_threshold(self, at: int, position: int) -> str:
        """Return what KX001 says where the amount allowed before is below the threshold; empty elsewhere."""
        entry = self._entry("KX001", at, position)
        return entry.why if entry is not None and entry.rule_id == "KX001" and entry.reason is _BELOW else ""

    def _bypassing(self, rule_id: str, line: ServiceLine) -> Finding | None:
        family = rule_id.rstrip("0123456789")
        return next((one for one in self._bypassed.get(id(line), ()) if one.rule.family == family), None)

    def _entry(self, rule_id: str, at: int, position: int) -> NotEvaluated | None:
        known = self._not_evaluated.get(at)
        if known is None:
            known = self._not_evaluated[at] = {}
            for entry in self.reports[at].not_evaluated:
                for place in entry.positions:
                    held = known.get((place, entry.rule_id))
                    if held is None or held.reason is Reason.NOT_APPLICABLE:
                        known[place, entry.rule_id] = entry
        return known.get((position, rule_id)) or self._family_entry(known, rule_id, position)

    def _family_entry(
        self, known: dict[tuple[int, str], NotEvaluated], rule_id: str, position: int
    ) -> NotEvaluated | None:
        """One rule speaks for its family where the data do not reach: PTP001 for every edit."""
        family = rule_id.rstrip("0123456789")
        for (place, other), entry in known.items():
            same = other.rstrip("0123456789") == family
            if place == position and same and entry.reason is Reason.OUTSIDE_COVERAGE:
                return entry
        return None

    def judged(self, at: int, position: int) -> bool:
        """Return whether any rule was asked of the line."""
        entry = next((one for one in self.reports[at].not_evaluated if one.rule is None), None)
        return entry is None or position not in entry.positions


def rules_behind(codes: Iterable[DenialCode], remarks: Iterable[DenialCode]) -> dict[str, bool]:
    """Return the ids of the rules that codes and remarks name, the likeliest first, and whether a remark names each.

    What both name comes first, then what a remark names, then the rest. A reason that demands a remark leaves the word
    to it: 16 with M51 is about the code, and 16 with N382 about no rule at all.
    """
    given = tuple(remarks)
    explained = any(not one.alert and one.code not in _SAY_NOTHING for one in given)
    named = [rule for code in codes if not (code.needs_remark and explained) for rule in code.rules]
    named = list(dict.fromkeys(named))
    remarked = list(dict.fromkeys(rule for remark in given for rule in remark.rules))
    both = [rule for rule in named if rule in remarked]
    return {rule: rule in remarked for rule in (*both, *remarked, *named)}


def causes_of(checked: Checked, at: int, position: int, rules: dict[str, bool]) -> tuple[Cause, ...]:
    """Return the rules behind a denial of one line, ranked by what the check finds, then by what the codes name."""
    line = checked.claims[at].lines[position]
    causes = [
        attrs.evolve(checked.cause(rule_id, at, position), by_remark=by_remark) for rule_id, by_remark in rules.items()
    ]
    for finding, fault in checked.on(line):
        if finding.rule_id not in rules and fault and finding.severity is Severity.ERROR:
            causes.append(Cause(finding.rule_id, Found.ERROR, finding.message, finding, listed=False))
    return tuple(sorted(causes, key=_rank))


def _rank(cause: Cause) -> tuple[object, ...]:
    """What explains comes first, of that what a remark names; the order of the codes decides among equals."""
    return not cause.listed, not cause.explains, not cause.by_remark, _ORDER[cause.found]


def remark_codes(remarks: Iterable[str]) -> tuple[DenialCode, ...]:
    """Return the remark codes that the table has."""
    found = (lookup(CodeKind.RARC, one) for one in remarks)
    return tuple(one for one in found if one is not None)


def is_denial(code: DenialCode | None) -> bool:
    """Return whether a reason code refuses payment."""
    return code is not None and code.effect is Effect.DENIAL
