"""For authors of rules and readers: case files with their fixes, a guard against undeclared reads, made remittances."""

from otcpt.testing._cases import Case, load_cases
from otcpt.testing._fixed import check_offers
from otcpt.testing._guard import UndeclaredRead, guarded
from otcpt.testing._remittances import write_remittances
from otcpt.testing._run import run_case

__all__ = ["Case", "UndeclaredRead", "check_offers", "guarded", "load_cases", "run_case", "write_remittances"]
