"""How a check runs, for the rooms that drive it over many lines or over test cases; no part of the public API."""

from otcpt.checking._caveats import caveats_of
from otcpt.checking._claim_results import ClaimResult
from otcpt.checking._day_profile import (
    KIND_FIELDS,
    UNIT_FIELDS,
    KnownOfKind,
    LineProfiles,
    RawFinding,
    Task,
    profile_day,
    run,
)
from otcpt.checking._over_time import check_over_time, has_lines_without_patient, reject_ambiguous_history

__all__ = [
    "KIND_FIELDS",
    "UNIT_FIELDS",
    "ClaimResult",
    "KnownOfKind",
    "LineProfiles",
    "RawFinding",
    "Task",
    "caveats_of",
    "check_over_time",
    "has_lines_without_patient",
    "profile_day",
    "reject_ambiguous_history",
    "run",
]
