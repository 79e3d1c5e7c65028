"""For authors of rules: case files, and a guard that catches a rule reading what it did not declare."""

from otcpt.testing._cases import Case, load_cases, run_case
from otcpt.testing._guard import UndeclaredRead, guarded

__all__ = ["Case", "UndeclaredRead", "guarded", "load_cases", "run_case"]
