"""Two answers side by side: two editions, two payers, billed units and what the documented time supports."""

from otcpt.comparing._compare_editions import compare_editions
from otcpt.comparing._compare_policies import ComparedUnits, PolicyComparison, compare_policies
from otcpt.comparing._documented import NotComparable
from otcpt.comparing._missed import MissedCode, MissedDay, MissedUnits, missed_units
from otcpt.comparing._replay import Part, Replay, replay, replay_all

__all__ = [
    "ComparedUnits",
    "MissedCode",
    "MissedDay",
    "MissedUnits",
    "NotComparable",
    "Part",
    "PolicyComparison",
    "Replay",
    "compare_editions",
    "compare_policies",
    "missed_units",
    "replay",
    "replay_all",
]
