"""A policy is a stack of layers; the last layer that set a choice decides it."""

import hashlib
import json
from functools import cached_property
from typing import Literal, get_args

import attrs

from otcpt.errors import InvalidInput, UnknownName, did_you_mean
from otcpt.units import DeMinimis, Method

#: Ties in input order are left out: findings may not depend on the order of lines.
TieBreak = Literal["largest_total", "code_order"]
Table = Literal["practitioner", "outpatient_hospital", "medicaid", ""]
Biller = Literal["therapist", "physician", "facility"]
Discipline = Literal["OT", "PT", "SLP"]
Staleness = Literal["carry", "strict"]

_CHOICES = {
    "unit_method": get_args(Method),
    "tie_break": get_args(TieBreak),
    "de_minimis": get_args(DeMinimis),
    "ptp": get_args(Table),
    "mue": get_args(Table),
    "biller": get_args(Biller),
    "discipline": get_args(Discipline),
    "staleness": get_args(Staleness),
}


@attrs.frozen(kw_only=True)
class Settings:
    """Every choice of a policy, resolved.

    ``unit_method`` is ``"cms"`` (total time) or ``"ama"`` (midpoint per code); ``tie_break`` names who gets a unit that
    two codes may claim alike, ``de_minimis`` the arithmetic of *more than 10 percent* by an assistant. ``ptp`` and
    ``mue`` name the NCCI tables that apply, or are empty. ``biller`` is ``"therapist"``, ``"physician"`` or
    ``"facility"``; ``discipline`` is whose plan of care a line belongs to when no modifier says so.
    ``discipline_modifiers`` demands GO/GP/GN, ``assistant_modifiers`` CO/CQ. ``medicare_status`` applies Medicare's
    payment status to codes. ``payers`` are the claim filing codes (SBR09) this policy speaks for, empty for any;
    ``other_payers`` those it never speaks for. ``core`` are the rule families without which a report is not complete.
    ``staleness`` is ``"carry"`` or ``"strict"``. ``off`` switches rules off by id.
    """

    unit_method: Method
    tie_break: TieBreak
    de_minimis: DeMinimis
    ptp: Table
    mue: Table
    biller: Biller
    discipline: Discipline
    discipline_modifiers: bool
    assistant_modifiers: bool
    medicare_status: bool
    payers: tuple[str, ...]
    other_payers: tuple[str, ...]
    core: tuple[str, ...]
    staleness: Staleness
    off: tuple[str, ...]


@attrs.frozen(kw_only=True, repr=False)
class Overlay:
    """One layer of choices; what it leaves None it leaves to the layers under it. See `Settings` for each choice.

    A choice that is not one of its kind raises `InvalidInput`; lists are kept as tuples.

    >>> Overlay(id="acme-2026", unit_method="ama", citation="Acme provider manual 2026, p. 12")
    Overlay(id='acme-2026', citation='Acme provider manual 2026, p. 12', unit_method='ama')
    """

    id: str
    citation: str = ""
    unit_method: Method | None = None
    tie_break: TieBreak | None = None
    de_minimis: DeMinimis | None = None
    ptp: Table | None = None
    mue: Table | None = None
    biller: Biller | None = None
    discipline: Discipline | None = None
    discipline_modifiers: bool | None = None
    assistant_modifiers: bool | None = None
    medicare_status: bool | None = None
    payers: tuple[str, ...] | None = None
    other_payers: tuple[str, ...] | None = None
    core: tuple[str, ...] | None = None
    staleness: Staleness | None = None
    off: tuple[str, ...] | None = None

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.id, str) or not self.id:
            raise InvalidInput(f"overlay id {self.id!r} is not a name; write one such as 'acme-2026'", "id", self.id)
        for key, allowed in _CHOICES.items():
            value = getattr(self, key)
            if value is not None and value not in allowed:
                expected = ", ".join(map(repr, allowed))
                near = did_you_mean(str(value), allowed)
                raise InvalidInput(f"{key} {value!r} is not one of {expected}.{near}", key, value)
        for field in attrs.fields(Settings):
            value = getattr(self, field.name)
            if value is None:
                continue
            if field.type is bool and type(value) is not bool:
                raise InvalidInput(f"{field.name} {value!r} is not True or False", field.name, value)
            if field.name not in _CHOICES and field.type is not bool:
                object.__setattr__(self, field.name, _words(value, field.name))

    def __repr__(self) -> str:
        told = [field.name for field in attrs.fields(Overlay) if getattr(self, field.name) != field.default]
        return f"Overlay({', '.join(f'{name}={getattr(self, name)!r}' for name in told)})"


def _words(value: object, what: str) -> tuple[str, ...]:
    if isinstance(value, list | tuple) and all(isinstance(word, str) for word in value):
        return tuple(value)
    raise InvalidInput(f"{what} {value!r} is not a list of words; write ({value!r},) for one", what, value)


def _layers(given: tuple[Overlay, ...]) -> tuple[Overlay, ...]:
    layers = tuple(given)
    for layer in layers:
        if not isinstance(layer, Overlay):
            raise InvalidInput(f"a policy is made of overlays, not {layer!r}", "layers", layer)
    return layers


@attrs.frozen(slots=False)
class Policy:
    """What one payer asks for: layers of choices, the last one wins.

    ``base | overlay`` lays one over the other; a choice no layer makes raises `UnknownName` when it is asked for.

    >>> from otcpt.policies import load_policy
    >>> acme = load_policy("medicare-part-b") | Overlay(id="acme-2026", unit_method="ama")
    >>> acme.id, acme.settings.unit_method, acme.why("unit_method").id
    ('medicare-part-b+acme-2026', 'ama', 'acme-2026')
    """

    layers: tuple[Overlay, ...] = attrs.field(converter=_layers)

    @property
    def id(self) -> str:
        """The ids of the layers, joined by plus signs."""
        return "+".join(layer.id for layer in self.layers)

    def __or__(self, other: "Policy | Overlay") -> "Policy":
        return Policy(self.layers + (other.layers if isinstance(other, Policy) else (other,)))

    def why(self, key: str) -> Overlay:
        """Return the layer that decided a choice; raise `UnknownName` for a choice that does not exist."""
        names = [field.name for field in attrs.fields(Settings)]
        if key not in names:
            raise UnknownName(f"a policy has no choice {key!r}; it has {', '.join(names)}.{did_you_mean(key, names)}")
        for layer in reversed(self.layers):
            if getattr(layer, key) is not None:
                return layer
        raise UnknownName(f"policy {self.id!r} leaves {key} open; build it on a built-in policy, or set {key}")

    @cached_property
    def settings(self) -> Settings:
        """Every choice, resolved."""
        return Settings(**{field.name: getattr(self.why(field.name), field.name) for field in attrs.fields(Settings)})

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the layers, so that a report can name exactly what was asked."""
        content = [attrs.asdict(layer) for layer in self.layers]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
