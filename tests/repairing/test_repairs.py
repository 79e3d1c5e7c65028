"""Repairs do what they say: they remove, add nothing, and never ask for more than was documented."""

import json
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from random import Random

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules.cases import CASES, RULE_IDS, cases_of

from otcpt.checker import Checker
from otcpt.checking import check
from otcpt.claims import Claim, History, ServiceLine, parse_claim
from otcpt.codes import CodeGroup
from otcpt.editions import load_edition
from otcpt.errors import InvalidInput
from otcpt.findings import Finding, Reason, Report, Severity
from otcpt.fixes import AddModifier, Change, DropLines, Fix, MoveModifiers, MoveUnits, ReplaceCode, SetUnits
from otcpt.policies import Overlay, Policy, load_policy
from otcpt.repairing import Correction, Repair, Repairs, repairs
from otcpt.repairing._repairs import compare
from otcpt.testing import Case, strategies

FLAGGED = [case for case in CASES if case.kind == "flagged"]
POLICIES = ("medicare-part-b", "medicare-part-b-facility", "ama-midpoint")
PTP_ASSOCIATED = load_edition().groups.of(CodeGroup.PTP_ASSOCIATED, on="2026-03-02")
CHECKERS = {name: Checker(policy=name) for name in POLICIES}
policies = st.sampled_from(POLICIES)


def ways(policy: str, on: str, *lines: str) -> Repairs:
    """The repairs of a claim in shorthand."""
    claim = parse_claim(on, *lines)
    return repairs(claim, CHECKERS[policy].check(claim))


def actions(policy: str, on: str, *lines: str) -> list[list[str]]:
    """What the combinations do."""
    return [[change.action for change in repair.corrections] for repair in ways(policy, on, *lines).combinations]


def of_rule(found: Repairs, rule: str) -> list[str]:
    """What the single changes for a rule's findings do."""
    return [change.action for finding, changes in found.single if finding.rule_id == rule for change in changes]


def seen_from(repair: Repair, claim: Claim, report: Report) -> list[Finding]:
    """The findings of a changed claim on the lines of the given one; lines of the history keep their place."""
    origins = repair.trace(claim)[1]
    return [
        attrs.evolve(one, positions=tuple(origins[p] if p >= 0 else p for p in one.positions))
        for one in report.findings
    ]


def correction_rule(found: Repairs, correction: Correction) -> str:
    """The rule of the finding that a correction removes."""
    return next(finding.rule_id for finding, several in found.single if correction in several)


def count(finding: Finding, among: Iterable[Finding]) -> int:
    """How many findings of its rule stand on its lines."""
    return sum(one.rule_id == finding.rule_id and set(one.positions) <= set(finding.positions) for one in among)


def content(claim: Claim) -> list[str]:
    """The lines whatever their order."""
    return sorted(repr(attrs.astuple(line)) for line in claim.lines)


def prove(claim: Claim, checker: Checker, history: History | None = None) -> Repairs:
    """Check every change again, with the comparison written out a second time."""
    before = checker.check(claim, history=history)
    found = repairs(claim, before, checker=checker, history=history)
    for finding, changes in found.single:
        for change in changes:
            after = checker.check(change.apply(claim), history=history)
            seen = seen_from(Repair((change,)), claim, after)
            assert count(finding, seen) < count(finding, before.findings)
            assert not added(before, seen), f"{change.action} adds {added(before, seen)}"
            assert finding.rule_id not in silent(after) - silent(before)
    assert not (found.combinations and before.clean)
    for repair in found.combinations:
        after = checker.check(repair.apply(claim), history=history)
        assert after.clean and repair.apply(claim).billed and 1 <= len(repair.corrections) <= 3
        assert not added(before, seen_from(repair, claim, after))
        for left_out in repair.corrections:
            fewer = Repair(tuple(one for one in repair.corrections if one is not left_out))
            partly = checker.check(fewer.apply(claim), history=history)
            fell_silent = (silent(partly) - silent(before)) & {one.rule_id for one in before.findings}
            new = compare(before.findings, seen_from(fewer, claim, partly))[1]
            assert not partly.clean or new or fell_silent or not fewer.apply(claim).billed
    return found


def added(before: Report, seen: Iterable[Finding]) -> list[str]:
    """Findings that no finding of before explains: of its rule, at least as bad, on the lines it named."""
    rank = list(Severity)
    return [
        f"{one.rule_id} {one.message}"
        for one in seen
        if not any(
            one.rule_id == old.rule_id
            and set(one.positions) <= set(old.positions)
            and rank.index(one.severity) >= rank.index(old.severity)
            for old in before.findings
        )
    ]


def silent(report: Report) -> set[str]:
    """Rules that lack input or data."""
    gaps = (Reason.INPUT_MISSING, Reason.OUTSIDE_COVERAGE)
    return {entry.rule_id for entry in report.not_evaluated if entry.reason in gaps}


@given(strategies.claims(), policies)
def test_a_change_removes_its_finding_and_adds_none_and_a_combination_cleans(claim: Claim, policy: str) -> None:
    """Of generated claims: proved by checking again; and every change of a combination is needed."""
    prove(claim, CHECKERS[policy])


@cache
def checker_of(policy: Policy) -> Checker:
    """The checker of a case's policy, made once."""
    return Checker(policy=policy)


@pytest.mark.parametrize("each", [False, pytest.param(True, marks=pytest.mark.thorough)], ids=["flagged", "every"])
@pytest.mark.parametrize("rule", RULE_IDS)
def test_the_same_holds_of_the_cases_of_a_rule(rule: str, each: bool) -> None:
    """With the case's own policy and history, by all rules; of flagged cases, or of every case."""
    for case in cases_of(rule):
        if each or case.kind == "flagged":
            prove(case.claim, checker_of(case.payer), case.beside)


@given(strategies.claims(), policies, st.randoms(use_true_random=False))
def test_the_order_of_changes_does_not_matter(claim: Claim, policy: str, random: Random) -> None:
    """The same changes in any order are the same repair and the same claim."""
    for repair in repairs(claim, CHECKERS[policy].check(claim)).combinations:
        shuffled = list(repair.corrections)
        random.shuffle(shuffled)
        assert Repair(tuple(shuffled)) == repair
        assert Repair(tuple(shuffled)).apply(claim) == repair.apply(claim)


@given(strategies.claims(), policies, st.randoms(use_true_random=False))
def test_the_order_of_lines_does_not_matter(claim: Claim, policy: str, random: Random) -> None:
    """The claim's lines shuffled have the same ways out, up to the places."""
    shuffled = list(claim.lines)
    random.shuffle(shuffled)
    ends = []
    for one in (claim, Claim(shuffled)):
        found = repairs(one, CHECKERS[policy].check(one))
        single = sorted((f.rule_id, content(c.apply(one))) for f, changes in found.single for c in changes)
        ends.append((single, sorted(content(repair.apply(one)) for repair in found.combinations)))

    assert ends[0] == ends[1]


@given(strategies.claims(), policies)
def test_asking_twice_answers_alike(claim: Claim, policy: str) -> None:
    """What was remembered of another claim changes nothing."""
    first = repairs(claim, CHECKERS[policy].check(claim))
    fresh = Checker(policy=policy)

    assert repairs(claim, fresh.check(claim), checker=fresh) == first


@given(strategies.claims(), policies)
def test_no_change_bills_more_units_than_the_minutes_support(claim: Claim, policy: str) -> None:
    """Units go up only to what an advice or a misallocation names, and the units rule still has nothing to say."""
    before = CHECKERS[policy].check(claim)
    for finding, changes in repairs(claim, before).single:
        for change in changes:
            after = CHECKERS[policy].check(change.apply(claim))
            billed, now = _units(claim), _units(change.apply(claim))
            if now > billed:
                assert finding.rule_id == "UNIT002" and change.fix.record
                assert now - billed <= int(str(finding.evidence["supported"])) - int(str(finding.evidence["billed"]))
            assert _above(after) <= _above(before)


def _units(claim: Claim) -> int:
    return sum(line.units or 0 for line in claim.lines)


def _above(report: Report) -> int:
    return sum(finding.rule_id == "UNIT001" for finding in report.findings)


@given(strategies.claims(), policies)
def test_no_modifier_is_put_on_a_line_that_nothing_releases(claim: Claim, policy: str) -> None:
    """59 never is next to an edit with indicator 0, and never without what must be true."""
    report = CHECKERS[policy].check(claim)
    found = repairs(claim, report)
    hard = {f.positions[0] for f in report.findings if f.rule_id in ("PTP001", "PTP005")}
    for _, changes in found.single:
        for change in changes:
            match change.change:
                case AddModifier(place, modifiers) | MoveModifiers(_, place, modifiers) if place in hard:
                    assert not PTP_ASSOCIATED.codes.intersection(modifiers)


@given(strategies.claims(), policies)
def test_what_is_offered_is_words_and_plain_records(claim: Claim, policy: str) -> None:
    """A sentence that starts with a verb; records are plain; where nothing is offered, every fix has its reason."""
    found = repairs(claim, CHECKERS[policy].check(claim))
    made = [c for _, several in found.single for c in several]
    made += [c for repair in found.combinations for c in repair.corrections]
    for correction in made:
        assert correction.action[0].isupper() and "{" not in str(correction)
    record = found.to_record()
    assert json.loads(json.dumps(record)) == record
    for entry in record["findings"]:  # type: ignore[attr-defined]
        assert bool(entry["corrections"]) != bool(entry["left_to_person"])


@given(strategies.claims(), policies)
def test_making_what_is_offered_comes_to_an_end(claim: Claim, policy: str) -> None:
    """Of generated claims, see `follow`."""
    follow(claim, CHECKERS[policy])


@pytest.mark.parametrize("rule", RULE_IDS)
def test_the_same_comes_to_an_end_for_every_rule(rule: str) -> None:
    """Each flagged case, with its own policy and history: also those of rules that generated claims seldom meet."""
    for case in cases_of(rule):
        if case.kind == "flagged":
            follow(case.claim, checker_of(case.payer), case.beside)


@pytest.mark.thorough
@given(st.sampled_from(FLAGGED), st.data())
def test_the_same_comes_to_an_end_among_other_lines(case: Case, data: st.DataObject) -> None:
    """A flagged case with generated lines of the same day, patient and providers after it."""
    last = case.claim.lines[-1]
    keys = {name: getattr(last, name) for name in ("patient_key", "rendering_provider_key", "billing_provider_key")}
    more = data.draw(st.lists(strategies.lines(on=last.date_of_service), min_size=1, max_size=2))
    lines = (*case.claim.lines, *(attrs.evolve(line, claim_id=last.claim_id, **keys) for line in more))

    follow(attrs.evolve(case.claim, lines=lines), checker_of(case.payer), case.beside)


def follow(claim: Claim, checker: Checker, history: History | None = None) -> None:
    """Make correction after correction until nothing is offered: no step bills more than the minutes support.

    No other rule has a finding, and none of the findings' rules stops evaluating.
    """
    report = checker.check(claim, history=history)
    for _ in range(2 * len(report.findings) + 1):
        found = repairs(claim, report, checker=checker, history=history)
        correction = next((c for _, several in found.single for c in several), None)
        if correction is None:
            return
        claim = correction.apply(claim)
        after = checker.check(claim, history=history)
        rules = {finding.rule_id for finding in report.findings}
        assert {finding.rule_id for finding in after.findings} <= rules, correction
        assert not (silent(after) - silent(report)) & {correction_rule(found, correction)}
        assert _above(after) <= _above(report)
        report = after
    raise AssertionError(f"still offered: {report.verdict}")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("97150:GO x1", "97530:GO x2"), [
            ["Take 97530 (line 2) off the claim"], ["Add 59 to 97530 (line 2)"], ["Add XE to 97530 (line 2)"],
        ]),
        (("97165:GO x1", "97750:GO x2"), [["Take 97750 (line 2) off the claim"]]),
        (("97165:GO x1", "99213 x1"), [["Take 99213 (line 2) off the claim"], ["Add 25 to 99213 (line 2)"]]),
        (("97530 x2",), [["Add GO to 97530 (line 1)"]]),
        (("97530:GO:GP x2",), [["Take GO off 97530 (line 1)"], ["Take GP off 97530 (line 1)"]]),
        (("97165:GP x1",), [["Replace GP by GO on 97165 (line 1)"]]),
        (("97530:CO x1",), [["Add GO to 97530 (line 1)", "?"]]),
        (("97530:GO x3 @30",), [["Bill 97530 x2 (line 1)"]]),
        (("97129:GO x3 @45",), [["Bill 2 units of 97129 (line 1) on a separate line as 97130"]]),
        (("97129:GO x2 @30", "97130:GO x1 @15"), [["Move 1 unit from 97129 (line 1) to 97130 (line 2)"]]),
        (("97110:GO x2 @13+A23",), [
            ["Bill 1 unit of 97110 (line 1) on a separate line with CO"],
        ]),
        (("97530:GO x2 @A30",), [["Add CO to 97530 (line 1)"]]),
        (("97014:GO x1",), [["Bill G0283 instead of 97014 (line 1)"]]),
        (("97004:GO x1",), [["Bill 97168 instead of 97004 (line 1)"]]),
        (("9753O:GO x1",), [["Bill 97530 instead of 9753O (line 1)"]]),
        (("97112:GO x5",), []),
    ],
)  # fmt: skip
def test_known_claims(lines: tuple[str, ...], expected: list[list[str]]) -> None:
    """The smallest ways out of a fault, as a biller would list them."""
    found = actions("medicare-part-b", "2026-03-02", *lines)
    if expected and "?" in expected[0]:
        assert expected[0][0] in {action for several in found for action in several}
    else:
        assert sorted(found) == sorted(expected)


def test_a_line_that_is_denied_anyway_gets_no_modifier() -> None:
    """97750 beside an evaluation has indicator 0; its other edit has 1, and 59 would only look like unbundling."""
    found = ways("medicare-part-b", "2026-03-02", "97165:GO x1", "97750:GO x2", "97530:GO x2")

    assert of_rule(found, "PTP002") == ["Take 97750 (line 2) off the claim"]
    assert [change.action for change in found.combinations[0].corrections] == ["Take 97750 (line 2) off the claim"]


def test_something_is_still_billed() -> None:
    """Taking the only line off, or billing nothing of it, is no claim; the fix in words remains."""
    alone = ways("medicare-part-b", "2026-03-02", "97010:GO x1")
    beside = ways("medicare-part-b", "2026-03-02", "97010:GO x1", "97530:GO x2 @30")

    assert of_rule(alone, "CODE004") == []
    assert of_rule(beside, "CODE004") == ["Take 97010 (line 1) off the claim"]


def test_falling_silent_is_no_way_out() -> None:
    """With 97530 for 9753O the units cannot be compared any more, since its own are missing: clean, but not mended."""
    claim = parse_claim("2026-03-02", "97760:GO x8 @71", "9753O:GO @21")
    checker = CHECKERS["ama-midpoint"]
    report = checker.check(claim)
    assert {finding.rule_id for finding in report.findings} >= {"UNIT001", "CODE001"}
    typed = Correction(Fix("k", "w"), ReplaceCode(1, ("97530",)), ("9753O",))
    assert checker.check(typed.apply(claim)).clean

    assert all(len(repair.corrections) > 1 for repair in repairs(claim, report).combinations)


def test_each_finding_has_its_own_changes() -> None:
    """They are asked for by the finding; one of another report has none."""
    found = ways("medicare-part-b", "2026-03-02", "97530 x3 @30", "97014:GO x1")

    assert len(found.single) > 1
    assert all(found.of(finding) == changes for finding, changes in found.single)
    other = check(parse_claim("2026-03-02", "97165:GP x1"), policy="medicare-part-b").findings[0]
    assert found.of(other) == ()


def test_lines_that_tie_are_chosen_by_content() -> None:
    """Whose line takes the unit does not depend on which comes first."""
    one, other = parse_claim("2026-03-02", "97530:GO x0 @4", "97530:GO x0 @4").lines
    one = attrs.evolve(one, rendering_provider_key="R1")
    ends = []
    for claim in (Claim([one, other]), Claim([other, one])):
        report = CHECKERS["medicare-part-b"].check(claim)
        ends.append(sorted(content(c.apply(claim)) for f in report.findings for c in repairs(claim, report).of(f)))

    assert ends[0] == ends[1] != []


def test_several_faults_need_several_changes() -> None:
    """Each error its change, together the fewest."""
    found = actions("medicare-part-b", "2026-03-02", "97530 x2 @30", "97014:GO x1", "9753O:GO:KX x1 @15")

    assert found and all(len(several) == 3 for several in found)


def test_units_move_where_the_total_is_right() -> None:
    """A misallocated unit goes to the code with most minutes left over; the total stays."""
    found = ways("medicare-part-b", "2026-03-02", "97110:GO x3 @33", "97140:GO x0 @7")

    assert of_rule(found, "UNIT003") == ["Move 1 unit from 97110 (line 1) to 97140 (line 2)"]
    assert not found.combinations


def test_more_units_are_a_correction_with_documentation() -> None:
    """An advice is answered by the minutes that were documented, and never by more."""
    found = ways("medicare-part-b", "2026-03-02", "97530:GO x1 @30")
    [change] = found.single[0][1]

    assert change.change == SetUnits([(0, 2)])
    assert "30 minutes" in change.fix.when and "DOC-077" in change.fix.record


def test_truthful_units_are_never_cut_to_please_a_limit() -> None:
    """Five units of 97112 by 75 minutes exceed the limit, and nothing is offered."""
    found = ways("medicare-part-b", "2026-03-02", "97112:GO x5 @75")

    assert found.single[0][0].rule_id == "MUE001"
    assert not found.single[0][1] and not found.combinations


def test_duplicates_are_brought_together_or_taken_off() -> None:
    """Units, minutes and charges of both stand on one line."""
    claim = parse_claim("2026-03-02", "97530:GO x1 @15", "97530:GO x2 @30")
    changes = repairs(claim, CHECKERS["medicare-part-b"].check(claim)).single[0][1]

    assert changes[0].apply(claim) == parse_claim("2026-03-02", "97530:GO x3 @45")
    assert [change.change for change in changes[1:]] == [DropLines(0), DropLines(1)]


def test_a_charge_that_no_longer_fits_is_left_out() -> None:
    """The fee of other units is not otcpt's to know; a modifier leaves it."""
    [line] = parse_claim("2026-03-02", "97530:GO x3 @30").lines
    claim = Claim([attrs.evolve(line, charge=Decimal("90.00"))])
    units = Correction(Fix("k", "w"), SetUnits([(0, 2)]), ("97530",))
    modifier = Correction(Fix("k", "w"), AddModifier(0, ("KX",)), ("97530",))

    assert units.apply(claim).lines[0].charge is None
    assert modifier.apply(claim).lines[0].charge == Decimal("90.00")


def test_a_report_without_findings_needs_nothing() -> None:
    """No single changes, no combinations."""
    found = ways("medicare-part-b", "2026-03-02", "97530:GO x2 @30")

    assert found == Repairs((), ())
    assert "0 corrections for 0 findings" in str(found)


def test_only_what_the_policy_finds_is_repaired() -> None:
    """A payer without Medicare's tables has nothing against 97150 beside 97530."""
    assert not ways("ama-midpoint", "2026-03-02", "97150:GO x1", "97530:GO x2").combinations


def test_a_policy_of_ones_own_comes_with_its_checker() -> None:
    """A report names law and payer; what has no name here cannot be found again."""
    policy = load_policy("medicare-part-b") | Overlay(id="acme", off=("DUP001",))
    checker = Checker(policy=policy)
    claim = parse_claim("2026-03-02", "97150:GO x1", "97530:GO x2")

    with pytest.raises(InvalidInput, match="give checker="):
        repairs(claim, checker.check(claim))
    assert len(repairs(claim, checker.check(claim), checker=checker).combinations) == 3
    with pytest.raises(InvalidInput, match="the checker that made the report"):
        repairs(claim, checker.check(claim), checker=CHECKERS["medicare-part-b"])


def test_a_report_of_another_claim_is_refused() -> None:
    """Changes are about lines; the lines must be those."""
    one, other = parse_claim("2026-03-02", "97530 x2"), parse_claim("2026-03-02", "97140 x2")

    with pytest.raises(InvalidInput, match="other lines"):
        repairs(one, check(other, policy="medicare-part-b"))
    change = ways("medicare-part-b", "2026-03-02", "97530 x2").single[0][1][0]
    with pytest.raises(InvalidInput, match="line 1 of this claim is not 97530"):
        change.apply(other)


def test_a_finding_of_several_claims_has_no_change_in_one() -> None:
    """What another claim of the day brings in cannot be tried on this one alone."""
    lines = [attrs.evolve(line, patient_key="P1") for line in parse_claim("2026-03-02", "97150:GO x1", "97530:GO x1")]
    claims = [Claim(lines[:1]), Claim(lines[1:])]
    checker = CHECKERS["medicare-part-b"]
    second = checker.check_all(claims)[1]
    found = repairs(claims[1], second)

    assert [(finding.rule_id, changes) for finding, changes in found.single] == [("PTP002", ())]
    assert not found.combinations


def test_two_changes_of_one_thing_are_refused() -> None:
    """A line cannot be taken off and billed otherwise."""

    def correction(change: Change, *codes: str) -> Correction:
        return Correction(Fix("k", "w"), change, codes)

    drop = correction(DropLines(0), "97530")
    for other in (
        correction(ReplaceCode(0, ("97110",)), "97530"),
        correction(MoveUnits(1, 0), "97110", "97530"),
        drop,
    ):
        with pytest.raises(InvalidInput, match="two changes of one thing"):
            Repair((drop, other))


def test_a_change_keeps_the_given_claim() -> None:
    """Values are frozen; the claim's own fields go along."""
    line = ServiceLine("97530", date_of_service="2026-03-02", units=2)
    claim = Claim([line], claim_id="C1")
    [change] = repairs(claim, check(claim, policy="medicare-part-b")).single[0][1]

    assert change.apply(claim).claim_id == "C1"
    assert claim.lines[0].modifiers == ()


@settings(max_examples=20)
@given(strategies.claims(max_size=10), policies)
def test_the_search_is_bounded(claim: Claim, policy: str) -> None:
    """Ten lines with a fault each are answered by trying few claims, not all."""
    tried = []

    class Counting(Checker):
        def check(self, claim: Claim, *, history: History | None = None) -> Report:
            tried.append(claim)
            return super().check(claim, history=history)

    checker = Counting(policy=policy)
    repairs(claim, checker.check(claim), checker=checker)

    assert len(tried) < 2_000


@pytest.mark.parametrize("code", ["97110", "97112", "97150", "97530", "97035", "97140"])
@pytest.mark.parametrize(
    "payer",
    [
        Overlay(id="mine"),
        Overlay(id="mine", discipline="PT"),
        Overlay(id="mine", discipline="SLP"),
        Overlay(id="mine", biller="physician"),
        Overlay(id="mine", biller="facility"),
    ],
)
def test_a_missing_discipline_is_never_replaced_by_one_that_does_not_bill_the_code(code: str, payer: Overlay) -> None:
    """GN is in neither message, fix nor change, whoever bills: on these codes it is an error, or another's code."""
    policy = load_policy("medicare-part-b") | payer
    claim = parse_claim("2026-03-02", f"{code} x1 @15")
    checker = Checker(policy=policy)
    report = checker.check(claim)
    [finding] = [one for one in report.findings if one.rule_id == "MOD001"]
    [(_, ways)] = [one for one in repairs(claim, report, checker=checker).single if one[0] == finding]

    assert "GN" not in finding.message
    assert "GN" not in str(finding.fixes[0])
    assert ways
    for way in ways:
        assert isinstance(way.change, AddModifier)
        assert set(way.change.any_of) <= {"GO", "GP"}
