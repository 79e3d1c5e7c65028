"""``otcpt policies``: whose rules can be asked for."""

import attrs

from otcpt.cli._choices import Method
from otcpt.cli._page import StyledText, Tone, open_page
from otcpt.errors import InvalidInput
from otcpt.policies import Overlay, Policy, Settings, available_policies, example_overlays, load_policy


def required(policy: str | None, unit_method: Method | None) -> Policy:
    """Return the policy that was given; there is no default, since payers differ. A unit method is laid over it."""
    if policy is None:
        known = ", ".join(available_policies())
        raise InvalidInput(f"--policy is missing: say whose rules, one of {known}; like --policy medicare-part-b")
    asked = load_policy(policy)
    if unit_method is not None:
        return asked | Overlay(
            id=f"unit-method-{unit_method.value}", citation="--unit-method", unit_method=unit_method.value
        )
    if all(layer.unit_method is None for layer in asked.layers):
        raise InvalidInput(
            f"policy {policy} leaves the unit method to the state or contract; add --unit-method cms or ama"
        )
    return asked


def list_policies() -> None:
    """Print one policy per line, then the overlays that may be laid over one by name."""
    rows = []
    for name in available_policies():
        layer = load_policy(name).layers[-1]
        rows.append((StyledText(name, Tone.STRONG), layer.unit_method or "left open", layer.biller, layer.citation))
    page = open_page()
    page.table(rows, ("policy", "units by", "who bills", "source"))
    page.heading("Example overlays", "laid over by name, like ama-midpoint+full-units-only")
    page.table([(StyledText(layer.id, Tone.STRONG), layer.citation) for layer in example_overlays().values()])


def show_policy(name: str) -> None:
    """Print every choice of one policy; where dates decide, each value with its days, the strongest last."""
    policy = load_policy(name)
    page = open_page()
    page.heading(policy.id, policy.layers[-1].citation)
    rows = []
    for field in attrs.fields(Settings):
        told: list[str] = []
        for layer in policy.layers:
            value = getattr(layer, field.name)
            if value is not None:
                told = [*(told if layer.dated else ()), _shown(value) + _days(layer)]
        rows.append((field.name.replace("_", " "), "; ".join(told) or "left open: lay it over"))
    page.table(rows)


def _days(layer: Overlay) -> str:
    first = f" from {layer.first_day}" if layer.first_day else ""
    return first + (f" through {layer.last_day}" if layer.last_day else "")


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    return str(value) or "none"
