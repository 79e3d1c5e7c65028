"""Writes the layouts of CMS from a few rows: PTP text, MUE CSV, add-on text and CSV, ZIP and workbook around them."""

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from io import BytesIO
from xml.sax.saxutils import escape

from otcpt.io.cms import AddonRow, MueRow, PtpRow

PTP_HEADER = (
    "CPT only copyright 2024 American Medical Association.  All rights reserved.\t\t\t\t\t\t",
    "Column1/Column2 Edits\t\t\t\t\t\t",
    "Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale",
    "\t\tprior to 1996\tDate\tDate\t0=not allowed\t",
    "\t\t\t\t*=no data\t1=allowed\t",
    "\t\t\t\t\t9=not applicable\t",
)
ADDON_HEADER = (
    "AOC_Edit_Type", "Add-On_Code", "AOC_DelDT", "Primary_Code", "Primary_Code_DelDT", "AOC_Edit_EffDT",
    "AOC_Edit_DelDT", "Special_Instruction_Notes",
)  # fmt: skip
COPYRIGHT = "CPT only copyright 2025\nAmerican Medical Association.\nAll rights reserved."


def ptp_cells(row: PtpRow) -> list[str]:
    """Return the seven fields of a row."""
    one, two, before_1996, effective, deletion, indicator, rationale = row
    last = "*" if deletion is None else f"{deletion:%Y%m%d}"
    return [one, two, "*" if before_1996 else "", f"{effective:%Y%m%d}", last, str(indicator), rationale]


def ptp_text(rows: Iterable[PtpRow], end: str = "\r\n") -> bytes:
    """Write a PTP table, six header lines and all."""
    return lines((*PTP_HEADER, *("\t".join(ptp_cells(row)) for row in rows)), end)


def lines(texts: Iterable[str], end: str = "\r\n") -> bytes:
    """Write lines as Latin-1."""
    return "".join(text + end for text in texts).encode("latin-1")


def mue_cells(rows: Iterable[MueRow], setting: str = "Practitioner") -> list[list[str]]:
    """Return the cells of an MUE table with copyright and header."""
    header = ["HCPCS/\nCPT Code", f"{setting} Services MUE Values", "MUE Adjudication Indicator", "MUE Rationale"]
    return [[COPYRIGHT, "", "", ""], header, *([row.code, str(row.units), *row[3:]] for row in rows)]


def addon_cells(row: AddonRow) -> list[str]:
    """Return the cells of an add-on row, in the order of the header."""
    days = (row.add_on_deletion, row.primary_deletion, row.effective, row.deletion)
    ended, primary_ended, first, last = ("" if day is None else f"{day:%Y%j}" for day in days)
    return [str(row.edit_type), row.add_on, ended, row.primary or "CCCCC", primary_ended, first, last, row.notes]


def addon_text(rows: Iterable[AddonRow]) -> bytes:
    """Write an add-on table in fixed width: 1, 5, 7, 5, 7, 7, 7 and 58 places."""
    widths = (1, 5, 7, 5, 7, 7, 7, 58)
    return lines("".join(map(str.ljust, addon_cells(row), widths)) for row in rows)


def csv_of(rows: Iterable[Sequence[str]], end: str = "\r\n") -> bytes:
    """Write CSV, quoted where it must be."""
    return lines((",".join(map(_quoted, row)) for row in rows), end)


def _quoted(cell: str) -> str:
    doubled = cell.replace('"', '""')
    return f'"{doubled}"' if set(cell) & set('",\n') else cell


def zip_of(files: Mapping[str, bytes]) -> bytes:
    """Put files into a ZIP archive."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def workbook_of(rows: Iterable[Sequence[str | int]]) -> bytes:
    """Write the smallest workbook: one sheet; text stays text, whole numbers are numbers."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    sheet = "".join(
        f'<row r="{number}">{"".join(_cell(place, number, cell) for place, cell in enumerate(row))}</row>'
        for number, row in enumerate(rows, 1)
    )
    files = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets>'
        '<sheet name="Edits" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{sheet}</sheetData></worksheet>',
    }
    return zip_of({name: text.encode() for name, text in files.items()})


def _cell(place: int, row: int, cell: str | int) -> str:
    where = f"{'ABCDEFGH'[place]}{row}"
    if isinstance(cell, int):
        return f'<c r="{where}"><v>{cell}</v></c>'
    return f'<c r="{where}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>' if cell else ""


def edit(
    one: str, two: str, effective: str = "20201001", deletion: str = "*", indicator: int = 1, text: str = "CMS Policy"
) -> PtpRow:
    """Write a PTP row short."""
    last = None if deletion == "*" else date.fromisoformat(deletion)
    return PtpRow(one, two, False, date.fromisoformat(effective), last, indicator, text)
