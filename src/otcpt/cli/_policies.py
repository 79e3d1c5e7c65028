"""``otcpt policies``: whose rules can be asked for."""

import attrs

from otcpt.cli._choices import Method
from otcpt.cli._page import Ink, Tone, open_page
from otcpt.errors import InvalidInput
from otcpt.policies import Overlay, Policy, Settings, available_policies, load_policy
from otcpt.units import Method as UnitMethod


def required(policy: str | None, unit_method: Method | None) -> Policy:
    """Return the policy that was given; there is no default, since payers differ. A unit method is laid over it."""
    if policy is None:
        known = ", ".join(available_policies())
        raise InvalidInput(f"--policy is missing: say whose rules, one of {known}; like --policy medicare-part-b")
    asked = load_policy(policy)
    if unit_method is not None:
        method: UnitMethod = "cms" if unit_method is Method.CMS else "ama"
        return asked | Overlay(id=f"unit-method-{method}", citation="--unit-method", unit_method=method)
    if all(layer.unit_method is None for layer in asked.layers):
        raise InvalidInput(
            f"policy {policy} leaves the unit method to the state or contract; add --unit-method cms or ama"
        )
    return asked


def list_policies() -> None:
    """Print one policy per line."""
    rows = []
    for name in available_policies():
        layer = load_policy(name).layers[-1]
        rows.append((Ink(name, Tone.STRONG), layer.unit_method or "left open", layer.biller, layer.citation))
    open_page().table(rows, ("policy", "units by", "who bills", "source"))


def show_policy(name: str) -> None:
    """Print every choice of one policy."""
    policy = load_policy(name)
    page = open_page()
    page.heading(policy.id, policy.layers[-1].citation)
    rows = []
    for field in attrs.fields(Settings):
        values = [value for layer in policy.layers if (value := getattr(layer, field.name)) is not None]
        rows.append((field.name.replace("_", " "), _shown(values[-1]) if values else "left open: lay it over"))
    page.table(rows)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    return str(value) or "none"
