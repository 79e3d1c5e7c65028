"""A page as lines of text: no colors, no frames, nothing that depends on a width."""

from collections.abc import Iterable, Iterator

from otcpt.page._parts import (
    Block,
    Cell,
    Facts,
    Figure,
    Items,
    Ledger,
    Page,
    Paragraph,
    Section,
    Table,
    lines_of,
    one_line,
)
from otcpt.tables import text_table

_INDENT = "  "


def to_text(page: Page, *, folded: bool = False, hint: str = "") -> str:
    """Return the page as text; where ``folded``, what may be folded is its title and the ``hint`` how to open it.

    Args:
        page: The description of a value.
        folded: Whether what may be folded is its title only.
        hint: How it is opened.

    Returns:
        The text.

    Example:
        >>> print(to_text(Page("Claim", [Paragraph("Nothing is wrong.")], detail="2 lines")))
        Claim  2 lines
          Nothing is wrong.
    """
    heading = _heading(page.title, page.detail)
    lines = [heading] if heading else []
    if page.verdict is not None:
        lines += _paragraph(page.verdict, _INDENT)
    for block in page.blocks:
        lines += _block(block, hint if folded else None)
    if page.footer:
        lines += ["", *_paragraph(page.footer, _INDENT)]
    return "\n".join(lines if heading else lines[lines[:1] == [""] :])


def _heading(title: str, detail: str) -> str:
    return f"{one_line(title)}  {one_line(detail)}".strip()


def _block(block: Block, hint: str | None) -> Iterator[str]:
    match block:
        case Paragraph(content, as_is):
            yield from _paragraph(content, "" if as_is else _INDENT)
        case Items(items):
            for item in items:
                first, *rest = _paragraph(item, _INDENT * 2) or [""]
                yield f"{_INDENT}- {first.lstrip()}"
                yield from rest
        case Table(rows, headers):
            yield from _table(rows, headers)
        case Facts(pairs):
            yield from _table(pairs)
        case Figure(_, caption, table):
            yield from _paragraph(caption, _INDENT)
            if table is not None:
                yield from _table(table.rows, table.headers)
        case Ledger():
            yield from _ledger(block, folded=hint is not None)
        case Section(title, blocks, detail, may_fold):
            yield ""
            if may_fold and hint is not None:
                yield _heading(title, f"{detail} ({hint})" if hint else detail)
                return
            yield _heading(title, detail)
            for inner in blocks:
                yield from _block(inner, hint)


def _paragraph(content: Cell, indent: str) -> list[str]:
    return [f"{indent}{line}".rstrip() for line in lines_of(content)]


def _table(rows: Iterable[tuple[Cell, ...]], headers: tuple[str, ...] = ()) -> list[str]:
    plain = [[_plain(cell) for cell in row] for row in rows]
    return text_table(plain, headers, indent=_INDENT).splitlines() if plain else []


def _plain(cell: Cell) -> object:
    if cell is None:
        return None
    return _Number(cell) if isinstance(cell, int) else "\n".join(lines_of(cell))


class _Number(int):
    """A number that is printed with separators, and aligned as one."""

    def __str__(self) -> str:
        return f"{int(self):,}"


def _ledger(ledger: Ledger, *, folded: bool) -> Iterator[str]:
    entries = [entry for group in ledger.groups for entry in group.entries]
    if not entries:
        return
    rows = [[one_line(cell) for cell in entry.cells] for entry in entries]
    lines = iter(text_table(rows, ledger.headers, indent=_INDENT).split("\n"))
    if ledger.headers:
        yield next(lines)
    for group in ledger.groups:
        if heading := _heading(group.title, group.detail):
            yield ""
            yield heading
        for entry in group.entries:
            yield next(lines)
            for remark in entry.remarks:
                yield f"      -> {one_line(remark)}"
            for title, items in () if folded else entry.folded:
                yield f"      {one_line(title)}"
                yield from (f"        - {one_line(item)}" for item in items)
