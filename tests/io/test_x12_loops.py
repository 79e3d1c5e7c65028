"""What belongs to whom: each test changes one segment of a sample and looks at what moves."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from otcpt.claims import ServiceLine
from otcpt.errors import InputErrors
from otcpt.io import read_837

SAMPLES = Path(__file__).parent / "x12"
PLAIN = (SAMPLES / "plain.837").read_bytes()
PARTIES = (SAMPLES / "parties.837").read_bytes()
INSTITUTIONAL = (SAMPLES / "institutional.837").read_bytes()


def lines(data: bytes) -> list[ServiceLine]:
    """Return all lines of a file."""
    return list(read_837(data).lines())


def keys(data: bytes, which: Callable[[ServiceLine], str | None]) -> list[str | None]:
    """Return one key of every line."""
    return [which(line) for line in lines(data)]


def test_the_therapist_of_another_payer_is_ignored() -> None:
    """NM1*82 after an SBR inside the claim (2330D) names the other payer's number for the therapist."""
    with_other = PARTIES.replace(b"PI*OTHERPAY~", b"PI*OTHERPAY~\nNM1*82*1******XX*1999999992~")
    assert with_other != PARTIES
    assert lines(with_other) == lines(PARTIES)


def test_children_without_a_name_are_patients_of_their_own() -> None:
    """A patient loop (HL 23) whose NM1*QC is missing is not the subscriber, nor the child before."""
    nameless = PARTIES.replace(b"NM1*QC*1*PATIENT*CHILDA~\n", b"").replace(b"NM1*QC*1*PATIENT*CHILDB~\n", b"")
    first, second, third = keys(nameless, lambda line: line.patient_key)
    assert first == second != third


def test_children_of_one_name_and_two_subscribers_are_two_patients() -> None:
    """The key of a dependent holds the subscriber's."""
    other = PARTIES.replace(b"MEMBERP01", b"MEMBERP02")
    assert not set(keys(PARTIES, lambda line: line.patient_key)) & set(keys(other, lambda line: line.patient_key))


def test_a_member_number_that_equals_an_npi_makes_another_key() -> None:
    """Patients and providers never share a key."""
    line = lines(PLAIN.replace(b"MEMBERP01", b"1234567893"))[0]
    assert line.patient_key != line.billing_provider_key


def test_a_subscriber_without_sbr_has_no_payer() -> None:
    """The payer of the subscriber before does not carry over."""
    head, tail = PLAIN.split(b"HL*3*")
    without = head + b"HL*3*" + tail.replace(b"SBR*P*18*******MB~\n", b"")
    assert keys(without, lambda line: line.payer) == ["MB", "MB", None]


def test_a_new_billing_provider_starts_afresh() -> None:
    """After HL 20 nothing of the provider, subscriber and payer before holds any longer."""
    second = PLAIN.replace(b"HL*3*1*22*0~\nSBR*P*18*******MB~\n", b"HL*3**20*1~\nNM1*85*2*OTHER~\n")
    second = second.replace(b"NM1*IL*1*PATIENT*P02****MI*MEMBERP02~\n", b"")
    third = lines(second)[2]
    assert (third.billing_provider_key, third.rendering_provider_key) == (None, None)
    assert (third.patient_key, third.payer) == (None, None)


def test_a_line_without_lx_is_a_line() -> None:
    """A second SV1 begins a second line, with the dates of its own."""
    without = PLAIN.replace(b"LX*2~\n", b"")
    assert [(line.code, line.line_id) for line in lines(without)] == [
        ("97530", "C101"),
        ("97140", "C102"),
        ("97110", "1"),
    ]


def test_a_line_number_before_the_first_line_is_no_ones() -> None:
    """REF*6R belongs to a line (2400) only."""
    early = PLAIN.replace(b"LX*1~\nSV1*HC:97110", b"REF*6R*EARLY~\nLX*1~\nSV1*HC:97110")
    assert lines(early)[2].line_id == "1"


@pytest.mark.parametrize("order", [b"DTP*472*D8*20260310~\n%s", b"%sDTP*472*D8*20260310~\n"])
def test_a_service_date_of_the_claim_comes_before_its_statement_dates(order: bytes) -> None:
    """DTP*472 on the claim serves lines without a date, whether it stands before or after DTP*434."""
    statement = b"DTP*434*RD8*20260309-20260309~\n"
    both = INSTITUTIONAL.replace(statement, order % statement)
    assert [line.date_of_service.day for line in lines(both)] == [9, 10, 9]


def test_a_statement_span_of_several_days_dates_no_line() -> None:
    """A line without a date under a longer statement is left out, with the reason."""
    file = read_837(INSTITUTIONAL.replace(b"20260309-20260309", b"20260301-20260331"))
    assert [line.line_id for line in file.lines()] == ["F101", "4"]
    assert [left_out.line_id for left_out in file.skipped] == ["2", "3"]


@pytest.mark.parametrize(
    "written",
    [
        PLAIN.replace(b"PATIENT*", b"CHIEA*"),
        PLAIN.replace(b"~\n", b"~ "),
        PLAIN.replace(b"~\n", b"~\r\n\r\n"),
        PLAIN.replace(b"SE*38*", b"SE*0038*"),
        PLAIN.replace(b"~\nIEA*1*000000001~\n", b"~\nIEA*1*000000001"),
        PLAIN + b"\r\n\x1a",
        PLAIN.replace(b"NM1*IL*1*PATIENT", b"NM1*IL*\n1*PATIENT"),
    ],
    ids=["IEA in a name", "blanks", "empty lines", "zeros", "last terminator", "end of file mark", "wrapped"],
)
def test_harmless_differences(written: bytes) -> None:
    """Names that hold tags, blanks and line breaks between segments, leading zeros: the same lines, no note."""
    assert written != PLAIN
    read = read_837(written)
    assert list(read.lines()) == lines(PLAIN)
    assert read.notes == ()


def test_a_payer_that_is_no_filing_code_is_a_problem_of_its_claim() -> None:
    """Named once for the claim, whatever its lines; the claims of other subscribers are read."""
    given = PLAIN.replace(b"SBR*P*18*******MB~", b"SBR*P*18*******BM~", 1)

    with pytest.raises(InputErrors) as refused:
        read_837(given)
    kept = read_837(given, on_problem="keep")

    (problem,) = refused.value.problems
    assert (problem.column, problem.value) == ("SBR09", "BM")
    assert problem.message.startswith("not a claim filing code; write the two-character code of SBR09")
    assert kept.problems == (problem,)
    assert len(kept.claims) == len(read_837(PLAIN).claims) - 1


def test_a_payer_is_read_in_lower_case() -> None:
    """As in a table."""
    (line, *_) = read_837(PLAIN.replace(b"*MB~", b"*mb~")).lines()

    assert line.payer == "MB"


def test_a_line_that_repeats_is_read_by_the_separators_of_its_own_interchange() -> None:
    """What was read of the same SV1 under another ISA header is not used again."""
    other = PLAIN.replace(b"*T*:~", b"*T*>~")
    assert other != PLAIN
    file = read_837(PLAIN + other)

    assert [line.code for line in file.lines()] == 2 * [line.code for line in lines(PLAIN)]
    assert any("though ISA16 says '>'" in note for note in file.notes)


def test_a_file_of_nothing_but_revenue_code_lines_is_institutional() -> None:
    """What its lines are is known even where none of them is judged."""
    without = re.sub(rb"\*HC:[^*]*\*", b"**", INSTITUTIONAL)
    file = read_837(without)

    assert (file.kind, list(file.lines())) == ("837I", [])


def test_what_is_noted_of_a_line_is_counted_each_time() -> None:
    """Though the second of two equal lines is not taken apart again."""
    part = PLAIN.replace(b"*UN*", b"*F2*").replace(b"HC:97140:GO:59*60*F2*1*", b"HC:97530:GO*120*F2*2*")
    assert part.count(b"SV1*HC:97530:GO*120*F2*2*") == 2
    [note] = [one for one in read_837(part).notes if "neither units" in one]

    assert note.endswith("(3 times)")
