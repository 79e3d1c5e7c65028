"""No file is written over one that is read, nor two files under one name."""

import os
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from pathlib import Path

from otcpt.errors import InvalidInput

_STDIN = Path("/dev/stdin")


def refuse_overwriting(written: Mapping[str, str | Path | None], read: Iterable[object]) -> None:
    """Check that no file to be written is one that is read, and that none is to be written twice.

    Symbolic and hard links are followed. Of a folder, also of one pinned by digest, every file is read.

    Args:
        written: The caller's names to paths; None is not written.
        read: What is read; whatever is not a path is ignored, and ``-`` is the file behind standard input.

    Raises:
        InvalidInput: Two of them are one file.
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
