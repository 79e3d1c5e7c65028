"""Payers: choices, kept apart from the law and from the logic."""

from otcpt.policies._policy import Overlay, Policy
from otcpt.policies._read import (
    PolicyLike,
    available_policies,
    example_overlays,
    load_policy,
    read_overlay,
    read_policy,
)
from otcpt.policies._record import policy_schema
from otcpt.policies._settings import CodeCap, Settings, code_cap, has_form

__all__ = [
    "CodeCap",
    "Overlay",
    "Policy",
    "PolicyLike",
    "Settings",
    "available_policies",
    "code_cap",
    "example_overlays",
    "has_form",
    "load_policy",
    "policy_schema",
    "read_overlay",
    "read_policy",
]
