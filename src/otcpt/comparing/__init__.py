"""Two answers side by side: two editions, two payers, billed units and what the documented time supports."""

from otcpt.comparing._compare_editions import compare_editions
from otcpt.comparing._compare_policies import (
    ComparedUnits as ComparedUnits,
    PolicyComparison as PolicyComparison,
    compare_policies,
)
from otcpt.comparing._documented import NotComparable as NotComparable
from otcpt.comparing._lock import PARTS, Lock as Lock, LockPart, make_lock, read_lock
from otcpt.comparing._missed import (
    MissedCode as MissedCode,
    MissedDay as MissedDay,
    MissedUnits as MissedUnits,
    missed_units,
)
from otcpt.comparing._replay import Part as Part, Replay, replay, replay_all

__all__ = [
    "Replay",
    "compare_editions",
    "compare_policies",
    "make_lock",
    "missed_units",
    "read_lock",
    "replay",
    "replay_all",
]
