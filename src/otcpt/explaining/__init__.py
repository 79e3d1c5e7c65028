"""Why a rule says what it says of a claim, or why it says nothing."""

from otcpt.explaining._explain import (
    Explanation,
    LineRead as LineRead,
    PayerChoice as PayerChoice,
    explain,
    explain_rule,
)
from otcpt.explaining._law_answers import LawAnswer as LawAnswer

__all__ = [
    "Explanation",
    "explain",
]
