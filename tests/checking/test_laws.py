"""What a check promises, whatever the rules are."""

import json
import pickle
from random import Random

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otcpt.billing import bill
from otcpt.checker import Checker
from otcpt.checking import check
from otcpt.claims import Claim, History, ServiceLine, Visit, parse_claim
from otcpt.errors import InvalidInput
from otcpt.findings import Cause, Report
from otcpt.policies import Overlay, load_policy
from otcpt.rules import ALL_RULES
from otcpt.testing import UndeclaredRead, guarded, strategies

POLICIES = ("medicare-part-b", "medicare-part-b-facility", "ama-midpoint")
CHECKERS = {name: Checker(policy=name) for name in POLICIES}
GUARDED = {name: Checker(policy=name, rules=[guarded(rule) for rule in ALL_RULES]) for name in POLICIES}
policies = st.sampled_from(POLICIES)


def _lines(lines: tuple[ServiceLine, ...]) -> list[str]:
    return sorted(repr(attrs.astuple(line)) for line in lines)


def _said(report: Report) -> list[str]:
    """The report without places: what was found on which lines."""
    found = [
        repr((one.rule_id, one.severity, _lines(one.lines), sorted(one.evidence.items())))
        for one in (*report.findings, *report.bypassed)
    ]
    raw_not_evaluated = [repr((one.rule_id, one.reason, one.why, _lines(one.lines))) for one in report.not_evaluated]
    return sorted(found + raw_not_evaluated)


@given(strategies.claims(), policies, st.randoms(use_true_random=False))
def test_the_order_of_lines_never_changes_the_findings(claim: Claim, policy: str, random: Random) -> None:
    """Reports of a claim and of the same lines shuffled say the same of the same lines."""
    shuffled = list(claim.lines)
    random.shuffle(shuffled)

    assert _said(CHECKERS[policy].check(claim)) == _said(CHECKERS[policy].check(Claim(shuffled)))


@given(strategies.claims(), policies)
def test_no_valid_claim_makes_a_rule_raise_or_read_what_it_did_not_declare(claim: Claim, policy: str) -> None:
    """Every rule answers, reads only its declared fields, and says the same when watched."""
    assert _said(GUARDED[policy].check(claim)) == _said(CHECKERS[policy].check(claim))


@given(st.data(), policies, st.randoms(use_true_random=False))
def test_the_same_laws_hold_with_a_history(data: st.DataObject, policy: str, random: Random) -> None:
    """Beside a chart and earlier lines too no rule raises or reads undeclared fields, and no order matters."""
    claim = data.draw(strategies.claims(max_size=3))
    history = data.draw(strategies.histories(claim.lines[0].date_of_service))
    shuffled, shown = list(claim.lines), list(history.lines)
    random.shuffle(shuffled)
    random.shuffle(shown)

    result = _said(CHECKERS[policy].check(claim, history=history))

    assert result == _said(GUARDED[policy].check(claim, history=history))
    assert result == _said(CHECKERS[policy].check(Claim(shuffled), history=attrs.evolve(history, lines=shown)))


@given(st.data(), policies)
def test_another_patients_history_changes_no_finding(data: st.DataObject, policy: str) -> None:
    """What is known of somebody else says nothing of this patient."""
    claim = data.draw(strategies.claims(max_size=3))
    own = Claim(attrs.evolve(line, patient_key="A", rendering_provider_key="R1") for line in claim.lines)
    other = data.draw(strategies.histories(claim.lines[0].date_of_service, patient_key="B"))
    others = attrs.evolve(other, lines=[attrs.evolve(line, rendering_provider_key="R9") for line in other.lines])

    assert _said(CHECKERS[policy].check(own, history=others)) == _said(CHECKERS[policy].check(own, history=History()))


@given(strategies.claims(), policies)
def test_a_remembered_kind_of_day_answers_as_a_new_one(claim: Claim, policy: str) -> None:
    """What the checker keeps between claims never changes an answer."""
    assert _said(CHECKERS[policy].check(claim)) == _said(Checker(policy=policy).check(claim))


@given(st.lists(strategies.claims(max_size=3), min_size=1, max_size=3), policies)
def test_another_patient_or_another_day_changes_no_finding(several: list[Claim], policy: str) -> None:
    """Claims of different patients are checked together as they are checked alone."""
    own = [
        Claim(attrs.evolve(line, patient_key=f"P{number}") for line in claim.lines)
        for number, claim in enumerate(several)
    ]
    together = CHECKERS[policy].check_all(own)

    assert [_said(report) for report in together] == [_said(CHECKERS[policy].check(claim)) for claim in own]


@given(strategies.claims(), policies)
def test_lines_of_one_patient_and_day_meet_across_claims(claim: Claim, policy: str) -> None:
    """A day sent on two claims is the same day."""
    lines = [attrs.evolve(line, patient_key="P1") for line in claim.lines]
    apart = CHECKERS[policy].check_all([Claim(lines[:1]), Claim(lines[1:])])
    whole = CHECKERS[policy].check(Claim(lines))

    assert sorted(repr(f.rule_id) for report in apart for f in report.findings) == sorted(
        repr(f.rule_id) for f in whole.findings
    )


@given(strategies.claims(), policies)
def test_a_report_travels_and_is_plain_json(claim: Claim, policy: str) -> None:
    """Pickling gives the same report back, and its record is made of plain values only."""
    report = CHECKERS[policy].check(claim)

    assert pickle.loads(pickle.dumps(report)) == report
    assert json.loads(report.to_json()) == report.to_record()


@given(strategies.visits(), policies)
def test_bill_adds_no_fault_of_its_own(visit: Visit, policy: str) -> None:
    """What check finds on a bill's claim, bill had reported; and it is what was done, never how it was billed."""
    done = bill(visit, policy=policy)
    found = check(done.claim, policy=policy).findings

    assert found == done.report.findings
    asked = {question.codes for question in done.questions}
    unasked = [f for f in found if f.cause is Cause.BILLING and f.severity != "advice" and f.codes not in asked]
    assert not [f"{f.rule_id} {f.message}" for f in unasked]


@given(strategies.visits(), policies)
def test_bill_keeps_every_minute(visit: Visit, policy: str) -> None:
    """Nothing done is dropped: the lines' minutes are the visit's."""
    done = bill(visit, policy=policy)

    assert sum(line.minutes or 0 for line in done.claim.lines) == sum(s.minutes for s in visit.services)


def test_reading_an_undeclared_field_is_caught() -> None:
    """A rule whose declaration is cut down raises under the guard."""
    rule = next(rule for rule in ALL_RULES if rule.id == "UNIT001")
    blind = attrs.evolve(rule, reads=rule.reads - {"minutes"}, needs=frozenset())

    with pytest.raises(UndeclaredRead, match="UNIT001 reads minutes"):
        Checker(policy="medicare-part-b", rules=[guarded(blind)]).check(parse_claim("2026-03-02", "97530:GO x2 @30"))


def test_replaced_and_voided_claims_leave_the_day() -> None:
    """The original is not checked, its replacement is, and the report says why."""
    fault = parse_claim("2026-03-02", "97530 x2 @30").lines
    mended = parse_claim("2026-03-02", "97530:GO x2 @30").lines
    original, replacement = Claim(fault, claim_id="A"), Claim(mended, claim_id="A", frequency="7")
    first, second = CHECKERS["medicare-part-b"].check_all([original, replacement])

    assert not first.findings
    assert first.not_evaluated[0].why == "Replaced or voided by a later claim"
    assert second.ok


def test_a_line_without_a_provider_is_the_one_providers_or_no_ones() -> None:
    """Beside one named provider it is taken for that provider's; beside two it is not guessed whose it is."""
    named, other, unnamed = parse_claim("2026-03-02", "97150:GO x1", "97150:GO x1", "97530:GO x1").lines
    named = attrs.evolve(named, rendering_provider_key="R1")
    other = attrs.evolve(other, rendering_provider_key="R2")

    def denied(*lines: ServiceLine) -> list[tuple[str, ...]]:
        findings = CHECKERS["medicare-part-b"].check(Claim(lines)).findings
        return [finding.codes for finding in findings if finding.rule_id == "PTP002"]

    assert denied(named, unnamed) == [("97530", "97150")]
    assert denied(named, other, unnamed) == []


def test_a_void_bills_nothing() -> None:
    """Checked by itself or beside what it takes back, it has no findings, and the report says why."""
    lines = parse_claim("2026-03-02", "97530 x2 @30").lines
    void = Claim(lines, claim_id="A", frequency="8")

    for report in (
        check(void, policy="medicare-part-b"),
        *CHECKERS["medicare-part-b"].check_all([Claim(lines), void])[1:],
    ):
        assert not report.findings
        assert [entry.why for entry in report.not_evaluated] == ["Void claim: it bills nothing"]


def test_a_rule_that_does_not_exist_cannot_be_switched_off() -> None:
    """A mistyped id would silently leave the rule on."""
    with pytest.raises(InvalidInput, match="Did you mean PTP004"):
        Overlay(id="x", off=("PTP0004",))
    with pytest.raises(LookupError, match="no package brings rules as 'acme'"):
        Checker(policy=load_policy("medicare-part-b") | Overlay(id="x", off=("acme:NOTE001",)))


def test_the_wrong_kind_of_bill_is_pointed_out() -> None:
    """A facility's bill under a practitioner's policy, and a facility's line without a bill type, are caveats."""
    claim = parse_claim("2026-03-02", "97530:GO x2 @30")
    facility = Claim(attrs.evolve(line, bill_type="131") for line in claim.lines)

    def ids(claim: Claim, policy: str) -> set[str]:
        return {caveat.id for caveat in check(claim, policy=policy).caveats}

    assert "facility-bill" in ids(facility, "medicare-part-b")
    assert "no-bill-type" in ids(claim, "medicare-part-b-facility")
    assert not {"facility-bill", "no-bill-type"} & (
        ids(claim, "medicare-part-b") | ids(facility, "medicare-part-b-facility")
    )


def test_another_payers_lines_are_not_evaluated() -> None:
    """A commercial line says nothing about Medicare, and takes no part in the day."""
    lines = [attrs.evolve(line, payer="CI") for line in parse_claim("2026-03-02", "97150 x1", "97530 x1").lines]
    report = check(Claim(lines), policy="medicare-part-b")

    assert not report.findings
    assert [(n.rule_id, n.reason) for n in report.not_evaluated] == [("*", "not applicable")]


def test_minutes_of_an_unbilled_service_count_and_nothing_else_of_it() -> None:
    """7 + 7 + 7 minutes are one unit; the two services without one meet no edit and need no modifier."""
    report = check(
        parse_claim("2026-03-02", "97110:GO x1 @7", "97112:GO x0 @7", "97140 x0 @7"), policy="medicare-part-b"
    )

    assert not report.findings


def test_the_report_names_law_payer_and_rules() -> None:
    """Enough to replay the answer."""
    report = check(parse_claim("2026-03-02", "97530:GO x2 @30"), policy="medicare-part-b")
    identity = report.to_record()["identity"]

    assert identity == report.identity.to_record()
    assert report.identity.edition_digest == CHECKERS["medicare-part-b"].edition.digest


def test_broken_calls_are_refused() -> None:
    """A policy by another name, a claim of another kind."""
    with pytest.raises(LookupError, match="Did you mean medicare-part-b"):
        Checker(policy="medicare-partb")
    with pytest.raises(InvalidInput, match="takes a Claim"):
        check(["97530"], policy="medicare-part-b")  # type: ignore[arg-type]
    claim = parse_claim("2026-03-02", "97530:GO x2")
    with pytest.raises(InvalidInput, match="history takes a History"):
        check(claim, policy="medicare-part-b", history=[claim])  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="bill takes a Visit"):
        bill(claim, policy="medicare-part-b")  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="neither a policy"):
        Checker(policy=7)  # type: ignore[arg-type]
