"""Paths of files: none is written over one that is read, and what several are called that are checked together."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path

from otcpt.errors import InvalidInput

_STDIN = Path("/dev/stdin")


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


def refuse_overwriting(written: Mapping[str, str | Path | None], read: Iterable[object]) -> None:
    """Check that no file to be written is one that is read, and that none is to be written twice.

    Symbolic and hard links are followed. Of a folder, also of one pinned by digest, every file is read.

    ``written`` are the caller's names to paths; None is not written. Of what is ``read``, all but paths is ignored, and
    ``-`` is the file behind standard input.
    """
    given = [(what, Path(path)) for what, path in written.items() if path is not None]
    kept = [file for one in read for file in _files(one)]
    for what, path in given:
        if any(_are_one(path, file) for file in kept):
            raise InvalidInput(f"{what} {str(path)!r} is a file to be read; name another one", what, str(path))
    for (one, first), (other, second) in combinations(given, 2):
        if _are_one(first, second):
            raise InvalidInput(
                f"{one} {str(first)!r} and {other} {str(second)!r} are one file; give them two names",
                other,
                str(second),
            )


def _files(read: object) -> Iterator[Path]:
    """The files that are there under a path."""
    if isinstance(read, (str, os.PathLike)):
        path = _STDIN if read == "-" else Path(read)
        if not path.exists():
            path = Path(str(path).partition("@sha256:")[0])
        if path.is_dir():
            yield from path.iterdir()
        elif path.exists():
            yield path


def _are_one(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:  # one of them is not there yet
        return os.path.realpath(one) == os.path.realpath(other)
