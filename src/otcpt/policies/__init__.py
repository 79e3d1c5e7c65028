"""Payers: choices, kept apart from the law and from the logic."""

from otcpt.policies._policy import Overlay, Policy, Settings
from otcpt.policies._read import (
    PolicyLike,
    available_policies,
    example_overlays,
    load_policy,
    read_overlay,
    read_policy,
)

__all__ = [
    "Overlay",
    "Policy",
    "PolicyLike",
    "Settings",
    "available_policies",
    "example_overlays",
    "load_policy",
    "read_overlay",
    "read_policy",
]
