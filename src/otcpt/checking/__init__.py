"""Law, payer and rules over claims: what a report says, and units by the codes' timing.

Other rooms also take `ClaimChecker` and `checker_for` from here; users take `otcpt.Checker`.
"""

from otcpt.checking._check import ClaimChecker as ClaimChecker
from otcpt.checking._check import check, check_all
from otcpt.checking._check import checker_for as checker_for
from otcpt.checking._read import read_finding
from otcpt.checking._remake import remake_checker
from otcpt.checking._stored import checker_of as checker_of
from otcpt.checking._stored import read_report
from otcpt.checking._units import allocate_units, compare_units, split_assistant_units, timings_on

__all__ = [
    "allocate_units",
    "check",
    "check_all",
    "compare_units",
    "read_finding",
    "read_report",
    "remake_checker",
    "split_assistant_units",
    "timings_on",
]
