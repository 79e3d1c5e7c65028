"""Files and folders that appear complete, or not at all."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from errno import ENOENT
from os import PathLike, strerror
from os.path import realpath
from pathlib import Path
from secrets import token_hex
from shutil import rmtree
from stat import S_IMODE
from tempfile import TemporaryDirectory

from otcpt.errors import InvalidInput


def path_of(path: str | PathLike[str]) -> Path:
    """Return a path; raise `InvalidInput` for a text that names no file on any system."""
    found = Path(path)
    if "\0" in str(found):
        raise InvalidInput(
            f"{str(found)!r} is no path: it has a zero byte; give the name of a file", "path", str(found)
        )
    return found


def is_folder(path: str) -> bool:
    """Whether there is such a folder; a text that can be no path names none."""
    try:
        return Path(path).is_dir()
    except (OSError, ValueError):
        return False


def read_toml(text: str, parse_float: Callable[[str], object] = float) -> dict[str, object]:
    """Return the content of TOML; raise `InvalidInput` for what is none, or is nested too deeply to be read."""
    import tomllib  # most programs never read any

    try:
        return tomllib.loads(text, parse_float=parse_float)
    except RecursionError:
        raise InvalidInput("no TOML: it is nested too deeply to be read") from None
    except tomllib.TOMLDecodeError as error:
        raise InvalidInput(f"no TOML: {error}") from None
    except InvalidInput:
        raise
    except ValueError:
        raise InvalidInput("no TOML: it has a number of more digits than can be meant") from None


def _in_a_folder(target: Path) -> None:
    """Raise `FileNotFoundError`, under the name of the target, where its folder is not there."""
    if not target.absolute().parent.is_dir():
        raise FileNotFoundError(ENOENT, strerror(ENOENT), str(target))


def _beside(target: Path) -> Path:
    return target.with_name(f".{target.name}.{token_hex(4)}.part")


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """Give a path in the target's folder to write to: it gets the target's name at the end, or is removed on an error.

    A link is followed, and a file that is there keeps its permissions. A device or a pipe is given as it is.
    """
    if target.exists() and not target.is_file():
        yield target
        return
    _in_a_folder(target)
    target = Path(realpath(target))
    unfinished = _beside(target)
    try:
        if target.exists():
            unfinished.touch(mode=0o600)
            unfinished.chmod(S_IMODE(target.stat().st_mode))
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
    _in_a_folder(target)
    with TemporaryDirectory(
        prefix=f".{target.name}.", dir=target.absolute().parent, ignore_cleanup_errors=True
    ) as name:
        yield Path(name)
