"""Payers: choices, kept apart from the law and from the logic."""

from otcpt.policies._builtin import available_policies, load_policy
from otcpt.policies._policy import Overlay, Policy, Settings

__all__ = ["Overlay", "Policy", "Settings", "available_policies", "load_policy"]
