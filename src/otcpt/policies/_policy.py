"""A policy is a stack of layers; the last layer in force on the day that set a choice decides it."""

import hashlib
import json
from bisect import bisect_right
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Literal, get_args

import attrs

from otcpt.claims import filing_code
from otcpt.codes import is_code
from otcpt.errors import InvalidInput, UnknownName, did_you_mean
from otcpt.shown import Shown
from otcpt.timeline import calendar_day, day_after
from otcpt.units import DeMinimis, Method

if TYPE_CHECKING:
    from otcpt.page import Page

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

#: Choices of which claims are looked at, by which edition, and whether a report is complete: one answer for all days.
_UNDATED = ("edition", "payers", "other_payers", "core")

#: Claim filing codes (SBR09) of Medicare: MA Part A, MB Part B, 16 Medicare Advantage HMO.
_MEDICARE = frozenset({"MA", "MB", "16"})

#: Unit methods whose units no source parts between therapist and assistant.
_UNPARTED = ("per_session", "tenths")


@attrs.frozen(kw_only=True)
class Settings:
    """Every choice of a policy, resolved for a date of service. An `Overlay` makes any of them."""

    unit_method: Method
    """How minutes become units: ``"cms"`` (total time), ``"ama"`` (midpoint per code) or what single payers do:
    ``"best"``, ``"full"``, ``"per_session"``, ``"tenths"``; see `otcpt.allocate_units`."""
    tie_break: TieBreak
    """Which code gets a unit that two codes may claim alike: the one with most minutes, or the lower code."""
    de_minimis: DeMinimis
    """The arithmetic of *more than 10 percent* by an assistant."""
    ptp: Table
    """The NCCI table of procedure-to-procedure edits that applies, or empty."""
    mue: Table
    """The NCCI table of medically unlikely edits that applies, or empty."""
    edition: str
    """An edition of the law (``"2024q3"``) for a payer that stays with an earlier one, or empty."""
    denied_pairs: tuple[str, ...]
    """Pairs this payer never pays together, whatever the modifier, as column one/column two (``"97530/97140"``)."""
    biller: Biller
    """Who bills: ``"therapist"``, ``"physician"`` or ``"facility"``."""
    discipline: Discipline
    """The plan of care that a line belongs to where no modifier names one: ``"OT"``, ``"PT"`` or ``"SLP"``."""
    discipline_modifiers: bool
    """Whether therapy codes need GO, GP or GN."""
    assistant_modifiers: bool
    """Whether services of an assistant need CO or CQ."""
    medicare_status: bool
    """Whether Medicare's payment status of a code decides if it is paid."""
    plan_of_care: bool
    """Whether Medicare's rules on the plan of care apply: certification, signature, progress reports."""
    medicare_modifiers: bool
    """Whether Medicare's rules on modifiers apply: liability notices, the yearly threshold, telehealth, repeats."""
    units_within_elapsed: bool
    """Whether units counted code by code may not exceed those of the total time."""
    payers: tuple[str, ...]
    """The claim filing codes (SBR09) this policy answers for; empty for any."""
    other_payers: tuple[str, ...]
    """The claim filing codes it never answers for."""
    core: tuple[str, ...]
    """The rule families without which a report is not complete."""
    staleness: Staleness
    """``"carry"`` carries a table on past the last day it was read for, ``"strict"`` does not."""
    off: tuple[str, ...]
    """Rules that are switched off, by id."""


def _first_day(value: date | str | None) -> date | None:
    return None if value is None else calendar_day(value, "first_day")


def _last_day(value: date | str | None) -> date | None:
    return None if value is None else calendar_day(value, "last_day")


@attrs.frozen(kw_only=True, repr=False)
class Overlay(Shown):
    """One layer of choices; what it leaves None it leaves to the layers under it. See `Settings` for each choice.

    ``first_day`` and ``last_day`` are the first and the last date of service the layer holds for, both included; None
    is an open end. Dates may be written YYYY-MM-DD. A dated layer may not choose which claims are looked at
    (``payers``, ``other_payers``, ``core``) or by which ``edition``. A choice that is not one of its kind raises
    `InvalidInput`; lists are kept as tuples.

    >>> Overlay(id="acme-2026", unit_method="ama", citation="Acme provider manual 2026, p. 12")
    Overlay(id='acme-2026', citation='Acme provider manual 2026, p. 12', unit_method='ama')
    """

    id: str
    citation: str = ""
    first_day: date | None = attrs.field(default=None, converter=_first_day)
    last_day: date | None = attrs.field(default=None, converter=_last_day)
    unit_method: Method | None = None
    tie_break: TieBreak | None = None
    de_minimis: DeMinimis | None = None
    ptp: Table | None = None
    mue: Table | None = None
    edition: str | None = None
    denied_pairs: tuple[str, ...] | None = None
    biller: Biller | None = None
    discipline: Discipline | None = None
    discipline_modifiers: bool | None = None
    assistant_modifiers: bool | None = None
    medicare_status: bool | None = None
    plan_of_care: bool | None = None
    medicare_modifiers: bool | None = None
    units_within_elapsed: bool | None = None
    payers: tuple[str, ...] | None = None
    other_payers: tuple[str, ...] | None = None
    core: tuple[str, ...] | None = None
    staleness: Staleness | None = None
    off: tuple[str, ...] | None = None

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.id, str) or not self.id:
            raise InvalidInput(f"overlay id {self.id!r} is not a name; write one such as 'acme-2026'", "id", self.id)
        if not isinstance(self.citation, str):
            raise InvalidInput(f"citation {self.citation!r} is not text", "citation", self.citation)
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
            if field.type is str and not isinstance(value, str):
                raise InvalidInput(f"{field.name} {value!r} is not text; write it in quotes", field.name, value)
            if field.name not in _CHOICES and field.type not in (bool, str):
                object.__setattr__(self, field.name, _words(value, field.name))
        for pair in self.denied_pairs or ():
            _check_pair(pair)
        for key in ("payers", "other_payers"):
            if (given := getattr(self, key)) is not None:
                object.__setattr__(self, key, tuple(_filing_code(payer, key) for payer in given))
        if self.first_day is not None and self.last_day is not None and self.last_day < self.first_day:
            days = f"{self.first_day} to {self.last_day}"
            raise InvalidInput(f"overlay {self.id!r} ends before it begins: {days}", "last_day", self.last_day)
        fixed = [key for key in _UNDATED if getattr(self, key) is not None]
        if self.dated and fixed:
            raise InvalidInput(
                f"overlay {self.id!r} has dates and sets {' and '.join(fixed)}, which hold for all days; "
                "set that in an overlay without dates",
                fixed[0],
                getattr(self, fixed[0]),
            )

    @property
    def dated(self) -> bool:
        """Whether the layer holds on some days only."""
        return self.first_day is not None or self.last_day is not None

    def holds(self, day: date) -> bool:
        """Whether the layer holds for a date of service."""
        return (self.first_day is None or self.first_day <= day) and (self.last_day is None or day <= self.last_day)

    def __repr__(self) -> str:
        told = [field.name for field in attrs.fields(Overlay) if getattr(self, field.name) != field.default]
        return f"Overlay({', '.join(f'{name}={getattr(self, name)!r}' for name in told)})"

    def to_page(self) -> "Page":
        """Return what it shows of itself."""
        from otcpt.policies.pages import overlay_page

        return overlay_page(self)


def _words(value: object, what: str) -> tuple[str, ...]:
    if isinstance(value, list | tuple) and all(isinstance(word, str) for word in value):
        return tuple(value)
    raise InvalidInput(f"{what} {value!r} is not a list of words; write ({value!r},) for one", what, value)


def _filing_code(payer: str, what: str) -> str:
    try:
        return filing_code(payer)
    except InvalidInput as error:
        raise InvalidInput(f"{what}: {payer!r} is {error}", what, payer) from None


def _check_pair(pair: str) -> None:
    one, _, two = pair.partition("/")
    if not (is_code(one) and is_code(two)) or one == two:
        expected = "two codes as column one/column two, such as '97530/97140': the second is denied beside the first"
        raise InvalidInput(f"denied pair {pair!r} is not {expected}", "denied_pairs", pair)


def _layers(given: tuple[Overlay, ...]) -> tuple[Overlay, ...]:
    layers = tuple(given)
    for layer in layers:
        if not isinstance(layer, Overlay):
            raise InvalidInput(f"a policy is made of overlays, not {layer!r}", "layers", layer)
    medicare = next((layer for layer in layers if not _MEDICARE.isdisjoint(layer.payers or ())), None)
    best = next((layer for layer in layers if layer.unit_method == "best"), None)
    if medicare is not None and best is not None:
        raise InvalidInput(
            f"overlay {best.id!r} counts by whichever method gives more units, but {medicare.id!r} speaks for "
            "Medicare, which counts by total time and nothing else; build it on another base, like ama-midpoint",
            "unit_method",
            best.unit_method,
        )
    return layers


_NAMES = tuple(field.name for field in attrs.fields(Settings))


@attrs.frozen(slots=False, repr=False)
class Policy(Shown):
    """What one payer asks for: layers of choices, the last one wins.

    ``base | overlay`` lays one over the other; a choice no layer makes raises `UnknownName` when it is asked for. A
    layer with dates counts on its days only; a policy with such layers is asked for one day: ``policy.on(day)``.

    >>> from otcpt.policies import load_policy
    >>> acme = load_policy("medicare-part-b") | Overlay(id="acme-2026", unit_method="ama", first_day="2026-07-01")
    >>> acme.id, acme.boundaries
    ('medicare-part-b+acme-2026', (datetime.date(2026, 7, 1),))
    >>> acme.on(date(2026, 6, 30)).unit_method, acme.on(date(2026, 7, 1)).unit_method
    ('cms', 'ama')
    >>> acme.why("unit_method", on=date(2026, 7, 1)).id
    'acme-2026'
    """

    layers: tuple[Overlay, ...] = attrs.field(converter=_layers)

    @property
    def id(self) -> str:
        """The ids of the layers, joined by plus signs."""
        return "+".join(layer.id for layer in self.layers)

    def __or__(self, other: "Policy | Overlay") -> "Policy":
        return Policy(self.layers + (other.layers if isinstance(other, Policy) else (other,)))

    @cached_property
    def dated(self) -> bool:
        """Whether some layer holds on some days only."""
        return any(layer.dated for layer in self.layers)

    @cached_property
    def boundaries(self) -> tuple[date, ...]:
        """The days on which other layers hold than on the day before; none where no layer has dates."""
        firsts = {
            layer.first_day for layer in self.layers if layer.first_day is not None and layer.first_day > date.min
        }
        ends = {layer.last_day for layer in self.layers if layer.last_day is not None and layer.last_day < date.max}
        return tuple(sorted(firsts | {day_after(day) for day in ends}))

    def on(self, day: date | str) -> Settings:
        """Return every choice for a date of service.

        The same object is returned for all days between two `boundaries`. Raises `UnknownName` for a choice that no
        layer makes on that day, and `InvalidInput` for anything but a calendar day.
        """
        day = calendar_day(day, "on")
        window = bisect_right(self.boundaries, day)
        settings = self._resolved.get(window)
        if settings is None:
            settings = self._resolved[window] = self._resolve(day)
        return settings

    @property
    def settings(self) -> Settings:
        """Every choice, where they hold for all days; a policy with dated layers raises `InvalidInput`."""
        if self.dated:
            dates = ", ".join(map(str, self.boundaries))
            raise InvalidInput(
                f"policy {self.id!r} changes with the date of service ({dates}); ask policy.on(day)", "policy", self.id
            )
        return self.on(date.max)

    def why(self, key: str, on: date | str | None = None) -> Overlay:
        """Return the layer that decided a choice, on a date of service where dated layers make it.

        Raises `UnknownName` for a choice that does not exist or that no layer makes, `InvalidInput` where the answer
        depends on the day and none was given.
        """
        if key not in _NAMES:
            raise UnknownName(f"a policy has no choice {key!r}; it has {', '.join(_NAMES)}.{did_you_mean(key, _NAMES)}")
        setters = [layer for layer in self.layers if getattr(layer, key) is not None]
        if on is not None:
            day = calendar_day(on, "on")
            setters = [layer for layer in setters if layer.holds(day)]
        elif any(layer.dated for layer in setters):
            raise InvalidInput(
                f"{key} of policy {self.id!r} depends on the date of service; ask policy.why({key!r}, on=day)", "on", on
            )
        if setters:
            return setters[-1]
        when = f" on {on}" if on is not None and self.dated else ""
        raise UnknownName(f"policy {self.id!r} leaves {key} open{when}; build it on a built-in policy, or set {key}")

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the layers, so that a report can name exactly what was asked."""
        content = [
            attrs.asdict(layer, filter=lambda _, value: value is not None, value_serializer=_plain)
            for layer in self.layers
        ]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    @cached_property
    def _resolved(self) -> dict[int, Settings]:
        return {}

    def _resolve(self, day: date) -> Settings:
        settings = Settings(**{name: getattr(self.why(name, day), name) for name in _NAMES})
        if settings.assistant_modifiers and settings.unit_method in _UNPARTED:
            raise InvalidInput(
                f"policy {self.id!r} demands CO and CQ and counts units {settings.unit_method}; no source says how "
                "such units are parted between therapist and assistant; lay assistant_modifiers=False over it",
                "unit_method",
                settings.unit_method,
            )
        return settings

    def __repr__(self) -> str:
        return f"<Policy {self.id}@sha256:{self.digest[:12]}>"

    def to_page(self) -> "Page":
        """Return what it shows of itself."""
        from otcpt.policies.pages import policy_page

        return policy_page(self)


def _plain(_: object, __: object, value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
