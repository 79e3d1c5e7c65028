"""The only place where law, payer and logic meet."""

from otcpt.engine._bill import Bill, bill
from otcpt.engine._check import Checker, check
from otcpt.engine._compare import compare_editions
from otcpt.engine._plan import WIDE, Found, Plan, Task, part, run
from otcpt.engine._questions import Question
from otcpt.engine._units import allocate_units, split_assistant_units, timings_on

__all__ = [
    "WIDE",
    "Bill",
    "Checker",
    "Found",
    "Plan",
    "Question",
    "Task",
    "allocate_units",
    "bill",
    "check",
    "compare_editions",
    "part",
    "run",
    "split_assistant_units",
    "timings_on",
]
