"""Files and folders that appear complete, or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import ENOENT
from os import PathLike, strerror
from os.path import realpath
from pathlib import Path
from stat import S_IMODE
from typing import IO

from otcpt.errors import InvalidInput
from otcpt.members import kind_of_value

#: The file in a scratch folder that its run keeps locked.
_IN_USE = "in-use"


def path_of(path: str | PathLike[str]) -> Path:
    """Return a path; raise `InvalidInput` for what is none, and for a text that names no file on any system."""
    if not isinstance(path, str | PathLike) or not str(path):
        what = "an empty text" if path == "" else kind_of_value(path)
        raise InvalidInput(f"expected the path of a file, not {what}", "path", path)
    found = Path(path)
    if len(found.name) > 255:
        raise InvalidInput(f"{found.name[:40]}… is no file: its name has {len(found.name):,} characters", "path")
    if "\0" in str(found):
        raise InvalidInput(
            f"{str(found)!r} is no path: it has a zero byte; give the name of a file", "path", str(found)
        )
    return found


def _in_a_folder(target: Path) -> None:
    """Raise `FileNotFoundError`, under the name of the target, where its folder is not there."""
    if not target.absolute().parent.is_dir():
        raise FileNotFoundError(ENOENT, strerror(ENOENT), str(target))


def _beside(target: Path) -> Path:
    from secrets import token_hex

    return target.with_name(f".{target.name}.{token_hex(4)}.part")


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """Give a path to write to: it gets the target's name at the end, or is removed on an error.

    Until then it is in a folder beside the target that no other user can open. A link is followed, and a file that is
    there keeps its permissions. A device or a pipe is given as it is.
    """
    if target.exists() and not target.is_file():
        yield target
        return
    _in_a_folder(target)
    target = Path(realpath(target))
    with scratch_folder(target) as folder:
        like = target
        if not target.exists():
            like = folder / "any"
            like.touch()
        mode = S_IMODE(like.stat().st_mode)
        unfinished = scratch_file(folder / target.name)
        yield unfinished
        unfinished.chmod(mode)
        unfinished.replace(target)


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """Give a new folder to write to: it gets the target's name at the end, or is removed on an error.

    Raises `OSError` at the end where the target exists and is not empty.
    """
    from shutil import rmtree

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
    """Give a folder for temporary files in the target's folder; it is removed at the end.

    No other user can open it. One that a killed run left behind is removed when the next run needs one for the target.
    """
    from tempfile import TemporaryDirectory

    _in_a_folder(target)
    beside, prefix = target.absolute().parent, f".{target.name}."
    _remove_left(beside, prefix)
    with TemporaryDirectory(prefix=prefix, dir=beside, ignore_cleanup_errors=True) as name, _in_use(Path(name)):
        yield Path(name)


def scratch_file(path: Path) -> Path:
    """Make an empty file that no other user can open, and return its path; programs that write to it leave it so."""
    path.touch(mode=0o600)
    return path


@contextmanager
def _in_use(folder: Path) -> Iterator[None]:
    """Hold a lock in the folder; it ends with this process, however that ends."""
    with scratch_file(folder / "lock").open("w") as lock:
        _is_free(lock)
        Path(lock.name).rename(folder / _IN_USE)  # from here on, another run may ask
        yield


def _remove_left(beside: Path, prefix: str) -> None:
    """Remove scratch folders whose run has ended without doing so."""
    from shutil import rmtree

    for folder in [one for one in beside.iterdir() if one.name.startswith(prefix)]:
        with suppress(OSError), (folder / _IN_USE).open("r+") as lock:  # else it is no folder of ours
            if _is_free(lock):
                rmtree(folder, ignore_errors=True)


def _is_free(lock: IO[str]) -> bool:
    """Lock a file unless another process has; on Windows, where open files cannot be removed, none is free."""
    try:
        import fcntl
    except ImportError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
