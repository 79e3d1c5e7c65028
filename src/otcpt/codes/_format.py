"""The form of a procedure code.

CPT: five digits, or four and one of the letters A, F, M, T, U; HCPCS II: a letter and four digits.
"""

import re
from functools import lru_cache

from otcpt.errors import InvalidInput

_CODE = re.compile(r"[0-9]{4}[0-9AFMTU]|[A-V][0-9]{4}", re.ASCII)


def canonical_code(text: str) -> str:
    """Return the text without surrounding blanks and in capitals.

    Args:
        text: The text.

    Returns:
        The text as codes are compared.

    Raises:
        InvalidInput: It is not text.

    Example:
        >>> canonical_code(" g0283")
        'G0283'
    """
    if not isinstance(text, str):
        raise InvalidInput(f"code {text!r} is not text; write it in quotes, since 00100 is not 100", "code", text)
    return text.strip().upper()


@lru_cache(maxsize=4096)
def is_code(text: str) -> bool:
    """Return whether the text has the form of a CPT or HCPCS code; whether such a code exists is another question.

    Args:
        text: The text.

    Returns:
        Whether the form is possible.

    Example:
        >>> is_code("97530"), is_code("9753O")
        (True, False)
    """
    return _CODE.fullmatch(text) is not None


def parse_code(text: str) -> str:
    """Return the canonical code.

    Args:
        text: The text.

    Returns:
        The code in capitals, without surrounding blanks.

    Raises:
        InvalidInput: The form is impossible.
    """
    canonical = canonical_code(text)
    if is_code(canonical):
        return canonical
    raise InvalidInput(
        f"code {text!r} is impossible: expected five characters such as 97530, 0791T or G0283", "code", text
    )
