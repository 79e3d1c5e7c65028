"""Why a rule says what it says of a claim, or why it says nothing."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, time
from typing import TYPE_CHECKING

import attrs

from otcpt.checking import ClaimChecker
from otcpt.claims import Claim, History, ServiceLine, format_line
from otcpt.explaining._law_answers import LawAnswer, law_answers
from otcpt.explaining._trace import FieldsRead, Trace, trace_rule
from otcpt.findings import Finding, Group, NotEvaluated, Rule, Scope
from otcpt.members import only
from otcpt.rules import find_rule
from otcpt.shown import Shown

if TYPE_CHECKING:
    from otcpt.page import Page

_SCOPES = {
    Scope.LINE: "each line by itself",
    Scope.DAY: "lines of one patient and date of service",
    Scope.PROVIDER_DAY: "lines of all patients of one rendering provider and date of service",
    Scope.MONTH: "lines of one patient and calendar month",
    Scope.YEAR: "lines of one patient and calendar year",
    Scope.EPISODE: "lines of one patient's episode of care",
}
_GROUPS = {
    Group.PATIENT: "",
    Group.PROVIDER: ", of the same rendering provider (of one facility as a whole)",
    Group.PLAN: ", of the same discipline and billing entity",
}


@attrs.frozen
class LineRead:
    """A line as the rule saw it: its place, its shorthand, whether it concerns the rule, and the fields read."""

    where: str
    line: str
    touched: bool
    read: tuple[tuple[str, str], ...]


@attrs.frozen
class PayerChoice:
    """A choice of the payer that the rule read, and the layer of the policy that made it."""

    name: str
    value: str
    layer: str
    citation: str


@attrs.frozen(kw_only=True, repr=False)
class Explanation(Shown):
    """One rule on one claim, step by step.

    ``outcome`` is *finding*, *bypassed*, *clean*, *not evaluated* or *not asked*; ``why`` says it in a sentence.
    ``together`` are the groups of lines that were looked at together, ``answers`` what the law answered, ``choices``
    what the payer asks for. ``str()`` gives it as text. Keys of patients and providers are never shown.
    """

    rule: Rule
    outcome: str
    why: str
    together: tuple[tuple[LineRead, ...], ...]
    answers: tuple[LawAnswer, ...] = ()
    choices: tuple[PayerChoice, ...] = ()
    findings: tuple[Finding, ...] = ()
    not_evaluated: tuple[NotEvaluated, ...] = ()

    @property
    def grouping(self) -> str:
        """Whose lines the rule looks at together."""
        return _SCOPES[self.rule.scope] + _GROUPS[self.rule.group]

    def to_record(self) -> dict[str, object]:
        """Return the explanation as plain values, ready for JSON."""
        return {
            "rule_id": self.rule.id,
            "rule": self.rule.name,
            "outcome": self.outcome,
            "why": self.why,
            "grouping": self.grouping,
            "together": [[{**attrs.asdict(one), "read": dict(one.read)} for one in group] for group in self.together],
            "answers": [attrs.asdict(answer) for answer in self.answers],
            "choices": [attrs.asdict(choice) for choice in self.choices],
            "findings": [finding.to_record() for finding in self.findings],
            "not_evaluated": [entry.to_record() for entry in self.not_evaluated],
            "citations": [str(citation) for citation in self.rule.cites],
        }

    def to_json(self, *, indent: int | None = None) -> str:
        """Return the explanation as JSON text.

        Args:
            indent: Spaces for each level; one line where it is None.

        Returns:
            JSON with the keys of the explanation.
        """
        return json.dumps(self.to_record(), indent=indent)

    def __repr__(self) -> str:
        return f"<Explanation {self.rule.id}: {self.outcome}>"

    def to_page(self) -> "Page":
        """Return what it shows of itself."""
        from otcpt.explaining.pages import explanation_page

        return explanation_page(self)


def explain(finding: Finding) -> Explanation:
    """Explain a finding by itself: its lines, its evidence, its sources and its fixes.

    A finding does not keep the answers of the law and the payer's choices; the checker that made it has them:
    `otcpt.Checker.explain`.

    Args:
        finding: A finding of a report.

    Returns:
        The explanation; as text it is a page for a person.

    Example:
        >>> from otcpt.claims import parse_claim
        >>> from otcpt.checking import check
        >>> report = check(parse_claim("2026-03-02", "97130:GO x1 @15"), policy="medicare-part-b")
        >>> print(explain(report.findings[0]))
        AOC001 add-on-without-primary: finding
        Add-on code without its primary: 97130 needs 97129 from the same provider on the same day.
        ...
    """
    how = "take one of report.findings; what a rule concluded about a claim is checker.explain(claim, 'PTP001')"
    rule = only(finding, Finding, "explain", how).rule
    names = sorted(rule.reads)
    group = [
        _looked(_where(position, line), line, True, {name: getattr(line, name) for name in names})
        for position, line in zip(finding.positions, finding.lines, strict=True)
    ]
    outcome = str(rule.outcome)
    return Explanation(rule=rule, outcome=outcome, why=finding.message, together=(_named(group),), findings=(finding,))


def explain_rule(checker: ClaimChecker, claim: Claim, rule_id: str, *, history: History | None = None) -> Explanation:
    """Explain what one rule concludes about a claim, also where it has no finding.

    The rule is run once more and watched: the lines it was given, the fields it read, the answers of the law and the
    choices of the payer.

    Args:
        checker: Law, payer and rules.
        claim: The claim, with all its lines.
        rule_id: The id of a rule (``"PTP003"``) or its name.
        history: What else was billed and charted for the patients. With one, even an empty one, rules that look over
            more than one day run too.

    Returns:
        The explanation, with an outcome even where there is no finding.

    Raises:
        UnknownName: There is no such rule.

    Example:
        >>> from otcpt.claims import parse_claim
        >>> claim = parse_claim("2026-03-02", "97530:GO x2", "97140:GO x1")
        >>> why = explain_rule(ClaimChecker(policy="medicare-part-b"), claim, "PTP001")
        >>> why.outcome, why.answers[0].answer, why.answers[0].carried_forward
        ('clean', 'no edit', False)
    """
    wanted = only(rule_id, str, "rule_id", "write an id like 'PTP001'").strip().upper()
    rule = next((one for one in checker.rules if wanted == one.id), None) or find_rule(rule_id)
    report = checker.check(claim, history=history)
    trace = trace_rule(checker, claim, rule, history)
    found = tuple(one for one in (*report.findings, *report.bypassed) if one.rule_id == rule.id)
    raw_not_evaluated = tuple(one for one in report.not_evaluated if one.rule is None or one.rule_id == rule.id)
    outcome, why = _conclusion(checker, rule, trace, found, raw_not_evaluated, claim)
    places = {id(line): position for position, line in enumerate(claim.lines)}
    together = tuple(
        _named(
            [
                _looked(_where(places.get(id(line), -1), line), line, touched, read)
                for line, touched, read in zip(shown.lines, shown.touched, shown.read, strict=True)
            ]
        )
        for shown in trace.shown
    )
    return Explanation(
        rule=rule,
        outcome=outcome,
        why=why,
        together=together,
        answers=tuple(law_answers(trace, checker.edition)),
        choices=tuple(_choices(trace, checker)),
        findings=found,
        not_evaluated=raw_not_evaluated,
    )


def _conclusion(
    checker: ClaimChecker,
    rule: Rule,
    trace: Trace,
    found: Sequence[Finding],
    raw_not_evaluated: Sequence[NotEvaluated],
    claim: Claim,
) -> tuple[str, str]:
    if rule.id not in {one.id for one in checker.rules}:
        day = claim.lines[0].date_of_service if claim.lines else date.min
        if rule.id in checker.policy.on(day).off:
            layer = checker.policy.why("off", on=day).id
            return "not asked", f"The policy {checker.policy.id} switches the rule off (layer {layer})."
        return "not asked", f"The policy {checker.policy.id} does not ask for the rule: see its choices."
    if found:
        return str(found[0].rule.outcome), " ".join(one.message for one in found)
    if raw_not_evaluated:
        return "not evaluated", "; ".join(dict.fromkeys(f"{one.why} ({one.reason})" for one in raw_not_evaluated)) + "."
    if not any(any(shown.touched) for shown in trace.shown):
        return "clean", "No line of the claim concerns the rule."
    return "clean", "The rule looked at the lines below and found nothing."


def _where(position: int, line: ServiceLine) -> str:
    return str(position + 1) if position >= 0 else f"history, {line.date_of_service}"


def _looked(where: str, line: ServiceLine, touched: bool, read: Mapping[str, object]) -> tuple[LineRead, FieldsRead]:
    return LineRead(where, f"{line.date_of_service} {format_line(line)}", touched, ()), dict(read)


def _named(group: Iterable[tuple[LineRead, FieldsRead]]) -> tuple[LineRead, ...]:
    """Write what was read as words; opaque keys become letters that only tell whether two are the same."""
    letters: dict[tuple[str, object], str] = {}
    written = []
    for looked, read in group:
        words = []
        for name, value in read.items():
            shown = _word(value)
            if name.endswith("_key") and value is not None:
                count = sum(key == name for key, _ in letters)
                shown = letters.setdefault((name, value), _letter(count))
            words.append((name.replace("_", " "), shown))
        written.append(attrs.evolve(looked, read=tuple(words)))
    return tuple(written)


def _letter(number: int) -> str:
    return chr(ord("A") + number) if number < 26 else f"no. {number + 1}"


def _word(value: object) -> str:
    if value is None:
        return "not given"
    if isinstance(value, tuple):
        return " ".join(map(str, value)) or "none"
    return value.isoformat("minutes") if isinstance(value, time) else str(value)


def _choices(trace: Trace, checker: ClaimChecker) -> Iterator[PayerChoice]:
    seen = set()
    for name, day in sorted(trace.choices):
        layer = checker.policy.why(name, on=day)
        choice = PayerChoice(name, _word(trace.choices[name, day]) or "empty", layer.id, layer.citation)
        if choice not in seen:
            seen.add(choice)
            yield choice
