"""What a reader reads: a path, or the bytes themselves."""

import os
from collections.abc import Callable
from typing import TypeAlias

from otcpt.errors import InvalidInput
from otcpt.files import path_of
from otcpt.members import callback, kind_of_value

#: Text is always a path; contents are handed over as bytes.
Source: TypeAlias = str | os.PathLike[str] | bytes

#: Called now and then with the bytes done and the bytes in all.
Progress: TypeAlias = Callable[[int, int], None]


def load(source: Source, name: str | None, progress: Progress | None = None) -> tuple[bytes, str]:
    """Return the bytes and the name that messages use; a path that cannot be opened raises `OSError`."""
    callback(progress, "progress")
    if name is not None and not isinstance(name, str):
        raise InvalidInput(f"name is {kind_of_value(name)}; give the text that messages call the file", "name", name)
    if isinstance(source, bytes):
        return source, name or "<bytes>"
    if isinstance(source, str) and "\n" in source:
        raise InvalidInput("text is a path, and this text has several lines; pass the contents as bytes", "source")
    if isinstance(source, (str, os.PathLike)):
        path = path_of(source)
        return path.read_bytes(), name or path.name
    raise InvalidInput(f"cannot read {kind_of_value(source)}; pass a path, or the contents as bytes", "source", source)
