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
    QUIET = "quiet"


@attrs.frozen
class Ink:
    """A text with a tone."""

    text: str
    tone: Tone

    def __str__(self) -> str:
        return self.text


Cell = str | int | Ink | None


@attrs.frozen
class Entry:
    """A row of cells, the last of them a sentence, and remarks that stand underneath."""

    cells: Sequence[Cell]
    remarks: Sequence[str] = ()


class Page(Protocol):
    """Where a command writes its answer."""

    def heading(self, text: str, detail: str = "") -> None:
        """Open a section, with a blank line before it."""

    def text(self, text: str | Ink) -> None:
        """Write a paragraph, as wide as the terminal."""

    def table(self, rows: Iterable[Sequence[Cell]], headers: Sequence[str] = ()) -> None:
        """Write rows under each other, columns aligned."""

    def ledger(self, groups: Iterable[tuple[str, str, Sequence[Entry]]]) -> None:
        """Write entries under headings (text and detail), columns aligned over all of them."""


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

    def text(self, text: str | Ink) -> None:
        """Write a paragraph on one line."""
        self._write("\n".join(map(printable, str(text).splitlines())))

    def table(self, rows: Iterable[Sequence[Cell]], headers: Sequence[str] = ()) -> None:
        """Write rows under each other."""
        self._write(text_table([[_plain(cell) for cell in row] for row in rows], headers, indent="  "))

    def ledger(self, groups: Iterable[tuple[str, str, Sequence[Entry]]]) -> None:
        """Write entries, a line each, and their remarks."""
        groups = list(groups)
        rows = [[_plain(cell) for cell in entry.cells] for _, _, entries in groups for entry in entries]
        lines = iter(text_table(rows, indent="  ").splitlines())
        for heading, detail, entries in groups:
            self.heading(heading, detail)
            for entry in entries:
                self._write(next(lines))
                for remark in entry.remarks:
                    self._write(f"      -> {printable(remark)}")

    def _write(self, line: str) -> None:
        self._started = True
        print(line, file=self._stream)


def _plain(cell: Cell) -> str | int | None:
    return " ".join(str(cell).splitlines()) if isinstance(cell, (str, Ink)) else cell


def open_page(stream: TextIO | None = None) -> Page:
    """Return the page of a stream, stdout unless given."""
    stream = sys.stdout if stream is None else stream
    if stream.isatty():
        from otcpt.cli._terminal import TerminalPage

        return TerminalPage(stream)
    return PlainPage(stream)
