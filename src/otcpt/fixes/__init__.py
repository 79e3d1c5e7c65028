"""What removes a finding: words, the condition, what the record must show, and the changes, as plain values."""

from typing import TYPE_CHECKING

from otcpt.deferred import deferred
from otcpt.fixes._changes import (
    CHANGES_SERVICE,
    CHOOSES_UNITS,
    NEEDS_RECORD,
    AddModifier,
    Change as Change,
    DropLines,
    ForPerson,
    MergeLines,
    Minutes as Minutes,
    MoveModifiers,
    MoveUnits,
    Person as Person,
    RemoveModifiers,
    ReplaceCode,
    SetUnits,
    SplitLine,
    change_record,
    read_change,
)
from otcpt.fixes._fix import NO_CHANGES, Changes, Fix, changes_by_key

if TYPE_CHECKING:
    from otcpt.fixes._elements import element_words, in_record
else:
    __getattr__ = deferred(
        __name__,
        {
            "_elements": (
                "element_words",
                "in_record",
            ),
        },
    )

__all__ = [
    "AddModifier",
    "DropLines",
    "Fix",
    "ForPerson",
    "MergeLines",
    "MoveModifiers",
    "MoveUnits",
    "RemoveModifiers",
    "ReplaceCode",
    "SetUnits",
    "SplitLine",
]
