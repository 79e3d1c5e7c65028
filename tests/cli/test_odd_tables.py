"""Tables as programs really write them: in columns they are read as claim by claim."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from tests.cli.jsonl import findings_in

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

    def told(text: str) -> list[tuple[str, ...]]:
        rows = findings_in(text)
        return sorted(
            (str(row["claim_id"]), str(row["rule_id"]), str(row["codes"]), str(row["message"])) for row in rows
        )

    assert by_claim.code == in_columns.code == 1
    assert told(in_columns.out) == told(by_claim.out) != []


@pytest.mark.parametrize(
    ("data", "said"),
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
def test_what_cannot_be_read_is_refused(otcpt: Run, tmp_path: Path, data: bytes, said: str) -> None:
    """With exit code 2 and one message, and without a file of findings; a table of no lines is never clean."""
    path = tmp_path / "lines.csv"
    path.write_bytes(data)

    ran = otcpt("check", path, *POLICY[:2], "--out", tmp_path / "f.parquet", "--fail-on", "never")

    assert (ran.code, ran.out) == (2, "")
    assert said in " ".join(ran.err.split())
