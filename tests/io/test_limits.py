"""What a small file can ask for is seen before it is given: extents of sheets, lengths of lines."""

from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import python_calamine
from tests.io.cms.layouts import workbook_of

from otcpt.batch import check_file
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


@pytest.mark.parametrize("cell", ["XFD1048576", "ZZ20000", "KUNITS24", f"A{'9' * 5000}"])
def test_a_cell_far_out_is_no_reason_to_fall_over(cell: str) -> None:
    """The whole extent would be made in memory: 549 GB of one cell, and the process ends without an exception."""
    with pytest.raises(InputErrors, match=r"a sheet spans .* rows and .* columns"):
        read_claims(stretched(cell))
    with pytest.raises(InputErrors, match="a sheet spans"):
        read_mue(stretched(cell), name="mue.xlsx", effective=date(2026, 4, 1))


def opened(rows: str) -> bytes:
    """An OpenDocument of two rows of lines, with more rows between them."""
    name = "urn:oasis:names:tc:opendocument:xmlns"
    line = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>' for text in ROWS[1]
    )
    head = line.replace("7<", "Claim<", 1).replace("2026-03-09", "DOS").replace("97530", "CPT")
    table = f"<table:table-row>{head}</table:table-row>{rows}<table:table-row>{line}</table:table-row>"
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{name}:manifest:1.0"/>')
        archive.writestr(
            "content.xml",
            f'<office:document-content xmlns:office="{name}:office:1.0" xmlns:table="{name}:table:1.0" '
            f'xmlns:text="{name}:text:1.0"><office:body><office:spreadsheet><table:table table:name="S">{table}'
            "</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    return made.getvalue()


@pytest.mark.parametrize(
    "rows",
    [
        '<table:table-row table:number-rows-repeated="99999999"><table:table-cell/></table:table-row>',
        (
            '<table:table-row><table:table-cell table:number-columns-repeated="99999999"/>'
            '<table:table-cell office:value-type="float" office:value="1"/></table:table-row>'
        ),
    ],
)
def test_what_an_open_document_repeats_is_counted_before_it_is_made(rows: str) -> None:
    """Some hundred bytes for a hundred million cells; a few rows more are read."""
    with pytest.raises(InputErrors, match=r"a sheet spans .* rows and .* columns"):
        read_claims(opened(rows))
    assert len(list(read_claims(opened(rows.replace("99999999", "5"))).lines())) == 1


def test_an_old_workbook_is_looked_at_too() -> None:
    """Its records name the places; 6 KB would ask for more than a GB. Cut short, it is refused."""
    folder = Path(__file__).parent / "old"
    assert len(list(read_claims(folder / "lines.xls").lines())) == 2
    with pytest.raises(InputErrors, match="a sheet spans 65,536 rows and 256 columns, with 13 cells filled"):
        read_claims(folder / "far.xls")
    data = (folder / "lines.xls").read_bytes()
    for record, wrong in ((b"\x00\x02\x0e\x00", b"\0\0\0\0\xff\xff\xff\x02"), (b"\xfc\x00\x4f\x00", b"\xff" * 8)):
        at = data.index(record) + 4
        with pytest.raises(InputErrors, match="the workbook cannot be read"):
            read_claims(data[:at] + wrong + data[at + 8 :])
    for end in range(8, len(data), 97):
        with pytest.raises(InputErrors):
            read_claims(data[:end])


def test_units_that_look_like_a_filler_are_noted(tmp_path: Path) -> None:
    """Claim by claim and in columns; they count as they are."""
    source = tmp_path / "in.csv"
    source.write_text("claim_id,dos,code,units\nC1,2026-03-02,97530,9999\nC1,2026-03-02,97530,9\n")
    note = "9999 units look like a filler; leave the cell empty where the units are not known"
    assert note in read_claims(source).notes
    assert note in check_file(source, tmp_path / "o.csv", policy="medicare-part-b", rules=()).notes


def test_twenty_thousand_columns_are_no_matter() -> None:
    """The first hundred that are not read are named, the others counted; rows set apart have all of them."""
    more = [f"note {place}" for place in range(20_000)]
    table = ",".join(["code", "dos", *more]) + "\n" + ",".join(["97530", "soon", *more]) + "\n"
    file = read_claims(table.encode(), on_problem="keep")
    assert "19,900 more columns were not read." in file.notes
    assert len(file.notes) < 110
    assert len(file.set_apart[0].cells) == 20_002


def test_a_workbook_that_makes_its_reader_panic_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A panic of compiled code is no `Exception`: it would end the program of whoever reads."""

    class PanicException(BaseException):
        """As pyo3 raises it."""

    class Panics:
        """A workbook that is not opened."""

        @staticmethod
        def from_filelike(_: object) -> None:
            raise PanicException("range end index 64 out of range")

    monkeypatch.setattr(python_calamine, "CalamineWorkbook", Panics)
    with pytest.raises(InputErrors, match="the workbook cannot be read"):
        read_claims(workbook_of(ROWS))
    with pytest.raises(InputErrors, match="the workbook cannot be read"):
        read_mue(workbook_of(ROWS), name="mue.xlsx", effective=date(2026, 4, 1))


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
