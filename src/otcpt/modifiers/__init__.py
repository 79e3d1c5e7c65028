"""Modifiers an occupational therapist meets, and what each does to a code combination."""

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
    "is_modifier",
    "parse_modifier",
]
