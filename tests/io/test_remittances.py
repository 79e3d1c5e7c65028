"""The 835 reader: what is read, that dollars add up, and what is refused with its place."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import otcpt
from otcpt.claims import Adjustment, Remittance, RemittanceClaim, RemittanceLine
from otcpt.errors import InputErrors
from otcpt.io import read_837, read_remittances
from otcpt.testing import strategies, write_remittances

SAMPLES = Path(__file__).parent / "x12"
HEAD = (
    "ISA*00*          *00*          *ZZ*PAYER          *ZZ*PROVIDER       *260316*0800*^*00501*000000001*0*P*:~\n"
    "GS*HP*PAYER*PROVIDER*20260316*0800*1*X*005010X221A1~\nST*835*0001~\n"
)
CLAIM = (
    "CLP*C1*1*180*60*15*MB*ICN1*11*1~\nNM1*QC*1*PATIENT*P01****MI*MEMBERP01~\nNM1*82*1*OT*A****XX*1234567893~\n"
    "MOA***MA01*MA18~\n"
    "SVC*HC:97530:GO*120*60**2~\nDTM*472*20260309~\nCAS*CO*45*45~\nCAS*PR*2*15~\nREF*6R*C101~\nAMT*B6*75~\n"
    "SVC*HC:97140:GO*60*0**0**1~\nDTM*472*20260309~\nCAS*CO*236*60~\nREF*6R*C102~\nLQ*HE*M80~\nLQ*HE*N20~\n"
)


def file_of(body: str, payment: str = "60", outside: str = "") -> bytes:
    """Return an 835 file around claims."""
    segments = f"BPR*I*{payment}*C*ACH************20260410~\nTRN*1*EFT7*1~\nN1*PR*EXAMPLE PAYER~\n"
    whole = f"ST*835*0001~\n{segments}N1*PE*EXAMPLE*XX*1234567893~\n{body}{outside}"
    count = whole.count("~") + 1
    return f"{HEAD.removesuffix('ST*835*0001~' + chr(10))}{whole}SE*{count}*0001~\nGE*1*1~\nIEA*1*000000001~\n".encode()


def problems(data: bytes) -> list[tuple[int | None, str | None, str]]:
    """Return row, element and message of everything that a file is refused for."""
    with pytest.raises(InputErrors) as refused:
        read_remittances(data)
    return [(one.row, one.column, one.message) for one in refused.value.problems]


def test_a_remittance_has_all_that_the_file_says() -> None:
    """Payment, claim, lines, adjustments, remarks and keys arrive; a changed quantity keeps both numbers."""
    file = otcpt.read_remittances(file_of(CLAIM))
    (remittance,) = file
    (claim,) = remittance
    paid, denied = claim

    assert (remittance.payment, remittance.dated, remittance.trace) == (Decimal(60), date(2026, 4, 10), "EFT7")
    assert (remittance.payer_name, len(file), file.notes, file.problems) == ("EXAMPLE PAYER", 1, (), ())
    assert (claim.claim_id, claim.status, claim.payer, claim.control_number) == ("C1", "1", "MB", "ICN1")
    assert (claim.remarks, claim.payer_order, claim.is_forwarded) == (("MA01", "MA18"), 1, False)
    assert (paid.code, paid.modifiers, paid.units, paid.paid_units) == ("97530", ("GO",), 2, 2)
    assert [one.code for one in paid.adjustments] == ["CO-45", "PR-2"]
    assert (paid.allowed, paid.line_id, paid.date_of_service) == (Decimal(75), "C101", date(2026, 3, 9))
    assert (denied.units, denied.paid_units, denied.remarks) == (1, 0, ("M80", "N20"))
    assert remittance.balanced


def test_keys_are_those_of_the_claims() -> None:
    """The same member and provider have the same key in an 837 and an 835, and no number or name is shown."""
    line = read_837(SAMPLES / "plain.837").claims[0].lines[0]
    (claim,) = read_remittances(file_of(CLAIM)).claims()

    assert claim.patient_key == line.patient_key
    assert claim.rendering_provider_key == line.rendering_provider_key
    assert "MEMBERP01" not in repr(claim) and "1234567893" not in repr(claim) and "PATIENT" not in repr(claim)


@pytest.mark.parametrize(
    ("old", "new", "row", "element", "words"),
    [
        ("CAS*CO*45*45", "CAS*CO*45*44", 12, "SVC02", "1 is unexplained"),
        ("CLP*C1*1*180*60", "CLP*C1*1*180*61", 4, "BPR02", "1 is unexplained"),
        ("CLP*C1*1*180*60", "CLP*C1*1*181*60", 8, "CLP03", "sum of its lines, 180"),
        ("MOA***MA01", "CAS*CO*45*7~\nMOA***MA01", 8, "CLP03", "7 is unexplained"),
        ("BPR*I*60*", "BPR*I*61*", 4, "BPR02", "1 is unexplained"),
        ("SVC*HC:97530:GO*120", "SVC*HC:97530:GO*12O", 12, "SVC02", "not an amount"),
        ("SVC*HC:97530:GO*", "SVC*HC*", 12, "SVC01", "no procedure code"),
        ("CAS*CO*45*45", "CAS*XX*45*45", 14, "CAS01", "expected CO, PR, OA, PI, CR"),
        ("CAS*CO*45*45", "CAS*CO**45", 14, "CAS02", "no reason code"),
        ("CAS*CO*45*45", "CAS*CO*45", 14, "CAS03", "empty value"),
        ("DTM*472*20260309", "DTM*472*20260230", 12, "DTM02", "no calendar day"),
        ("CLP*C1*", "CLP**", 8, "CLP01", "no number"),
        ("************20260410", "************20261310", 4, "BPR16", "no calendar day"),
        ("ST*835*", "ST*837*", 3, "ST01", "otcpt.read_claims"),
        ("ST*835*", "ST*999*", 3, "ST01", "never reaches a remittance"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(old: str, new: str, row: int, element: str, words: str) -> None:
    """Segment, element and what was expected."""
    result = problems(file_of(CLAIM).replace(old.encode(), new.encode(), 1))

    assert any((at, where) == (row, element) and words in message for at, where, message in result), result


def test_every_problem_is_raised_at_once() -> None:
    """A line, a claim and the payment that do not add up are three problems."""
    result = problems(file_of(CLAIM.replace("CAS*CO*45*45", "CAS*CO*45*44"), payment="70"))

    assert [element for _, element, _ in result] == ["BPR02", "CLP03", "SVC02"]


def test_lines_that_cannot_be_read_are_left_out_on_request() -> None:
    """The rest stays, and what does not add up stays too, with its problem."""
    broken = file_of(CLAIM.replace("SVC*HC:97140:GO*60", "SVC*HC:97140:GO*6O"))
    kept = read_remittances(broken, on_problem="keep")
    unbalanced = read_remittances(file_of(CLAIM, payment="61"), on_problem="keep")

    assert [line.code for claim in kept.claims() for line in claim] == ["97530"]
    assert [problem.column for problem in kept.problems] == ["SVC02"]
    assert (unbalanced.remittances[0].imbalance, unbalanced.remittances[0].balanced) == (Decimal(1), False)


def test_adjustments_of_claims_and_of_the_provider_count() -> None:
    """A claim may be adjusted as a whole, and PLB lowers the payment where it is positive."""
    body = "CLP*C1*1*100*80*20*MB*ICN1~\nCAS*PR*1*15**3*5~\nCLP*C2*22*-50*-40*0*MB*ICN2~\nCAS*CO*45*-10~\n"
    outside = "PLB*1*20261231*WO:ICN2*30.5*FB*-10~\n"
    (remittance,) = read_remittances(file_of(body, "19.5", outside))

    assert [one.code for one in remittance.claims[0].adjustments] == ["PR-1", "PR-3"]
    assert [(one.reason, one.reference, one.amount) for one in remittance.provider_adjustments] == [
        ("WO", "ICN2", Decimal("30.5")),
        ("FB", None, Decimal(-10)),
    ]
    assert [claim.is_reversal for claim in remittance] == [False, True]


def test_a_changed_code_keeps_what_was_billed() -> None:
    """SVC01 is what the payer decided, SVC06 what was sent."""
    body = "CLP*C1*1*60*60**MB*I~\nSVC*HC:97110:GO*60*60**1*HC:97530:GO:59~\nDTM*150*20260309~\nDTM*151*20260310~\n"
    (line,) = next(read_remittances(file_of(body)).claims())

    assert (line.code, line.modifiers, line.paid_code, line.paid_modifiers) == ("97530", ("GO", "59"), "97110", ("GO",))
    assert (line.date_of_service, line.last_day) == (date(2026, 3, 9), date(2026, 3, 10))


def test_units_that_were_not_paid_and_not_named_stay_unknown() -> None:
    """Paid 0 of a number that the file does not say; an absent quantity is one."""
    body = (
        "CLP*C1*1*60*0**MB*I~\nSVC*HC:97110:GO*30*0**0~\nCAS*CO*96*30~\nLQ*HE*N130~\n"
        "SVC*HC:97530:GO*30*0~\nCAS*CO*96*30~\nLQ*HE*N130~\n"
    )
    first, second = next(read_remittances(file_of(body, "0")).claims())

    assert (first.units, first.paid_units, second.units, second.paid_units) == (None, 0, 1, 1)


@given(st.lists(strategies.remittances(), min_size=1, max_size=2))
def test_what_is_written_is_read_back(remittances: list[Remittance]) -> None:
    """Nothing is lost or added, and what adds up is read without a problem."""
    file = read_remittances(write_remittances(remittances).encode())

    assert [without_keys(one) for one in file] == remittances
    assert all(one.balanced for one in file)


def without_keys(remittance: Remittance) -> Remittance:
    """Return the remittance as it was drawn: without keys."""
    return attrs.evolve(remittance, billing_provider_key=None)


@given(strategies.remittances(), st.integers(1, 500), st.data())
def test_one_cent_anywhere_is_noticed(remittance: Remittance, cents: int, data: st.DataObject) -> None:
    """A payment, a claim or a line that is off by any amount is refused."""
    off = Decimal(cents) / 100
    places = [(c, n) for c, claim in enumerate(remittance.claims) for n in range(-1, len(claim.lines))]
    place = data.draw(st.sampled_from([None, *places]))
    wrong = attrs.evolve(remittance, payment=remittance.payment + off)
    if place is not None:
        at, line = place
        claims = list(remittance.claims)
        claim = claims[at]
        if line < 0:
            claims[at] = attrs.evolve(claim, paid=claim.paid + off)
        else:
            lines = list(claim.lines)
            lines[line] = attrs.evolve(lines[line], paid=lines[line].paid + off)
            claims[at] = attrs.evolve(claim, lines=lines)
        wrong = attrs.evolve(remittance, claims=claims)

    assert problems(write_remittances([wrong]).encode())


def test_dollars_are_decimals() -> None:
    """A float is refused where it is given."""
    with pytest.raises(otcpt.InvalidInput, match="Decimal"):
        Adjustment("CO", "45", 4.5)  # type: ignore[arg-type]
    with pytest.raises(otcpt.InvalidInput, match="Decimal"):
        RemittanceLine("97530", 4.5, Decimal(0))  # type: ignore[arg-type]
    with pytest.raises(otcpt.InvalidInput, match="Decimal"):
        RemittanceClaim("C1", "1", Decimal(0), 4.5)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("old", "new", "note"),
    [
        ("*0*P*:~", "*0*T*:~", "test file"),
        ("HC:97530:GO", "HC>97530>GO", "separated by '>'"),
        ("CLP*C1*1*180*60*15*MB", "CLP*C1*1*180*60*15*QQ", "no claim filing code"),
        ("CLP*C1*1*180*60*15*", "CLP*C1*1*180*60*14*", "CLP05"),
        ("*X*005010X221A1", "*X*004010X091A1", "004010X091A1"),
        ("CAS*CO*45*45", "CAS*CR*45*45", "group CR"),
        ("120*60**2~", "120*60**2.5~", "not whole"),
    ],
)
def test_liberties_are_noted(old: str, new: str, note: str) -> None:
    """What is unusual and changes no dollar is read, and stated."""
    file = read_remittances(file_of(CLAIM).replace(old.encode(), new.encode()))

    assert any(note in text for text in file.notes), file.notes
    assert next(file.claims()).lines[0].code == "97530"


def test_other_codes_sets_and_several_payers() -> None:
    """A dental and a revenue code keep their qualifiers; two sets in two interchanges are two remittances."""
    body = "CLP*C1*1*60*60**MB*I~\nSVC*AD:D0120*30*30~\nSVC*NU:0430*30*30**1~\n"
    both = file_of(body) + file_of(CLAIM)
    file = read_remittances(both)

    assert [line.qualifier for line in next(file.claims())] == ["AD", "NU"]
    assert [one.payment for one in file] == [Decimal(60), Decimal(60)]
