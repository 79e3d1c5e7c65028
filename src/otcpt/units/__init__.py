"""Time to units: whole minutes in, billing units out, with the working. Pure arithmetic; no edition, no payer."""

from otcpt.units._allocation import Allocation, allocate
from otcpt.units._assistant import AssistantSplit, is_in_part, split_assistant
from otcpt.units._minutes import MinuteRange, minutes_to_units, units_to_minutes
from otcpt.units._names import DeMinimis, Method, TieBreak, Unbilled
from otcpt.units._step import Step
from otcpt.units._tenths import Amount, Tenths

__all__ = [
    "Allocation",
    "Amount",
    "AssistantSplit",
    "DeMinimis",
    "Method",
    "MinuteRange",
    "Step",
    "Tenths",
    "TieBreak",
    "Unbilled",
    "allocate",
    "is_in_part",
    "minutes_to_units",
    "split_assistant",
    "units_to_minutes",
]
