"""Rows as an aligned text table. Cells are any values; None is an empty cell."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import zip_longest

__all__ = ["count", "inert", "printable", "text_table"]

Cells = Sequence[object]

#: Signs with which a spreadsheet begins a formula, and their full-width forms.
_OPENS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_NUMBER = r"[+-]?[0-9]+(?:\.[0-9]+)?"
#: Control characters but for line breaks and tabs.
_CONTROL = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"


def text_table(rows: Iterable[Cells], headers: Sequence[str] = (), *, indent: str = "") -> str:
    """Return rows as lines of text, columns aligned and two blanks apart; nothing is cut or wrapped.

    A column of numbers is aligned to the right. A line break inside a cell starts a further line of its row. Short rows
    are filled up with empty cells, unprintable characters are replaced.

    >>> print(text_table([["97530", 2], ["97140", 10]], ["code", "units"]))
    code   units
    97530      2
    97140     10
    """
    body = [list(row) for row in rows]
    numeric = _numeric(headers, body)
    table = [[_lines(cell) for cell in row] for row in ([list(headers)] if headers else []) + body]
    widths = [max(len(line) for lines in column for line in lines) for column in zip_longest(*table, fillvalue=[""])]
    if widths and not numeric[-1]:
        widths[-1] = 0  # what is last needs no blanks after it
    printed = []
    for row in table:
        for parts in zip_longest(*row, fillvalue=""):
            cells = [
                part.rjust(width) if number else part.ljust(width)
                for part, width, number in zip(parts, widths, numeric, strict=False)
            ]
            printed.append((indent + "  ".join(cells)).rstrip())
    return "\n".join(printed)


def printable(text: str) -> str:
    """Return the text with unprintable characters replaced, so that no file can control a terminal.

    >>> printable("A1\\x1b[31m")
    'A1\\ufffd[31m'
    """
    return text if text.isprintable() else "".join(char if char.isprintable() else "\ufffd" for char in text)


def inert(text: str) -> str:
    """Return the text as a cell that no spreadsheet works out as a formula and that steers no terminal.

    >>> inert("=1+1"), inert("@SUM(A1)"), inert("-12.50"), inert("C1")
    ("'=1+1", "'@SUM(A1)", '-12.50', 'C1')
    """
    kept = re.sub(_CONTROL, "\ufffd", text)
    return f"'{kept}" if kept.startswith(_OPENS_FORMULA) and not re.fullmatch(_NUMBER, kept, re.ASCII) else kept


def _lines(cell: object) -> list[str]:
    return [printable(line) for line in str(cell).splitlines()] or [""] if cell is not None else [""]


def _numeric(headers: Cells, body: Iterable[Cells]) -> list[bool]:
    columns = zip_longest([None] * len(headers), *body)
    return [
        any(map(_is_number, column)) and all(cell is None or _is_number(cell) for cell in column) for column in columns
    ]


def _is_number(cell: object) -> bool:
    return isinstance(cell, (int, float, Decimal)) and not isinstance(cell, bool)


def count(number: int, noun: str) -> str:
    """Return a number with its noun.

    >>> count(1, "claim"), count(12000, "line")
    ('1 claim', '12,000 lines')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
