"""Modifiers a therapist's claim can carry: which are known and since when, and what each does to a code combination."""

from otcpt.modifiers._known import Modifier, known_modifiers, meant_modifier, modifier_boundaries
from otcpt.modifiers._modifiers import (
    ANATOMIC,
    ASSISTANT,
    DISCIPLINE,
    E_M_ONLY,
    GLOBAL_PERIOD_ONLY,
    PTP_ASSOCIATED,
    SEPARATE_SERVICE,
    is_modifier,
    parse_modifier,
)

__all__ = [
    "ANATOMIC",
    "ASSISTANT",
    "DISCIPLINE",
    "E_M_ONLY",
    "GLOBAL_PERIOD_ONLY",
    "PTP_ASSOCIATED",
    "SEPARATE_SERVICE",
    "Modifier",
    "is_modifier",
    "known_modifiers",
    "meant_modifier",
    "modifier_boundaries",
    "parse_modifier",
]
