"""Time to units: whole minutes in, billing units out, with the working. Pure arithmetic; knows no edition and no payer."""

from otcpt.units._allocation import Allocation, allocate
from otcpt.units._minutes import MinuteRange, minutes_to_units, units_to_minutes
from otcpt.units._names import DeMinimis, Method, TieBreak, Unbilled
from otcpt.units._step import Step

__all__ = [
    "Allocation",
    "DeMinimis",
    "Method",
    "MinuteRange",
    "Step",
    "TieBreak",
    "Unbilled",
    "allocate",
    "minutes_to_units",
    "units_to_minutes",
]
