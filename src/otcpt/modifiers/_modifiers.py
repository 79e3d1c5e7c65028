"""What is needed to read a line: the form of a modifier, and those that name discipline and assistant."""

from otcpt.errors import InvalidInput
from otcpt.frozenmap import FrozenMap

#: Discipline of the plan of care: occupational therapy, physical therapy, speech-language pathology.
DISCIPLINE = FrozenMap({"GO": "OT", "GP": "PT", "GN": "SLP"})

#: Furnished in whole or in part by an assistant, with the discipline modifier it belongs to (42 CFR 410.59(a)(4)).
ASSISTANT = FrozenMap({"CO": "GO", "CQ": "GP"})


def is_modifier(text: str) -> bool:
    """Return whether the text has the form of a modifier: two capital letters or digits.

    Args:
        text: The text.

    Returns:
        Whether it has.
    """
    return len(text) == 2 and text.isascii() and text.isalnum() and text == text.upper()


def parse_modifier(text: str) -> str:
    """Return the modifier in capitals.

    Args:
        text: The text.

    Returns:
        Two characters.

    Raises:
        InvalidInput: The form is impossible.

    Example:
        >>> parse_modifier(" go ")
        'GO'
    """
    if isinstance(text, str):
        canonical = text.strip().upper()
        if is_modifier(canonical):
            return canonical
    raise InvalidInput(f"modifier {text!r} is not two letters or digits, like GO or 59", "modifier", text)
