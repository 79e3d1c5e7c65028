"""The changes to a claim that would remove what was found, each tried."""

from otcpt.repairing._correction import Correction as Correction, Repair as Repair
from otcpt.repairing._repairs import Repairs, left_to_person, repairs

__all__ = [
    "Repairs",
    "left_to_person",
    "repairs",
]
