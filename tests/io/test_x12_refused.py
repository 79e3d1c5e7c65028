"""What is refused, and what the refusal says."""

from pathlib import Path

import pytest

from otcpt.errors import InputErrors, InvalidInput
from otcpt.io import read_837, read_claims

SAMPLES = Path(__file__).parent / "x12"
PLAIN = (SAMPLES / "plain.837").read_bytes()


def problems(data: bytes) -> list[str]:
    """Return the messages of the refusal."""
    with pytest.raises(InputErrors) as caught:
        read_837(data, name="f.837")
    return [str(problem) for problem in caught.value.problems]


def test_every_problem_of_a_file_is_reported_at_once_with_its_place() -> None:
    """Seven lines, five of them broken: five problems; a six-digit code is for a rule to flag."""
    with pytest.raises(InputErrors) as caught:
        read_837(SAMPLES / "broken.837")
    answer = [(problem.row, problem.column, problem.value) for problem in caught.value.problems]
    segments = (SAMPLES / "broken.837").read_text().split("~\n")
    assert [(column, value) for _, column, value in answer] == [
        ("SV101-3", "GOX"),
        ("SV102", "sixty"),
        ("DTP03", "20260230"),
        ("SV101-2", None),
        ("DTP03", None),
    ]
    assert all(segments[row - 1].startswith("SV1") for row, _, _ in answer if row is not None)


def test_problems_stand_in_the_order_of_the_file() -> None:
    """A line without SV1 is reported after the broken line before it, though it is seen first."""
    data = PLAIN.replace(b"120*UN*2", b"120*UN*-2").replace(b"SV1*HC:97140:GO:59*60*UN*1***1~\n", b"")
    with pytest.raises(InputErrors) as caught:
        read_837(data)
    assert [problem.column for problem in caught.value.problems] == ["SV104", "LX"]
    kept = read_837(data, on_problem="keep").problems
    assert kept == caught.value.problems


@pytest.mark.parametrize(
    ("composite", "place"),
    [(b"HC:97140:GO:5", "SV101-4"), (b"HC:97140:5", "SV101-3"), (b"HC:97140:GO::59:5:TEXT", "SV101-6")],
)
def test_a_broken_modifier_is_reported_with_its_position(composite: bytes, place: str) -> None:
    """The position counts as in the composite, empty ones included."""
    with pytest.raises(InputErrors) as caught:
        read_837(PLAIN.replace(b"HC:97140:GO:59", composite))
    assert [(problem.column, problem.value) for problem in caught.value.problems] == [(place, "5")]


def test_a_file_of_claims_without_lines_is_refused() -> None:
    """There is nothing to check, and that is not clean."""
    lines = (b"LX*", b"SV1*", b"DTP*472", b"REF*6R")
    kept = [segment for segment in PLAIN.split(b"~\n") if not segment.startswith(lines)]
    with pytest.raises(InputErrors, match="no service line"):
        read_837(b"~\n".join(kept))


def test_the_readable_rest_of_a_broken_file_can_be_asked_for() -> None:
    """With on_problem="keep" two lines are read and five set apart; reading never guesses by itself."""
    file = read_837(SAMPLES / "broken.837", on_problem="keep")
    assert [(line.code, line.units) for line in file.lines()] == [("97535", None), ("478331", 1)]
    assert len(file.problems) == len(file.set_apart) == 5
    assert (file.set_apart[0].reason[:8], file.set_apart[0].cells["modifiers"]) == ("SV101-3:", "GOX")
    assert str(file.row_counts) == "7 rows: 2 read, 5 set apart"
    with pytest.raises(InvalidInput, match="neither 'raise' nor 'keep'"):
        read_837(PLAIN, on_problem="ignore")  # type: ignore[arg-type]


@pytest.mark.parametrize("data", [b"", b"  \n", PLAIN[106:], PLAIN[200:], b"code,units\n"])
def test_a_file_without_isa_is_refused_and_never_empty(data: bytes) -> None:
    """No claim is read from a file whose envelope is gone."""
    with pytest.raises(InputErrors, match="no ISA header"):
        read_837(data)


def test_a_file_cut_anywhere_is_refused() -> None:
    """Whatever is missing at the end, at least the end of the interchange is."""
    for cut in range(1, len(PLAIN) - len("IEA*1*000000001~\n")):
        with pytest.raises(InputErrors):
            read_837(PLAIN[:cut])


def test_the_last_claim_of_a_cut_file_is_not_among_the_kept_ones() -> None:
    """A claim that may lack lines is not offered as a whole one."""
    cut = PLAIN.index(b"LX*2")
    assert read_837(PLAIN[:cut], on_problem="keep").claims == ()
    answer = "\n".join(problems(PLAIN[:cut]))
    assert "no end (IEA)" in answer
    assert "no end (SE)" in answer


def test_a_remittance_is_named() -> None:
    """An 835 is refused with one sentence that says what it is."""
    (answer,) = problems((SAMPLES / "remittance.835").read_bytes())
    assert "remittance advice" in answer
    with pytest.raises(InputErrors, match="remittance advice"):
        read_claims(SAMPLES / "remittance.835")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (b"LX*1~\nSV1*HC:97530:GO*120*UN*2***1~\n", b"LX*1~\n", "has no SV1 or SV2"),
        (b"CLM*C1", b"XXX*C1", "outside a claim"),
        (b"ST*837*0001*005010X222A1~\n", b"", "outside a transaction set"),
        (b"ST*837", b"ST*270", "no claim"),
        (b"IEA*1*000000001~\n", b"IEA*1*000000001~\nrest", "text follows"),
        (b"GS*HC", PLAIN[:106] + b"\nGS*HC", "before the last one ended"),
        (b"SV1*HC:97530:GO*120*UN*2***1", b"SV3*AD:D0120*120****1", "dental"),
        (b"SV1*HC:97530:GO*120*UN*2***1", b"SV1*HC:97530:GO*120*MJ*2000***1", "outside 0 to 1440"),
        (b"D8*20260309", b"RD8*20260309-20260301", "no date of service"),
    ],
)
def test_damage_is_reported(old: bytes, new: bytes, expected: str) -> None:
    """What is wrong with the structure or a value is stated in words."""
    assert old in PLAIN
    assert any(expected in problem for problem in problems(PLAIN.replace(old, new, 1)))


def test_a_set_of_segments_without_end_is_reported_beside_the_next() -> None:
    """An SE that is missing between two ST is noticed though the file goes on."""
    body = PLAIN[PLAIN.index(b"ST*837") : PLAIN.index(b"GE*1*1")]
    twice = PLAIN.replace(body, body.split(b"SE*")[0] + body)
    assert any("has no end (SE)" in answer for answer in problems(twice))


def test_an_interchange_without_claims_is_refused() -> None:
    """Neither an empty envelope nor a set without CLM reads as zero claims."""
    body = PLAIN[PLAIN.index(b"ST*837") : PLAIN.index(b"GE*1*1")]
    assert any("no transaction set" in answer for answer in problems(PLAIN.replace(body, b"")))
    bare = b"ST*837*0001*005010X222A1~\nSE*2*0001~\n"
    assert any("no claim (CLM)" in answer for answer in problems(PLAIN.replace(body, bare)))


@pytest.mark.parametrize("header", [PLAIN[:50], PLAIN[:104] + b"A~" + PLAIN[106:], b"ISA" + b"A" * 200])
def test_an_unusable_header_is_refused(header: bytes) -> None:
    """Separators are three different marks; letters cannot be separators."""
    assert any("ISA header" in answer for answer in problems(header))


def test_counts_that_do_not_match_are_notes() -> None:
    """A wrong SE01, SE02, GE01 or IEA01 harms no claim; it is written down, since a set may be missing."""
    data = PLAIN.replace(b"SE*38*0001", b"SE*9*0002").replace(b"GE*1*", b"GE*2*").replace(b"IEA*1*", b"IEA*7*")
    file = read_837(data)
    assert len(file.claims) == 2
    assert [note[:12] for note in file.notes] == ["SE01 says 9 ", "ST02 and SE0", "GE01 says 2 ", "IEA01 says 7"]


def test_other_liberties_are_notes() -> None:
    """A wide header, an unknown basis, a missing frequency or member number, repeated line numbers, no lines."""
    data = (
        PLAIN.replace(b"SENDER         ", b"SENDER          ", 1)
        .replace(b"120*UN*2", b"120*DA*2")
        .replace(b"11:B:1", b"11:B", 1)
        .replace(b"MEMBERP01", b"")
        .replace(b"C102", b"C101")
        .replace(b"LX*1~\nSV1*HC:97110:GO:CO*48.5*UN*1***1~\nDTP*472*D8*20260310~\n", b"")
        .replace(b"SE*38", b"SE*35")
    )
    file = read_837(data)
    notes = "\n".join(file.notes)
    for part in ("107 characters", "'DA'", "CLM05-3", "member number", "repeat", "no service line"):
        assert part in notes
    assert len(file.notes) == 6
    first, second = file.claims[0].lines
    assert (first.units, first.line_id, second.line_id) == (None, "1", "2")
    assert first.patient_key == second.patient_key is not None


def test_messages_name_the_file_and_no_identifier() -> None:
    """The file name leads every message; names and numbers of persons are in none."""
    damaged = PLAIN.replace(b"UN*", b"UN*x").replace(b"D8*", b"D8*z").replace(b"HC:", b"")
    answer = problems(damaged)
    assert all(line.startswith("f.837, row ") for line in answer)
    assert "PATIENT" not in "".join(answer)
    assert "MEMBER" not in "".join(answer)


def test_other_code_sets_are_left_out_with_a_reason() -> None:
    """A line whose qualifier is not HC has no HCPCS or CPT code."""
    file = read_837(PLAIN.replace(b"HC:97530", b"ER:97530"))
    assert [line.reason for line in file.skipped] == ["qualifier ER is no HCPCS or CPT code (HC)"]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b"HC:97530", b"ZZ:ABC12", "qualifier ZZ is no HCPCS or CPT code (HC)"),
        (b"HC:97530", b"XX:XXXXX", "qualifier XX is no HCPCS or CPT code (HC)"),
        (b"HC:97530", b"HC:XXXXX", "the procedure code is masked"),
        (b"HC:97530", b"HC:97#30", "the procedure code is masked"),
    ],
)
def test_a_foreign_or_masked_line_leaves_the_others(old: bytes, new: bytes, reason: str) -> None:
    """It is left out with its reason and counted; the file is read."""
    file = read_837(PLAIN.replace(old, new))
    whole = read_837(PLAIN)
    assert {line.reason for line in file.skipped} == {reason}
    assert file.row_counts.read + len(file.skipped) == file.row_counts.given == whole.row_counts.given
    assert file.row_counts.skipped == {reason: len(file.skipped)}


@pytest.mark.parametrize("quantity", [b"1.5", b".5", b"XX"])
def test_a_quantity_that_is_no_whole_number_leaves_the_units_open(quantity: bytes) -> None:
    """A drug's fraction stops no file, and units that are not known are not judged."""
    file = read_837(PLAIN.replace(b"120*UN*2", b"120*UN*" + quantity))
    (line,) = (line for line in file.lines() if line.units is None)
    assert line.code == "97530"
    assert f"the quantity {quantity.decode()} of 97530 is not a whole number: its units were left open" in file.notes


def test_every_line_of_a_broken_file_is_counted() -> None:
    """Of a claim without a filing code, of a set without an end, and outside any claim."""
    count = read_837(PLAIN).row_counts.given
    for old, new in ((b"*MB~", b"*M8~"), (b"SE*", b"XE*"), (b"CLM*", b"XLM*"), (b"ST*837", b"ST*278")):
        kept = read_837(PLAIN.replace(old, new, 1), on_problem="keep")
        assert (kept.row_counts.given, kept.row_counts.set_apart > 0) == (count, True)


def test_a_missing_file_is_an_os_error_and_text_is_a_path() -> None:
    """Text is never taken for contents."""
    with pytest.raises(FileNotFoundError):
        read_837("no/such/file.837")
    with pytest.raises(InvalidInput, match="pass a path"):
        read_837(12)  # type: ignore[arg-type]


@pytest.mark.parametrize("element", ["SE*38", "SE*38*0001", "IEA*1"])
def test_a_piece_of_a_row_in_a_trailer_is_not_shown(element: str) -> None:
    """A file that was cut and joined with another: what is there is no count and no control number."""
    data = PLAIN.decode().replace(element, f"{element.rpartition('*')[0]}*1;PZQ1;97530")

    assert data.encode() != PLAIN
    for note in read_837(data.encode()).notes:
        assert "PZQ1" not in note
    assert any("something else" in note for note in read_837(data.encode()).notes)
