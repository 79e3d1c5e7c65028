"""What several files, or sheets of workbooks, are called where they are checked together."""

from collections.abc import Sequence
from pathlib import Path


def labels_of(paths: Sequence[str | Path], sheets: Sequence[str | int | None] | None = None) -> list[str]:
    """Return the name of each file, with as many of its folders as tell it from the others, and its sheet.

    Example:
        >>> labels_of(["in/jan/a.csv", "in/feb/a.csv", "in/b.xlsx"], [None, None, "Lines"])
        ['jan/a.csv', 'feb/a.csv', 'b.xlsx[Lines]']
    """
    parts = [Path(path).parts for path in paths]
    found = []
    for own, sheet in zip(parts, sheets or [None] * len(parts), strict=True):
        others = [other for other in parts if other != own]
        length = next((n for n in range(1, len(own)) if all(other[-n:] != own[-n:] for other in others)), len(own))
        found.append("/".join(own[-length:]) + ("" if sheet is None or len(parts) == 1 else f"[{sheet}]"))
    return found


def line_name(file: str, line: str) -> str:
    """Return the name of a line of one of several files, without blanks, since lists of names are joined by them.

    Example:
        >>> line_name("week 10.csv", "14")
        'week_10.csv:14'
    """
    return f"{'_'.join(file.split())}:{line}"
