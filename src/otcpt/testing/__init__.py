"""For authors of rules and readers: case files with their fixes, a guard against undeclared reads, made remittances."""

from otcpt.testing._cases import Case as Case, load_cases
from otcpt.testing._claims_file import write_claims
from otcpt.testing._clinic import Disturbance, adjudicate, answered, clinic_month, disturb, recoup
from otcpt.testing._fixed import check_offers
from otcpt.testing._guard import UndeclaredRead, guarded
from otcpt.testing._remittances import write_remittances
from otcpt.testing._run import run_case

__all__ = [
    "load_cases",
    "run_case",
]
