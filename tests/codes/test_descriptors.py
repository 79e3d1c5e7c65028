"""A licensee's own descriptors: read from their file, answered by code and day, known to nothing else."""

import pickle
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from otcpt.editions import load_edition
from otcpt.errors import InputErrors

CODES = load_edition().codes

Write = Callable[[str | bytes], Path]


@pytest.fixture(name="file")
def _file(tmp_path: Path) -> Write:
    """Write a file of descriptors."""

    def write(content: str | bytes) -> Path:
        path = tmp_path / "descriptors.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def test_the_text_of_the_file_is_read_back(file: Write) -> None:
    """Codes of the registry and foreign ones; blanks around cells, extra columns, letters of a code in any case."""
    codes = CODES.with_descriptors(
        file('code,note,descriptor\n97530,x," my words, for it "\ng0283,,other words\n00100,,foreign\n\n')
    )

    assert codes.descriptor("97530") == "my words, for it"
    assert codes.descriptor("g0283") == codes.descriptor("G0283") == "other words"
    assert codes.descriptor("00100") == "foreign" and "00100" not in codes
    assert codes.descriptor("97110") is None


def test_a_number_with_two_descriptors_is_answered_by_day(file: Write) -> None:
    """Days are included, an empty one is open; without a day the latest is given."""
    codes = CODES.with_descriptors(
        file(
            "code,descriptor,first_day,last_day\n97760,now,2018-01-01,\n97760,then,,2017-12-31\n98979,new,2026-01-01,\n"
        )
    )

    assert codes.descriptor("97760", date(2017, 12, 31)) == "then"
    assert codes.descriptor("97760", date(2018, 1, 1)) == codes.descriptor("97760") == "now"
    assert codes.descriptor("98979", date(2025, 12, 31)) is None


@pytest.mark.parametrize(
    "content",
    [
        "code,descriptor\r\n97530,f\u00fcr H\u00e4nde\r\n".encode("utf-8-sig"),
        "code,descriptor\n97530,f\u00fcr H\u00e4nde\n".encode(),
        "Code, Descriptor \r97530,f\u00fcr H\u00e4nde\r".encode("cp1252"),
    ],
    ids=["utf-8 with a mark", "utf-8", "windows-1252"],
)
def test_encodings_and_line_ends_of_spreadsheets(file: Write, content: bytes) -> None:
    """UTF-8 with or without a byte-order mark, else Windows-1252; any line end."""
    assert CODES.with_descriptors(file(content)).descriptor("97530") == "f\u00fcr H\u00e4nde"


def test_nothing_else_knows_them(file: Write) -> None:
    """The registry they came from, the edition's digest, labels, search and equality stay as they are."""
    codes = CODES.with_descriptors(file("code,descriptor\n97530,zebra crossing\n"))

    assert CODES.descriptor("97530") is None
    assert codes == CODES and codes["97530"] is CODES["97530"]
    assert codes.search("zebra") == ()
    assert load_edition().codes is CODES
    assert pickle.loads(pickle.dumps(codes)).descriptor("97530") == "zebra crossing"
    assert load_edition().codes.with_descriptors(file("code,descriptor\n")).descriptor("97530") is None


def test_everything_wrong_is_reported_at_once(file: Write) -> None:
    """Line, column and value of each, and no descriptor in the message."""
    path = file(
        "code,descriptor,first_day,last_day\n"
        "9753,secret,,\n"
        "97530,,,\n"
        "97110,secret\n"
        "97112,secret,2020-13-01,\n"
        "97113,secret,2020-02-01,2020-01-01\n"
        '97116,"two\nlines",,\n'
        "97116,secret,2020-01-01,\n"
    )
    with pytest.raises(InputErrors) as caught:
        CODES.with_descriptors(path)

    assert [(p.file, p.row, p.column) for p in caught.value.problems] == [
        ("descriptors.csv", 2, "code"),
        ("descriptors.csv", 3, "descriptor"),
        ("descriptors.csv", 4, None),
        ("descriptors.csv", 5, "first_day"),
        ("descriptors.csv", 6, "last_day"),
        ("descriptors.csv", 9, "code"),
    ]
    assert "secret" not in str(caught.value)
    assert "row 7 has a descriptor for the same days" in str(caught.value)


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (b"", "expected one column 'code'; the header names no column"),
        (b"<html><body>Sign in</body></html>", "expected one column 'descriptor'"),
        (b"hcpcs,text\n97530,x\n", "the header names hcpcs, text"),
        (b"code,code,descriptor\n97530,97530,x\n", "expected one column 'code'"),
        (b'code,descriptor\n97530,"x\n', "row 2: is not a row of a CSV file"),
        (b"code,descriptor\n97530,\x81\n", "neither in UTF-8 nor in Windows-1252"),
    ],
    ids=["empty", "web page", "other names", "twice", "open quote", "no text"],
)
def test_a_file_of_another_kind_is_refused(file: Write, content: bytes, wanted: str) -> None:
    """Each with what was expected."""
    with pytest.raises(InputErrors, match=r"descriptors\.csv") as caught:
        CODES.with_descriptors(file(content))

    assert wanted in str(caught.value)


def test_a_missing_file_is_an_error_of_the_system(tmp_path: Path) -> None:
    """The path is the caller's."""
    with pytest.raises(FileNotFoundError):
        CODES.with_descriptors(tmp_path / "nowhere.csv")
