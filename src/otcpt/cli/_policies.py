"""``otcpt policies``: whose rules can be asked for."""

from otcpt.cli._choices import Method
from otcpt.cli._page import show
from otcpt.errors import InvalidInput
from otcpt.page import Block, Page, Section, StyledText, Table, Tone
from otcpt.policies import Overlay, Policy, available_policies, example_overlays, load_policy


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
    examples = Table((StyledText(layer.id, Tone.STRONG), layer.citation) for layer in example_overlays().values())
    detail = "added by name, like ama-midpoint+full-units-only"
    blocks: list[Block] = [
        Table(rows, ("policy", "units by", "who bills", "source")),
        Section("Example overlays", [examples], detail=detail),
    ]
    show(Page("", blocks))


def show_policy(name: str) -> None:
    """Print every choice of one policy; where dates decide, each value with its days, the strongest last."""
    show(load_policy(name).to_page())
