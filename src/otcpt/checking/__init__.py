"""Law, payer and rules over claims: what a report says, and units by the codes' timing.

Other rooms also take `ClaimChecker` and `checker_for` from here; users take `otcpt.Checker`.
"""

from typing import TYPE_CHECKING

from otcpt.checking._check import ClaimChecker, check, check_all, checker_for
from otcpt.deferred import deferred

if TYPE_CHECKING:
    from otcpt.checking._answer import Answer
    from otcpt.checking._read import read_finding
    from otcpt.checking._stored import check_answer, checker_of, read_report, remake_checker
    from otcpt.checking._units import allocate_units, compare_units, split_assistant_units, timings_on
else:
    __getattr__ = deferred(
        __name__,
        {
            "_answer": ("Answer",),
            "_read": ("read_finding",),
            "_stored": ("check_answer", "checker_of", "read_report", "remake_checker"),
            "_units": ("allocate_units", "compare_units", "split_assistant_units", "timings_on"),
        },
    )

__all__ = [
    "allocate_units",
    "check",
    "check_all",
    "compare_units",
    "read_finding",
    "read_report",
    "split_assistant_units",
]
