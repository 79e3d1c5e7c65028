"""A clinic's month: adjudicated by the law nothing is left to explain, and every disturbance is explained."""

import re
from datetime import date
from decimal import Decimal
from functools import cache

import attrs
import pytest

from otcpt.claims import Adjustment, Claim, Remittance
from otcpt.denials import DenialReport, ExplainedLine, LineOutcome, Route, explain_denials, score, total
from otcpt.denials.pages import denial_page
from otcpt.io import read_claims, read_remittances
from otcpt.page import to_text
from otcpt.testing import (
    Disturbance,
    adjudicate,
    answered,
    clinic_month,
    disturb,
    recoup,
    write_claims,
    write_remittances,
)

POLICY, PLACE = "medicare-part-b", "15202-00"
MONTH = clinic_month(26)


@cache
def answer() -> Remittance:
    """The month as the law answers it."""
    return adjudicate(MONTH, policy=POLICY, locality=PLACE)


def explained(remittance: Remittance, claims: tuple[Claim, ...] = MONTH) -> DenialReport:
    """Explain it with the fee schedule of the place."""
    assert remittance.balanced
    return explain_denials([remittance], claims, policy=POLICY, locality=PLACE)


@pytest.mark.parametrize("seed", [0, 3, 11])
def test_what_the_law_answers_leaves_nothing_open(seed: int) -> None:
    """Denials are the findings of the check, payments those of the fee schedule to the cent, nothing contradicts."""
    claims = clinic_month(40, seed=seed)
    report = explained(adjudicate(claims, policy=POLICY, locality=PLACE), claims)
    found = score(report)

    assert not report.unmatched and not report.unanswered and not report.to_appeal
    assert all(line.likeliest is not None and line.likeliest.listed for line in report.denials)
    assert all(line.payment is not None and line.payment.equal for line in report.lines if line.paid)
    assert sum(row.missed + row.false_alarms for row in found.rules) == 0
    assert {row.rule_id for row in found.rules} <= {"AOC001", "CODE003", "CODE004", "MOD001", "PTP002"}


def test_the_file_says_the_same_as_the_values() -> None:
    """Written as an 835 and read back, the explanation is the same but for the keys of patients and providers."""
    read = read_remittances(write_remittances([answer()]).encode()).remittances[0]

    def shown(report: DenialReport) -> list[dict[str, object]]:
        return [record for line in report.lines if (record := line.to_record())]

    assert shown(explained(read)) == shown(explained(answer()))


@cache
def written() -> tuple[tuple[Claim, ...], Remittance]:
    """The month as two files: the 837 that was sent, read back, and the 835 that answers it, read back."""
    claims = tuple(read_claims(write_claims(MONTH).encode()).claims)
    (remittance,) = read_remittances(
        write_remittances([adjudicate(claims, policy=POLICY, locality=PLACE)]).encode()
    ).remittances
    return claims, remittance


def test_the_837_says_the_same_as_the_values() -> None:
    """All that an 837 has: numbers, codes, modifiers, units, charges, days and payer; keys stay apart as they were."""
    claims, _ = written()
    names = ("code", "modifiers", "units", "charge", "date_of_service", "line_id", "claim_id", "payer")
    for name in names:
        assert [getattr(line, name) for claim in claims for line in claim] == [
            getattr(line, name) for claim in MONTH for line in claim
        ]
    for key in ("patient_key", "rendering_provider_key", "billing_provider_key"):
        both = [[getattr(line, key) for claim in side for line in claim] for side in (claims, MONTH)]
        pairs = set(zip(*both, strict=True))
        assert len(pairs) == len(set(both[0])) == len(set(both[1]))


def test_what_the_files_say_leaves_nothing_open() -> None:
    """The pair of files is explained as the pair of values is."""
    claims, remittance = written()
    report = explained(remittance, claims)
    found = score(report)

    assert not report.unmatched and not report.unanswered and not report.to_appeal
    assert all(line.payment is not None and line.payment.equal for line in report.lines if line.paid)
    assert sum(row.missed + row.false_alarms for row in found.rules) == 0 < sum(row.found for row in found.rules)


@pytest.mark.parametrize("disturbance", Disturbance)
def test_every_disturbance_of_the_files_is_explained(disturbance: Disturbance) -> None:
    """Written, read back and explained from the two files alone."""
    claims, remittance = written()
    for c, n in paid()[:3]:
        text = write_remittances([disturb(remittance, disturbance, c, n)])
        (read,) = read_remittances(text.encode()).remittances
        line = explained(read, claims).lines[sum(len(claim.lines) for claim in remittance.claims[:c]) + n]
        check_disturbed(line, disturbance, len({one.code for one in claims[c]}) == 1)


@cache
def paid() -> list[tuple[int, int]]:
    """Claim and line of what was paid."""
    return [
        (c, n)
        for c, claim in enumerate(answer().claims)
        for n, line in enumerate(claim.lines)
        if line.paid > Decimal(10)
    ]


def check_disturbed(line: ExplainedLine, disturbance: Disturbance, alone: bool) -> None:
    """Hold what is stated of one disturbed line against what was done to it."""
    against = " ".join(one.text for one in line.contradictions if one.sure)
    step = line.next_step
    match disturbance:
        case Disturbance.NO_EDIT if alone:
            assert "No other code" in line.notes[0] and not against
        case Disturbance.NO_EDIT:
            assert "No NCCI edit bundles" in against or "bypassed" in against
        case Disturbance.UNITS_FIT:
            assert "fit the MUE" in against
        case Disturbance.CODE_IS_VALID:
            assert "is a valid code" in against
        case Disturbance.NECESSITY | Disturbance.AUTHORIZATION:
            assert step is not None and step.route is Route.APPEAL and not against and line.likeliest is None
        case Disturbance.DUPLICATE:
            assert step is not None and "duplicate" in step.text and not against
        case Disturbance.MPPR:
            assert "CARC 59 took" in against
        case Disturbance.SEQUESTRATION:
            assert "CARC 253 took" in against
        case Disturbance.UNDERPAID:
            assert line.payment is not None and line.payment.step == "fee schedule"
        case Disturbance.NO_REASON:
            assert any("never the whole charge" in text for one in line.reasons for text in one.irregular)
        case Disturbance.UNKNOWN_REASON:
            assert line.outcome is LineOutcome.UNKNOWN
    if disturbance in (Disturbance.MPPR, Disturbance.SEQUESTRATION, Disturbance.UNDERPAID):
        assert line.payment is not None and line.payment.difference == Decimal("-3.00")
        assert line.at_stake == Decimal("3.00")
    else:
        assert line.denied == line.charge
    if against:
        assert step is not None and step.route is Route.APPEAL and step.last_day is not None


@pytest.mark.parametrize("number", [3, pytest.param(14, marks=pytest.mark.thorough)])
@pytest.mark.parametrize("disturbance", Disturbance)
def test_every_disturbance_is_explained(disturbance: Disturbance, number: int) -> None:
    """Line by line: what was done is named, and nothing else of the claim's own lines changes its outcome."""
    for c, n in paid()[:number]:
        report = explained(disturb(answer(), disturbance, c, n))
        line = report.lines[sum(len(claim.lines) for claim in answer().claims[:c]) + n]
        alone = len({one.code for one in MONTH[c]}) == 1
        check_disturbed(line, disturbance, alone)
        assert line.needs_answer or disturbance is Disturbance.UNDERPAID
        assert total([claim for one in report.remittances for claim in one.claims]).unexplained == 0


def test_the_worklist_has_what_is_at_stake() -> None:
    """Of a line that was paid too little the difference, in the table as in the records."""
    c, n = paid()[0]
    report = explained(disturb(answer(), Disturbance.SEQUESTRATION, c, n))
    (entry,) = [one for one in report.worklist(date(2026, 4, 20)) if one.line.contradictions]
    shown = to_text(denial_page(report, on=date(2026, 4, 20))).partition("Worklist")[2]

    assert entry.to_record()["dollars"] == "3.00"
    assert re.search(rf"\$3\.00 +{entry.line.claim_id}", shown)


def test_money_outside_claims_is_listed() -> None:
    """A recoupment lowers the payment, and the file still adds up."""
    report = explained(recoup(answer(), Decimal("42.10"), "ICN000001"))

    assert [(one.reason, one.amount) for _, one in report.provider_adjustments] == [("WO", Decimal("42.10"))]


def test_sequestration_was_suspended() -> None:
    """A service of 2021 has none: what was taken contradicts the law."""
    claims = tuple(
        attrs.evolve(
            claim, lines=[attrs.evolve(line, date_of_service=line.date_of_service.replace(year=2021)) for line in claim]
        )
        for claim in MONTH[1:2]
    )
    remittance = adjudicate(claims, policy=POLICY, locality=PLACE, paid_on=MONTH[0].dates[0])
    assert not [one for claim in remittance.claims for line in claim for one in line.adjustments if one.reason == "253"]
    report = explained(disturb(remittance, Disturbance.SEQUESTRATION, 0, 0), claims)

    assert "0 %" in report.lines[0].contradictions[0].text


def test_mppr_does_not_touch_every_code() -> None:
    """97129 is no code of the reduction, wherever the clinic is."""
    at = next(c for c, claim in enumerate(MONTH) if claim.lines[0].code == "97129")
    disturbed = disturb(answer(), Disturbance.MPPR, at, 0)
    (line,) = [
        one for one in explain_denials([disturbed], MONTH, policy=POLICY).lines if one.claim == at and one.position == 0
    ]

    assert line.payment is None and "97129 is not subject to MPPR" in line.contradictions[0].text


def test_deductible_and_mips_are_taken_as_the_remittance_shows_them() -> None:
    """An unmet deductible and a MIPS increase change what is expected, and nothing differs."""
    claim = MONTH[5]
    (line,) = adjudicate([claim], policy=POLICY, locality=PLACE).claims[0].lines
    assert line.allowed is not None
    allowed, deductible, incentive = line.allowed, Decimal("20.00"), Decimal("1.00")
    coinsurance = ((allowed - deductible) * Decimal("0.2")).quantize(Decimal("0.01"))
    before = allowed - deductible - coinsurance + incentive
    sequestration = (before * Decimal("0.02")).quantize(Decimal("0.01"))
    rest = [one for one in line.adjustments if one.reason in ("45", "59")]
    changed = attrs.evolve(
        line,
        paid=before - sequestration,
        adjustments=[
            *rest,
            Adjustment("PR", "1", deductible),
            Adjustment("PR", "2", coinsurance),
            Adjustment("CO", "144", -incentive),
            Adjustment("CO", "253", sequestration),
        ],
    )
    paid = answered(claim, [changed])
    (result,) = explained(Remittance(paid.paid, [paid]), (claim,)).lines

    assert result.payment is not None and result.payment.equal and result.payment.expected_allowed == allowed
    assert not result.contradictions
