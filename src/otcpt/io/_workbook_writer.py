"""Workbooks (.xlsx) written with the standard library: text that is never a formula, numbers, days and links."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from html import escape
from pathlib import Path
from typing import TypeAlias
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import attrs

from otcpt.errors import InvalidInput


@attrs.frozen
class Link:
    """A text that leads to an address."""

    text: str
    address: str


SheetCell: TypeAlias = str | int | float | Decimal | date | Link | None


@attrs.frozen
class Sheet:
    """A sheet: its name, the header, and rows; widths in letters for the columns that are not narrow."""

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[SheetCell]]
    widths: Sequence[int] = ()


#: What XML cannot hold, and marks that steer a terminal; a line break and a tab are kept.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")
_MOST_LETTERS, _MOST_ROWS, _NAME = 32_767, 1_048_576, 31
_EPOCH = date(1899, 12, 30)
#: A moment that is the same in every workbook, so that equal answers are equal files.
_STAMP = (1980, 1, 1, 0, 0, 0)

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WRAPPED = '<alignment vertical="top" wrapText="1"/>'
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<fonts count="3"><font/><font><b/></font><font><u/><color rgb="FF0563C1"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4">'
    f'<xf applyAlignment="1">{_WRAPPED}</xf><xf fontId="1" applyFont="1"/>'
    '<xf numFmtId="164" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top"/></xf>'
    f'<xf fontId="2" applyFont="1" applyAlignment="1">{_WRAPPED}</xf></cellXfs></styleSheet>'
)
_TEXT, _BOLD, _DAY, _LINK = range(4)


def without_control(text: str) -> str:
    """Return the text with control characters replaced.

    >>> without_control("a\\x1b[1m")
    'a\\ufffd[1m'
    """
    return _CONTROL.sub("\ufffd", text)


def write_workbook(path: Path, sheets: Sequence[Sheet]) -> None:
    """Write sheets to a file; equal sheets give equal bytes."""
    for sheet in sheets:
        if len(sheet.rows) >= _MOST_ROWS:
            raise InvalidInput(
                f"sheet {sheet.name!r} has {len(sheet.rows):,} rows, a workbook at most {_MOST_ROWS - 1:,}; write .csv",
                "target",
                str(path),
            )
    numbers = range(1, len(sheets) + 1)
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        for n in numbers
    )
    parts = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/styles.xml" '
        f'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>{kinds}</Types>',
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml", "")]),
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        + "".join(
            f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>'
            for n, name in zip(numbers, _names(sheets), strict=True)
        )
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _relations(
            [*(("worksheet", f"worksheets/sheet{n}.xml", "") for n in numbers), ("styles", "styles.xml", "")]
        ),
        "xl/styles.xml": _STYLES,
    }
    for n, sheet in zip(numbers, sheets, strict=True):
        text, addresses = _sheet(sheet)
        parts[f"xl/worksheets/sheet{n}.xml"] = text
        if addresses:
            links = [("hyperlink", address, ' TargetMode="External"') for address in addresses]
            parts[f"xl/worksheets/_rels/sheet{n}.xml.rels"] = _relations(links)
    with ZipFile(path, "w") as archive:
        for name, text in parts.items():
            info = ZipInfo(name, _STAMP)
            info.compress_type = ZIP_DEFLATED
            archive.writestr(info, text)


def _names(sheets: Sequence[Sheet]) -> list[str]:
    return [_NOT_IN_A_NAME.sub(" ", sheet.name)[:_NAME] for sheet in sheets]


def _relations(targets: Iterable[tuple[str, str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{escape(target)}"{more}/>'
        for number, (kind, target, more) in enumerate(targets, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def _sheet(sheet: Sheet) -> tuple[str, list[str]]:
    """The XML of a sheet, and the addresses its links lead to."""
    addresses: dict[str, int] = {}
    links: list[str] = []
    rows = [
        f'<row r="1">{"".join(_text(f"{_letters(at)}1", name, _BOLD) for at, name in enumerate(sheet.header))}</row>'
    ]
    for number, row in enumerate(sheet.rows, 2):
        cells = []
        for at, value in enumerate(row):
            place = f"{_letters(at)}{number}"
            cells.append(_cell(place, value))
            if isinstance(value, Link) and value.address:
                which = addresses.setdefault(value.address, len(addresses) + 1)
                links.append(f'<hyperlink ref="{place}" r:id="rId{which}"/>')
        rows.append(f'<row r="{number}">{"".join(cells)}</row>')
    widths = "".join(
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>' for at, width in enumerate(sheet.widths, 1)
    )
    last = f"{_letters(max(len(sheet.header) - 1, 0))}{len(sheet.rows) + 1}"
    text = (
        f'{_HEAD}<worksheet xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><dimension ref="A1:{last}"/><sheetViews>'
        '<sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        f"</sheetView></sheetViews>{f'<cols>{widths}</cols>' if widths else ''}<sheetData>{''.join(rows)}</sheetData>"
        + (f'<autoFilter ref="A1:{last}"/>' if sheet.header else "")
        + (f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else "")
        + "</worksheet>"
    )
    return text, list(addresses)


def _cell(place: str, value: SheetCell) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, Link):
        return _text(place, value.text, _LINK if value.address else _TEXT)
    if isinstance(value, date):
        return f'<c r="{place}" s="{_DAY}"><v>{(value - _EPOCH).days}</v></c>'
    if isinstance(value, (int, float, Decimal)):
        return f'<c r="{place}" s="{_TEXT}"><v>{value}</v></c>'
    return _text(place, value, _TEXT)


def _text(place: str, text: str, style: int) -> str:
    """A cell of text; as such it is shown and never worked out, whatever it begins with."""
    kept = escape(without_control(text[:_MOST_LETTERS]), quote=False)
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{kept}</t></is></c>'


def _letters(at: int) -> str:
    """The letters of a column counted from 0."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
