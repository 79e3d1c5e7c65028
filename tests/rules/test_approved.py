"""What each rule says of its cases, word for word: every piece of evidence and every reason for silence.

Below the words of a rule stand two digests, of what it says where its lines are joined by others, and of which codes
concern it: too much to read, and not to be changed unseen.
"""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from itertools import pairwise
from typing import Any

import attrs
import pytest
from tests.rules.cases import cases_of
from tests.rules.concerned import concerned

from otcpt.checker import Checker
from otcpt.claims import Claim, ServiceLine
from otcpt.findings import Report, Rule
from otcpt.policies import Overlay, Policy, load_policy
from otcpt.rules import ALL_RULES
from otcpt.testing import Case

every_rule = pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.id)


def policy_of(case: Case) -> Policy:
    """The policy of a case, its overlay included."""
    policy = load_policy(case.policy)
    return policy | Overlay(id="case", **case.overlay) if case.overlay else policy  # type: ignore[arg-type]


def ask(rule: Rule, case: Case, lines: Sequence[ServiceLine]) -> Report:
    """What the rule alone says of some lines, under the case's policy and beside its history."""
    past = case.beside if rule.scope.needs_history else None
    return Checker(policy=policy_of(case), rules=(rule,)).check(Claim(lines), history=past)


def shown(report: Report) -> Iterator[str]:
    """A line for each finding and each thing not judged."""
    for finding in (*report.findings, *report.bypassed):
        yield f"{finding.severity} {finding.positions}: {finding.message}"
        yield from (f"    {name}: {value!r}" for name, value in finding.evidence.items())
    for entry in report.not_evaluated:
        yield f"{entry.reason} {entry.positions}: {entry.why} {' '.join(entry.missing)}".rstrip()


def briefly(report: Report) -> Iterator[str]:
    """The same without the sentences."""
    for finding in (*report.findings, *report.bypassed):
        yield f"{finding.severity} {finding.positions}: {', '.join(map(str, finding.evidence.values()))}"
    yield from (f"{entry.reason} {entry.positions}" for entry in report.not_evaluated)


def about_lines(report: Report) -> list[tuple[object, ...]]:
    """What is stated of which lines, wherever they stand."""
    found = [
        (finding.severity, tuple(finding.evidence.items()), finding.codes, sorted(map(repr, finding.lines)))
        for finding in (*report.findings, *report.bypassed)
    ]
    silent = [(entry.reason, entry.why, sorted(map(repr, entry.lines))) for entry in report.not_evaluated]
    return sorted([*found, *silent], key=repr)


def nothing_of(line: ServiceLine) -> ServiceLine:
    """The line with no units and no minutes."""
    times = ("minutes", "therapist_minutes", "assistant_minutes", "joint_minutes")
    none: dict[str, Any] = {name: 0 for name in times if getattr(line, name) is not None}
    return attrs.evolve(line, units=0, **none)


def joined(rule: Rule) -> Iterator[str]:
    """Each case with a line of no units and no minutes, and with the lines of the next case under the same policy."""
    for case in cases_of(rule.id):
        given = case.claim.lines
        yield f"# {case.name}, and nothing of its first line"
        yield from briefly(ask(rule, case, [nothing_of(given[0]), *given]))
    for one, other in pairwise(cases_of(rule.id)):
        if policy_of(one) == policy_of(other) and (one.history, one.episode) == (other.history, other.episode):
            yield f"# {one.name}, and {other.name}"
            yield from briefly(ask(rule, one, [*one.claim.lines, *other.claim.lines]))


def digest(what: str, lines: Iterator[str]) -> str:
    """Many lines in one."""
    text = list(lines)
    return f"{what}: {len(text)} lines, sha256 {sha256(chr(10).join(text).encode()).hexdigest()[:16]}"


@every_rule
def test_what_a_rule_says_is_approved(rule: Rule, approved: Callable[[str, str], None]) -> None:
    """Message, evidence, severity and place of every finding, and why a line was not judged; and the digests."""
    lines = []
    for case in cases_of(rule.id):
        lines += [f"# {case.name}", *shown(ask(rule, case, case.claim.lines)), ""]
    lines += [digest("with more lines", joined(rule)), digest("codes it concerns", concerned(rule)), ""]
    approved(f"rules/{rule.id}", "\n".join(lines))


@every_rule
def test_the_order_of_lines_changes_no_finding(rule: Rule) -> None:
    """Read backwards, the same lines are named, their codes in the same order, with the same evidence."""
    for case in cases_of(rule.id):
        lines = case.claim.lines
        assert about_lines(ask(rule, case, lines)) == about_lines(ask(rule, case, lines[::-1])), case.name
