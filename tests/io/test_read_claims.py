"""One door for both formats: the contents decide, never the name."""

import pickle
from pathlib import Path

import pytest

from otcpt.errors import InputErrors, InvalidInput
from otcpt.io import read_claims

PLAIN = (Path(__file__).parent / "x12" / "plain.837").read_bytes()
TABLE = b"code,date_of_service\n97530,2026-03-09\n"


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("claims.csv", PLAIN, "837P"),
        ("claims.837", TABLE, "csv"),
        ("claims.txt", b"\xef\xbb\xbf\r\n" + PLAIN, "837P"),
    ],
)
def test_the_contents_decide(tmp_path: Path, name: str, data: bytes, kind: str) -> None:
    """A wrong extension misleads no one; the name of the file is kept."""
    path = tmp_path / name
    path.write_bytes(data)
    file = read_claims(path)
    assert (file.kind, file.name) == (kind, name)
    assert read_claims(str(path)) == file == read_claims(data, name=name)


def test_a_piece_of_x12_is_reported_with_that_its_header_is_missing() -> None:
    """Segments without ISA are not taken for a table."""
    with pytest.raises(InputErrors, match="no ISA header"):
        read_claims(PLAIN[107:])


def test_the_kind_can_be_demanded() -> None:
    """A demanded kind is not second-guessed, an unknown one is refused."""
    with pytest.raises(InputErrors, match="no ISA header"):
        read_claims(TABLE, "837")
    with pytest.raises(InvalidInput, match="not one of '837', 'excel', 'fhir', 'json' and 'csv'"):
        read_claims(TABLE, "xlsx")  # type: ignore[arg-type]


def test_what_was_read_is_a_value() -> None:
    """A file's claims can be hashed and pickled; their text holds no key."""
    file = read_claims(PLAIN)
    assert pickle.loads(pickle.dumps(file)) == file
    assert hash(file) == hash(read_claims(PLAIN, name="<bytes>"))
    assert repr(file).startswith("ClaimFile(name='<bytes>', kind='837P', claims=<2 claims>")


def test_errors_survive_pickling() -> None:
    """A refusal can cross process borders."""
    with pytest.raises(InputErrors) as caught:
        read_claims(b"nothing")
    assert pickle.loads(pickle.dumps(caught.value)).problems == caught.value.problems
