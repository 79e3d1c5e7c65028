"""What a policy shows of itself: every choice, and the layer that made it."""

from collections.abc import Sequence

import attrs

from otcpt.page import Page, Table, facts
from otcpt.policies._policy import Overlay, Policy
from otcpt.policies._settings import Settings

__all__ = ["overlay_page", "policy_page"]


def policy_page(policy: Policy) -> Page:
    """Describe a policy; where dates decide, each value with its days, the strongest last."""
    rows = [(field.name.replace("_", " "), *_choice(policy.layers, field.name)) for field in attrs.fields(Settings)]
    table = Table(rows, ("choice", "value", "set by"))
    return Page(policy.id, [table], detail=policy.layers[-1].citation if policy.layers else "")


def overlay_page(overlay: Overlay) -> Page:
    """Describe one layer: what it sets."""
    shown = ((name, getattr(overlay, name)) for name in attrs.fields_dict(Settings))
    pairs = facts((name.replace("_", " "), _shown(value)) for name, value in shown if value is not None)
    detail = "; ".join(filter(None, (overlay.citation, _days(overlay).strip())))
    return Page(overlay.id, [pairs] if pairs.pairs else [], detail=detail)


def _choice(layers: Sequence[Overlay], name: str) -> tuple[str, str]:
    shown: list[str] = []
    by: list[str] = []
    for layer in layers:
        value = getattr(layer, name)
        if value is not None:
            shown = [*(shown if layer.dated else ()), _shown(value) + _days(layer)]
            by = [*(by if layer.dated else ()), layer.id]
    return "; ".join(shown) or "left open: an overlay sets it", ", ".join(by)


def _days(layer: Overlay) -> str:
    first = f" from {layer.first_day}" if layer.first_day else ""
    return first + (f" through {layer.last_day}" if layer.last_day else "")


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    return str(value) or "none"
