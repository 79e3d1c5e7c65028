"""A clinic's month: adjudicated by the law nothing is left to explain, and every disturbance is explained."""

from decimal import Decimal
from functools import cache

import attrs
import pytest

from otcpt.claims import Adjustment, Claim, Remittance
from otcpt.denials import DenialReport, ExplainedLine, LineOutcome, Route, explain_denials, score, total
from otcpt.io import read_remittances
from otcpt.testing import Disturbance, adjudicate, answered, clinic_month, disturb, recoup, write_remittances

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

    def told(report: DenialReport) -> list[dict[str, object]]:
        return [record for line in report.lines if (record := line.to_record())]

    assert told(explained(read)) == told(explained(answer()))


PAID = [
    (c, n) for c, claim in enumerate(answer().claims) for n, line in enumerate(claim.lines) if line.paid > Decimal(10)
][:14]


def check_disturbed(line: ExplainedLine, disturbance: Disturbance, alone: bool) -> None:
    """Hold what is said of one disturbed line against what was done to it."""
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


@pytest.mark.parametrize("disturbance", Disturbance)
def test_every_disturbance_is_explained(disturbance: Disturbance) -> None:
    """Line by line: what was done is named, and nothing else of the claim's own lines changes its outcome."""
    for c, n in PAID:
        report = explained(disturb(answer(), disturbance, c, n))
        number = sum(len(claim.lines) for claim in answer().claims[:c]) + n
        line = report.lines[number]
        alone = len({one.code for one in MONTH[c]}) == 1
        check_disturbed(line, disturbance, alone)
        assert line.needs_answer or disturbance is Disturbance.UNDERPAID
        assert total([claim for one in report.remittances for claim in one.claims]).unexplained == 0


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
    (said,) = explained(Remittance(paid.paid, [paid]), (claim,)).lines

    assert said.payment is not None and said.payment.equal and said.payment.expected_allowed == allowed
    assert not said.contradictions
