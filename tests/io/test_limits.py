"""What a small file can ask for is seen before it is given: extents of sheets, lengths of lines."""

from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from tests.io.cms.layouts import workbook_of

from otcpt.errors import InputErrors
from otcpt.io import read_claims
from otcpt.io.cms import read_mue, read_ptp

ROWS = [("Claim", "DOS", "CPT"), ("7", "2026-03-09", "97530")]


def stretched(cell: str) -> bytes:
    """A workbook with a further cell far from the others."""
    made = BytesIO()
    with ZipFile(BytesIO(workbook_of(ROWS))) as old, ZipFile(made, "w", ZIP_DEFLATED) as new:
        for info in old.infolist():
            text = old.read(info)
            if info.filename.startswith("xl/worksheets/"):
                row = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
                far = f'<row r="{row}"><c r="{cell}"><v>1</v></c></row></sheetData>'.encode()
                assert b"</sheetData>" in text
                text = text.replace(b"</sheetData>", far)
            new.writestr(info.filename, text)
    return made.getvalue()


@pytest.mark.parametrize("cell", ["XFD1048576", "ZZ20000"])
def test_a_cell_far_out_is_no_reason_to_fall_over(cell: str) -> None:
    """The whole extent would be made in memory: 549 GB of one cell, and the process ends without an exception."""
    with pytest.raises(InputErrors, match=r"a sheet spans .* rows and .* columns"):
        read_claims(stretched(cell))
    with pytest.raises(InputErrors, match="a sheet spans"):
        read_mue(stretched(cell), name="mue.xlsx", effective=date(2026, 4, 1))


def test_a_cell_some_rows_further_is_read() -> None:
    """A stray cell, as real sheets have it."""
    assert len(list(read_claims(stretched("AB5000")).lines())) == 1


def test_one_giant_line_is_refused_early() -> None:
    """It took time by the square of its length."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr("ccipra-v322r0-f1.txt", b"9" * (200 << 20))
    assert len(packed.getvalue()) < 1 << 20

    with pytest.raises(InputErrors, match="a line is over 1 MB long"):
        read_ptp(packed.getvalue())


def test_the_foot_of_a_page_is_no_line() -> None:
    """It has neither code nor date, as rows of totals have none; a row with a code is never skipped."""
    table = b"Visit Date,CPT,Units\n3/9/2026,97530,2\nPage 1 of 2,,\n,End of report,\nPrinted 3/10/2026,,\n"
    assert str(read_claims(table).row_counts) == "4 rows: 1 read, 3 skipped (3 without code and date)"
    with pytest.raises(InputErrors, match="row 2, date_of_service"):
        read_claims(b"Visit Date,CPT,Units\nPage 1,97530,2\n")
