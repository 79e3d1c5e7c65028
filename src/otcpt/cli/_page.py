"""What a command prints on: a terminal with colors, or plain lines for a pipe or a file."""

import sys
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Protocol, TextIO

import attrs

from otcpt.tables import printable, text_table


class Tone(StrEnum):
    """How a text is meant; a terminal shows it by color, a pipe not at all."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"
    GOOD = "good"
    STRONG = "strong"
    PLAIN = "plain"
    QUIET = "quiet"


@attrs.frozen
class StyledText:
    """A text with a tone."""

    text: str
    tone: Tone

    def __str__(self) -> str:
        return self.text


#: Inks of one cell are set apart by blanks.
Cell = str | int | StyledText | tuple[StyledText, ...] | None


@attrs.frozen
class Entry:
    """A row of cells, the last of them a sentence, and remarks that stand underneath."""

    cells: Sequence[Cell]
    remarks: Sequence[Cell] = ()


def words(cell: Cell) -> str:
    """Return a cell without its tones."""
    if isinstance(cell, tuple):
        return " ".join(ink.text for ink in cell)
    return "" if cell is None else str(cell)


class Page(Protocol):
    """Where a command writes its answer."""

    def heading(self, text: str, detail: str = "") -> None:
        """Open a section, with a blank line before it."""

    def text(self, text: str | StyledText, *, indent: int = 0) -> None:
        """Write a paragraph, as wide as the terminal."""

    def table(self, rows: Iterable[Sequence[Cell]], headers: Sequence[str] = ()) -> None:
        """Write rows under each other, columns aligned."""

    def ledger(self, groups: Iterable[tuple[str, str, Sequence[Entry]]], headers: Sequence[str]) -> None:
        """Write groups of entries, each under its heading and detail if it has one, columns aligned over all."""


def facts(pairs: Iterable[tuple[str, Cell]]) -> list[tuple[Cell, Cell]]:
    """Return names and values as rows, without those that have no value, a repeated name only once."""
    rows: list[tuple[Cell, Cell]] = []
    before = ""
    for name, value in pairs:
        if words(value):
            rows.append((StyledText("" if name == before else name, Tone.QUIET), value))
            before = name
    return rows


class PlainPage:
    """Lines of text: no colors, no frames, nothing that depends on a width."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._started = False

    def heading(self, text: str, detail: str = "") -> None:
        """Open a section."""
        if self._started:
            self._write("")
        self._write(f"{printable(text)}  {printable(detail)}".rstrip())

    def text(self, text: str | StyledText, *, indent: int = 0) -> None:
        """Write a paragraph without breaking its lines."""
        self._write("\n".join(" " * indent + printable(line) for line in str(text).splitlines()))

    def table(self, rows: Iterable[Sequence[Cell]], headers: Sequence[str] = ()) -> None:
        """Write rows under each other."""
        self._write(text_table([[_plain(cell) for cell in row] for row in rows], headers, indent="  "))

    def ledger(self, groups: Iterable[tuple[str, str, Sequence[Entry]]], headers: Sequence[str]) -> None:
        """Write entries, a line each, and their remarks."""
        groups = list(groups)
        rows = [[_plain(cell) for cell in entry.cells] for _, _, entries in groups for entry in entries]
        lines = iter(text_table(rows, headers, indent="  ").splitlines())
        if rows:
            self._write(next(lines))
        for heading, detail, entries in groups:
            if heading:
                self.heading(heading, detail)
            for entry in entries:
                self._write(next(lines))
                for remark in entry.remarks:
                    self._write(f"      -> {_plain(remark)}")

    def _write(self, line: str) -> None:
        self._started = True
        print(line, file=self._stream)


def _plain(cell: Cell) -> str | int | None:
    if cell is None or isinstance(cell, int):
        return cell
    return " ".join(words(cell).splitlines())


def open_page(stream: TextIO | None = None) -> Page:
    """Return the page of a stream, stdout unless given."""
    stream = sys.stdout if stream is None else stream
    if stream.isatty():
        from otcpt.cli._terminal import TerminalPage

        return TerminalPage(stream)
    return PlainPage(stream)
