"""How a check runs, for the rooms that drive it over many lines or over test cases; no part of the public API.

A day falls apart for some rules: the same function is asked about fewer lines, and of more days at once.
"""

from collections.abc import Iterator, Sequence

from otcpt.checking._caveats import caveats_of
from otcpt.checking._claim_results import ClaimResult
from otcpt.checking._day_profile import KIND_FIELDS, KnownOfKind, LineProfiles, RawFinding, Task, run
from otcpt.checking._over_time import check_over_time, has_lines_without_patient, reject_ambiguous_history
from otcpt.claims import ServiceLine
from otcpt.findings import Part
from otcpt.modifiers import DISCIPLINE
from otcpt.rules import Law, pools_of

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


def falls_apart(lines: Sequence[ServiceLine]) -> bool:
    """Whether all codes differ and one practitioner furnished the lines: then rules answer part by part."""
    if len({line.code for line in lines}) < len(lines):
        return False
    if len({(line.rendering_provider_key, line.billing_provider_key) for line in lines}) > 1:
        return False
    disciplines = {modifier for line in lines for modifier in line.modifiers if modifier in DISCIPLINE}
    return lines[0].rendering_provider_key is not None or len(disciplines) < 2


def asked_of(task: Task, law: Law, lines: Sequence[ServiceLine], *, apart: bool) -> Iterator[tuple[int, ...]]:
    """Yield the lines a task is asked about at once: those of its parts where the day falls ``apart``."""
    if apart and task.rule.part is Part.CODE:
        yield from ((i,) for i in task.touched)
    elif apart and task.rule.part is Part.POOL:
        yield from pools_of(law, lines, task.touched)
    else:
        yield task.members
