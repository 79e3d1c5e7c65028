"""From the text of a cell to its value, or to what is wrong with it."""

import re
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal

from otcpt.claims import NONE_NAMED, filing_code, occurrence_code
from otcpt.errors import InvalidInput
from otcpt.io._values import amount, whole_number
from otcpt.modifiers import parse_modifier

_US_DATE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", re.ASCII)
_MIDNIGHT = re.compile(r"[ T]0?0:00(?::00)?$")
_ISO_DATE = re.compile(r"([0-9]{4})(-?)([0-9]{2})\2([0-9]{2})", re.ASCII)
_TIME = re.compile(r"([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?", re.ASCII)
_FLOAT_CODE = re.compile(r"[0-9]{1,5}\.0*|[0-9.]+[eE]\+?[0-9]+", re.ASCII)
_GROUPED = re.compile(r"-?\$?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?", re.ASCII)
_BETWEEN_MODIFIERS = re.compile(r"[\s,:;|]+")


def read_date(text: str) -> date:
    """Read YYYY-MM-DD, YYYYMMDD or M/D/YYYY, as Excel saves it, perhaps at midnight; no other form is guessed at.

    >>> read_date("3/9/2026") == read_date("20260309") == read_date("2026-03-09 00:00:00")
    True
    """
    day = _MIDNIGHT.sub("", text)
    iso, us = _ISO_DATE.fullmatch(day), _US_DATE.fullmatch(day)
    try:
        if iso is not None:
            return date(int(iso[1]), int(iso[3]), int(iso[4]))
        if us is not None:
            return date(int(us[3]), int(us[1]), int(us[2]))
    except ValueError:
        pass
    raise InvalidInput("not a calendar day; write it as 2026-03-09 (20260309 and 3/9/2026 are read too)")


def read_code(text: str) -> str:
    """Return the code as text; whether it is one is for a rule to say.

    What a spreadsheet turned into a number is refused, since zeros may be lost.
    """
    if _FLOAT_CODE.fullmatch(text):
        raise InvalidInput("a spreadsheet turned the code into a number; format the column as text and export it again")
    return text.upper()


def read_modifiers(text: str) -> tuple[str, ...]:
    """Read modifiers separated by blanks, commas, colons, semicolons or bars.

    >>> read_modifiers("GO, 59")
    ('GO', '59')
    """
    parts = [part for part in _BETWEEN_MODIFIERS.split(text) if part]
    try:
        return tuple(map(parse_modifier, parts))
    except InvalidInput as error:
        raise InvalidInput(f"{error}; separate several by a blank") from None


def read_whole(text: str) -> int:
    """Read a whole number; 2.0 is whole."""
    number = whole_number(text)
    if number is None:
        raise InvalidInput("not a whole number of 0 or more; leave the cell empty where it is unknown")
    return number


def read_amount(text: str) -> Decimal:
    """Read dollars, with or without a dollar sign and commas between thousands."""
    plain = text.replace(",", "") if _GROUPED.fullmatch(text) else text
    dollars = amount(plain.replace("$", "", 1) if plain.startswith(("$", "-$")) else plain)
    if dollars is None:
        raise InvalidInput("not an amount in dollars, like 62.00")
    return dollars


def read_time(text: str) -> time:
    """Read a time of day on the 24-hour clock, 13:05 or 13:05:00."""
    found = _TIME.fullmatch(text)
    if found is not None:
        try:
            return time(int(found[1]), int(found[2]), int(found[3] or 0))
        except ValueError:
            pass
    raise InvalidInput("not a time of day; write it on the 24-hour clock, like 09:30 or 13:05")


def read_place(text: str) -> str:
    """Return the two-digit place of service; a spreadsheet may have dropped the zero of 02."""
    return text.zfill(2) if text.isdigit() else text.upper()


def read_bill_type(text: str) -> str:
    """Return the three characters of the type of bill; 0131 is 131."""
    return text[1:] if len(text) == 4 and text.startswith("0") else text


def read_certifying_provider(text: str) -> str:
    """Return the key of whoever certifies the plan of care; *none* says that the claim names none."""
    return NONE_NAMED if text.lower() == NONE_NAMED else text


def read_occurrence_codes(text: str) -> tuple[str, ...]:
    """Read occurrence codes separated as modifiers are; *none* says that the claim has none.

    >>> read_occurrence_codes("17, 44"), read_occurrence_codes("none")
    (('17', '44'), ())
    """
    parts = tuple(part for part in _BETWEEN_MODIFIERS.split(text.upper()) if part)
    if parts == (NONE_NAMED.upper(),):
        return ()
    return tuple(map(occurrence_code, parts))


#: How the text of a column is read. Columns that are not here are taken as they are.
READERS: dict[str, Callable[[str], object]] = {
    "code": read_code,
    "date_of_service": read_date,
    "modifiers": read_modifiers,
    "modifier_1": read_modifiers,
    "modifier_2": read_modifiers,
    "modifier_3": read_modifiers,
    "modifier_4": read_modifiers,
    "units": read_whole,
    "minutes": read_whole,
    "therapist_minutes": read_whole,
    "assistant_minutes": read_whole,
    "joint_minutes": read_whole,
    "total_treatment_minutes": read_whole,
    "start_time": read_time,
    "end_time": read_time,
    "place_of_service": read_place,
    "bill_type": read_bill_type,
    "certifying_provider_key": read_certifying_provider,
    "occurrence_codes": read_occurrence_codes,
    "payer": filing_code,
    "charge": read_amount,
}
