"""The changes to a claim that would remove what was found, each tried."""

from otcpt.repairing._changes import (
    AddModifier,
    Change,
    ChangeUnits,
    DropLine,
    MergeLines,
    MoveUnit,
    RemoveModifier,
    Repair,
    ReplaceCode,
    SplitLine,
)
from otcpt.repairing._repairs import Repairs, repairs

__all__ = [
    "AddModifier",
    "Change",
    "ChangeUnits",
    "DropLine",
    "MergeLines",
    "MoveUnit",
    "RemoveModifier",
    "Repair",
    "Repairs",
    "ReplaceCode",
    "SplitLine",
    "repairs",
]
