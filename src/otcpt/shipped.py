"""Files that a first answer reads, without pathlib, which takes longer to import than an edition to open."""

import os
from collections.abc import Callable

from otcpt.errors import InvalidInput


def path_beside(module: str, *names: str) -> str:
    """Return the path of what is shipped in the folder of a module, whose ``__file__`` is given."""
    return os.path.join(os.path.dirname(module), *names)  # noqa: PTH118, PTH120  # pathlib, as above


def is_folder(path: str | os.PathLike[str]) -> bool:
    """Whether there is such a folder; a text that can be no path names none."""
    return os.path.isdir(path)  # noqa: PTH112  # the same


def bytes_of(path: str) -> bytes:
    """Return what is in a file."""
    with open(path, "rb") as file:  # noqa: PTH123  # the same
        return file.read()


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
