"""Who certifies the plan of care, and occurrence codes: from 837 files and from tables."""

import pytest

from otcpt.claims import NONE_NAMED, ServiceLine
from otcpt.errors import InputErrors, InvalidInput
from otcpt.io import read_837, read_csv

BLANK = " " * 10
SENDER = ("00", BLANK, "00", BLANK, "ZZ", "SENDER".ljust(15), "ZZ", "RECEIVER".ljust(15), "260316", "0800")
HEADER = "*".join(["ISA", *SENDER, "^", "00501", "000000001", "0", "T", ":"])
REFERRING = "NM1*DN*1*DOCTOR*D****XX*1112223338"
ATTENDING = "NM1*71*1*DOCTOR*D****XX*1112223338"


def lines_of(guide: str, place: str, claim: tuple[str, ...], service: str, line: tuple[str, ...]) -> list[ServiceLine]:
    """The lines of a claim with two services: what the claim says besides, and what the second line says besides."""
    body = [f"ST*837*0001*{guide}", "BHT*0019*00*1*20260309*0800*CH", "HL*1**20*1"]
    body += ["NM1*85*2*PRACTICE*****XX*1234567893", "HL*2*1*22*0", "SBR*P*18*******MB", "NM1*IL*1*P*P****MI*M1"]
    body += [f"CLM*C1*0***{place}*Y*A*Y*Y", *claim]
    for number in (1, 2):
        body += [f"LX*{number}", service, "DTP*472*D8*20260302", *(line if number == 2 else ())]
    body.append(f"SE*{len(body) + 1}*0001")
    every = [HEADER, f"GS*HC*S*R*20260316*0800*1*X*{guide}", *body, "GE*1*1", "IEA*1*000000001"]
    return list(read_837("".join(f"{one}~" for one in every).encode()).claims[0])


def professional(claim: tuple[str, ...] = (), line: tuple[str, ...] = ()) -> list[ServiceLine]:
    """An 837P."""
    return lines_of("005010X222A1", "11:B:1", claim, "SV1*HC:97530:GO*60*UN*1***1", line)


def institutional(claim: tuple[str, ...] = ()) -> list[ServiceLine]:
    """An 837I."""
    return lines_of("005010X223A2", "13:A:1", claim, "SV2*0430*HC:97530:GO*60*UN*1", ())


def named(lines: list[ServiceLine]) -> list[bool]:
    """Whether each line has somebody who certifies."""
    assert all(line.certifying_provider_key is not None for line in lines)
    return [line.certifying_provider_key != NONE_NAMED for line in lines]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (professional(), [False, False]),
        (professional((REFERRING,)), [True, True]),
        (professional((), (REFERRING,)), [False, True]),
        (professional(("NM1*DN*1*DOCTOR*D",)), [False, False]),
        (professional(("NM1*DN*1*DOCTOR*D****24*123456789",)), [False, False]),
        (professional((ATTENDING,)), [False, False]),
        (professional(("NM1*P3*1*DOCTOR*D****XX*1112223338",)), [False, False]),
        (professional(("SBR*S*18*******CI", REFERRING)), [False, False]),
        (institutional(), [False, False]),
        (institutional((ATTENDING,)), [True, True]),
        (institutional((REFERRING,)), [True, True]),
        (institutional(("NM1*72*1*DOCTOR*D****XX*1112223338",)), [False, False]),
    ],
    ids=[
        "nobody", "claim", "line", "no NPI", "another number", "attending on an 837P", "primary care",
        "of another payer", "nobody on an 837I", "attending", "referring on an 837I", "operating",
    ],
)  # fmt: skip
def test_an_837_says_who_certifies(lines: list[ServiceLine], expected: list[bool]) -> None:
    """DN in 2310A or 2420F of a professional claim, the attending provider of an institutional one, each by NPI."""
    assert named(lines) == expected


def test_the_line_comes_before_the_claim() -> None:
    """Two plans of care on one claim have two physicians."""
    first, second = professional((REFERRING,), ("NM1*DN*1*OTHER*O****XX*1999999984",))

    assert first.certifying_provider_key != second.certifying_provider_key
    assert "1112223338" not in repr(first) + str(first.certifying_provider_key)


def test_an_837i_says_its_occurrence_codes() -> None:
    """Those of qualifier BH, from one segment or several; a professional claim has none to say."""
    diagnosis, onset = "HI*ABK:M6281", "HI*BH:11:D8:20260105"
    both = "HI*BH:17:D8:20260302*BH:44:D8:20260302"

    assert institutional((diagnosis, onset, both))[0].occurrence_codes == ("11", "17", "44")
    assert institutional((diagnosis,))[0].occurrence_codes == ()
    assert professional((diagnosis,))[0].occurrence_codes is None


def test_a_table_says_both() -> None:
    """Keys and codes as they are, none where the claim has none, and nothing where the cell is empty."""
    rows = ["dos,cpt,referring_npi,occurrence codes", "2026-03-02,97530,D1,17 44", "2026-03-02,97530,None,none"]
    table = "\n".join([*rows, "2026-03-02,97530,,", ""])
    lines = [line for claim in read_csv(table.encode()).claims for line in claim]

    assert [line.certifying_provider_key for line in lines] == ["D1", NONE_NAMED, None]
    assert [line.occurrence_codes for line in lines] == [("17", "44"), (), None]


def test_what_is_no_occurrence_code_is_refused() -> None:
    """In a table with its row, in Python with its value."""
    with pytest.raises(InputErrors, match="two letters or digits"):
        read_csv(b"dos,cpt,occurrence_codes\n2026-03-02,97530,017\n")
    for wrong in ("17", ["1"], [17]):
        with pytest.raises(InvalidInput, match="occurrence"):
            ServiceLine("97530", date_of_service="2026-03-02", occurrence_codes=wrong)  # type: ignore[arg-type]
