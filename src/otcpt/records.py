"""Plain data into values: each field is read, and everything that is wrong is collected with its path."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import TypeAlias, TypeVar, cast

import attrs

from otcpt.errors import InputErrors, InvalidInput, Problem, did_you_mean
from otcpt.members import whole_number
from otcpt.timeline import calendar_day

__all__ = [
    "VERSION",
    "Faults",
    "Field",
    "Reader",
    "amount",
    "as_text",
    "at",
    "checked",
    "clock",
    "collected",
    "day",
    "each",
    "kind_of",
    "made",
    "one_of",
    "opaque",
    "read_record",
    "record_of",
    "text",
    "truth",
    "version",
    "whole",
]

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

#: The key that says in which form a record is written; no value has it.
VERSION = "schema_version"

_SHOWN = 40

#: How values of JSON are called; those of Python have the names of their types.
_KINDS = {
    dict: "an object",
    list: "a list",
    tuple: "a list",
    str: "text",
    int: "an integer",
    Decimal: "a number with a decimal point",
    type(None): "null",
}
_CLOCK = re.compile(r"[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?", re.ASCII)
_DOLLARS = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:E[+-]?[0-9]{1,9})?", re.ASCII)


class Faults:
    """What is wrong with one input. Paths are written as JSON has them: ``lines[1].minutes``, counted from 0."""

    def __init__(self, name: str, problems: list[Problem] | None = None) -> None:
        self.name = name
        self.row: int | None = None
        self.problems = [] if problems is None else problems

    def __len__(self) -> int:
        return len(self.problems)

    def add(self, path: str, message: str, value: object = None) -> None:
        """Write down a fault. A long value is cut, and one that the message already has is not repeated."""
        shown = None if value is None or isinstance(value, Mapping | list | tuple) else str(value)
        if shown is not None and (repr(value) in message or shown in message.split()):
            shown = None
        if shown is not None and len(shown) > _SHOWN:
            shown = shown[: _SHOWN - 1] + "…"
        self.problems.append(Problem(self.name, self.row, path or None, shown, message))

    def close(self) -> None:
        """Raise `InputErrors` with every fault, if there is one."""
        if self.problems:
            raise InputErrors(self.problems)


#: Reads a value at a path; what is wrong is written down, and the result is then of no meaning.
Reader: TypeAlias = Callable[[object, str, Faults], T]


@attrs.frozen
class Field:
    """How one key of an object is read. ``example`` is there where the key must be, and shows how to write it."""

    read: Reader[object]
    example: str = ""


def at(path: str, key: object) -> str:
    """Return the path of a key or a place below another.

    >>> at(at("lines", 1), "minutes")
    'lines[1].minutes'
    """
    if isinstance(key, int):
        return f"{path}[{key}]"
    return f"{path}.{key}" if path else str(key)


def read_record(name: str, record: object, read: Reader[T | None]) -> T:
    """Return what a reader makes of a record; raise `InputErrors` with every fault."""
    faults = Faults(name)
    value = read(record, "", faults)
    faults.close()
    assert value is not None
    return value


def made(kind: Callable[..., T], fields: Mapping[str, Field]) -> Reader[T | None]:
    """Return a reader of objects with these keys, and no others, that makes a value of them. null is not given."""

    def read(given: object, path: str, faults: Faults) -> T | None:
        values = collected(given, fields, path, faults)
        if values is None:
            return None
        try:
            return kind(**values)
        except InvalidInput as error:
            faults.add(at(path, error.what) if error.what in fields else path, str(error))
            return None

    return read


def collected(given: object, fields: Mapping[str, Field], path: str, faults: Faults) -> dict[str, object] | None:
    """Return the values of an object by key, or None where anything is wrong with it."""
    before = len(faults)
    if not isinstance(given, Mapping):
        keys = ", ".join(key for key, field in fields.items() if field.example)
        faults.add(path, f"is {kind_of(given)}; expected an object{keys and ' with '}{keys}")
        return None
    values: dict[str, object] = {}
    for key, value in given.items():
        field = fields.get(key) if isinstance(key, str) else None
        if field is None:
            name = str(key)[:_SHOWN]
            faults.add(at(path, name), f"is not known.{did_you_mean(name, fields)}")
        elif value is not None:
            values[key] = field.read(value, at(path, key), faults)
    values.pop(VERSION, None)
    for key, field in fields.items():
        if field.example and given.get(key) is None:
            faults.add(at(path, key), f"is missing; write it like {field.example}")
    return values if len(faults) == before else None


def each(read: Reader[T]) -> Reader[list[T]]:
    """Return a reader of a list, each of its items read alike."""

    def read_each(given: object, path: str, faults: Faults) -> list[T]:
        if not isinstance(given, Sequence) or isinstance(given, str | bytes):
            faults.add(path, f"is {kind_of(given)}; expected a list", given)
            return []
        return [read(one, at(path, number), faults) for number, one in enumerate(given)]

    return read_each


def checked(read: Callable[[str], T]) -> Reader[T | None]:
    """Return a reader of text that a function understands, or refuses with `InvalidInput`."""

    def read_text(given: object, path: str, faults: Faults) -> T | None:
        if not isinstance(given, str):
            faults.add(path, f"is {kind_of(given)}; write it as text, in quotes", given)
            return None
        try:
            return read(given)
        except InvalidInput as error:
            faults.add(path, str(error), given)
            return None

    return read_text


def text(given: object, path: str, faults: Faults) -> str:
    """Read text."""
    if isinstance(given, str):
        return given
    faults.add(path, f"is {kind_of(given)}; write it as text, in quotes", given)
    return ""


def opaque(given: object, path: str, faults: Faults) -> str:
    """Read the key of a patient or a provider, which no message shows."""
    if isinstance(given, str):
        return given
    faults.add(path, f"is {kind_of(given)}; write it as text, in quotes")
    return ""


def whole(what: str, least: int = 0, most: int | None = None) -> Reader[int]:
    """Return a reader of whole numbers of any kind, NumPy's among them; a float is none."""

    def read(given: object, path: str, faults: Faults) -> int:
        number = whole_number(given)
        if number is None:
            faults.add(path, f"is {kind_of(given)}; write {what} as a whole number, or leave it out", given)
            return 0
        if number < least or (most is not None and number > most):
            limit = f"at least {least}" if most is None else f"from {least} to {most}"
            faults.add(path, f"is out of range; {what} is {limit}", number)
        return number

    return read


def day(given: object, path: str, faults: Faults) -> date | None:
    """Read a date, or its text as YYYY-MM-DD."""
    if isinstance(given, date) and not isinstance(given, datetime):
        return given
    if isinstance(given, str):
        try:
            return calendar_day(given)
        except InvalidInput:
            pass
    faults.add(path, "is not a calendar day; write it as text, like 2026-03-02", given)
    return None


def clock(given: object, path: str, faults: Faults) -> time | None:
    """Read a time of day, or its text on the 24-hour clock."""
    if isinstance(given, time):
        return given
    if isinstance(given, str) and _CLOCK.fullmatch(given):
        try:
            return time.fromisoformat(given)
        except ValueError:
            pass
    faults.add(path, "is not a time of day; write it as text on the 24-hour clock, like 09:30", given)
    return None


def amount(given: object, path: str, faults: Faults) -> Decimal | None:
    """Read dollars: a Decimal, a whole number, or text like 62.00; a float is not exact."""
    if isinstance(given, Decimal) and given.is_finite():
        return given
    if isinstance(given, str) and _DOLLARS.fullmatch(given):
        return Decimal(given)
    number = whole_number(given)
    if number is not None:
        return Decimal(number)
    known = "is a float, which is not exact" if isinstance(given, float) else "is not an amount in dollars"
    faults.add(path, f"{known}; write it as text, like 62.00", given)
    return None


def truth(given: object, path: str, faults: Faults) -> bool:
    """Read true or false."""
    if type(given) is not bool:
        faults.add(path, f"is {kind_of(given)}; write true or false", given)
    return bool(given)


def one_of(names: Sequence[str]) -> Reader[str]:
    """Return a reader of one of a few texts."""

    def read(given: object, path: str, faults: Faults) -> str:
        if isinstance(given, str) and given in names:
            return given
        near = did_you_mean(given, names) if isinstance(given, str) else ""
        faults.add(path, f"is not one of {', '.join(names)}.{near}", given)
        return names[0]

    return read


def version(newest: int) -> Reader[None]:
    """Return a reader of ``schema_version``: a record of another version is refused."""

    def read(given: object, path: str, faults: Faults) -> None:
        if type(given) is not int or given != newest:
            faults.add(path, f"is not {newest}, the version that this otcpt reads", given)

    return read


def record_of(value: attrs.AttrsInstance) -> dict[str, object]:
    """Return a value field by field as plain data: what JSON has no form for is text.

    >>> @attrs.frozen
    ... class Visit:
    ...     on: date
    ...     codes: tuple[str, ...]
    >>> record_of(Visit(date(2026, 3, 2), ("97530",)))
    {'on': '2026-03-02', 'codes': ['97530']}
    """
    return {field.name: _plain(getattr(value, field.name)) for field in attrs.fields(type(value))}


def _plain(value: object) -> object:
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, date | time | Decimal):
        return as_text(value)
    return [_plain(one) for one in value] if isinstance(value, tuple) else record_of(cast("attrs.AttrsInstance", value))


def as_text(value: date | time | Decimal | None) -> str | None:
    """Return a day or a time as text in ISO form, an amount as it is written; None stays None."""
    if value is None:
        return None
    return str(value) if isinstance(value, Decimal) else value.isoformat()


def kind_of(value: object) -> str:
    """Return how a value of JSON is called, with its article."""
    name = type(value).__name__
    return _KINDS.get(type(value)) or f"{'an' if name[0] in 'aeiou' else 'a'} {name}"
