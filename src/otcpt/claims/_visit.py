"""What was done: services with their minutes, before any unit or modifier exists."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

import attrs

from otcpt.claims._line import ServiceLine, date_of_service, put_texts, whole_minutes
from otcpt.codes import parse_code
from otcpt.members import members
from otcpt.modifiers import parse_modifier
from otcpt.records import (
    VERSION,
    Field,
    checked,
    day,
    each,
    made,
    opaque,
    read_record,
    record_of,
    text,
    version,
    whole,
)
from otcpt.shown import Shown
from otcpt.timeline import MINUTES_A_DAY

if TYPE_CHECKING:
    from otcpt.page import Page


#: The version of the record of a visit, which `visit_schema` describes.
VISIT_VERSION = 1

_TEXTS = {
    "place_of_service": "'11'",
    "bill_type": "'131'",
    "patient_key": "'P1'",
    "rendering_provider_key": "'R1'",
    "billing_provider_key": "'B1'",
}


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
        put_texts(self, _TEXTS)
        if self.total_treatment_minutes is not None:
            total = whole_minutes(self.total_treatment_minutes, "total_treatment_minutes")
            object.__setattr__(self, "total_treatment_minutes", total)

    def line_of(self, service: Service, *, modifiers: tuple[str, ...], units: int | None = None) -> ServiceLine:
        """Return the service line of one of the services.

        Args:
            service: A service of the visit.
            modifiers: The modifiers of the line.
            units: Its units; None where they are not known yet.

        Returns:
            A line with the service's minutes, and with place, bill type and keys of the visit.
        """
        return ServiceLine(
            service.code,
            date_of_service=self.date_of_service,
            modifiers=modifiers,
            units=units,
            therapist_minutes=service.therapist,
            assistant_minutes=service.assistant,
            joint_minutes=service.joint,
            total_treatment_minutes=self.total_treatment_minutes,
            place_of_service=self.place_of_service,
            bill_type=self.bill_type,
            patient_key=self.patient_key,
            rendering_provider_key=self.rendering_provider_key,
            billing_provider_key=self.billing_provider_key,
        )

    def to_record(self) -> dict[str, object]:
        """Return the visit as plain values that JSON can hold; `visit_schema` describes them.

        Returns:
            Every key of the visit and of its services, None where nothing is known.

        Example:
            >>> visit = Visit("2026-03-02", [Service("97110", therapist=13, assistant=23)])
            >>> visit.to_record()["services"]
            [{'code': '97110', 'therapist': 13, 'assistant': 23, 'joint': 0, 'modifiers': []}]
        """
        return {VERSION: VISIT_VERSION, **record_of(self)}

    @staticmethod
    def from_record(record: Mapping[str, object]) -> "Visit":
        """Return the visit of a record, as `to_record` or a program wrote it.

        Args:
            record: A mapping with ``date_of_service`` and ``services``; of a service only ``code`` is needed, and its
                minutes are 0 where they are left out.

        Returns:
            The visit; it equals the one that the record was made of.

        Raises:
            InputErrors: Every fault of every service with its path, unknown keys among them.

        Example:
            >>> record = {"date_of_service": "2026-03-02", "services": [{"code": "97530", "therapist": 38}]}
            >>> Visit.from_record(record).services[0].minutes
            38
        """
        return read_record("visit", record, _READ_VISIT)

    def __repr__(self) -> str:
        listed = ", ".join(f"{':'.join((one.code, *one.modifiers))} @{one.minutes}" for one in self.services)
        return f"<Visit {self.date_of_service}: {listed or 'no services'}>"

    def to_page(self) -> "Page":
        """Return what it shows of itself."""
        from otcpt.claims.pages import visit_page

        return visit_page(self)


_MINUTES = Field(whole("minutes", most=MINUTES_A_DAY))
_SERVICE = {
    "code": Field(checked(parse_code), "'97530'"),
    "therapist": _MINUTES,
    "assistant": _MINUTES,
    "joint": _MINUTES,
    "modifiers": Field(each(checked(parse_modifier))),
}
_READ_VISIT = made(
    Visit,
    {
        VERSION: Field(version(VISIT_VERSION)),
        "date_of_service": Field(day, "'2026-03-02'"),
        "services": Field(each(made(Service, _SERVICE)), "[{'code': '97530', 'therapist': 38}]"),
        "total_treatment_minutes": _MINUTES,
        "place_of_service": Field(text),
        "bill_type": Field(text),
        "patient_key": Field(opaque),
        "rendering_provider_key": Field(opaque),
        "billing_provider_key": Field(opaque),
    },
)
