"""The only place where law, payer and logic meet. What a check does not need is loaded when it is asked for."""

from importlib import import_module
from typing import TYPE_CHECKING

from otcpt.engine._caveats import caveats_of
from otcpt.engine._check import Checker, check
from otcpt.engine._plan import KIND_FIELDS, WIDE, Found, Plan, Task, make_plan, run
from otcpt.engine._together import Sheet
from otcpt.engine._units import allocate_units, compare_units, split_assistant_units, timings_on
from otcpt.engine._wide import has_unnamed, look_beyond, refuse_unnamed

if TYPE_CHECKING:
    from otcpt.engine._bill import Bill, bill
    from otcpt.engine._changes import (
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
    from otcpt.engine._compare import compare_editions
    from otcpt.engine._compare_policies import ComparedUnits, PolicyComparison, compare_policies
    from otcpt.engine._documented import Untold
    from otcpt.engine._explain import Explanation, LineRead, PayerChoice, explain, explain_rule
    from otcpt.engine._law_answers import LawAnswer
    from otcpt.engine._missed import MissedCode, MissedDay, MissedUnits, missed_units
    from otcpt.engine._questions import Choice, Question
    from otcpt.engine._read import read_finding
    from otcpt.engine._repairs import Repairs, repairs

__all__ = [
    "KIND_FIELDS",
    "WIDE",
    "AddModifier",
    "Bill",
    "Change",
    "ChangeUnits",
    "Checker",
    "Choice",
    "ComparedUnits",
    "DropLine",
    "Explanation",
    "Found",
    "LawAnswer",
    "LineRead",
    "MergeLines",
    "MissedCode",
    "MissedDay",
    "MissedUnits",
    "MoveUnit",
    "PayerChoice",
    "Plan",
    "PolicyComparison",
    "Question",
    "RemoveModifier",
    "Repair",
    "Repairs",
    "ReplaceCode",
    "Sheet",
    "SplitLine",
    "Task",
    "Untold",
    "allocate_units",
    "bill",
    "caveats_of",
    "check",
    "compare_editions",
    "compare_policies",
    "compare_units",
    "explain",
    "explain_rule",
    "has_unnamed",
    "look_beyond",
    "make_plan",
    "missed_units",
    "read_finding",
    "refuse_unnamed",
    "repairs",
    "run",
    "split_assistant_units",
    "timings_on",
]

#: Where the names live that a check does not need.
_HOMES = {
    "_bill": ("Bill", "bill"),
    "_changes": (
        "AddModifier",
        "Change",
        "ChangeUnits",
        "DropLine",
        "MergeLines",
        "MoveUnit",
        "RemoveModifier",
        "Repair",
        "ReplaceCode",
        "SplitLine",
    ),
    "_compare": ("compare_editions",),
    "_compare_policies": ("ComparedUnits", "PolicyComparison", "compare_policies"),
    "_documented": ("Untold",),
    "_explain": ("Explanation", "LineRead", "PayerChoice", "explain", "explain_rule"),
    "_law_answers": ("LawAnswer",),
    "_missed": ("MissedCode", "MissedDay", "MissedUnits", "missed_units"),
    "_questions": ("Choice", "Question"),
    "_read": ("read_finding",),
    "_repairs": ("Repairs", "repairs"),
}
_LATER = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    return value


def __dir__() -> list[str]:
    return __all__
