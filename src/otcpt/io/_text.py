"""From bytes to text: UTF-8, else Windows-1252, which older programs write; from text to numbers, exact or None."""

import re
from decimal import Decimal

from otcpt.io._log import Log

_WHOLE = re.compile(r"([0-9]{1,9})(?:\.0*)?", re.ASCII)
_AMOUNT = re.compile(r"-?(?:[0-9]{1,15}(?:\.[0-9]{0,9})?|\.[0-9]{1,9})", re.ASCII)


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
