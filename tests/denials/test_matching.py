"""Which claim line an answer is about, and which answers still count."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import attrs
import pytest

from otcpt.claims import Adjustment, Claim, Remittance, RemittanceClaim
from otcpt.denials import explain_denials, score
from otcpt.errors import InvalidInput
from otcpt.io import read_837, read_remittances
from otcpt.testing import write_remittances

from .conftest import answer_to, sent

POLICY = "medicare-part-b"


def test_lines_are_found_by_control_number_then_by_what_they_say() -> None:
    """Two lines of one code: the control number decides, else modifiers, charge and units."""
    claim = sent("2026-03-02", "97530:GO x2", "97530:GO:CO x1", "97140:GO x1")
    answer = answer_to(claim, "97140:GO x1 10 10", "97530:GO:CO x1 20 20", "97530:GO x2 40 40")
    lines = explain_denials([answer], [claim], policy=POLICY).lines
    assert [line.position for line in lines] == [2, 1, 0]

    numbered = Claim([attrs.evolve(line, line_id=f"A{n}") for n, line in enumerate(claim.lines)], claim_id="C1")
    turned = [
        attrs.evolve(line, modifiers=("GO",), line_id=line_id)
        for line, line_id in zip(answer.claims[0].lines, ("A2", "A0", "A1"), strict=True)
    ]
    payment = attrs.evolve(answer.claims[0], lines=turned)
    lines = explain_denials([attrs.evolve(answer, claims=[payment])], [numbered], policy=POLICY).lines
    assert [line.position for line in lines] == [2, 0, 1]


def test_a_claim_without_its_number_is_found_by_control_number_or_patient() -> None:
    """The number was changed on the way; what fits nothing is named, and so is what is not answered."""
    claim = sent("2026-03-02", "97530:GO x2")
    other = sent("2026-03-03", "97530:GO x2", claim_id="C2")
    renamed = attrs.evolve(claim, claim_id="X9")
    by_patient = attrs.evolve(answer_to(renamed, "97530:GO x2 120 0 CO-50:120").claims[0], patient_key="P1")
    line = attrs.evolve(by_patient.lines[0], line_id="LINE77")
    by_line = attrs.evolve(by_patient, lines=[line], patient_key=None)
    numbered = Claim([attrs.evolve(claim.lines[0], line_id="LINE77")], claim_id="C1")

    found = explain_denials([Remittance(Decimal(0), [by_patient])], [claim, other], policy=POLICY)
    assert (found.lines[0].claim, found.lines[0].matched, found.unanswered) == (0, "patient, code and day", (1,))
    found = explain_denials([Remittance(Decimal(0), [by_line])], [other, numbered], policy=POLICY)
    assert (found.lines[0].claim, found.lines[0].matched) == (1, "line control number, code and day")
    lost = explain_denials([Remittance(Decimal(0), [attrs.evolve(by_line, lines=[])])], [other], policy=POLICY)
    assert lost.unmatched == lost.lines and "not found" in lost.lines[0].matched


def test_of_two_claims_with_a_number_the_one_with_the_charge_was_answered() -> None:
    """Sent again as the first of its kind, for more: the answer is to the amount it names, else to the later one."""
    first, second = (
        Claim([attrs.evolve(line, charge=Decimal(charge)) for line in sent("2026-03-02", "97530:GO x2")], claim_id="C1")
        for charge in (120, 140)
    )
    for charge, place in ((120, 0), (140, 1), (130, 1)):
        answer = answer_to(first, f"97530:GO x2 {charge} 60 CO-45:{charge - 60}")
        assert [line.claim for line in explain_denials([answer], [first, second], policy=POLICY).lines] == [place]


def test_of_two_claims_with_a_number_and_a_charge_the_frequency_decides() -> None:
    """The answer to the original and the answer to its replacement."""
    first = sent("2026-03-02", "97530:GO x2")
    claims = [first, attrs.evolve(first, frequency="7")]
    for frequency, place in (("1", 0), ("7", 1), ("8", 1)):
        answer = answer_to(first, "97530:GO x2 120 60 CO-45:60")
        payment = attrs.evolve(answer.claims[0], frequency=frequency)
        lines = explain_denials([attrs.evolve(answer, claims=[payment])], claims, policy=POLICY).lines
        assert [line.claim for line in lines] == [place]


def test_a_line_that_is_not_on_the_claim_is_named() -> None:
    """The claim is found, the line is not, and nothing is stated of it."""
    claim = sent("2026-03-02", "97530:GO x2")
    answer = answer_to(claim, "97110:GO x2 120 0 CO-236:120")
    (line,) = explain_denials([answer], [claim], policy=POLICY).lines

    assert (line.claim, line.position, line.causes) == (0, None, ())
    assert "no line of it" in line.matched and line.notes


def test_a_reversal_takes_the_answer_back_and_a_correction_stands() -> None:
    """Denied, reversed, paid: nothing is left on the worklist."""
    claim = sent("2026-03-02", "97530:GO x2")
    denied = answer_to(claim, "97530:GO x2 120 0 CO-50:120")
    reversed_ = answer_to(claim, "97530:GO x2 -120 0 CO-50:-120", status="22", remitted="2026-05-10")
    paid = answer_to(claim, "97530:GO x2 120 60 CO-45:60", remitted="2026-05-10")
    report = explain_denials([reversed_, denied, paid], [claim], policy=POLICY)

    assert [line.settled for line in report.lines] == ["taken back by a reversal", "reversal", ""]
    assert report.worklist(denied.claims[0].lines[0].date_of_service or claim.dates[0]) == ()
    alone = explain_denials([reversed_], [claim], policy=POLICY)
    assert "not among" in alone.lines[0].settled


def test_a_reversal_after_its_correction_takes_back_the_first_answer() -> None:
    """Whatever the order in the remittance, the correction stands."""
    claim = sent("2026-03-02", "97530:GO x2")
    denied = answer_to(claim, "97530:GO x2 120 0 CO-50:120")
    paid = answer_to(claim, "97530:GO x2 120 60 CO-45:60", remitted="2026-05-10").claims[0]
    reversed_ = answer_to(claim, "97530:GO x2 -120 0 CO-50:-120", status="22").claims[0]
    both = attrs.evolve(
        answer_to(claim, "97530:GO x2 120 60 CO-45:60", remitted="2026-05-10"), claims=[paid, reversed_]
    )
    report = explain_denials([denied, both], [claim], policy=POLICY)

    assert [line.settled for line in report.lines] == ["taken back by a reversal", "", "reversal"]


def test_a_later_answer_settles_an_earlier_one_but_a_duplicate_does_not() -> None:
    """Denied and sent again: another answer counts last; OA-18 leaves the first denial open, and its dollars once."""
    claim = sent("2026-03-02", "97530:GO x2")
    first = answer_to(claim, "97530:GO x2 120 0 CO-50:120")
    again = answer_to(claim, "97530:GO x2 120 60 CO-45:60", remitted="2026-05-10")
    duplicate = answer_to(claim, "97530:GO x2 120 0 OA-18:120", remitted="2026-05-10")

    assert [line.needs_answer for line in explain_denials([first, again], [claim], policy=POLICY).lines] == [False] * 2
    both = explain_denials([first, duplicate], [claim], policy=POLICY)
    assert [line.needs_answer for line in both.lines] == [True, False]
    assert both.summary == "2 lines answered, 1 denied and open ($120.00)"
    assert both.lines[1].notes == ("First answered on 2026-04-10: denied, 0 paid.",)


def test_a_status_that_names_no_order_is_the_first_payer_s() -> None:
    """Denied with status 4, then paid as primary: the first answer is settled."""
    claim = sent("2026-03-02", "97530:GO x2")
    first = answer_to(claim, "97530:GO x2 120 0 CO-16:120", status="4")
    again = answer_to(claim, "97530:GO x2 120 60 CO-45:60", remitted="2026-05-10")
    lines = explain_denials([first, again], [claim], policy=POLICY).lines

    assert [(line.payer_order, line.settled) for line in lines] == [(None, "answered again later"), (1, "")]


def test_a_duplicate_of_a_paid_line_is_settled() -> None:
    """A line sent again after it was paid is denied rightly: nothing is open, and it counts once in the score."""
    claim = sent("2026-03-02", "97530:GO x2")
    first = answer_to(claim, "97530:GO x2 120 60 CO-45:60")
    duplicate = answer_to(claim, "97530:GO x2 120 0 OA-18:120", remitted="2026-05-10")
    report = explain_denials([first, duplicate], [claim], policy=POLICY)

    assert [line.settled for line in report.lines] == ["", "answered before"]
    assert not report.worklist(date(2026, 6, 1)) and score(report).judged == 1


def test_two_payers_are_two_answers() -> None:
    """A secondary payer's answer leaves the primary's denial open."""
    claim = sent("2026-03-02", "97530:GO x2")
    first = answer_to(claim, "97530:GO x2 120 0 CO-50:120")
    second = answer_to(claim, "97530:GO x2 120 20 OA-23:100", status="2", payer="CI", remitted="2026-05-10")
    report = explain_denials([first, second], [claim], policy=POLICY)

    assert [line.needs_answer for line in report.lines] == [True, False]


def test_claims_of_one_number_are_kept_apart() -> None:
    """An original and its replacement share a number: what was answered fits one of them."""
    original = sent("2026-03-02", "97530:GO x2", "97150:GO x1")
    replacement = attrs.evolve(sent("2026-03-02", "97530:GO:59 x2", "97150:GO x1"), frequency="7")
    first = answer_to(original, "97530:GO x2 120 0 CO-236:120", "97150:GO x1 40 30 CO-45:10")
    payment = attrs.evolve(first.claims[0], frequency="7")
    report = explain_denials([first], [original, replacement], policy=POLICY)
    assert report.lines[0].likeliest is None or report.lines[0].likeliest.rule_id == "PTP002"
    second = explain_denials([attrs.evolve(first, claims=[payment])], [original, replacement], policy=POLICY)
    assert second.lines[0].claim == 1


def test_what_the_payer_read_otherwise_is_named() -> None:
    """A modifier lost on the way, other units, another code."""
    claim = sent("2026-03-02", "97530:GO:59 x2", "97150:GO x1")
    answer = answer_to(claim, "97530:GO x1 120 0 CO-236:120", "97150:GO x1 40 30 CO-45:10").claims[0]
    lines = [attrs.evolve(answer.lines[0], paid_code="97110", paid_modifiers=("GO",)), answer.lines[1]]
    changed = Remittance(Decimal(30), [attrs.evolve(answer, lines=lines)])
    notes = explain_denials([changed], [claim], policy=POLICY).lines[0].notes

    assert [any(words in note for note in notes) for words in ("has 59", "2 units", "decided 97110")] == [True] * 3


def test_reasons_of_the_whole_claim_reach_its_lines() -> None:
    """A claim denied as a whole denies each of its lines, and its dollars count once."""
    claim = sent("2026-03-02", "97530:GO x2", "97140:GO x1")
    answer = answer_to(claim, "97530:GO x2 120 120", "97140:GO x1 60 60").claims[0]
    lines = [attrs.evolve(line, paid=Decimal(0)) for line in answer.lines]
    whole = attrs.evolve(answer, paid=Decimal(0), lines=lines, adjustments=[Adjustment("CO", "29", Decimal(180))])
    report = explain_denials([Remittance(Decimal(0), [whole])], [claim], policy=POLICY)

    assert [str(line.outcome) for line in report.lines] == ["denied", "denied"]
    assert [line.denied for line in report.lines] == [Decimal(120), Decimal(60)]
    assert all(line.reasons[0].of_claim for line in report.lines)


@pytest.mark.parametrize("wrong", ["remittances", "claims"])
def test_a_single_value_is_refused(wrong: str) -> None:
    """Both are taken in several; one alone is named."""
    claim = sent("2026-03-02", "97530:GO x2")
    answer = answer_to(claim, "97530:GO x2 120 120")
    given = {"remittances": [answer], "claims": [claim]} | {wrong: answer if wrong == "remittances" else claim}

    with pytest.raises(InvalidInput, match="write a list"):
        explain_denials(given["remittances"], given["claims"], policy=POLICY)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match=r"is an int; give"):
        explain_denials(
            [1] if wrong == "remittances" else [],  # type: ignore[list-item]
            [1] if wrong == "claims" else [],  # type: ignore[list-item]
            policy=POLICY,
        )


def test_another_payers_answer_is_listed_and_not_explained() -> None:
    """The policy does not speak for it: no rule, no law, no deadline."""
    claim = sent("2026-03-02", "97150:GO x1", "97530:GO x2")
    answer = answer_to(claim, "97530:GO x2 120 0 CO-236:120", payer="CI")
    (line,) = explain_denials([answer], [claim], policy=POLICY).lines

    assert line.causes == () and "does not speak" in line.notes[0]
    assert all(way.last_day is None for way in line.ways)
    paid = answer_to(claim, "97530:GO x2 120 60 CO-45:60", payer="CI")
    (line,) = explain_denials([paid], [claim], policy=POLICY, locality="national").lines
    assert (line.payment, line.contradictions) == (None, ())


def test_a_claim_without_lines_is_one_entry() -> None:
    """An inpatient-style answer has no lines."""
    payment = RemittanceClaim(
        "C1", "1", Decimal(100), Decimal(0), adjustments=[Adjustment("CO", "197", Decimal(100))], payer="MB"
    )
    (line,) = explain_denials(
        [Remittance(Decimal(0), [payment])], [sent("2026-03-02", "97530:GO x2")], policy=POLICY
    ).lines
    assert (line.code, str(line.outcome), line.denied) == (None, "denied", Decimal(100))


def test_no_key_of_a_patient_is_shown() -> None:
    """Neither in a repr nor in a record, a page or a table."""
    claim = attrs.evolve(
        sent("2026-03-02", "97150:GO x1", "97530:GO x2"),
        lines=[attrs.evolve(line, patient_key="KEYOFPATIENT") for line in sent("2026-03-02", "97150:GO", "97530:GO")],
    )
    payment = attrs.evolve(answer_to(claim, "97530:GO x2 120 0 CO-236:120").claims[0], patient_key="KEYOFPATIENT")
    report = explain_denials([Remittance(Decimal(0), [payment])], [claim], policy=POLICY)

    shown = (repr(report), repr(report.lines), str(report), report.to_html(whole=True), report.to_json(), repr(payment))
    assert not any("KEYOFPATIENT" in text for text in shown)


def test_a_pair_of_files_meets() -> None:
    """An 837 and the 835 that answers it: claims by number, lines by control number, patients by key."""
    claims = read_837(Path(__file__).parents[1] / "io" / "x12" / "plain.837")
    answers = [
        answer_to(
            claim, *(f"{':'.join((line.code, *line.modifiers))} x1 {line.charge} {line.charge}" for line in claim)
        )
        for claim in claims.claims
    ]
    numbered = [
        attrs.evolve(
            one,
            claims=[
                attrs.evolve(
                    payment,
                    lines=[
                        attrs.evolve(line, line_id=billed.line_id)
                        for line, billed in zip(payment.lines, claim.lines, strict=True)
                    ],
                )
                for payment in one.claims
            ],
        )
        for one, claim in zip(answers, claims.claims, strict=True)
    ]
    file = read_remittances(write_remittances(numbered).encode())
    report = explain_denials(file, claims, policy=POLICY)

    assert not report.unmatched and not report.unanswered
    assert [(line.claim, line.position) for line in report.lines] == [(0, 0), (0, 1), (1, 0)]
    assert {line.matched for line in report.lines} == {"claim number"}


def test_the_page_says_which_input_a_rule_lacked() -> None:
    """KX001 needs what was allowed before; the page says so where nothing else explains the denial."""
    claim = sent("2026-03-02", "97530:GO x2")
    answer = answer_to(claim, "97530:GO x2 120 0 CO-119:120")

    assert "KX001 was not evaluated: " in str(explain_denials([answer], [claim], policy=POLICY))
