"""A page as HTML: headings, tables and details that read in the same order where every style is dropped."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from hashlib import sha256
from html import escape
from itertools import zip_longest
from pathlib import Path

from otcpt.page._parts import (
    Block,
    Cell,
    Entry,
    Facts,
    Figure,
    Items,
    Ledger,
    Page,
    Paragraph,
    Section,
    StyledText,
    Table,
    Tone,
    lines_of,
    one_line,
    words,
)

#: What is too wide for a telephone is moved by finger or by keyboard.
_WIDE = '<div class="wide" tabindex="0" role="group" aria-label="table">'

#: A word of so many characters at most stays on one line.
_WORD = 20

#: The headings of a piece begin here, so that a notebook or a page of documentation keeps its own above them.
_LEVEL = 3


def _style() -> str:
    """Return the style sheet without comments and line breaks."""
    text = Path(__file__).with_name("style.css").read_text(encoding="utf-8")
    return re.sub(r"\s*\n\s*", "", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))


#: One sheet for all pages, so that a notebook with many does not differ by their order.
STYLE = _style()


def to_html(page: Page) -> str:
    """Return the page as one ``<section>`` with its style: no script, no request, every text escaped.

    Args:
        page: The description of a value.

    Returns:
        The markup.
    """
    return f"<style>{STYLE}</style>{_page(page, _LEVEL)}"


def to_document(page: Page, *, filters: bool = False) -> str:
    """Return the page as a whole HTML document; with ``filters`` a reader may see findings of one severity alone.

    Args:
        page: The description of a value.
        filters: Whether findings can be filtered by severity, without a script.

    Returns:
        The markup.
    """
    body = _page(page, 1, before=_filters(page) if filters else "")
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_escaped(page.title)}</title><style>body{{margin:0}}{STYLE}</style></head>"
        f'<body class="otcpt-page"><main>{body}</main></body></html>'
    )


def _filters(page: Page) -> str:
    """Return one choice for each severity of a finding on the page, all of them shown unless another is taken."""
    ledgers = [block for section in page.blocks if isinstance(section, Section) for block in section.blocks]
    entries = [one for block in ledgers if isinstance(block, Ledger) for group in block.groups for one in group.entries]
    tones = [tone for tone in Tone if any(entry.tone is tone for entry in entries)]
    if len(tones) < 2:
        return ""
    choices = "".join(
        f'<label><input type="radio" name="otcpt-show" value="{tone}" class="show-{tone}">{tone}</label> '
        for tone in tones
    )
    every = '<label><input type="radio" name="otcpt-show" value="all" checked>all findings</label> '
    return f'<fieldset class="filters"><legend>Show</legend>{every}{choices}</fieldset>'


def _page(page: Page, level: int, *, before: str = "") -> str:
    parts = [f"<h{level}>{_titled(page.title, page.detail)}</h{level}>"]
    if page.verdict is not None:
        parts.append(f'<p class="verdict {page.verdict.tone}">{_cell(page.verdict)}</p>')
    parts.append(before)
    names = _Names("".join(map(repr, (page.title, page.detail, page.blocks))))
    parts += [_block(block, level + 1, names) for block in page.blocks]
    if page.footer:
        parts.append(f'<p class="footer">{_escaped(page.footer)}</p>')
    return f'<section class="otcpt">{"".join(parts)}</section>'


class _Names:
    """Ids that follow from what is shown: the same page has the same, another page has others."""

    def __init__(self, content: str) -> None:
        self._digest = sha256(content.encode()).hexdigest()[:12]
        self._used = 0

    def next(self) -> str:
        """Return an id that this page has not used."""
        self._used += 1
        return f"otcpt-{self._digest}-{self._used}"


def _block(block: Block, level: int, names: _Names) -> str:
    match block:
        case Paragraph(content, as_is):
            text = _lines(content) if as_is else _cell(content)
            return f"<pre>{text}</pre>" if as_is else f"<p>{text}</p>"
        case Items(items):
            return f"<ul>{''.join(f'<li>{_cell(item)}</li>' for item in items)}</ul>"
        case Table(rows, headers):
            return _table(rows, headers)
        case Facts(pairs):
            return _table(pairs, (), named=True)
        case Figure(drawing, caption, table):
            svg = drawing.to_svg(caption, id_=names.next())
            under = "" if table is None else _table(table.rows, table.headers)
            return f"<figure>{svg}<figcaption>{_escaped(caption)}</figcaption></figure>{under}"
        case Ledger():
            return _ledger(block)
        case Section(title, blocks, detail, folded):
            inside = "".join(_block(inner, level + 1, names) for inner in blocks)
            heading = _titled(title, detail)
            if folded:
                return f"<details><summary>{heading}</summary>{inside}</details>"
            return f"<h{min(level, 6)}>{heading}</h{min(level, 6)}>{inside}"


def _titled(title: str, detail: str) -> str:
    return f"{_escaped(title)} <small>{_escaped(detail)}</small>" if detail else _escaped(title)


def _table(rows: Sequence[Sequence[Cell]], headers: Sequence[str], *, named: bool = False) -> str:
    if not rows:
        return ""
    right = [
        any(map(_is_number, column)) and all(cell is None or _is_number(cell) for cell in column)
        for column in zip_longest(*rows)
    ]
    head = f"<thead><tr>{_cells(headers, right, 'th')}</tr></thead>" if headers else ""
    body = "".join(f"<tr>{_row(row, right, named=named)}</tr>" for row in rows)
    kind = ' class="facts"' if named else ""
    return f"{_WIDE}<table{kind}>{head}<tbody>{body}</tbody></table></div>"


def _row(row: Sequence[Cell], right: Sequence[bool], *, named: bool) -> str:
    if not named:
        return _cells(row, right, "td")
    return f'<th scope="row">{_cell(row[0])}</th>{_cells(row[1:], right[1:], "td")}'


def _cells(cells: Sequence[Cell], right: Sequence[bool], tag: str) -> str:
    parts = []
    for cell, number in zip_longest(cells, right):
        text = _cell(cell)
        kind = tag if text else "td"  # an empty heading heads nothing
        scope = ' scope="col"' if kind == "th" else ""
        aligned = ' class="n"' if number else ' class="word"' if _is_word(cell) else ""
        parts.append(f"<{kind}{scope}{aligned}>{text}</{kind}>")
    return "".join(parts)


def _is_word(cell: Cell) -> bool:
    """Return whether a cell is a day, a code or a name, which is not broken at a hyphen."""
    text = words(cell)
    return 0 < len(text) <= _WORD and not re.search(r"\s", text)


def _is_number(cell: object) -> bool:
    return isinstance(cell, int | Decimal)


def _ledger(ledger: Ledger) -> str:
    if not any(group.entries for group in ledger.groups):
        return ""
    width = max(len(entry.cells) for group in ledger.groups for entry in group.entries)
    head = _cells(ledger.headers, [False] * width, "th") if ledger.headers else ""
    parts = [f'{_WIDE}<table class="ledger">', f"<thead><tr>{head}</tr></thead>" if head else ""]
    for group in ledger.groups:
        parts.append("<tbody>")
        if heading := _titled(group.title, group.detail):
            parts.append(f'<tr class="group"><th scope="rowgroup" colspan="{width}">{heading}</th></tr>')
        parts += [f'<tr class="entry {entry.tone}">{"".join(_entry(entry, width))}</tr>' for entry in group.entries]
        parts.append("</tbody>")
    return f"{''.join(parts)}</table></div>"


def _entry(entry: Entry, width: int) -> Iterator[str]:
    *short, sentence = entry.cells
    yield from (f"<td>{_cell(cell)}</td>" for cell in short)
    yield (
        f'<td colspan="{width - len(short)}">{_cell(sentence)}' if len(short) + 1 < width else f"<td>{_cell(sentence)}"
    )
    if entry.remarks:
        yield f'<ul class="fixes">{"".join(f"<li>{_cell(remark)}</li>" for remark in entry.remarks)}</ul>'
    for title, items in entry.folded:
        listed = "".join(f"<li>{_cell(item)}</li>" for item in items)
        yield f"<details><summary>{_escaped(title)}</summary><ul>{listed}</ul></details>"
    yield "</td>"


def _cell(cell: Cell) -> str:
    if isinstance(cell, tuple):
        return " ".join(_styled(part) for part in cell if part.text)
    return _styled(cell) if isinstance(cell, StyledText) else _lines(cell)


#: How a tone reads where there is no style.
_TAGS = {Tone.ERROR: "strong", Tone.WARNING: "strong", Tone.GOOD: "strong", Tone.STRONG: "strong", Tone.QUIET: "small"}


def _styled(part: StyledText) -> str:
    text = _lines(part.text)
    if part.link.startswith(("https://", "http://")):
        text = f'<a href="{escape(part.link)}">{text}</a>'
    if part.tone is Tone.PLAIN or not part.text:
        return text
    tag = _TAGS.get(part.tone, "span")
    return f'<{tag} class="{part.tone}">{text}</{tag}>'


def _lines(cell: Cell) -> str:
    return "<br>".join(map(escape, lines_of(cell)))


def _escaped(text: str) -> str:
    return escape(one_line(text))
