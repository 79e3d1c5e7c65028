"""Time to units: whole minutes in, billing units out, with the working. Pure arithmetic; no edition, no payer."""

from typing import TYPE_CHECKING

from otcpt.deferred import deferred
from otcpt.units._names import DeMinimis, Method, TieBreak, Unbilled as Unbilled

if TYPE_CHECKING:
    from otcpt.units._allocation import Allocation, allocate
    from otcpt.units._assistant import AssistantSplit as AssistantSplit, is_in_part, split_assistant
    from otcpt.units._minutes import MinuteRange, minutes_to_units, units_to_minutes
    from otcpt.units._tenths import Amount, Tenths as Tenths, in_words
    from otcpt.units._working import Step as Step
else:
    __getattr__ = deferred(
        __name__,
        {
            "_allocation": ("Allocation", "allocate"),
            "_assistant": ("AssistantSplit", "is_in_part", "split_assistant"),
            "_minutes": ("MinuteRange", "minutes_to_units", "units_to_minutes"),
            "_tenths": ("Amount", "Tenths", "in_words"),
            "_working": ("Step",),
        },
    )

__all__ = [
    "Allocation",
    "Method",
    "MinuteRange",
    "minutes_to_units",
    "units_to_minutes",
]
