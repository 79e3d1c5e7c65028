"""What a caller gives, looked at by kind: one value, several of a kind, or a whole number. Most messages name kinds."""

from collections.abc import Iterable, Mapping, Set
from typing import SupportsIndex, TypeVar

from otcpt.errors import InvalidInput

__all__ = ["callback", "kind_of_value", "members", "not_whole", "only", "whole_number"]

T = TypeVar("T")

#: Python's booleans and NumPy's, whose older versions took them for integers.
_BOOLEANS = frozenset({"bool", "bool_"})


def members(given: Iterable[T], kind: type[T], what: str) -> tuple[T, ...]:
    """Return several values of one kind; raise `InvalidInput` for one value, and for a set, which has no order.

    >>> members([1, 2], int, "numbers")
    (1, 2)
    >>> members(1, int, "numbers")
    Traceback (most recent call last):
    otcpt.errors.InvalidInput: numbers is one int; write a list: [...]
    """
    if type(given) not in (list, tuple):
        if isinstance(given, kind):
            raise InvalidInput(f"{what} is one {kind.__name__}; write a list: [...]", what, given)
        if isinstance(given, str | bytes | Mapping | Set) or not isinstance(given, Iterable):
            raise InvalidInput(f"{what} is {kind_of_value(given)}; give a list of {kind.__name__} values", what, given)
    values = tuple(given)
    for place, value in enumerate(values):
        if not isinstance(value, kind):
            message = f"{what}[{place}] is {kind_of_value(value)}; give {kind.__name__} values"
            raise InvalidInput(message, what, value)
    return values


def only(given: object, kind: type[T], what: str, how: str) -> T:
    """Return one value of a kind.

    >>> only("C1", int, "number", "write 1")
    Traceback (most recent call last):
    otcpt.errors.InvalidInput: number takes an int, not a str; write 1
    """
    if isinstance(given, kind):
        return given
    raise InvalidInput(f"{what} takes {_article(kind)}, not {kind_of_value(given)}; {how}", what, given)


def callback(given: object, what: str) -> None:
    """Check that a function is given, or nothing.

    >>> callback(5, "progress")
    Traceback (most recent call last):
    otcpt.errors.InvalidInput: progress is an int; give a function, or leave it out
    """
    if given is not None and not callable(given):
        raise InvalidInput(f"{what} is {kind_of_value(given)}; give a function, or leave it out", what, given)


def kind_of_value(value: object) -> str:
    """Return the kind of a value with its article.

    >>> kind_of_value(None), kind_of_value([]), kind_of_value(3)
    ('None', 'a list', 'an int')
    """
    if value is None:
        return "None"
    return _article(type(value))


def _article(kind: type) -> str:
    name = kind.__name__
    return f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}"


def whole_number(value: object) -> int | None:
    """Return an int for an integer of any kind, None for a boolean and everything else.

    >>> whole_number(8), whole_number(8.0), whole_number(True)
    (8, None, None)
    """
    if type(value) is int:
        return value
    if isinstance(value, SupportsIndex) and type(value).__name__ not in _BOOLEANS:
        try:
            return value.__index__()
        except TypeError:  # an array of NumPy has the method and no number
            pass
    return None


def not_whole(what: str, value: object, wanted: str) -> str:
    """Say which value is no integer, of what kind it is, and what to give.

    >>> not_whole("minutes", 8.0, "whole minutes")
    'minutes 8.0 is a float: give whole minutes as an int'
    """
    return f"{what} {value!r} is a {type(value).__name__}: give {wanted} as an int"
