"""How each value describes itself: blocks, titles, tones, folds and links, and its words."""

import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from itertools import groupby

from tests.page.test_values import VALUES

from otcpt.page import (
    Block,
    Box,
    Cell,
    Entry,
    Facts,
    Figure,
    Items,
    Label,
    Ledger,
    Page,
    Paragraph,
    Section,
    Shape,
    StyledText,
    Table,
    to_text,
)


def kind(cell: Cell) -> str:
    """What a cell is: its tone, or that it is plain."""
    if isinstance(cell, tuple):
        return f"({' '.join(map(kind, cell))})"
    if isinstance(cell, StyledText):
        return cell.tone.value + " link" * bool(cell.link)
    if cell is None or cell == "":
        return "-"
    return "number" if isinstance(cell, int | Decimal) else "words"


def kinds(cells: Iterable[Cell]) -> str:
    """What the cells of a row are."""
    return " | ".join(map(kind, cells))


def once(lines: Iterable[str]) -> Iterator[str]:
    """Return lines in a row that are alike as one: how many they are the law may change."""
    return (line for line, _ in groupby(lines))


def look(shape: Shape) -> str:
    """How a shape is drawn."""
    if isinstance(shape, Label):
        return f"label {shape.look} {shape.anchor}"
    return f"{type(shape).__name__.lower()} {shape.look}{' words' * (isinstance(shape, Box) and bool(shape.words))}"


def entry(one: Entry) -> Iterator[str]:
    """An entry of a ledger, and what is folded under it."""
    yield f"entry {one.tone}: {kinds(one.cells)}; remarks: {kinds(one.remarks)}"
    for title, cells in one.folded:
        yield f"  folded {title}: {' | '.join(once(map(kind, cells)))}"


def outline(block: Block) -> Iterator[str]:
    """A block, and what is in it."""
    match block:
        case Section():
            yield f"section {block.title!r}{', detail' * bool(block.detail)}{', folded' * block.folded}"
            yield from (f"  {line}" for inner in block.blocks for line in outline(inner))
        case Paragraph():
            yield f"paragraph {kind(block.content)}{', as is' * block.as_is}"
        case Items():
            yield from once(f"item {kind(item)}" for item in block.items)
        case Table():
            yield f"table {' | '.join(block.headers)}".rstrip()
            yield from once(f"  {kinds(row)}" for row in block.rows)
        case Facts():
            yield from once(f"fact {row[0]}: {kinds(row)}" for row in block.pairs)
        case Figure():
            yield f"figure{', caption' * bool(block.caption)}"
            yield from once(f"  {look(shape)}" for shape in block.drawing.shapes)
            yield from outline(block.table) if block.table else ()
        case Ledger():
            yield f"ledger {' | '.join(block.headers)}"
            for group in block.groups:
                yield f"  group{', title' * bool(group.title)}{', detail' * bool(group.detail)}"
                yield from once(f"    {line}" for one in group.entries for line in entry(one))


def page_outline(page: Page) -> Iterator[str]:
    """A page, from its title to what it rests on."""
    rest = f"{', detail' * bool(page.detail)}, verdict {kind(page.verdict)}{', footer' * bool(page.footer)}"
    yield f"{page.title!r}{rest}"
    yield from (f"  {line}" for block in page.blocks for line in outline(block))


#: Values whose words are approved here; those of reports, bills and estimates are where they are made.
WORDS = (
    *("claim on the clock", "visit", "history", "allocation", "midpoint", "tenths", "nothing", "split"),
    *("split without a source", "pair", "pair without an edit", "two codes on a day", "code", "meaning"),
    *("code on a day", "missed", "missed with its working", "overlay", "question", "running totals", "denial code"),
    "score",
)


def test_how_each_value_describes_itself_is_approved(approved: Callable[[str, str], None]) -> None:
    """What each part is to the reader; and the words of those that are approved nowhere else, without the digests."""
    outlines, texts = [], []
    for name, value in VALUES.items():
        page = value().to_page()
        outlines += [f"# {name}", *page_outline(page), ""]
        if name in WORDS:
            text = re.sub(r"sha256:\w+", "sha256:...", to_text(page))
            texts += [f"# {name}", text, ""]
    approved("page/outlines", "\n".join(outlines))
    approved("page/words", "\n".join(texts))
