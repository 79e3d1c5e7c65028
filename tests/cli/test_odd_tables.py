"""Tables as programs really write them: in columns they are read as claim by claim."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from tests.cli.jsonl import findings_in

from otcpt import InputErrors, read_claims

Run: TypeAlias = Callable[..., Any]
POLICY = ("-p", "medicare-part-b", "--format", "jsonl")
HEADER = "claim_id;MRN;DOS;CPT;Mod1;Mod2;Units;remark"
ROWS = [
    "C1;P1;3/2/2026;97530;GO;;2;fine",
    "C1;P1;3/2/2026; 97542 ;GO;;1;fine",
    'C2;P2;2026-03-02;97003;GO;;1.0;"two\nlines; quoted"',
    "C3;;20260302;97530;;;9;Müller",
    "C4;;2026-03-02 00:00:00;97130;GO;59;1;",
]


@pytest.mark.parametrize(
    "data",
    [
        "\n".join([HEADER, *ROWS]).encode(),
        "\r\n".join([HEADER, *ROWS, ""]).encode("cp1252"),
        b"\xef\xbb\xbf" + "\n".join([HEADER, *ROWS, "", ""]).encode(),
        "\n\n".join([HEADER, *ROWS[:2]]).encode(),
        "\n".join(["", HEADER, *ROWS]).encode(),
        "\n".join([HEADER, *ROWS]).replace(";", "\t").replace("lines\t", "lines;").encode(),
    ],
    ids=["utf-8", "windows", "with a mark", "blank lines", "a blank line first", "tabs"],
)
def test_findings_are_the_same(otcpt: Run, tmp_path: Path, data: bytes) -> None:
    """Delimiters, encodings, line ends, blank lines, quoted cells, dates and blanks around a cell."""
    path = tmp_path / "lines.csv"
    path.write_bytes(data)

    by_claim = otcpt("check", path, *POLICY)
    in_columns = otcpt("check", path, *POLICY, "--workers", "2")

    def shown(text: str) -> list[tuple[str, ...]]:
        rows = findings_in(text)
        return sorted(
            (str(row["claim_id"]), str(row["rule_id"]), str(row["codes"]), str(row["message"])) for row in rows
        )

    assert by_claim.code == in_columns.code == 1
    assert shown(in_columns.out) == shown(by_claim.out) != []


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "the file is empty"),
        (b"not a claim", "names no column that otcpt knows"),
        (b"%PDF-1.7", "a PDF; export the lines as CSV"),
        (b"PAR1 and then something else", "is not a readable Parquet file"),
        (b"PK\x03\x04 and then something else", "the workbook cannot be read"),
        (b"GS*HC*A*B~", "no ISA header"),
        (b"code,date_of_service\n97530,2026-03-02,7\n", "the row has 3 cells, the header 2"),
        (b"code,units\n97530,2\n", "the column is missing"),
        (b"code,date_of_service\n", "0 lines"),
    ],
)
def test_what_cannot_be_read_is_refused(otcpt: Run, tmp_path: Path, data: bytes, expected: str) -> None:
    """With exit code 2 and one message, and without a file of findings; a table of no lines is never clean."""
    path = tmp_path / "lines.csv"
    path.write_bytes(data)

    ran = otcpt("check", path, *POLICY[:2], "--out", tmp_path / "f.parquet", "--fail-on", "never")

    assert (ran.code, ran.out) == (2, "")
    assert expected in " ".join(ran.err.split())


@pytest.mark.parametrize("more", [(), ("--workers", "2")], ids=["by claim", "in columns"])
def test_equal_problems_are_one_line_with_their_rows(
    otcpt: Callable[..., Any], tmp_path: Path, more: tuple[str, ...]
) -> None:
    """A column that is wrong throughout fills no screen; the number of problems is that of the rows."""
    path = tmp_path / "lines.csv"
    rows = ["97530,2026-03-02,soon", "97530,2026-03-02,1", *["97530,2026-03-02,soon"] * 3, "97530,2026-03-02,never"]
    path.write_text("\n".join(["code,dos,units", *rows]))

    ran = otcpt("check", path, "--policy", "medicare-part-b", *more)

    assert ran.code == 2
    assert "5 problems" in ran.err
    assert (ran.err.count("'soon'"), ran.err.count("'never'")) == (1, 1)
    assert "2, 4, 5, 6 " in ran.err
    with pytest.raises(InputErrors) as caught:
        read_claims(path)
    assert len(caught.value.problems) == 5
    assert len(str(caught.value).splitlines()) == 2
