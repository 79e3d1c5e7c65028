"""From the text of a cell to its value, or to what is wrong with it."""

import re
from collections.abc import Callable, Iterable
from decimal import Decimal

from otcpt.claims import NONE_NAMED, TEXT_FORMS, claim_frequency, filing_code, occurrence_code
from otcpt.errors import InvalidInput
from otcpt.io._log import Log
from otcpt.io._text import amount, whole_number
from otcpt.io.csv_lines._dates import read_date, read_minutes, read_time
from otcpt.modifiers import parse_modifier

_FLOAT_CODE = re.compile(r"[0-9]{1,5}\.0*|[0-9.]+[eE]\+?[0-9]+", re.ASCII)
_GROUPED = re.compile(r"-?\$?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?", re.ASCII)
_FILLER = re.compile(r"9{3,}(?:\.0*)?", re.ASCII)
_BETWEEN_MODIFIERS = re.compile(r"[\s,:;|/\-]+")
_GLUED = re.compile(r"(?:[A-Z][A-Z0-9]|[0-9]{2}){2,4}", re.ASCII | re.IGNORECASE)
_FLOAT_MODIFIER = re.compile(r"([0-9]{2})\.0*", re.ASCII)
#: What stands between a code and its description: at least one word of three letters, which no modifier is.
_TEXT = r"(?:\s*[-\u2010-\u2015:|,(]\s*|\s+)(?=.*[A-Za-z]{3})(?!.*\b[0-9]{5}\b)[^0-9].*"
_CODE_AND_TEXT = re.compile(rf"([0-9]{{4}}[0-9AFMTU]|[A-V][0-9]{{4}}){_TEXT}", re.ASCII | re.IGNORECASE | re.DOTALL)
_FORM_AND_TEXT = re.compile(rf"([0-9]{{1,4}}[A-Z]?){_TEXT}", re.ASCII | re.IGNORECASE | re.DOTALL)
_WITH_MODIFIERS = re.compile(
    r"\s*(?:[0-9]{4}[0-9AFMTU]|[A-V][0-9]{4})(?:[-:.,/ ]*[A-Z0-9]{2})+\s*", re.ASCII | re.IGNORECASE
)
#: How exports keep a spreadsheet from making numbers of texts: ="97530", and '97530 of a code.
GUARDED = re.compile(r"=\"(.*)\"")
_IN_BRACKETS = re.compile(r"\((.+)\)")


def read_code(text: str) -> str:
    """Return the code as text, without a description behind it; whether it is one is for a rule to say.

    What a spreadsheet turned into a number is refused, since zeros may be lost.

    >>> read_code("97530 - Therapeutic Activities"), read_code("g0283"), read_code("97530-59")
    ('97530', 'G0283', '97530-59')
    """
    if _FLOAT_CODE.fullmatch(text):
        raise InvalidInput("a spreadsheet turned the code into a number; format the column as text and export it again")
    return _without_text(_CODE_AND_TEXT, text).upper()


def _without_text(form: re.Pattern[str], text: str) -> str:
    guarded = GUARDED.fullmatch(text)
    text = guarded[1] if guarded else text.removeprefix("'")
    described = form.fullmatch(text)
    return text if described is None else described[1]


def _read_form(name: str) -> Callable[[str], str]:
    """How a code of other form is read: it may have a description behind it, too."""
    return lambda text: TEXT_FORMS[name](_without_text(_FORM_AND_TEXT, text))


def read_modifiers(text: str) -> tuple[str, ...]:
    """Read modifiers separated by blanks, punctuation or nothing.

    >>> read_modifiers("GO, 59"), read_modifiers("GO/59"), read_modifiers("GO59")
    (('GO', '59'), ('GO', '59'), ('GO', '59'))
    """
    parts = [part for part in _BETWEEN_MODIFIERS.split(text) if part]
    try:
        return tuple(parse_modifier(one) for part in parts for one in _taken_apart(part))
    except InvalidInput as error:
        raise InvalidInput(f"{error}; separate several by a blank") from None


def _taken_apart(part: str) -> list[str]:
    """One modifier, or those that are written without anything between them."""
    if found := _FLOAT_MODIFIER.fullmatch(part):
        return [found[1]]
    if _GLUED.fullmatch(part):
        several = [part[at : at + 2] for at in range(0, len(part), 2)]
        if all(one.upper() in _USUAL for one in several):
            return several
    return [part]


def read_whole(text: str) -> int:
    """Read a whole number; 2.0 is whole."""
    number = whole_number(text)
    if number is None and whole_number(text.strip("-() ")):
        raise InvalidInput("units below zero; leave out what was reversed: this line, and the one that it reverses")
    if number is None:
        raise InvalidInput("not whole units, like 2; leave the cell empty where they are unknown")
    return number


def look_at_codes(texts: Iterable[str], log: Log) -> None:
    """Note codes that have modifiers in them: both are reported as one code of no form."""
    if found := next(filter(_WITH_MODIFIERS.fullmatch, sorted(texts)), None):
        log.note(f"codes such as {found!r} seem to have modifiers in them; give these a column of their own")


def look_at_units(texts: Iterable[str], log: Log) -> None:
    """Note units that look like a filler for what is not known."""
    for text in sorted(set(map(str.strip, texts))):
        if _FILLER.fullmatch(text):
            log.note(f"{text} units look like a filler; leave the cell empty where the units are not known")


def read_amount(text: str) -> Decimal:
    """Read dollars, with or without a dollar sign and commas between thousands; in brackets they are below zero.

    >>> read_amount("$1,234.50"), read_amount("(12.00)")
    (Decimal('1234.50'), Decimal('-12.00'))
    """
    if (below := _IN_BRACKETS.fullmatch(text)) is not None and not below[1].startswith("-"):
        return -read_amount(below[1])
    plain = text.replace(",", "") if _GROUPED.fullmatch(text) else text
    dollars = amount(plain.replace("$", "", 1).replace(" ", "") if plain.startswith(("$", "-$")) else plain)
    if dollars is None:
        raise InvalidInput("not an amount in dollars, like 62.00")
    return dollars


def read_occurrence_codes(text: str) -> tuple[str, ...]:
    """Read occurrence codes separated as modifiers are; *none* says that the claim has none.

    >>> read_occurrence_codes("17, 44"), read_occurrence_codes("none")
    (('17', '44'), ())
    """
    parts = tuple(part for part in _BETWEEN_MODIFIERS.split(text.upper()) if part)
    if parts == (NONE_NAMED.upper(),):
        return ()
    return tuple(map(occurrence_code, parts))


#: Modifiers that are taken apart where nothing is between them; NONE is no pair of modifiers.
_USUAL_ONES = (
    "GO GP GN CO CQ KX GA GX GY GZ CR 22 24 25 26 27 50 51 52 53 57 58 59 76 77 78 79 90 91 93 95 96 97 99 XE XP XS XU "
    "GQ GT GG GC G0 FQ FR LT RT E1 E2 E3 E4 FA F1 F2 F3 F4 F5 F6 F7 F8 F9 TA T1 T2 T3 T4 T5 T6 T7 T8 T9 KF KH NU RR UE "
    "U1 U2 U3 U4 U5 U6 U7 U8 U9 HO HN HM TD TE TF TG TL TM"
)
_USUAL = frozenset(_USUAL_ONES.split())

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
    "minutes": read_minutes,
    "therapist_minutes": read_minutes,
    "assistant_minutes": read_minutes,
    "joint_minutes": read_minutes,
    "total_treatment_minutes": read_minutes,
    "start_time": read_time,
    "end_time": read_time,
    **TEXT_FORMS,
    **{name: _read_form(name) for name in ("place_of_service", "bill_type", "revenue_code")},
    "occurrence_codes": read_occurrence_codes,
    "frequency": claim_frequency,
    "payer": filing_code,
    "charge": read_amount,
}
