"""Claims written as 837 by this test and read back are the same claims, whatever the separators."""

import string
from datetime import date
from decimal import Decimal
from typing import TypeAlias

import attrs
from hypothesis import given
from hypothesis import strategies as st

from otcpt.claims import Claim, ServiceLine
from otcpt.io import read_837

Marks: TypeAlias = tuple[str, str, str, str]
ALPHABET = string.ascii_uppercase + string.digits


def write_837(claims: list[Claim], marks: Marks) -> bytes:
    """Write claims as one interchange: element, component and segment separator, and what follows each segment."""
    element, component, terminator, line_end = marks
    body = ["ST*837*0001*005010X222A1", "BHT*0019*00*1*20260309*0800*CH", "HL*1**20*1"]
    body.append("NM1*85*2*PRACTICE*****XX*1234567893")
    for number, claim in enumerate(claims, 2):
        body += [f"HL*{number}*1*22*0", "SBR*P*18*******MB", "NM1*IL*1*PATIENT*P****MI*M1"]
        place = claim.lines[0].place_of_service
        body.append(f"CLM*{claim.claim_id}*0***{place}:B:{claim.frequency}*Y*A*Y*Y")
        if claim.replaces is not None:
            body.append(f"REF*F8*{claim.replaces}")
        for place_in_claim, line in enumerate(claim, 1):
            basis, quantity = ("UN", line.units) if line.minutes is None else ("MJ", line.minutes)
            procedure = ":".join(("HC", line.code, *line.modifiers))
            body += [f"LX*{place_in_claim}", f"SV1*{procedure}*{line.charge}*{basis}*{quantity}***1"]
            body += [f"DTP*472*D8*{line.date_of_service:%Y%m%d}", f"REF*6R*{line.line_id}"]
    body.append(f"SE*{len(body) + 1}*0001")
    body = ["GS*HC*SENDER*RECEIVER*20260316*0800*1*X*005010X222A1", *body, "GE*1*1", "IEA*1*000000001"]
    blank = " " * 10
    sender = ["00", blank, "00", blank, "ZZ", "SENDER".ljust(15), "ZZ", "RECEIVER".ljust(15), "260316", "0800"]
    header = element.join(["ISA", *sender, "^", "00501", "000000001", "0", "T", component])
    translated = [text.translate({ord("*"): element, ord(":"): component}) for text in body]
    return "".join(text + terminator + line_end for text in [header, *translated]).encode()


@st.composite
def marks(draw: st.DrawFn) -> Marks:
    """Three different separators that stand in no value, and a line end."""
    element, component, terminator = draw(st.permutations("*:~|>\x1c\x1d'!+").map(lambda all_: all_[:3]))
    return element, component, draw(st.sampled_from([terminator, "\n"])), draw(st.sampled_from(["", "\n", "\r\n"]))


@st.composite
def service_lines(draw: st.DrawFn, claim_id: str, line_id: int, place: str) -> ServiceLine:
    """A line as an 837P can carry it."""
    timed = draw(st.booleans())
    return ServiceLine(
        draw(st.text(ALPHABET, min_size=5, max_size=5)),
        date_of_service=draw(st.dates(date(1990, 1, 1), date(2060, 1, 1))),
        modifiers=tuple(draw(st.lists(st.text(ALPHABET, min_size=2, max_size=2), max_size=4))),
        units=None if timed else draw(st.integers(0, 999)),
        minutes=draw(st.integers(0, 1440)) if timed else None,
        charge=Decimal(draw(st.integers(0, 999_999))) / 100,
        claim_id=claim_id,
        line_id=str(line_id),
        place_of_service=place,
        payer="MB",
    )


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    """A claim of one to four lines, sometimes a replacement or a void."""
    claim_id = draw(st.text(ALPHABET, min_size=1, max_size=20))
    frequency = draw(st.sampled_from("178"))
    place = draw(st.sampled_from(["11", "12", "32", "02"]))
    lines = [draw(service_lines(claim_id, number, place)) for number in range(1, draw(st.integers(1, 4)) + 1)]
    replaces = None if frequency == "1" else draw(st.text(ALPHABET, min_size=1, max_size=20))
    return Claim(lines, claim_id=claim_id, frequency=frequency, replaces=replaces)


def without_keys(claim: Claim) -> Claim:
    """The claim as the writer knew it: keys are made by the reader."""
    return attrs.evolve(
        claim,
        lines=[
            attrs.evolve(
                line,
                patient_key=None,
                rendering_provider_key=None,
                billing_provider_key=None,
                certifying_provider_key=None,
            )
            for line in claim
        ],
    )


@given(st.lists(claims(), min_size=1, max_size=4), marks())
def test_what_is_written_is_read_back(written: list[Claim], marks: Marks) -> None:
    """Writing and reading is the identity, for every choice of separators and line ends."""
    file = read_837(write_837(written, marks))
    assert list(map(without_keys, file.claims)) == written
    assert (file.notes, file.skipped, file.kind) == ((), (), "837P")


@given(st.lists(claims(), min_size=1, max_size=3), marks(), marks())
def test_a_second_interchange_is_read_by_its_own_separators(written: list[Claim], one: Marks, two: Marks) -> None:
    """Two interchanges in one file give the claims of both."""
    file = read_837(write_837(written, one) + write_837(written, two))
    assert list(map(without_keys, file.claims)) == written * 2
