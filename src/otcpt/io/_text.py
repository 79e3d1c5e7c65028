"""What a reader reads: a path or bytes; text in UTF-8, else Windows-1252, which older programs write; exact numbers."""

import os
import re
from collections.abc import Callable
from decimal import Decimal
from typing import TypeAlias

from otcpt.errors import InvalidInput
from otcpt.files import path_of
from otcpt.io._log import Log
from otcpt.members import callback, kind_of_value

#: Text is always a path; contents are handed over as bytes.
Source: TypeAlias = str | os.PathLike[str] | bytes

#: Called now and then with the bytes done and the bytes in all.
Progress: TypeAlias = Callable[[int, int], None]


_WHOLE = re.compile(r"([0-9]{1,9})(?:\.0*)?", re.ASCII)
_AMOUNT = re.compile(r"-?(?:[0-9]{1,15}(?:\.[0-9]{0,9})?|\.[0-9]{1,9})", re.ASCII)


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


def decode(data: bytes, log: Log) -> str:
    """Return the text; raises `InputErrors` for what is no text in either encoding."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise log.refuse("the file is UTF-16 text; save it as UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise log.refuse(
            f"byte {error.start} is text neither in UTF-8 nor in Windows-1252; save the file as UTF-8"
        ) from None
    log.note("the file is not UTF-8; it was read as Windows-1252")
    return text


def whole_number(text: str) -> int | None:
    """Return 2 for ``2`` and ``2.00``, None for anything that is not a whole number.

    >>> whole_number("2.00"), whole_number("1.5"), whole_number("-1")
    (2, None, None)
    """
    found = _WHOLE.fullmatch(text)
    return None if found is None else int(found[1])


def amount(text: str) -> Decimal | None:
    """Return dollars, exactly as written.

    >>> amount("54.25"), amount("1e3")
    (Decimal('54.25'), None)
    """
    return Decimal(text) if _AMOUNT.fullmatch(text) else None
