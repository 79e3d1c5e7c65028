"""The parts of a page. They know nothing of what they show, and nothing of how they are drawn."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

import attrs

from otcpt.page._drawing import Drawing
from otcpt.tables import printable


class Tone(StrEnum):
    """How a text is meant. Its words say the same, so that nothing hangs on a color."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"
    GOOD = "good"
    STRONG = "strong"
    PLAIN = "plain"
    QUIET = "quiet"


@attrs.frozen
class StyledText:
    """A text with a tone, and the address it leads to, if any."""

    text: str
    tone: Tone = Tone.PLAIN
    link: str = ""

    def __str__(self) -> str:
        return self.text


#: What a cell, an item or a paragraph may be. Several texts are set apart by blanks; None is empty.
Cell: TypeAlias = str | int | Decimal | StyledText | tuple[StyledText, ...] | None


@attrs.frozen
class Paragraph:
    """A sentence or several; ``as_is`` keeps its own indentation, as a block of code does."""

    content: Cell
    as_is: bool = False


def _tuple(given: Iterable[Cell]) -> tuple[Cell, ...]:
    return tuple(given)


@attrs.frozen
class Items:
    """A list of points."""

    items: tuple[Cell, ...] = attrs.field(converter=_tuple)


def _words(given: Iterable[str]) -> tuple[str, ...]:
    return tuple(given)


def _rows(given: Iterable[Sequence[Cell]]) -> tuple[tuple[Cell, ...], ...]:
    return tuple(map(tuple, given))


@attrs.frozen
class Table:
    """Rows under each other, columns aligned; a column of numbers stands to the right."""

    rows: tuple[tuple[Cell, ...], ...] = attrs.field(converter=_rows)
    headers: tuple[str, ...] = attrs.field(default=(), converter=_words)


@attrs.frozen
class Facts:
    """Names with their values."""

    pairs: tuple[tuple[Cell, ...], ...] = attrs.field(converter=_rows)


@attrs.frozen
class Figure:
    """A drawing, a sentence that says what it shows, and a table with the same numbers."""

    drawing: Drawing
    caption: str
    table: Table | None = None


@attrs.frozen
class Entry:
    """A row of cells, the last of them a sentence; what may be done; and what is folded away, each with its title."""

    cells: tuple[Cell, ...] = attrs.field(converter=_tuple)
    remarks: tuple[Cell, ...] = attrs.field(default=(), converter=_tuple)
    folded: tuple[tuple[str, tuple[Cell, ...]], ...] = ()
    tone: Tone = Tone.PLAIN


def _entries(given: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple(given)


@attrs.frozen
class Group:
    """Entries under a heading."""

    title: str
    detail: str
    entries: tuple[Entry, ...] = attrs.field(converter=_entries)


def _groups(given: Iterable[Group]) -> tuple[Group, ...]:
    return tuple(given)


@attrs.frozen
class Ledger:
    """Groups of entries, columns aligned over all."""

    groups: tuple[Group, ...] = attrs.field(converter=_groups)
    headers: tuple[str, ...] = attrs.field(default=(), converter=_words)


def _blocks(given: "Iterable[Block]") -> "tuple[Block, ...]":
    return tuple(given)


@attrs.frozen
class Section:
    """Blocks under a title. A folded one may be drawn as its title and detail alone."""

    title: str
    blocks: tuple["Block", ...] = attrs.field(converter=_blocks)
    detail: str = ""
    folded: bool = False


Block: TypeAlias = Paragraph | Items | Table | Facts | Figure | Ledger | Section


@attrs.frozen
class Page:
    """What a value shows of itself: its title, its verdict, its blocks, and last what it rests on."""

    title: str
    blocks: tuple[Block, ...] = attrs.field(default=(), converter=_blocks)
    detail: str = ""
    verdict: StyledText | None = None
    footer: str = ""


def facts(pairs: Iterable[tuple[str, Cell]]) -> Facts:
    """Return names and values without those that have no value, a repeated name only once.

    Args:
        pairs: Names and values.

    Returns:
        The block.

    Example:
        >>> [row[1] for row in facts([("source", "a"), ("source", "b"), ("notes", "")]).pairs]
        ['a', 'b']
    """
    rows: list[tuple[Cell, ...]] = []
    before = ""
    for name, value in pairs:
        if words(value):
            rows.append((StyledText("" if name == before else name, Tone.QUIET), value))
            before = name
    return Facts(rows)


def lines_of(cell: Cell) -> list[str]:
    """Return a cell as lines that may be shown: nothing in them steers a terminal."""
    text = words(cell)
    return [text] if text.isprintable() and text else [printable(line) for line in text.splitlines()]


def one_line(cell: Cell) -> str:
    """Return a cell on one line, its blanks single."""
    return " ".join(" ".join(lines_of(cell)).split())


def words(cell: Cell) -> str:
    """Return a cell without its tones; numbers with separators.

    Args:
        cell: A cell of a table.

    Returns:
        Its text.
    """
    if isinstance(cell, tuple):
        return " ".join(part.text for part in cell if part.text)
    if isinstance(cell, int):
        return f"{cell:,}"
    return "" if cell is None else str(cell)
