"""Whatever happens to a file, it is read or refused: no other exception comes out."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otcpt.errors import InputErrors
from otcpt.io import read_837, read_claims, read_csv, read_remittances

SAMPLES = [path.read_bytes() for path in sorted((Path(__file__).parent / "x12").iterdir())]
TABLE = (
    b"claim_id,patient_key,dos,cpt,mods,units,minutes,ot_minutes,ota_minutes,pos,charge,start_time\r\n"
    b'C1,P1,2026-03-09,97530,"GO,59",2,30,30,0,11,120.00,09:00\r\n'
    b"C1,P1,03/09/2026,97140,GO,1,15,0,15,11,$46.50,\r\n"
)
REMITTANCE = (
    b"ISA*00*          *00*          *ZZ*PAYER          *ZZ*PROVIDER       *260316*0800*^*00501*000000001*0*P*:~"
    b"GS*HP*PAYER*PROVIDER*20260316*0800*1*X*005010X221A1~ST*835*0001~BPR*I*50*C*ACH************20260410~"
    b"TRN*1*EFT7*1~N1*PR*EXAMPLE PAYER~N1*PE*EXAMPLE*XX*1234567893~LX*1~CLP*C1*1*180*60*15*MB*ICN1*11*1~"
    b"NM1*QC*1*PATIENT*P01****MI*MEMBERP01~MOA***MA01~SVC*HC:97530:GO*120*60**2~DTM*472*20260309~"
    b"CAS*CO*45*45~CAS*PR*2*15~REF*6R*C101~SVC*HC:97140:GO*60*0**0**1~DTM*472*20260309~CAS*CO*236*60~LQ*HE*M80~"
    b"PLB*1234567893*20261231*WO:ICN0*10~SE*20*0001~GE*1*1~IEA*1*000000001~"
)


def read_or_refuse(data: bytes) -> None:
    """Read with every reader; `InputErrors` is the only way out, and it holds problems that can be shown."""
    for reader in (read_claims, read_837, read_csv, read_remittances):
        try:
            reader(data)
        except InputErrors as errors:
            assert errors.problems
            assert str(errors)


@st.composite
def damaged(draw: st.DrawFn, originals: list[bytes]) -> bytes:
    """A file with bytes changed, cut out, doubled or put in."""
    data = bytearray(draw(st.sampled_from(originals)))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        piece = draw(
            st.one_of(st.binary(max_size=4), st.sampled_from([b"~", b"*", b":", b"ISA*", b"IEA*", b'"', b","]))
        )
        data[at : at + draw(st.integers(0, 30))] = piece
    return bytes(data)


@given(damaged(SAMPLES))
def test_damaged_x12(data: bytes) -> None:
    """Damage to any sample."""
    read_or_refuse(data)


@given(damaged([REMITTANCE]))
def test_damaged_remittances(data: bytes) -> None:
    """Damage to a remittance: refused, or read so that every claim that is not named as a problem adds up."""
    read_or_refuse(data)
    try:
        file = read_remittances(data)
    except InputErrors:
        return
    assert all(remittance.balanced for remittance in file)


@given(damaged([TABLE]))
def test_damaged_tables(data: bytes) -> None:
    """Damage to a table."""
    read_or_refuse(data)


@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    """Bytes without any meaning."""
    read_or_refuse(data)


@pytest.mark.parametrize(
    "name",
    ["plain.837", *(pytest.param(f"{name}.837", marks=pytest.mark.thorough) for name in ("institutional", "parties"))],
)
def test_every_single_byte_changed(name: str) -> None:
    """Every byte of a sample in turn becomes a separator, a letter and a line break."""
    data = (Path(__file__).parent / "x12" / name).read_bytes()
    for at in range(len(data)):
        for byte in b"~:A\n":
            changed = bytearray(data)
            changed[at] = byte
            try:
                read_837(bytes(changed))
            except InputErrors as errors:
                assert errors.problems


def test_every_prefix_of_a_table() -> None:
    """A table cut anywhere."""
    for cut in range(len(TABLE)):
        read_or_refuse(TABLE[:cut])


def test_every_single_byte_of_a_remittance_changed() -> None:
    """Every byte in turn becomes a separator, a letter, a digit and a line break."""
    for at in range(len(REMITTANCE)):
        for byte in b"~:*A7\n":
            changed = bytearray(REMITTANCE)
            changed[at] = byte
            try:
                assert all(one.balanced for one in read_remittances(bytes(changed)))
            except InputErrors as errors:
                assert errors.problems


def test_every_prefix_of_a_remittance_is_refused() -> None:
    """A file cut anywhere before its last segment has lost something."""
    for cut in range(REMITTANCE.index(b"IEA*") + 3):
        with pytest.raises(InputErrors):
            read_remittances(REMITTANCE[:cut])
