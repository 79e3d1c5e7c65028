"""Answers that public sources give in numbers: remittances that add up or do not, appeal days, what contradicts."""

from datetime import date
from decimal import Decimal

import pytest

from otcpt.claims import Adjustment, Claim, Remittance, RemittanceClaim, RemittanceLine
from otcpt.denials import Route, deadline_of, explain_denials
from otcpt.errors import InputErrors
from otcpt.io import read_remittances
from otcpt.policies import Overlay, load_policy
from otcpt.testing import write_remittances

from .conftest import answered_line, sent

DAY = date(2026, 3, 2)


def claim_of(status: str, lines: list[str], adjusted: str = "", patient: str | None = None) -> RemittanceClaim:
    """Return an answered claim from short lines, with adjustments of the claim as ``CO-45:65 ...``."""
    read: list[RemittanceLine] = [answered_line(line, DAY) for line in lines]
    of_claim = []
    for one in adjusted.split():
        code, _, amount = one.partition(":")
        group, _, reason = code.partition("-")
        of_claim.append(Adjustment(group, reason, Decimal(amount)))
    return RemittanceClaim(
        "C1",
        status,
        sum((line.charge for line in read), Decimal(0)),
        sum((line.paid for line in read), Decimal(0)),
        read,
        adjustments=of_claim,
        patient_amount=None if patient is None else Decimal(patient),
        payer="CI",
    )


def problems(*claims: RemittanceClaim, payment: str, plb: str = "") -> list[str]:
    """Return the elements at which a file is refused; none where it is read."""
    from otcpt.claims import ProviderAdjustment

    outside = [ProviderAdjustment("WO", Decimal(plb), "1", date(2026, 12, 31))] if plb else []
    text = write_remittances([Remittance(Decimal(payment), claims, outside)])
    try:
        read_remittances(text.encode())
    except InputErrors as refused:
        return [str(one.column) for one in refused.problems]
    return []


def test_adjustments_repeated_for_the_claim_do_not_add_up() -> None:
    """The lines balance, the claim does not: 430.00 is adjusted of 280.00, 215.00 of it twice."""
    lines = [
        "97110:GP x2 80 65 CO-45:15",
        "97140:GP:59 x1 70 0 CO-119:70 | N362",
        "97530:GP x1 50 0 CO-97:50 | M15",
        "97150:GP x2 80 0 CO-119:80 | N362",
    ]
    claim = claim_of("1", lines, "CO-45:65 CO-119:100 CO-97:50")

    assert all(not line.imbalance for line in claim) and claim.imbalance == Decimal(-215)
    assert problems(claim, payment="65") == ["CLP03"]


def test_a_payment_that_is_not_the_claims_less_plb() -> None:
    """280.00 + 0.00 - (-75.00) is 355.00, and the check says 450.00; the claims repeat their lines' adjustments."""
    lines = ["97161:GP x1 150 120 CO-45:30", "97110:GP x2 80 65 CO-45:15", "97140:GP:59 x1 70 55 CO-45:15"]
    paid = claim_of("1", [*lines, "97530:GP x1 50 40 CO-45:10"], "CO-45:70 PR-2:25 PR-3:10", "35")
    denied = claim_of("4", ["97161:GP x1 150 0 CO-197:150 | N700", "97110:GP x1 50 0 CO-197:50 | N700"], "CO-197:200")

    assert problems(paid, denied, payment="450", plb="-75") == ["BPR02", "CLP03", "CLP03"]


def test_a_line_that_adds_up_names_what_was_allowed() -> None:
    """100.00 = 57.44 + 30.00 + 12.56."""
    assert problems(claim_of("1", ["97110 x2 100 57.44 PR-3:30 CO-45:12.56"], patient="30"), payment="57.44") == []


@pytest.mark.parametrize(
    ("line", "category"),
    [("97110 x2 80 0 CO-50:80", "medical-necessity"), ("97161:GP x1 150 0 CO-197:150 | N700", "authorization")],
)
def test_what_no_claim_shows_is_no_rule(line: str, category: str) -> None:
    """Medical necessity and authorization are appealed, and no rule is behind them."""
    code, _, _ = line.partition(" ")
    claim = sent("2026-03-02", f"{code} x1")
    answer = Remittance(Decimal(0), [claim_of("4", [line])])
    (explained,) = explain_denials([answer], [claim], policy="ama-midpoint").lines

    assert explained.likeliest is None and not explained.contradictions
    assert explained.next_step is not None and explained.next_step.route is Route.APPEAL
    assert [one.code.category for one in explained.reasons if one.code is not None] == [category]


def test_97_where_no_edit_and_no_limit_is() -> None:
    """97 on paid lines of 97110 and 97112: no edit, and 5 units are within 6; Medicare only."""
    claim = sent("2026-03-02", "97110:GO x5", "97112:GO x1")
    lines = [answered_line(text, DAY) for text in ("97110:GO x5 625 500 CO-97:125", "97112:GO x1 95 80 CO-97:15")]
    answer = RemittanceClaim("C1", "1", Decimal(720), Decimal(580), lines, payer="MB")
    report = explain_denials([Remittance(Decimal(580), [answer])], [claim], policy="medicare-part-b")

    assert all("No NCCI edit" in line.contradictions[0].text for line in report.lines)
    other = explain_denials([Remittance(Decimal(580), [answer])], [claim], policy="ama-midpoint")
    assert not any(line.contradictions for line in other.lines)


def test_a_limit_whose_extent_is_not_published_is_held_against_the_line() -> None:
    """Medicaid's table says 6 units, of a line or of a day: 4 on the line fit, and 8 of the day are not counted."""
    state = load_policy("medicaid-ncci") | Overlay(id="state", unit_method="ama")
    claim = sent("2026-03-02", "97530 x4", "97530:76 x4")
    lines = [answered_line(text, DAY) for text in ("97530 x4 240 0 CO-151:240 | N362", "97530:76 x4 9 9")]
    answer = RemittanceClaim("C1", "1", Decimal(249), Decimal(9), lines, payer="MC")
    (first, _) = explain_denials([Remittance(Decimal(9), [answer])], [claim], policy=state).lines

    assert first.contradictions[0].text.startswith("4 units of 97530 fit the MUE of 6 on 2026-03-02")


def test_what_is_not_known_of_another_day_is_not_said_of_a_line() -> None:
    """Whether 97530 and 98985 are an edit is not known; 97140 of the next day was judged."""
    days = [sent("2026-03-02", "97530:GO x2", "98985 x1"), sent("2026-03-03", "97140:GO x1", "97110:GO x1")]
    claim = Claim([line for one in days for line in one], claim_id="C1")
    lines = [answered_line("97140:GO x1 60 0 CO-236:60", date(2026, 3, 3))]
    answer = RemittanceClaim("C1", "1", Decimal(60), Decimal(0), lines, payer="MB")
    (line,) = explain_denials([Remittance(Decimal(0), [answer])], [claim], policy="medicare-part-b").lines

    assert {str(cause.found) for cause in line.causes} == {"nothing"}
    assert "No NCCI edit bundles 97140 into 97110" in line.contradictions[0].text


def test_only_the_rules_that_are_named_are_asked() -> None:
    """The others are called not asked."""
    claim = sent("2026-03-02", "97530:GO x9")
    answer = RemittanceClaim(
        "C1", "1", Decimal(540), Decimal(0), [answered_line("97530:GO x9 540 0 CO-151:540 | N362", DAY)], payer="MB"
    )
    (line,) = explain_denials(
        [Remittance(Decimal(0), [answer])], [claim], policy="medicare-part-b", rules=["UNIT004"]
    ).lines

    assert {cause.rule_id: str(cause.found) for cause in line.causes} == {
        "UNIT004": "nothing", "MUE001": "not asked", "AOC002": "not asked", "PAY002": "not asked",
    }  # fmt: skip


def test_what_no_rule_says_may_be_appealed() -> None:
    """Two units of 97129 exceed its limit; where no rule was asked that says so, the appeal is not called in vain."""
    claim = sent("2026-03-02", "97129:GO x2")
    answer = RemittanceClaim(
        "C1", "1", Decimal(80), Decimal(0), [answered_line("97129:GO x2 80 0 CO-151:80 | N362", DAY)], payer="MB"
    )
    for rules, possible in ((None, False), (["UNIT004"], True)):
        (line,) = explain_denials(
            [Remittance(Decimal(0), [answer])], [claim], policy="medicare-part-b", rules=rules
        ).lines
        assert [way.possible for way in line.ways if way.route is Route.APPEAL] == [possible]


def test_what_part_a_answered_is_adjusted() -> None:
    """Whoever bills: a contractor of Part A corrects by an adjusted bill."""
    both = load_policy("medicare-part-b") | Overlay(id="both", payers=("MA", "MB"))
    claim = sent("2026-03-02", "97530 x2")
    for payer, route in (("MA", Route.ADJUSTMENT), ("MB", Route.REOPENING)):
        answer = RemittanceClaim(
            "C1", "1", Decimal(120), Decimal(0), [answered_line("97530 x2 120 0 CO-16:120 | N822", DAY)], payer=payer
        )
        (line,) = explain_denials([Remittance(Decimal(0), [answer])], [claim], policy=both).lines
        assert line.next_step is not None and line.next_step.route is route


def test_the_contractors_example_of_an_appeal() -> None:
    """A remittance of 2022-05-15 must be appealed by 2022-09-17."""
    found = deadline_of(Route.APPEAL, remitted=date(2022, 5, 15), service=None)
    assert found is not None and found.last_day == date(2022, 9, 17)
