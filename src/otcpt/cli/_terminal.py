"""A page on a terminal: colors, links, and sentences wrapped inside their own column."""

from collections.abc import Iterable, Sequence
from itertools import accumulate, zip_longest
from typing import TextIO, TypeAlias

from rich.console import Console
from rich.padding import Padding
from rich.segment import Segment, Segments
from rich.style import Style
from rich.table import Table as Grid
from rich.text import Text

from otcpt.page import (
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
    words,
)
from otcpt.tables import printable

_STYLES = {
    Tone.ERROR: "bold red",
    Tone.WARNING: "yellow",
    Tone.ADVICE: "cyan",
    Tone.GOOD: "bold green",
    Tone.STRONG: "bold",
    Tone.PLAIN: "",
    Tone.QUIET: "dim",
}

#: The least room for a sentence in the last column of a table.
_SENTENCE = 24

#: Cells that hold several codes or lines break at blanks here, so that the sentence keeps its room.
_NARROW, _WIDE, _ROOMY = 5, 11, 100

#: What is before a remark, and before what is folded.
_ARROW, _DASH = StyledText("→", Tone.GOOD), StyledText("-", Tone.QUIET)

#: No more cells of a ledger are kept laid out; so many parts of lines are printed together.
_MOST_CELLS, _AT_ONCE = 10_000, 2_000

#: A line, and how wide it is.
_Line: TypeAlias = tuple[list[Segment], int]


def draw(page: Page, stream: TextIO, *, hint: str | None = None) -> None:
    """Draw a page; with a ``hint`` what may be folded is its title and how to open it."""
    draw_on(Console(file=stream, highlight=False, markup=False, emoji=False), page, hint=hint)


def draw_on(console: Console, page: Page, *, hint: str | None = None) -> None:
    """Draw a page on a console."""
    if page.title:
        _heading(console, page.title, page.detail)
    if page.verdict is not None:
        _paragraph(console, page.verdict)
    for block in page.blocks:
        _block(console, block, hint)
    if page.footer:
        console.print()
        _paragraph(console, StyledText(page.footer, Tone.QUIET))


def _block(console: Console, block: Block, hint: str | None) -> None:
    match block:
        case Paragraph(content, as_is):
            _paragraph(console, content, 0 if as_is else 2)
        case Items(items):
            _grid(console, [("-", item) for item in items])
        case Table(rows, headers):
            _grid(console, rows, headers)
        case Facts(pairs):
            _grid(console, pairs)
        case Figure(_, caption, table):
            _paragraph(console, caption)
            if table is not None:
                _grid(console, table.rows, table.headers)
        case Ledger():
            _ledger(console, block, folded=hint is not None)
        case Section(title, blocks, detail, may_fold):
            if may_fold and hint is not None:
                _heading(console, title, f"{detail} ({hint})")
                return
            _heading(console, title, detail)
            for inner in blocks:
                _block(console, inner, hint)


def _heading(console: Console, title: str, detail: str) -> None:
    console.print()
    console.print(_headline(title, detail))


def _headline(title: str, detail: str) -> Text:
    line = Text(printable(title), "bold")
    return line.append(f"  {printable(detail)}", "not bold dim") if detail else line


def _paragraph(console: Console, content: Cell, indent: int = 2) -> None:
    console.print(Padding(_text(content), (0, 0, 0, indent)))


def _grid(console: Console, rows: Sequence[Sequence[Cell]], headers: Sequence[str] = ()) -> None:
    """Write rows under each other; the last column takes the room that is left.

    A table that would break words at this width is written row by row, each value under its heading.
    """
    columns = list(zip_longest(headers, *rows, fillvalue=None))
    least = [_longest_word(column) for column in columns]
    if least:
        least[-1] = max(least[-1], min(_SENTENCE, max(len(words(cell)) for cell in columns[-1])))
    if headers and len(columns) > 2 and sum(least) + 2 * len(least) > console.width:
        _stacked(console, rows, headers)
        return
    grid = Grid(box=None, show_header=bool(headers), header_style="dim", padding=(0, 2, 0, 0), pad_edge=False)
    for place, (width, column) in enumerate(zip(least, columns, strict=True)):
        cells = column[bool(headers) :] if headers else column
        numeric = bool(rows) and all(isinstance(cell, int) or cell is None for cell in cells)
        grid.add_column(
            headers[place] if place < len(headers) else "",
            justify="right" if numeric else "left",
            overflow="fold",
            no_wrap=place == 0 < len(columns) - 1 and len(columns) <= 3,
            min_width=width if place < len(columns) - 1 and sum(least) + 2 * len(least) <= console.width else None,
        )
    for row in rows:
        grid.add_row(*map(_text, row))
    console.print(Padding(grid, (0, 0, 0, 2)))


def _longest_word(cells: Iterable[Cell]) -> int:
    return max((len(word) for cell in cells for word in words(cell).split()), default=0)


def _stacked(console: Console, rows: Sequence[Sequence[Cell]], headers: Sequence[str]) -> None:
    """Write each row as names and values, an empty line between two rows."""
    for number, row in enumerate(rows):
        if number:
            console.print()
        pairs = zip_longest(headers, row, fillvalue="")
        _grid(console, [(StyledText(str(name), Tone.QUIET), cell) for name, cell in pairs if words(cell)])


def _ledger(console: Console, ledger: Ledger, *, folded: bool) -> None:
    short = [map(words, entry.cells[:-1]) for group in ledger.groups for entry in group.entries]
    if not short:
        return
    most = _WIDE if console.width >= _ROOMY else _NARROW
    widths = [max(_width(text, most) for text in column) for column in zip(ledger.headers[:-1], *short, strict=True)]
    lines = _Lines(console)
    lines.row([StyledText(header, Tone.QUIET) for header in ledger.headers], widths)
    for group in ledger.groups:
        if group.title:
            lines.heading(group.title, group.detail)
        for entry in group.entries:
            lines.entry(entry, widths, folded=folded)
        lines.print(_AT_ONCE)
    lines.print()


class _Lines:
    """Lines of a ledger. A long one says the same of many claims, and each cell is laid out once."""

    def __init__(self, console: Console) -> None:
        self._console, self._width = console, console.width
        self._options = console.options.update(overflow="fold", no_wrap=False)
        self._known: dict[tuple[Cell, int], list[_Line]] = {}
        self._segments: list[Segment] = []

    def print(self, least: int = 0) -> None:
        """Print what there is so far, unless it is less."""
        if len(self._segments) > least:
            self._console.print(Segments(self._segments), crop=False)
            self._segments = []

    def heading(self, title: str, detail: str) -> None:
        self._segments.append(Segment.line())
        self._put([[(0, line)] for line in self._laid_out(_headline(title, detail), self._width)])

    def entry(self, entry: Entry, widths: Sequence[int], *, folded: bool) -> None:
        self.row(entry.cells, widths)
        indent = 4 + widths[0]
        for remark in entry.remarks:
            self.row([_ARROW, remark], [1], indent, 1)
        for title, items in () if folded else entry.folded:
            self.row([StyledText(title, Tone.QUIET)], [], indent)
            for item in items:
                self.row([_DASH, item], [1], indent + 2, 1)

    def row(self, cells: Sequence[Cell], widths: Sequence[int], indent: int = 2, gap: int = 2) -> None:
        """Write cells beside each other; the last one takes the room that is left."""
        starts = list(accumulate(widths, lambda start, width: start + width + gap, initial=indent))
        last = max(self._width - starts[-1], _SENTENCE)
        columns = [self._cell(cell, width) for cell, width in zip(cells, (*widths, last), strict=True)]
        self._put(
            [(start, column[n]) for start, column in zip(starts, columns, strict=True) if n < len(column)]
            for n in range(max(map(len, columns)))
        )

    def _put(self, rows: Iterable[Iterable[tuple[int, _Line]]]) -> None:
        for row in rows:
            at = 0
            for start, (segments, length) in row:
                self._segments += [Segment(" " * (start - at)), *segments]
                at = start + length
            self._segments.append(Segment.line())

    def _cell(self, cell: Cell, width: int) -> list[_Line]:
        key = cell if isinstance(cell, StyledText | tuple) else words(cell), width
        if key not in self._known:
            if len(self._known) >= _MOST_CELLS:
                self._known.clear()
            self._known[key] = self._laid_out(_text(cell), width)
        return self._known[key]

    def _laid_out(self, text: Text, width: int) -> list[_Line]:
        lines = self._console.render_lines(text, self._options.update(width=width), pad=False)
        return [(line, Segment.get_line_length(line)) for line in lines]


def _width(text: str, most: int) -> int:
    """Return the room a short cell needs when it may break at blanks."""
    return max(min(len(text), most), *map(len, text.split() or [""]))


def _text(cell: Cell) -> Text:
    if isinstance(cell, tuple):
        return Text(" ").join(map(_text, cell))
    text = "\n".join(map(printable, words(cell).splitlines()))
    if not isinstance(cell, StyledText):
        return Text(text)
    style = Style.parse(_STYLES[cell.tone])
    return Text(text, style + Style(link=cell.link) if cell.link else style)
