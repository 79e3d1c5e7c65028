"""Two answers side by side: two editions, two payers, billed units and what the documented time supports."""

from otcpt.comparing._compare_editions import compare_editions
from otcpt.comparing._compare_policies import ComparedUnits, PolicyComparison, compare_policies
from otcpt.comparing._documented import NotComparable
from otcpt.comparing._lock import PARTS, Lock, LockPart, make_lock, read_lock
from otcpt.comparing._missed import MissedCode, MissedDay, MissedUnits, missed_units
from otcpt.comparing._replay import Part, Replay, replay, replay_all

__all__ = [
    "PARTS",
    "ComparedUnits",
    "Lock",
    "LockPart",
    "MissedCode",
    "MissedDay",
    "MissedUnits",
    "NotComparable",
    "Part",
    "PolicyComparison",
    "Replay",
    "compare_editions",
    "compare_policies",
    "make_lock",
    "missed_units",
    "read_lock",
    "replay",
    "replay_all",
]
