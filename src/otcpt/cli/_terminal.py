"""The page of a terminal."""

from collections.abc import Iterable, Sequence
from typing import TextIO

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from otcpt.cli._page import Cell, Entry, StyledText, Tone, words
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

#: Cells that hold several codes or lines break at blanks here, so that the sentence keeps its room.
_NARROW, _WIDE, _ROOMY = 5, 11, 100


class TerminalPage:
    """Colors, and sentences wrapped inside their own column."""

    def __init__(self, stream: TextIO) -> None:
        self._console = Console(file=stream, highlight=False, markup=False, emoji=False)

    def heading(self, text: str, detail: str = "") -> None:
        """Open a section."""
        line = Text(printable(text), "bold")
        if detail:
            line.append(f"  {printable(detail)}", "not bold dim")
        self._console.print()
        self._console.print(line)

    def text(self, text: str | StyledText, *, indent: int = 0) -> None:
        """Write a paragraph."""
        self._console.print(Padding(_text(text), (0, 0, 0, indent)))

    def table(self, rows: Iterable[Sequence[Cell]], headers: Sequence[str] = ()) -> None:
        """Write rows under each other; the last column takes the room that is left."""
        rows = [list(row) for row in rows]
        columns = max((len(row) for row in [list(headers), *rows]), default=0)
        table = Table(box=None, show_header=bool(headers), header_style="dim", padding=(0, 2, 0, 0), pad_edge=False)
        for place in range(columns):
            numeric = all(isinstance(row[place], int) or row[place] is None for row in rows if place < len(row))
            table.add_column(
                headers[place] if place < len(headers) else "",
                justify="right" if numeric and rows else "left",
                overflow="fold",
                no_wrap=place == 0 < columns - 1,
            )
        for row in rows:
            table.add_row(*map(_text, row))
        self._console.print(Padding(table, (0, 0, 0, 2)))

    def ledger(self, groups: Iterable[tuple[str, str, Sequence[Entry]]], headers: Sequence[str]) -> None:
        """Write entries, their sentences in a column of their own and their remarks underneath."""
        groups = list(groups)
        short = [map(words, entry.cells[:-1]) for _, _, entries in groups for entry in entries]
        if not short:
            return
        most = _WIDE if self._console.width >= _ROOMY else _NARROW
        widths = [max(_width(text, most) for text in column) for column in zip(headers[:-1], *short, strict=True)]
        self._entry(Entry([StyledText(header, Tone.QUIET) for header in headers]), widths)
        for heading, detail, entries in groups:
            if heading:
                self.heading(heading, detail)
            for entry in entries:
                self._entry(entry, widths)

    def _entry(self, entry: Entry, widths: Sequence[int]) -> None:
        row = Table.grid(padding=(0, 2, 0, 0), pad_edge=False, expand=True)
        for width in widths:
            row.add_column(width=width, overflow="fold")
        row.add_column(ratio=1, overflow="fold")
        row.add_row(*map(_text, entry.cells))
        self._console.print(Padding(row, (0, 0, 0, 2)))
        for remark in entry.remarks:
            below = Table.grid(padding=(0, 1, 0, 0))
            below.add_row(Text("→", "green"), _text(remark))
            self._console.print(Padding(below, (0, 0, 0, 4 + widths[0])))


def _width(text: str, most: int) -> int:
    """Return the room a short cell needs when it may break at blanks."""
    return max(min(len(text), most), *map(len, text.split() or [""]))


def _text(cell: Cell) -> Text:
    if isinstance(cell, tuple):
        return Text(" ").join(map(_text, cell))
    return Text(
        "\n".join(map(printable, words(cell).splitlines())), _STYLES[cell.tone] if isinstance(cell, StyledText) else ""
    )
