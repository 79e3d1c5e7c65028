"""Modifier sets. Source of the PTP-associated list: Medicare NCCI Policy Manual, rev. 2026-01-01, ch. I, p. I-14."""

from otcpt.errors import InvalidInput
from otcpt.frozenmap import FrozenMap

#: Discipline of the plan of care: occupational therapy, physical therapy, speech-language pathology.
DISCIPLINE = FrozenMap({"GO": "OT", "GP": "PT", "GN": "SLP"})

#: Furnished in whole or in part by an assistant, with the discipline modifier it belongs to (42 CFR 410.59(a)(4)).
ASSISTANT = FrozenMap({"CO": "GO", "CQ": "GP"})

#: Release an edit on an evaluation-and-management line only (Manual I-15 to I-19).
E_M_ONLY = frozenset({"24", "25", "57"})

#: Release an edit in a surgical global period only; never for a therapy code.
GLOBAL_PERIOD_ONLY = frozenset({"58", "78", "79"})

#: Say that a service was distinct: separate time blocks, encounter, structure, practitioner.
SEPARATE_SERVICE = frozenset({"59", "XE", "XP", "XS", "XU"})

#: Name a body site; they release an edit only where the sites differ.
ANATOMIC = frozenset(
    {"E1", "E2", "E3", "E4", "FA", "TA", "LT", "RT", "LC", "LD", "RC", "LM", "RI"}
    | {f"F{n}" for n in range(1, 10)}
    | {f"T{n}" for n in range(1, 10)}
)

#: The complete list of modifiers that can release a PTP edit with indicator 1.
PTP_ASSOCIATED = ANATOMIC | E_M_ONLY | GLOBAL_PERIOD_ONLY | SEPARATE_SERVICE | {"27", "91"}


def is_modifier(text: str) -> bool:
    """Tell whether the text has the form of a modifier: two capital letters or digits."""
    return len(text) == 2 and text.isascii() and text.isalnum() and text == text.upper()


def parse_modifier(text: str) -> str:
    """Return the modifier in capitals, or raise `InvalidInput`.

    >>> parse_modifier(" go ")
    'GO'
    """
    if isinstance(text, str):
        canonical = text.strip().upper()
        if is_modifier(canonical):
            return canonical
    raise InvalidInput(f"modifier {text!r} is not two letters or digits, like GO or 59", "modifier", text)
