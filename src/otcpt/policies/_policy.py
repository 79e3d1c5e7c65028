"""A policy is a stack of layers; the last layer in force on the day that set a choice decides it."""

import hashlib
import json
from bisect import bisect_right
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import attrs

from otcpt.errors import InvalidInput, UnknownName, did_you_mean
from otcpt.frozenvalue import FrozenValue
from otcpt.pins import pin
from otcpt.policies._checks import (
    PERCENTAGES,
    check_fees,
    check_pair,
    check_rules,
    check_settings,
    code_of_payer,
    count,
    words,
)
from otcpt.policies._settings import (
    CHOICES,
    Biller,
    CapScope,
    Discipline,
    FeeSource,
    Settings,
    Staleness,
    Table,
    TieBreak,
    check_form,
    check_marker,
    code_cap,
)
from otcpt.policies._written import given, plain, table
from otcpt.shown import Shown
from otcpt.timeline import calendar_day, day_after
from otcpt.units import DeMinimis, Method
from otcpt.units.arithmetic import BLOCK

if TYPE_CHECKING:
    from otcpt.page import Page

#: Choices of which claims are looked at, by which edition, and whether a report is complete: one answer for all days.
_UNDATED = ("edition", "payers", "other_payers", "core")

#: Claim filing codes (SBR09) of Medicare: MA Part A, MB Part B, 16 Medicare Advantage HMO.
_MEDICARE = frozenset({"MA", "MB", "16"})


def _first_day(value: date | str | None) -> date | None:
    return None if value is None else calendar_day(value, "first_day")


def _last_day(value: date | str | None) -> date | None:
    return None if value is None else calendar_day(value, "last_day")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Overlay(FrozenValue, Shown):
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
    least_minutes: int | None = None
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
    code_forms: tuple[str, ...] | None = None
    daily_timed_units: int | None = None
    daily_code_caps: tuple[str, ...] | None = None
    daily_cap_per: CapScope | None = None
    evaluations_a_year: int | None = None
    other_assistant_modifier: str | None = None
    co_treatment_once: bool | None = None
    report_treatment_days: int | None = None
    report_calendar_days: int | None = None
    supply_modifiers: bool | None = None
    occurrence_codes: bool | None = None
    fees: FeeSource | None = None
    fee_percent: str | None = None
    fee_table: tuple[str, ...] | None = None
    fee_mppr: str | None = None
    fee_assistant: str | None = None
    locality: str | None = None

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.id, str) or not self.id:
            raise InvalidInput(f"overlay id {self.id!r} is not a name; write one such as 'acme-2026'", "id", self.id)
        if not isinstance(self.citation, str):
            raise InvalidInput(f"citation {self.citation!r} is not text", "citation", self.citation)
        for key, allowed in CHOICES.items():
            value = getattr(self, key)
            if value is not None and not (isinstance(value, str) and value in allowed):
                expected = f"{', '.join(map(repr, allowed))}.{did_you_mean(str(value), allowed)}"
                raise InvalidInput(f"{key} {value!r} is not one of {expected}", key, value)
        for field in attrs.fields(Settings):
            if (value := getattr(self, field.name)) is None:
                continue
            if field.type is bool and type(value) is not bool:
                raise InvalidInput(f"{field.name} {value!r} is not True or False", field.name, value)
            if field.type is str and not isinstance(value, str):
                raise InvalidInput(f"{field.name} {value!r} is not text; write it in quotes", field.name, value)
            if field.type is int:
                object.__setattr__(self, field.name, count(value, field.name))
            elif field.name not in CHOICES and field.type not in (bool, str):
                object.__setattr__(self, field.name, words(value, field.name))
        for pair in self.denied_pairs or ():
            check_pair(pair)
        check_rules("core", self.core)
        check_rules("off", self.off)
        for form in self.code_forms or ():
            check_form(form)
        for cap in self.daily_code_caps or ():
            code_cap(cap)
        least = self.least_minutes
        if least is not None and least > BLOCK:
            expected = f"0 to {BLOCK}; 0 leaves it to the method"
            raise InvalidInput(f"least_minutes {least} is not {expected}", "least_minutes", least)
        check_marker(self.other_assistant_modifier or "")
        check_fees(self.fee_table, {key: getattr(self, key) for key in PERCENTAGES})
        for key in ("payers", "other_payers"):
            if (given := getattr(self, key)) is not None:
                object.__setattr__(self, key, tuple(code_of_payer(payer, key) for payer in given))
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

    def holds(self, day: date | str) -> bool:
        """Return whether the layer is in force on a date of service.

        Args:
            day: The date of service, as a date or as text like ``"2026-03-02"``.

        Returns:
            Whether it is.
        """
        on = day if type(day) is date else calendar_day(day, "day")
        return (self.first_day is None or self.first_day <= on) and (self.last_day is None or on <= self.last_day)

    def __repr__(self) -> str:
        given = [field.name for field in attrs.fields(Overlay) if getattr(self, field.name) != field.default]
        return f"Overlay({', '.join(f'{name}={getattr(self, name)!r}' for name in given)})"

    def to_page(self) -> "Page":
        """Return what it shows of itself."""
        from otcpt.policies.pages import overlay_page

        return overlay_page(self)


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


@attrs.frozen(slots=False, eq=False, repr=False)
class Policy(FrozenValue, Shown):
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

    ``packages`` are the installed packages that brought it or what it is built on, each with its version.
    """

    layers: tuple[Overlay, ...] = attrs.field(converter=_layers)
    packages: tuple[str, ...] = attrs.field(default=(), kw_only=True, eq=False)
    _resolved: dict[int, Settings] = attrs.field(init=False, factory=dict, eq=False)

    @property
    def id(self) -> str:
        """The ids of the layers, joined by plus signs."""
        return "+".join(layer.id for layer in self.layers)

    @property
    def edition(self) -> str | None:
        """The edition of the law for what names none, which is for all days; None where the policy names none."""
        return next((layer.edition for layer in reversed(self.layers) if layer.edition is not None), "") or None

    def __or__(self, other: "Policy | Overlay") -> "Policy":
        if isinstance(other, Policy):
            return Policy(self.layers + other.layers, packages=tuple(dict.fromkeys(self.packages + other.packages)))
        return Policy((*self.layers, other), packages=self.packages)

    @cached_property
    def dated(self) -> bool:
        """Whether some layer holds on some days only."""
        return any(layer.dated for layer in self.layers)

    @cached_property
    def boundaries(self) -> tuple[date, ...]:
        """The days on which other layers hold than on the day before; none where no layer has dates."""
        firsts = {layer.first_day for layer in self.layers if layer.first_day}
        ends = {day_after(layer.last_day) for layer in self.layers if layer.last_day and layer.last_day < date.max}
        return tuple(sorted((firsts | ends) - {date.min}))

    def on(self, day: date | str) -> Settings:
        """Return every choice for a date of service; the same object for all days between two `boundaries`.

        Args:
            day: The date of service.

        Returns:
            The choices.

        Raises:
            UnknownName: No layer makes one of the choices on that day.
            InvalidInput: It is not a calendar day.
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
        """Return the layer that decided a choice.

        Args:
            key: The name of a choice, a field of `Settings`.
            on: The date of service; needed where dated layers make the choice.

        Returns:
            The layer, with its citation.

        Raises:
            UnknownName: There is no such choice, or no layer makes it.
            InvalidInput: The answer depends on the day and none was given.
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
        content = [{key: plain(value) for key, value in given(layer)} for layer in self.layers]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    @property
    def pin(self) -> str:
        """The id with its digest. `load_policy` takes it where the id is a name; else keep the policy as a file."""
        return pin(self.id, self.digest)

    def to_toml(self) -> str:
        """Return the whole policy as a TOML file that `read_policy` reads back, with the same digest.

        Returns:
            An ``[[overlay]]`` table for each layer, with every choice it makes.

        Example:
            >>> print(Policy((Overlay(id="acme", unit_method="full"),)).to_toml().strip())
            [[overlay]]
            id = "acme"
            citation = ""
            unit_method = "full"
        """
        return "\n".join(f"[[overlay]]\n{table(layer)}" for layer in self.layers)

    def to_record(self) -> dict[str, object]:
        """Return the policy as plain values that JSON can hold; `policy_schema` describes them.

        Returns:
            The layers, each with what it sets. Days are text.

        Example:
            >>> Policy((Overlay(id="acme", unit_method="full", first_day="2026-01-01"),)).to_record()["layers"]
            [{'id': 'acme', 'citation': '', 'first_day': '2026-01-01', 'unit_method': 'full'}]
        """
        from otcpt.policies._record import policy_record

        return policy_record(self)

    @staticmethod
    def from_record(record: Mapping[str, object]) -> "Policy":
        """Return the policy of a record, with the same digest.

        Args:
            record: A mapping with ``layers``; of a layer only ``id`` is needed. A choice that is null is not made.

        Returns:
            The policy; it equals the one that the record was made of.

        Raises:
            InputErrors: Every fault of every layer with its path, unknown choices among them.

        Example:
            >>> Policy.from_record({"layers": [{"id": "acme", "unit_method": "full"}]}).id
            'acme'
        """
        from otcpt.policies._record import read_policy_record

        return read_policy_record(record)

    def _resolve(self, day: date) -> Settings:
        settings = Settings(**{name: getattr(self.why(name, day), name) for name in _NAMES})
        check_settings(self.id, settings)
        return settings

    def __repr__(self) -> str:
        return f"<Policy {self.id}@sha256:{self.digest[:12]}>"

    def to_page(self) -> "Page":
        """Return what it shows of itself."""
        from otcpt.policies.pages import policy_page

        return policy_page(self)
