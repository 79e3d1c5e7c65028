"""Files and folders that appear complete, or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from shutil import rmtree
from tempfile import TemporaryDirectory


def _beside(target: Path) -> Path:
    return target.with_name(f".{target.name}.{token_hex(4)}.part")


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """Give a path in the target's folder to write to: it gets the target's name at the end, or is removed on an error.

    A device or a pipe is given as it is.
    """
    if target.exists() and not target.is_file():
        yield target
        return
    unfinished = _beside(target)
    try:
        yield unfinished
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """Give a new folder to write to: it gets the target's name at the end, or is removed on an error.

    Raises `OSError` at the end where the target exists and is not empty.
    """
    unfinished = _beside(target)
    unfinished.mkdir(parents=True)
    try:
        yield unfinished
        if target.exists():
            target.rmdir()
        unfinished.rename(target)
    finally:
        rmtree(unfinished, ignore_errors=True)


@contextmanager
def scratch_folder(target: Path) -> Iterator[Path]:
    """Give a folder for temporary files in the target's folder; it is removed at the end."""
    with TemporaryDirectory(
        prefix=f".{target.name}.", dir=target.absolute().parent, ignore_cleanup_errors=True
    ) as name:
        yield Path(name)
