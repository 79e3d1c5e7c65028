"""Numbers as files write them. Each reading is exact, or None."""

import re
from decimal import Decimal

_WHOLE = re.compile(r"([0-9]{1,9})(?:\.0*)?", re.ASCII)
_AMOUNT = re.compile(r"-?(?:[0-9]{1,15}(?:\.[0-9]{0,9})?|\.[0-9]{1,9})", re.ASCII)


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
