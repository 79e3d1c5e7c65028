"""What rules offer: declared, shown by a case, in billers' words, and never a way to be paid more."""

import re

import attrs
import pytest
from tests.rules.cases import CASES, cases_of, findings_of

from otcpt.checking import check
from otcpt.claims import Claim, parse_claim
from otcpt.editions import available_editions, load_edition
from otcpt.edits import Need
from otcpt.errors import InvalidInput, UnknownName
from otcpt.findings import Finding, Offers, Rule
from otcpt.fixes import AddModifier, Fix, ForPerson, MoveModifiers, Person
from otcpt.policies import Overlay, load_policy
from otcpt.rules import ALL_RULES, find_rule
from otcpt.testing import Case, check_offers

every_rule = pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.id)


@every_rule
def test_a_rule_offers_what_it_declares(rule: Rule) -> None:
    """Always, sometimes or never, by the fixes that its case files state."""
    check_offers(rule, CASES)


def test_a_wrong_declaration_is_named() -> None:
    """The rule, what it declares and what its cases show."""
    case = Case(rule="KX003", name="n", kind="flagged", on=CASES[0].on, lines=("97530 x1",), expect=("97530",))
    with pytest.raises(AssertionError, match=r'KX003 declares offers="always", and by .* it is "never"'):
        check_offers(find_rule("KX003"), [case])


@every_rule
def test_every_fix_is_of_the_rule_and_shown_by_a_case(rule: Rule) -> None:
    """Keys are unique; a hit changes nothing that the rule does not name; no fix that changes lines is never seen."""
    keys = [fix.key for fix in rule.fixes]
    offered = {text.partition(":")[0] for case in cases_of(rule.id) for text in case.fix}
    named: set[str] = set()
    machine: set[str] = set()
    for finding in findings_of(rule.id):
        assert set(finding._changes) <= set(keys)
        named |= {fix.key for fix in finding.fixes}
        machine |= {fix.key for fix in finding.fixes if not all(isinstance(c, ForPerson) for c in fix.changes)}

    assert len(set(keys)) == len(keys)
    assert named == set(keys)
    assert offered == machine


@every_rule
def test_every_finding_says_what_may_be_done(rule: Rule) -> None:
    """At least one fix; each starts with a verb, ends in a period and has no gaps."""
    for finding in findings_of(rule.id):
        assert finding.fixes
        for fix in finding.fixes:
            assert re.match(r"[A-Z][a-z]+ ", fix.words), fix.words
            assert not re.search(r"[{}]|\bNone\b|  | ,|\.\.", str(fix)), str(fix)


def test_a_fix_in_words() -> None:
    """What to do and when in one sentence, what the record must show in another."""
    assert str(Fix("k", "Take 97530 off the claim")) == "Take 97530 off the claim."
    assert str(Fix("k", "Add KX", "it is needed")) == "Add KX if it is needed."
    assert str(Fix("k", "Add GO", "it is therapy", "DOC-181")) == (
        "Add GO if it is therapy. The record must already show: A plan of that discipline is on file. (DOC-181)"
    )
    assert Fix("k", "w").person is None
    assert Fix("k", "w", changes=ForPerson(Person.CHOOSES_UNITS)).person is Person.CHOOSES_UNITS


@every_rule
def test_what_a_fix_needs_in_the_record_is_an_element_of_every_edition(rule: Rule) -> None:
    """Never what no source requires, and never free text."""
    for edition in map(load_edition, available_editions()):
        needs = [edition.documentation[id_].need for id_ in rule.record]
        assert Need.NOT_REQUIRED not in needs
    for finding in findings_of(rule.id):
        assert {id_ for fix in finding.fixes for id_ in fix.record} <= set(rule.record)


def test_the_record_of_a_fix_is_no_free_text() -> None:
    """A rule of another package names elements too; an id that no element has is named where it is read."""
    with pytest.raises(InvalidInput, match="names 'the note'; give ids of elements such as 'DOC-077'"):
        Fix("k", "Add KX", record="the note")
    with pytest.raises(UnknownName, match="DOC-999"):
        str(Fix("k", "Add KX", record="DOC-999"))


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


@pytest.mark.parametrize(
    ("lines", "condition"),
    [
        (("97150:GO x1", "97530:GO x1"), "separate blocks of time"),
        (("98940 x1", "97140:GO x1"), "different regions"),
        (("98940 x1", "97112:GO x1"), "different regions"),
        (("11042 x1", "97597:GO x1"), "different wounds"),
        (("93797 x1", "97110:GO x1"), "separate encounters"),
        (("97535:GO x1", "97168:GO x1"), "a change of status"),
        (("97165:GO x1", "99213 x1"), "the visit was significant and separate"),
    ],
)
def test_a_modifier_is_named_with_what_must_be_true_of_this_pair(lines: tuple[str, ...], condition: str) -> None:
    """Separate minutes do not part manipulation from manual therapy, nor two treatments of one wound."""
    first = _finding("PTP002", "2024-07-01", *lines).fixes[0]

    assert condition in first.when
    assert first.words.startswith("Add 25" if "99213 x1" in lines else "Add 59")


@pytest.mark.parametrize(
    ("on", "lines", "action"),
    [
        ("2024-07-01", ("97165:GO:25 x1", "99213 x1"), "Move 25 to the visit"),
        ("2017-05-01", ("97161:GP:59 x1", "97165 x1"), "Move 59 to 97165"),
        ("2024-07-01", ("97165:GO x1", "99213:59 x1"), "Add 25 to the visit"),
        ("2024-07-01", ("97150:GO:76 x1", "97530:GO x1"), "Add 59, or the X modifier that fits, to 97530"),
    ],
)
def test_a_modifier_on_the_wrong_line_is_moved(on: str, lines: tuple[str, ...], action: str) -> None:
    """Nothing is added where what was claimed only has to change its line."""
    assert _finding("PTP002", on, *lines).fixes[0].words == action


@pytest.mark.parametrize(
    ("lines", "condition"),
    [
        (("97165:GO x1", "97750:GP x1"), "two disciplines"),
        (("97168:GO x1", "97760:GP x1"), "two disciplines"),
        (("92507:GN x1", "97129:GO x1"), "two practitioners"),
        (("92526:GN x1", "G0283:GO x1"), "two practitioners"),
        (("95992:GP x1", "97140:GP x1"), "something else than the vertigo"),
    ],
)
def test_in_a_facility_the_manual_names_who_must_have_furnished_the_two(lines: tuple[str, ...], condition: str) -> None:
    """NCCI Policy Manual XI.P.8, XI.H.2-4, XI.H.8: no block of time parts these."""
    report = check(parse_claim("2024-07-01", *lines), policy="medicare-part-b-facility")
    [found] = [f for f in report.findings if f.rule_id == "PTP002"]

    assert condition in found.fixes[0].when


def test_a_replacement_that_medicare_does_not_use_is_not_offered() -> None:
    """97532 became 97127, which Medicare never took, and G0515, which it did."""
    found = _finding("CODE003", "2018-01-01", "97532:GO x2")

    assert [fix.words for fix in found.fixes] == ["Bill G0515"]
    assert "now G0515" in found.message


@pytest.mark.parametrize(
    "lines",
    [
        ("97165:GO x1", "97750:GO:59 x2"),
        ("97760:GO x1", "97763:GO x1"),
        ("97165:GO x1", "97168:GO x1"),
        ("97150:GO x1", "97750:GO x1"),
        ("92526:GO x1", "G0283:GO x1"),
    ],
)
def test_no_fix_of_an_edit_with_indicator_0_names_a_modifier(lines: tuple[str, ...]) -> None:
    """Nothing releases it, so nothing is offered."""
    report = check(parse_claim("2024-07-01", *lines), policy=PRACTICE)
    result = " ".join(fix.words for f in report.findings if f.rule_id == "PTP001" for fix in f.fixes)

    assert result
    assert not [modifier for modifier in ("59", "XU", "XE", "XP", "XS", "modifier") if modifier in result]


def _ways(on: str, *lines: str, policy: str = PRACTICE, rule: str = "MUE001") -> list[str]:
    claim = Claim(attrs.evolve(line, rendering_provider_key="R1") for line in parse_claim(on, *lines))
    report = check(claim, policy=policy)
    [found] = [f for f in report.findings if f.rule_id == rule]
    return [fix.words for fix in found.fixes]


ONE_LINE = "on one line with 50 and 1 unit, without RT and LT"


@pytest.mark.parametrize("policy", [PRACTICE, "medicare-part-b-facility"])
@pytest.mark.parametrize("code", ["29584", "29125", "29240", "29505"])
def test_both_sides_of_a_bilateral_code_are_one_line(code: str, policy: str) -> None:
    """Bilateral indicator 1: one line, 50, one unit; units above an absolute limit are never left as they are."""
    ways = _ways("2026-03-02", f"{code}:GO:RT x1", f"{code}:GO:LT x1", policy=policy)

    assert ways == [f"Bill {code} {ONE_LINE}", "Correct the units"]


def test_one_line_is_offered_only_where_both_sides_of_a_bilateral_code_are_billed() -> None:
    """Not: one side twice, fingers, another code, a day no file tells of, or two people's work.

    A therapist's and an assistant's side are two people's, and so are two disciplines' (GO and GP).
    """
    assert _ways("2026-03-02", "29125:GO:50 x2") == [f"Bill 29125 {ONE_LINE}", "Correct the units"]
    assert _ways("2026-03-02", "29125:GO:RT x2") == ["Correct the units"]
    assert _ways("2026-03-02", "29131:GO:RT x2", "29131:GO:LT x1")[0] == "Correct the units"
    assert _ways("2026-03-02", "97542:GO:RT x5", "97542:GO:LT x5")[0] == "Correct the units"
    assert _ways("2024-08-05", "29125:GO:RT x1", "29125:GO:LT x1") == ["Correct the units"]
    assert _ways("2026-03-02", "29125:GO:RT x1", "29125:GO:CO:LT x1") == ["Correct the units"]
    for policy in (PRACTICE, "medicare-part-b-facility"):
        assert _ways("2026-03-02", "29125:GO:RT x1", "29125:GP:LT x1", policy=policy) == ["Correct the units"]


def test_truthful_units_are_left_only_where_the_contractor_may_pay_them() -> None:
    """Adjudication indicator 3 alone; with 2 all units are denied, and no review changes that."""
    assert _ways("2026-03-02", "97112:GO x5") == [
        "Correct the units",
        "Bill the units as they are, and send the record with the appeal",
    ]
    assert _ways("2026-03-02", "29584:GO:RT x2") == ["Correct the units"]
    assert _ways("2026-03-02", "29075:GO:RT x1", "29075:GO:LT x1")[2:] == [
        "Bill the units as they are, and send the record with the appeal"
    ]
    assert _ways("2026-03-02", "97165:GO x2", rule="UNIT004") == ["Bill 1 unit of 97165"]


@pytest.mark.parametrize("line", ["97530:GO x1 @A15", "97530:GO:CO x1 @A15", "97530:CO x1 @A15", "98980:GO:CO x1"])
def test_nothing_under_a_physicians_number_is_fixed_with_an_assistants_modifier(line: str) -> None:
    """The only modifier named belongs on the enrolled therapist's own claim."""
    physician = load_policy(PRACTICE) | Overlay(id="physician", biller="physician")
    report = check(parse_claim("2026-03-02", line), policy=physician)
    ways = [fix.words for found in report.findings for fix in found.fixes]

    assert "ASST005" in [found.rule_id for found in report.findings]
    named = [way for way in ways if "CO" in way and not way.startswith("Take CO off")]
    assert named == [f"Bill {line[:5]} under the enrolled therapist's own number, with CO"]
