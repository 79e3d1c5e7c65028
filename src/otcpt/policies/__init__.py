"""Payers: choices, kept apart from the law and from the logic."""

from typing import TYPE_CHECKING

from otcpt.deferred import deferred
from otcpt.policies._policy import Overlay, Policy
from otcpt.policies._read import (
    PolicyLike as PolicyLike,
    available_policies,
    example_overlays,
    load_policy,
    policy_on_record,
    read_overlay,
    read_policy,
)
from otcpt.policies._settings import Settings as Settings, code_cap, has_form

if TYPE_CHECKING:
    from otcpt.policies._record import policy_schema
else:
    __getattr__ = deferred(
        __name__,
        {
            "_record": ("policy_schema",),
        },
    )

__all__ = [
    "Overlay",
    "Policy",
    "available_policies",
    "example_overlays",
    "load_policy",
    "policy_schema",
    "read_overlay",
]
