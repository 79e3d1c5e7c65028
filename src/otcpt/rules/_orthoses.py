"""Which codes are orthoses, and items of the DMEPOS schedule."""

import re

from otcpt.rules._law import Law

#: L0 spine, L1 and L2 lower limb, L3 shoes and upper limb; L4 is repair, L5 and on prostheses.
_ORTHOSIS = re.compile(r"L[0-3][0-9]{3}")


def is_orthosis(code: str) -> bool:
    """Whether the code is an L-code of an orthosis, by its number alone.

    >>> is_orthosis("L3906"), is_orthosis("L4205")
    (True, False)
    """
    return _ORTHOSIS.fullmatch(code) is not None


def is_item(law: Law, code: str) -> bool:
    """Whether the code is an orthosis, in the registry or not, or what the registry has on the DMEPOS schedule."""
    meaning = law.meaning(code)
    return is_orthosis(code) or (meaning is not None and meaning.status == "DMEPOS schedule")
