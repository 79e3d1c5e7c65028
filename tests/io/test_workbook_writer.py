"""A workbook that is written is one that spreadsheets and the reader open, and no text in it is ever a formula."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from otcpt.errors import InvalidInput
from otcpt.io import Link, Sheet, SheetCell, write_workbook

ROWS: list[tuple[SheetCell, ...]] = [
    ("=1+1", 3, date(2026, 3, 9), Link("CMS", "https://example.org/?a=1&b=2"), None),
    ("a\x1b[1m <b> & 'x'\nline two", Decimal("12.50"), None, Link("no address", ""), ""),
]


def written(folder: Path, name: str = "book.xlsx") -> Path:
    """Write two sheets."""
    path = folder / name
    sheets = [
        Sheet("Findings: [1]/2", ("text", "number", "day", "link", "none"), ROWS, (10, 20)),
        Sheet("Empty", (), ()),
    ]
    write_workbook(path, sheets)
    return path


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    """Numbers are numbers, days days, and text is text whatever it begins with."""
    book = CalamineWorkbook.from_path(str(written(tmp_path)))
    assert book.sheet_names == ["Findings   1  2", "Empty"]
    header, first, second = book.get_sheet_by_name("Findings   1  2").to_python(skip_empty_area=False)
    assert header[:4] == ["text", "number", "day", "link"]
    assert first[:4] == ["=1+1", 3, date(2026, 3, 9), "CMS"]
    assert second[:2] == ["a\ufffd[1m <b> & 'x'\nline two", 12.5]


def test_links_lead_out_and_nothing_is_a_formula(tmp_path: Path) -> None:
    """Each address is there once; the XML of every part is well-formed."""
    with ZipFile(written(tmp_path)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    for text in parts.values():
        ElementTree.fromstring(text)  # our own
    assert "<f>" not in "".join(parts.values())
    assert parts["xl/worksheets/_rels/sheet1.xml.rels"].count("https://example.org/?a=1&amp;b=2") == 1
    assert '<hyperlink ref="D2" r:id="rId1"/>' in parts["xl/worksheets/sheet1.xml"]


def test_equal_sheets_are_equal_files(tmp_path: Path) -> None:
    """No moment of writing is in the file."""
    assert written(tmp_path, "a.xlsx").read_bytes() == written(tmp_path, "b.xlsx").read_bytes()


def test_more_rows_than_a_sheet_has_are_refused(tmp_path: Path) -> None:
    """With what to write instead."""
    with pytest.raises(InvalidInput, match=r"1,048,576 rows, a workbook at most 1,048,575; write \.csv"):
        write_workbook(tmp_path / "b.xlsx", [Sheet("s", ("a",), [("x",)] * 1_048_576)])
