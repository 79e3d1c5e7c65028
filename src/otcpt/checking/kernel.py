"""How a check runs, for the rooms that drive it over many lines or over test cases; no part of the public API."""

from otcpt.checking._caveats import caveats_of
from otcpt.checking._claim_results import Sheet
from otcpt.checking._over_time import has_unnamed, look_beyond, refuse_unnamed
from otcpt.checking._plan import KIND_FIELDS, Found, Plan, Task, make_plan, run

__all__ = [
    "KIND_FIELDS",
    "Found",
    "Plan",
    "Sheet",
    "Task",
    "caveats_of",
    "has_unnamed",
    "look_beyond",
    "make_plan",
    "refuse_unnamed",
    "run",
]
