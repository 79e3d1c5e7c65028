"""What rules offer: declared, shown by a case, in billers' words, and never a way to be paid more."""

import re
from pathlib import Path

import pytest

from otcpt.checker import Checker
from otcpt.checking import check
from otcpt.claims import parse_claim
from otcpt.findings import Finding, Offers, Rule
from otcpt.fixes import AddModifier, Fix, ForPerson, MoveModifiers, Person
from otcpt.rules import ALL_RULES, find_rule
from otcpt.testing import Case, check_offers, load_cases

FOLDER = Path(__file__).parent.parent / "cases"
CASES = [case for path in sorted(FOLDER.glob("*.toml")) for case in load_cases(path)]
every_rule = pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.id)


def findings_of(rule: Rule) -> list[Finding]:
    """What the rule alone finds in its cases, bypassed edits included."""
    found: list[Finding] = []
    for case in CASES:
        if case.rule == rule.id:
            past = case.beside if rule.scope.needs_history else None
            report = Checker(policy=case.payer, rules=(rule,)).check(case.claim, history=past)
            found += (*report.findings, *report.bypassed)
    return found


@every_rule
def test_a_rule_offers_what_it_declares(rule: Rule) -> None:
    """Always, sometimes or never, by the fixes that its case files state."""
    check_offers(rule, CASES)


def test_a_wrong_declaration_is_named() -> None:
    """The rule, what it declares and what its cases show."""
    case = Case(rule="KX003", name="n", kind="flagged", on=CASES[0].on, lines=("97530 x1",), expect=("97530",))
    with pytest.raises(AssertionError, match='KX003 declares offers="always", and by .* it is "never"'):
        check_offers(find_rule("KX003"), [case])


@every_rule
def test_every_fix_is_of_the_rule_and_shown_by_a_case(rule: Rule) -> None:
    """Keys are unique; a hit changes nothing that the rule does not name; no fix that changes lines is never seen."""
    keys = [fix.key for fix in rule.fixes]
    offered = {text.partition(":")[0] for case in CASES if case.rule == rule.id for text in case.fix}
    named: set[str] = set()
    machine: set[str] = set()
    for finding in findings_of(rule):
        assert set(finding._changes) <= set(keys)
        named |= {fix.key for fix in finding.fixes}
        machine |= {fix.key for fix in finding.fixes if not all(isinstance(c, ForPerson) for c in fix.changes)}

    assert len(set(keys)) == len(keys)
    assert named == set(keys)
    assert offered == machine


@every_rule
def test_every_finding_says_what_may_be_done(rule: Rule) -> None:
    """At least one fix; each starts with a verb, ends in a period and has no gaps."""
    for finding in findings_of(rule):
        assert finding.fixes
        for fix in finding.fixes:
            assert re.match(r"[A-Z][a-z]+ ", fix.words), fix.words
            assert not re.search(r"[{}]|\bNone\b|  | ,|\.\.", str(fix)), str(fix)


def test_a_fix_in_words() -> None:
    """What to do and when in one sentence, what the record must show in another."""
    assert str(Fix("k", "Take 97530 off the claim")) == "Take 97530 off the claim."
    assert str(Fix("k", "Add KX", "it is needed")) == "Add KX if it is needed."
    assert str(Fix("k", "Add KX", "it is needed", "why")) == "Add KX if it is needed. The record must already show why."
    assert Fix("k", "w").person is None
    assert Fix("k", "w", changes=ForPerson(Person.CHOOSES_UNITS)).person is Person.CHOOSES_UNITS


@every_rule
def test_what_adds_a_modifier_or_a_code_names_the_record(rule: Rule) -> None:
    """A fix that adds units, modifiers or codes says what the record must already show."""
    for fix in rule.fixes:
        if fix.words.startswith(("Add ", "Bill ")) and fix.key not in ("drop", "leave"):
            assert fix.record, f"{rule.id}: {fix.words}"


def test_nothing_that_releases_an_edit_is_added_to_a_line_denied_for_good() -> None:
    """By an edit with indicator 0, by the manual, or by the payer."""
    for rule in (find_rule("PTP001"), find_rule("PTP005"), find_rule("PAY001")):
        for fix in rule.fixes:
            assert not any(isinstance(change, AddModifier | MoveModifiers) for change in fix.changes)
            assert not re.search(r"\b(59|X[EPSU]|modifier)\b", fix.words)
    assert find_rule("PTP003").offers is Offers.NEVER


PRACTICE = "medicare-part-b"


def _finding(rule: str, on: str, *lines: str, policy: str = PRACTICE) -> Finding:
    [found] = [f for f in check(parse_claim(on, *lines), policy=policy).findings if f.rule_id == rule]
    return found
