"""Whole numbers of any kind: Python's own, NumPy's, and whatever else says that it is one."""

from typing import SupportsIndex

#: Python's booleans and NumPy's, whose older versions took them for integers.
_BOOLEANS = frozenset({"bool", "bool_"})


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
