"""Two answers side by side: two editions, two payers, billed units and what the documented time supports."""

from otcpt.comparing._compare_editions import compare_editions
from otcpt.comparing._compare_policies import ComparedUnits, PolicyComparison, compare_policies
from otcpt.comparing._documented import NotComparable
from otcpt.comparing._missed import MissedCode, MissedDay, MissedUnits, missed_units

__all__ = [
    "ComparedUnits",
    "MissedCode",
    "MissedDay",
    "MissedUnits",
    "NotComparable",
    "PolicyComparison",
    "compare_editions",
    "compare_policies",
    "missed_units",
]
