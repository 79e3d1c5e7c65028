"""The fuzzer itself: its seeds are read, and what it looks for it finds."""

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from tools.fuzz import laws
from tools.fuzz.readers import READERS, inputs

from otcpt.errors import InputErrors, Problem
from otcpt.io import ClaimFile, RowCounts, read_csv

pytestmark = pytest.mark.checkout
TABLE = b"code,date_of_service,patient_key\n97530,2026-03-02,PZQ1\n97140,2026-03-02,PZQ1\n"


@pytest.mark.parametrize("name", sorted({*READERS} - {"edition", "doors", "parquet"}))
def test_the_laws_hold_for_seeds_and_some_damage(name: str, tmp_path: Path) -> None:
    """A seed of each reader is an input as it should be; `nox -s fuzz` goes further."""
    reader = READERS[name]
    some = inputs(reader, Random(5))
    for number in range(len(reader.seeds()) + 5):
        scratch = tmp_path / str(number)
        scratch.mkdir()
        reader.read(next(some), scratch)


@pytest.mark.parametrize("name", ["doors", "parquet"])
def test_every_door_answers_damaged_files_alike(name: str, tmp_path: Path) -> None:
    """CSV, JSON, 837 and Parquet: `read_claims` and `check_file` read or refuse the same, and find the same."""
    reader = READERS[name]
    some = inputs(reader, Random(8))
    for number in range(len(reader.seeds()) + 40):
        scratch = tmp_path / str(number)
        scratch.mkdir()
        reader.read(next(some), scratch)


def _falls_over(*_: object, **__: object) -> ClaimFile:
    raise KeyError("units")


def _loses_a_row(data: bytes, **_: object) -> ClaimFile:
    file = read_csv(data)
    return ClaimFile(
        name="", kind="csv", claims=file.claims[1:], positions=file.positions[1:], row_counts=RowCounts(given=2, read=2)
    )


def _shows_a_row(*_: object, **__: object) -> ClaimFile:
    raise InputErrors([Problem("in.csv", 2, None, None, "cannot read 97530,2026-03-02,PZQ1")])


def _reads_only_with_keep(data: bytes, *, name: str, on_problem: str = "raise") -> ClaimFile:
    if on_problem == "raise":
        raise InputErrors([Problem(name, 2, None, None, "no")])
    return read_csv(data)


@pytest.mark.parametrize(
    ("read", "found"),
    [
        (_falls_over, KeyError),
        (_loses_a_row, laws.LawBroken),
        (_shows_a_row, laws.LawBroken),
        (_reads_only_with_keep, laws.LawBroken),
    ],
)
def test_a_broken_reader_is_found(read: Callable[..., ClaimFile], found: type[Exception]) -> None:
    """An exception of another kind, a lost row, a raw row in a message, an answer that depends on the caller."""
    laws.file_of_claims(TABLE, read_csv, name="in.csv")
    with pytest.raises(found):
        laws.file_of_claims(TABLE, read, name="in.csv")
