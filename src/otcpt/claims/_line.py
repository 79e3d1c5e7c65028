"""One billed line, and whom lines belong to that do not say."""

import re
from collections.abc import Callable, Iterable, Mapping, Set
from datetime import date, time
from decimal import Decimal
from operator import attrgetter
from typing import TypeVar

import attrs

from otcpt.claims._payer import FILING_CODES, filing_code
from otcpt.codes import canonical_code
from otcpt.errors import InvalidInput
from otcpt.members import not_whole, whole_number
from otcpt.modifiers import parse_modifier
from otcpt.timeline import MINUTES_A_DAY, calendar_day

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
    "certifying_provider_key": "'C1'",
}

#: The most units that a line may have, as files do.
MOST_UNITS = 999_999_999

#: The certifying provider of a line whose claim is known to name none.
NONE_NAMED = "none"


def _form(pattern: str, by: str, sound: str = "(?s:.*)", expected: str = "") -> Callable[[str], str]:
    """A code in capitals, without the point that a spreadsheet gives a number."""

    def form(text: str) -> str:
        code = re.sub(pattern, by, re.sub(r"(?<=[0-9])\.0*$", "", text.upper()))
        if code and not re.fullmatch(sound, code):
            raise InvalidInput(f"not {expected}")
        return code

    return form


#: The form of a text, by field.
TEXT_FORMS: Mapping[str, Callable[[str], str]] = {
    "place_of_service": _form("^(?=[0-9]$)", "0", "[0-9]{2}", "a place of service; write its two digits, like 11"),
    "bill_type": _form("^0(?=...$)", "", "[0-9]{2}[0-9A-Z]", "a type of bill; write its digits, like 131"),
    "revenue_code": _form("^(?=[0-9]..$)", "0", "[0-9]{3}[0-9X]", "a revenue code; write its four digits, like 0430"),
    "certifying_provider_key": lambda text: NONE_NAMED if text.lower() == NONE_NAMED else text,
}
frequency_form = _form("^0(?=.$)", "")
_FREQUENCIES = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_CODED = (*TEXT_FORMS, "payer")
_coded_of = attrgetter(*_CODED)
_keys_of = attrgetter(*(what for what in _TEXTS if what not in _CODED))

#: Codes, modifiers and coded texts that were read before; claims repeat a few hundred.
_Sound = TypeVar("_Sound", str, tuple[str, ...], tuple[tuple[str | None, ...]])
_SOUND: set[str | tuple[str, ...] | tuple[tuple[str | None, ...]]] = set()
_MOST_SOUND = 10_000

_OCCURRENCE = r"[0-9A-Z]{2}"


def whole_minutes(value: object, what: str) -> int:
    """Return the minutes as an int; raise `InvalidInput` for what is none, a negative number or more than a day."""
    minutes = whole_number(value)
    if minutes is None:
        raise InvalidInput(
            f"{not_whole(what, value, 'whole minutes')}; add up the durations first and drop the rest (CMS counts "
            "whole minutes), and leave out what is unknown",
            what,
            value,
        )
    if not 0 <= minutes <= MINUTES_A_DAY:
        raise InvalidInput(f"{what}: {minutes} is outside 0 to {MINUTES_A_DAY}, the minutes of one day", what, value)
    return minutes


def date_of_service(value: date | str) -> date:
    """Return the day of a service; see `otcpt.timeline.calendar_day`."""
    return value if type(value) is date else calendar_day(value, "date_of_service")


def put_texts(value: object, examples: Mapping[str, str]) -> None:
    """Bring fields of text to their form, and refuse what is no text."""
    for what, example in examples.items():
        given = getattr(value, what)
        if given is not None:
            if not isinstance(given, str):
                shown = "" if what.endswith("_key") else f" {given!r}"
                raise InvalidInput(f"{what}{shown} is not text; write it in quotes, like {example}", what, given)
            try:
                object.__setattr__(value, what, TEXT_FORMS.get(what, str)(given.strip()) or None)
            except InvalidInput as error:
                raise InvalidInput(f"{what} {given!r} is {error}", what, given) from None


def _remember(sound: _Sound) -> _Sound:
    if len(_SOUND) >= _MOST_SOUND:
        _SOUND.clear()
    _SOUND.add(sound)
    return sound


def _code(given: str) -> str:
    if type(given) is str and given in _SOUND:
        return given
    code = canonical_code(given)
    if not code:
        raise InvalidInput("code is empty; a service line needs one, like 97530", "code", given)
    return _remember(code)


def _modifiers(given: Iterable[str]) -> tuple[str, ...]:
    try:
        if type(given) is tuple and given in _SOUND:
            return given
        listed = tuple(given)
    except TypeError:
        raise InvalidInput(f"modifiers {given!r} is not a list of modifiers", "modifiers", given) from None
    if isinstance(given, str | Set):
        what = f"{given!r} is one text" if isinstance(given, str) else "are a set, which has no order"
        raise InvalidInput(f"modifiers {what}; pass a tuple such as ('GO', '59')", "modifiers", given)
    return _remember(tuple(map(parse_modifier, listed)))


def payer_code(given: str | None) -> str | None:
    """Return the claim filing code of a payer, as `filing_code` reads it."""
    if not isinstance(given, str) or given in FILING_CODES:
        return given  # what is no text is refused with the other texts
    try:
        return filing_code(given) if given.strip() else None
    except InvalidInput as error:
        raise InvalidInput(f"payer {given!r} is {error}", "payer", given) from None


def claim_frequency(text: str) -> str:
    """Return a claim frequency code in its form, an empty text as it is; raise `InvalidInput` for what is none."""
    code = text if text in _FREQUENCIES else frequency_form(text.strip())
    if code and code not in _FREQUENCIES:
        how = "write 1 for an original, 7 for a replacement, 8 for a void"
        raise InvalidInput(f"claim frequency {text!r} is no code; {how}", "frequency", text)
    return code


def occurrence_code(text: str) -> str:
    """Return an occurrence code in capitals; raise `InvalidInput` for what is not two letters or digits."""
    canonical = text.strip().upper() if isinstance(text, str) else ""
    if re.fullmatch(_OCCURRENCE, canonical, re.ASCII) is None:
        raise InvalidInput(f"occurrence code {text!r} is not two letters or digits, like 17", "occurrence_codes", text)
    return canonical


def _occurrence_codes(given: Iterable[str] | None) -> tuple[str, ...] | None:
    if given is None or (type(given) is tuple and given in _SOUND):
        return given
    if isinstance(given, str | Set) or not isinstance(given, Iterable):
        what = "one text" if isinstance(given, str) else "no list"
        expected = "pass a tuple such as ('17', '44')"
        raise InvalidInput(f"occurrence_codes {given!r} is {what}; {expected}", "occurrence_codes", given)
    return _remember(tuple(map(occurrence_code, given)))


@attrs.frozen(repr=False)
class ServiceLine:
    """One line of a claim: a code, its modifiers, its units on one date of service.

    ``units`` is the number of units of service billed; None means not given, never 1. A line with 0 units was done and
    documented but is not billed: its minutes count, and nothing else of it.
    ``minutes`` is the treatment time of the line in whole minutes. Who gave them: ``therapist_minutes`` alone,
    ``assistant_minutes`` alone, ``joint_minutes`` together (they count as the therapist's). Where any of the three is
    given, the missing ones follow from ``minutes`` or are 0, and they must add up to ``minutes``.
    ``total_treatment_minutes`` is the whole visit, timed and untimed. ``charge`` is in dollars. ``payer`` is a claim
    filing code (SBR09, see `FILING_CODES`) in any case, or a name that `filing_code` understands.
    ``certifying_provider_key`` is the physician or practitioner who certifies the plan of care, as the claim names one;
    ``"none"`` (`NONE_NAMED`) where the claim is known to name none. ``occurrence_codes`` are those of an institutional
    claim, like 17 and 44; an empty list says that it has none. Keys of patients and providers are opaque and never
    shown. Texts are as files have them: no blanks around them, an empty one not known, 3 is place ``03``, 0131 is bill
    type ``131``, 430 is revenue code ``0430``.

    >>> ServiceLine("97530", date_of_service=date(2026, 3, 2), units=2, modifiers=("GO",), minutes=30).units
    2
    """

    code: str = attrs.field(converter=_code)
    date_of_service: date = attrs.field(kw_only=True, converter=date_of_service)
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
    payer: str | None = attrs.field(default=None, kw_only=True, converter=payer_code)
    charge: Decimal | None = attrs.field(default=None, kw_only=True)
    claim_id: str | None = attrs.field(default=None, kw_only=True)
    line_id: str | None = attrs.field(default=None, kw_only=True)
    patient_key: str | None = attrs.field(default=None, kw_only=True, repr=False)
    rendering_provider_key: str | None = attrs.field(default=None, kw_only=True, repr=False)
    billing_provider_key: str | None = attrs.field(default=None, kw_only=True, repr=False)
    certifying_provider_key: str | None = attrs.field(default=None, kw_only=True, repr=False)
    occurrence_codes: tuple[str, ...] | None = attrs.field(default=None, kw_only=True, converter=_occurrence_codes)

    def __attrs_post_init__(self) -> None:
        units = self.units
        if units is not None and (type(units) is not int or not 0 <= units <= MOST_UNITS):
            self._put_units(units)
        if self.charge is not None and (type(self.charge) is not Decimal or not self.charge.is_finite()):
            raise InvalidInput(
                f"charge {self.charge!r} is not an amount in dollars; write Decimal('62.00')", "charge", self.charge
            )
        minutes = self.minutes
        if minutes is not None and (type(minutes) is not int or not 0 <= minutes <= MINUTES_A_DAY):
            self._put_minutes("minutes", minutes)
        if self.total_treatment_minutes is not None:
            self._put_minutes("total_treatment_minutes", self.total_treatment_minutes)
        if self.therapist_minutes is not None or self.assistant_minutes is not None or self.joint_minutes is not None:
            self._share_minutes()
        try:
            keys = [key for key in _keys_of(self) if key is not None]
            together = "".join(keys)
            sound = " " not in together and "" not in keys and together.isprintable() and (_coded_of(self),) in _SOUND
        except TypeError:  # one of them is no text
            sound = False
        if not sound:
            put_texts(self, _TEXTS)
            _remember((_coded_of(self),))
        if self.start_time is not None or self.end_time is not None:
            self._check_times()

    @property
    def summary(self) -> str:
        """Code, modifiers and units in short."""
        units = "" if self.units is None else f" x{self.units}"
        return f"{':'.join((self.code, *self.modifiers))}{units}"

    def __repr__(self) -> str:
        minutes = "" if self.minutes is None else f" @{self.minutes}"
        return f"<ServiceLine {self.date_of_service} {self.summary}{minutes}>"

    def _put_units(self, given: object) -> None:
        units = whole_number(given)
        if units is None:
            wrong = not_whole(f"units of {self.code}", given, "whole units")
            raise InvalidInput(f"{wrong}, and leave them out where unknown", "units", given)
        if not 0 <= units <= MOST_UNITS:
            what = "fewer than 0" if units < 0 else f"more than {MOST_UNITS:,}"
            raise InvalidInput(f"units {units} of {self.code} are {what}", "units", given)
        object.__setattr__(self, "units", units)

    def _put_minutes(self, what: str, given: object) -> None:
        object.__setattr__(self, what, whole_minutes(given, what))

    def _check_times(self) -> None:
        for what in ("start_time", "end_time"):
            value = getattr(self, what)
            if value is not None and (not isinstance(value, time) or value.tzinfo is not None):
                wrong = "has a time zone" if isinstance(value, time) else "is not a time of day"
                raise InvalidInput(f"{what} {value!r} {wrong}; pass a local time: datetime.time(9, 30)", what, value)

    def _share_minutes(self) -> None:
        for what in ("therapist_minutes", "assistant_minutes", "joint_minutes"):
            part = getattr(self, what)
            if part is not None and (type(part) is not int or not 0 <= part <= MINUTES_A_DAY):
                self._put_minutes(what, part)
        therapist, assistant, joint = self.therapist_minutes, self.assistant_minutes, self.joint_minutes
        minutes = self.minutes
        given = (therapist or 0) + (assistant or 0) + (joint or 0)
        rest = 0 if minutes is None else minutes - given
        if assistant is None and rest > 0:
            assistant, rest = rest, 0
        elif therapist is None and rest > 0:
            therapist, rest = rest, 0
        if rest:
            raise InvalidInput(
                f"minutes {minutes} of {self.code} are not the sum of therapist {therapist or 0}, assistant "
                f"{assistant or 0} and joint {joint or 0} minutes; correct one of them, or leave minutes out",
                "minutes",
                minutes,
            )
        put = object.__setattr__
        if joint is None:
            put(self, "joint_minutes", 0)
        if self.assistant_minutes is None:
            put(self, "assistant_minutes", assistant or 0)
        if self.therapist_minutes is None:
            put(self, "therapist_minutes", therapist or 0)
        if minutes is None:
            put(self, "minutes", whole_minutes(given, "minutes"))


def fill_only_named(keys: Iterable[str | None]) -> tuple[str | None, ...]:
    """Return the keys of lines, missing ones filled in with the only key that the others name.

    A line without a provider belongs to the only provider of the day. Where several are named, or none, missing keys
    stay missing: such lines belong together, and to none of the others.

    Example:
        >>> fill_only_named(["R1", None]), fill_only_named(["R1", None, "R2"])
        (('R1', 'R1'), ('R1', None, 'R2'))
    """
    given = tuple(keys)
    named = set(given) - {None}
    if len(named) != 1:
        return given
    return (named.pop(),) * len(given)
