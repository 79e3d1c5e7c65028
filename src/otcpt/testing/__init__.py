"""For authors of rules: case files with their fixes, and a guard against reads that a rule did not declare."""

from otcpt.testing._cases import Case, load_cases
from otcpt.testing._fixed import check_offers
from otcpt.testing._guard import UndeclaredRead, guarded
from otcpt.testing._run import run_case

__all__ = ["Case", "UndeclaredRead", "check_offers", "guarded", "load_cases", "run_case"]
