"""The changes to a claim that would remove what was found, each tried."""

from otcpt.repairing._correction import Correction, Repair
from otcpt.repairing._repairs import Repairs, left_to_person, repairs

__all__ = ["Correction", "Repair", "Repairs", "left_to_person", "repairs"]
