"""What is read from the sample files: one file for each thing that 837 files do."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from otcpt.claims import ServiceLine, active_claims
from otcpt.io import ClaimFile, read_837

SAMPLES = Path(__file__).parent / "x12"


def shown(file: ClaimFile) -> list[list[tuple[str, tuple[str, ...], int | None, str]]]:
    """Return code, modifiers, units and date of every line, claim by claim."""
    return [
        [(line.code, line.modifiers, line.units, line.date_of_service.isoformat()) for line in claim]
        for claim in file.claims
    ]


PLAIN = [
    [("97530", ("GO",), 2, "2026-03-09"), ("97140", ("GO", "59"), 1, "2026-03-09")],
    [("97110", ("GO", "CO"), 1, "2026-03-10")],
]


@pytest.mark.parametrize(
    "name",
    [
        "plain",
        "one_line",
        "crlf",
        "other_separators",
        "file_separator",
        "newline_terminator",
        "undeclared_component",
    ],
)
def test_separators_and_line_ends_make_no_difference(name: str) -> None:
    """The same two claims, written with seven kinds of separators and line ends, read the same."""
    assert shown(read_837(SAMPLES / f"{name}.837")) == PLAIN


def test_a_line_has_everything_the_file_says_about_it() -> None:
    """Charge, place, payer and line number arrive; patient and providers arrive as keys."""
    line = read_837(SAMPLES / "plain.837").claims[0].lines[0]
    assert (line.charge, line.place_of_service, line.payer) == (Decimal("120"), "11", "MB")
    assert (line.claim_id, line.line_id, line.minutes, line.bill_type) == ("C1", "C101", None, None)
    assert line.patient_key is not None
    assert line.rendering_provider_key == line.billing_provider_key is not None


def test_the_line_number_is_the_lx_where_no_reference_is_given() -> None:
    """A line without REF*6R goes by its LX number."""
    assert [line.line_id for line in read_837(SAMPLES / "plain.837").claims[1]] == ["1"]


def test_positions_are_the_numbers_of_the_sv_segments() -> None:
    """Counting segments by hand in the file leads to the SV1 of each line."""
    file = read_837(SAMPLES / "plain.837")
    segments = (SAMPLES / "plain.837").read_text().split("~\n")
    assert [[segments[at - 1][:12] for at in claim] for claim in file.positions] == [
        ["SV1*HC:97530", "SV1*HC:97140"],
        ["SV1*HC:97110"],
    ]


def test_several_interchanges_groups_and_sets_are_read_on() -> None:
    """Three sets in two groups, then another interchange with other separators: all four pairs of claims."""
    file = read_837(SAMPLES / "several_interchanges.837")
    assert shown(file) == PLAIN * 4
    assert file.positions[-1][0] > file.positions[-2][0] > file.positions[-3][0]


def test_undeclared_separators_are_a_note() -> None:
    """Composites split by > under an ISA that declares : are read, and the file says so."""
    assert read_837(SAMPLES / "undeclared_component.837").notes == (
        "composites are separated by '>', though ISA16 says ':' (4 times)",
    )
    assert read_837(SAMPLES / "plain.837").notes == ()


def test_replaced_and_voided_claims_leave() -> None:
    """Frequency 7 replaces the claim of its own number, 8 takes back the one it names: one claim stands."""
    file = read_837(SAMPLES / "replaced.837")
    assert [(claim.claim_id, claim.frequency, claim.replaces) for claim in file.claims] == [
        ("C1", "1", None),
        ("C1", "7", "PAYERNUMBER1"),
        ("C3", "1", None),
        ("C4", "8", "C3"),
    ]
    assert [claim.lines[0].units for claim in active_claims(file.claims)] == [2]


def test_a_span_of_one_day_is_that_day_and_a_longer_one_is_left_out() -> None:
    """RD8 over five days cannot be judged by the day: the line is listed, not dropped."""
    file = read_837(SAMPLES / "dates.837")
    assert [line.date_of_service for line in file.lines()] == [date(2026, 3, 9), date(2026, 3, 10)]
    (left_out,) = file.skipped
    assert (left_out.claim_id, left_out.line_id, left_out.code) == ("C1", "3", "97110")
    assert "several days" in left_out.reason


def test_minutes_are_not_units() -> None:
    """UN counts units (1.00 is 1), MJ counts minutes."""
    file = read_837(SAMPLES / "minutes.837")
    assert [(line.units, line.minutes) for line in file.lines()] == [(1, None), (None, 61)]
    assert file.has_minutes
    assert not read_837(SAMPLES / "plain.837").has_minutes


def test_institutional_lines_have_revenue_code_and_bill_type() -> None:
    """SV2 lines of an 837I; the claim's statement date serves lines without their own; a drug line has no code."""
    file = read_837(SAMPLES / "institutional.837")
    assert file.kind == "837I"
    assert [(line.code, line.revenue_code, line.bill_type, line.units) for line in file.lines()] == [
        ("97530", "0430", "131", 2),
        ("97166", "0434", "131", 1),
        ("97110", "0420", "131", 1),
    ]
    assert {line.date_of_service for line in file.lines()} == {date(2026, 3, 9)}
    assert {line.place_of_service for line in file.lines()} == {None}
    assert [(line.line_id, line.reason) for line in file.skipped] == [("3", "no procedure code (a revenue-code line)")]


class TestParties:
    """Who is who, where a claim names dependents, another payer and two therapists."""

    @staticmethod
    def lines() -> list[ServiceLine]:
        """Return the three lines of the sample."""
        return list(read_837(SAMPLES / "parties.837").lines())

    def test_the_payer_is_the_one_the_claim_goes_to(self) -> None:
        """The Medicare of the other subscriber (SBR inside the claim) is not the payer."""
        assert {line.payer for line in self.lines()} == {"CI"}

    def test_two_children_of_one_subscriber_are_two_patients(self) -> None:
        """They share the member number and still have different keys."""
        first, second, third = self.lines()
        assert first.patient_key == second.patient_key != third.patient_key

    def test_the_therapist_of_the_line_comes_before_the_one_of_the_claim(self) -> None:
        """2420A, else 2310B, else the billing provider."""
        first, second, third = self.lines()
        keys = {line.rendering_provider_key for line in self.lines()}
        assert len(keys) == 3
        assert third.rendering_provider_key == third.billing_provider_key
        assert first.billing_provider_key == second.billing_provider_key

    def test_four_modifiers_are_read_and_the_description_is_not(self) -> None:
        """The seventh part of the composite is free text."""
        assert self.lines()[0].modifiers == ("GO", "CO", "59", "KX")

    def test_the_place_of_the_line_comes_before_the_one_of_the_claim(self) -> None:
        """SV105 over CLM05-1."""
        assert [line.place_of_service for line in self.lines()] == ["11", "11", "12"]

    def test_the_same_person_has_the_same_key_in_two_files(self) -> None:
        """P01 of one file is P01 of the other, P02 is somebody else."""
        plain = list(read_837(SAMPLES / "plain.837").lines())
        other = list(read_837(SAMPLES / "minutes.837").lines())
        assert plain[0].patient_key == other[0].patient_key != plain[2].patient_key


def test_no_identifier_leaves_the_reader() -> None:
    """Names, member numbers and NPIs are in no value and no text that the readers return."""
    secrets = ("PATIENT", "CHILDA", "MEMBERP01", "1234567893", "1112223338", "1234567802", "OTHERMEMBER", "EXAMPLE")
    for path in SAMPLES.glob("*.837"):
        file = read_837(path, on_problem="keep")
        result = repr(file) + repr(file.claims)
        for line in file.lines():
            result += f"{line.patient_key} {line.rendering_provider_key} {line.billing_provider_key}"
        assert not [secret for secret in secrets if secret in result]


def test_lines_keep_the_order_of_the_file() -> None:
    """Every line of every sample has a place, and each place is used once."""
    for path in SAMPLES.glob("*.837"):
        file = read_837(path, on_problem="keep")
        places = [at for claim in file.positions for at in claim]
        assert places == sorted(set(places))
        assert len(places) == len(list(file.lines()))


def test_progress_ends_with_everything_done() -> None:
    """The last call says that all bytes are done, and no call goes backwards."""
    calls: list[tuple[int, int]] = []
    read_837(SAMPLES / "plain.837", progress=lambda done, total: calls.append((done, total)))
    size = (SAMPLES / "plain.837").stat().st_size
    assert calls[-1] == (size, size)
    assert calls == sorted(calls)
