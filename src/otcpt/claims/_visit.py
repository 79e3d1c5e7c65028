"""What was done: services with their minutes, before any unit or modifier exists."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

import attrs

from otcpt.claims._line import date_of_service, whole_minutes
from otcpt.codes import parse_code
from otcpt.errors import InvalidInput
from otcpt.members import kind_of_value, members
from otcpt.modifiers import parse_modifier
from otcpt.shown import Shown

if TYPE_CHECKING:
    from otcpt.page import Page


_TEXTS = ("place_of_service", "bill_type", "patient_key", "rendering_provider_key", "billing_provider_key")


def _modifiers(given: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(parse_modifier, members(given, str, "modifiers")))


@attrs.frozen
class Service:
    """One service of a visit and who gave it, in whole minutes.

    ``therapist`` alone, ``assistant`` alone, ``joint`` both together (counted as the therapist's). ``modifiers`` are
    those only the clinician can know (59 for a separate block of time, GP for another discipline).

    >>> Service("97110", therapist=13, assistant=23).minutes
    36
    """

    code: str = attrs.field(converter=parse_code)
    therapist: int = attrs.field(default=0, kw_only=True)
    assistant: int = attrs.field(default=0, kw_only=True)
    joint: int = attrs.field(default=0, kw_only=True)
    modifiers: tuple[str, ...] = attrs.field(default=(), kw_only=True, converter=_modifiers)

    def __attrs_post_init__(self) -> None:
        for what in ("therapist", "assistant", "joint"):
            minutes = whole_minutes(getattr(self, what), f"{what} minutes of {self.code}")
            object.__setattr__(self, what, minutes)
        whole_minutes(self.minutes, f"minutes of {self.code}")

    @property
    def minutes(self) -> int:
        """All minutes of the service."""
        return self.therapist + self.assistant + self.joint


def _services(given: Iterable[Service]) -> tuple[Service, ...]:
    return members(given, Service, "services")


@attrs.frozen(repr=False)
class Visit(Shown):
    """Services of one patient on one day.

    ``total_treatment_minutes`` is the documented time of the whole visit, timed and untimed, or None where unknown.
    """

    date_of_service: date = attrs.field(converter=date_of_service)
    services: tuple[Service, ...] = attrs.field(converter=_services)
    total_treatment_minutes: int | None = attrs.field(default=None, kw_only=True)
    place_of_service: str | None = attrs.field(default=None, kw_only=True)
    bill_type: str | None = attrs.field(default=None, kw_only=True)
    patient_key: str | None = attrs.field(default=None, kw_only=True, repr=False)
    rendering_provider_key: str | None = attrs.field(default=None, kw_only=True, repr=False)
    billing_provider_key: str | None = attrs.field(default=None, kw_only=True, repr=False)

    def __attrs_post_init__(self) -> None:
        for what in _TEXTS:
            value = getattr(self, what)
            if value is not None and not isinstance(value, str):
                raise InvalidInput(f"{what} is {kind_of_value(value)}; write it as text, in quotes", what, value)
        if self.total_treatment_minutes is not None:
            total = whole_minutes(self.total_treatment_minutes, "total_treatment_minutes")
            object.__setattr__(self, "total_treatment_minutes", total)

    def __repr__(self) -> str:
        told = ", ".join(f"{':'.join((one.code, *one.modifiers))} @{one.minutes}" for one in self.services)
        return f"<Visit {self.date_of_service}: {told}>"

    def to_page(self) -> "Page":
        """Return what it shows of itself."""
        from otcpt.claims.pages import visit_page

        return visit_page(self)
