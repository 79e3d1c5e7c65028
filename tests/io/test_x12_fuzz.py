"""Whatever happens to a file, it is read or refused: no other exception comes out."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otcpt.errors import InputErrors
from otcpt.io import read_837, read_claims, read_csv

SAMPLES = [path.read_bytes() for path in sorted((Path(__file__).parent / "x12").iterdir())]
TABLE = (
    b"claim_id,patient_key,dos,cpt,mods,units,minutes,ot_minutes,ota_minutes,pos,charge,start_time\r\n"
    b'C1,P1,2026-03-09,97530,"GO,59",2,30,30,0,11,120.00,09:00\r\n'
    b"C1,P1,03/09/2026,97140,GO,1,15,0,15,11,$46.50,\r\n"
)


def read_or_refuse(data: bytes) -> None:
    """Read with every reader; `InputErrors` is the only way out, and it holds problems that can be shown."""
    for reader in (read_claims, read_837, read_csv):
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


@given(damaged([TABLE]))
def test_damaged_tables(data: bytes) -> None:
    """Damage to a table."""
    read_or_refuse(data)


@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    """Bytes without any meaning."""
    read_or_refuse(data)


@pytest.mark.parametrize("name", ["plain.837", "institutional.837", "parties.837"])
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
