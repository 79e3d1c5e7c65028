"""Which L-codes are orthoses."""

import re

#: L0 spine, L1 and L2 lower limb, L3 shoes and upper limb; L4 is repair, L5 and on prostheses.
_ORTHOSIS = re.compile(r"L[0-3][0-9]{3}")


def is_orthosis(code: str) -> bool:
    """Whether the code is an L-code of an orthosis, by its number alone.

    >>> is_orthosis("L3906"), is_orthosis("L4205")
    (True, False)
    """
    return _ORTHOSIS.fullmatch(code) is not None
