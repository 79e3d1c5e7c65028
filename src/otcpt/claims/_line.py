"""One billed line."""

from datetime import date, time
from decimal import Decimal

import attrs

from otcpt.codes import canonical_code
from otcpt.errors import InvalidInput
from otcpt.modifiers import is_modifier, parse_modifier
from otcpt.timeline import parse_date

#: A day has no more minutes than this.
MINUTES_A_DAY = 1440

#: Fields that are text, with an example each.
_TEXTS = {
    "place_of_service": "'11'",
    "bill_type": "'131'",
    "revenue_code": "'0430'",
    "payer": "'MB'",
    "claim_id": "'C1'",
    "line_id": "'1'",
    "patient_key": "'P1'",
    "rendering_provider_key": "'R1'",
    "billing_provider_key": "'B1'",
}
_TEXT = frozenset({str, type(None)})


def whole_minutes(value: object, what: str) -> int:
    """Return the minutes, or raise `InvalidInput` for a fraction, a boolean, a negative or more than a day."""
    if type(value) is not int:
        raise InvalidInput(
            f"{what} {value!r} is not a whole number of minutes; add up the durations first and drop the rest "
            "(CMS counts whole minutes)",
            what,
            value,
        )
    if not 0 <= value <= MINUTES_A_DAY:
        raise InvalidInput(f"{what}: {value} is outside 0 to {MINUTES_A_DAY}, the minutes of one day", what, value)
    return value


def whole_day(value: date | str) -> date:
    """Return the day, read from YYYY-MM-DD where it is text; anything else raises `InvalidInput`."""
    if type(value) is date:
        return value
    if isinstance(value, str):
        return parse_date(value, "date_of_service")
    raise InvalidInput(
        f"date_of_service {value!r} is not a day; pass datetime.date(2026, 3, 2) or '2026-03-02'",
        "date_of_service",
        value,
    )


def _modifiers(given: object) -> tuple[str, ...]:
    if isinstance(given, str):
        raise InvalidInput(f"modifiers {given!r} is one text; pass a tuple such as ('GO', '59')", "modifiers", given)
    try:
        return tuple(given)  # type: ignore[arg-type]  # anything iterable is taken; each entry is checked below
    except TypeError:
        raise InvalidInput(f"modifiers {given!r} is not a list of modifiers", "modifiers", given) from None


@attrs.frozen
class ServiceLine:
    """One line of a claim: a code, its modifiers, its units on one date of service.

    ``units`` is the number of units of service billed; None means not given, never 1. A line with 0 units was done and
    documented but is not billed: its minutes count, and nothing else of it.
    ``minutes`` is the treatment time of the line in whole minutes. Who gave them: ``therapist_minutes`` alone,
    ``assistant_minutes`` alone, ``joint_minutes`` together (they count as the therapist's). Where any of the three is
    given, the missing ones follow from ``minutes`` or are 0, and they must add up to ``minutes``.
    ``total_treatment_minutes`` is the whole visit, timed and untimed. ``charge`` is in dollars.
    Keys of patients and providers are opaque and never shown.

    >>> ServiceLine("97530", date_of_service=date(2026, 3, 2), units=2, modifiers=("GO",), minutes=30).units
    2
    """

    code: str
    date_of_service: date = attrs.field(kw_only=True, converter=whole_day)
    modifiers: tuple[str, ...] = attrs.field(default=(), kw_only=True, converter=_modifiers)
    units: int | None = attrs.field(default=None, kw_only=True)
    minutes: int | None = attrs.field(default=None, kw_only=True)
    therapist_minutes: int | None = attrs.field(default=None, kw_only=True)
    assistant_minutes: int | None = attrs.field(default=None, kw_only=True)
    joint_minutes: int | None = attrs.field(default=None, kw_only=True)
    total_treatment_minutes: int | None = attrs.field(default=None, kw_only=True)
    start_time: time | None = attrs.field(default=None, kw_only=True)
    end_time: time | None = attrs.field(default=None, kw_only=True)
    place_of_service: str | None = attrs.field(default=None, kw_only=True)
    bill_type: str | None = attrs.field(default=None, kw_only=True)
    revenue_code: str | None = attrs.field(default=None, kw_only=True)
    payer: str | None = attrs.field(default=None, kw_only=True)
    charge: Decimal | None = attrs.field(default=None, kw_only=True)
    claim_id: str | None = attrs.field(default=None, kw_only=True)
    line_id: str | None = attrs.field(default=None, kw_only=True)
    patient_key: str | None = attrs.field(default=None, kw_only=True, repr=False)
    rendering_provider_key: str | None = attrs.field(default=None, kw_only=True, repr=False)
    billing_provider_key: str | None = attrs.field(default=None, kw_only=True, repr=False)

    def __attrs_post_init__(self) -> None:
        code = self.code
        if type(code) is not str or not code or not (code.isascii() and code.isalnum() and code == code.upper()):
            code = canonical_code(code)
            if not code:
                raise InvalidInput("code is empty; a service line needs one, like 97530", "code", self.code)
            object.__setattr__(self, "code", code)
        for modifier in self.modifiers:
            if type(modifier) is not str or not is_modifier(modifier):
                object.__setattr__(self, "modifiers", tuple(map(parse_modifier, self.modifiers)))
                break
        units = self.units
        if units is not None and (type(units) is not int or units < 0):
            raise InvalidInput(
                f"units {units!r} of {code} are not a whole number of units; leave them out where unknown",
                "units",
                units,
            )
        if self.charge is not None and type(self.charge) is not Decimal:
            raise InvalidInput(
                f"charge {self.charge!r} is not a Decimal; write Decimal('62.00')", "charge", self.charge
            )
        minutes = self.minutes
        if minutes is not None and (type(minutes) is not int or not 0 <= minutes <= MINUTES_A_DAY):
            whole_minutes(minutes, "minutes")
        if self.total_treatment_minutes is not None:
            whole_minutes(self.total_treatment_minutes, "total_treatment_minutes")
        if self.therapist_minutes is not None or self.assistant_minutes is not None or self.joint_minutes is not None:
            self._share_minutes()
        others = (
            self.place_of_service, self.bill_type, self.revenue_code, self.payer, self.claim_id, self.line_id,
            self.patient_key, self.rendering_provider_key, self.billing_provider_key,
        )  # fmt: skip
        if not _TEXT.issuperset(map(type, others)):
            self._check_texts()
        if self.start_time is not None or self.end_time is not None:
            self._check_times()

    def _check_texts(self) -> None:
        for what, example in _TEXTS.items():
            value = getattr(self, what)
            if value is not None and not isinstance(value, str):
                shown = "" if what.endswith("_key") else f" {value!r}"
                raise InvalidInput(f"{what}{shown} is not text; write it in quotes, like {example}", what, value)

    def _check_times(self) -> None:
        for what in ("start_time", "end_time"):
            value = getattr(self, what)
            if value is not None and not isinstance(value, time):
                raise InvalidInput(f"{what} {value!r} is not a time of day; pass datetime.time(9, 30)", what, value)

    def _share_minutes(self) -> None:
        therapist, assistant, joint, minutes = (
            self.therapist_minutes,
            self.assistant_minutes,
            self.joint_minutes,
            self.minutes,
        )
        for what in ("therapist_minutes", "assistant_minutes", "joint_minutes"):
            if (part := getattr(self, what)) is not None:
                whole_minutes(part, what)
        given = (therapist or 0) + (assistant or 0) + (joint or 0)
        rest = 0 if minutes is None else minutes - given
        if assistant is None and rest > 0:
            assistant, rest = rest, 0
        elif therapist is None and rest > 0:
            therapist, rest = rest, 0
        if rest:
            raise InvalidInput(
                f"minutes {minutes} of {self.code} are not the sum of therapist {therapist}, assistant {assistant} "
                f"and joint {joint} minutes; correct one of them, or leave minutes out",
                "minutes",
                minutes,
            )
        put = object.__setattr__
        put(self, "therapist_minutes", therapist or 0)
        put(self, "assistant_minutes", assistant or 0)
        put(self, "joint_minutes", joint or 0)
        total = (therapist or 0) + (assistant or 0) + (joint or 0)
        put(self, "minutes", whole_minutes(total, "minutes"))
