"""How a check runs, for the rooms that drive it over many lines or over test cases; no part of the public API."""

from otcpt.checking._caveats import caveats_of
from otcpt.checking._claim_results import ClaimResult
from otcpt.checking._day_profile import KIND_FIELDS, KnownOfKind, LineProfiles, RawFinding, Task, run
from otcpt.checking._over_time import check_over_time, has_lines_without_patient, reject_ambiguous_history
from otcpt.checking._parts import asked_of, falls_apart

__all__ = [
    "KIND_FIELDS",
    "ClaimResult",
    "KnownOfKind",
    "LineProfiles",
    "RawFinding",
    "Task",
    "asked_of",
    "caveats_of",
    "check_over_time",
    "falls_apart",
    "has_lines_without_patient",
    "reject_ambiguous_history",
    "run",
]
